"""The card beside a list: how somebody may be called, the last calls, what is open, and how many numbers there are to
ring. No number stands on it, so it is not logged; their page, which has more, is."""

from __future__ import annotations

from dataclasses import dataclass

from topaz_tui import clock
from topaz_tui.rules.contact_safety import IDS, Safety
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, links
from topaz_tui.services.clients import profile_lines
from topaz_tui.services.clients.filled import filled
from topaz_tui.services.clients.lines import ActionLine
from topaz_tui.services.clients.moment import Moment
from topaz_tui.services.clients.profile_numbers import NumberLines
from topaz_tui.services.clients.timeline import timeline
from topaz_tui.services.safety import safety_of
from topaz_tui.services.session import Session

CALLS = 3
LOOKED_AT = 12  # moments, among which the calls are
KINDS = ("Call", "Call in")


@dataclass(frozen=True, slots=True)
class Glance:
    """The card of one person. `calls` are the newest first, `numbers` is how many can be rung, `safety` the strictest
    of their records; of a record that is `closed` to whoever looks it has nothing."""

    client_id: int
    safety: Safety
    calls: tuple[Moment, ...]
    actions: tuple[ActionLine, ...]
    numbers: int
    closed: bool = False


def glance(session: Session, client_id: int) -> Glance:
    """The card of a person, under all of their records."""
    if access.is_closed(session, client_id):
        return Glance(client_id, Safety(), (), (), 0, closed=True)
    access.opened(session, Reading.GLANCE, client_id)
    group = links.group_of(client_id)
    records = (client_id, *(id for id in group if id != client_id))
    now = clock.now()
    today = clock.local(now).date()
    there = filled(records)
    moments, _ = timeline(records, LOOKED_AT, there)
    safety = safety_of(records, today)
    door = NumberLines(safety.decided(now), revealed=False)
    phones = door.phones(records, {})
    found = Glance(
        client_id=client_id,
        safety=safety,
        calls=tuple(moment for moment in moments if moment.kind in KINDS)[:CALLS],
        actions=profile_lines.open_actions(there, today),
        numbers=sum(phone.status == "usable" for phone in phones),
    )
    return door.throughout(found, *IDS)
