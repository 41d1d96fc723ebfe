"""The longest gap between two paints under a steady stream of keys, in ms: while the database is locked by another
process, and while ten processes write in it, beside the same keys on an idle one.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.bench import another_writer, ours
from tests.bench.measure import Row
from tests.faults.endings import Holder
from tests.harness.keys import bytes_of
from tests.harness.terminal import Terminal

PACE = 0.05  # seconds between two keys: a quick hand
GOAL = 2.0
TEXT = "Says her nephew keeps the bank card and brings lunch on some days. "


class Size(NamedTuple):
    seconds: float
    writers: int


SIZES = {"whole": Size(30.0, 10), "quick": Size(5.0, 10), "smallest": Size(0.1, 1)}


def longest_gap(terminal: Terminal, keys: list[bytes], seconds: float) -> float:
    """Milliseconds of the longest time without a paint while these keys are pressed over and over."""
    terminal.steady()
    began = last = time.monotonic()
    longest = 0.0
    number = 0
    while time.monotonic() < began + seconds:
        terminal.send(keys[number % len(keys)])
        number += 1
        due = began + number * PACE
        while (left := due - time.monotonic()) > 0:
            if terminal.read(left):
                now = time.monotonic()
                longest, last = max(longest, now - last), now
    return max(longest, time.monotonic() - last) * 1000


@contextmanager
def _writing(count: int, file: Path) -> Iterator[None]:
    spawned = multiprocessing.get_context("spawn")
    over = spawned.Event()
    writers = [
        spawned.Process(target=another_writer.write, args=(str(file), seed, over), daemon=True) for seed in range(count)
    ]
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        over.set()
        for writer in writers:
            writer.join()


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    holder = Holder(file)
    holder.lock()
    try:
        yield
    finally:
        holder.unlock()


def _to_the_note(terminal: Terminal) -> None:
    terminal.press("n").wait_for("read the card").press("f7").wait_for("A note, kept with the call")


def run(folder: Path, size: Size) -> list[Row]:
    file = ours.database(folder, ours.DEMO)
    strokes = {  # in this order, in one program: from a note there is no way back to the queue without an answer
        "moving in the queue": (lambda _: None, [bytes_of(key) for key in ("down", "down", "up", "up")]),
        "typing a note": (_to_the_note, [letter.encode() for letter in TEXT]),
    }
    rows = []
    with ours.opened(ours.command(file), folder, ours.READY) as terminal:
        for name, (way, keys) in strokes.items():
            way(terminal)
            idle = longest_gap(terminal, keys, size.seconds)
            for state, trouble in (("locked", _locked), (f"{size.writers} write", partial(_writing, size.writers))):
                with ExitStack() as lasting:
                    lasting.enter_context(trouble(file))
                    rows.append(Row(name, state, longest_gap(terminal, keys, size.seconds), idle, GOAL))
        terminal.press("ctrl+q").wait_exit()
    return rows
