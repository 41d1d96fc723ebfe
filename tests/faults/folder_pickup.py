"""kill -9 of dispatch as it puts concerns into a folder, from which another machine takes them away."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random

from tests.faults.endpoints import Tray
from tests.faults.tally import Tally, count
from tests.faults.world import World, end, ended, random_moment

FAULT = "kill -9, folder"


def run(folder: Path, times: int, chance: Random, each: int = 3) -> Tally:
    begun = time.monotonic()
    with World(folder, "folder", (tray := Tray(folder / "out")).ways()) as world:
        for _ in range(times):
            world.move_clock(61)
            world.submit(each)
            pair = [world.topaz("dispatch", "--once") for _ in range(2)]
            end(pair.pop(random_moment(chance, world, tray.count, pair)), signal.SIGKILL)
            for process in (*pair, world.topaz("dispatch", "--once")):
                ended(process)
        world.dispatch_to_the_end()
        return count(FAULT, times, world, tray, time.monotonic() - begun)
