"""What tests of the services stand on: a database, workers at their desks, and one invented client. Fixtures: the
tests of a folder take them through its conftest, a module elsewhere by `from tests.support.desks import *`."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.postgres import Server
from tests.support.moments import NOW
from tests.support.people import MakeClient, maker
from tests.support.sessions import desk_of, employ
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.services.session import Session
from topaz_tui.store import database as store

__all__ = [
    "ON_A_FILE",
    "at",
    "client",
    "colleague",
    "db",
    "make_client",
    "manager",
    "session",
    "settings",
    "where",
    "worker",
]
ON_A_FILE = pytest.mark.parametrize("where", ["sqlite"], indirect=True)
"""For a test that asks SQLite itself: how it reads, what only its words can do."""


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path | str]:
    """Where the database of a test is: a file that is not there yet, or an empty database on a server, on connections
    that go from one test to the next (tests/harness/lent.py)."""
    if request.param == "sqlite":
        yield tmp_path / "t.db"
        return
    server: Server = request.getfixturevalue("server")
    monkeypatch.setattr("psycopg.connect", server.lender.connect)
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
    store.close()  # of what a test opened in its place, if anything
    opened.close()


@pytest.fixture
def settings() -> Settings:
    """The defaults."""
    return Settings()


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
    """`make_client(**facts)` makes an invented client (tests/support/people.py) and returns the id."""
    return maker(settings)


@pytest.fixture
def client(make_client: MakeClient) -> int:
    """The id of Mrs Ada Stone: one usable number, moderate 53 weeks ago, her recall due a week ago."""
    return make_client()
