"""The bank holidays of England and Wales, as the holidays library has them: it takes 120 ms to load, a fifth of the
program's start, and the first list of people asks whether an office is open. tests/clock/test_clock.py compares each
year with the library, so that one which is newer, and knows of another day, is noticed.
"""

from __future__ import annotations

from datetime import date
from functools import cache

_KNOWN = {
    2016: "0101 0325 0328 0502 0530 0829 1225 1226 1227",
    2017: "0101 0102 0414 0417 0501 0529 0828 1225 1226",
    2018: "0101 0330 0402 0507 0528 0827 1225 1226",
    2019: "0101 0419 0422 0506 0527 0826 1225 1226",
    2020: "0101 0410 0413 0508 0525 0831 1225 1226 1228",
    2021: "0101 0402 0405 0503 0531 0830 1225 1226 1227 1228",
    2022: "0101 0103 0415 0418 0502 0602 0603 0829 0919 1225 1226 1227",
    2023: "0101 0102 0407 0410 0501 0508 0529 0828 1225 1226",
    2024: "0101 0329 0401 0506 0527 0826 1225 1226",
    2025: "0101 0418 0421 0505 0526 0825 1225 1226",
    2026: "0101 0403 0406 0504 0525 0831 1225 1226 1228",
    2027: "0101 0326 0329 0503 0531 0830 1225 1226 1227 1228",
    2028: "0101 0103 0414 0417 0501 0529 0828 1225 1226",
    2029: "0101 0330 0402 0507 0528 0827 1225 1226",
    2030: "0101 0419 0422 0506 0527 0826 1225 1226",
    2031: "0101 0411 0414 0505 0526 0825 1225 1226",
    2032: "0101 0326 0329 0503 0531 0830 1225 1226 1227 1228",
    2033: "0101 0103 0415 0418 0502 0530 0829 1225 1226 1227",
    2034: "0101 0102 0407 0410 0501 0529 0828 1225 1226",
    2035: "0101 0323 0326 0507 0528 0827 1225 1226",
    2036: "0101 0411 0414 0505 0526 0825 1225 1226",
    2037: "0101 0403 0406 0504 0525 0831 1225 1226 1228",
    2038: "0101 0423 0426 0503 0531 0830 1225 1226 1227 1228",
    2039: "0101 0103 0408 0411 0502 0530 0829 1225 1226 1227",
    2040: "0101 0102 0330 0402 0507 0528 0827 1225 1226",
}
"""Of these years the months and days, those given in lieu included."""
YEARS = tuple(_KNOWN)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The days of a year; of one that is not kept here the library is asked."""
    if year in _KNOWN:
        return frozenset(date(year, int(day[:2]), int(day[2:])) for day in _KNOWN[year].split())
    return of_the_library(year)


def of_the_library(year: int) -> frozenset[date]:
    """The days of a year, as the holidays library says."""
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="ENG", years=year, expand=False))
