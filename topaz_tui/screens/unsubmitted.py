"""The concerns that whoever sits here has begun and not submitted, in words: until they are submitted, nobody else acts
on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.text import fit

if TYPE_CHECKING:
    from topaz_tui.services.concerns import BeingWritten

SURNAME = 20  # columns of it that the title of a small window has room for, beside what the board has


def chip(begun: Sequence[BeingWritten]) -> tuple[str, ...]:
    """For the title of every page, the longer form first; nothing where all are submitted. Danger is said of whoever is
    in it, by name: the page below may be about somebody else. One in which nothing is written yet is none beside it."""
    if not begun:
        return ()
    concerns = f"{len(begun)} concern{'s' if len(begun) > 1 else ''}"
    first = most_urgent(begun)
    if first and first.danger:
        more = sum(each.danger or not each.empty for each in begun) - 1
        surname = first.client.split()[-1] if first.client.strip() else "concern"
        short = f"! DANGER: {fit(surname, SURNAME).rstrip()} NOT submitted"
        named = f"! DANGER: {first.client} NOT submitted"
        return (*((f"{named}, {more} more",) if more else ()), named, short)
    return f"! {concerns} NOT submitted", f"! {len(begun)} NOT submitted"


def most_urgent(begun: Sequence[BeingWritten]) -> BeingWritten | None:
    """Danger first, then what is due soonest."""
    return min(begun, key=lambda each: (not each.danger, each.deadline), default=None)


def sentence(begun: BeingWritten, now: datetime) -> str:
    """'! Your concern about Mr Joshi is NOT submitted: 4 answers missing, due 11:07.'"""
    lacks = f"{counted(begun.missing, 'answer')} missing" if begun.missing else "nothing missing"
    due = "was due" if begun.late(now) else "due"
    danger = "IMMEDIATE DANGER. " if begun.danger else ""
    by = clock.format_moment(begun.deadline, now).removeprefix("today ")
    return f"! {danger}Your concern about {begun.client} is NOT submitted: {lacks}, {due} {by}."
