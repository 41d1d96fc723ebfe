"""What is drawn: each page, with the keys that lead to it and to what is worth seeing on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.support import pages
from tests.support.rows import one
from topaz_tui.app import Topaz
from topaz_tui.app.routes import page_of
from topaz_tui.screens import places
from topaz_tui.screens.base import Page


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: the keys that are pressed on it, what makes it where no key leads there, and the demo it is of."""

    keys: tuple[str, ...] = ()
    make: Callable[[Topaz], Awaitable[Page | None]] | None = None
    of_children: bool = False


def at(place: Callable[[], places.Place]) -> Callable[[Topaz], Awaitable[Page]]:
    """What makes the page of a place."""

    async def make(_app: Topaz) -> Page:
        return page_of(place())

    return make


def written() -> int:
    """A piece of work whose document is being written."""
    return int(one("SELECT id FROM work WHERE state = 'drafting' ORDER BY id LIMIT 1"))


PAGES = {
    "queue": Shown(("down",)),
    "queue-waiting": Shown(("right", "right", "down")),
    "queue-filter": Shown(("f",)),
    "queue-skip": Shown(("s",)),
    "call": Shown((), pages.call),
    "call-ended": Shown(("c",), pages.call),
    "call-review": Shown(("c", "r"), pages.call),
    "call-wrap-up": Shown(("c", "n"), pages.call),
    "call-leave": Shown(("c", "escape"), pages.call),
    "call-saved": Shown(("c", "n", "f10", "y"), pages.call),
    "client": Shown((), pages.client),
    "client-contacts": Shown(("right",), pages.client),
    "client-note": Shown(("t",), pages.client),
    "concern": Shown(("space",), pages.concern),
    "concern-what": Shown(("space", "f7", "f7"), pages.concern),
    "concern-submit": Shown(("space", "f10"), pages.concern),
    "board": Shown(("down",), pages.escalations),
    "month": Shown((), at(places.MonthPlace)),
    "case": Shown((), pages.case),
    "case-move": Shown(("c",), pages.case),
    "find": Shown(tuple("pat"), pages.find),
    "find-empty": Shown((), pages.find),
    "team": Shown((), pages.team),
    "services": Shown((), at(places.ServicesPlace)),
    "settings": Shown((), at(places.SettingsPlace)),
    "log": Shown((), at(places.LogPlace)),
    "pairs": Shown((), pages.pairs),
    "imports": Shown(("5",)),
    "today": Shown(("6",)),
    "today-actions": Shown(("6", "right")),
    "today-done": Shown(("6", "right", "right")),
    "figures": Shown(("8",)),
    "figures-lives": Shown(("8", "right", "right")),
    "figures-returns": Shown(("8", "left")),
    "figures-behind": Shown(("8", "enter")),
    "help": Shown(("f1",)),
    "help-board": Shown(("f1",), pages.escalations),
    "palette": Shown(("ctrl+p",)),
    "colours": Shown(("ctrl+g",)),
    "due": Shown(("9",), of_children=True),
    "due-late": Shown(("9", "right", "down"), of_children=True),
    "due-weeks": Shown(("9", "left"), of_children=True),
    "due-happened": Shown(("9", "h"), of_children=True),
    "due-load": Shown(("9", "l"), of_children=True),
    "due-billing": Shown((), at(places.BillingPlace), of_children=True),
    "due-work": Shown((), at(lambda: places.WorkPlace(written())), of_children=True),
    "due-document": Shown((), at(lambda: places.DocumentPlace(written())), of_children=True),
    "due-client": Shown(("9", "down", "down", "enter"), of_children=True),
    "due-board": Shown(("f4",), of_children=True),
    "due-help": Shown(("9", "f1"), of_children=True),
}
