"""A page with lists that can be narrowed and sorted (arrangement.py): its keys, its two windows, the line in which one
types what is to be shown, and what was chosen, which is kept for as long as the program runs."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from textual import on
from textual.widgets import Input

from topaz_tui.rules.forms import Question
from topaz_tui.screens import arrangement
from topaz_tui.screens.arrangement import Chosen, Listing
from topaz_tui.screens.base import Page
from topaz_tui.services import clients
from topaz_tui.services.clients import Origin
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import FormDialog
from topaz_tui.widgets.frame import PromptLine
from topaz_tui.widgets.narrow_line import NarrowLine
from topaz_tui.widgets.record_list import RecordList

T = TypeVar("T")

ALL, OWN = "all", "own"
ARRANGING = ("narrow", "filter", "sort", "show_all")
"""The actions of such a page."""


class ArrangedPage(Page):
    """Below it: `listing` is the table of the list on show, `things` all of its lines, `show_arranged` draws them."""

    def __init__(self) -> None:
        super().__init__()
        self.origins: dict[int, Origin] = {}

    @property
    def listing(self) -> Listing[Any]:
        """What the list on show can be narrowed to and sorted by."""
        raise NotImplementedError

    @property
    def things(self) -> Iterable[Any]:
        """All lines of the list on show, also those that are not shown now."""
        raise NotImplementedError

    def show_arranged(self) -> None:
        """Draw the list anew, as it is arranged now."""
        raise NotImplementedError

    @property
    def chosen(self) -> Chosen:
        """What was chosen of the list on show."""
        chosen: Chosen = self.app.arrangements.get(self.listing.name, Chosen())
        return chosen

    def arranged(self, things: Iterable[T]) -> list[T]:
        """Of these lines those to be shown, in their order."""
        return arrangement.arrange(self.listing, things, self.chosen, self.origins)

    def arranged_words(self, shown: int, of: int) -> str:
        """What is in force, for the line under the title; '' where nothing is."""
        return sanitize(arrangement.words_of(self.listing, self.chosen, shown, of))

    @property
    def arranged_as(self) -> dict[str, str]:
        """What was chosen of the list on show, as a file of it names that."""
        chosen, words = self.chosen, arrangement.facets(self.listing)
        only = {words[name]: value for name, value in chosen.only.items() if name in words}
        return {**only, "Sorted by": arrangement.order_words(self.listing, chosen)}

    async def look_up_origins(self, things: Iterable[Any], *, anyway: bool = False) -> None:
        """Look up where the people of these lines are from, where the list is narrowed to that: before it is shown."""
        if anyway or not self.chosen.only.keys().isdisjoint(arrangement.OF_PEOPLE):
            ids = {each for thing in things for each in self.listing.people(thing)}
            self.origins = await self.call(clients.origins, self.app.session, ids)

    def unhide(self, wanted: Callable[[Any], bool]) -> None:
        """Narrow the list no more where that would hide a line that is to be stood on, as it is shown next."""
        chosen = arrangement.showing(self.listing, self.things, self.chosen, self.origins, wanted)
        self.app.arrangements[self.listing.name] = chosen

    def show_or_look(self, look: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Show another list of the page: at once, or after a look, where its people's origins are needed for that."""
        if self.chosen.only.keys().isdisjoint(arrangement.OF_PEOPLE):
            self.show_arranged()
        else:
            self.run(look(), group="look")

    def _choose(self, chosen: Chosen) -> None:
        self.app.arrangements[self.listing.name] = chosen
        self.show_arranged()

    async def action_narrow(self) -> None:
        """Type what is to be shown; the line is there from the first time on."""
        if not self.query(NarrowLine):
            words = "Type part of a name, or of what else stands here; Enter or Esc when done"
            await self.mount(NarrowLine(placeholder=words), after=self.query_one(PromptLine))
        line = self.query_one(NarrowLine)
        line.value, line.display = self.chosen.typed, True
        line.focus()

    @on(Input.Changed, "NarrowLine")
    def _narrow(self, event: Input.Changed) -> None:
        if event.value != self.chosen.typed:
            self._choose(replace(self.chosen, typed=event.value))

    @on(NarrowLine.Done)
    def _narrowed(self) -> None:
        self.query_one(RecordList).focus()

    def action_filter(self) -> None:
        self.run(self._ask_filter())

    async def _ask_filter(self) -> None:
        """Ask for what the list has more than one of, and for what it is narrowed to."""
        listing, things, chosen = self.listing, list(self.things), self.chosen
        await self.look_up_origins(things, anyway=True)
        questions, codes = [], {}
        for name, words in arrangement.facets(listing).items():
            counts = arrangement.counts(listing, name, things, self.origins)
            wanted = chosen.only.get(name)
            if wanted is not None:
                counts.setdefault(wanted, 0)
            if len(counts) > 1 or wanted is not None:
                codes[name] = {str(place): value for place, value in enumerate(counts)}
                options = ((str(place), f"{sanitize(value)} ({counts[value]:,})") for place, value in enumerate(counts))
                questions.append(Question(name, words, "choice", options=((ALL, "All"), *options)))
        if not questions:
            self.app.hint("All lines here are alike in that: there is nothing to narrow the list to.")
            return
        now = {
            name: next((code for code, value in found.items() if value == chosen.only.get(name)), ALL)
            for name, found in codes.items()
        }
        window = FormDialog("Show only", questions, answers=dict(now), done="Show")
        if (answers := await self.app.push_screen_wait(window)) is not None:
            given = {name: found.get(str(answers.get(name))) for name, found in codes.items()}
            self._choose(replace(chosen, only={name: value for name, value in given.items() if value is not None}))

    def action_sort(self) -> None:
        self.run(self._ask_order())

    async def _ask_order(self) -> None:
        """Ask for one of the list's columns."""
        listing, chosen = self.listing, self.chosen
        options = ((OWN, "The list's own order"), *((each.name, each.words) for each in listing.orders))
        question = Question("order", "Sort by", "choice", options=options)
        window = FormDialog("Sort the list", (question,), answers={"order": chosen.order or OWN}, done="Sort")
        if (answers := await self.app.push_screen_wait(window)) is not None:
            order = str(answers.get("order") or OWN)
            self._choose(replace(chosen, order="" if order == OWN else order))

    def action_show_all(self) -> None:
        """The whole list again, in its own order."""
        if self.chosen:
            self._choose(Chosen())
        else:
            self.app.hint("All is shown, in the list's own order.")
