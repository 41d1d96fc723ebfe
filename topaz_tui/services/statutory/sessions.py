"""What of sessions of training a manager has to see: no young person is behind them, so that they stand above the board
and not on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import forms
from topaz_tui.rules.children import board_lines as rules
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.children.work_states import STATES
from topaz_tui.rules.statutory import working_days
from topaz_tui.rules.statutory.listing import WORKED_ON
from topaz_tui.rules.statutory.schools import reckon
from topaz_tui.services.statutory import pieces, prints, schools, writing
from topaz_tui.services.statutory.council_terms import CouncilTerms
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.services.statutory.schools import KnownSchool

SENT_ON = "evidence_sent"
"""The answer of a session's document to when the setting had its evidence."""


class SessionTold(StrEnum):
    """What is told of a session."""

    LATE = "late"
    AT_RISK = "at risk"  # too little time is left for what is still to do
    WAITS = "waits"  # returned, on hold too long, or nobody's
    CERTIFICATES = "certificates"


@dataclass(frozen=True, slots=True)
class SessionAlarm:
    """A session of which something is told: `what` reads after its school, `owner` is with whom it is."""

    reference: str
    school: str
    owner: str
    told: SessionTold
    what: str


def told(now: datetime, settings: Settings) -> Iterator[SessionAlarm]:
    """All that is told of sessions at a moment."""
    there = pieces.of_schools()
    if not there:
        return
    today, terms = clock.local(now).date(), CouncilTerms(settings)
    known_schools = {each.id: each for each in schools.every()}
    for known in there:
        school = known_schools.get(known.school_id or 0)
        for what, words in _of(known, school, today, settings, terms):
            name = school.name if school else "a school that is off the list"
            yield SessionAlarm(prints.reference_of(known), name, known.owner, what, words)


def _of(
    known: KnownWork, school: KnownSchool | None, today: date, settings: Settings, terms: CouncilTerms
) -> Iterator[tuple[SessionTold, str]]:
    stands, state = known.stands, STATES[known.stands.state].words
    if any(rules.of_work(stands, today, settings.children.hold_weeks)):
        yield SessionTold.WAITS, f"it is {state}"
    if WorkMoveId.HELD_SESSION not in stands.done:
        duty = _due(known, school, today, terms)
        by = stands.due(duty=duty)
        if by and by < today:
            yield SessionTold.LATE, f"it is {state}, and was to be further by {clock.format_day(by)}"
        elif duty and rules.at_risk(duty, today, stands, settings.children.spare_days):
            words = f"it is {state}, and due by {clock.format_day(duty)}, which leaves too little time"
            yield SessionTold.AT_RISK, words
    elif (held := _held_on(known)) and not _certificates_sent(known):
        by = working_days.add(held, settings.children.certificate_days)
        if by < today:
            words = f"the certificates of {clock.format_day(held)} were to be sent by {clock.format_day(by)}"
            yield SessionTold.CERTIFICATES, words


def _due(known: KnownWork, school: KnownSchool | None, today: date, terms: CouncilTerms) -> date | None:
    """The first day by which somebody there has to have had the course."""
    items = (
        item
        for each in (school.posts if school else ())
        for item in reckon(each.post, today, terms.rules(known.council or None))
        if item.code == known.code and item.state in WORKED_ON and item.by
    )
    return min((item.by.day for item in items if item.by), default=None)


def _held_on(known: KnownWork) -> date | None:
    days = (forms.day_of(each.answers.get("day")) for each in known.events if each.move == WorkMoveId.HELD_SESSION)
    return next((each for each in reversed([*days]) if each), None)


def _certificates_sent(known: KnownWork) -> bool:
    """Have they gone to those who were there, or to the setting, by a move or by what the document says?"""
    if not known.stands.done.isdisjoint((WorkMoveId.CERTIFICATES_SENT, WorkMoveId.GIVE_COPIES)):
        return True
    document = writing.of_work(known.id)
    return document is not None and not forms.unanswered(document.answers.get(SENT_ON))
