"""Which council's list people are from, and what they speak: what a list of them can be narrowed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from topaz_tui.rules import people
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client
from topaz_tui.store.rows import dicts

AT_ONCE = 500  # people in one statement


@dataclass(frozen=True, slots=True)
class Origin:
    """The council whose list a person is on, by one name for all of a list, and their language; '' where it is not
    known."""

    council: str
    language: str


def origins(_session: Session, client_ids: Iterable[int]) -> dict[int, Origin]:
    """The origin of each of these people, by their ids."""
    ids, c = sorted(set(client_ids)), Client
    rows = [
        row
        for first in range(0, len(ids), AT_ONCE)
        for row in dicts(c.select(c.id, c.council, c.language).where(c.id.in_(ids[first : first + AT_ONCE])))
    ]
    called = people.one_spelling(row["council"] for row in rows if row["council"])
    return {row["id"]: Origin(called.get(row["council"], ""), row["language"] or "") for row in rows}
