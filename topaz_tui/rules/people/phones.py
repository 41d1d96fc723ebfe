"""Phone numbers: cheap checks for a plain British number, phonenumberslite for what they don't settle.

A number counts by its form ('possible'), not by whether its range is in use: the library calls Ofcom's drama
numbers invalid, and takes 33 µs where the cheap check takes less than one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from topaz_tui.rules.people.text import bare

# With nine more digits, these are settled without the library.
_PLAIN = frozenset(("01", "02", "03", "07", "08"))
_EDGES = " \t,;:-/.()[]|"
_MOST = 300  # letters of a cell that are looked at: a longer one is a story, and no number
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))

# What looks most like a number is tried first: with + or 0 in front, then any run of digits long enough.
_CANDIDATES = (
    re.compile(r"(?<![\d+])(?:\+|\(\+|\(?0)[\d \xa0().-]{7,30}(?<=\d)", re.A),
    re.compile(r"(?<![\d+])\(?\d[\d \xa0().-]{6,30}(?<=\d)", re.A),
)
# 18001 and 18002 ask for a text relay (Relay UK), 141 withholds the caller's number, 1470 shows it. What follows has
# often lost its nought; a relay number has no space of its own where a spreadsheet took it for one figure.
_DIAL_FIRST = re.compile(r"(18001|18002|141|1470)[ .-]*(?=\(?[+0]|\(?[1-9][\d .-]{8,12}(?!\d))", re.A)
_EXPONENT = re.compile(r"(\d)[.,]?(\d*)[eE]\+?(\d{1,2})", re.A)
_DIGIT = re.compile(r"\d", re.A)
_DIGITS = re.compile(r"\d+", re.A)
_ANY_NUMBER = "+442079460000"
_RETIRED = re.compile(
    r"\b(?:do not|don'?t|never) (?:ring|call|phone|use|dial)\b|\bnot in use\b|\bno longer in use\b|\bdisconnected\b"
    r"|\b(?:line|number) (?:is )?dead\b|\bunobtainable\b|\bwrong number\b|\bceased\b",
    re.I,
)


class PhoneStatus(StrEnum):
    """Whether a number can be rung, as the store names it."""

    USABLE = "usable"
    WRONG = "wrong"
    UNOBTAINABLE = "unobtainable"
    DROPPED = "dropped"
    RETIRED = "retired"


PHONE_STATES: Mapping[str, str] = {
    PhoneStatus.USABLE: "",
    PhoneStatus.WRONG: "wrong number",
    PhoneStatus.UNOBTAINABLE: "unobtainable",
    PhoneStatus.DROPPED: "no longer in the council's file",
    PhoneStatus.RETIRED: "not to be rung, the council says",
}
"""The words for each status of a number, beside it."""


class PhoneNumber(NamedTuple):
    """A number as the store keeps it, '+442079460123', and what was written around it ('' where nothing was).

    `dial_first` is a prefix that belongs to the call and not to the number ('18001', '141'), '' where there is none.
    `retired` says that the words around it forbid to ring it ('DO NOT RING', 'not in use').
    """

    number: str
    note: str
    dial_first: str = ""
    retired: bool = False


def parse_phones(text: str) -> tuple[PhoneNumber, ...]:
    """Every number in `text`, none twice, each with the words around them all as its note.

    'ring sister 020 7946 0123 after 5' is one Phone('+442079460123', 'ring sister after 5');
    '020 7946 0123/07700 900456' is two. A number that a spreadsheet rounded (7.7009E+09), or that is too short for
    one, is none.
    """
    digits = text.replace(" ", "")
    if len(digits) == 11 and digits[:2] in _PLAIN and digits.isdigit() and digits.isascii():
        number = digits[1:]
        return () if _is_filler(number) else (tuple.__new__(PhoneNumber, ("+44" + number, "", "", False)),)
    return _look_closely(text)


def parse_phone(text: str) -> PhoneNumber | None:
    """The first number in `text`, with the words around it as its note, and any second number among them, so that
    nothing that was written is lost; None where no number can be one."""
    found = parse_phones(text)
    if len(found) <= 1:
        return found[0] if found else None
    others = " ".join(format_phone(phone.number) for phone in found[1:])
    return found[0]._replace(note=" ".join(filter(None, (found[0].note, others))))


def forbids_calls(note: str) -> bool:
    """Do these words, which stand beside a number, forbid to ring it ('DO NOT RING', 'not in use')?"""
    return any(phone.retired for phone in parse_phones(f"{_ANY_NUMBER} {note}")[:1])


def _look_closely(text: str) -> tuple[PhoneNumber, ...]:
    if text.isascii() and not _DIGIT.search(text):
        return ()  # a dash, words: every other cell of some columns
    text = unicodedata.normalize("NFKC", bare(text[:_MOST])).translate(_DASHES)
    if not _DIGIT.search(text):
        return ()
    text = re.sub(r"\bO(?=[\d ]{6})", "0", text.replace("++", "+"))
    text = re.sub(r"(?<=\d)\.0+$", "", text)
    if match := _EXPONENT.fullmatch(text):
        whole, part, power = match.groups()
        if len(part) != int(power):
            return ()  # a spreadsheet rounded it
        text = whole + part
    found: list[tuple[str, str]] = []
    words: list[str] = []
    text = _first_numbers(text, found, words)
    if not found and "/" in text:  # 020/7946/0123
        text, words = text.replace("/", " "), []
        text = _first_numbers(text, found, words)
    note = " ".join(" ".join(word.strip(_EDGES) for word in words).split())
    retired = bool(_RETIRED.search(note))
    return tuple(PhoneNumber(number, note, dial_first, retired) for number, dial_first in dict(found).items())


def _first_numbers(text: str, found: list[tuple[str, str]], words: list[str]) -> str:
    """Put each number of `text` into `found`, with the prefix that is dialled before it, and the other words into
    `words`."""
    rest = text
    pattern = _CANDIDATES[0]
    while True:
        hit = _first_number(rest, pattern, is_first=not found)
        if hit is None:
            if not found and pattern is _CANDIDATES[0]:
                pattern = _CANDIDATES[1]
                continue
            words.append(rest)
            return text
        number, dial_first, start, end = hit
        found.append((number, dial_first))
        words.append(rest[:start])
        rest = rest[end:]
        pattern = _CANDIDATES[0] if not re.match(r"[\s/;,|]*\d{10,}", rest) else _CANDIDATES[1]


def _first_number(text: str, pattern: re.Pattern[str], *, is_first: bool) -> tuple[str, str, int, int] | None:
    """The first number in `text` with what to dial before it, and where it stands."""
    if is_first and (prefix := _DIAL_FIRST.search(text)):
        behind = text[prefix.end() :]
        for each in _CANDIDATES:
            if (match := each.match(behind)) and (hit := _longest(match[0])):
                return hit[0], prefix[1], prefix.start(), prefix.end() + hit[1]
    for match in pattern.finditer(text):
        if hit := _longest(match[0]):
            return hit[0], "", match.start(), match.start() + hit[1]
    return None


def _longest(written: str) -> tuple[str, int] | None:
    """The longest number that `written` begins with, and how many letters it takes: in '020 7946 0123 5 pm' the last
    group may belong to the words behind."""
    while written:
        if number := _possible(written):
            return number, len(written)
        written = written.rpartition(" ")[0].rstrip(_EDGES)
    return None


def _possible(written: str) -> str | None:
    digits = "".join(_DIGITS.findall(written))
    if len(digits) == 11 and digits[:2] in _PLAIN and "+" not in written:
        return None if _is_filler(digits[1:]) else f"+44{digits[1:]}"
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    national = str(number.national_number)
    # The library strips one nought of '0000…' and calls the rest possible; no British number begins with 0 or
    # 4 or 6, none with 99, and none has fewer than nine digits but those of freephone.
    if number.country_code == 44 and (
        number.italian_leading_zero
        or national[0] in "046"
        or national[:2] == "99"
        or len(national) < (7 if national[:3] == "800" else 9)
        or _is_filler(national)
    ):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_filler(national: str) -> bool:
    """Is it a run of digits that stands for no number, such as '1111111111' or '7000000000'?"""
    return national[2:] == national[1:-1]  # each digit behind the first is as the one before it


def dialled(number: str, dial_first: str | None = None) -> str:
    """What a telephone is given for a kept number (E.164): the number itself, or behind `dial_first` its digits as
    dialled within Britain."""
    return "".join(c for c in format_phone(number, dial_first) if c in "+0123456789") if dial_first else number


@lru_cache(maxsize=4096)
def format_phone(number: str, dial_first: str | None = None) -> str:
    """A kept number as it is dialled from Britain: '020 7946 0123', and '+1 212-555-0100' for the world, behind what is
    dialled first: '18001 020 7946 0123'."""
    if dial_first:
        return f"{dial_first} {format_phone(number)}"
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if parsed.country_code == 44 else style.INTERNATIONAL)
