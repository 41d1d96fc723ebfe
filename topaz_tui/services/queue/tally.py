"""How many stand where: kept by the database with every write (store/migrations/0003_counts.py), not counted here."""

from __future__ import annotations

from topaz_tui.rules import recalls
from topaz_tui.store.database import database


def kept() -> list[tuple[str, str, int, int]]:
    """State, reason, rank, and how many stand there: kept by the database, not counted here."""
    return database.execute_sql("SELECT state, reason, rank, people FROM tally").fetchall()  # type: ignore[no-any-return]


def counts(tally: list[tuple[str, str, int, int]], gate: recalls.Gate) -> dict[str, int]:
    """One key a reason, as the list tells them while this gate holds, and 'total', which they add up to."""
    told = dict.fromkeys(recalls.REASON_WORDS, 0)
    for state, reason, rank, count in tally:
        stands = reason if recalls.state_of(reason) == state and reason in told else "unreadable"
        told["waiting" if stands == "callable" and rank > gate.top else stands] += count
    return told | {"total": sum(told.values())}


def strange(tally: list[tuple[str, str, int, int]]) -> bool:
    """Is anybody kept under a state and a reason that don't exist, or don't go together? They are counted, and listed,
    as those whose record can't be read."""
    return any(
        count and (reason not in recalls.REASON_WORDS or recalls.state_of(reason) != state)
        for state, reason, _, count in tally
    )


# Whether the counts are right

_COUNTED = {
    "tally": "SELECT state, reason, rank, count(*) FROM standing GROUP BY state, reason, rank",
    "calls_made": "SELECT substr(rang_at, 1, 13), count(*) FROM call WHERE replaced_by IS NULL"
    " GROUP BY substr(rang_at, 1, 13)",
}
RECOUNT = tuple(
    statement
    for table, counted in _COUNTED.items()
    for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} {counted}")
)
"""Count anew, in a file whose rows were made without its triggers."""


def tally_wrong() -> tuple[str, ...]:
    """What is kept as a count and is not what there is, each in a sentence; nothing where all is well. Counts
    everything: for a check, not for a screen."""
    found = []
    for table, counted in _COUNTED.items():
        kept = {tuple(key): count for *key, count in database.execute_sql(f"SELECT * FROM {table}").fetchall() if count}
        there = {tuple(key): count for *key, count in database.execute_sql(counted).fetchall()}
        for key in sorted(kept.keys() | there.keys()):
            if kept.get(key, 0) != there.get(key, 0):
                words = " ".join(map(str, key))
                found.append(f"{table} says {kept.get(key, 0)} for '{words}', and there are {there.get(key, 0)}.")
    return tuple(found)
