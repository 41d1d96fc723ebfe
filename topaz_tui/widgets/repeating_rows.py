"""A question with rows that repeat: its rows one below the other, and one of them open, with a field for each column.

What is typed into a field is in the row at once: Esc, another page and the end of the program lose nothing of it. A row
with nothing in it is none, and goes as it is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import DescendantBlur
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from topaz_tui import actions, clock
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answer, Question, Row
from topaz_tui.text import one_line
from topaz_tui.widgets.row_list import HOW, RowList

if TYPE_CHECKING:  # a form has these rows, and a row a form
    from topaz_tui.widgets.form import Form

MakeCells = Callable[[Sequence[Question], Row, Callable[[], object]], "Form"]
"""Makes the form of one row: its columns, what stands in it, and what to do past its last field."""


class RepeatingRows(Vertical):
    """Posts `Changed` at every change, and `Told` with what to say about one. `goes_on` is called where somebody is
    through with the rows by Enter."""

    DEFAULT_CSS = """
    RepeatingRows { height: auto; }
    RepeatingRows > Form { height: auto; margin: 0 0 0 2; border-left: outer $accent; }
    RepeatingRows > Form .label { width: 18; }
    """
    BINDINGS = [
        Binding("escape,f8", "close", "Close the row", show=False),  # while one is open, as they close a window
        # With priority, as a form has it: else the form of the row takes it first.
        Binding(",".join(actions.BY_ID["form.next"].keys), "finish", "Next", show=False, id="form.next", priority=True),
    ]

    class Changed(Message):
        """Another answer stands in a row, or there is another number of them."""

        def __init__(self, rows: RepeatingRows) -> None:
            super().__init__()
            self.rows = rows

    class Told(Message):
        """What happened, or what to do here now."""

        def __init__(self, rows: RepeatingRows, words: str) -> None:
            super().__init__()
            self.rows, self.words = rows, words

    def __init__(
        self,
        question: Question,
        rows: Sequence[Row],
        make_cells: MakeCells,
        goes_on: Callable[[], object],
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.question = question
        self.rows: list[Row] = [dict(row) for row in rows]
        self._make_cells, self._goes_on = make_cells, goes_on
        self._list = RowList(question, self.rows)
        self._cells: Form | None = None
        self._removed: list[tuple[int, Row]] = []

    def compose(self) -> ComposeResult:
        yield self._list

    @property
    def answer(self) -> Answer:
        """The rows that have something in them; None where none has."""
        return [dict(row) for row in forms.rows_of(self.rows)] or None

    @property
    def opened(self) -> int | None:
        """The place of the row that is open."""
        return self._list.opened

    def focus(self, scroll_visible: bool = True) -> RepeatingRows:
        """The cursor goes to the list of rows."""
        self._list.focus(scroll_visible)
        return self

    def hint(self) -> str:
        """What to do where the cursor is."""
        asked = self._cells.asked if self._cells else None
        if self._cells is None or asked is None or self.opened is None:
            return HOW
        return f"Row {self.opened + 1}. {self._cells.hint(asked)} Esc closes the row.".replace("  ", " ")

    def bring_in_sight(self) -> None:
        """Show the line of the list that the cursor stands on; a field of the open row is shown by its own form."""
        if self._list.has_focus:
            self._list.bring_in_sight()

    def take_up(self) -> None:
        """What stands in the fields is in the row from now on."""
        if self._cells is not None and self.opened is not None:
            self._cells.take_up()
            self._take_from(self._cells, self.opened)

    # One row open

    async def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        await self._open(event.place, event.typed)

    async def _open(self, place: int, typed: str = "") -> None:
        """Open this row, or a new one past the last, with the cursor in its first field."""
        there = await self._close_before(place)
        place = len(self.rows) if there is None else min(there, len(self.rows))
        if place == len(self.rows):
            self.rows.append({})
        self._show(place, opened=place)
        self._cells = cells = self._make_cells(self.question.columns, self.rows[place], self._on)
        await self.mount(cells)
        field = cells.field(self.question.columns[0].id)
        self.screen.set_focus(field, scroll_visible=False)
        self.call_after_refresh(cells.scroll_visible, animate=False)
        if typed and isinstance(field, Input):
            field.insert_text_at_cursor(typed)

    async def _close(self) -> None:
        """The row stays as it stands; one with nothing in it goes."""
        cells, place = self._cells, self.opened
        if cells is None or place is None:
            return
        cells.take_up()
        self._take_from(cells, place, settled=True)
        self._cells = None
        if not forms.rows_of([self.rows[place]]):
            del self.rows[place]
        self._show(place)
        await cells.remove()

    async def _close_before(self, place: int) -> int | None:
        """Close the row that is open. Returns where the row of this place is then, for an emptied one goes; None where
        it was that one."""
        opened, count = self.opened, len(self.rows)
        await self._close()
        if opened is None or place < opened or len(self.rows) == count:
            return place
        return None if place == opened else place - 1

    def _on(self) -> None:
        self.call_next(self._past_the_last)

    async def _past_the_last(self) -> None:
        """Past the last field of the last row comes a new row; of another one, the list."""
        place = self.opened
        if place is not None and place == len(self.rows) - 1:
            await self._open(place + 1)
        elif place is not None:
            self.focus()
            self._list.at = await self._close_before(place + 1) or 0

    def on_form_changed(self, event: Form.Changed) -> None:
        event.stop()
        if event.form is self._cells and self.opened is not None:
            self._take_from(event.form, self.opened)

    def on_form_asked(self, event: Form.Asked) -> None:
        event.stop()  # the form around says what to do here

    def _take_from(self, cells: Form, place: int, *, settled: bool = False) -> None:
        answers = forms.settled(cells.questions, cells.answers, clock.now()) if settled else cells.answers
        row = {name: cell for name, cell in answers.items() if isinstance(cell, str) and cell.strip()}
        if row != self.rows[place]:
            self.rows[place] = row
            self._show(self._list.at, opened=self.opened)
            self.post_message(self.Changed(self))

    def _show(self, at: int, *, opened: int | None = None) -> None:
        self._list.rows = tuple(self.rows)
        self._list.at, self._list.opened = min(at, len(self.rows)), opened

    # Leaving it

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "close":
            return self._cells is not None
        return action != "finish" or self._is_through

    @property
    def _is_through(self) -> bool:
        """Is a new row open that has nothing in it, with the cursor in its first field? Then Enter ends the rows."""
        if self._cells is None or self.opened != len(self.rows) - 1:
            return False
        self.take_up()
        on_first = self._cells.asked is self.question.columns[0]
        return on_first and not forms.rows_of([self.rows[-1]])

    async def action_close(self) -> None:
        self.focus()
        await self._close()

    async def action_finish(self) -> None:
        self.screen.set_focus(self._list, scroll_visible=False)
        await self._close()
        self._goes_on()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        if self._cells is not None:
            self.call_next(self._left)

    async def _left(self) -> None:
        """The cursor has gone to another question: nothing stays open. (Where it is nowhere, the terminal lost it.)"""
        focused: Widget | None = self.screen.focused if self.is_attached else None
        if focused is not None and self not in focused.ancestors:
            await self._close()

    # Removing, and bringing back

    async def on_row_list_removed(self, event: RowList.Removed) -> None:
        event.stop()
        place = await self._close_before(event.place)
        if place is None or place >= len(self.rows):
            return  # it is gone: emptied, or by another Delete before the list was drawn anew
        row = self.rows.pop(place)
        self._removed.append((place, row))
        first = forms.answer_words(self.question.columns[0], row.get(self.question.columns[0].id))
        self._say_changed(place, f"Removed: {one_line(first)}. Ctrl+Z brings it back.")

    async def on_row_list_brought_back(self, event: RowList.BroughtBack) -> None:
        event.stop()
        await self._close()
        if not self._removed:
            self.post_message(self.Told(self, "No row was removed here."))
            return
        place, row = self._removed.pop()
        place = min(place, len(self.rows))
        self.rows.insert(place, row)
        self._say_changed(place, "The row is there again.")

    def _say_changed(self, place: int, words: str) -> None:
        self._show(place)
        self.post_message(self.Changed(self))
        self.post_message(self.Told(self, words))
