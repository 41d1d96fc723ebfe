"""The bound: the least that Textual does. A Static; or with --table a DataTable of 50 rows by 8 columns, over which F7
opens a TextArea."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import Static

READY = "Bare"


class BareApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static(READY)


def table_app() -> App[None]:
    from textual.screen import Screen
    from textual.widgets import DataTable, TextArea

    class Row(Screen[None]):
        BINDINGS = [("f8", "dismiss", "Back")]

        def __init__(self, words: list[str]) -> None:
            super().__init__()
            self.words = words

        def compose(self) -> ComposeResult:
            yield Static("\n".join(self.words))

    class Text(Screen[None]):
        def compose(self) -> ComposeResult:
            yield Static(READY)
            yield TextArea(soft_wrap=True)

    class TableApp(App[None]):
        CSS = "DataTable { height: 1fr } TextArea { height: 10; }"
        BINDINGS = [("f7", "text", "Text")]

        def compose(self) -> ComposeResult:
            yield Static(READY)
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            table.add_columns(*(f"Column {n}" for n in range(8)))
            for row in range(50):
                table.add_row(*(f"cell {row} {n}" for n in range(8)))

        def action_text(self) -> None:
            self.push_screen(Text())

        def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
            self.push_screen(Row(event.data_table.get_row(event.row_key)))

    return TableApp()


if __name__ == "__main__":
    (table_app() if "--table" in sys.argv else BareApp()).run()
