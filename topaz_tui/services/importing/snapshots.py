"""What is kept of a person before a council's file changes them, and putting it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from topaz_tui.services.importing.imported_person import FACTS
from topaz_tui.store.models import (
    Assessment,
    BirthBefore,
    CareEpisode,
    CarePlacement,
    Client,
    Contact,
    CouncilAnswer,
    Doubt,
    Duty,
    Phone,
    StatutoryEvent,
    YoungPerson,
)

COLUMNS = (
    "person_id",
    *FACTS,
    "name_key",
    "open_to_services",
    "stopped",
    "stopped_at",
    "attempts_since",
    "council_row",
    "end_said",
)
"""Columns of `client` that a file can change."""
TABLES: tuple[Any, ...] = (Phone, Contact, Assessment, CouncilAnswer, Duty, Doubt)
"""Tables in which a file can add and change rows of a person."""
IN_CARE: tuple[Any, ...] = (YoungPerson, CareEpisode, CarePlacement, StatutoryEvent, BirthBefore)
"""Those in which a file about young people can, too."""

Snapshot = Mapping[str, Any]


def take(ids: Sequence[int], tables: Sequence[Any] = TABLES) -> dict[int, dict[str, Any]]:
    """The rows of these people in all that a file can change, by table."""
    facts = [getattr(Client, name) for name in COLUMNS]
    clients: Any = Client.select(Client.id, *facts).where(Client.id.in_(ids))
    kept: dict[int, dict[str, Any]] = {row.pop("id"): {"client": row} for row in clients.dicts()}
    for table in tables:
        name = table._meta.table_name
        for rows in kept.values():
            rows[name] = []
        for row in table.select().where(table.client.in_(ids)).order_by(table.id).dicts():
            kept[row.pop("client")][name].append(row)
    return kept


def put_back(client_id: int, kept: Snapshot) -> None:
    """Make of this person what they were: rows that came since go, rows that were there are as they were. Of what the
    import itself had raised before it changed them, and what went with it, nothing comes back."""
    for table in (*TABLES, *(each for each in IN_CARE if each._meta.table_name in kept)):
        # What was kept before a table was there knows nothing of it; and there was nothing of theirs in it.
        rows: Iterable[dict[str, Any]] = kept.get(table._meta.table_name, ())
        here = table.client == client_id
        table.delete().where(here & table.id.not_in([row["id"] for row in rows])).execute()
        now = {row["id"]: row for row in table.select().where(here).dicts()}
        for row in rows:
            then = {**row, "client": client_id}
            if now.get(row["id"], then) != then:
                table.update({name: value for name, value in then.items() if name != "id"}).where(
                    table.id == row["id"]
                ).execute()
    facts = {**kept["client"], "version": Client.version + 1, "sound": None}
    Client.update(facts).where(Client.id == client_id).execute()
