"""The card of whoever the cursor of the queue stands on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import safety_sentences
from topaz_tui.rules.queue_words import format_status
from topaz_tui.screens.queue.columns import ended
from topaz_tui.services import access, queue
from topaz_tui.services.queue import QueuePerson
from topaz_tui.text import one_line, sanitize, wrap, wrap_hanging
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.sentences import flow, flowed

if TYPE_CHECKING:
    from topaz_tui.services.clients import Glance

CARD = 6  # lines of the card below the list
NOT_SAFETY = "C1"  # the marks that the sentences about safety say nothing of


def card_of(
    person: QueuePerson, now: datetime, *, width: int, wide: bool, glance: Glance | None = None, height: int = 0
) -> Content:
    """All that is known before the call, in so many columns; `wide`, where it stands beside the list and has room, in
    so many lines, for a `glance` at what was done and what is open."""
    facts = [counted(person.age, "year") if person.age is not None else "", f"ID {person.person_id}"]
    pieces: list[Piece] = [(sanitize(person.name), "bold"), "\n" if wide else " · "]
    pieces += [sanitize(" · ".join(filter(None, facts)))]
    if access.is_held_back(person):  # its safety is not 'not known': whoever may call them sees it
        return Content.assemble(*pieces, f"\n{access.HELD_BACK}\n{format_status(person.stands, now)}")
    pieces += ["\n", flowed(safety_sentences.sentences(person.safety, now, details=wide), width)]
    if person.handover_note:
        pieces += ["\n", ("Left for you: ", "bold"), one_line(person.handover_note)]
    pieces += ["\n", one_line(format_status(person.stands, now))]
    if person.kept_for:
        pieces.append(f" · kept for {sanitize(person.kept_for)}")
    if person.last_call and not glance:
        when, outcome, note = person.last_call
        told = ended(outcome) + (f": {one_line(note)}" if note else "")
        pieces += ["\n", ("Last call ", "bold"), f"{clock.format_moment(when, now)}: {told}"]
    marks = [mark for mark in person.marks if mark in NOT_SAFETY or wide]
    if marks:
        pieces += ["\n", (", ".join(f"{mark} {queue.MARKS[mark]}" for mark in marks), "$text-muted")]
    card = Content.assemble(*pieces)
    if not glance:
        return card
    return with_glance(card, glance, now, width, height)


def with_glance(card: Content, glance: Glance, now: datetime, width: int, height: int) -> Content:
    """The card, and below it a glance at what was done and what is open; what has no room in so many lines is said to
    be more."""
    lines = _beside(glance, now, width)
    if len(lines) > (room := max(0, height - card.get_height({}, width))):
        lines = [*lines[: max(0, room - 1)], [("… more: o opens their page", "$text-muted")]]
    return Content("\n").join([card, *(Content.assemble(*line) for line in lines)])


def _beside(glance: Glance, now: datetime, width: int) -> list[list[tuple[str, str]]]:
    """What was done last, what is open, and whether there is a number to ring: line by line."""
    lines: list[list[tuple[str, str]]] = [[], [("Last calls", "bold $accent")]] if glance.calls else []
    for call in glance.calls:
        when = f"{clock.format_moment(call.at, now)}  "
        first, *rest = wrap(when + " · ".join(filter(None, (call.words, call.who, call.record))), width)
        lines.append([(when, "bold"), (first.removeprefix(when.strip()).strip(), "")])
        lines += [[(each, "")] for each in rest]
        lines += [[(each, "$text-muted")] for each in wrap(one_line(call.detail), width) if each]
    lines += [[], [("Open", "bold $accent")]] if glance.actions else []
    for action in glance.actions:
        lines += [[(each, "")] for each in wrap_hanging(f"□ {one_line(action.words)}", width)]
        lines += [[("  late", "$warning")]] if action.late else []
    numbers = f"{counted(glance.numbers, 'number') if glance.numbers else 'No numbers'} to ring"
    return [*lines, [], [(numbers, "" if glance.numbers else "bold $warning")]]


def height_of(person: QueuePerson, now: datetime, *, width: int, wide: bool) -> str:
    """The card's height, as a style has it: safety is never cut off, the list gives way."""
    if wide:
        return "1fr"
    return str(max(CARD, 2 + len(flow(safety_sentences.sentences(person.safety, now, details=False), width))))
