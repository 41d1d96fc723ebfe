"""What several rows say of one person's death or move, and whether it holds: a death or a move is believed whatever row
it stands on, and what contradicts it is for a person to look at. Until they have, nobody calls."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from topaz_tui.rules.people import CouncilRecord, DoubtCode

_EARLIER = "before the latest assessment"


class SaidGone(NamedTuple):
    """Did they die, or move: `on` is the last day on which the file says so, '' where it has none; `doubt` has the
    words of the rows that contradict each other."""

    is_so: bool
    on: str
    doubt: tuple[tuple[str, str], ...] = ()


class Denial(NamedTuple):
    """What a row says against a death and against a move, in the file's words ('' where it says nothing), and its
    day."""

    on: str
    lives: str
    stays: str


class Denials:
    """What the rows of a file say against a death or a move, of those of `people`, who have several rows: the row that
    says it of them may stand far behind, or be a service's."""

    def __init__(self, people: Collection[str]) -> None:
        self._people = people
        self._kept: dict[str, list[Denial]] = defaultdict(list)

    def note(self, rows: Iterable[CouncilRecord]) -> None:
        """Keep what these rows say, for those behind them."""
        for row in rows:
            if (row.lives or row.stays) and row.person_id in self._people:
                denial = Denial(row.assessed_on, sys.intern(row.lives), sys.intern(row.stays))
                self._kept[row.person_id].append(denial)

    def of(self, person_id: str) -> Sequence[Denial]:
        """What rows before said of this person."""
        return self._kept.get(person_id, ())


def died(rows: Sequence[CouncilRecord], before: Sequence[Denial] = ()) -> SaidGone:
    """Whether they have died, as these rows say together, and those `before` them."""
    saying = [row for row in rows if row.died]
    on = max(map(_day_of_death, saying), default="")
    said_no = [(row.assessed_on, row.lives) for row in rows if not row.died]
    return _together(saying, DoubtCode.DEATH, on, [*((each.on, each.lives) for each in before), *said_no])


def moved(rows: Sequence[CouncilRecord], before: Sequence[Denial] = ()) -> SaidGone:
    """Whether they have moved away, as these rows say together, and those `before` them."""
    saying = [row for row in rows if row.moved]
    on = max(map(_day_of_move, saying), default="")
    said_no = [(row.assessed_on, row.stays) for row in rows if not row.moved]
    return _together(saying, DoubtCode.MOVE, on, [*((each.on, each.stays) for each in before), *said_no])


def earlier_move(words: str) -> tuple[str, str]:
    """The doubt about somebody who was assessed after the day on which the file has them move: they may be back. The
    same words for each later assessment, so that one answer holds."""
    return DoubtCode.MOVE.value, ", ".join(filter(None, (words, _EARLIER)))


def _together(
    saying: Sequence[CouncilRecord], code: DoubtCode, on: str, said_no: Iterable[tuple[str, str]]
) -> SaidGone:
    """A no on another row, of that day (`on`) or later, leaves open what is so; one of an earlier day was true then."""
    denials = [words for day, words in said_no if words and day >= on]
    if not (saying and denials):
        return SaidGone(bool(saying), on)
    words = ", ".join(dict.fromkeys(row.ended for row in saying if row.ended))
    return SaidGone(False, "", ((code.value, f"{words}; on another row: {denials[-1]}"),))


def _day_of_death(row: CouncilRecord) -> str:
    return max(row.assessed_on, row.died_on or "")


def _day_of_move(row: CouncilRecord) -> str:
    return max(row.assessed_on, row.moved_on)
