"""Who is one person: records that somebody has said are, are counted once, under the oldest."""

from __future__ import annotations

from collections.abc import Iterable

from topaz_tui.services import links


class People:
    """Groups records by the person whose they are."""

    def __init__(self, ids: Iterable[int]) -> None:
        asked = set(ids)
        self._groups = links.groups(asked)
        self.records = asked.union(*self._groups.values())

    def of(self, record: int) -> int:
        """The person of this record: their oldest."""
        return self._groups.get(record, (record,))[0]

    def records_of(self, person: int) -> tuple[int, ...]:
        """All records of this person."""
        return self._groups.get(person, (person,))
