"""What the palette offers: all that can be done from where one is; people and documents; what is done elsewhere, with
where that is; help and settings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from topaz_tui import actions, config, help
from topaz_tui.actions import Action
from topaz_tui.errors import UserError
from topaz_tui.screens import commands
from topaz_tui.screens.base import Page
from topaz_tui.screens.find import place_of
from topaz_tui.screens.matching import matching
from topaz_tui.services import clients
from topaz_tui.widgets.dialogs import TextDialog
from topaz_tui.widgets.palette import Entry, recent_first

if TYPE_CHECKING:
    from topaz_tui.screens.shell import Shell

MOST_PEOPLE = 8
MORE = "Type more of the name or the number, or F3 finds all of them."
LEAST = 2  # letters, before people are looked for
PAGE_WIDTH = 72


class Entries:
    """Of the page or window that was in front as the palette was opened."""

    def __init__(self, screen: Screen[Any], app: Shell, recent: Sequence[Entry]) -> None:
        self._screen, self._app, self._recent = screen, app, recent
        self._offered = list(commands.offered(screen, app))

    def at_once(self, typed: str) -> tuple[Entry, ...]:
        """What fits without a look into the database; where nothing is typed yet, what can be done here."""
        if not typed:
            return recent_first(self._recent, [self._here(act) for act in self._offered])
        settings = self._app.session.settings
        fits = matching(typed, settings.keys, settings.services)
        here = [self._here(act) for act in fits if act in self._offered]
        elsewhere = (act for act in fits if act not in self._offered and act.place in commands.WITH_A_PLACE)
        there = [self._elsewhere(act) for act in elsewhere if act.id != commands.PALETTE]
        parts = typed.casefold().split()
        more = [each for each in (*self._helps(), *self._settings()) if _fits(parts, f"{each.words} {each.about}")]
        return (*here, *there, *more)

    async def people(self, typed: str) -> tuple[Entry, ...]:
        """Whom the search finds, and concerns and referrals by their reference."""
        if len(typed) < LEAST:
            return ()
        try:
            found = await self._app.service_thread(clients.find, self._app.session, typed, MOST_PEOPLE)
        except UserError as trouble:
            self._app.trouble(trouble)
            return ()
        more = Entry(
            "more", "More fit than stand here", _at_once(partial(self._app.hint, MORE)), about=MORE, quiet=True
        )
        return (*map(self._person, found.people), *((more,) if found.more else ()))

    def _here(self, act: Action) -> Entry:
        screen = self._screen
        target = screen if isinstance(screen, Page) and act.place == screen.place else self._app
        return Entry(
            act.id, act.words, partial(self._app.run_action, act.name, target), self._app.key_of(act.id),
            actions.PLACES[act.place], act.help,
        )  # fmt: skip

    def _elsewhere(self, act: Action) -> Entry:
        told = commands.told(act, self._screen, self._app)
        return Entry(
            act.id, act.words, _at_once(partial(self._app.hint, told, "trouble")), self._app.key_of(act.id),
            actions.PLACES[act.place], f"{act.help}. {told}", quiet=True,
        )  # fmt: skip

    def _person(self, found: clients.Found) -> Entry:
        place = place_of(found)
        about = ", ".join(filter(None, (found.postcode, f"ID {found.person_id}", found.stage)))
        return Entry(
            f"{place!r}",
            f"{found.name}{f', {found.age}' if found.age is not None else ''}",
            _at_once(partial(self._app.open, place)),
            where=found.reference or "Client",
            about=about,
        )

    def _helps(self) -> Iterator[Entry]:
        for topic, title in help.topics().items():
            yield Entry(f"help {topic}", title, partial(self._read, topic, title), where="Help",
                        about=f"As 'topaz help {topic}' prints it: {topic}", quiet=True)  # fmt: skip

    async def _read(self, topic: str, title: str) -> None:
        page = await asyncio.to_thread(lambda: help.in_columns(help.read(topic), PAGE_WIDTH))
        self._app.push_screen(TextDialog(title, page))

    def _settings(self) -> Iterator[Entry]:
        for key, value, meaning, _source in config.table(self._app.session.settings):
            told = f"{key} = {value}: {meaning}"
            yield Entry(f"setting {key}", f"{key} = {value}", _at_once(partial(self._app.hint, told)),
                        where="Setting", about=f"{meaning}. The settings file has it.", quiet=True)  # fmt: skip


def _fits(parts: Sequence[str], words: str) -> bool:
    return len("".join(parts)) >= LEAST and all(part in words.casefold() for part in parts)


def _at_once(do: Callable[[], object]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        do()

    return run
