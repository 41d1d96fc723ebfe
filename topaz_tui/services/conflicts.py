"""Two people at one record: the later save is refused, is shown what changed in between, and is given the choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from topaz_tui.errors import Conflict


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that a colleague changed after this worker had looked: what it is called, and in words how it was, how
    it is now (`theirs`), and what this worker would have it be (`yours`; None where they left it alone: theirs
    stands)."""

    field: str
    words: str
    was: str
    theirs: str
    yours: str | None


class EditConflict(Conflict):
    """A save for which a colleague was quicker: nothing is written. `seen` is how the fields stand now, for the save
    that follows the worker's choice."""

    def __init__(
        self, what: str, clashes: tuple[FieldConflict, ...] = (), seen: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(what, "Nothing of yours was saved. What you typed is kept: look again.")
        self.clashes, self.seen = clashes, dict(seen or {})


def check(
    seen: Mapping[str, str],
    now: Mapping[str, str],
    yours: Mapping[str, str],
    label: Callable[[str], str],
    who: Callable[[list[str]], str],
    say: Callable[[str], str] = str,
) -> None:
    """Raise EditConflict where a field is no longer as this worker had `seen` it ('' for nothing). Where a colleague
    and the worker came to the same, there is nothing to choose. `label` is what a field is called, `say` how a value is
    said, and `who` says in a sentence who changed these fields."""
    changed = [name for name in seen if now[name] != seen[name]]
    clashes = tuple(
        FieldConflict(name, label(name), say(seen[name]), say(now[name]), say(yours[name]) if name in yours else None)
        for name in changed
        if yours.get(name) != now[name]
    )
    if clashes:
        raise EditConflict(who([clash.field for clash in clashes]), clashes, {name: now[name] for name in seen})
