"""The imports that were, newest first, and whom a new file leaves out of those whom the last one brought."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.services import unread
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store.models import Brought, Client, Import, Worker
from topaz_tui.store.rows import dicts

LISTED = 200
_HANDFUL = 5


@dataclass(frozen=True, slots=True)
class Past:
    """One import. `whole` is false where it broke off; `undone_by` is who took it back, or None."""

    id: int
    at: datetime
    by: str
    council: str | None
    file: str
    sheet: str | None
    digest: str
    added: int
    changed: int
    unchanged: int
    not_taken: int  # rows of somebody else than who has their ID here: somebody decides
    refused: int
    whole: bool
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many `people` a file leaves out `of` those whom the council's last import brought, and who still count."""

    people: int
    of: int

    @property
    def is_too_many(self) -> bool:
        """More than one in five, and not just a handful: half a file, or another council's, looks like that."""
        return self.people >= _HANDFUL and self.people * 5 > self.of


def past(session: AnySession, most: int = LISTED) -> tuple[Past, ...]:
    """What was imported, the newest first."""
    return tuple(_past(most))


def _past(most: int) -> Iterator[Past]:
    undoer = Worker.alias()
    rows: Any = (
        Import.select(Import, Worker.name.alias("by"), undoer.name.alias("undoer"))
        .join(Worker, on=Import.worker == Worker.id)
        .join_from(Import, undoer, JOIN.LEFT_OUTER, on=Import.undone_by == undoer.id)
        .order_by(Import.id.desc()).limit(most).namedtuples()
    )  # fmt: skip
    for row in rows:
        with unread.aside("import", row.id):
            yield Past(
                row.id, clock.from_store(row.began_at), row.by, row.council, row.file, row.sheet, row.digest,
                row.added, row.changed, row.unchanged, row.not_taken, row.refused, row.ended_at is not None,
                clock.from_store(row.undone_at) if row.undone_at else None, row.undoer,
            )  # fmt: skip


def left_out(session: Session, council: str | None, person_ids: Collection[str]) -> LeftOut:
    """Whom of the last whole import of this council, and of the refused rows that were mended after it, a new file
    leaves out. Who has died, moved or may not be called any more is expected to go."""
    ours = Import.council.is_null() if council is None else Import.council == council
    standing = ours & Import.undone_at.is_null() & Import.kind.is_null()
    last = (
        Import.select(Import.id)
        .where(standing & Import.ended_at.is_null(False) & (Import.is_part == 0))
        .order_by(Import.id.desc())
        .limit(1)
        .scalar()
    )
    if last is None:
        return LeftOut(0, 0)
    brought: Any = (
        Client.select(Client.person_id)
        .join(Brought, on=Brought.client == Client.id)
        .join(Import, on=Brought.import_ == Import.id)
        .where(standing & (Import.id >= last) & Client.stopped.is_null())
        .distinct()
    )
    there = {row["person_id"] for row in dicts(brought)}
    return LeftOut(len(there.difference(person_ids)), len(there))
