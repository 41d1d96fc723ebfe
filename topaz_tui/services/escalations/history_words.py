"""A line of an escalation's history in words."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.rules import forms
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.escalation_ends import format_end, read_end
from topaz_tui.rules.referrals import OTHER_EVENTS, EscalationKind, OtherEvent
from topaz_tui.services import unread
from topaz_tui.services.escalations.entries import EscalationEvent


def format_event(kind: str, move: str) -> str:
    """The event as the history words it."""
    if move == OtherEvent.OPENED:
        return rules.KIND[kind].opened if kind in rules.KIND else "Opened"
    if made := _known(kind).get(move):
        return made.words
    by_clock = rules.MOVES.get(move)  # of any kind: that it went up, or that somebody was told
    return OTHER_EVENTS.get(move) or (by_clock.words if by_clock else move.capitalize())


def _known(kind: str) -> Mapping[str, rules.Move | rules.Decision]:
    """The moves of this kind, by their ids."""
    recorded = rules.RECORDED_DECISIONS.get(kind)
    return {each.id: each for each in recorded} if recorded is not None else rules.moves_of(kind)


def answers_as_text(kind: str, event: EscalationEvent) -> tuple[tuple[str, str], ...]:
    """The answers of an event, each with its label. Leaves out a number whose owner is unknown (line_facts.py names it
    where it may be shown), and who proposed a move where that is who made it."""
    with unread.aside("event", event.id):
        if ending := read_end(event.facts):
            return (("Now", format_end(ending)),)
    move = _known(kind).get(event.move)
    asked = {question.id: question for question in (move.needs if move else ())}
    return tuple(
        (asked[name].words, forms.answer_words(asked[name], answer, named=True))
        if name in asked
        else (name.replace("_", " ").capitalize(), str(answer))
        for name, answer in event.facts.items()
        if not forms.unanswered(answer)
        and not name.startswith("_")
        and (kind, name) != (EscalationKind.WHOSE_NUMBER, "number")
        and (name, answer) != ("proposed_by", event.worker)
    )
