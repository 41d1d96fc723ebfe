"""The rows of the duties: each can be read, has its rule and its source, and what isn't law says so."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.support.places import PACKAGE
from topaz_tui.rules.statutory import language
from topaz_tui.rules.statutory.duties import BY_CODE, DUTIES, faults
from topaz_tui.rules.statutory.row import Rule, Starts, WrittenBy

NEEDS = BY_CODE["NEEDS"]


def test_rows_are_without_fault() -> None:
    assert list(faults()) == [] and len(BY_CODE) == len(DUTIES) == 40


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (replace(NEEDS, due="soon"), "says no time"),
        (replace(NEEDS, cases=((next(iter(BY_CODE["VISIT"].cases))[0], "on Tuesday"),)), "nobody knows"),
        (replace(NEEDS, sources=()), "no source"),
        (replace(NEEDS, found=""), "not looked up"),
        (replace(NEEDS, due="asap"), "without a target"),
        (replace(NEEDS, until=date(2011, 4, 1)), "over before"),
        (NEEDS, "twice"),
    ],
)
def test_rows_with_a_fault_are_told(row, told) -> None:
    assert any(told in each for each in faults((NEEDS, replace(row, code=row.code if told == "twice" else "NEW"))))


def test_rows_cite_what_the_table_of_sources_has() -> None:
    table = (PACKAGE / "rules" / "SOURCES.md").read_text("utf-8")
    numbers = {int(each) for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE) for each in row.split(", ")}
    cited = {number for row in DUTIES for number in row.sources}
    assert cited <= numbers and cited >= {33, 34, 35, 46, 48}


def test_rows_without_a_public_rule_are_the_teams_setting() -> None:
    settings = {row.code for row in DUTIES if row.rule == Rule.SETTING}
    assert settings == {"PLAN_REV_MOVE", "PA_21", "REV_REPORT", "S7_DRAFT", "STAFF_FULL", "PREVENT"}
    beside = {row.code for row in DUTIES if row.target and row.target_rule == Rule.SETTING}
    assert beside == {"PLAN", "PLAN_25", "CIR", "STAFF_IND", "PREVENT"}


def test_rows_whose_text_was_not_found_are_said_to_be_the_teams_setting() -> None:
    assert {row.code for row in DUTIES if not row.text_found} == {"PLAN", "PLAN_REV", "CARE_PLAN", "PLACE_PLAN"}
    assert any("two things" in each for each in faults((replace(NEEDS, text_found=False),)))


def test_rows_of_law_name_the_act_or_the_regulation() -> None:
    for row in DUTIES:
        if row.rule == Rule.LAW:
            assert re.search(r"regulations? \d|section \d|paragraph \d", row.law), row.code


def test_rows_of_reviews_and_of_stopping_care_are_never_ours() -> None:
    """A provider may not do what an independent reviewing officer does (Children and Young Persons Act 2008, 2)."""
    for code in ("LAC_REV1", "LAC_REV2", "LAC_REV", "CEASE", "STAY_ASK"):
        assert BY_CODE[code].writer == WrittenBy.COUNCIL


def test_rows_use_every_start_and_every_name_of_the_language() -> None:
    assert {row.starts for row in DUTIES} == set(Starts)
    texts = [language.read(text) for row in DUTIES for text in (row.due, row.target) if text]
    assert {name for text in texts for name in text.names} == language.NAMES


def test_rule_is_in_force_from_its_first_day_up_to_its_last() -> None:
    row = replace(NEEDS, from_=date(2011, 4, 1), until=date(2027, 9, 1))
    days = ("2011-03-31", "2011-04-01", "2027-08-31", "2027-09-01")
    assert [row.in_force(date.fromisoformat(day)) for day in days] == [False, True, True, False]


PITFALL = re.compile(r"^(?:async )?def test_pitfalls?_(\d+)(?:_and_(\d+))?_", re.MULTILINE)


def test_each_of_the_23_pitfalls_has_a_test_by_its_number() -> None:
    texts = (path.read_text("utf-8") for path in (PACKAGE.parent / "tests").rglob("test_*.py"))
    found = {int(number) for text in texts for each in PITFALL.findall(text) for number in filter(None, each)}
    assert found == {*range(1, 24)}
