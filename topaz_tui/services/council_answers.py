"""What the council found in each area, as its file has it: shown until the team has reviewed the person itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from topaz_tui.rules import reviews
from topaz_tui.services import unread
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import CouncilAnswer as Kept
from topaz_tui.store.models import Review

THE_COUNCIL = "The council"


@dataclass(frozen=True, slots=True)
class CouncilFinding:
    """What the council `whose` found in an area, at its assessment on the day `on`; `words` are the file's."""

    area: str
    words: str
    on: date
    whose: str

    @property
    def area_words(self) -> str:
        """The area, in words."""
        return reviews.AREA[self.area].words


@Compiled
def _kept(client: Any) -> Any:
    return Kept.select(Kept.id, Kept.area, Kept.words, Kept.assessed_on, Kept.council).where(Kept.client == client)


@Compiled
def _reviewed(client: Any) -> Any:
    whole = Review.client == client, Review.complete == 1, Review.taken_back_at.is_null()
    return Review.select(Review.id).where(*whole).limit(1)


def of(records: Iterable[int]) -> tuple[CouncilFinding, ...]:
    """What the council found in each area, in the order of the form, from the newest record where a person has several.
    Empty once the team has reviewed the person to the end: from then on its own answers count."""
    records = tuple(records)
    rows = [row for id in records for row in _kept(id)]
    if not rows or any(_reviewed(id) for id in records):
        return ()
    found: dict[str, CouncilFinding] = {}
    for each in unread.each_named("council_answer", rows, _answer):
        if each.area not in found or found[each.area].on < each.on:
            found[each.area] = each
    return tuple(found[area.code] for area in reviews.AREAS if area.code in found)


def _answer(  # rows come by name
    id: int,  # noqa: ARG001
    area: str,
    words: str,
    assessed_on: str,
    council: str | None,
) -> CouncilFinding:
    return CouncilFinding(reviews.AREA[area].code, words, date.fromisoformat(assessed_on), council or THE_COUNCIL)
