"""What stops all calls to somebody, and was said by whoever sits here, today: they take it back as their mistake, where
else a manager lets calls go on."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.rules import outcomes
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import unread
from topaz_tui.services.corrections import not_theirs
from topaz_tui.services.session import Session
from topaz_tui.store.models import Call, CallWish, Client


class OwnStop(StrEnum):
    """By what they said it, and so by what they take it back."""

    CALL = "call"
    WISH = "wish"


def own_stop(session: Session, records: Sequence[int]) -> OwnStop | None:
    """By what this worker, and nobody else, today stopped all calls under these records of one person; None where they
    did not."""
    rows = list(Client.select(Client.id, Client.stopped, Client.stopped_at).where(Client.id.in_(records)))
    stopped = [row for row in rows if row.stopped]
    if not stopped:
        return None
    if _said_as_a_wish(session, records).issuperset(row.stopped_at for row in stopped):
        return OwnStop.WISH
    return OwnStop.CALL if all(_said_in_a_call(session, row) for row in stopped) else None


def _said_as_a_wish(session: Session, records: Sequence[int]) -> set[str]:
    mine = CallWish.client.in_(records), CallWish.worker == session.worker_id, CallWish.wish == Wish.NO_CALLS
    today = clock.to_store(clock.at(clock.today(), "00:00"))
    return {wish.made_at for wish in CallWish.select(CallWish.made_at).where(*mine, CallWish.made_at >= today)}


def _said_in_a_call(session: Session, client: Client) -> bool:
    mine = Call.client == client.id, Call.worker == session.worker_id, Call.replaced_by.is_null()
    calls = Call.select(Call.id, Call.outcome, Call.ended_at).where(*mine, Call.ended_at == (client.stopped_at or ""))
    return any(_is_theirs(session, call) for call in calls if _stops(call) == client.stopped)


def _stops(call: Call) -> str | None:
    outcome = outcomes.BY_CODE.get(call.outcome)
    return outcome.stop if outcome else None


def _is_theirs(session: Session, call: Call) -> bool:
    ended = unread.value("call", call.id, clock.from_store, call.ended_at)
    return ended is not None and not_theirs(session, session.worker_id, ended) is None
