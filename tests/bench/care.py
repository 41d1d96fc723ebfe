"""The pages of children's services with 1,000 and 100,000 young people, 12 events each: *Due* as it opens, and one
young person's page, with what is due and the work for them. None is to take more than 1.5 times as long on the larger
list (issue 14, 5). *Due* reads what the day's reckoning of everybody kept (services/statutory/kept.py), beside five
young people of whom something was recorded since. `topaz due` reads it, too, and grows with what it prints; of one
council, and before the day's first dispatch, everybody is reckoned anew. The times are of the processor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.measure import Row, Spread, worked
from tests.support.moments import NOW

GROWTH = 1.5
TODAY = date.fromisoformat(NOW[:10])
SURNAMES = ("Adeyemi", "Baker", "Costa", "Dunn", "Evans", "Farrow", "Gill", "Hale", "Iqbal", "Jarvis", "Kaur", "Lamb",
            "Moss", "Nowak", "Osei", "Pike", "Quinn")  # fmt: skip
NAMES = ("Ada", "Ben", "Chidi", "Dina", "Elif", "Faisal", "Grace", "Hugo", "Ines", "Jamal", "Kim", "Lea", "Musa", "Nia",
         "Omar", "Priya", "Rhys", "Sara", "Tom", "Uma", "Viktor", "Wren", "Yusuf")  # fmt: skip
DAYS = 5_900  # on one of which each of them was born
AT_ONCE = 500  # rows of one statement


class Size(NamedTuple):
    """The numbers of young people, and how often each page is looked at."""

    people: tuple[int, int]
    looks: int


SIZES = {"whole": Size((1_000, 100_000), 25), "quick": Size((1_000, 10_000), 5), "smallest": Size((5, 10), 1)}


def run(folder: Path, size: Size) -> list[Row]:
    os.environ["TOPAZ_NOW"] = NOW
    taken = [_times(folder / f"care-{people}.db", people, size.looks) for people in size.people]
    small, large = taken
    return [
        Row(page, f"{size.people[1]:,} / {size.people[0]:,}", large[page].median, small[page].median, GROWTH)
        for page in small
    ]


def _times(file: Path, people: int, looks: int) -> dict[str, Spread]:
    from topaz_tui import clock
    from topaz_tui.services import clients, reckoned, workers
    from topaz_tui.services.statutory import due, kept, opened_work
    from topaz_tui.store import audit, database

    database.open_database(file, create=True)
    try:
        make(people)
        session = workers.current_session(_settings())
        with database.transaction():
            kept.keep_all(session, due.everything(session), reckoned.newest(), clock.now())
            for id in range(1, min(people, 5) + 1):
                audit.record(1, "changed a young person", id)
        ids = [1 + number * (people - 1) // max(looks - 1, 1) for number in range(looks)]
        pages: dict[str, Callable[[int], object]] = {
            "Due": lambda _: kept.page(session),
            "a young person's page": lambda id: clients.open_profile(session, id),
            "what is due for them": lambda id: due.of_client(id, session),
            "the work for them": lambda id: opened_work.of_client(session, id),
        }
        for page in pages.values():
            page(people)  # the first look reads the program, too
        return {name: Spread(tuple(worked(partial(page, id)) for id in ids)) for name, page in pages.items()}
    finally:
        database.close()


def _settings() -> Any:
    from topaz_tui.config import Settings

    return Settings(services=("children",))


def make(people: int) -> None:
    """Children and young people of 1 to 17 in care, who moved once, with the reviews, visits and plans of a year. Both
    lists have all ages, and names as often as the other: who shares a birthday or a name is read on one's page."""
    from topaz_tui.rules.statutory.life import EventKind as Kind
    from topaz_tui.services import workers
    from topaz_tui.store import models
    from topaz_tui.store.database import transaction

    with transaction():
        workers.add_first(workers.account(), "Kay Worker")
        made: dict[str, Any] = {"made_by": 1, "made_at": f"{TODAY}T09:00:00.000Z"}
        for first in range(1, people + 1, AT_ONCE):
            ids = range(first, min(first + AT_ONCE, people + 1))
            _insert(models.Client, (_client(id) for id in ids))
            _insert(models.YoungPerson, ({"client": id, **made} for id in ids))
            care = {"began_on": "2025-09-01", "status": "C2", "source": "worker", **made}
            _insert(models.CareEpisode, ({"client": id, **care} for id in ids))
            for began, ended in (("2025-09-01", "2026-02-01"), ("2026-02-01", None)):
                place = {"stay": "looked after", "began_on": began, "ended_on": ended, "lives": "foster care"}
                _insert(models.CarePlacement, ({"client": id, "source": "worker", **place, **made} for id in ids))
            for kind, back in (
                (Kind.REVIEW_HELD, 420), (Kind.REVIEW_HELD, 330), (Kind.REVIEW_HELD, 150), (Kind.NEEDS_ASSESSED, 200),
                (Kind.PLAN_SIGNED_OFF, 190), (Kind.HEALTH_ASSESSED, 300),
                *((Kind.VISITED, 40 * times) for times in range(1, 7)),
            ):  # fmt: skip
                event = {"kind": kind.value, "source": "worker", **made}
                days = ((id, TODAY - timedelta(days=back + id % 30)) for id in ids)
                _insert(models.StatutoryEvent, ({"client": id, "happened_on": str(day), **event} for id, day in days))


def _client(id: int) -> dict[str, Any]:
    from topaz_tui.rules.people import matching

    born = date(2009, 1, 5) + timedelta(days=id * 7_919 % DAYS)
    first, last = NAMES[id * 31 % len(NAMES)], f"{SURNAMES[id % len(SURNAMES)]}{'aeiou'[id // 600 % 5]}"
    sound = matching.kept_sound(first, last, None)  # of whom nobody looked for twins, the page reads all of a birthday
    name = {"first_name": first, "last_name": last, "name_key": f"k{id}", "sound": sound, "council": "Northmere"}
    return {"id": id, "person_id": f"K{id:06}", "born_on": str(born), "added_at": f"{TODAY}T09:00:00.000Z", **name}


def _insert(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    model.insert_many(list(rows)).execute()
