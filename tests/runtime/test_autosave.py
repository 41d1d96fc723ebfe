"""What is typed is handed on to be saved soon, the newest words of each, and again when saving failed; what the
database does not take is in the recovery file within two seconds."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from tests.support.waiting import PATIENCE, until
from topaz_tui.runtime import autosave, recovery_file
from topaz_tui.runtime.autosave import Autosaver
from topaz_tui.runtime.recovery_file import RecoveryFile, UnsavedText


class Desk:
    """Takes savings, or refuses them while `broken`, or lets them wait while `locked`."""

    def __init__(self) -> None:
        self.saved: list[UnsavedText] = []
        self.told: list[Exception | None] = []
        self.broken = False
        self.free = asyncio.Event()
        self.free.set()
        self.news = asyncio.Event()
        self.recovery_file = RecoveryFile("0123456789abcdef")
        self.autosaver = Autosaver(self.save, self.told.append, self.recovery_file)

    async def save(self, typed: UnsavedText) -> None:
        await self.free.wait()
        if self.broken:
            raise OSError("full")
        self.saved.append(typed)
        self.news.set()

    def keep(self, text: str, key: str = "7") -> None:
        self.autosaver.save_soon("note", key, {"text": text})

    @property
    def texts(self) -> list[str]:
        return [typed.body["text"] for typed in self.saved]


class Scrap(RecoveryFile):
    """A file that remembers what was written to it."""

    def __init__(self) -> None:
        super().__init__("0123456789abcdef")
        self.lines: list[list[str]] = []

    def write(self, typed: Sequence[UnsavedText]) -> None:
        self.lines.append([each.body["text"] for each in typed])
        super().write(typed)


class Slow(RecoveryFile):
    """A file whose disk takes its time: it holds text before the writing is over, once `begun`, when `free`."""

    def __init__(self, *, fails: bool = False) -> None:
        super().__init__("0123456789abcdef")
        self.begun, self.free, self.fails = threading.Event(), threading.Event(), fails

    def write(self, typed: Sequence[UnsavedText]) -> None:
        super().write(typed)
        if typed:
            self.begun.set()
            self.free.wait(10)
            if self.fails:
                raise OSError("written, and not for certain on the disk")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "RECOVERY_AFTER", 0.05)
    monkeypatch.setattr(autosave, "PAUSE", 0.01)


async def test_autosave_saves_only_the_newest_after_a_pause(home) -> None:
    session = Desk()
    for text in ("s", "sh", "she"):
        session.keep(text)
    assert session.saved == [] and session.autosaver.unsaved and session.autosaver.find("note", "7") == {"text": "she"}
    await asyncio.wait_for(session.news.wait(), PATIENCE)
    assert session.texts == ["she"] and not session.autosaver.unsaved and session.autosaver.find("note", "7") is None


async def test_autosave_saves_typing_without_a_pause(home, monkeypatch) -> None:
    monkeypatch.setattr(autosave, "LONGEST", 0.1)
    session = Desk()

    async def type_on() -> None:
        n = 0
        while len(session.saved) < 2:
            session.keep(str(n))
            n += 1
            await asyncio.sleep(0)

    await asyncio.wait_for(type_on(), PATIENCE)
    assert not session.told
    assert not recovery_file.folder().exists()


async def test_autosave_keeps_and_tells_what_could_not_be_saved(home) -> None:
    session = Desk()
    session.broken = True
    session.keep("words")
    await session.autosaver.flush()
    assert len(session.told) == 1 and session.autosaver.unsaved and session.autosaver.error
    session.broken = False
    await session.autosaver.flush()
    assert session.texts == ["words"] and not session.autosaver.unsaved
    assert session.told[1:] == [None] and session.autosaver.error is None


async def test_autosave_of_one_draft_that_is_refused_does_not_stop_others(home) -> None:
    session = Desk()
    taken: list[str] = []

    async def save(typed: UnsavedText) -> None:
        if typed.key == "bad":
            raise ValueError
        taken.append(typed.key)

    autosaver = Autosaver(save, session.told.append, session.recovery_file)
    autosaver.save_soon("note", "bad", {"text": "1"})
    autosaver.save_soon("note", "good", {"text": "2"})
    await autosaver.flush()
    await autosaver.flush()
    assert taken == ["good"]


async def test_recovery_file_has_what_waits_for_a_lock_until_it_is_saved(home, quick) -> None:
    session = Desk()
    session.free.clear()
    session.keep("before")
    await until(lambda: session.autosaver.in_recovery_file)
    session.keep("before and after")
    await until(lambda: session.autosaver.in_recovery_file)
    [file] = recovery_file.folder().glob("*")
    assert "before and after" in file.read_text()
    session.free.set()
    await until(lambda: not session.autosaver.unsaved and not session.autosaver._written)
    assert session.texts[-1] == "before and after" and file.read_text() == ""


async def test_recovery_file_is_never_older_than_the_database(home, quick) -> None:
    """Else a kill between the two would bring back the older words at the next start."""
    session = Desk()
    session.recovery_file = scrap = Scrap()
    wrong: list[str] = []

    async def save(typed: UnsavedText) -> None:
        await session.free.wait()
        if scrap.lines and scrap.lines[-1] and scrap.lines[-1] < [typed.body["text"]]:
            wrong.append(typed.body["text"])
        await asyncio.sleep(0.01)

    autosaver = Autosaver(save, session.told.append, scrap)
    for round in range(5):
        session.free.clear()
        for n in range(10):
            autosaver.save_soon("note", "7", {"text": f"{round}{n}"})
            await asyncio.sleep(0.02)
        session.free.set()
        for n in range(10, 15):
            autosaver.save_soon("note", "7", {"text": f"{round}{n}"})
            await asyncio.sleep(0.01)
        await until(lambda: not autosaver.unsaved and not autosaver._written)
    assert scrap.lines and wrong == []


async def test_recovery_file_loses_what_is_forgotten(home, quick) -> None:
    session = Desk()
    session.free.clear()
    session.keep("saved otherwise")
    await until(lambda: session.autosaver.in_recovery_file)
    session.autosaver.forget("note", "7")
    await until(lambda: session.recovery_file.empty)


@pytest.mark.parametrize("fails", [False, True])
async def test_recovery_file_loses_what_is_saved_while_it_is_written(home, quick, fails: bool) -> None:
    """Else a kill after its action brings it back at the next start, and it is done twice."""
    session = Desk()
    session.recovery_file = slow = Slow(fails=fails)
    autosaver = Autosaver(session.save, session.told.append, slow)
    session.free.clear()
    autosaver.save_soon("note", "7", {"text": "once"})
    await until(slow.begun.is_set)
    session.free.set()
    await until(lambda: not autosaver.unsaved)
    flushed = asyncio.create_task(autosaver.flush())
    slow.free.set()
    await asyncio.wait_for(flushed, PATIENCE)
    assert session.texts == ["once"] and slow.empty


async def test_recovery_file_loses_what_is_forgotten_while_it_is_written(home, quick) -> None:
    session = Desk()
    session.recovery_file = slow = Slow()
    autosaver = Autosaver(session.save, session.told.append, slow)
    session.free.clear()
    autosaver.save_soon("note", "7", {"text": "saved otherwise"})
    await until(slow.begun.is_set)
    autosaver.forget("note", "7")
    slow.free.set()
    await until(lambda: slow.empty)


async def test_autosave_at_the_end_saves_what_is_left(home) -> None:
    session = Desk()
    session.keep("1", "a")
    session.keep("2", "b")
    session.autosaver.forget("note", "a")
    assert [typed.body["text"] for typed in session.autosaver.take()] == ["2"]
    assert not session.autosaver.unsaved
