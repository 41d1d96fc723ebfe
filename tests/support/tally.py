"""Whether the counts that the database keeps are the true ones (services/queue/tally.py)."""

from __future__ import annotations

from typing import Any

from peewee import fn

from topaz_tui.store.models import Call, CallsMade, QueueEntry, Tally
from topaz_tui.store.rows import dicts


def tally_wrong() -> tuple[str, ...]:
    """Each kept count that is not the true count, as a sentence; nothing where all are right. Counts every row."""
    s, hour = QueueEntry, fn.SUBSTR(Call.rang_at, 1, 13)
    stand = s.select(s.state, s.reason, s.rank, fn.COUNT(s.client).alias("people")).group_by(s.state, s.reason, s.rank)
    made = Call.select(hour.alias("hour"), fn.COUNT(Call.id).alias("calls")).where(Call.replaced_by.is_null())
    found = []
    for table, kept_rows, counted in (
        ("tally", Tally.select(), stand),
        ("calls_made", CallsMade.select(), made.group_by(hour)),
    ):
        kept_counts, there = _by_key(kept_rows), _by_key(counted)
        for key in sorted(kept_counts.keys() | there.keys()):
            kept_count, count = kept_counts.get(key, 0), there.get(key, 0)
            if kept_count != count:
                found.append(f"{table} says {kept_count} for '{' '.join(map(str, key))}', and there are {count}.")
    return tuple(found)


def _by_key(query: Any) -> dict[tuple[Any, ...], int]:
    """Counts by what they are counts of, in the order of the table's columns."""
    found = {}
    for row in dicts(query):
        count = row.pop("people" if "people" in row else "calls")
        if count:
            found[tuple(row.values())] = count
    return found
