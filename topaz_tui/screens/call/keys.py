"""Which keys of a step are no answer of it, and are the page's or the program's own."""

from __future__ import annotations

from textual import events

from topaz_tui import actions

OWN = frozenset(
    actions.key_words(key)
    for action in (*actions.of("call"), *actions.of("everywhere"))
    for key in action.keys
    if not key.isdigit()
)
"""Help, a concern, ringing, the number: they act beside whatever is asked."""


def answers(event: events.Key) -> str:
    """The character typed, where it is meant as an answer; '' for a key that is none, or that the page has."""
    typed = event.character if event.is_printable else None
    return typed if typed and typed not in OWN and typed != " " else ""
