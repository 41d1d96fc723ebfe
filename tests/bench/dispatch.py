"""Arrow to paint on the queue while a dispatch sends beside it, beside the same key while nothing is sent: at most 1.2
times (issue 3, 2: without slowing a key).

The dispatch is started as an open program starts it, and puts concern after concern, each with its PDF, into a folder.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.bench import ours
from tests.bench.measure import Row, Spread, paint_time
from tests.harness.terminal import Terminal, surroundings
from tests.support.moments import NOW
from tests.support.places import ROOT

GOAL = 1.2
MAKE = """
import json, sys
from topaz_tui import config
from topaz_tui.services import concerns, workers
from topaz_tui.store.database import database, open_database
open_database(sys.argv[1])
session = workers.current_session(config.load(sys.argv[2]))
answers = json.loads(sys.argv[3])
for (client_id,) in database.execute_sql("SELECT id FROM client LIMIT ?", (int(sys.argv[4]),)).fetchall():
    concerns.submit(session, concerns.open(session, client_id).id, answers)
"""
ANSWERS = {
    "danger": "no", "types": ["neglect"], "main_type": "neglect", "what": "The fridge was empty. " * 20,
    "wanted": "asked_none", "consent": "given",
}  # fmt: skip


class Size(NamedTuple):
    keys: int
    concerns: int


SIZES = {"whole": Size(150, 250), "quick": Size(40, 250), "smallest": Size(1, 40)}


def run(folder: Path, size: Size) -> list[Row]:
    file, keys = ours.database(folder, ours.DEMO), size.keys
    out, settings = folder / "out", folder / "settings.toml"
    out.mkdir()
    settings.write_text(f'[sending]\nchannels = ["folder", "by hand"]\n[sending.folder]\npath = "{out}"\n')
    env = surroundings(folder, TOPAZ_NOW=NOW)
    with ours.opened(ours.command(file), folder, ours.READY) as terminal:
        alone = _painted(terminal, keys)
        make = [ours.command(file)[0], "-c", MAKE, str(file), str(settings), json.dumps(ANSWERS), str(size.concerns)]
        subprocess.run(make, env=env, cwd=ROOT, check=True)
        command = [*ours.command(file), "--settings", str(settings), "dispatch", "--beside"]
        with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL) as dispatch:
            while not any(out.iterdir()) and dispatch.poll() is None:
                os.sched_yield()
            beside = _painted(terminal, keys)
            if dispatch.poll() is not None:
                raise RuntimeError("the dispatch was done before the keys were: nothing was measured beside it")
            dispatch.terminate()
    sent = sum(file.suffix == ".json" for file in out.iterdir())
    shown = f"{sent} sent meanwhile"
    return [
        Row(f"arrow, {part}, {name}", shown, getattr(b, name), getattr(a, name), GOAL if name == "median" else None)
        for part, a, b in zip(("first", "whole"), alone, beside, strict=True)
        for name in ("median", "p95")
    ]


def _painted(terminal: Terminal, keys: int) -> tuple[Spread, Spread]:
    """First and whole paint of so many arrows, down and up again."""
    taken = [paint_time(terminal, "down" if turn % 20 < 10 else "up") for turn in range(keys + 1)][1:]
    return Spread(tuple(paint.first for paint in taken)), Spread(tuple(paint.whole for paint in taken))
