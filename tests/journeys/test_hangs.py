"""Once each: what is told to end while something hangs is over, and nothing is lost. The whole, with the five seconds
in which it is over on a machine with nothing else to do, is `python -m tests.faults.hangs`."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults import hangs

TRIED = {
    "sleep": "closed", "locked": "SIGTERM", "service": "ctrl+q", "loop": "ctrl+q", "main": "SIGTERM",
    "writer": "closed", "unread": "SIGHUP", "disk": "SIGTERM",
}  # fmt: skip


def test_each_hang_is_tried() -> None:
    assert set(TRIED) == set(hangs.HANGS)


@pytest.mark.parametrize(("what", "how"), TRIED.items())
def test_hang_ends_and_loses_nothing(what: str, how: str, made: Path, tmp_path: Path) -> None:
    ended = hangs.once(what, how, tmp_path, made, Random(len(what)), over=hangs.LONG)
    assert (ended.lost, ended.doubled, ended.wrong) == (0, 0, [])
