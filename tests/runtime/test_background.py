"""A command beside the screen, such as a dispatch, runs when there is something to do and none is under way."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.support.waiting import until
from topaz_tui.runtime.background import BackgroundCommand

WRITE = "import os, sys; open(sys.argv[1], 'a').write(os.environ.get('TOPAZ_NOW', 'now') + '\\n')"
WAIT = "import sys; open(sys.argv[1], 'a').write('begun\\n'); sys.stdin.read(); open(sys.argv[2]).read()"


def command(*words: str, due: bool = True) -> BackgroundCommand:
    async def is_due() -> bool:
        return due

    return BackgroundCommand(words, is_due)


async def test_a_background_command_runs_when_it_is_due_and_never_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TOPAZ_NOW")
    told = tmp_path / "told"
    await command(sys.executable, "-c", WRITE, str(told), due=False).run_if_due()
    assert not told.exists()
    await command(sys.executable, "-c", WRITE, str(told)).run_if_due()
    assert told.read_text() == "now\n"
    await command().run_if_due()  # without a command nothing is sent from here


async def test_a_background_command_goes_on_with_a_pretended_clock(tmp_path: Path, at) -> None:
    at("2026-11-23T10:00:00Z")
    told = tmp_path / "told"
    await command(sys.executable, "-c", WRITE, str(told)).run_if_due()
    assert told.read_text().startswith("2026-11-23T10:00:")


async def test_a_background_command_runs_once_at_a_time(tmp_path: Path) -> None:
    told, gate = tmp_path / "told", tmp_path / "gate"
    import os

    os.mkfifo(gate)
    one = command(sys.executable, "-c", WAIT, str(told), str(gate))
    first = asyncio.create_task(one.run_if_due())
    await until(told.exists)
    await one.run_if_due()
    await one.run_if_due()
    with gate.open("w"):
        pass
    await first
    assert told.read_text() == "begun\n"
