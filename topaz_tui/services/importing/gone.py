"""What several rows say of one person's death or move, and whether it holds: a death or a move is believed whatever row
it stands on, and what contradicts it is for a person to look at. Until they have, nobody calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from topaz_tui.rules.people import CouncilRecord, DoubtCode

_EARLIER = "before the latest assessment"


class SaidGone(NamedTuple):
    """Did they die, or move: `on` is the last day on which the file says so, '' where it has none; `doubt` has the
    words of the rows that contradict each other."""

    is_so: bool
    on: str
    doubt: tuple[tuple[str, str], ...] = ()


def died(rows: Sequence[CouncilRecord]) -> SaidGone:
    """Whether they have died, as these rows say together."""
    return _together(rows, [row for row in rows if row.died], DoubtCode.DEATH, _day_of_death, lambda row: row.lives)


def moved(rows: Sequence[CouncilRecord]) -> SaidGone:
    """Whether they have moved away, as these rows say together."""
    return _together(rows, [row for row in rows if row.moved], DoubtCode.MOVE, _day_of_move, lambda row: row.stays)


def earlier_move(words: str) -> tuple[str, str]:
    """The doubt about somebody who was assessed after the day on which the file has them move: they may be back. The
    same words for each later assessment, so that one answer holds."""
    return DoubtCode.MOVE.value, ", ".join(filter(None, (words, _EARLIER)))


def _together(
    rows: Sequence[CouncilRecord],
    saying: Sequence[CouncilRecord],
    code: DoubtCode,
    day: Callable[[CouncilRecord], str],
    denial: Callable[[CouncilRecord], str],
) -> SaidGone:
    """A no on another row, of that day or later, leaves open what is so; one of an earlier day was true then."""
    on = max(map(day, saying), default="")
    denials = [denial(row) for row in rows if row not in saying and denial(row) and row.assessed_on >= on]
    if not (saying and denials):
        return SaidGone(bool(saying), on)
    words = ", ".join(dict.fromkeys(row.ended for row in saying if row.ended))
    return SaidGone(False, "", ((code.value, f"{words}; on another row: {denials[-1]}"),))


def _day_of_death(row: CouncilRecord) -> str:
    return max(row.assessed_on, row.died_on or "")


def _day_of_move(row: CouncilRecord) -> str:
    return max(row.assessed_on, row.moved_on)
