"""What Enter opens on a line of a client's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.screens import places
from topaz_tui.screens.dialogs.draft_form import WINDOW_WIDTH
from topaz_tui.services.clients import Moment
from topaz_tui.text import wrap_keeping_indent
from topaz_tui.widgets.dialogs import TextDialog

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen


def open_line(page: ClientScreen, key: object) -> None:
    """Open what the line with this key ('concern 12') is about: another page, the window that changes it, or all of its
    words."""
    what, _, id = str(key).partition(" ")
    moment = next((each for each in page.page.timeline if each.key == key), None) if page.page else None
    match what:
        case "concern" | "event" if moment and moment.case:
            page.run(_escalation(page, moment.case))
        case "phone":
            page.action_phone()
        case "contact":
            page.action_contact()
        case "warning" if page.disabled_reason("client.warning") is None:
            page.action_warning()
        case "client":
            page.run(_client(page, int(id)))
        case "concern":
            page.run(_concern(page, int(id)))
        case _ if page.tab == "timeline" and moment:
            page.run(_words(page, moment))


def decided_at(told: Iterable[Moment], key: object) -> int | None:
    """The line of the board on whose page the decision was made that the moment with this key is, or the note that was
    written with it; None for any other."""
    moments = tuple(told)
    here = next((each for each in moments if each.key == key), None)
    if here is None or here.decided or not here.key.startswith("note "):
        return here.case if here and here.decided else None
    return next((each.case for each in moments if each.decided and (each.at, each.who) == (here.at, here.who)), None)


async def _words(page: ClientScreen, moment: Moment) -> None:
    """A moment of the timeline with all that was written."""
    title = f"{moment.kind} · {clock.format_moment(moment.at, clock.now())} · {moment.who}"
    text = wrap_keeping_indent("\n\n".join(filter(None, (moment.words, moment.detail))), WINDOW_WIDTH)
    await page.put_over(TextDialog(title, text))


async def _client(page: ClientScreen, client_id: int) -> None:
    page.app.open(places.ClientPlace(client_id))


async def _escalation(page: ClientScreen, escalation_id: int) -> None:
    """Where it stands, with its moves: open or closed, what was ended is taken up again there."""
    page.app.open(places.CasePlace(escalation_id))


async def _concern(page: ClientScreen, concern_id: int) -> None:
    page.app.open(places.ConcernPlace(page.subject_id, concern_id))
