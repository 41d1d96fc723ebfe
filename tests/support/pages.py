"""Each page of the program, of somebody or something in the demo that it can be opened for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from textual.pilot import Pilot

from tests.support.pilot import settle
from tests.support.rows import one
from topaz_tui.app import Topaz
from topaz_tui.screens.base import Page
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.concern import ConcernScreen
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.find import FindScreen
from topaz_tui.screens.pairs import PairsScreen
from topaz_tui.screens.team import TeamScreen
from topaz_tui.services import queue


async def queue_screen(app: Topaz) -> Page | None:
    """None: the program begins with it."""
    return None


async def client(app: Topaz) -> Page:
    return ClientScreen(one("SELECT client_id FROM call ORDER BY id DESC LIMIT 1"))


async def call(app: Topaz) -> Page:
    held = await app.service_thread(queue.claim_next, app.session)
    assert held
    return CallScreen(held.client_id, held)


async def concern(app: Topaz) -> Page:
    return ConcernScreen(one("SELECT client_id FROM queue_status WHERE reason = 'callable' LIMIT 1"))


async def escalations(app: Topaz) -> Page:
    return EscalationsScreen()


async def case(app: Topaz) -> Page:
    return CaseScreen(one("SELECT id FROM escalation WHERE kind = 'concern' AND closed_at IS NULL LIMIT 1"))


async def find(app: Topaz) -> Page:
    return FindScreen()


async def pairs(app: Topaz) -> Page:
    return PairsScreen()


async def team(app: Topaz) -> Page:
    return TeamScreen()


PAGES = (queue_screen, client, call, concern, escalations, case, find, team, pairs)
PHONE = "SELECT client_id, id FROM phone WHERE status = 'usable' ORDER BY id LIMIT 1"
"""Somebody, and a number of theirs."""


async def bring_up(
    app: Topaz, pilot: Pilot[None], make: Callable[[Topaz], Awaitable[Page | None]] | None, keys: Iterable[str]
) -> None:
    """Bring this page up, press these keys, and let all that they led to be done: saved, and counted in the title."""
    await settle(pilot)
    if make and (page := await make(app)) is not None:
        await app.push_screen(page)
        await settle(pilot)
    await pilot.press(*keys)
    await settle(pilot)
    await app.autosaver.flush()
    await app.count_concerns()
