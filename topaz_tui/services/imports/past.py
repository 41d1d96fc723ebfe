"""The imports that were, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.services import unread
from topaz_tui.services.session import AnySession
from topaz_tui.store.models import Import, Worker

LISTED = 200


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
    whose: str = ""  # the council by one name for all of them, however its files write it


def past(session: AnySession, most: int = LISTED) -> tuple[Past, ...]:
    """The imports, the newest first, at most `most`."""
    found = tuple(_past(most))
    called = people.one_spelling(each.council for each in found if each.council)
    return tuple(replace(each, whose=called.get(each.council or "", "")) for each in found)


def _past(most: int) -> Iterator[Past]:
    undoer = Worker.alias()
    rows: Any = (
        Import.select(Import, Worker.name.alias("by"), undoer.name.alias("undoer"))
        .join(Worker, on=Import.worker == Worker.id)
        .join_from(Import, undoer, JOIN.LEFT_OUTER, on=Import.undone_by == undoer.id)
        .order_by(Import.id.desc())
        .limit(most)
        .namedtuples()
    )
    for row in rows:
        with unread.aside("import", row.id):
            yield Past(
                row.id, clock.from_store(row.began_at), row.by, row.council, row.file, row.sheet, row.digest,
                row.added, row.changed, row.unchanged, row.not_taken, row.refused, row.ended_at is not None,
                clock.from_store(row.undone_at) if row.undone_at else None, row.undoer,
            )  # fmt: skip
