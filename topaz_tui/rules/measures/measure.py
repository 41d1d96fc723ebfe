"""One measure as a row: what it counts, of whom, and where its definition comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from topaz_tui.rules.measures.count import Count


class Tab(StrEnum):
    """Where a measure stands on the page."""

    SUMMARY = "summary"
    CALLS = "calls"
    LIVES = "lives"
    CONCERNS = "concerns"
    QUALITY = "quality"


class Shows(StrEnum):
    """What a measure is: a share of those below the line, a median, a number, so many in a hundred, so many a day."""

    SHARE = "share"
    MEDIAN = "median"
    NUMBER = "number"
    PER_100 = "per 100"
    A_DAY = "a day"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `numerator` says what is counted, above the line, and `denominator` of whom or of what, below it;
    `median` the unit of its median, where that is what is asked; `mind` what one has to know to read it rightly; `own`:
    it can be said of what one worker did, where others are of people whom the whole team shares. Measures of one
    `whole` divide it among them."""

    code: str
    words: str
    unit: str
    numerator: str
    denominator: str
    source: str
    count: Count
    mind: str = ""
    median: str = ""
    tab: Tab = Tab.CALLS
    shows: Shows = Shows.SHARE
    own: bool = False
    whole: str = ""

    def __post_init__(self) -> None:
        if bool(self.median) != (self.shows is Shows.MEDIAN):
            raise ValueError(f"{self.code}: a median has a unit, and nothing else has")
