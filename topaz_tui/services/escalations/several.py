"""One thing done to several lines of the board: each is a transaction of its own, so that one which somebody else has
just moved, or which this worker may not move, holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from topaz_tui.errors import Invalid, NotFound, UserError
from topaz_tui.rules import permissions
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.referrals import OtherEvent
from topaz_tui.services import access, links, proposals, unread
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations.case import OfferedMove, moves
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.moves import make_theirs, move, take
from topaz_tui.services.escalations.opening import Hands
from topaz_tui.services.escalations.records import get
from topaz_tui.services.escalations.status import Snapshot, snapshot, stands_with
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Worker

Refused = tuple[tuple[int, UserError], ...]
"""The lines of which it could not be done, each with the reason."""


def common_moves(session: Session, escalation_ids: Iterable[int]) -> tuple[OfferedMove, ...]:
    """What this worker can record now of each of these lines alike (rules: FOR_SEVERAL), in the order of the first."""
    seen = snapshot(session.settings)
    offered = [_moves_of(session, escalation_id, seen) for escalation_id in escalation_ids]
    first, *others = offered or [{}]
    return tuple(
        each
        for id, each in first.items()
        if id in rules.FOR_SEVERAL and all(id in other and other[id].needs == each.needs for other in others)
    )


def _moves_of(session: Session, escalation_id: int, seen: Snapshot) -> Mapping[str, OfferedMove]:
    """The moves that this worker can make on a line now, by id; none where the line can't be read."""
    row, events = get(escalation_id)
    if access.is_closed(session, row.client_id):
        return {}
    with unread.aside("escalation", escalation_id):
        return {each.id: each for each in moves(session, row, events, seen) if each.why_not is None}
    return {}


def move_all(
    session: Session, chosen: Mapping[int, int], move_id: str, answers: Mapping[str, Answer]
) -> tuple[int, Refused]:
    """Make the same move on several lines, given with the version that was on show. Returns on how many it was made,
    and why not on the others."""
    return _each(chosen, lambda id: move(session, id, chosen[id], move_id, answers))


def take_all(session: Session, escalation_ids: Iterable[int]) -> tuple[int, Refused]:
    """Take several lines over. Returns how many, and why not the others."""
    return _each(escalation_ids, lambda id: take(session, id))


def give_all(session: Session, escalation_ids: Iterable[int], worker_id: int) -> tuple[int, Refused]:
    """Give several lines to a worker. Returns how many, and why not the others."""
    return _each(escalation_ids, lambda id: give(session, id, worker_id))


def give(session: Session, escalation_id: int, worker_id: int) -> None:
    """Let this worker have a line from now on: a manager gives any, others what stands with themselves. Raises
    UserError where they can't have it."""
    if worker_id == session.worker_id:
        take(session, escalation_id)
        return
    with transaction():
        to = Worker.get_or_none((Worker.id == worker_id) & TAKES_WORK)
        if to is None:
            raise NotFound("They are not at work here any more.", "Choose somebody else.")
        row, events = get(escalation_id)
        whose = stands_with(row, events, session.settings)
        if why_not := _cannot_have(row, events, to, whose.id):
            raise Invalid(why_not)
        if whose.id != session.worker_id:
            session.require(Act.TAKE_OVER_LINE)
        make_theirs(session, row, worker_id, OtherEvent.GIVEN, {"to": to.name, "_to": to.id})


def _cannot_have(
    row: EscalationRow, events: tuple[EscalationEvent, ...], to: Worker, with_id: int | None
) -> str | None:
    """Why the line can't be given to this worker; None where it can. It stands with the worker `with_id` now."""
    if row.closed_at:
        return "It is closed."
    if row.owner_id == to.id and with_id in (None, to.id):
        return f"{to.name} has it already."
    if row.kind not in rules.KIND:
        return "What it is can't be read: tell whoever looks after Topaz."
    if row.kind in proposals.SECOND_PERSON and to.id in proposals.not_for(events):
        did = "raised the concern, or proposed to take it back" if row.kind in proposals.KINDS else "opened the record"
        return f"{to.name} {did}: a second person decides."
    if not Hands().may_have(to.id, links.group_of(row.client_id)):
        return f"The record is restricted, and not open to {to.name}."
    if not permissions.reaches(to.role, least := rules.KIND[row.kind].role):
        return f"It waits for a {least}."
    return None


def _each(escalation_ids: Iterable[int], work: Callable[[int], None]) -> tuple[int, Refused]:
    done, refused = 0, list[tuple[int, UserError]]()
    for escalation_id in escalation_ids:
        try:
            work(escalation_id)
        except UserError as trouble:
            refused.append((escalation_id, trouble))
        else:
            done += 1
    return done, tuple(refused)
