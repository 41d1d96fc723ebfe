"""The rows of a question that has several, one line each, and below them the line that adds one."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Offset, Region
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui import actions
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Question, Row
from topaz_tui.text import fit, one_line
from topaz_tui.widgets.bound import bound
from topaz_tui.widgets.look import CURSOR
from topaz_tui.widgets.pieces import Piece

ADD = "+ Add a row"
HOW = "Enter opens a row, typing adds one; Delete removes, Ctrl+Z brings back. Tab goes on."


class RowList(Widget, can_focus=True):
    """Posts `Chosen` where a row is to be opened, the line below the last for a new one, and `Removed` and
    `BroughtBack` for those keys. Letters begin a new row with what is typed."""

    DEFAULT_CSS = """
    RowList { height: auto; padding: 0 1 0 0; }
    RowList:focus { background: $panel; }
    """
    BINDINGS = bound(actions.of("rows"))
    rows: reactive[tuple[Row, ...]] = reactive((), layout=True)
    at: reactive[int] = reactive(0)
    opened: reactive[int | None] = reactive(None)

    class Chosen(Message):
        """Open this row, or a new one; `typed` is what it begins with."""

        def __init__(self, place: int, typed: str = "") -> None:
            super().__init__()
            self.place, self.typed = place, typed

    class Removed(Message):
        """Take this row away."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    class BroughtBack(Message):
        """Bring the row back that was removed last."""

    def __init__(self, question: Question, rows: Sequence[Row]) -> None:
        super().__init__()
        self.question = question
        self.set_reactive(RowList.rows, tuple(rows))
        self.set_reactive(RowList.at, len(rows))

    # Keys

    def action_up(self) -> None:
        self.at = max(0, self.at - 1)

    def action_down(self) -> None:
        self.at = min(len(self.rows), self.at + 1)

    def action_open(self) -> None:
        self.post_message(self.Chosen(self.at))

    def action_remove(self) -> None:
        if self.at < len(self.rows):
            self.post_message(self.Removed(self.at))

    def action_bring_back(self) -> None:
        self.post_message(self.BroughtBack())

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.at = len(self.rows)
            self.post_message(self.Chosen(self.at, event.character))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y <= len(self.rows):
            self.at = offset.y
            self.action_open()

    # Drawing

    def watch_at(self) -> None:
        if self.is_mounted:
            self.call_after_refresh(self.bring_in_sight)

    def bring_in_sight(self) -> None:
        """Where there are more rows than the form has room for, it goes along with the cursor."""
        region, widget = Region(0, self.at, 1, 1), self
        box: Widget = widget
        while isinstance(parent := box.parent, Widget):
            region = region.translate(box.virtual_region.offset)
            if parent.show_vertical_scrollbar:
                parent.scroll_to_region(region, animate=False)
                return
            box = parent

    def spoken(self) -> str:
        """The row the cursor stands on, for whoever hears the screen."""
        if self.at >= len(self.rows):
            return f"{ADD[2:]}, after {len(self.rows)}"
        lacks = self._lacks(self.rows[self.at])
        missing = f"; {lacks} missing" if lacks else ""
        return f"row {self.at + 1} of {len(self.rows)}: {self._words(self.rows[self.at])}{missing}"

    def caret(self) -> Offset:
        """Where the terminal's cursor stands."""
        return Offset(0, self.at)

    def _lacks(self, row: Row) -> int:
        return len(forms.row_faults(self.question, [row], missing=True)) if forms.rows_of([row]) else 0

    def _words(self, row: Row) -> str:
        columns = forms.visible_questions(self.question.columns, row)
        cells = (forms.answer_words(column, row[column.id]) for column in columns if row.get(column.id, "").strip())
        return " · ".join(one_line(cell) for cell in cells) or "Nothing yet"

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self.rows) + 1

    def render(self) -> Content:
        width = max(10, self.content_size.width)
        pieces: list[Piece] = []
        for place, row in enumerate(self.rows):
            mark = "! " if self._lacks(row) else "  "
            pieces += self._line(place, mark + fit(f"{place + 1} {self._words(row)}", width - 3).rstrip())
            pieces.append("\n")
        return Content.assemble(*pieces, *self._line(len(self.rows), f"  {ADD}"))

    def _line(self, place: int, words: str) -> list[Piece]:
        here = self.has_focus and place == self.at
        is_open = place == self.opened
        style = CURSOR if here else "bold" if is_open else ""
        return [("›" if here else "▾" if is_open else " ", "bold $accent"), (words, style)]
