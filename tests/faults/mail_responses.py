"""kill -9 of dispatch while the mail server is in every mood: it takes, drops, puts off, stalls, refuses."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random

from tests.faults.endpoints import Post
from tests.faults.tally import Tally, count
from tests.faults.world import World, end, ended, random_moment

FAULT = "kill -9, server of many moods"
MOODS = {  # and how often each
    "accept": 20, "later": 4, "later data": 4, "drop": 4, "drop early": 4, "busy": 3, "busy quit": 3, "refuse": 2,
    "refuse data": 2, "no tls": 1, "stall": 1, "stall data": 2, "stall quit": 1,
}  # fmt: skip


def run(folder: Path, times: int, chance: Random, each: int = 3) -> Tally:
    begun = time.monotonic()
    moods = [*chance.choices(list(MOODS), list(MOODS.values()), k=2 * times * each), "accept"]
    with Post(folder / "post", moods) as post, World(folder, "mail", post.ways(2)) as world:
        for _ in range(times):
            world.move_clock(61)
            world.submit(each)
            pair = [world.topaz("dispatch", "--once") for _ in range(2)]
            end(pair.pop(random_moment(chance, world, post.count, pair)), signal.SIGKILL)
            for process in (*pair, world.topaz("dispatch", "--once")):
                ended(process)
        world.dispatch_to_the_end()
        return count(FAULT, times, world, post, time.monotonic() - begun)
