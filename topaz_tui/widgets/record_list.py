"""A list of records: lines with columns, drawn one by one, and a cursor that stands on a record, not on a line number.

DataTable takes a second for 10,000 rows, keeps its cursor on a number through a refill, and reads cells as markup;
here only what is seen is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from topaz_tui import actions
from topaz_tui.text import fit, one_line
from topaz_tui.widgets.bound import bound
from topaz_tui.widgets.gone import BlankWhenGone
from topaz_tui.widgets.record_columns import GAP, Column, RecordLine, folded, heights_of, lines_of, needs_of, share
from topaz_tui.widgets.record_rows import HEADING, Rows
from topaz_tui.widgets.staying import OverKey, keep, whose

__all__ = ["Column", "RecordLine", "RecordList"]
MARKED = "●"  # beside the cursor's place


class RecordList(BlankWhenGone, ScrollView, can_focus=True, inherit_bindings=False):
    """The list. Posts `Highlighted` as the cursor comes to stand on another record, `Chosen` on Enter. It has no keys
    that scroll aside, which would be swallowed: no line is wider than its room."""

    COMPONENT_CLASSES = {
        f"rows--{part}" for part in ("header", "group", "cursor", "mark", "danger", "unsent", "late", "quiet", "empty")
    }
    DEFAULT_CSS = """
    RecordList { height: 1fr; background: $background; overflow-x: hidden; scrollbar-size-vertical: 1; }
    RecordList > .rows--header { color: $text-muted; text-style: underline; }
    RecordList > .rows--group { color: $accent; text-style: underline; }
    RecordList > .rows--cursor { background: $panel; text-style: bold; }
    RecordList:focus > .rows--cursor { background: $block-cursor-background; text-style: bold; }
    RecordList > .rows--mark { color: $accent; }
    RecordList > .rows--danger, RecordList > .rows--unsent { color: $error; }
    RecordList > .rows--late { color: $warning; }
    RecordList > .rows--quiet { color: $text-muted; }
    RecordList > .rows--empty { color: $text-muted; }
    """
    BINDINGS = bound(actions.of("list"))

    class Highlighted(Message):
        """Another line is marked: the one with this key, or none."""

        def __init__(self, rows: RecordList, key: object) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> RecordList:
            return self.rows

    class Chosen(Highlighted):
        """Enter was pressed on the marked line, or it was clicked."""

    def __init__(self, columns: Sequence[Column], *, empty: str = "Nothing here.", id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.empty = empty
        self.lines: tuple[RecordLine, ...] = ()
        self._at = 0
        self._needs = needs_of(self.columns, ())
        self._shared: tuple[int, tuple[int, ...]] | None = None  # a width, and how the columns share it
        self._places: dict[object, int] = {}
        self._of: object = None
        self.marked: set[object] = set()  # the records to which one thing is to be done
        self._range: tuple[object, set[object]] | None = None  # where a range begins, and what was marked before it
        self._rows = Rows()
        self.moved: Callable[[], None] | None = None  # told at once, so that what follows is painted in the same frame

    @property
    def key(self) -> object | None:
        """The record under the cursor, or None in an empty list."""
        return self.lines[self._at].key if self.lines else None

    def fill(
        self, lines: Sequence[RecordLine], *, empty: str | None = None, columns: Sequence[Column] | None = None,
        of: object = None, told: Mapping[object, tuple[str, ...]] | None = None,
    ) -> None:  # fmt: skip
        """Show these records. The cursor stays on its record; where that is gone, on the nearest neighbour that is
        still there, else on its place. Of the same list as before (`of`, which says how it is arranged, too) a record
        that is gone stays under the cursor (staying.py), and says what is `told` of it."""
        old, shown = self.lines, (self.lines, self.empty, self.columns)
        top, stood_on = round(self.scroll_offset.y), self.key
        if of is not None and of == self._of:
            lines = keep(old, self._at, lines, told or {})
        self._of, held = of, whose(stood_on)
        held = OverKey(held) if any(each.key == OverKey(held) for each in lines) else held
        before = self._rows.firsts[self._at] - top if old else 0
        if columns is not None:
            self.columns = tuple(columns)
        self.lines = tuple(lines)
        self.empty = self.empty if empty is None else empty
        if shown == (self.lines, self.empty, self.columns):
            return
        self._needs, self._shared = needs_of(self.columns, self.lines), None
        self._places = {each.key: place for place, each in enumerate(self.lines)}
        self.marked &= self._places.keys()
        self._range = self._range if self._range and self._range[0] in self._places else None
        if held not in self._places:
            others = (each.key for each in (*old[self._at :], *reversed(old[: self._at])))
            held = next((key for key in others if key in self._places), None)
        self._at = max(0, min(self._places.get(held, self._at), len(self.lines) - 1))
        self._lay_out()
        if self.lines:
            first, last = self._rows.span(self._at)
            stays = top == 0 and last < self.size.height - 1  # the first line was in sight, and can be still
            self.scroll_to(y=0 if stays else max(0, first - before), animate=False, force=True, immediate=True)
        self._show()
        self.refresh()
        if self.key != stood_on:
            self.post_message(self.Highlighted(self, self.key))

    def stand_on(self, key: object) -> None:
        """Move the cursor to this record, where it is in the list."""
        if key in self._places:
            self._move(self._places[key])

    def _move(self, place: int) -> None:
        place = max(0, min(place, len(self.lines) - 1))
        if isinstance(self.key, OverKey):
            self._leave(place)
            return
        if place == self._at or not self.lines:
            return
        before, self._at = self._at, place
        self._extend()
        top = round(self.scroll_offset.y)
        self._show()
        if round(self.scroll_offset.y) == top:  # only two records look another way now
            for each in (before, place):
                first, last = self._rows.span(each)
                self.refresh_lines(1 + first, last - first + 1)  # it takes off itself what is scrolled past
        if self.moved:
            self.moved()
        self.post_message(self.Highlighted(self, self.key))

    def _leave(self, place: int) -> None:
        """Leave the line of a record that is gone for the one at this place; it is there no longer."""
        place -= place > self._at
        self.lines = (*self.lines[: self._at], *self.lines[self._at + 1 :])
        self._places = {each.key: n for n, each in enumerate(self.lines)}
        self._at = max(0, min(place, len(self.lines) - 1))
        self._lay_out()
        self._show()
        self.refresh()
        if self.moved:
            self.moved()
        self.post_message(self.Highlighted(self, self.key))

    def _lay_out(self) -> None:
        """Which row each record stands on, in the width there is."""
        self._rows = self._rows_in(self._widths())
        self.virtual_size = Size(0, self._rows.size + 1)  # as wide as its room is, whatever that is

    def _rows_in(self, widths: Sequence[int]) -> Rows:
        """The same where the columns are so wide; each takes one row for whoever hears the screen."""
        heights = None if self.app.has_class("-plain") else heights_of(self.columns, widths, self.lines)
        return Rows.of([each.group for each in self.lines], heights)

    def rows_at(self, width: int) -> int:
        """How many rows the list needs at this width, with its header and whatever goes on below itself."""
        return self._rows_in(share(self.columns, self._needs, width - 2)).size + 1

    @property
    def _room(self) -> int:
        """The rows below the header, which is always in sight."""
        return max(1, self.size.height - 1)

    def _show(self) -> None:
        """Scroll no further than the cursor needs."""
        if self.lines:
            self._scroll(self._rows.top(self._at, round(self.scroll_offset.y), self._room))

    def _scroll(self, top: int) -> None:
        if top != round(self.scroll_offset.y):
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def _scrolled_within(self, by: int) -> bool:
        """Was it scrolled within the record under the cursor, of which there is more that way than is in sight?"""
        if not self.lines:
            return False
        top, (first, last) = round(self.scroll_offset.y), self._rows.span(self._at)
        most = max(0, last - top - self._room + 1) if by > 0 else max(0, top - first)
        if not most or last - first < self._room:
            return False
        step = min(most, max(1, self._room - 1))
        self._scroll(top + (step if by > 0 else -step))
        return True

    def action_up(self) -> None:
        if not self._scrolled_within(-1):
            self._move(self._at - 1)

    def action_down(self) -> None:
        if not self._scrolled_within(1):
            self._move(self._at + 1)

    def action_page_up(self) -> None:
        self._page(-1)

    def action_page_down(self) -> None:
        self._page(1)

    def _page(self, way: int) -> None:
        """As far as there is room for, but one record on at least."""
        if self.lines and not self._scrolled_within(way):
            row = self._rows.firsts[self._at] + way * max(1, self.size.height - 2)
            there = self._rows.at(max(0, min(row, self._rows.size - 1)))[0]
            self._move(max(there, self._at + 1) if way > 0 else min(there, self._at - 1))

    def action_first(self) -> None:
        self._move(0)

    def action_last(self) -> None:
        self._move(len(self.lines) - 1)

    def action_choose(self) -> None:
        if self.lines:
            self.post_message(self.Chosen(self, self.key))

    # Several at once

    def mark(self) -> None:
        """Mark the record under the cursor, or take that back, and go on to the next."""
        if self.key is not None:
            self._range = None
            self.marked ^= {self.key}
            self.refresh()
            self.action_down()

    def mark_range(self) -> None:
        """Mark from here to wherever the cursor goes; a second time, and what is marked stays as it is."""
        if self._range:
            self._range = None
        elif self.key is not None:
            self._range = self.key, set(self.marked)
            self._extend()

    def unmark(self, *keys: object) -> None:
        """Mark none of these records any more; without one, none at all."""
        self._range = None
        self.marked = self.marked - set(keys) if keys else set()
        self.refresh()

    def _extend(self) -> None:
        if self._range:
            begin, before = self._range
            first, last = sorted((self._places[begin], self._at))
            self.marked = before | {each.key for each in self.lines[first : last + 1]}
            self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()
        self._show()

    def on_click(self, event: events.Click) -> None:
        row = event.y - 1 + round(self.scroll_offset.y)
        if event.y and row < self._rows.size:
            place, part = self._rows.at(row)
            self._move(self._at if part == HEADING else place)
            if event.chain == 2 and part != HEADING:  # as Enter
                self.action_choose()

    # For whoever hears the screen

    def spoken(self) -> str:
        """The line that the cursor stands on."""
        if not self.lines:
            return one_line(self.empty)
        record = self.lines[self._at]
        said = ", ".join(one_line(cell) for cell in record.cells if cell)
        group = f", {record.group}" if record.group else ""
        marked = ", marked" if self.key in self.marked else ""
        return f"List, line {self._at + 1} of {len(self.lines)}{group}{marked}: {said}"

    def caret(self) -> Offset:
        """Where the terminal's cursor stands, for whoever listens to the screen: on the marked line."""
        row = self._rows.firsts[self._at] if self.lines else 0
        return Offset(0, max(0, min(row - round(self.scroll_offset.y) + 1, self.size.height - 1)))

    # Drawing

    def _widths(self) -> tuple[int, ...]:
        """The width of each column in the room there is; 0 for one that is dropped."""
        width = self.size.width or self.app.size.width - 1  # before it is laid out, as most of them are once they are
        if self._shared and self._shared[0] == width:
            return self._shared[1]
        self._shared = width, share(self.columns, self._needs, width - 2)
        return self._shared[1]

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        base = self.rich_style
        if y == 0:
            return self._header(width)
        row = y - 1 + round(self.scroll_offset.y)
        if row >= self._rows.size:
            words = folded(self.empty, width - 2) if not self.lines else []
            if 1 <= y - 1 <= len(words):
                return Strip([Segment(fit("  " + words[y - 2], width), self._style("empty"))], width)
            return Strip([Segment(" " * width, base)], width)
        place, part = self._rows.at(row)
        record = self.lines[place]
        if part == HEADING:
            return Strip([Segment(fit(f"  {record.group}", width), self._style("group"))], width)
        cells = self._cells(record, part)
        style = self._style(record.tone) if record.tone else base
        mark = MARKED if record.key in self.marked and not part else " "
        if place != self._at:
            return self._strip(cells, f" {mark}", style, width, record.tone)
        here = self._style("cursor")
        ground = Style(bgcolor=here.bgcolor, bold=here.bold)
        return self._strip(cells, f"{' ' if part else '›'}{mark}", style, width, record.tone, ground)

    def _header(self, width: int) -> Strip:
        """The columns' titles; or the group that is in sight, and the titles that it leaves room for."""
        titles = tuple(column.title for column in self.columns)
        top = min(round(self.scroll_offset.y), self._rows.size - 1)
        group = self.lines[self._rows.at(top)[0]].group if self.lines else ""
        if not group:
            return self._strip(titles, "  ", self._style("header"), width)
        if self.app.has_class("-plain"):
            return Strip([Segment(fit(f"{group}: {', '.join(filter(None, titles))}", width))], width)
        left, at, named = cell_len(group) + 4, 2, list[str]()
        for title, room in zip(titles, self._widths(), strict=True):
            named.append(title if at >= left else "")
            at += room + GAP if room else 0
        beside = self._strip(tuple(named), "  ", self._style("header"), width).crop(left)
        return Strip([Segment(fit(f"  {group}", min(left, width)), self._style("group")), *beside], width)

    def _cells(self, record: RecordLine, part: int) -> tuple[str, ...]:
        """What of a record stands on this one of its rows: all but what goes on below itself on the first."""
        if not any(column.wraps for column in self.columns) or self.app.has_class("-plain"):
            return record.cells
        cells = []
        for cell, column, room in zip(record.cells, self.columns, self._widths(), strict=False):
            lines = lines_of(cell, column, room) if room else [cell]
            cells.append(lines[part] if part < len(lines) else "")
        return tuple(cells)

    def _strip(
        self, cells: tuple[str, ...], lead: str, style: Style, width: int, tone: str = "", ground: Style | None = None
    ) -> Strip:
        """One line: its cells in one colour, but what is late or not sent: the time alone has that, if there is one."""
        if self.app.has_class("-plain"):  # nothing is cut to the width of a column, where no column is seen
            return Strip([Segment(fit(lead + ", ".join(one_line(cell) for cell in cells if cell), width))], width)
        rooms = self._rooms(cells)
        by_time = any(when for *_, when in rooms) and tone in ("late", "unsent")  # the time says it
        ink = self.rich_style if by_time else style
        pieces = [Segment(lead, self._style("mark") if ground or MARKED in lead else ink)]
        left = width - cell_len(lead)
        for cell, room, right, when in rooms:
            room = min(room, left)
            gap = " " * min(GAP, left - room)
            pieces.append(Segment(fit(cell, room, right) + gap, style if when else ink))
            left = max(0, left - room - GAP)
        pieces.append(Segment(" " * left, ink))
        return Strip(Segment.apply_style(pieces, post_style=ground) if ground else pieces, width)

    def _rooms(self, cells: tuple[str, ...]) -> list[tuple[str, int, bool, bool]]:
        """What stands on a line, each with its room in columns, whether it stands at the right of that, and whether it
        is the time."""
        parts: list[tuple[str, int, bool, bool]] = []
        flows = False
        for cell, column, room in zip(cells, self.columns, self._widths(), strict=False):
            if not room:
                continue
            if flows and not cell and cell_len(parts[-1][0]) > parts[-1][1]:
                words, before, right, when = parts[-1]
                parts[-1] = words, before + GAP + room, right, when
            else:
                parts.append((one_line(cell), room, column.right, column.when))
                flows = column.flows
        return parts

    @property
    def is_cut(self) -> bool:
        """Is something of the line under the cursor cut off, or its column dropped, in the room there is?"""
        cells = self.lines[self._at].cells if self.lines else ()
        dropped = any(cell and not room for cell, room in zip(cells, self._widths(), strict=False))
        kept = tuple("" if column.wraps else cell for cell, column in zip(cells, self.columns, strict=False))
        return dropped or any(cell_len(cell) > room for cell, room, *_ in self._rooms(kept))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"rows--{name}")
