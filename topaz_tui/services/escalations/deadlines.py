"""The escalation path's clocks: what is overdue goes up a level, those who stand there are told, and told again at a
set pace.

Each notice is an event with the moment at which it was due, so that any number of dispatches give it once.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import datetime

from topaz_tui import clock
from topaz_tui.crash_log import log_error
from topaz_tui.errors import NotAllowed, UserError
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.referrals import EscalationKind, MessageKind, MoveId
from topaz_tui.services import concerns, correspondence, missed_bookings, owned, proposals, unread, written_times
from topaz_tui.services.actions import late
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import notices, opening, outbox, withdrawing
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.records import get, to_move
from topaz_tui.services.escalations.saving import save_status, told_at
from topaz_tui.services.escalations.status import Snapshot, on_its_level, snapshot, status_of, unsent_addition
from topaz_tui.services.figures import kept
from topaz_tui.services.session import JobSession
from topaz_tui.services.statutory import board_lines
from topaz_tui.store.database import transaction


def advance_deadlines(session: JobSession, now: datetime | None = None) -> int:
    """Bring every line to `now`, also where no time has passed but a worker was retired or the settings were changed.
    Returns how many notices were given. A line that can't be computed is left to the watchdog (health.py), and stops no
    other."""
    told = 0
    unread.forget()
    seen = snapshot(session.settings, now)
    board_lines.daily(session, seen.now)
    with transaction():
        late.hand_round()
        owned.hand_round()
        late.point_out(seen.now, session.settings)
        missed_bookings.look_after(seen.now, session.settings)
        correspondence.late.point_out(seen.now, session.settings)
        written_times.look_after(seen.now, session.settings)
    lines = proposals.open_lines()
    for row, events in to_move(clock.to_store(seen.now)):
        try:
            due = status_of(row, events, seen).deadline
            at_once = row.moves_at is None or row.moves_at <= clock.to_store(seen.now)
            if due and (at_once or _news(row, events, due, seen)):
                with transaction():
                    told += _move(*get(row.id), snapshot(session.settings, now))
            if row.kind == EscalationKind.CONCERN:
                _settle_proposal(row, events, seen, lines)
                _send_what_was_added(row, events, seen)
        except UserError:
            raise  # a locked database, a full disk: it is tried again
        except Exception as error:
            log_error(error)
            unread.note("escalation", row.id)
    told += _tell_of_drafts(seen)
    try:
        kept.advance(session)
    except NotAllowed:
        pass  # a login on a server that may not read reviews: a colleague's dispatch keeps the figures
    except UserError:
        raise
    except Exception as error:
        log_error(error)  # until they can be kept, figures are counted without
    return told


def _settle_proposal(
    row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot, lines: Mapping[int, int]
) -> None:
    """Put a line on the board for a proposal to withdraw that was made before there were such lines."""
    if (rules.proposed(events) is None) == (row.id in lines):
        with transaction():
            withdrawing.settle(*get(row.id), seen)


def _send_what_was_added(row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot) -> None:
    """Send additions that were made while the concern was under way and did not go with it."""
    ways = rules.automatic(seen.terms(row).sending.channels)
    if ways and unsent_addition(row, events, row.kept_state):
        with transaction():
            key = f"{row.concern_id}/{row.added_at}"
            what = outbox.MessageBeside(
                MessageKind.ADDITION, row.concern_id or 0, row.id, ways[0], key, danger=bool(row.danger)
            )
            outbox.put_beside(what, seen.terms(row).sending, seen.now)


def _tell_of_drafts(seen: Snapshot) -> int:
    """Tell the managers of concerns that somebody began and did not submit in time; returns how many notices that
    were."""
    told = 0
    for draft in concerns.all_drafts(seen.settings):
        with unread.aside("concern", draft.id):
            told += _tell_of_draft(draft, seen)
    return told


def _tell_of_draft(draft: BeingWritten, seen: Snapshot) -> int:
    terms = seen.settings.terms_of(draft.council).referral
    due = rules.Deadline(draft.deadline, "it to be submitted", Role.MANAGER, rules.format_level(Role.MANAGER), None)
    moments = rules.telling(due, draft.danger, terms, seen.settings.office)
    past = list(itertools.takewhile(lambda moment: moment < seen.now, moments))
    if not past:
        return 0
    with transaction():
        return notices.put_draft(draft, clock.to_store(past[-1]), seen, due)


def _move(row: EscalationRow, events: tuple[EscalationEvent, ...], seen: Snapshot) -> int:
    stand = status_of(row, events, seen)
    due = stand.deadline
    if due is None or row.closed_at:
        return 0
    facts = {} if stand.resting else _news(row, events, due, seen)
    if facts:
        facts["told"] = notices.put(row, events, facts["_mark"], seen, due)
        opening.event(row.id, seen.now, None, MoveId.CLIMBED if "to" in facts else MoveId.REMINDED, facts)
    save_status(row, events, seen, news=False, told=True)
    return bool(facts)


def _news(
    row: EscalationRow, events: tuple[EscalationEvent, ...], due: rules.Deadline, seen: Snapshot
) -> dict[str, str]:
    """The facts of the notice that is due now and was not given: the step has reached another level, or is still
    overdue. Empty where none is due."""
    moment, _ = told_at(row, due, seen)
    if moment is None and due.level == due.begins:
        return {}
    mark = f"{due.level} {clock.to_store(moment or due.since or seen.now)}"
    if any(event.facts.get("_mark") == mark for event in events):
        return {}
    facts = {"_mark": mark}
    if due.level != due.begins and not _told_there(events, due):
        there = on_its_level(row, events, due, seen)
        facts["to"] = f"{due.owner}: {there.name}"
        if due.passed:
            facts["passed"] = ", ".join(_passed(row, level) for level in due.passed)
    return facts


def _told_there(events: tuple[EscalationEvent, ...], due: rules.Deadline) -> bool:
    """Was a notice given on this level since the step began?"""
    return any(
        event.move == MoveId.CLIMBED and str(event.facts.get("_mark", "")).startswith(f"{due.level} ")
        for event in events
        if due.since is None or event.at >= due.since
    )


def _passed(row: EscalationRow, level: str) -> str:
    return (level == rules.LEVELS[0] and row.gone) or rules.format_level(level)
