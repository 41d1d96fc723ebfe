"""Bytes that a key has written to the terminal, and how long they take over a line of 300 ms and 30 kB/s: on the queue
beside a bare DataTable of 50 rows, in the note of a call beside a bare TextArea; at most 1.5 times (issue 12, 3).
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from tests.bench import bare_app, ours
from tests.bench.measure import Row, Spread, Stroke, table
from tests.harness.keys import bytes_of
from tests.harness.terminal import SILENCE, Terminal, surroundings
from tests.support.moments import NOW
from tests.support.waiting import PATIENCE

GOAL = 1.5
MOVING = (
    Stroke("arrow", "down", "up", steps=5),
    Stroke("page down", "pagedown", "pageup", steps=2),
    Stroke("open", "enter", "f8"),
)
TYPING = (Stroke("letter", "e", "backspace", steps=20),)


class Size(NamedTuple):
    rounds: int
    delay: float  # seconds that a key takes to the program, and what it writes takes back, together
    rate: float  # bytes that the line carries in a second
    silence: float  # seconds without a byte after which no more is expected; a field's cursor blinks each 0.5


SIZES = {
    "whole": Size(20, 0.3, 30_000, 0.35),
    "quick": Size(5, 0.3, 30_000, 0.35),
    "smallest": Size(1, 0.0, float("inf"), SILENCE),
}


class SlowLine(Terminal):
    """A terminal at the end of a slow line."""

    line = SIZES["smallest"]

    def read(self, timeout: float) -> bytes:
        data = super().read(timeout)
        time.sleep(len(data) / self.line.rate)
        return data

    def carries(self, key: str) -> tuple[int, float]:
        """Press a key: how many bytes came, and in how many milliseconds."""
        self.steady(self.line.silence)
        begun = last = time.perf_counter()
        time.sleep(self.line.delay / 2)
        self.send(bytes_of(key))
        count = 0
        while data := self.read(self.line.silence if count else PATIENCE):
            last = time.perf_counter()
            count += len(data)
            self.feed(data)
        return count, (last - begun + self.line.delay / 2) * 1000


def _opened(words: list[str], folder: Path, text: str, line: Size) -> SlowLine:
    terminal = SlowLine(words, env=surroundings(folder, TOPAZ_NOW=NOW), quick=ours.QUICK)
    terminal.wait_for(text).steady()
    terminal.line = line
    return terminal


def _rows(strokes: tuple[Stroke, ...], mine: SlowLine, bound: SlowLine, rounds: int) -> tuple[list[Row], list[Row]]:
    """Of each key the bytes, and the milliseconds."""
    written: list[Row] = []
    taken: list[Row] = []
    for stroke in strokes:
        seen: dict[SlowLine, list[tuple[int, float]]] = {mine: [], bound: []}
        for terminal, found in seen.items():
            while len(found) < rounds:
                steps = min(stroke.steps, rounds - len(found))
                found += [terminal.carries(stroke.key) for _ in range(steps)]
                terminal.press(*[stroke.back] * steps).steady(terminal.line.silence)
        for rows, part, goal in ((written, 0, GOAL), (taken, 1, None)):
            a, b = (Spread(tuple(float(each[part]) for each in found)).median for found in seen.values())
            rows.append(Row(stroke.name, "demo", a, b, goal))
    return written, taken


def run(folder: Path, size: Size) -> str:
    command = ours.command(ours.database(folder, ours.DEMO))
    with (mine := _opened(command, folder, ours.READY, size)):
        with (bound := _opened(ours.bare("--table"), folder, bare_app.READY, size)):
            written, taken = _rows(MOVING, mine, bound, size.rounds)
            mine.press("n").wait_for("read the card").press("f7").wait_for("A note, kept with the call")
            bound.press("f7").steady()
            typed, took = _rows(TYPING, mine, bound, size.rounds)
    return f"{table([*written, *typed], 'bytes')}\n\n{table([*taken, *took])}"
