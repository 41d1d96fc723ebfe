"""Whom a file leaves out of those whom the last one of its councils brought."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from peewee import fn

from topaz_tui.rules.people import same_council, spellings_of
from topaz_tui.services.session import Session
from topaz_tui.store.database import database
from topaz_tui.store.models import Brought, Client, Import
from topaz_tui.store.statement import tuples

_HANDFUL = 5
_ONE_IN = 5
_NONE = ""
"""Stands for the council of those of whom nothing says whose they are."""


@dataclass(frozen=True, slots=True)
class OfCouncil:
    """How many `people` of a council a file leaves out `of` those whom the last import with it brought, and who still
    count; `council` as it is written there, '' where nothing says which."""

    council: str
    people: int
    of: int

    @property
    def is_too_many(self) -> bool:
        """More than one in five, and not just a handful: half a file, or another council's, looks like that."""
        return self.people >= _HANDFUL and self.people * _ONE_IN > self.of


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Whom a file leaves out, by council: of each that it names, and of each that came with one of them last time."""

    councils: tuple[OfCouncil, ...] = ()

    @property
    def people(self) -> int:
        """How many it leaves out in all."""
        return sum(each.people for each in self.councils)

    @property
    def of(self) -> int:
        """Of how many in all."""
        return sum(each.of for each in self.councils)

    @property
    def too_many(self) -> tuple[OfCouncil, ...]:
        """The councils of which it leaves out too many; all of which it leaves out any where only the whole is too
        much."""
        whole = OfCouncil(_NONE, self.people, self.of)
        return tuple(each for each in self.councils if each.is_too_many) or tuple(
            each for each in self.councils if each.people and whole.is_too_many
        )


class _SameCouncil(NamedTuple):
    """People of one council in an import, as it is written: how many."""

    import_id: int
    council: str | None
    people: int


class _OfImport(NamedTuple):
    """Somebody in an import: their council on their record, and those of the import, as they are written."""

    council: str | None
    of_import: str | None
    person_id: str


def left_out(
    session: Session,
    councils: Collection[str],
    person_ids: Collection[str],
    kind: str | None = None,
    but: Collection[str] = (),
) -> LeftOut:
    """Whom of those who came last time a new file leaves out: of each council that it names ('' where rows have none:
    those are of the team's own), those of the last whole import in which that council was no stray row, and of the
    refused rows that were mended after it. A council that came in the same import, in none since, and is not in this
    file is left out whole. Who has died, moved or may not be called any more is expected to go, and so are those of
    `but`. `kind`: files of this kind count, each kind by itself (None: lists of people to call).

    Where none of these was ever brought for certain, as nothing says whose they are, those count of the import that may
    be theirs and has most people in common with the file.
    """
    past = _LastImports(_last_ones(kind), kind)
    named = {each or session.settings.council or _NONE for each in councils or (_NONE,)}
    found: dict[tuple[str, ...], int] = {}  # by how it is written
    for written in map(past.written, filter(None, sorted(named))):
        if last := past.last(written):
            found[written] = last
    unsure = None if found else past.likeliest(named, person_ids)
    if unsure:
        found[unsure[1]] = unsure[0]
    ours = {each for written in found for each in written}
    for import_id in set(found.values()):
        for written in {past.written(each) for each in past.counts[import_id].keys() - ours}:
            if past.last(written) == import_id:
                found[written] = import_id
    there, gone = frozenset(person_ids), frozenset(but)
    left = []
    for written, import_id in found.items():
        people = set().union(*(past.people(import_id, each) for each in written)) - gone
        left.append(OfCouncil(_NONE if len(written) > 1 and unsure else written[0], len(people - there), len(people)))
    return LeftOut(tuple(sorted(left, key=lambda each: each.council)))


class _LastImports:
    """The last imports, newest first, each with the councils of whom it brought, and how many of each."""

    def __init__(self, imports: Mapping[int, str | None], kind: str | None) -> None:
        self._kind = kind
        self.counts: dict[int, Counter[str]] = {each: Counter() for each in sorted(imports, reverse=True)}
        for group in _groups(imports):
            self.counts[group.import_id][_council(group.council, imports[group.import_id])] += group.people
        self._councils = sorted({council for counted in self.counts.values() for council in counted})
        self._people: dict[int, dict[str, set[str]]] = {}

    def written(self, council: str) -> tuple[str, ...]:
        """In what ways this council is written."""
        if not council:
            return tuple(each for each in self._councils if not each)
        return tuple(spellings_of(council, self._councils))

    def last(self, written: Sequence[str]) -> int | None:
        """The last import of this council: in which it is more than a few stray rows, else in which it is at all."""
        of = {each: sum(counted[council] for council in written) for each, counted in self.counts.items()}
        some = [each for each, people in of.items() if people]
        many = [each for each in some if of[each] * _ONE_IN >= max(self.counts[each].values())]
        return next(iter(many or some), None)

    def likeliest(self, named: Collection[str], person_ids: Collection[str]) -> tuple[int, tuple[str, ...]] | None:
        """The import that has most people in common with these, and the councils in it that may be one of those."""
        there = frozenset(person_ids)
        best, most = None, -1
        for import_id, counted in self.counts.items():
            written = tuple(one for one in counted if any(_may_be(one, each) for each in named))
            common = sum(len(there & self.people(import_id, one)) for one in written)
            if written and common > most:
                best, most = (import_id, written), common
        return best

    def people(self, import_id: int, council: str) -> set[str]:
        """Whom of this council the import brought, and the refused rows that were mended after it."""
        if import_id not in self._people:
            kept = self._people[import_id] = defaultdict(set)
            for person in _brought(import_id, self._kind):
                kept[_council(person.council, person.of_import)].add(person.person_id)
        return self._people[import_id].get(council, set())


SEVERAL = " + "
"""Stands between the councils of an import that has several."""


def _standing(kind: str | None) -> Any:
    return Import.undone_at.is_null() & (Import.kind.is_null() if kind is None else Import.kind == kind)


def _last_ones(kind: str | None) -> dict[int, str | None]:
    """The last whole import of each council, or of several that came together, as they are written: of those before it
    is not kept any more whom they left as they were."""
    newest = (
        Import.select(fn.MAX(Import.id))
        .where(_standing(kind) & Import.ended_at.is_null(False) & (Import.is_part == 0))
        .group_by(Import.council)
    )
    return {each.id: each.council for each in Import.select(Import.id, Import.council).where(Import.id.in_(newest))}


def _may_be(one: str, other: str) -> bool:
    """May these be one council? Nobody knows where one is not said, or written as a code."""
    return not (one and other) or same_council(one, other) is None


def _council(written: str | None, of_import: str | None) -> str:
    """Whose somebody is; who has no council on their record is of the import's, where that has but one."""
    return written or (of_import if of_import and SEVERAL not in of_import else _NONE)


def _groups(imports: Iterable[int]) -> list[_SameCouncil]:
    brought = Brought.import_.in_(list(imports)) & Client.stopped.is_null()
    rows = (
        Client.select(Brought.import_, Client.council, fn.COUNT(Client.id).alias("people"))
        .join(Brought, on=Brought.client == Client.id).where(brought).group_by(Brought.import_, Client.council)
    )  # fmt: skip
    return tuples(database.execute(rows), _SameCouncil)


def _brought(import_id: int, kind: str | None) -> list[_OfImport]:
    """Whom this import brought, and all refused rows that were mended after it, whosever they are."""
    these = (Import.id == import_id) | ((Import.id > import_id) & (Import.is_part == 1))
    rows = (
        Client.select(Client.council, Import.council.alias("of_import"), Client.person_id)
        .join(Brought, on=Brought.client == Client.id).join(Import, on=Brought.import_ == Import.id)
        .where(_standing(kind) & these & Client.stopped.is_null())
    )  # fmt: skip
    return tuples(database.execute(rows), _OfImport)
