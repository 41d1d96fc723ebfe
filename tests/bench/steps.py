"""A worker's steps by the services alone, in a process of its own: what is asked on the standard input is done, and how
long it took is said on the standard output, in milliseconds, as JSON.

python -m tests.bench.steps DATABASE
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from tests.bench.measure import clocked
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import reviews
from topaz_tui.services import calls, clients, month, nobody, queue, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store import database as store

TIMES = 20  # of what takes a part of a millisecond: the mean of so many
REVIEW = reviews.ReviewState(
    {area.code: reviews.AreaAnswer("same", "no") for area in reviews.AREAS},
    {"falls": 0, "hospital": 1, "carer": "well", "money": "no", "loneliness": "hardly"},
)
CHECKED = ("name", "born", "postcode", "ok", "alone")


class Steps:
    """One worker at work on one database."""

    def __init__(self, file: Path) -> None:
        self.db = store.open_database(file)
        self.session = workers.current_session(Settings())
        self.chance = Random(5)
        [(self.people,)] = self.db.execute_sql("SELECT max(id) FROM client").fetchall()

    def anybody(self) -> int:
        return self.chance.randrange(1, self.people + 1)

    def person(self) -> tuple[str, str]:
        """What one may type to find somebody: surname and first name, and a number as it is dialled."""
        while True:
            row = self.db.execute_sql(
                "SELECT c.name_key, p.number FROM client c JOIN phone p ON p.client_id = c.id WHERE c.id = ?",
                (self.anybody(),),
            ).fetchone()
            if row and row[0].isascii() and "'" not in row[0]:
                return row[0], "0" + row[1][3:]

    # The steps

    def counts(self) -> float:
        return clocked(lambda: [queue.counts(self.session) for _ in range(TIMES)]) / TIMES

    def take_next(self) -> float:
        took = clocked(lambda: queue.claim_next(self.session))
        queue.release_all(self.session)
        return took

    def find_name(self) -> float:
        return self._typed(self.person()[0])

    def find_phone(self) -> float:
        return self._typed(self.person()[1])

    def _typed(self, text: str) -> float:
        """The slowest of its keys."""
        starts = [text[: length + 1] for length in range(len(text))]
        return max(clocked(partial(clients.find, self.session, start)) for start in starts)

    def open_client(self) -> float:
        client_id = self.anybody()
        return clocked(lambda: clients.open_profile(self.session, client_id))

    def record_call(self) -> float:
        held = queue.claim_next(self.session)
        assert held is not None
        told, now = calls.brief(self.session, held.client_id), clock.now()
        call = calls.CallRecord(
            secrets.token_hex(8), held.client_id, "reached", now, now, phone_id=told.numbers[0].phone_id,
            note="All is well; her niece comes on Fridays.", ticks=CHECKED, review=REVIEW,
            actions=(calls.NewAction("advice", "Blue badge"),), next_note="Ask about the badge.", held=held,
        )  # fmt: skip
        took = clocked(lambda: calls.record(self.session, call))
        self.session.holding.clear()
        return took

    def board(self) -> float:
        return clocked(lambda: escalations.board(self.session))

    def month(self) -> float:
        """The people behind the board's Month line: the slowest of its tabs."""
        return max(clocked(partial(month.look, self.session, kind)) for kind in nobody.BECAME)

    def tab(self, name: str) -> float:
        return clocked(lambda: queue.list_people(self.session, name))


def main() -> None:
    steps = Steps(Path(sys.argv[1]))
    for line in sys.stdin:
        name, *words = json.loads(line)
        step: Callable[..., object] = getattr(steps, name)
        print(json.dumps(step(*words)), flush=True)


if __name__ == "__main__":
    main()
