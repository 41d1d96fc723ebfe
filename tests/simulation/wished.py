"""What people ask about calls in the simulated year: none any more, none before a day, or calls after all. A stop whose
day has come may not be without somebody who looks at it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from topaz_tui import clock
from topaz_tui.rules import wishes
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.rules.stops import CallStop
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import clients, links
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, Escalation

_GRAVER = CallStop.DIED, CallStop.MOVED


def a_wish(session: Session, client_id: int, chance: Random, now: datetime) -> None:
    """This person, or somebody for them, asks one of these; in some there is doubt whether they can decide it."""
    day = (clock.local(now).date() + timedelta(days=chance.randint(1, 40))).isoformat()
    wish, capacity = chance.choice([*Wish]), chance.choice([*wishes.CAPACITY])
    given = {"wish": wish, "until": day, "look_on": day, "asked_by": chance.choice([*wishes.ASKED_BY]),
             "asked_name": "Her daughter", "how": chance.choice([*wishes.HOW]), "capacity": capacity,
             "capacity_done": "Her GP looks into it.", "words": "Not now, please."}  # fmt: skip
    clients.keep_wish(session, client_id, given)


def lost(now: datetime) -> Iterator[str]:
    """Whose stop was to be looked at again before today, and nobody has it on the board."""
    today = clock.local(now).date().isoformat()
    for each in Client.select().where(Client.stopped == CallStop.REFUSED, Client.look_on < today):
        records = links.group_of(each.id)
        if Client.select().where(Client.id.in_(records), Client.stopped.in_(_GRAVER)).exists():
            continue  # by a linked record they have died or moved: nothing is left to look at again
        line = Escalation.get_or_none(
            Escalation.client.in_(records), Escalation.kind == EscalationKind.STOP_REVIEW,
            Escalation.closed_at.is_null(),
        )  # fmt: skip
        if line is None or (line.owner and line.owner.retired_at):
            yield f"{each.person_id} wants no calls, and nobody looks at it again"
