"""The line of a record that has gone from its list while the cursor stood on it: answered, or settled by a colleague.
It stays, in place, until the cursor is moved: no key that was meant for one person comes to the next of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from topaz_tui.widgets.record_columns import RecordLine


@dataclass(frozen=True, slots=True)
class OverKey:
    """The key of such a line: `key` is that of the record that is not in the list any more."""

    key: object


OVER = "This line is done with: ↓ goes on to the next."


def whose(key: object) -> object:
    """The record that a line is, or was, about."""
    return key.key if isinstance(key, OverKey) else key


def keep(
    old: Sequence[RecordLine], at: int, new: Sequence[RecordLine], told: Mapping[object, tuple[str, ...]]
) -> tuple[RecordLine, ...]:
    """The new lines, with the one that the cursor stood on, where its record has gone: below the nearest line above it
    that is still there, else above the nearest below it. `told` is what such lines say from now on."""
    if not old or (record := whose(old[at].key)) in (there := {each.key: n for n, each in enumerate(new)}):
        return tuple(new)
    before = old[at]
    line = replace(before, key=OverKey(record), cells=told.get(record, before.cells), tone="quiet")
    near = [(each, 1) for each in reversed(old[:at])] + [(each, 0) for each in old[at + 1 :]]
    found = [(there[each.key], below) for each, below in near if each.key in there]
    alike = [(place, below) for place, below in found if new[place].group == before.group]
    place, below = next(iter(alike or found), (0, 0))
    group = new[place].group if new else before.group
    place += below
    return (*new[:place], replace(line, group=group), *new[place:])
