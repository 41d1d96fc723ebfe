"""Sentences about people: whoever is called You has, and is, as you do."""

from __future__ import annotations

YOURS = {"has": "have", "is": "are", "was": "were"}


def does(name: str, verb: str) -> str:
    """'Róisín Kelly has', 'You have'."""
    return f"{name} {YOURS[verb] if name == 'You' else verb}"
