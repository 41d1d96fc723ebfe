"""How a count is shown outside the house: to the nearest five, and nothing under five, a true nought no more than a
four (SOURCES.md, 58 and 59)."""

from __future__ import annotations

LEAST = 5
BASE = 5
HIDDEN = "[c]"


def shown(count: int) -> int | None:
    """The count rounded as it may be shown by itself; None where it must be hidden."""
    return (count + BASE // 2) // BASE * BASE if count >= LEAST else None


def could_be(published: int) -> tuple[int, int]:
    """The least and the greatest count that is shown as this number."""
    return max(LEAST, published - BASE // 2), published + BASE // 2


def percentage(part: int | None, whole: int | None, rest: int | None) -> int | None:
    """`part` of `whole` in whole per cents, from the published figures: it tells nothing that they do not. None where
    one of the figures, or the `rest` of the whole, is hidden."""
    if part is None or whole is None or rest is None:
        return None
    return (200 * min(part, whole) + whole) // (2 * whole)


def words(published: int | None) -> str:
    """The figure in a file: the number, or the mark that it is hidden."""
    return HIDDEN if published is None else str(published)
