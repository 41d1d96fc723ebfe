"""kill -9 of dispatch: of two that watch, one is killed at a random moment and started again."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random

from tests.faults.endpoints import Post
from tests.faults.tally import Tally, count
from tests.faults.world import World, end, random_moment

FAULT = "kill -9 of dispatch"


def run(folder: Path, times: int, chance: Random, each: int = 3) -> Tally:
    """So many kills, and `each` concerns submitted before each of them."""
    begun = time.monotonic()
    with Post(folder / "post") as post, World(folder, "mail", post.ways(4)) as world:
        world.submit(each)
        pair = [world.topaz("dispatch", "--watch") for _ in range(2)]
        for _ in range(times):
            world.submit(each)
            victim = random_moment(chance, world, post.count, pair)
            if any(process.poll() is not None for process in pair):
                raise AssertionError("a dispatcher that watches has ended by itself")
            end(pair[victim], signal.SIGKILL)
            pair[victim] = world.topaz("dispatch", "--watch")
        for process in pair:
            end(process, signal.SIGTERM)
        world.dispatch_to_the_end()
        return count(FAULT, times, world, post, time.monotonic() - begun)
