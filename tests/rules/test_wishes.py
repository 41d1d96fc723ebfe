"""What somebody asks about calls: what the form wants of whom, and when it is looked at again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.rules.facts import changed, facts
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.rules import forms, wishes
from topaz_tui.rules.queue import QueueStatus, Reason, queue_status
from topaz_tui.rules.wishes import Wish
from topaz_tui.screens.client.forms import FORMS

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DUE = facts(numbers=1, recall=NOW - timedelta(days=7))
STOP = {"wish": Wish.NO_CALLS, "look_on": "2027-11-01", "asked_by": "person", "how": "phone", "capacity": "no_doubt",
        "words": "Leave me be."}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "lacks"),
    [
        (STOP, []),
        (STOP | {"look_on": None}, ["look_on"]),
        (STOP | {"wish": Wish.PUT_OFF}, ["until"]),
        (STOP | {"wish": Wish.PUT_OFF, "until": "2027-03-01"}, []),
        (STOP | {"wish": Wish.CALL_AGAIN, "look_on": None}, []),
        (STOP | {"asked_by": "attorney"}, ["asked_name"]),
        (STOP | {"asked_by": "family", "asked_name": "Ada, her daughter"}, []),
        (STOP | {"capacity": "doubt"}, ["capacity_done"]),
        (STOP | {"capacity": None, "how": None, "words": " "}, ["how", "capacity", "words"]),
    ],
)
def test_form_of_a_wish_names_what_is_still_missing(answers: dict[str, str | None], lacks: list[str]) -> None:
    assert [question.id for question, _ in forms.all_lacking(wishes.QUESTIONS, answers)] == lacks


@pytest.mark.parametrize(
    ("day", "is_wrong"),
    [("2026-11-23", True), ("2026-11-22", True), ("2026-11-24", False), ("2027-11-24", False), ("2027-11-25", True)],
)
@pytest.mark.parametrize(("wish", "of"), [(Wish.NO_CALLS, "look_on"), (Wish.PUT_OFF, "until")])
def test_day_of_a_wish_is_to_come_and_within_a_year(wish: Wish, of: str, day: str, *, is_wrong: bool) -> None:
    assert bool(wishes.wrong({"wish": wish, of: day})) is is_wrong
    check = FORMS["wish"].check
    found = check({"wish": wish, of: day}) if check else None
    assert (found.field if isinstance(found, UserError) else None) == (of if is_wrong else None), (
        "the cursor goes there"
    )


def test_refusal_in_a_call_is_looked_at_again_a_year_later_on_a_leap_day_too() -> None:
    assert wishes.look_on_of_a_refusal(date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("stopped", "look_on", "stands"),
    [
        ("refused", None, QueueStatus(Reason.ASKED_NOT_TO_BE_CALLED)),
        (
            "refused",
            date(2026, 11, 24),
            QueueStatus(
                Reason.ASKED_NOT_TO_BE_CALLED,
                until=datetime(2026, 11, 24, tzinfo=UTC),
                changes_at=datetime(2026, 11, 24, tzinfo=UTC),
            ),
        ),
        ("refused", date(2026, 11, 23), QueueStatus(Reason.STOP_TO_REVIEW)),
        ("died", date(2026, 11, 23), QueueStatus(Reason.DIED)),
        ("moved", date(2026, 11, 23), QueueStatus(Reason.MOVED)),
    ],
)
def test_stop_that_was_asked_for_is_a_managers_on_the_day_it_is_looked_at(
    stopped: str, look_on: date | None, stands: QueueStatus
) -> None:
    assert queue_status(changed(DUE, stopped=stopped, look_on=look_on), NOW, Settings().calls) == stands


@pytest.mark.parametrize("question", [each for each in wishes.QUESTIONS if each.options], ids=lambda each: each.id)
def test_choice_of_a_wish_is_made_by_one_letter_of_its_own(question: forms.Question) -> None:
    letters = [words[0].lower() for _, words in question.options]
    assert len(set(letters)) == len(letters)
