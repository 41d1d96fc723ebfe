"""Read what is kept of young people as the lives from which rules/statutory reckons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from peewee import JOIN

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import people
from topaz_tui.rules.statutory.life import (
    BornBefore,
    CareEnd,
    Episode,
    EventKind,
    Life,
    LifeEvent,
    Lives,
    Placement,
    Span,
)
from topaz_tui.rules.statutory.records import RecordSource, Stay
from topaz_tui.services import unread
from topaz_tui.store.models import (
    BirthBefore,
    CareEpisode,
    CarePlacement,
    Client,
    DutyEnded,
    StatutoryEvent,
    Worker,
    YoungPerson,
)
from topaz_tui.store.rows import dicts, ids_as_one

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ended:
    """A duty that somebody ended: its code, the day from which it is reckoned, and why."""

    code: str
    anchor: date
    why: str


@dataclass(frozen=True, slots=True)
class KnownLife:
    """A young person on the list. `life` is None where no date of birth is known, `owner` '' where it is nobody's;
    `category` and `legal_status` (a code of the return) are what the council's file or a worker says that they are,
    `listed` is the day on which they came onto the list, and `unread` what of them can't be read."""

    client_id: int
    person_id: str
    name: str
    council: str | None
    owner: str
    life: Life | None
    category: str = ""
    ended: tuple[Ended, ...] = ()
    owner_id: int | None = None
    unread: tuple[str, ...] = ()
    legal_status: str = ""
    listed: date | None = None


def every(client_ids: Collection[int] | None = None) -> list[KnownLife]:
    """All young people, or those of these clients, by their IDs. A row that can't be read is left out of a life, and
    named (unread.py)."""
    rows = (
        Client.select(
            Client.id, Client.person_id, Client.title, Client.first_name, Client.last_name, Client.preferred_name,
            Client.born_on, Client.council, YoungPerson.category, Worker.name.alias("owner"),
            YoungPerson.owner.alias("owner_id"), YoungPerson.legal_status, YoungPerson.made_at,
        )
        .join(YoungPerson, on=YoungPerson.client == Client.id)
        .join_from(YoungPerson, Worker, JOIN.LEFT_OUTER, on=YoungPerson.owner == Worker.id)
        .order_by(Client.person_id)
    )  # fmt: skip
    if client_ids is not None:
        rows = rows.where(Client.id.in_(client_ids))
    parts = _parts(client_ids)
    return [_known(row, parts) for row in dicts(rows)]


def names(client_ids: Collection[int]) -> dict[int, str]:
    """The names of these clients."""
    c = Client
    rows = c.select(c.id, c.title, c.first_name, c.last_name, c.preferred_name).where(c.id.in_(ids_as_one(client_ids)))
    return {row["id"]: name_of(row) for row in dicts(rows)}


def of(client_id: int) -> KnownLife:
    """One young person. Raises NotFound where this client is none."""
    found = every((client_id,))
    if not found:
        raise NotFound("They are no young person of this list.", "Find them again (F3).")
    return found[0]


def _known(row: dict[str, Any], parts: _Parts) -> KnownLife:
    id = row["id"]
    born = parts.unread.value("client", id, date.fromisoformat, row["born_on"])
    life = None
    if born is not None:
        life = Life(
            born, tuple(parts.episodes[id]), tuple(parts.placements[id]), tuple(parts.events[id]),
            tuple(parts.homes[id]), tuple(parts.provided[id]), tuple(parts.formerly[id]),
        )  # fmt: skip
    return KnownLife(
        id, row["person_id"], name_of(row), row["council"], row["owner"] or "", life, row["category"] or "",
        tuple(parts.ended[id]), row["owner_id"], parts.unread.words(id),
        row["legal_status"] or "", listed_on(row["made_at"]),
    )  # fmt: skip


def listed_on(made_at: str) -> date | None:
    """The day on which somebody became a young person of the list."""
    at = unread.moment(made_at)
    return clock.local(at).date() if at else None


def name_of(row: Mapping[str, Any]) -> str:
    """The whole name in this row of a client."""
    return people.full_name(*(row[name] or "" for name in ("title", "first_name", "last_name", "preferred_name")))


class _Parts:
    """The parts of lives, by the client's id."""

    def __init__(self) -> None:
        self.episodes: dict[int, list[Episode]] = defaultdict(list)
        self.placements: dict[int, list[Placement]] = defaultdict(list)
        self.homes: dict[int, list[Span]] = defaultdict(list)
        self.provided: dict[int, list[Span]] = defaultdict(list)
        self.events: dict[int, list[LifeEvent]] = defaultdict(list)
        self.formerly: dict[int, list[BornBefore]] = defaultdict(list)
        self.ended: dict[int, list[Ended]] = defaultdict(list)
        self.unread = unread.Met()


def _parts(client_ids: Collection[int] | None) -> _Parts:
    parts = _Parts()
    for row in _rows(CareEpisode, CareEpisode.began_on, client_ids):
        with parts.unread.aside("episode", row["id"], row["client"]):
            why = CareEnd(row["why"]) if row["why"] else CareEnd.OTHER
            parts.episodes[row["client"]].append(
                Episode(_day(row["began_on"]), _end(row["ended_on"]), row["status"], why)
            )
    for row in _rows(CarePlacement, CarePlacement.began_on, client_ids):
        with parts.unread.aside("placement", row["id"], row["client"]):
            _stay(parts, row)
    for row in _rows(StatutoryEvent, StatutoryEvent.happened_on, client_ids):
        with parts.unread.aside("statutory_event", row["id"], row["client"]):
            parts.events[row["client"]].append(
                LifeEvent(
                    EventKind(row["kind"]),
                    _day(row["happened_on"]),
                    _end(row["set_for_on"]),
                    _end(row["about_on"]),
                    row["note"] or "",
                    row["source"] == RecordSource.COUNCIL,
                )
            )
    for row in _rows(BirthBefore, BirthBefore.id, client_ids):
        with parts.unread.aside("born_before", row["id"], row["client"]):
            parts.formerly[row["client"]].append(BornBefore(_day(row["born_on"]), _day(row["corrected_on"])))
    for row in _rows(DutyEnded, DutyEnded.id, client_ids):
        with parts.unread.aside("duty_ended", row["id"], row["client"]):
            parts.ended[row["client"]].append(Ended(row["code"], _day(row["anchor_on"]), row["why"]))
    return parts


def _stay(parts: _Parts, row: dict[str, Any]) -> None:
    client, began, ended = row["client"], _day(row["began_on"]), _end(row["ended_on"])
    match Stay(row["stay"]):
        case Stay.HOME:
            parts.homes[client].append(Span(began, ended))
        case Stay.PROVIDED:
            parts.provided[client].append(Span(began, ended))
        case _:
            parts.placements[client].append(
                Placement(began, ended, Lives(row["lives"]), bool(row["to_18"]), _end(row["agreed_on"]))
            )


def _rows(model: Any, by: Any, client_ids: Collection[int] | None) -> Iterable[dict[str, Any]]:
    """The rows of these clients that were not voided, in order."""
    rows = model.select().order_by(model.client, by, model.id)
    if "void_at" in model._meta.fields:
        rows = rows.where(model.void_at.is_null())
    if client_ids is not None:
        rows = rows.where(model.client.in_(client_ids))
    return dicts(rows)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _end(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
