"""How things are measured: ours and the bound in turns, so that noise hits both; medians and their ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.harness.keys import bytes_of
from tests.harness.terminal import SILENCE, ScreenError, Terminal
from tests.support.waiting import PATIENCE

STILL = 0.2  # seconds without a byte after which a screen that a key has changed is taken to be still
EFFORTS = ("whole", "quick", "smallest")
"""How much a bench does: each has a SIZES with what each of these means for it. The smallest is for the tests, which
see by it that the bench still runs."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Times in milliseconds."""

    times: tuple[float, ...]

    @property
    def best(self) -> float:
        return min(self.times)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]

    @property
    def worst(self) -> float:
        return max(self.times)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a bench's table: `ours` and `bound` in ms, or in what `table` is told; `goal` is the highest ratio
    that is good enough.

    `at_most` False turns the goal round: ours has to be more than that.
    """

    what: str
    size: str
    ours: float
    bound: float
    goal: float | None = None
    at_most: bool = True

    @property
    def ratio(self) -> float:
        return self.ours / self.bound

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else (self.ratio <= self.goal) == self.at_most


def clocked(deed: Callable[[], object]) -> float:
    """Milliseconds that a call takes."""
    start = time.perf_counter()
    deed()
    return (time.perf_counter() - start) * 1000


def worked(deed: Callable[[], object]) -> float:
    """Milliseconds of processor time that a call takes in this thread: what others do on the machine is not in it."""
    start = time.thread_time()
    deed()
    return (time.thread_time() - start) * 1000


def in_turns(rounds: int, *measurements: Callable[[], float], warm_up: int = 1) -> tuple[Spread, ...]:
    """Each measurement (a call that returns ms) in turn, `rounds` times, after rounds that do not count."""
    taken = [[measure() for measure in measurements] for _ in range(warm_up + rounds)][warm_up:]
    return tuple(Spread(times) for times in zip(*taken, strict=True))


def start_time(
    command: Sequence[str | Path], env: dict[str, str], text: str, size: tuple[int, int] = (80, 24)
) -> float:
    """Milliseconds from the start of the process until `text` is on the screen.

    What comes is kept with its time, and put on the screen in silence only: parsing takes the program's time.
    """
    with Terminal(command, env=env, size=size) as terminal:
        kept: list[tuple[float, bytes]] = []
        deadline = terminal.started + PATIENCE
        while time.perf_counter() < deadline:
            if data := terminal.read(SILENCE):
                kept.append((time.perf_counter(), data))
                continue
            for moment, data in kept:
                if terminal.feed(data).find(text):
                    return (moment - terminal.started) * 1000
            kept.clear()
            if terminal.hung_up:
                break
        terminal.wait_for(text, timeout=0)  # says what is there instead
        raise ScreenError(f"{text!r} came only after {PATIENCE:g} s")


@dataclass(frozen=True, slots=True)
class Paint:
    """Milliseconds from a key to the first change that can be seen, to the last one, and to the last byte.

    Bytes alone say little: Textual sends the mouse's shape before it paints a new screen, and paints the same
    again one or two frames later. How many is a race: `last_byte` differs by a frame (16 ms) from key to key. And it is
    not the key's alone: what comes by itself within that silence, as the refresh of each second does, is in it.
    """

    first: float
    whole: float
    last_byte: float


def changes_of(terminal: Terminal, kept: Iterable[tuple[float, bytes]]) -> list[float]:
    """Put what came on the screen, and say at which of its times the screen changed."""
    seen, changes = terminal.look(), []
    for moment, data in kept:
        before, seen = seen, terminal.feed(data).look()
        if seen != before:
            changes.append(moment)
    return changes


def paint_time(terminal: Terminal, key: str, silence: float = SILENCE) -> Paint:
    """Press a key on a screen that holds still. A key that changes nothing is an error, not a fast one."""
    terminal.steady(0)
    changes: list[float] = []
    start = time.perf_counter()
    terminal.send(bytes_of(key))
    while not changes and time.perf_counter() < start + PATIENCE:  # the first bytes may show nothing
        kept: list[tuple[float, bytes]] = []
        while data := terminal.read(silence if kept else PATIENCE):
            kept.append((time.perf_counter(), data))
        changes = changes_of(terminal, kept)
    if not changes:
        terminal.wait_for(f"what {key!r} paints", timeout=0)
    first, whole, last_byte = ((moment - start) * 1000 for moment in (changes[0], changes[-1], kept[-1][0]))
    return Paint(first, whole, last_byte)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key to measure: pressed `steps` times, then taken back by as many presses of `back`, not measured.

    More than one step, because two rows between which a cursor goes to and fro are painted from a cache.
    """

    name: str
    key: str
    back: str
    steps: int = 1
    goals: Mapping[str, float] = field(default_factory=dict)
    """Of a part of Paint, where it is another than that of all keys."""


PARTS = {"first": "first change", "whole": "last change", "last_byte": f"last byte before {STILL:g} s of none"}
"""The parts of Paint, as a table says them."""


def key_rows(
    strokes: Iterable[Stroke], ours: Terminal, bound: Terminal, *, size: str, rounds: int, goal: float
) -> list[Row]:
    """Key to paint, ours and the bound in turns: each part of Paint, median and 95th.

    The goal is for the median. In the 95th of 40 keys, on a machine with other work, two copies of a program
    differ by up to 1.7 times: that ratio is shown and not judged.
    """
    rows = []
    for stroke in strokes:
        taken: dict[Terminal, list[Paint]] = {ours: [], bound: []}
        title = {terminal: terminal.rows[0][:8] for terminal in taken}  # of the screen that `back` leads to
        for turn in range(1, rounds + 2):
            for terminal, paints in taken.items():
                paints.append(paint_time(terminal, stroke.key, STILL))
                if turn % stroke.steps == 0:
                    terminal.press(*[stroke.back] * stroke.steps)
                    terminal.wait_for(partial(_is_titled, title[terminal])).steady()
        for part, words in PARTS.items():
            a, b = (Spread(tuple(getattr(paint, part) for paint in paints[1:])) for paints in taken.values())
            rows.append(Row(f"{stroke.name}, {words}, median", size, a.median, b.median, stroke.goals.get(part, goal)))
            rows.append(Row(f"{stroke.name}, {words}, 95th", size, a.p95, b.p95))
        for terminal in taken:  # leave each where it was
            terminal.press(*[stroke.back] * ((rounds + 1) % stroke.steps)).steady()
    return rows


def _is_titled(title: str, terminal: Terminal) -> bool:
    return terminal.rows[0][:8] == title


def table(rows: Iterable[Row], unit: str = "ms") -> str:
    """The rows as a table of text."""
    lines: list[tuple[str, ...]] = [("what", "size", f"ours {unit}", f"bound {unit}", "ratio", "goal", "met")]
    lines += [
        (
            row.what,
            row.size,
            _figure(row.ours),
            _figure(row.bound),
            f"{row.ratio:.2f}",
            "" if row.goal is None else f"{'≤' if row.at_most else '>'} {row.goal:g}",
            {None: "", True: "yes", False: "NO"}[row.met],
        )
        for row in rows
    ]
    return aligned(lines, left={0, 1, 6})


def aligned(lines: list[tuple[str, ...]], left: set[int]) -> str:
    """Columns as wide as their widest cell, those of `left` on the left."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _figure(ms: float) -> str:
    return f"{ms:,.0f}" if ms >= 100 else f"{ms:.3g}"
