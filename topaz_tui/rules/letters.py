"""The letter of each way in which a call, or calls, can end: one letter for one meaning in every window that offers it.

A call's outcomes have their keys; what else offers such an end, or shares a window with one, takes its letters from
here.
"""

from __future__ import annotations

from collections.abc import Iterable

from topaz_tui.rules import outcomes

ENDS: dict[str, str] = {outcome.code: outcome.key for outcome in outcomes.OUTCOMES if outcome.outgoing}
"""By an outcome's code. What else means the same has that letter, too."""
SAME: dict[str, str] = {
    "wrong": "wrong_number", "asked_not_to_be_called": "refused_hard", "not_safe_to_call": "not_safe",
}  # fmt: skip
"""Codes of other lists for what an outcome says."""
OTHERS: dict[str, str] = {
    "call": "c", "nobody": "b", "other": "w", "same": "s", "usable": "c",
    "message": "m",  # only of a call that came in, where no machine answers
}  # fmt: skip
"""Answers that stand in one window with ends of a call, and are none: a letter that no outcome of a call of ours has,
but where that one can't be meant."""


def of(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Each of these codes that has a letter of its own, with it."""
    found = ((code, ENDS.get(SAME.get(code, code)) or OTHERS.get(code)) for code in codes)
    return tuple((code, letter) for code, letter in found if letter)
