"""Who went from under the cursor of the queue: a colleague took them, or called them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.grammar import does
from topaz_tui.services import queue
from topaz_tui.services.queue import QueuePerson

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen

NEWS_FOR = timedelta(minutes=1)  # how long it is said who went from under the cursor


@dataclass(frozen=True, slots=True)
class Gone:
    """Who stood under the cursor and does not any more, in words; and whether because a colleague held them then."""

    client_id: int
    words: str
    held: bool
    at: datetime


async def gone(page: QueueScreen, person: QueuePerson, mine: Collection[int]) -> Gone | None:
    """Why this person is not under the cursor any more. `mine` are those with whom whoever sits here did something:
    nobody is told of their own actions."""
    who = await page.call(queue.holder, page.app.session, person.client_id)
    if who == page.app.session.name or (not who and person.client_id in mine):
        return None
    words = f"{does(who, 'has')} taken {person.name}" if who else f"{person.name} is no longer in this list"
    return Gone(person.client_id, words, who is not None, clock.now())


async def is_past(page: QueueScreen, gone: Gone, shown: Collection[object]) -> bool:
    """They are let go, or back among those who are shown; or it was said for long enough."""
    if clock.now() - gone.at >= NEWS_FOR or gone.client_id in shown:
        return True
    return gone.held and await page.call(queue.holder, page.app.session, gone.client_id) is None
