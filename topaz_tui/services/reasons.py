"""The reason with which a transaction is kept, held to the one rule of rules/reasons.py."""

from __future__ import annotations

from topaz_tui.errors import Invalid
from topaz_tui.rules import people
from topaz_tui.rules.reasons import is_reason


class NoReason(Invalid):
    """No reason was given for something whose reason goes on record."""


def given(text: str, ask: str, lacks: str = "It needs a reason, in words.") -> str:
    """The reason, fit to be kept. Raises NoReason, with `ask` as what to do, where it is none."""
    if not is_reason(text):
        raise NoReason(lacks, ask)
    return people.clean(text)
