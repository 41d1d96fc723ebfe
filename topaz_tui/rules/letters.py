"""The letter for each way in which a call, or calling somebody, can end. The same ending has the same letter in every
window that offers it. The outcomes of a call have their own keys; other lists with such an ending, or in one window
with one, take their letters from here."""

from __future__ import annotations

from collections.abc import Iterable

from topaz_tui.rules import outcomes

ENDS: dict[str, str] = {outcome.code: outcome.key for outcome in outcomes.OUTCOMES if outcome.outgoing}
"""The letters by code of an outcome. Whatever means the same elsewhere has the same letter."""
SAME: dict[str, str] = {
    "wrong": "wrong_number",
    "asked_not_to_be_called": "refused_hard",
    "not_safe_to_call": "not_safe",
}
"""Codes of other lists, each with the outcome that means the same."""
OTHERS: dict[str, str] = {
    "call": "c", "nobody": "b", "other": "w", "same": "s", "usable": "c",
    "message": "m",  # only of a call that came in, where no machine answers
}  # fmt: skip
"""Answers that stand in one window with endings of a call but are none. Each has a letter that no outcome of our own
calls has, unless that outcome can't be meant there."""


def of(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The letter of each of these codes that has one."""
    found = ((code, ENDS.get(SAME.get(code, code)) or OTHERS.get(code)) for code in codes)
    return tuple((code, letter) for code, letter in found if letter)
