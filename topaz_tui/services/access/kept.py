"""What restricts a person, for those to whom their record is open: why, by whom, since when, and to whom it is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.services import unread
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import OpenTo, Restriction, Worker


@dataclass(frozen=True, slots=True)
class Restricted:
    """One restriction of a person: under which of their records it was set, why, by whom and since when, and the
    workers to whom the record is open by name."""

    client_id: int
    reason: str
    by: str
    since: datetime
    named: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        """To whom it is open, in words."""
        return f"open to {', '.join((*self.names, 'managers'))}"


def restricted(records: Sequence[int]) -> tuple[Restricted, ...]:
    """The restrictions that hold for a person with these records; empty where there is none."""
    return tuple(unread.each("restriction", (row for id in records for row in holding(id)), _restricted))


def _restricted(row: dict[str, Any]) -> Restricted:
    named = list(_named(row["id"]))
    return Restricted(
        row["client_id"], row["reason"], row["by"], clock.from_store(row["made_at"]),
        tuple(each["id"] for each in named), tuple(each["name"] for each in named),
    )  # fmt: skip


def holding(client_id: int) -> list[dict[str, Any]]:
    """The row of the restriction that holds for this record; empty where there is none."""
    return _holding(client_id)


@Compiled
def _holding(client: Any) -> Any:
    r = Restriction
    rows = r.select(r.id, r.client.alias("client_id"), r.reason, r.made_at, Worker.name.alias("by"))
    return rows.join(Worker, on=Worker.id == r.made_by).where(r.client == client, r.ended_at.is_null())


@Compiled
def _named(restriction: Any) -> Any:
    named = Worker.select(Worker.id, Worker.name).join(OpenTo, on=OpenTo.worker == Worker.id)
    return named.where(OpenTo.restriction == restriction).order_by(Worker.name)
