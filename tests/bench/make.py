"""Big databases and council files of made-up people, for the benches: plausible, the same each time, made in
bulk.

python -m tests.bench.make big.db 100000      a database, with this account as its manager
python -m tests.bench.make big.db 100000 --past   and with four years of calls, some ten a person, and what came of them
python -m tests.bench.make big.csv 100000     a council's file
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.bench import past as years
from tests.bench.past import had_a_concern, tries_used_up
from tests.support.sessions import employ
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.demo import names
from topaz_tui.rules import people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.services import search_index, workers
from topaz_tui.services.queue import entry
from topaz_tui.store import database as store
from topaz_tui.store import models
from topaz_tui.store.sql.status import WRITE

CHUNK = 20_000
SMALL = 5_000  # up to so many, half of the people are due and not a third: the bench of claims takes 400 of them
NO_RECALL = ("substantial", "critical", "eligible", "no_needs")
ATTEMPTS_EXHAUSTED = ((5, 0), (4, 3), (3, 6))  # days ago, and the hour: in three parts of the day
HOURS = ("09:40", "10:30", "11:20", "13:10", "14:30", "15:50", "17:20", "18:40")

INSERTS = {
    "client": (
        "id", "person_id", "nhs_number", "title", "first_name", "last_name", "name_key", "born_on", "address",
        "postcode", "language", "safe_to_call", "voicemail_ok", "household", "gp", "open_to_services",
        "stopped",
        "stopped_at", "put_first", "added_at",
    ),
    "phone": ("id", "client_id", "number", "note", "position", "source"),
    "assessment": ("client_id", "assessed_on", "eligibility", "reference"),
    "duty": ("client_id", "kind", "due_at", "made_by", "made_at"),
    "call": ("client_id", "worker_id", "why", "rang_at", "ended_at", "outcome", "is_attempt", "next_words"),
    "search_line": ("client_id", "words"),
}  # fmt: skip

# What the triggers would have kept, which are away while the rows are made.
RECOUNT = (
    "INSERT INTO search_trigram (search_trigram) VALUES ('rebuild')",
    "DELETE FROM tally",
    "INSERT INTO tally SELECT state, reason, rank, count(*) FROM queue_status GROUP BY state, reason, rank",
    "DELETE FROM calls_made",
    "INSERT INTO calls_made SELECT substr(rang_at, 1, 13), count(*) FROM call WHERE replaced_by IS NULL GROUP BY 1",
)

Rows = dict[str, list[tuple[Any, ...]]]


# Who they are
STANDING = """
SELECT client_id, state, reason, why, rank, due_at, cause, until, about, record, band, attempts, changes_at
FROM queue_status ORDER BY 1
"""
"""Where people stand: what is made here is held against what the program decides."""


def nhs_number(number: int) -> str | None:
    """The test number 999 and these six figures, with its check digit; None for the tenth that has none."""
    digits = f"999{number:06}"
    check = -sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return f"{digits}{check}" if check < 10 else None


def phone(number: int) -> str:
    """01632 is nobody's area code, and has Ofcom's numbers for drama in it: there are only 3,000 of those."""
    return f"+441632{200_000 + number % 800_000}"


sort_name = cache(people.sort_name)
iso = cache(date.isoformat)


def person(chance: Random, number: int) -> dict[str, Any]:
    """The facts of the person of that number, as a council has them."""
    dice = chance.getrandbits(48)  # one throw for all that is small: throws are dear
    heritage = names.HERITAGES[_WHOSE[dice % 100]]
    woman = dice >> 7 & 7 < 5
    firsts, lasts = (heritage.women if woman else heritage.men), heritage.last
    street, kind = names.STREETS[dice % len(names.STREETS)], names.KINDS_OF_STREET[(dice >> 5) % 10]
    letters = names.INWARD
    return {
        "person_id": str(4_000_000 + number),
        "nhs_number": nhs_number(number % 1_000_000),
        "title": "Mrs" if woman else "Mr",
        "first_name": firsts[(dice >> 12) % len(firsts)],
        "last_name": lasts[(dice >> 18) % len(lasts)],
        "born_on": date(1930 + (dice >> 23) % 40, (dice >> 29) % 12 + 1, (dice >> 33) % 28 + 1),
        "address": f"{dice % 181 + 1} {street} {kind}",
        "postcode": f"{names.DISTRICTS[dice & 3]} {(dice >> 38) % 10}"
        f"{letters[(dice >> 40) % len(letters)]}{letters[(dice >> 43) % len(letters)]}",
        "language": heritage.language if heritage.language and dice >> 37 & 1 else None,
        "household": names.HOUSEHOLDS[dice % len(names.HOUSEHOLDS)],
        "gp": names.SURGERIES[dice % len(names.SURGERIES)],
        "phones": [phone(number), phone(number * 7 + 400_001)][: 1 + (dice >> 45 & 1)],
    }


_WHOSE = [place for place, each in enumerate(names.HERITAGES) for _ in range(each.share)][:100]
_WHOSE += [0] * (100 - len(_WHOSE))


# A database


class Writer:
    """Makes the rows of one person after the other; where they stand is decided once for all who are
    alike. `past`: they have a past, so who was tried before is as seldom at any size."""

    def __init__(self, count: int, now: datetime, settings: Settings, *, past: bool = False) -> None:
        self.chance = Random(7)
        self.due_in = 2 if count <= SMALL and not past else 3
        self.past = past
        self.exhausted = tries_used_up(count) if past else frozenset()
        self.count, self.now, self.settings = count, now, settings
        self.today = clock.local(now).date()
        self.at = clock.to_store(now)
        self.stand: Callable[..., tuple[Any, ...]] = cache(self._stand)
        self.due = cache(lambda day: clock.to_store(queue_rules.due_moment(clock.add_months(day, 12))))
        self.rang = cache(self._rang)

    def rows(self, ids: range) -> Rows:
        rows: Rows = {name: [] for name in (*INSERTS, "queue_status")}
        for client_id in ids:
            self._add(rows, client_id)
        return rows

    def _add(self, rows: Rows, client_id: int) -> None:
        facts, chance = person(self.chance, client_id), self.chance
        third = client_id % self.due_in
        kind = 50 if client_id in self.exhausted else chance.randrange(100)
        tried: tuple[tuple[int, int], ...] = ATTEMPTS_EXHAUSTED if client_id in self.exhausted else ()
        stopped, is_open, first, callback, band = (
            None,
            0,
            0,
            None,
            ("low", "moderate", "non_eligible")[kind % 3],
        )
        ago = 1 + chance.randrange(330)
        if third == 0:
            ago = 366 + chance.randrange(60)
            if kind < 10:
                tried = ((1 + kind % 6, kind % 8),)
            first = int(kind == 20)
            callback = self._callback(client_id) if kind in (30, 31) else None
        elif kind < 35:
            band = NO_RECALL[kind % 4]
        elif kind < 50:
            is_open, stopped = (1, None) if kind < 43 else (0, ("died", "moved", "refused")[kind % 3])
        numbers = facts["phones"] if kind != 99 else []
        assessed = self.today - timedelta(ago)
        owed = band in people.RECALL_BANDS and not stopped and not is_open
        rows["client"].append((
            client_id, facts["person_id"], facts["nhs_number"], facts["title"], facts["first_name"],
            facts["last_name"], sort_name(facts["first_name"], facts["last_name"]), iso(facts["born_on"]),
            facts["address"] + ", London", facts["postcode"], facts["language"], "yes" if kind & 1 else None,
            kind & 1,
            facts["household"], facts["gp"], is_open, stopped, self.at if stopped else None, first, self.at,
        ))  # fmt: skip
        for position, number in enumerate(numbers, 1):
            rows["phone"].append((2 * client_id + position - 1, client_id, number, None, position, "council"))
        rows["assessment"].append((client_id, iso(assessed), band, f"A{client_id}"))
        if kind == 60:
            rows["assessment"].append((client_id, iso(assessed - timedelta(400)), "moderate", f"A{client_id}b"))
        if owed:
            rows["duty"].append((client_id, "recall", self.due(assessed), None, self.at))
        if callback:
            rows["duty"].append((client_id, "callback", clock.to_store(callback), 1, self.at))
        for each in tried:
            rang = self.rang(*each)
            at, ended = clock.to_store(rang), clock.to_store(rang + timedelta(minutes=1))
            rows["call"].append((client_id, 1, "recall", at, ended, "no_answer", 1, "Tries again another day"))
        concern = self.past and had_a_concern(client_id)
        stand = self.stand(
            band, assessed if owed else None, callback, tried, first, bool(numbers), stopped, is_open, concern
        )
        rows["queue_status"].append((client_id, *stand))
        name = (facts["title"], facts["first_name"], facts["last_name"])
        line = search_index.words(
            name, facts["person_id"], facts["nhs_number"], numbers, facts["postcode"], iso(facts["born_on"])
        )
        rows["search_line"].append((client_id, line))

    def _callback(self, client_id: int) -> datetime:
        """Some are due since yesterday, some tomorrow."""
        day = self.today + (clock.DAY if client_id % 2 else -clock.DAY)
        return clock.at(day, HOURS[client_id % 8])

    def _rang(self, days: int, hour: int) -> datetime:
        return clock.at(self.today - timedelta(days), HOURS[hour])

    def _stand(
        self, band: str, assessed: date | None, callback: datetime | None, tried: tuple[tuple[int, int], ...],
        first: int, numbers: bool, stopped: str | None, is_open: int, concern: bool,
    ) -> tuple[Any, ...]:  # fmt: skip
        """What rules/queue.py decides about such a person, as it is kept."""
        facts = queue_rules.QueueFacts(
            stopped=stopped, open_to_services=bool(is_open), numbers=int(numbers), put_first=bool(first),
            duties=({"recall": queue_rules.due_moment(clock.add_months(assessed, 12))} if assessed else {})
            | ({"callback": callback} if callback else {}),
            concern_before=concern, attempts=tuple(self.rang(*each) for each in tried),
        )  # fmt: skip
        return entry.values_of(0, queue_rules.queue_status(facts, self.now, self.settings.calls), band)[1:]


@contextmanager
def in_bulk(db: Any) -> Iterator[Any]:
    """The bare connection without the indexes, the triggers and the care that rows one by one need; all of
    them are there again afterwards."""
    connection = db.connection()
    made = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for pragma in (
        "foreign_keys = 0", "journal_mode = OFF", "synchronous = 0", "secure_delete = 0", "cache_size = -400000",
        "threads = 2",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    for kind, name, _ in made:
        connection.execute(f"DROP {kind} {name}")
    yield connection
    for _, _, sql in made:
        connection.execute(sql)
    for sql in RECOUNT:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")


def database(path: Path, count: int, *, past: bool = False, tell: Callable[[str], None] = lambda words: None) -> None:
    """Make a database of so many people at `path`: a third of them due, some called, promised or tried
    before. With `past` also what was done in four years, and what waits for a manager now.

    As of the clock's moment, so that TOPAZ_NOW moves it. Raises UserError where there is something already.
    """
    begun = time.monotonic()

    def say(words: str) -> None:
        tell(f"{words}, {time.monotonic() - begun:.0f} s")

    db = store.open_database(path, create=True)
    settings, now = Settings(), clock.now()
    with store.transaction():
        employ(workers.account(), "Bench", "manager")
    writer = Writer(count, now, settings, past=past)
    calls: list[tuple[Any, ...]] = []
    with in_bulk(db) as connection:
        for first in range(1, count + 1, CHUNK):
            ids = range(first, min(first + CHUNK, count + 1))
            rows = writer.rows(ids)
            calls += rows.pop("call")
            connection.executemany(WRITE.sqlite, rows.pop("queue_status"))
            for table, values in rows.items():
                connection.executemany(_insert(table), values)
            say(f"{ids.stop - 1:,} of {count:,} people")
        if past:
            years.write(connection, count, now, say)
        connection.executemany(_insert("call"), calls)  # of the last days
        say("rows made")
    store.close()
    say("indexed")
    store.open_database(path)
    if past:
        years.closed(count, settings)
        years.waiting(count, settings)
        say("concerns")
    assert models.Client.select().count() == count
    store.close()


def _insert(table: str) -> str:
    columns = INSERTS[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


# A council's file

HEADINGS = (
    "Person ID", "NHS Number", "Title", "First Name", "Last Name", "Preferred Name", "Date of Birth",
    "Address 1",
    "Address 2", "Postcode", "Phone 1", "Phone 1 Note", "Phone 2", "Language", "Interpreter Required",
    "Communication Needs", "Safe to Call", "Voicemail Allowed", "Safe Times", "Lives With", "GP",
    "Key Contact",
    "Key Contact Relation", "Key Contact Phone", "Assessment Date", "Eligibility", "Assessment Reference",
    "Open to Services",
)  # fmt: skip
BANDS = ("Low", "Moderate", "MEDIUM", "Non-eligible needs identified", "Substantial", "No needs identified")


def council_file(path: Path, rows: int, *, until: date = date(2026, 11, 1)) -> None:
    """Write a council's CSV of so many people: UTF-8, commas, dates as 03/11/2025, empty cells as councils
    leave them. The same each time; the newest assessment is of `until`."""
    chance = Random(11)
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        write.writerow(HEADINGS)
        for number in range(1, rows + 1):
            facts, dice = person(chance, number), chance.getrandbits(40)
            numbers = ["0" + each[3:] for each in facts["phones"]] + [""]
            if dice % 50 == 0:
                numbers[0] = f"ring sister {numbers[0]} after 5"
            times = "Mon-Fri 10:00-12:00" if dice % 20 == 1 else ""
            contact = dice >> 7 & 1
            write.writerow((
                facts["person_id"], facts["nhs_number"] or "NULL", facts["title"], facts["first_name"],
                facts["last_name"], "", f"{facts['born_on']:%d/%m/%Y}", facts["address"], "London",
                facts["postcode"],
                numbers[0], names.PHONE_NOTES[dice % 7] if dice % 9 == 0 else "", numbers[1],
                facts["language"] or "",
                "Yes" if facts["language"] else "",
                names.COMMUNICATION[dice % 7] if dice % 11 == 0 else "N/A",
                "Only at these times" if times else ("Yes", "")[dice & 1], ("Y", "N", "")[dice % 3], times,
                facts["household"], facts["gp"], facts["last_name"] if contact else "-",
                names.RELATIONS[dice % 12] if contact else "-",
                "0" + phone(dice % 799_999)[3:] if contact else "-",
                f"{until - timedelta((dice >> 12) % 500):%d/%m/%Y}", BANDS[dice % 6], f"EV{number}",
                "Yes" if dice % 25 == 2 else "No",
            ))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("count", nargs="?", type=int)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--past", action="store_true", help="with four years of calls")
    asked = parser.parse_args()
    count = asked.count or asked.people
    if asked.file.suffix == ".csv":
        council_file(asked.file, count)
    else:
        database(asked.file, count, past=asked.past, tell=lambda words: print(words, flush=True))


if __name__ == "__main__":
    main()
