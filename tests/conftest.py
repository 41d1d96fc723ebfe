"""What every test stands on: a home of its own, a terminal like any other, a clock that can be set.

Fixtures for all tests stand here, and for one folder in its conftest; helpers that two modules use, in tests/support.
No module of tests and no conftest is imported by another."""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from tests.harness.postgres import NO_SERVER, Server, programs
from tests.harness.terminal import TERMINAL, Terminal, homes, surroundings
from tests.support.made import MadeOnce
from tests.support.moments import NOW
from tests.support.pictures import why_no_new_pictures
from topaz_tui import clock

# Textual and Rich read these once, when they are imported: so at once, not in a fixture.
os.environ.update(TERMINAL, TEXTUAL_ANIMATIONS="none")  # of apps beside the program, which has none by itself
for name in ("NO_COLOR", "FORCE_COLOR"):
    os.environ.pop(name, None)
os.environ["TOPAZ_NOW"] = NOW

# A test module is compiled once, and not by each of the processes at each run, even where the environment says so: with
# pytest's asserts in it, that takes longer than all else before the first test.
sys.dont_write_bytecode = False

settings.register_profile("here", deadline=None, max_examples=60)
settings.register_profile("ci", deadline=None, max_examples=60, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

FOLDERS = count()
"""The numbers of the tests' folders, in this process."""


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own, as pytest's; but that one looks through those of all tests before it for a number
    that is free, which takes 2 ms of each test at last."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{next(FOLDERS)}_{name}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home under `tmp_path`: no test reads or writes the real one."""
    place = tmp_path / "home"
    for name, value in homes(place).items():
        monkeypatch.setenv(name, value)
    place.mkdir()
    return place


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """`at('2026-11-23T10:00:00Z')`: the clock runs on from then, here and in programs started afterwards.

    Each test begins at `NOW`."""

    def start_clock(moment: str) -> None:
        monkeypatch.setenv("TOPAZ_NOW", clock.pretend(moment))

    start_clock(NOW)
    return start_clock


@pytest.fixture
def terminal(home: Path) -> Iterator[Callable[..., Terminal]]:
    """`terminal('command', 'word', size=(120, 40), NO_COLOR='1')` starts a command; it ends with the test."""
    with ExitStack() as open_terminals:

        def start(*command: str | Path, size: tuple[int, int] = (80, 24), **env: str) -> Terminal:
            started = Terminal(command, env=surroundings(home, **env), size=size, quick=True)
            return open_terminals.enter_context(started)

        yield start


@pytest.fixture
def topaz(terminal: Callable[..., Terminal]) -> Callable[..., Terminal]:
    """`topaz('--db', file, size=(120, 40))` starts the program itself."""

    def start(*words: str | Path, **how: object) -> Terminal:
        return terminal(sys.executable, "-m", "topaz_tui", *words, **how)

    return start


def pytest_configure(config: pytest.Config) -> None:
    if why := why_no_new_pictures(bool(config.getoption("update_snapshots", False))):
        raise pytest.UsageError(why)


MARKED = {
    "slow": ("bench", "faults", "harness", "journeys", "simulation", "stress", "test_constraints.py"),
    "kill": ("faults", "journeys/test_endings.py", "journeys/test_hangs.py"),
}
"""The folders and files of tests that are marked, beside whatever asks for a server: pyproject.toml says what for."""


@cache
def markers_of(file: Path) -> tuple[str, ...]:
    """Asked once of each file: of each test it took a tenth of the time of collecting them."""
    here = Path(__file__).parent
    return tuple(
        marker for marker, places in MARKED.items() if any(file.is_relative_to(here / place) for place in places)
    )


def pytest_itemcollected(item: pytest.Item) -> None:
    """`-m "not slow"` is what one runs all day; `-m server` what is tried on PostgreSQL."""
    for marker in markers_of(item.path):
        item.add_marker(marker)
    asked_for = {*getattr(item, "fixturenames", ()), *item.name.rstrip("]").split("[")[-1].split("-")}
    if asked_for & {"server", "postgresql"}:
        item.add_marker("server")


def pytest_collection(session: pytest.Session) -> None:
    """Before it looks for all tests, each of the processes imports its share of the modules, so that it compiles those
    alone: all look in one order, and each would compile every module beside the others, just before it is there.
    A module that fails says so where it is collected."""
    here, worker = Path(__file__).parent, os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        gc.disable()  # until all is collected: it stays, so that there is no garbage to be looked for
    if not worker or [Path(asked).resolve() for asked in session.config.args] != [here]:
        return
    share = int(worker.removeprefix("gw"))
    for file in sorted(here.rglob("test_*.py"))[share :: int(os.environ["PYTEST_XDIST_WORKER_COUNT"])]:
        with suppress(Exception):
            importlib.import_module(".".join(file.relative_to(here.parent).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What has been collected stays to the end: it need not be gone through at each collection of garbage, and pages by
    the hundred need no collection by the thousand: it took a sixth of the time of the tests of screens."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 5)
    gc.enable()


def pytest_report_header() -> str:
    """Which server the tests start, or that there is none."""
    return f"PostgreSQL: {folder}" if (folder := programs()) else NO_SERVER


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Said again at the end, where it is read."""
    if not programs():
        terminalreporter.write_line(NO_SERVER, yellow=True)


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database as the program makes it: to copy is a tenth of the time of making one."""
    from topaz_tui.store import database

    file = tmp_path_factory.mktemp("new") / "t.db"
    database.open_database(file, create=True)
    database.close()
    return file


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """`made_once(name, make)`: the file that `make(path)` makes, to be copied. The first process of the run that needs
    it makes it, for all."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        file, begun = folder / f"{name}.db", folder / f"{name}.begun"
        with (folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                make(begun)
                begun.rename(file)
        return file

    return made


@pytest.fixture(scope="session")
def demo_of(made_once: MadeOnce) -> Callable[[str | None], Path]:
    """`demo_of(account)`: the demo of `NOW` with this account (None: whoever runs the tests) as its manager, to be
    copied."""

    def made(account: str | None) -> Path:
        from topaz_tui import demo
        from topaz_tui.services import workers
        from topaz_tui.store import database

        def make(file: Path) -> None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("TOPAZ_NOW", clock.pretend(NOW))
                demo.make(file, account)
                database.close()

        return made_once(f"demo of {account or workers.account()}", make)

    return made


@pytest.fixture(scope="session")
def demo_file(demo_of: Callable[[str | None], Path]) -> Path:
    """The demo of whoever runs the tests, as the program makes it."""
    return demo_of(None)


@pytest.fixture(scope="session")
def server(made_once: MadeOnce) -> Iterator[Server]:
    """A PostgreSQL server of this process's own, with an empty list in the database 'team'."""
    if not (folder := programs()):
        pytest.skip(NO_SERVER)

    def make(data: Path) -> None:
        from topaz_tui.store import database

        with Server(folder) as first:
            database.open_database(first.make("team"), create=True)
            database.close()
            first.stop()
            first.copy_data(first.data, data)

    with Server(folder, made_once("server", make)) as running:
        yield running
