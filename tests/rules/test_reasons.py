"""What is a reason, and what only fills its field."""

from __future__ import annotations

import pytest

from topaz_tui.rules import forms, reasons
from topaz_tui.rules.forms import Question


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("", False), (" ", False), (".", False), ("-", False), ("x", False), ("no", False), ("No.", False),
        ("N/A", False), ("xxxx", False), ("123456", False), ("ok", False), ("Don't know", False), ("test", False),
        ("no reason", False), ("\u200b\u200b", False),
        ("ill", True), ("Over.", True), ("She rang us", True), ("No care needs.", True), ("Её сын", True),
        ("Again", True), ("GP said 12/3", True),
    ],
)  # fmt: skip
def test_a_reason_has_words_that_say_something(said: str, is_one: bool) -> None:
    assert reasons.is_reason(said) is is_one


@pytest.mark.parametrize("kind", forms.WRITTEN)
def test_a_form_asks_on_until_a_reason_is_one(kind: forms.Kind) -> None:
    question = Question(forms.REASON, "Why", kind, needed="Say why.")
    assert forms.lacking(question, {"reason": "no"}) == "Say why."
    assert forms.lacking(question, {"reason": "She rang us"}) is None
    other = Question("detail", "Detail", kind, needed="Say it.")
    assert forms.lacking(other, {"detail": "no"}) is None
