"""The courier: a dispatch beside the screen, when there is something to do and none is under way."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from topaz_tui.runtime.background import Courier

WRITE = "import os, sys; open(sys.argv[1], 'a').write(os.environ.get('TOPAZ_NOW', 'now') + '\\n')"
WAIT = "import sys; open(sys.argv[1], 'a').write('begun\\n'); sys.stdin.read(); open(sys.argv[2]).read()"


def courier(*command: str, due: bool = True) -> Courier:
    async def is_due() -> bool:
        return due

    return Courier(command, is_due)


async def test_it_runs_what_is_due_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOPAZ_NOW")
    told = tmp_path / "told"
    await courier(sys.executable, "-c", WRITE, str(told), due=False).look()
    assert not told.exists()
    await courier(sys.executable, "-c", WRITE, str(told)).look()
    assert told.read_text() == "now\n"
    await courier().look()  # without a command nothing is sent from here


async def test_a_pretended_clock_has_run_on(tmp_path: Path, at) -> None:
    at("2026-11-23T10:00:00Z")
    told = tmp_path / "told"
    await courier(sys.executable, "-c", WRITE, str(told)).look()
    assert told.read_text().startswith("2026-11-23T10:00:")


async def test_one_at_a_time(tmp_path: Path) -> None:
    told, gate = tmp_path / "told", tmp_path / "gate"
    import os

    os.mkfifo(gate)
    one = courier(sys.executable, "-c", WAIT, str(told), str(gate))
    first = asyncio.create_task(one.look())
    while not told.exists():
        await asyncio.sleep(0)
    await one.look()
    await one.look()
    with gate.open("w"):
        pass
    await first
    assert told.read_text() == "begun\n"
