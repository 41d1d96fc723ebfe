"""kill -9 of the mail server, in the middle of what two dispatchers send; it comes again on the same port."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

from tests.faults.endpoints import Post
from tests.faults.tally import Tally, count
from tests.faults.world import World, ended, random_moment

FAULT = "kill -9 of the mail server"
MOMENTS = ("any", "in touch", *("handing over",) * 6, "taken")  # it has the message for a few milliseconds


def run(folder: Path, times: int, chance: Random, each: int = 3) -> Tally:
    begun = time.monotonic()
    with Post(folder / "post") as post, World(folder, "mail", post.ways(4)) as world:
        for _ in range(times):
            world.move_clock(61)  # what was put off is due again
            world.submit(each)
            pair = [world.topaz("dispatch", "--once") for _ in range(2)]
            random_moment(chance, world, post.count, pair, MOMENTS)
            post.kill()
            post.start()
            for process in pair:
                ended(process)
        world.dispatch_to_the_end()
        return count(FAULT, times, world, post, time.monotonic() - begun)
