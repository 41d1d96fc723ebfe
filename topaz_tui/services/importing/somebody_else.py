"""Whom a council's file means under an ID, where that is somebody else's or more than one person's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from topaz_tui.rules import people
from topaz_tui.services.importing.imported_person import IDENTITY, ImportedPerson
from topaz_tui.store.sql.imports import DoubtRow


class SomebodyElse(NamedTuple):
    """Another person, by what the file tells them from others by; '' for what it does not say. What has been decided of
    them holds for the next file that means the same."""

    name: str
    born_on: str
    nhs_number: str

    @classmethod
    def of(cls, said: ImportedPerson) -> SomebodyElse:
        """Whom the file means."""
        nhs_number, born_on, last, first = (str(said.facts[place]) or None for place in IDENTITY)
        return cls(people.full_name(None, first, last), born_on or "", nhs_number or "")

    @property
    def words(self) -> str:
        """As somebody reads it who has to look: 'Ada Stone, born 1944-05-03'."""
        born, nhs = self.born_on and f"born {self.born_on}", self.nhs_number and f"NHS {self.nhs_number}"
        return ", ".join(filter(None, (self.name, born, nhs)))

    def to_store(self) -> str:
        """As `doubt.whom` keeps it."""
        return json.dumps(self, ensure_ascii=False)

    def known(self, doubts: Iterable[DoubtRow]) -> DoubtRow | None:
        """The one of these doubts that speaks of them, settled or not."""
        whom = self.to_store()
        return next((doubt for doubt in doubts if doubt.whom == whom), None)
