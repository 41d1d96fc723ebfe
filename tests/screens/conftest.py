"""Screens are tried on the demo's database: every kind of person and concern is in it."""

from __future__ import annotations

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.styles import parsed_once
from tests.harness.waits import event_driven
from tests.support.moments import NOW
from tests.support.rows import one
from topaz_tui.app import Topaz
from topaz_tui.config import Settings
from topaz_tui.runtime import idle_gc
from topaz_tui.runtime.autosave import Autosaver
from topaz_tui.runtime.service_thread import ServiceThread
from topaz_tui.screens.dialogs import resume_drafts
from topaz_tui.services import workers
from topaz_tui.store import database as store

WHO = "SELECT client_id FROM queue_status WHERE reason = 'callable' AND why = 'recall' ORDER BY client_id LIMIT 1"


@pytest.fixture
def demo_db(
    demo_of: Callable[[str | None], Path], tmp_path: Path, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A copy of it to work in, on NOW, as its manager."""
    at(NOW)
    monkeypatch.setattr(workers, "account", lambda: "asha.verma")
    copy = tmp_path / "demo.db"
    shutil.copy(demo_of("asha.verma"), copy)
    store.open_database(copy)
    yield copy
    store.close()


@pytest.fixture(autouse=True)
def memory_between_tests(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Memory is looked through after a test and not in it: a seventh of the time went there.

    The program itself puts aside what it begins with (idle_gc.py), which must not be: it goes with its test."""
    before = gc.get_threshold()
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(idle_gc, "YOUNG", (0, 0, 0))
    yield
    gc.set_threshold(*before)


@pytest.fixture(autouse=True)
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each program ends with its test: else its threads would keep it, with all its pages, to the end of the run."""
    threads: list[ServiceThread] = []
    begin = ServiceThread.__init__

    def noted(self: ServiceThread, *args: Any) -> None:
        begin(self, *args)
        threads.append(self)

    monkeypatch.setattr(ServiceThread, "__init__", noted)
    yield
    for thread in threads:
        thread.close()


@pytest.fixture(autouse=True)
async def eager() -> None:
    """From Python 3.12 on Textual has each task begin at once where it is made; Pilot does not."""
    if factory := getattr(asyncio, "eager_task_factory", None):
        asyncio.get_running_loop().set_task_factory(factory)


@pytest.fixture(autouse=True)
async def nothing_saved_afterwards(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """What was typed last is saved a moment later, as a task: one that begins while the test's loop is closed is never
    ended, and speaks up in whatever test memory is looked through in."""
    savers: list[Autosaver] = []
    begin = Autosaver.__init__

    def noted(self: Autosaver, *args: Any) -> None:
        begin(self, *args)
        savers.append(self)

    monkeypatch.setattr(Autosaver, "__init__", noted)
    yield
    for saver in savers:
        saver.take()
        for timer in filter(None, (saver._timer, saver._recovery_timer)):
            timer.cancel()
        for task in (under_way := set(saver._tasks)):
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    event_driven(monkeypatch)


@pytest.fixture(autouse=True)
def styles(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed_once(monkeypatch)


@pytest.fixture(autouse=True)
def nothing_offered(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What this worker has begun is not offered at the start: the window would come between two keys of a test whenever
    it likes, as it comes a moment after the start. Returns how it is offered again."""
    offer = resume_drafts.offer

    async def nothing(_app: Topaz) -> None:
        pass

    monkeypatch.setattr(resume_drafts, "offer", nothing)
    return lambda: monkeypatch.setattr(resume_drafts, "offer", offer)


@pytest.fixture
def offered(nothing_offered: Callable[[], None]) -> None:
    """A test of the offer itself."""
    nothing_offered()


@pytest.fixture
def who(demo_db: Path) -> int:
    """Somebody who can be called."""
    return int(one(WHO))


@pytest.fixture
def app(demo_db: Path) -> Topaz:
    """The program on the demo."""
    return Topaz(workers.current_session(Settings()))
