"""A question that has rows: what each lacks, days in them, and how they read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from topaz_tui.rules import forms
from topaz_tui.rules.forms import Question, When, faults_of_form

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
PEOPLE = Question("people", "People", "rows", needed="Say who took part.", columns=(
    Question("who", "Who", "line", needed="Say who."),
    Question("asked", "Asked?", "yes_no", needed="Say whether they were asked."),
    Question("why", "Why not", "line", when=When("asked", ("no",)), needed="Say why they were not asked."),
    Question("by", "By when", "day", sense="ahead"),
))  # fmt: skip
NAN = {"who": "Nan", "asked": "yes", "by": "2027-01-04"}
DAD = {"who": "Dad", "asked": "no"}


@pytest.mark.parametrize("answer", [None, [], [{}], [{"who": " "}, {}]])
def test_rows_with_nothing_in_them_are_no_answer(answer: forms.Answer) -> None:
    assert forms.unanswered(answer) and forms.rows_of(answer) == ()
    assert forms.lacking(PEOPLE, {"people": answer}) == "Say who took part."
    assert forms.answer_words(PEOPLE, answer) == forms.NOT_ANSWERED


def test_each_row_lacks_what_its_columns_need() -> None:
    rows = [NAN, {}, DAD, {"asked": "yes"}]
    told = [(row, column.id, words) for row, column, words in forms.row_faults(PEOPLE, rows, NOW, missing=True)]
    assert told == [
        (1, "why", "People, row 2: Say why they were not asked."),
        (2, "who", "People, row 3: Say who."),
    ]
    assert forms.lacking(PEOPLE, {"people": rows}, NOW) == told[0][2]
    assert forms.lacking(PEOPLE, {"people": [NAN]}, NOW) is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ([NAN, DAD | {"asked": "perhaps"}], "row 2: Choose 'Asked?' again"),
        ([NAN | {"by": "yesterday"}], "row 1: 'By when': "),
        ("Nan and Dad", "Write 'People' in rows."),
        ([NAN, DAD], None),
    ],
)
def test_a_fault_in_a_row_is_told_with_its_row(answer: forms.Answer, told: str | None) -> None:
    fault = forms.fault(PEOPLE, {"people": answer}, NOW)
    assert told in fault if told and fault else fault is told


def test_rows_of_a_damaged_file_are_read_as_far_as_they_are_rows() -> None:
    damaged: Any = [7, None, "Nan", {"who": 7}, {"who": "Nan", "asked": ["yes"]}]
    assert forms.rows_of(damaged) == ({"who": "Nan"},)


def test_days_in_rows_are_settled_and_blank_rows_go() -> None:
    typed = {"people": [{"who": "Nan", "by": "tomorrow"}, {}, DAD | {"by": "when he can"}]}
    assert forms.settled((PEOPLE,), typed, NOW)["people"] == [
        {"who": "Nan", "by": "2026-11-24"},
        DAD | {"by": "when he can"},
    ]


def test_rows_read_one_below_the_other() -> None:
    assert forms.answer_words(PEOPLE, [NAN, DAD]) == (
        "1. Nan\nAsked?: Yes\nBy when: 4 Jan 2027\n\n2. Dad\nAsked?: No\nWhy not: Not answered\nBy when: Not answered"
    )


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (PEOPLE, None),
        (Question("a", "A", "rows"), "its columns do not go together"),
        (Question("a", "A", "line", columns=PEOPLE.columns), "its columns do not go together"),
        (Question("a", "A", "rows", columns=(Question("b", "B", "text"),)), "b can't stand in a row"),
        (Question("a", "A", "rows", columns=(PEOPLE.columns[2],)), "a, why: hangs on 'asked'"),
        (Question("a", "A", "rows", columns=PEOPLE.columns[1:2]), "has to begin with a line"),
    ],
)
def test_form_of_rows_is_sound(question: Question, told: str | None) -> None:
    found = faults_of_form((question,))
    assert (told is None and found == ()) or any(told in fault for fault in found if told)


@pytest.mark.parametrize("noted", [7, True, ["then"], ("a",), [{"need": "x"}]])
def test_what_is_noted_beside_the_answers_is_no_empty_answer_whatever_it_is(noted: Any) -> None:
    assert not forms.unanswered(noted)
