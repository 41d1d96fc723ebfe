"""The card of whoever the cursor of the queue stands on."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from topaz_tui import clock
from topaz_tui.rules import contact_safety
from topaz_tui.rules.queue_words import format_status
from topaz_tui.screens.queue.columns import ended
from topaz_tui.services import queue
from topaz_tui.services.queue import QueuePerson
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.sentences import flow, flowed

CARD = 6  # lines of the card below the list
NOT_SAFETY = "C1"  # the marks that the sentences about safety say nothing of


def card_of(person: QueuePerson, now: datetime, *, width: int, wide: bool) -> Content:
    """All that is known before the call, in so many columns; `wide`, where it stands beside the list."""
    facts = [f"{person.age} years" if person.age is not None else "", f"ID {person.person_id}"]
    pieces: list[Piece] = [(sanitize(person.name), "bold"), "\n" if wide else " · "]
    pieces += [sanitize(" · ".join(filter(None, facts)))]
    pieces += ["\n", flowed(contact_safety.sentences(person.safety, now, details=wide), width)]
    if person.handover_note:
        pieces += ["\n", ("Left for you: ", "bold"), one_line(person.handover_note)]
    pieces += ["\n", one_line(format_status(person.stands, now))]
    if person.kept_for:
        pieces.append(f" · kept for {sanitize(person.kept_for)}")
    if person.last_call:
        when, outcome, note = person.last_call
        told = ended(outcome) + (f": {one_line(note)}" if note else "")
        pieces += ["\n", ("Last call ", "bold"), f"{clock.format_moment(when, now)}: {told}"]
    marks = [mark for mark in person.marks if mark in NOT_SAFETY or wide]
    if marks:
        pieces += ["\n", (", ".join(f"{mark} {queue.MARKS[mark]}" for mark in marks), "$text-muted")]
    return Content.assemble(*pieces)


def height_of(person: QueuePerson, now: datetime, *, width: int, wide: bool) -> str:
    """The card's height, as a style has it: safety is never cut off, the list gives way."""
    if wide:
        return "1fr"
    return str(max(CARD, 2 + len(flow(contact_safety.sentences(person.safety, now, details=False), width))))
