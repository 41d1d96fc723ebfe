"""What the chain of the log costs: an action that logs one line, beside the same with a bare line that proves nothing,
in turns, each a transaction of its own, in processor time: the disk has as much to do for either. At most 0.2 ms more,
and no more than a tenth of a claim (issue 16); and all lines verified, beside reading them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bench import ours
from tests.bench.measure import Row, in_turns
from tests.support.moments import NOW

MOST, SHARE = 0.2, 1.1


class Size(NamedTuple):
    people: int
    actions: int


SIZES = {"whole": Size(100_000, 500), "quick": Size(1_000, 200), "smallest": Size(100, 5)}


def clocked(deed: Callable[[], object]) -> float:
    """Milliseconds of the processor that a call takes."""
    start = time.thread_time()
    deed()
    return (time.thread_time() - start) * 1000


def run(folder: Path, size: Size) -> list[Row]:
    os.environ["TOPAZ_NOW"] = NOW
    from topaz_tui.config import Settings
    from topaz_tui.services import queue, workers
    from topaz_tui.store import audit, audit_verify, database
    from topaz_tui.store.sql import audit as sql
    from topaz_tui.store.statement import statement

    opened = database.open_database(ours.database(folder, size.people))
    session = workers.current_session(Settings())
    bare = statement("INSERT INTO audit (at, worker_id, action) VALUES (?, ?, ?)")

    def chained() -> None:
        with database.transaction():
            audit.record(session.worker_id, "tried")

    def unchained() -> None:
        with database.transaction():
            opened.run(bare, (NOW, session.worker_id, "tried"))

    mine, plain, claim = in_turns(
        size.actions,
        lambda: clocked(chained),
        lambda: clocked(unchained),
        lambda: clocked(lambda: queue.claim_next(session)),
    )
    queue.release_all(session)
    more = max(mine.median - plain.median, 0.001)
    reading = clocked(lambda: opened.run(sql.AFTER, (-1,)).fetchall())
    verifying = clocked(lambda: audit_verify.verify(opened))
    database.close()
    return [
        Row("a line chained, more than a bare one, of 0.2 ms", "", more, MOST, 1.0),
        Row("a claim with it, beside a claim", f"{size.people:,}", claim.median + more, claim.median, SHARE),
        Row("an action with a line, beside one with a bare line", "", mine.median, plain.median),
        Row("verifying, beside reading", "", verifying, reading),
    ]
