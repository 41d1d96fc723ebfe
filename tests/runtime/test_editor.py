"""A long text in one's own editor: nobody else can read its file, and it is gone however the editor ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from tests.support.waiting import PATIENCE
from topaz_tui.errors import UserError
from topaz_tui.runtime import editor
from topaz_tui.runtime.shutdown import Signals


class Shown:
    """An app, as far as the editor needs one."""

    def suspend(self) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()

    batch_update = suspend


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (folder := tmp_path / "memory").mkdir()
    monkeypatch.setattr(editor, "MEMORY", folder)
    monkeypatch.delenv("VISUAL", raising=False)
    return folder


def edits(monkeypatch: pytest.MonkeyPatch, script: str) -> Any:
    """Have an editor that runs this script, of which $1 is the file."""
    monkeypatch.setenv("EDITOR", f"sh -c '{script}' sh")
    return Shown()


async def test_the_text_comes_back_and_the_file_is_of_its_owner_alone(memory, monkeypatch) -> None:
    seen = memory / "seen"
    app = edits(monkeypatch, f'stat -c %a "$1" "${{1%/*}}" > {seen}; echo " more" >> "$1"')
    assert await editor.write(app, "She says\n'no' 🦊") == "She says\n'no' 🦊 more"
    assert seen.read_text().split() == ["600", "700"]
    assert list(memory.iterdir()) == [seen]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("kill -9 $$", "ended with an error"),
        ('echo x > "$1.swp"; exit 1', "ended with an error"),
        ('rm "$1"', "left no text"),
    ],
)
async def test_an_editor_that_fails_leaves_the_text_as_it_was_and_no_file(memory, monkeypatch, script, told) -> None:
    app = edits(monkeypatch, script)
    with pytest.raises(UserError, match=told):
        await editor.write(app, "She says")
    assert not list(memory.iterdir())


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        ('echo " more" >> "$1"; kill -9 $$', "She says more"),
        ('echo "Another" > "$1"; exit 3', "She says\n\nAnother"),
    ],
)
async def test_an_editor_that_fails_after_it_saved_loses_neither_text(memory, monkeypatch, script, kept) -> None:
    assert await editor.write(edits(monkeypatch, script), "She says") == kept


@pytest.mark.parametrize("key", [signal.SIGINT, signal.SIGQUIT])
async def test_ctrl_c_is_the_editors_and_every_other_end_is_ours(memory, monkeypatch, key: signal.Signals) -> None:
    told: SimpleQueue[int] = SimpleQueue()
    signals = Signals(told.put)
    try:  # the key comes to all that the terminal has in front
        script = f'trap "echo more >> $1" {int(key)}; kill -{int(key)} $$ $PPID; kill -HUP $PPID'
        app = edits(monkeypatch, script)
        assert await editor.write(app, "She says ") == "She says more"
        os.kill(os.getpid(), key)
        assert [told.get(timeout=PATIENCE) for _ in range(2)] == [signal.SIGHUP, key]
    finally:
        signals.close()


async def test_what_an_editor_saved_is_given_back_while_it_is_open(memory, monkeypatch) -> None:
    taken: list[str] = []
    started = []
    start = asyncio.create_subprocess_exec

    async def noted(*words: str) -> asyncio.subprocess.Process:
        started.append(await start(*words))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    writing = asyncio.ensure_future(
        editor.write(edits(monkeypatch, 'echo " more" >> "$1"; exec sleep 1000'), "She says", taken.append)
    )
    async with asyncio.timeout(PATIENCE):
        while not (taken and started):
            editor.take_back()
            await asyncio.sleep(0)
    writing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await writing
    assert taken[-1] == "She says more" and not list(memory.iterdir())
    taken.clear()
    editor.take_back()
    assert not taken
    assert await started[0].wait() == -signal.SIGTERM, "it has neither file nor terminal any more"


@pytest.mark.parametrize(
    ("named", "told"),
    [("", "No editor is named"), ("no-such-editor-é", "can't be started"), ("vim '", "can't be read")],
)
async def test_without_an_editor_it_says_so(memory, monkeypatch, named, told) -> None:
    monkeypatch.setenv("EDITOR", named)
    app: Any = Shown()
    with pytest.raises(UserError, match=told):
        await editor.write(app, "She says")
    assert not list(memory.iterdir())


def test_what_a_killed_program_left_goes_and_nothing_else(memory) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"topaz-{gone.pid}-abc", f"topaz-{os.getpid()}-abc", "topaz-other", "else"):
        (memory / name).mkdir()
        (memory / name / "text.txt").write_text("x")
    editor.sweep()
    assert {each.name for each in memory.iterdir()} == {f"topaz-{os.getpid()}-abc", "topaz-other", "else"}
