"""What is late stands on the board, with whoever sees to it, and goes up from there; what nobody sees to any more, or
somebody to whom the person's record is not open, is given to somebody who can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import referrals
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services.actions.settling import OPEN, own
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.opening import Hands
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import ClientAction, Escalation, Worker
from topaz_tui.store.rows import dicts

KIND = referrals.KIND[EscalationKind.ACTION]


def point_out(now: datetime, settings: Settings) -> int:
    """Put each action that is late on the board, once; returns how many were put there. Part of the caller's
    transaction."""
    today = clock.local(now).date()
    weeks = settings.calls.follow_up_weeks
    long_ago = clock.to_store(clock.at(today - weeks * 7 * clock.DAY, "00:00"))
    late = _late(today.isoformat(), long_ago)
    hands = Hands() if late else None
    for action in late:
        line = opening.NewLine(
            kind=KIND,
            client_id=action["client_id"],
            body={"_what": words(action["detail"], action["who"])},
            whose=action["owner_id"],
            action_id=action["id"],
        )
        opening.put(line, now, settings, hands)
    return len(late)


@Compiled
def _late(today: Any, long_ago: Any) -> Any:
    a = ClientAction
    there = Escalation.select(Escalation.action).where(Escalation.action.is_null(False), Escalation.closed_at.is_null())
    return (
        a.select(a.id, a.client, a.detail, a.who, a.owner)
        .where(*OPEN, (a.by_on < today) | (a.by_on.is_null() & (a.made_at < long_ago)), a.id.not_in(there))
        .order_by(a.by_on, a.id)
    )


def words(detail: str, who: str | None) -> str:
    """An action in words, with who does it: 'Handrail (Lambeth OT)'."""
    what = " ".join(detail.split())
    return f"{what} ({who})" if who else what


@Compiled
def _nobodys() -> Any:
    gone = Worker.select(Worker.id).where(~TAKES_WORK)
    lost = ClientAction.select(ClientAction.id).where(
        *OPEN, ClientAction.owner.is_null() | ClientAction.owner.in_(gone)
    )
    return lost.order_by(ClientAction.id)


def hand_round() -> int:
    """Give actions that nobody sees to, or somebody who does not work here any more, to a manager; returns how many.
    Part of the caller's transaction."""
    ids = [action["id"] for action in _nobodys()]
    hands, given = Hands() if ids else None, 0
    for action_id in ids:
        owner = hands.owner(KIND) if hands else None
        if owner is not None:
            own((action_id,), owner)
            given += 1
    return given


def whose(worker_id: int, records: Sequence[int], hands: Hands | None = None) -> int:
    """Who sees to what is put in place for the person with these records: this worker, where their record is open to
    them beyond a call for which they opened it all the same; else one to whom it is."""
    hands = hands or Hands()
    if hands.may_have(worker_id, records):
        return worker_id
    return hands.owner(KIND, worker_id, records=records) or worker_id


def pass_on(records: Sequence[int]) -> None:
    """Give what is still to come for the person with these records, and somebody sees to to whom they are not open, to
    one to whom they are. Part of the caller's transaction."""
    a = ClientAction
    hands = Hands()
    rows = a.select(a.id, a.owner).where(*OPEN, a.client.in_(list(records)), a.owner.is_null(False)).order_by(a.id)
    for row in dicts(rows):
        if (to := whose(row["owner"], records, hands)) != row["owner"]:
            own((row["id"],), to)
