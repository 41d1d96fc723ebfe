"""A dispatcher is stopped (a lid is shut) at a random moment, others take its leases for lapsed and send, and then it
goes on with what it had in hand."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random

from tests.faults.endpoints import Post
from tests.faults.tally import Tally, count
from tests.faults.world import LEASE, World, ended, random_moment

FAULT = "stopped beyond its lease"
HOLDS_THE_LOCK = 2  # how a dispatch ends beside one that was stopped in the middle of a transaction


def run(folder: Path, times: int, chance: Random, each: int = 3) -> Tally:
    begun = time.monotonic()
    with Post(folder / "post") as post, World(folder, "mail", post.ways(4)) as world:
        for _ in range(times):
            world.move_clock(61)
            world.submit(each)
            stopped = world.topaz("dispatch", "--once")
            random_moment(chance, world, post.count, [stopped])
            stopped.send_signal(signal.SIGSTOP)
            for _ in range(2):  # the first finds what lapsed, the second sends it
                world.move_clock(LEASE + 61)
                if ended(world.topaz("dispatch", "--once"), (0, 1, HOLDS_THE_LOCK)) == HOLDS_THE_LOCK:
                    break  # a second would wait as long for the same lock
            stopped.send_signal(signal.SIGCONT)
            ended(stopped)
        world.dispatch_to_the_end()
        return count(FAULT, times, world, post, time.monotonic() - begun)
