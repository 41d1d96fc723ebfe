"""What somebody has to know and has not read yet, as conditions for `records.read`: each asks for a worker's number,
and says which escalations they are to read of. Words of a partial index stand in it as they are (`written`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from peewee import SQL, fn

from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import DecisionId, EscalationKind, EscalationState, MoveId, OtherEvent
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Escalation, Event
from topaz_tui.store.rows import written

ToKnow = Callable[[Any], Any]

_READ, _PROPOSED, _CAME_TO, _LAST, _BETWEEN = (
    Event.alias(name) for name in ("has_read", "proposed", "came_to", "last_one", "between_them")
)
_RIGHT, _MISTAKE, _OF = Event.alias("put_right"), Event.alias("mistake"), Escalation.alias("of_it")


def _has_read(escalation: Any, worker: Any, *since: Any) -> Any:
    """The condition that the worker has read of the escalation since the event `since`."""
    theirs = _READ.select(SQL("1")).where(
        _READ.escalation == escalation, _READ.worker == worker, _READ.move == OtherEvent.READ
    )
    return fn.EXISTS(theirs.where(*(_READ.id > each for each in since)))


def _newest(escalation: Any, moves: Sequence[str]) -> Any:
    """The id of the newest event with one of these moves."""
    return _LAST.select(fn.MAX(_LAST.id)).where(_LAST.escalation == escalation, _LAST.move.in_(moves))


def ids(holds: ToKnow, worker_id: int) -> list[int]:
    """The escalations for which the condition `holds` is true of the worker."""
    return [row["id"] for row in _ids_of(holds)(worker_id)]


@cache
def _ids_of(holds: ToKnow) -> Compiled:
    """Built once: to build them takes Peewee more than half of what all else on the board takes."""

    def build(worker_id: Any) -> Any:
        return Escalation.select(Escalation.id).where(holds(worker_id))

    return Compiled(build)


def answered(worker_id: Any) -> Any:
    """The worker asked a question that was answered, and has not read that."""
    e = Escalation
    theirs = (e.kind == written(EscalationKind.QUESTION)) & e.closed_at.is_null(False) & (e.opened_by == worker_id)
    return theirs & ~_has_read(e.id, e.opened_by, _newest(e.id, (DecisionId.ANSWER,)))


_DISCARD = (DecisionId.DISCARD, DecisionId.GOES_ON)


def discarded(worker_id: Any) -> Any:
    """The worker proposed to discard a concern, a manager has decided that, and the worker has not read it."""
    e, decided = Escalation, _CAME_TO
    theirs = (e.kind == written(EscalationKind.DISCARD)) & e.closed_at.is_null(False) & (e.opened_by == worker_id)
    came = decided.select(SQL("1")).where(decided.escalation == e.id, decided.move.in_(_DISCARD))
    return theirs & fn.EXISTS(came) & ~_has_read(e.id, e.opened_by, _newest(e.id, _DISCARD))


def withdrawn(worker_id: Any) -> Any:
    """The worker raised a concern that is withdrawn, and has not read that."""
    e = Escalation
    ends = e.state.in_([written(EscalationState.WITHDRAWING), written(EscalationState.WITHDRAWN)])
    theirs = ends & (e.opened_by == worker_id) & e.concern.is_null(False)
    return theirs & ~_has_read(e.id, e.opened_by, _newest(e.id, (MoveId.WITHDRAW, rules.CONFIRMED)))


def put_right(worker_id: Any) -> Any:
    """Somebody else put right what the worker recorded or raised, and the worker has not read that."""
    found = (
        _RIGHT.select(_RIGHT.escalation)
        .join_from(_RIGHT, _MISTAKE, on=_MISTAKE.id == _RIGHT.corrects)
        .join_from(_RIGHT, _OF, on=_OF.id == _RIGHT.escalation)
        .where(
            _RIGHT.corrects.is_null(False),
            _RIGHT.move == rules.PUT_RIGHT,
            _RIGHT.worker != worker_id,
            (_MISTAKE.worker == worker_id) | (_OF.opened_by == worker_id),
            ~_has_read(_RIGHT.escalation, worker_id, _RIGHT.id),
        )
    )
    return Escalation.id.in_(found)


def _proposal_came_to(*moves: str, is_open: bool = True) -> ToKnow:
    """The worker proposed a withdrawal, somebody else made one of these moves about it, and the worker has not read
    that."""

    def of(worker_id: Any) -> Any:
        p, k, s = _PROPOSED, _CAME_TO, _BETWEEN
        settled = s.select(SQL("1")).where(
            s.escalation == p.escalation, s.move.in_(rules.SETTLED), s.id > p.id, s.id < k.id
        )
        came = k.select(SQL("1")).where(
            k.escalation == p.escalation, k.move.in_(moves), k.id > p.id, k.worker != p.worker, ~fn.EXISTS(settled)
        )
        found = p.select(p.escalation).where(
            p.worker == worker_id,
            p.move == written(rules.PROPOSED),
            fn.EXISTS(came),
            ~_has_read(p.escalation, p.worker, _newest(p.escalation, moves)),
        )
        e = Escalation
        return e.closed_at.is_null(is_open) & (e.kind == EscalationKind.CONCERN) & e.id.in_(found)

    return of


refused, confirmed = (_proposal_came_to(move) for move in (rules.KEPT, rules.CONFIRMED))
"""For who proposed it, while the concern is on the board; the history says it for good."""
closed = _proposal_came_to(MoveId.CLOSE, MoveId.CLOSE_EARLY, is_open=False)
EVERY: tuple[ToKnow, ...] = (answered, discarded, withdrawn, put_right, refused, confirmed, closed)
