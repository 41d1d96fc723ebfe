"""A worker's steps on a list of 1,000, 100,000 and 1,000,000 people with ten calls each, in files of up to 5.6 GB: no
step takes more than 1.5 times as long on the largest as on the smallest; the screen never stands still for 50 ms, and
the program takes less than 150 MB (issue 4, 3).

The three sizes take turns, step by step, so that whatever else the machine does hits all alike; what stands is the
median. The files are read once before, so that the program is measured and not the disk. 'key': from a key to the last
change on the screen, in a real terminal; of a name or a number that is typed, the slowest key. Making the files takes
some minutes: --keep FOLDER keeps them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from tests.bench import ours
from tests.bench.measure import Spread, aligned, paint_time, start_time
from tests.harness.terminal import Terminal, surroundings
from tests.support.moments import NOW
from tests.support.places import ROOT

GROWTH, FREEZE, MEMORY = 1.5, 50.0, 150.0  # times, ms, MB


Texts = list[tuple[str, str]]


class Size(NamedTuple):
    """How many people there are, rounds of the three parts, rounds before them that do not count, and letters typed."""

    people: tuple[int, ...]
    services: int
    keys: int
    days: int
    warm_up: int = 1
    letters: int = 9  # of a number that is typed, at most; and of a name six


SIZES = {
    "whole": Size((1_000, 100_000, 1_000_000), 40, 8, 4),
    "quick": Size((1_000, 10_000), 5, 2, 1),
    "smallest": Size((100,), 1, 1, 1, 0, 3),
}
SERVICES = {  # the step's name: what is asked of steps.py
    "counts": ("counts",),
    "take next": ("take_next",),
    "find by name": ("find_name",),
    "find by phone": ("find_phone",),
    "open a client": ("open_client",),
    "record a call": ("record_call",),
    "the manager's board": ("board",),
    "look at the queue": ("tab", "callable"),
    "look at not callable": ("tab", "not_callable"),
}
HERE = "[Callable "  # and then how many: the queue, once the people are there


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table: a figure a size. `goal` is for the growth, or for the largest figure where `most`."""

    name: str
    figures: tuple[float, ...]
    goal: float | None = GROWTH
    most: bool = False
    unit: str = "ms"

    @property
    def growth(self) -> float:
        return self.figures[-1] / self.figures[0]

    @property
    def met(self) -> str:
        if self.goal is None:
            return ""
        return "yes" if (max(self.figures) if self.most else self.growth) <= self.goal else "NO"


def run(folder: Path, size: Size) -> str:
    files = [made(ours.KEEP or folder, folder, people) for people in size.people]
    settings = folder / "settings.toml"
    settings.write_text("[backups]\nkeep = 0\n")  # a copy of five gigabytes beside it is not what is measured here
    steps: list[Step] = []
    texts: list[Texts] = []
    for part in (
        by_service(files, size, texts),
        by_key(files, settings, size, texts),
        standing_still(files, settings, size.days, texts),
    ):
        for step in part:
            steps.append(step)
            print(step.name, *(f"{figure:.3g}" for figure in step.figures), flush=True)  # it takes a while
    return f"\n{table(steps, size.people)}"


def made(keep: Path, folder: Path, people: int) -> Path:
    """A database of so many people, made where it is to be kept, and copied, as what is done to it is not."""
    kept = keep / f"years-{people}.db"
    if not kept.exists():
        keep.mkdir(parents=True, exist_ok=True)
        began, half = perf_counter(), kept.with_suffix(".half")
        ours.make_people(half, people, past=True)
        half.rename(kept)
        print(f"{people:,} people made in {perf_counter() - began:.0f} s", flush=True)
    copy = folder / f"scale-{people}.db"
    shutil.copyfile(kept, copy)
    with copy.open("rb") as file:
        while file.read(1 << 24):
            pass
    return copy


# By the services


class Worker:
    """A process that does what it is asked, and says how long it took."""

    def __init__(self, file: Path) -> None:
        env = {**os.environ, **surroundings(file.parent, TOPAZ_NOW=NOW)}
        words = [sys.executable, "-m", "tests.bench.steps", str(file)]
        self._process = subprocess.Popen(
            words, env=env, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *words: str) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def by_service(files: list[Path], size: Size, texts: list[Texts]) -> Iterator[Step]:
    """And `texts` of people there, for a hand to type."""
    before = 3 * size.warm_up
    with ExitStack() as open_workers:
        team = [open_workers.enter_context(Worker(file)) for file in files]
        taken = {
            name: [[worker.ask(*asked) for worker in team] for _ in range(before + size.services)][before:]
            for name, asked in SERVICES.items()
        }
        texts += [_texts(worker, max(size.warm_up + size.keys, size.days), size.letters) for worker in team]
    for name, turns in taken.items():
        figures = tuple(Spread(times).median for times in zip(*turns, strict=True))
        yield Step(name, figures)


# By keys, in a real terminal


@contextmanager
def programs(files: list[Path], command: Callable[[Path], list[str]]) -> Iterator[list[Terminal]]:
    """The program on each of the files, at its first screen."""
    with ExitStack() as opened:
        terminals = [
            opened.enter_context(
                Terminal(command(file), env=surroundings(file.parent, TOPAZ_NOW=NOW), quick=ours.QUICK)
            )
            for file in files
        ]
        for terminal in terminals:
            terminal.wait_for(HERE).steady(0.5)  # what is imported after the first screen is there, too
        yield terminals
        for terminal in terminals:
            terminal.press("ctrl+q")
        for terminal in terminals:
            terminal.wait_exit()


def by_key(files: list[Path], settings: Path, size: Size, texts: list[Texts]) -> Iterator[Step]:
    rounds, warm_up = size.keys, size.warm_up

    def command(file: Path) -> list[str]:
        return [*ours.command(file), "--settings", str(settings)]

    env = surroundings(files[0].parent, TOPAZ_NOW=NOW)
    starts = [[start_time(command(file), env, HERE) for file in files] for _ in range(warm_up + rounds)][warm_up:]
    yield Step("first screen", tuple(Spread(times).median for times in zip(*starts, strict=True)))
    taken: dict[str, list[list[float]]] = {}

    with programs(files, command) as terminals:

        def press(step: str, *words: Sequence[str]) -> None:
            """Keys, a word for each terminal: the terminals take turns, key by key. Of a word the slowest counts."""
            slowest = [0.0 for _ in terminals]
            for keys in zip(*words, strict=False):
                for place, terminal in enumerate(terminals):
                    slowest[place] = max(slowest[place], paint_time(terminal, keys[place]).whole)
            for place, ms in enumerate(slowest):
                taken.setdefault(step, [[] for _ in files])[place].append(ms)

        def back(words: str) -> None:
            for terminal in terminals:
                terminal.press("f8").wait_for(words).steady()

        for number in range(warm_up + rounds):
            press("take next, key", *[["n"]] * len(files))
            back(HERE)
            press("the board, key", *[["f4"]] * len(files))
            back(HERE)
            for step, kind in (("find by name, key", 0), ("find by phone, key", 1)):
                for terminal in terminals:
                    terminal.press("f3").wait_for("Such as").steady()
                press(step, *(text[number][kind] for text in texts))
                press("open a client, key", *[["enter"]] * len(files))
                back("Find a client")
                back(HERE)
            if number < warm_up:
                taken.clear()  # the first of each is not as the others
        memory = tuple(_peak(terminal.pid) for terminal in terminals)
    for step, spreads in taken.items():
        yield Step(step, tuple(Spread(tuple(times)).median for times in spreads))
    yield Step("peak memory", memory, MEMORY, most=True, unit="MB")


def _texts(worker: Worker, count: int, letters: int) -> Texts:
    """Names and numbers of people there: the first letters of each."""
    people = (worker.ask("person") for _ in range(count))
    return [(name[: min(letters, 6)], number[:letters]) for name, number in people]


def _peak(pid: int) -> float:
    """The most memory that a process has had, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def standing_still(files: list[Path], settings: Path, rounds: int, texts: list[Texts]) -> Iterator[Step]:
    """The longest time in which the event loop did not turn, in each step of a working day."""
    logs = [file.with_suffix(".turns") for file in files]

    def command(file: Path) -> list[str]:
        words = ["--db", str(file), "--settings", str(settings)]
        return [sys.executable, "-m", "tests.bench.turns", str(file.with_suffix(".turns")), *words]

    spans: list[tuple[str, int, float, float]] = []
    with programs(files, command) as terminals:
        for number in range(rounds):
            for place, terminal in enumerate(terminals):
                began = perf_counter()
                for step in _day(terminal, *texts[place][number]):
                    spans.append((step, place, began, began := perf_counter()))
    gaps = [_gaps(log) for log in logs]
    stood: dict[str, list[tuple[float, float]]] = {}
    for step, place, began, ended in spans:
        longest = stood.setdefault(step, [(0.0, 0.0)] * len(files))
        longest[place] = max([longest[place], *((gap, work) for at, gap, work in gaps[place] if began < at <= ended)])
    for step, longest in stood.items():
        yield Step(f"longest freeze, {step}", tuple(gap for gap, _ in longest), FREEZE, most=True)
        yield Step("  of it the screen's own work", tuple(work for _, work in longest), None)


def _day(terminal: Terminal, name: str, number: str) -> Iterator[str]:
    """Take the next, call them, save; look for two, open them; the board; the tabs of the queue. Says what was done."""
    terminal.press("n").wait_for("as you start to ring").steady()
    yield "take next"
    terminal.press("c").wait_for("one key for how it ended").steady()
    terminal.press("n").wait_for("F10 saves").steady()
    terminal.press("f10").wait_for("Take the next person").steady()
    terminal.press("escape").wait_for(HERE).steady()
    yield "record a call"
    for text in (name, number):
        terminal.press("f3").wait_for("Such as").steady()
        for letter in text:
            terminal.type(letter).steady(0.05)
        yield "find"
        terminal.press("enter").wait_for("Contacts").steady()
        terminal.press("f8").wait_for("Find a client").press("f8").wait_for(HERE).steady()
        yield "open a client"
    terminal.press("f4").wait_for("Waits for").wait_gone("Looking").steady()
    terminal.press("f8").wait_for(HERE).steady()
    yield "the board"
    for _ in range(5):
        terminal.press("right").steady()
    yield "the queue's tabs"


def _gaps(log: Path) -> list[tuple[float, float, float]]:
    """When each ended (s), how long it was, and how much of it the screen's own thread worked (ms)."""
    lines = [tuple(map(float, line.split())) for line in log.read_text().splitlines()]
    return [(at, gap * 1000, work * 1000) for at, gap, work in lines]


# The table


def table(steps: list[Step], sizes: tuple[int, ...]) -> str:
    lines = [("step", *(f"{people:,}" for people in sizes), "growth", "goal", "met")]
    for step in steps:
        goal = "" if step.goal is None else f"≤ {step.goal:g}{f' {step.unit}' if step.most else ' times'}"
        figures = (f"{figure:.0f}" if figure >= 100 else f"{figure:.3g}" for figure in step.figures)
        lines.append((f"{step.name}, {step.unit}", *figures, f"{step.growth:.2f}", goal, step.met))
    return aligned(lines, left={0, len(lines[0]) - 1})
