"""What of people is held back, and from whom: all of somebody restricted but the name and the ID. Whoever opens one
person asks `need_open`; whoever lists people lists them `shown`."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from types import NoneType
from typing import Any, ClassVar, Protocol, TypeVar, get_args, get_origin, get_type_hints

from topaz_tui import clock
from topaz_tui.errors import NotAllowed
from topaz_tui.rules import access as rules
from topaz_tui.rules import people
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.queue import QueueStatus, Reason
from topaz_tui.services import links
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import BrokenGlass, Client, OpenTo, Restriction, Worker
from topaz_tui.store.rows import as_json, ids_in


class RestrictedRecord(NotAllowed):
    """The record of this client is not open to whoever asks: they may open it all the same, with a reason."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(
            f"The record of {notice.name} ({notice.person_id}) is restricted.",
            f"{notice.ask}, or open it all the same with a reason (B on their page).",
        )
        self.notice = notice
        self.client_id = notice.client_id


class OfPerson(Protocol):
    """A line of a list, about somebody. `SHOWN` are the fields that stand there whoever looks: their name and ID, and
    what a list can't be without; every other is empty for those from whom the record is held back."""

    SHOWN: ClassVar[frozenset[str]]

    @property
    def client_id(self) -> int | None:
        """The client whom the line is about; None where it is about nobody."""


Line = TypeVar("Line", bound=OfPerson)


def closed(session: AnySession) -> frozenset[int]:
    """The records that are not open to whoever looks, with those linked to them: most often none. To a job of the
    machine none is open that is restricted, as nobody knows who reads what it says."""
    if session.may(Act.OPEN_RESTRICTED) or not (held := restrictions()):
        return frozenset()
    named: dict[int, list[Collection[int]]] = {}
    groups = links.groups(held)
    for client_id, workers in held.items():
        for record in groups.get(client_id, (client_id,)):
            named.setdefault(record, []).append(workers)
    mine = session.worker_id
    now = clock.now()
    broke = _broke(mine, clock.to_store(now), clock.to_store(now + rules.OPEN_FOR)) if mine is not None else []
    opened = {each for row in broke for each in links.group_of(row["client_id"])}
    return frozenset(
        record for record, by in named.items() if not rules.is_open(by, mine, broke_glass=record in opened)
    )


def is_closed(session: AnySession, client_id: int) -> bool:
    """Is this record held back from whoever looks?"""
    return client_id in closed(session)


def need_open(session: AnySession, *client_ids: int | None) -> None:
    """Raises RestrictedRecord where a worker may not open one of these. What is on its way goes on: a job that sends or
    counts is refused nothing."""
    if isinstance(session, Session) and (found := sorted(closed(session).intersection(filter(None, client_ids)))):
        raise RestrictedRecord(notice(found[0]))


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """All that others see of somebody restricted: `ask` says whom to ask."""

    client_id: int
    name: str
    person_id: str
    ask: str


def notice(client_id: int) -> Notice:
    """What anybody may see of this record."""
    [row] = _names(client_id)
    name = people.full_name(row["title"], row["first_name"], row["last_name"], row["preferred_name"])
    names = [each["name"] for record in links.group_of(client_id) for each in _open_to(record)]
    return Notice(client_id, name or row["person_id"], row["person_id"], rules.whom_to_ask([*dict.fromkeys(names)]))


def open_to_by_name(records: Collection[int]) -> frozenset[int] | None:
    """The workers to whom a person with these records is open by name; None where nothing restricts them."""
    named = [frozenset(by) for by in restrictions_of(records).values()]
    return frozenset.intersection(*named) if named else None


def all_restricted() -> frozenset[int]:
    """All records that are restricted, with those linked to them: most often none."""
    found = restrictions()
    groups = links.groups(found) if found else {}
    return frozenset(each for record in found for each in groups.get(record, (record,)))


def restrictions() -> dict[int, tuple[int, ...]]:
    """By record, the workers to whom each restriction that holds opens it by name. Most often there is none."""
    return _by_record(_holding())


def restrictions_of(records: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """As `restrictions`, for these records alone."""
    return _by_record(_holding_of(as_json(records)))


def _by_record(rows: Iterable[dict[str, Any]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        by = (row["worker_id"],) if row["worker_id"] else ()
        found[row["client_id"]] = (*found.get(row["client_id"], ()), *by)
    return found


@Compiled
def _holding() -> Any:
    return _named(Restriction.ended_at.is_null())


@Compiled
def _holding_of(among: Any) -> Any:
    return _named(Restriction.client.in_(ids_in(among)), Restriction.ended_at.is_null())


def _named(*holds: Any) -> Any:
    rows = Restriction.select(Restriction.client.alias("client_id"), OpenTo.worker.alias("worker_id"))
    return rows.left_outer_join(OpenTo, on=OpenTo.restriction == Restriction.id).where(*holds)


@Compiled
def _broke(worker: Any, now: Any, latest: Any) -> Any:
    """What this worker has open; what stands until no time that can be read is closed."""
    opened = BrokenGlass.ended_at.is_null(), BrokenGlass.until > now, BrokenGlass.until <= latest
    return BrokenGlass.select(BrokenGlass.client.alias("client_id")).where(BrokenGlass.worker == worker, *opened)


@Compiled
def _open_to(client: Any) -> Any:
    named = Worker.select(Worker.name).join(OpenTo, on=OpenTo.worker == Worker.id)
    held = named.join(Restriction, on=Restriction.id == OpenTo.restriction)
    holds = Restriction.client == client, Restriction.ended_at.is_null(), Worker.retired_at.is_null()
    return held.where(*holds).order_by(Worker.name)


@Compiled
def _names(client: Any) -> Any:
    names = Client.title, Client.first_name, Client.last_name, Client.preferred_name, Client.person_id
    return Client.select(*names).where(Client.id == client)


# Lists


def shown(session: AnySession, lines: Iterable[Line]) -> tuple[Line, ...]:
    """These lines, as whoever looks may see them."""
    held = closed(session)
    return tuple(held_back(each) if each.client_id in held else each for each in lines) if held else tuple(lines)


def left_out(session: AnySession, lines: Iterable[Line]) -> tuple[Line, ...]:
    """These lines without those about somebody whose record is held back: of lists whose every line says something of
    them beside their name, and that are somebody else's to see to."""
    held = closed(session)
    return tuple(each for each in lines if each.client_id not in held) if held else tuple(lines)


def held_back(line: Line) -> Line:
    """The line with what all may see of it: its SHOWN fields, the name marked."""
    kind = type(line)
    names = {each: rules.marked(getattr(line, each)) for each in _NAMES if each in kind.SHOWN}
    return dataclasses.replace(line, **{**_empty(kind), **names})  # type: ignore[type-var]  # of dataclasses alone


def is_held_back(line: OfPerson) -> bool:
    """Does the line have no more than what all may see? Then no sentence is made of what else it would say: HELD_BACK
    stands in its place."""
    kind = type(line)
    names = (getattr(line, each) for each in _NAMES if each in kind.SHOWN)
    return all(map(rules.is_marked, names)) and all(
        getattr(line, name) == nothing for name, nothing in _empty(kind).items()
    )


_NAMES = ("name", "client")
"""The fields that are a name."""
_NOTHING: Mapping[Any, object] = {
    str: "", bool: False, int: 0, tuple: (), Safety: Safety(), QueueStatus: QueueStatus(Reason.RESTRICTED),
}  # fmt: skip
"""By the type of a field that is held back and can't be None, the value that stands for nothing. A Mapping is empty."""


@cache
def _empty(kind: type[Any]) -> dict[str, object]:
    """The fields of such a line that are held back, each with the value that stands for nothing. Raises TypeError for a
    field that can't be empty: it must be in SHOWN, or may be None."""
    hints = get_type_hints(kind)
    held = [each.name for each in dataclasses.fields(kind) if each.name not in kind.SHOWN]
    return {name: _nothing(hints[name], f"{kind.__name__}.{name}") for name in held}


def _nothing(hint: Any, where: str) -> object:
    if NoneType in get_args(hint):
        return None
    origin = get_origin(hint) or hint
    if origin in _NOTHING:
        return _NOTHING[origin]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {}
    raise TypeError(f"{where} can't be held back")
