"""Finding as one types: the slowest of 200 keystrokes beside one frame of the screen (16.7 ms), in the store; and from
key to paint on the find screen, beside a bare Input (issue 2, 8)."""

from __future__ import annotations

import os
import random
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.bench import ours
from tests.bench.measure import Row, Spread, clocked
from tests.support.moments import NOW

FRAME = 1000 / 60


class Size(NamedTuple):
    people: tuple[int, ...]
    keystrokes: int


SIZES = {"whole": Size((100_000, 1_000_000), 200), "quick": Size((10_000,), 200), "smallest": Size((100,), 10)}


def run(folder: Path, size: Size) -> list[Row]:
    os.environ["TOPAZ_NOW"] = NOW
    rows = []
    for people in size.people:
        times = keystrokes(ours.database(folder, people), size.keystrokes)
        rows.append(Row("a keystroke in the store, median", f"{people:,}", times.median, FRAME, 1.0))
        slowest = f"a keystroke in the store, slowest of {size.keystrokes}"
        rows.append(Row(slowest, f"{people:,}", times.worst, FRAME, 1.0))
    return rows


def typed(file: Path, count: int) -> list[str]:
    """What stands in the box after each of so many keys: names, numbers, postcodes, days of birth of people there."""
    from topaz_tui.store import database

    chance = random.Random(7)
    ids = [
        chance.randrange(1, database.database.execute_sql("SELECT max(id) FROM client").fetchone()[0])
        for _ in range(60)
    ]
    words: list[str] = []
    for place, client_id in enumerate(ids):
        first, last, person_id, postcode, born = database.database.execute_sql(
            "SELECT first_name, last_name, person_id, postcode, born_on FROM client WHERE id = ?", (client_id,)
        ).fetchone()
        year, month, day = born.split("-")
        words.append((f"{first} {last}", last, person_id, postcode, f"{day}/{month}/{year}")[place % 5] or last)
    strokes = [word[:length] for word in words for length in range(1, len(word) + 1)]
    return strokes[:count]


def keystrokes(file: Path, count: int) -> Spread:
    """The time of each of so many looks, as the find screen makes them while somebody types."""
    from topaz_tui.config import Settings
    from topaz_tui.services import clients, workers
    from topaz_tui.store import database

    database.open_database(file)
    session = workers.current_session(Settings())
    strokes = typed(file, count)
    clients.find(session, strokes[0])
    times = Spread(tuple(clocked(partial(clients.find, session, text)) for text in strokes))
    database.close()
    return times
