"""What is asked of what was arranged: the answers, and when it is asked again."""

from __future__ import annotations

from datetime import date

import pytest

from topaz_tui.rules import arranged

TODAY = date(2026, 11, 23)


def test_every_answer_has_a_key_of_its_own() -> None:
    arranged.check()
    assert {row.key: row.said for row in arranged.CHOICES} == {
        "y": arranged.Said.CAME, "n": arranged.Said.NOT_YET, "x": arranged.Said.NOT_WANTED,
    }  # fmt: skip


def test_a_table_without_an_answer_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arranged, "CHOICES", arranged.CHOICES[1:])
    with pytest.raises(ValueError, match="key of its own"):
        arranged.check()


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
