"""A client among the people of the list that they were opened from: who is next to them, and where in it they stand."""

from __future__ import annotations

from collections.abc import Sequence

STEPS = {"next": 1, "previous": -1}
"""The actions that go along the list, and which way."""


def person_at(among: Sequence[int], client_id: int, step: int) -> int | None:
    """Who stands so many places further along the list; None beyond its end."""
    if client_id not in among:
        return None
    place = among.index(client_id) + step
    return among[place] if 0 <= place < len(among) else None


def place_words(among: Sequence[int], client_id: int) -> str:
    """Which of how many this is, for a title; '' where there is no list."""
    return f" · {among.index(client_id) + 1} of {len(among)}" if len(among) > 1 and client_id in among else ""


def why_not(among: Sequence[int], client_id: int, step: int) -> str | None:
    """Why nobody can be gone on to; None where somebody can."""
    if person_at(among, client_id, step) is not None:
        return None
    if len(among) < 2:
        return "There is one person alone: open them from a list to go on to the next."
    return f"This is the {'last' if step > 0 else 'first'} of the list."
