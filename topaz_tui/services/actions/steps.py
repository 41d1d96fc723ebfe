"""What is said of actions outside of a call, several at once: kept as a step of each, so that it can be put right."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.rules import referrals
from topaz_tui.rules.arranged import CHOICE, GIVEN, MISTAKES, Said, lacks
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services import links, owned, reasons
from topaz_tui.services.actions import late, settling
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.corrections import not_theirs
from topaz_tui.services.escalations import records
from topaz_tui.services.escalations.opening import Hands
from topaz_tui.services.escalations.saving import save_status
from topaz_tui.services.escalations.status import snapshot
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import ActionStep, ClientAction, Escalation, Event, Worker
from topaz_tui.store.rows import dicts

NOT_OPEN = "Choose somebody to whom it is open, or ask a manager."
BECAUSE = "What was said of the action was put right."
BECAUSE_REOPENED = "The referral that sees to it was opened again."


@dataclass(frozen=True, slots=True)
class Settled:
    """How many actions were settled, and what those are that somebody else had settled meanwhile."""

    done: int
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AllGiven:
    """How many actions were given away, and how many of them not to the colleague, to whom a record is not open."""

    done: int
    elsewhere: int = 0


def say(session: Session, action_ids: Collection[int], said: Said, by: date | None = None, why: str = "") -> Settled:
    """Say of these actions what became of them. Those that somebody has settled meanwhile stay as they are. Raises
    UserError where the answer lacks something, and where none of them is open."""
    if wanted := lacks(said, by, why, clock.today()):
        field, sentence = wanted
        raise Invalid(sentence, "Nothing was recorded yet.", field)
    if CHOICE[said].asks == "why":
        why = reasons.given(why, "Nothing was recorded yet.")
    by = by if CHOICE[said].asks == "day" else None
    with transaction():
        now = clock.now()
        open_ones, before = _open(action_ids)
        for action in open_ones:
            _keep(session, action, said, now, by=by, why=why)
            settling.settle(action.id, said, session.worker_id, now, by, why)
            audit.record(session.worker_id, f"of an action: {said}", action.client_id, f"action {action.id}")
        return Settled(len(open_ones), before)


def say_one(session: Session, action_id: int, said: str, by: date | None, why: str) -> None:
    """Say of one action what became of it, as `say` does of several. Raises UserError where somebody has settled it."""
    say(session, (action_id,), Said(said), by, why)


def give(session: Session, action_ids: Collection[int], to_worker: int) -> Settled:
    """Give these actions to a colleague, who sees to them from now on. Raises UserError where they are a colleague's
    and this worker may not, where nobody of that number works here, and where one is about somebody whose record is
    not open to them."""
    with transaction():
        to = Worker.get_or_none(Worker.id == to_worker, TAKES_WORK)
        if to is None:
            raise NotFound("That worker does not work here any more.", "Choose another.")
        now = clock.now()
        open_ones, before = _open(action_ids)
        if any(action.owner_id not in (None, session.worker_id) for action in open_ones):
            session.require(Act.GIVE_ACTIONS)
        hands = Hands()
        if not all(hands.may_have(to_worker, links.group_of(action.client_id)) for action in open_ones):
            raise Invalid(f"One is about somebody restricted, whose record is not open to {to.name}.", NOT_OPEN, "to")
        for action in open_ones:
            _keep(session, action, GIVEN, now, given_to=to_worker)
            audit.record(session.worker_id, "gave an action to a colleague", action.client_id, f"action {action.id}")
        settling.own([action.id for action in open_ones], to_worker)
        return Settled(len(open_ones), before)


def give_all(session: Session, worker_id: int, to_worker: int) -> AllGiven:
    """Give all that a worker sees to to a colleague, since they are away. What is about somebody restricted goes to one
    to whom their record is open, where it is not to this colleague."""
    session.require(Act.GIVE_ACTIONS)
    with transaction():
        a, hands = ClientAction, Hands()
        theirs = a.select(a.id, a.client).where(*settling.OPEN, a.owner == worker_id).order_by(a.id)
        found: dict[int, list[int]] = {}
        for row in dicts(theirs):
            found.setdefault(late.whose(to_worker, links.group_of(row["client"]), hands), []).append(row["id"])
        found.pop(worker_id, None)  # it stays with them, who alone may see it
        if not found:
            raise Conflict("They see to no action that can be given.", "There is nothing to give.")
        done = {to: give(session, ids, to).done for to, ids in found.items()}
        return AllGiven(sum(done.values()), sum(done.values()) - done.get(to_worker, 0))


def _open(action_ids: Collection[int]) -> tuple[list[Any], tuple[str, ...]]:
    """Those of the actions that are open, and what each of the others is. Raises Conflict where none is open."""
    these = ClientAction.select().where(ClientAction.id.in_(list(action_ids)))
    found: list[Any] = list(these.order_by(ClientAction.id))
    open_ones = [action for action in found if not action.done_at and not action.taken_back_at]
    if not open_ones:
        raise Conflict("This was done already.", "Nothing was changed.")
    return open_ones, tuple(action.detail for action in found if action not in open_ones)


def _keep(
    session: Session, action: Any, said: str, now: datetime, *, by: date | None = None, why: str = "",
    given_to: int | None = None,
) -> None:  # fmt: skip
    ActionStep.create(
        client=action.client_id, action=action.id, worker=session.worker_id, at=clock.to_store(now), said=said,
        by_on=by.isoformat() if by else None, why=why.strip() or None, given_to=given_to,
        was_by=action.by_on, was_owner=action.owner_id,
    )  # fmt: skip


def answer(session: Session, action_id: int, said: Said, why: str, now: datetime) -> None:
    """Say of the action that a referral saw to what became of that referral, in the same words. An action that somebody
    has settled meanwhile stays as it is. Part of the caller's transaction."""
    action: Any = ClientAction.get_or_none(ClientAction.id == action_id, *settling.OPEN)
    if action is not None:
        _keep(session, action, said, now, why=why)
        settling.settle(action_id, said, session.worker_id, now, why=why)
        audit.record(session.worker_id, f"of an action: {said}", action.client_id, f"action {action_id}")


def open_again(session: Session, action_id: int, ended_at: datetime, now: datetime) -> None:
    """Open the action again that the referral's end at this moment had settled, since the referral goes on; unless
    something was said of the action since. Part of the caller's transaction."""
    step = _last(action_id)
    if step is not None and step.at == clock.to_store(ended_at) and _is_as_left(step):
        _undo(session, step, now, BECAUSE_REOPENED)


# Put right


def take_back(session: Session, action_ids: Collection[int], why: str) -> int:
    """Take back what was said last of each of these actions, which stands as it did before; returns of how many. What
    was said stays on record, with who took it back, and `why` (a code of MISTAKES). Raises UserError where this worker
    may not, where nothing was said of one, and where it was changed since."""
    reason = MISTAKES[why]
    with transaction():
        now = clock.now()
        for action_id in action_ids:
            step = _last(action_id)
            if step is None:
                raise Conflict("Nothing was said of it outside of a call.", "Nothing was changed.")
            if refused := not_theirs(session, step.worker_id, clock.from_store(step.at)):
                raise NotAllowed(refused.words(step.worker.name), "Nothing was changed.")
            _undo(session, step, now, reason)
        return len(action_ids)


def _last(action_id: int) -> Any:
    """The newest step about this action that was not taken back."""
    said = ActionStep.select().where(ActionStep.action == action_id, ActionStep.taken_back_at.is_null())
    return said.order_by(ActionStep.id.desc()).first()


def _undo(session: Session, step: Any, now: datetime, reason: str) -> None:
    action = step.action
    if not _is_as_left(step):
        raise Conflict(f"That was changed since: {action.detail}.", "Nothing was changed.")
    before: dict[str, object] = {"by_on": step.was_by}
    if step.said == GIVEN:
        before = {"owner": step.was_owner_id}
    elif CHOICE[Said(step.said)].ends:
        before = dict.fromkeys(("done_at", "done_by", "ended_as", "ended_why"))
    ClientAction.update(before).where(ClientAction.id == action.id).execute()
    if step.said == GIVEN and step.was_owner_id:
        settling.own((action.id,), step.was_owner_id)
        late.pass_on(links.group_of(action.client_id))
    at = clock.to_store(now)
    ActionStep.update(taken_back_at=at, taken_back_by=session.worker_id, taken_back_why=reason).where(
        ActionStep.id == step.id
    ).execute()
    for line in _ended_with(step):
        _open_again(session, line, now)
    audit.record(session.worker_id, "put right what was said of an action", action.client_id, f"action {action.id}")


def _is_as_left(step: Any) -> bool:
    """Is its action still as this step left it, and no mistake?"""
    return not step.action.taken_back_at and _stands(step, step.action)


def _stands(step: Any, action: Any) -> bool:
    """Is the action still as this step left it?"""
    if step.said == GIVEN:
        return action.done_at is None and action.owner_id == step.given_to_id
    if CHOICE[Said(step.said)].ends:
        return bool(action.done_at == step.at and action.ended_as == step.said)
    return bool(action.done_at is None and action.by_on == step.by_on)


def _ended_with(step: Any) -> Iterator[int]:
    """The ids of the board's lines that ended with this step, and go on once the step is taken back."""
    ended = Event.select(Event.escalation).where(Event.move == referrals.ENDED, Event.at == step.at)
    lines = Escalation.select(Escalation.id).where(
        Escalation.action == step.action_id,
        Escalation.kind == EscalationKind.ACTION,
        Escalation.closed_at.is_null(False),
        Escalation.id.in_(ended),
    )
    for line in list(lines):
        yield line.id


def _open_again(session: Session, line_id: int, now: datetime) -> None:
    owned.open_again(line_id, now, BECAUSE)
    Escalation.update(closed_at=None).where(Escalation.id == line_id).execute()
    row, events = records.get(line_id)
    save_status(row, events, snapshot(session.settings, now))
