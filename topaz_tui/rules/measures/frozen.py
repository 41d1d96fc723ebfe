"""Figures that were frozen: what is kept of each measure, the hash over it, and what has been restated since."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from hashlib import sha256

from topaz_tui import clock
from topaz_tui.rules.measures import words
from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.measure import Measure


@dataclass(frozen=True, slots=True)
class Was:
    """A measure's figures as they were frozen."""

    numerator: int
    denominator: int
    median: float | None = None
    longer: bool = False
    ninetieth: float | None = None
    longest: float | None = None

    @classmethod
    def of(cls, counted: Counted) -> Was:
        """The figures of a measure to be kept as they are now."""
        waits = (None if each is None else round(each, 6) for each in (counted.ninetieth, counted.longest))
        median = None if counted.median is None else round(counted.median, 6)
        return cls(counted.numerator, counted.denominator, median, counted.longer, *waits)

    def differs(self, counted: Counted) -> bool:
        """Is the measure's figure now another one? Not so for a median that is longer only because what went on then
        goes on still."""
        now = Was.of(counted)
        figures = self.numerator, self.denominator, self.longer, None if self.longer else self.median
        return figures != (now.numerator, now.denominator, now.longer, None if now.longer else now.median)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The figures of a period as they were frozen: `as_of` is the cut-off, `whole` says that they are what was kept
    then."""

    as_of: datetime
    by: str
    definitions: str
    digest: str
    whole: bool
    measures: Mapping[str, Was]

    @property
    def in_words(self) -> str:
        """When, by whom, and the beginning of the hash."""
        at = f"{clock.local(self.as_of):%d %b %Y %H:%M}".lstrip("0")
        altered = "" if self.whole else " · THEY ARE NOT WHAT WAS KEPT THEN: ask whoever looks after the database"
        return f"Frozen {at} by {self.by} (sha256 {self.digest[:12]}){altered}"

    def is_of(self, measures: Iterable[Measure]) -> bool:
        """Are those that were frozen defined now as they were then? One that is new since says nothing of them."""
        return definitions(each for each in measures if each.code in self.measures) == self.definitions

    def restated(self, now: Mapping[str, Counted]) -> dict[str, Was]:
        """What is another figure now: what it was, by its code. One that is not counted any more, or was not then, is
        none."""
        was = self.measures
        return {code: was[code] for code, counted in now.items() if code in was and was[code].differs(counted)}


def definitions(measures: Iterable[Measure]) -> str:
    """The version of the definitions: another as soon as what any of them counts, or of whom, is said otherwise."""
    rows = [(each.code, each.unit, each.numerator, each.denominator, each.shows.value) for each in measures]
    return sha256(json.dumps(rows).encode()).hexdigest()[:12]


def body(now: Mapping[str, Counted]) -> str:
    """What is kept of the measures: the figures, and who was left out. Nobody's name, and nobody's number."""
    kept = {code: asdict(Was.of(each)) | {"left_out": dict(each.left_out)} for code, each in now.items()}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"))


def read(text: str) -> dict[str, Was]:
    """The measures' figures from the text that was kept. Raises ValueError where the text is none of those."""
    kept = json.loads(text)
    if not isinstance(kept, dict):
        raise ValueError("no figures")
    return {code: _was(each) for code, each in kept.items()}


def _was(kept: object) -> Was:
    names = [each.name for each in fields(Was)]
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name, ""), int | float | None) for name in names):
        raise ValueError("no figures")
    return Was(*(kept[name] for name in names))


def digest(first: date, stop: date, council: str | None, as_of: str, definitions: str, body: str) -> str:
    """The hash over all that is frozen."""
    return digest_of(str(first), str(stop), council, as_of, definitions, body)


def digest_of(first: str, stop: str, council: str | None, as_of: str, definitions: str, body: str) -> str:
    """The hash over a row of frozen figures as the store keeps it, whatever stands in its columns."""
    return sha256(json.dumps([first, stop, council, as_of, definitions, body]).encode()).hexdigest()


def restated_words(measure: Measure, was: Was) -> str:
    """'Reviewed of those due was 26 / 164 (16 %)'."""
    above, below = (0,) * was.numerator, (0,) * was.denominator
    counted = Counted(above, below, was.median, was.longer, ninetieth=was.ninetieth, longest=was.longest)
    return f"{measure.words} was {words.of_all(counted)} ({words.said(measure, counted)})"
