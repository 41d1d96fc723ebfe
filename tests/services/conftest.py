"""What tests of the services stand on: a database, two workers at their desks, and one invented client."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.harness.postgres import Server
from tests.support.sessions import employ
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import people
from topaz_tui.services import search_index
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store import models

NOW = "2026-11-23T10:00:00Z"
MakeClient = Callable[..., int]
ON_A_FILE = pytest.mark.parametrize("where", ["sqlite"], indirect=True)
"""For a test that asks SQLite itself: how it reads, what only its words can do."""


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where the database of a test is: a file that is not there yet, or a new database on a server."""
    if request.param == "sqlite":
        yield tmp_path / "t.db"
        return
    server: Server = request.getfixturevalue("server")
    yield server.url("team")
    store.close()
    server.empty("team")


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`at(moment)`: the clock stands there, at first at NOW. It does not run on, so that a slow machine does nothing
    later; in a program that is started it runs on from then."""

    def stand(moment: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: clock.from_store(moment))
        monkeypatch.setenv("TOPAZ_NOW", moment)

    stand(NOW)
    return stand


@pytest.fixture
def db(where: Path | str, new_file: Path, at: Callable[[str], None]) -> Iterator[Any]:
    """A new database, opened for this thread; closed with the test. Each test runs on both engines."""
    if isinstance(where, Path):
        shutil.copy(new_file, where)
    opened = store.open_database(where)
    yield opened
    store.close()


@pytest.fixture
def settings() -> Settings:
    """The defaults."""
    return Settings()


def desk_of(account: str, settings: Settings) -> Session:
    """The session of a worker who was added."""
    row = models.Worker.get(models.Worker.account == account)
    return Session(row.id, row.account, row.name, row.role, settings)


@pytest.fixture
def worker(db: Any, settings: Settings) -> Session:
    """A duty worker's session."""
    employ("rkelly", "Róisín Kelly", "worker")
    return desk_of("rkelly", settings)


@pytest.fixture
def session(worker: Session) -> Session:
    """The same as `worker`: who sits there in most tests."""
    return worker


@pytest.fixture
def colleague(db: Any, settings: Settings) -> Session:
    """Another duty worker's session."""
    employ("tbello", "Tunde Bello", "worker")
    return desk_of("tbello", settings)


@pytest.fixture
def manager(db: Any, settings: Settings) -> Session:
    """A manager's session."""
    employ("hmarsh", "Helen Marsh", "manager")
    return desk_of("hmarsh", settings)


@pytest.fixture
def make_client(db: Any, settings: Settings) -> MakeClient:
    """`make_client(**facts)` makes an invented client and returns the id. Facts are columns of the client,
    and:

    phones       numbers ('+44…'), or (number, note), or (number, note, status); else one usable number
    assessments  (day, band) each; else one of 'moderate', 53 weeks ago
    recall       when it is due, a day or a moment; None for none owed; else a week ago
    follow_up, callback   likewise, none unless given; the callback is for `for_worker`
    tries        moments of calls that nobody answered, made by the worker `by`
    """
    count = 0

    def moment(when: date | datetime) -> str:
        return clock.to_store(when if isinstance(when, datetime) else clock.at(when, "00:00"))

    def make(
        *,
        phones: tuple[str | tuple[str | None, ...], ...] | None = None,
        assessments: tuple[tuple[date, str], ...] | None = None,
        recall: date | datetime | str | None = "a week ago",
        follow_up: date | datetime | None = None,
        callback: date | datetime | None = None,
        for_worker: int | None = None,
        tries: tuple[datetime, ...] = (),
        by: int | None = None,
        **facts: object,
    ) -> int:
        nonlocal count
        count += 1
        now, today = clock.to_store(clock.now()), clock.today()
        facts = {
            "person_id": f"P{1000 + count}",
            "title": "Mrs",
            "first_name": "Ada",
            "last_name": f"Stone{'' if count == 1 else count}",
            "born_on": "1944-05-03",
            "address": "14 Pellan Road, London",
            "postcode": "SE24 9ZZ",
            "added_at": now,
            **facts,
        }
        facts.setdefault("name_key", people.sort_name(facts["first_name"], facts["last_name"]))  # type: ignore[arg-type]
        with store.transaction():
            client = models.Client.create(**facts)
            rows = (f"+442079460{count % 1000:03}",) if phones is None else phones
            for position, row in enumerate(rows, 1):
                number, note, status, *_ = (*((row,) if isinstance(row, str) else row), None, None)
                models.Phone.create(
                    client=client, number=number, note=note, position=position, source="council",
                    status=status or "usable", status_at=now if status else None,
                )  # fmt: skip
            if assessments is None:
                assessments = ((today - timedelta(weeks=53), "moderate"),)
            for day, band in assessments:
                models.Assessment.create(client=client, assessed_on=day.isoformat(), eligibility=band)
            due = today - timedelta(weeks=1) if recall == "a week ago" else recall
            for kind, when in (("recall", due), ("follow-up", follow_up), ("callback", callback)):
                if when is not None:
                    models.Duty.create(
                        client=client, kind=kind, due_at=moment(when), made_at=now,  # type: ignore[arg-type]
                        for_worker=for_worker if kind == "callback" else None,
                    )  # fmt: skip
            first_phone = models.Phone.get_or_none(models.Phone.client == client)
            for rang in tries:
                models.Call.create(
                    client=client, worker=by, why="recall", phone=first_phone, rang_at=clock.to_store(rang),
                    ended_at=clock.to_store(rang + timedelta(minutes=1)), outcome="no_answer", is_try=1,
                    ticks=json.dumps([]),
                )  # fmt: skip
            search_index.write(client.id)
            queue_status.refresh((client.id,), settings)
        return int(client.id)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> int:
    """The id of Mrs Ada Stone: one usable number, moderate 53 weeks ago, her recall due a week ago."""
    return make_client()
