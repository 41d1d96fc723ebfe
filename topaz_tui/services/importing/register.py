"""What an import leaves behind: that it was, whom it brought, and what stood there before it changed it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from peewee import fn

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.services import owned
from topaz_tui.services.importing import snapshots
from topaz_tui.services.importing.imported_person import Source
from topaz_tui.services.session import Session
from topaz_tui.store.database import database, transaction
from topaz_tui.store.models import Audit, Brought, Doubt, Import
from topaz_tui.store.sql import imports as sql

KEPT = 5
"""Imports of a council of which it is kept whom they left unchanged, and what stood there before [ours]."""


class Register:
    """One import, from its first row to its last. What it writes is part of the transaction that takes the rows."""

    def __init__(self, session: Session, source: Source, now: datetime) -> None:
        self._session = session
        self._tables = (*snapshots.TABLES, *snapshots.IN_CARE) if source.kind else snapshots.TABLES
        self._added: list[range] = []
        self._due = clock.to_store(
            clock.add_working_days(now, session.settings.imports.decide_days, session.settings.office)
        )
        at = clock.to_store(now)
        with transaction():
            self._forget(source.council)
            self.id = Import.insert(
                worker=session.worker_id, began_at=at, read_at=at, council=source.council, file=source.file,
                sheet=source.sheet, digest=source.mark, is_part=int(source.is_part), kind=source.kind,
                audit_mark=Audit.select(fn.coalesce(fn.max(Audit.id), 0)).scalar(),
            ).execute()  # fmt: skip

    def _forget(self, council: str | None) -> None:
        """Forget what taking back an import needs, of this council's imports before the newest KEPT."""
        ours = Import.council.is_null() if council is None else Import.council.in_(_written(council))
        newest = Import.select(Import.id).where(ours).order_by(Import.id.desc()).offset(KEPT - 1).limit(1).scalar()
        if newest is None:
            return
        old = Brought.import_.in_(Import.select(Import.id).where(ours & (Import.id <= newest)))
        Brought.delete().where(old & (Brought.how == "unchanged")).execute()
        Brought.update(snapshot=None).where(old & Brought.snapshot.is_null(False)).execute()

    def newest_doubt(self) -> int:
        """The id of the newest doubt, for `own`, which gives away the doubts that come after it."""
        return int(Doubt.select(fn.coalesce(fn.max(Doubt.id), 0)).scalar())

    def own(self, after: int) -> None:
        """Give the doubts that came after this one to whoever imports, to be decided in time."""
        if self.newest_doubt() == after:
            return  # most batches raise none, and to look whose line waits for one reads the whole board
        values = {"import_": self.id, "owner": self._session.worker_id, "due_at": self._due}
        newer = (Doubt.id > after) & Doubt.import_.is_null()
        owned.give_doubts(Doubt.select(Doubt.client).where(newer), self._session.worker_id)
        Doubt.update(values).where(newer).execute()

    def added(self, ids: range) -> None:
        """Note who was new with this import."""
        self._added.append(ids)
        if ids:
            database.run(sql.ADDED, (self.id, ids[0], ids[-1]))

    def is_new(self, client_id: int) -> bool:
        """Is this somebody whom this import has put on the list?"""
        return any(client_id in ids for ids in self._added)

    def before(self, ids: Sequence[int]) -> None:
        """Keep what is known of these people, who are about to be changed."""
        kept = snapshots.take(ids, self._tables)
        database.many(sql.CHANGED, [(self.id, client_id, json.dumps(kept[client_id])) for client_id in ids])

    def unchanged(self, ids: Iterable[int]) -> None:
        """Note of these people that they were in the file; of whoever it added or changed, that stands there
        already."""
        database.many(sql.UNCHANGED, [(self.id, client_id) for client_id in ids])

    def count(self, added: int, changed: int, unchanged: int, not_taken: int, refused: int) -> None:
        """Keep how many rows have been taken so far, and what became of them."""
        Import.update(
            added=added, changed=changed, unchanged=unchanged, not_taken=not_taken, refused=refused,
            read_at=clock.to_store(clock.now()),
        ).where(Import.id == self.id).execute()  # fmt: skip

    def finish(self) -> None:
        """Note that the file was read to its end."""
        Import.update(ended_at=clock.to_store(clock.now())).where(Import.id == self.id).execute()


def _written(council: str) -> list[str]:
    """In what ways the imports have the name of this council."""
    written = (row.council for row in Import.select(Import.council).distinct())
    return people.spellings_of(council, written)
