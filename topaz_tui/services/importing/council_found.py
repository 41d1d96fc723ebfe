"""What the council found in each area of somebody's life: of those who are new, and brought up to date."""

from __future__ import annotations

from collections.abc import Iterator

from topaz_tui.services.importing.current_client import CurrentClient
from topaz_tui.services.importing.gathered import Gathered
from topaz_tui.services.importing.imported_person import FACTS, ImportedPerson, Source
from topaz_tui.store.sql import imports as sql

_COUNCIL = FACTS.index("council")


def rows(client_id: int, said: ImportedPerson, source: Source) -> Iterator[tuple[object, ...]]:
    """The values of ADD_AREA for somebody of whom nothing is kept yet. What stands on a row that is no assessment was
    found at none: there is no day to keep it with."""
    for area, words in said.areas if said.assessed else ():
        yield client_id, area, words, said.assessed[-1].day, _whose(said, source)


def update(updater: Gathered, state: CurrentClient, said: ImportedPerson) -> bool:
    """Write what the file says of each area; an empty cell takes nothing away. Was any of it new?"""
    known = {each.area: each for each in state.areas}
    is_news = False
    for row in rows(state.id, said, updater.source):
        _, area, words, day, council = row
        old = known.get(str(area))
        if old is None:
            updater.do(sql.ADD_AREA, *row)
        elif (old.words, old.assessed_on) != (words, day):
            updater.do(sql.CHANGE_AREA, words, day, council, old.id)
        else:
            continue
        is_news = True
    return is_news


def _whose(said: ImportedPerson, source: Source) -> str:
    """The council whose answers these are, as far as the file names it."""
    return str(said.facts[_COUNCIL]) or source.council or ""
