"""A line in which one types what is looked for, while the mark moves in the list below it."""

from __future__ import annotations

from textual.binding import Binding

from topaz_tui import actions
from topaz_tui.widgets.line_text import LineText
from topaz_tui.widgets.record_list import RecordList

MOVES = tuple(actions.BY_ID[f"list.{name}"] for name in ("up", "down", "page_up", "page_down"))
"""The moves in a list that have a key which is no letter, and means nothing in a line of text."""


class SearchLine(LineText):
    """On a page or window with one RecordList. The letters among the list's keys are typed."""

    BINDINGS = [Binding(",".join(act.keys), f"mark('{act.name}')", act.words, show=False, id=act.id) for act in MOVES]

    def action_mark(self, move: str) -> None:
        getattr(self.screen.query_one(RecordList), f"action_{move}")()
