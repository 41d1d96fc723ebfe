"""The program, with one task more that says how long its event loop did not turn: a line for each time of more than
5 ms, with its end (the machine's monotonic clock), its length, and how much of it this thread worked, in seconds.

python -m tests.bench.turns LOG topaz's own words
"""

from __future__ import annotations

import asyncio
import sys
from time import perf_counter, thread_time
from unittest.mock import patch

EVERY, LONG = 0.001, 0.005


async def watch(log: str) -> None:
    with open(log, "w", encoding="ascii", buffering=1) as file:
        before, worked = perf_counter(), thread_time()
        while True:
            await asyncio.sleep(EVERY)
            now, work = perf_counter(), thread_time()
            if now - before > EVERY + LONG:
                file.write(f"{now} {now - before - EVERY} {work - worked}\n")
            before, worked = now, work


def main() -> None:
    from topaz_tui import app, cli

    log = sys.argv.pop(1)

    begin = app.Topaz.on_mount
    watching: list[asyncio.Future[None]] = []  # so that it is not collected

    def on_mount(self: app.Topaz) -> None:
        begin(self)
        watching.append(asyncio.ensure_future(watch(log)))

    patch.object(app.Topaz, "on_mount", on_mount).start()
    cli.main()


if __name__ == "__main__":
    main()
