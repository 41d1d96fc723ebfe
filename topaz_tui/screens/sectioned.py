"""A page that is written section by section: their list at the left, one of them open at the right, and below it a line
that says what the question takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.widget import Widget
from textual.widgets import Static

from topaz_tui.screens.base import Page
from topaz_tui.text import sanitize
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.update import update_if_changed


class SectionedPage(Page):
    """Its body has one RecordList, of the sections, a Static `#hint`, and where one writes a Form."""

    section = ""

    def sections_there(self) -> Sequence[str]:
        """The sections to which one can go, in their order; none while there is nothing to go to."""
        raise NotImplementedError

    async def go_to(self, section: str, question: str | None = None, *, focus: bool = True) -> None:
        """Show this section, with the cursor on this question or on the first without an answer; without `focus` it
        stays in the list."""
        raise NotImplementedError

    @property
    def form(self) -> Form | None:
        """The form of the section that is open; None where it is for reading."""
        found = self.query(Form)
        return found.first() if found else None

    async def action_next_section(self) -> None:
        await self._step(1)

    async def action_previous_section(self) -> None:
        await self._step(-1)

    async def _step(self, by: int) -> None:
        if there := self.sections_there():
            await self.go_to(there[(there.index(self.section) + by) % len(there)])

    def past_the_last(self) -> None:
        """Past the last question of a section comes the next section."""
        self.call_later(self.action_next_section)

    async def on_record_list_highlighted(self, event: RecordList.Highlighted) -> None:
        stale = event.key != event.rows.key  # the cursor has gone on since: to follow would send it back, for ever
        if self.sections_there() and event.rows.has_focus and not stale and event.key != self.section:
            await self.go_to(str(event.key), focus=False)

    async def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        if self.sections_there():
            await self.go_to(str(event.key))

    def on_choice_said(self, event: Choice.Said) -> None:
        self.hint(event.words)

    def hint(self, words: str) -> None:
        """Say this below the section."""
        update_if_changed(self.query_one("#hint", Static), sanitize(words))

    def focus_next(self, selector: Any = "*") -> Widget | None:
        return (self.form.past_what_is_new() if self.form else None) or super().focus_next(selector)
