"""What is typed as the answer to a question is sound, or why it is not."""

from __future__ import annotations

import pytest

from topaz_tui.rules import forms
from topaz_tui.rules.forms import Question

DAYS = Question("days", "Days", "number")


@pytest.mark.parametrize(
    ("typed", "sound"),
    [("12", True), (" 9999 ", True), ("10000", False), ("9" * 400, False), ("1e3", False), ("-3", False), ("٣", False)],
)
def test_number_is_whole_and_has_as_many_digits_as_a_clock_and_a_sum_take(typed: str, sound: bool) -> None:
    assert (forms.fault(DAYS, {"days": typed}) is None) == sound
