"""What is asked of what was arranged: the answers, and when it is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from topaz_tui.rules import arranged
from topaz_tui.rules.arranged import Said

TODAY = date(2026, 11, 23)


def test_every_answer_has_a_key_of_its_own() -> None:
    arranged.check()
    assert {row.key: (row.said, row.in_call) for row in arranged.CHOICES} == {
        "y": (Said.CAME, True), "n": (Said.NOT_YET, True), "x": (Said.NOT_WANTED, True), "e": (Said.NOT_DONE, False),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("table", "choices", "words"),
    [
        ("CHOICES", arranged.CHOICES[1:], "key of its own"),
        ("CHOICES", (*arranged.CHOICES[:1], replace(arranged.CHOICES[1], asks=""), *arranged.CHOICES[2:]), "new day"),
        ("IN_CALL", arranged.CHOICES, "by a key alone"),
    ],
)
def test_a_table_with_a_fault_is_refused(monkeypatch: pytest.MonkeyPatch, table: str, choices: Any, words: str) -> None:
    monkeypatch.setattr(arranged, table, choices)
    with pytest.raises(ValueError, match=words):
        arranged.check()


@pytest.mark.parametrize(
    ("who", "sees_to_it"),
    [("tunde  bello", 2), ("Lambeth OT", None), ("", None), ("Ann Lee", None), ("Ann", None)],
)
def test_who_is_named_of_the_team_sees_to_it(who: str, sees_to_it: int | None) -> None:
    assert arranged.seen_to_by(who, {2: "Tunde Bello", 3: "Ann Lee", 4: "Ann Lee"}) == sees_to_it


@pytest.mark.parametrize(
    ("days", "again"),
    [
        ((), None),
        ((date(2026, 12, 4),), date(2026, 12, 5)),
        ((date(2026, 12, 4), date(2026, 11, 30)), date(2026, 12, 1)),
        ((date(2026, 11, 1),), date(2026, 11, 24)),
        ((None,), date(2027, 1, 4)),
        ((None, date(2026, 11, 23)), date(2026, 11, 24)),
    ],
    ids=["nothing open", "one", "the first of two", "late", "without a day", "with and without"],
)
def test_what_is_open_is_asked_about_the_day_after_its_own(days: tuple[date | None, ...], again: date | None) -> None:
    assert arranged.ask_again_on(days, TODAY, weeks=6) == again
