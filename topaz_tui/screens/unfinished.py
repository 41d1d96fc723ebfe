"""What a worker has begun and not finished, offered when the program starts again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.services import concerns
from topaz_tui.services.concerns import Unfinished
from topaz_tui.widgets.ask import Pick
from topaz_tui.widgets.rows import Column, Line

if TYPE_CHECKING:
    from topaz_tui.app import Topaz

COLUMNS = (Column("What", 17), Column("About", 20, grows=True), Column("Last typed", 17))
LEAD = "They are as you left them. A concern goes to nobody before you submit it."


async def offer(app: Topaz) -> None:
    """Offer concerns, then calls, the newest first; Enter goes on with one, Esc leaves them for later.

    Where nothing was begun, nothing is offered. To be run as a worker of the app, once its first screen is on
    show.
    """
    try:
        begun = await app.door(concerns.unfinished, app.desk)
        if not begun:
            return
        if len(app.screen_stack) > 1:  # the worker has gone on already: no window over what they do
            others = [each.client for each in begun if not _in_front(app, each)]
            if others:
                app.say(f"Begun, not finished, and kept: {', '.join(others)}.")
            return
        now = clock.now()
        lines = [
            Line(each, (_what(each), each.client, clock.moment_words(each.saved_at, now)), _tone(each))
            for each in begun
        ]
        title = "You have begun this, and not finished it" if len(begun) == 1 else "You have begun these"
        pick = Pick(title, COLUMNS, lines, lead=LEAD, done="Go on with it", back="Later")
        chosen = await app.push_screen_wait(pick)
        if isinstance(chosen, Unfinished):
            await _go_on(app, chosen)
        else:
            app.say("Kept, and offered again at the next start.")
    except Trouble as trouble:
        app.trouble(trouble)


def _in_front(app: Topaz, begun: Unfinished) -> bool:
    pages = app.screen_stack[1:]
    return any(begun.client_id in (getattr(p, "about", None), getattr(p, "client_id", None)) for p in pages)


def _what(begun: Unfinished) -> str:
    if begun.concern_id is None:
        return "Call"
    return "! Concern, danger" if begun.danger else "Concern"


def _tone(begun: Unfinished) -> str:
    return "late" if begun.danger else ""


async def _go_on(app: Topaz, begun: Unfinished) -> None:
    if begun.concern_id is not None:
        from topaz_tui.screens.concern import ConcernScreen

        app.push_screen(ConcernScreen(begun.client_id, begun.concern_id))
        return
    from topaz_tui.screens.call import CallScreen

    app.push_screen(CallScreen(begun.client_id))
