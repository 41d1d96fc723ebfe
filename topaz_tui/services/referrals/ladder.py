"""The clocks: what is overdue goes up the ladder, and those who stand there are told, and told again at a set pace.

Each telling is an event of its own moment, so that any number of dispatchers tell it once.
"""

from __future__ import annotations

import contextlib
import itertools
from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import referrals as rules
from topaz_tui.services import concerns, escalate
from topaz_tui.services.referrals import notices
from topaz_tui.services.referrals.kept import Event, Look, Row, keep, look, one, read, stand_of, told_at
from topaz_tui.store.database import database, deed

_OUTSTANDING = "e.closed_at IS NULL AND e.kind = 'concern'"
_DUE = f"SELECT e.id FROM escalation e WHERE {_OUTSTANDING} AND (e.moves_at IS NULL OR e.moves_at <= ?)"


def move_clocks(settings: Settings, now: datetime | None = None) -> int:
    """Move every clock to now (or to another moment), also where no time has passed but somebody was retired or the
    settings were changed; returns how often somebody was told. What can't be reckoned is left to the watchdog, and
    stops no other."""
    told = 0
    seen = look(settings, now)
    due_now = {id for (id,) in database.execute_sql(_DUE, (clock.to_store(seen.now),)).fetchall()}
    for row, events in read(_OUTSTANDING):
        with contextlib.suppress(KeyError, ValueError):
            due = stand_of(row, events, seen).deadline
            if row.id in due_now or (due and due.rung != row.kept_rung):
                with deed():
                    told += _move(*one(row.id), look(settings, now))
    return told + _tell_of_drafts(seen)


def _tell_of_drafts(seen: Look) -> int:
    """Concerns that somebody began, and did not submit in time: the managers are told."""
    told = 0
    for draft in concerns.all_drafts(seen.settings):
        terms = seen.settings.terms_of(None).referral
        due = rules.Deadline(draft.deadline, "it to be submitted", "manager", rules.rung_words("manager"), None)
        moments = rules.telling(due, draft.danger, terms, seen.settings.office)
        past = list(itertools.takewhile(lambda moment: moment < seen.now, moments))
        if past:
            with deed():
                told += notices.put_draft(draft, clock.to_store(past[-1]), seen, due)
    return told


def _move(row: Row, events: tuple[Event, ...], seen: Look) -> int:
    due = stand_of(row, events, seen).deadline
    if due is None or row.closed_at:
        return 0
    facts = _news(row, events, due, seen)
    if facts:
        move = "climbed" if "to" in facts else "reminded"
        escalate.event(row.id, seen.now, None, move, facts)
    keep(row, events, seen, news=False)
    return bool(facts)


def _news(row: Row, events: tuple[Event, ...], due: rules.Deadline, seen: Look) -> dict[str, str]:
    """What there is to tell now and has not been told: that it stands on another rung, or that it is overdue still."""
    moment, _ = told_at(row, due, seen)
    climbed = rules.RUNGS.index(due.rung) > rules.RUNGS.index(row.kept_rung)
    mark = f"{due.rung} {clock.to_store(moment)}" if moment else due.rung
    told = {event.facts.get("_mark") for event in events}
    if (moment is None and not climbed) or mark in told:
        return {}
    facts = {"_mark": mark}
    if climbed:
        names = seen.ladder.get(due.rung, ())
        facts["to"] = due.owner + (f": {', '.join(names)}" if names else "")
        if due.passed:
            facts["passed"] = ", ".join(_passed(row, rung) for rung in due.passed)
    facts["told"] = notices.put(row, mark, seen, due)
    return facts


def _passed(row: Row, rung: str) -> str:
    return row.gone or rules.rung_words(rung) if rung == "worker" else rules.rung_words(rung)
