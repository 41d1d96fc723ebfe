"""People who are on the list: brought up to date with what a file says, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from topaz_tui.rules.stops import CallStop
from topaz_tui.services import owned, pairs
from topaz_tui.services.importing import new_clients
from topaz_tui.services.importing.client_merge import ClientMerge
from topaz_tui.services.importing.contradictions import STOPPED_COLUMNS, contradiction
from topaz_tui.services.importing.current_client import current_clients
from topaz_tui.services.importing.gathered import Gathered
from topaz_tui.services.importing.imported_person import ImportedPerson, Remark
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import audit
from topaz_tui.store.database import database
from topaz_tui.store.sql import imports as sql
from topaz_tui.store.statement import tuples


def on_list(person_ids: Iterable[str]) -> list[sql.OnList]:
    """Those of these people who are on the list."""
    return tuples(database.run(sql.ON_LIST, (json.dumps(list(person_ids)),)), sql.OnList)


class ClientUpdater(Gathered):
    """Brings people up to date with what a file says. Statements are gathered and run at the end, in bulk."""

    def update(self, found: Mapping[int, ImportedPerson]) -> int:
        """Take what is said about each client; how many rows changed something? Within a transaction."""
        self.conflicts.clear()
        self.not_taken = 0
        self.writes.clear()
        self.logged.clear()
        self.lines.clear()
        self.to_match.clear()
        self.new_times.clear()
        changed: dict[int, int] = {}
        others: dict[int, ImportedPerson] = {}
        aside: set[int] = set()
        for state in current_clients(found):
            update = ClientMerge(self, state, found[state.id])
            if (other := update.put_on_the_list()) is not None:
                others[other] = found[state.id]
            else:
                changed[state.id] = update.run()
                if update.is_of_another:
                    aside.add(state.id)
                    self.not_taken += found[state.id].rows
        for state in current_clients(others):
            said = others[state.id]._replace(person_id=state.person_id)
            changed[state.id] = ClientMerge(self, state, said).run()
        if touched := [client_id for client_id, rows in changed.items() if rows]:
            self.register.before(touched)
        for statement, rows in self.writes.items():
            new_clients.many(statement, rows)
        audit.record_all(self.logged)
        new_clients.write_lines(self.lines)
        if self.to_match:
            pairs.look(self.to_match, self.worker_id)
        queue_status.refresh(touched, self.settings)
        owned.wake_times(self.new_times, self.settings)
        return sum(rows for client_id, rows in changed.items() if client_id not in aside)

    def contradictions(self, found: Mapping[int, ImportedPerson]) -> list[Remark]:
        """Who of those of whom a file says nothing new has died or moved here, and it has columns that would say so:
        that is listed each time, until the council has put it right."""
        rows = tuples(database.run(sql.GONE, (json.dumps(list(found)),)), sql.GoneRow)
        return [
            contradiction(found[gone.id], gone.stopped)
            for gone in rows
            if self.source.columns & STOPPED_COLUMNS[gone.stopped]
            and not (found[gone.id].died if gone.stopped == CallStop.DIED else found[gone.id].moved)
        ]
