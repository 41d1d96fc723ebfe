"""The keys that a concern's sentences name."""

from __future__ import annotations

from topaz_tui import actions


def key(action_id: str) -> str:
    """The first key of this action, as a person reads it."""
    return actions.key_words(actions.BY_ID[action_id].keys[0])
