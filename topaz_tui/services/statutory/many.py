"""What a file about young people does to many at once: a slipped column, or days of another order, more often than a
year in which so many left care."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.statutory.records import ImportKind
from topaz_tui.services.session import Session
from topaz_tui.store.models import CareEpisode, Client, YoungPerson
from topaz_tui.store.rows import texts_as_one

_HANDFUL = 5
_ONE_IN = 5


@dataclass(frozen=True, slots=True)
class CareBefore:
    """Who of some young people is in care now, and when they were born, by their person ID."""

    in_care: frozenset[str]
    born: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CareChanged:
    """Of how many a file ended the care, of how many that were in care; and of how many it changed the date of birth,
    of how many of whom one was known."""

    ended: int
    in_care: int
    births: int
    born: int

    @property
    def words(self) -> str:
        """What it does to more than one in five, and not just to a handful, in sentences; '' where to none."""
        told = []
        if _is_many(self.ended, self.in_care):
            told.append(f"It ends the care of {self.ended:,} of {self.in_care:,} young people.")
        if _is_many(self.births, self.born):
            told.append(f"It gives another date of birth to {self.births:,} of {self.born:,} young people.")
        return " ".join(told)


def _is_many(people: int, of: int) -> bool:
    return people >= _HANDFUL and people * _ONE_IN > of


def known(session: Session, person_ids: Collection[str]) -> CareBefore:
    """How these young people stand, of those who are here."""
    who: Any = (
        Client.select(Client.person_id, Client.born_on)
        .join(YoungPerson, on=YoungPerson.client == Client.id)
        .where(Client.person_id.in_(texts_as_one(person_ids)))
    )
    born = {row.person_id: row.born_on for row in who.namedtuples() if row.born_on}
    return CareBefore(_in_care(person_ids), born)


def changed_since(session: Session, before: CareBefore, person_ids: Collection[str]) -> CareChanged:
    """What has changed of these since it was known `before` how they stand."""
    now = known(session, person_ids)
    births = sum(now.born.get(person_id) != day for person_id, day in before.born.items())
    return CareChanged(len(before.in_care - now.in_care), len(before.in_care), births, len(before.born))


def expected_to_go(session: Session, kind: ImportKind) -> frozenset[str]:
    """Who may be left out of the next file of this kind: a yearly return has nobody whose care ended before its
    year."""
    if kind is not ImportKind.SSDA903:
        return frozenset()
    every = YoungPerson.select(Client.person_id).join(Client, on=YoungPerson.client == Client.id)
    found: Any = every.namedtuples()
    return frozenset(row.person_id for row in found) - _in_care(None)


def _in_care(among: Collection[str] | None) -> frozenset[str]:
    today = str(clock.today())
    goes_on = CareEpisode.ended_on.is_null() | (CareEpisode.ended_on > today)
    rows: Any = (
        CareEpisode.select(Client.person_id)
        .join(Client, on=CareEpisode.client == Client.id)
        .where(CareEpisode.began_on <= today, goes_on, CareEpisode.void_at.is_null())
    )
    if among is not None:
        rows = rows.where(Client.person_id.in_(texts_as_one(among)))
    return frozenset(row.person_id for row in rows.namedtuples())
