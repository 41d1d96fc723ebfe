"""The people behind a figure of the report: exactly those whom it counted."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult

from topaz_tui.grammar import counted
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.exporting import cannot_export, export
from topaz_tui.services import figures, lists
from topaz_tui.services.figures import PersonBehind
from topaz_tui.services.lists import ListTable
from topaz_tui.text import sanitize
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList

COLUMNS = (Column("Name", 30, grows=1, wraps=True), Column("ID", 14), Column("Counted", 12))


class BehindScreen(Page):
    """From the report. `counted` are the clients, one for each thing that was counted, which are so called (`unit`)."""

    place = "behind"
    DEFAULT_CSS = """
    BehindScreen { layout: vertical; }
    BehindScreen #behind { height: 1fr; }
    """

    def __init__(
        self, title: str, counted: tuple[int, ...], unit: str, filters: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._words, self._counted, self._unit = title, counted, unit
        self._filters = filters or {}
        self.people: tuple[PersonBehind, ...] = ()

    @property
    def shows(self) -> object:
        return self._words, self._counted, self._filters

    def body(self) -> ComposeResult:
        yield RecordList(COLUMNS, empty="Looking …", id="behind")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.run(self._look(), group="look")

    async def _look(self) -> None:
        found = await self.call(figures.people_behind, self.app.session, self._counted)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self._show(found)

    def _show(self, found: tuple[PersonBehind, ...]) -> None:
        self.people = found
        times = {each.client_id: counted(each.times, "time") for each in found if each.times > 1}
        lines = [
            RecordLine(each.client_id, (each.name, each.person_id, times.get(each.client_id, ""))) for each in found
        ]
        columns = COLUMNS if times else COLUMNS[:-1]
        self.query_one(RecordList).fill(lines, empty="Nobody: the figure is nought.", columns=columns)
        things = "" if self._unit == "people" else f"{len(self._counted):,} {self._unit} of "
        whom = f"{counted(len(found), 'person')}"
        self.prompt(f"{sanitize(self._words)} · {things}{whom}", whole=True)
        self.refresh_frame()
        self.looked_up()

    @property
    def client_id(self) -> int | None:
        key = self.query_one(RecordList).key
        return key if isinstance(key, int) else None

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self.refresh_frame()

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.action_client()

    def disabled_reason(self, action_id: str) -> str | None:
        if action_id == "behind.export":
            return cannot_export(self)
        return "Nobody stands here." if action_id == "behind.client" and self.client_id is None else None

    def action_client(self) -> None:
        if self.client_id is not None:
            self.open_client(self.client_id, (each.client_id for each in self.people))

    def action_export(self) -> None:
        self.run(export(self, "figure", self._table))

    async def _table(self) -> ListTable:
        return await self.call(lists.of_counted, self.app.session, self._words, self._counted, self._filters)

    def came_back(self, client_id: int) -> None:
        self.query_one(RecordList).stand_on(client_id)
