"""What a file brings about people who are on the list, until it is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.services.importing.imported_person import ImportedPerson, Remark, Source
from topaz_tui.store import audit
from topaz_tui.store.audit_chain import LogEntry
from topaz_tui.store.statement import Statement


class KeepsWhatWas(Protocol):
    """Whoever is told of those that are about to be changed: the register of an import."""

    def before(self, ids: Sequence[int]) -> None:
        """Keep what is known of these people."""

    def is_new(self, client_id: int) -> bool:
        """Did this import put them on the list?"""


class Gathered:
    """What is to be written about people, and what is to be said of the file: gathered, and written at the end, in
    bulk."""

    def __init__(
        self, worker_id: int, settings: Settings, now: datetime, source: Source, register: KeepsWhatWas
    ) -> None:
        self.register = register
        self.worker_id, self.settings, self.source = worker_id, settings, source
        self.at = clock.to_store(now)
        self.conflicts: list[Remark] = []
        self.not_taken = 0  # rows of somebody else than who has their ID here
        self.lines: list[tuple[int, str]] = []
        self.to_match: list[int] = []  # who may be somebody else on the list, or no more
        self.new_times: list[int] = []  # whose safe times are others than before
        self.logged: list[LogEntry] = []
        self.writes: dict[Statement, list[tuple[object, ...]]] = defaultdict(list)

    def do(self, statement: Statement, *values: object) -> None:
        """Run this statement with the others of the batch."""
        self.writes[statement].append(values)

    def log(self, client_id: int, row: int) -> None:
        """This row of the file changed somebody: a line of the log, with the others of the batch."""
        subject, place = f"row {row}", audit.place()
        self.logged.append(
            LogEntry(self.at, self.worker_id, audit.LoggedAction.BY_FILE, client_id, subject, place=place)
        )

    def conflict(self, said: ImportedPerson, words: str) -> None:
        """Tell whoever imports that the file and what is kept here disagree about somebody."""
        self.conflicts.append(Remark(said.row, said.person_id, words))
