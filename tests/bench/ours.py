"""The program's side of the benches: how it is started, on which database, and what its first screen says."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.faults.typist import copy
from tests.harness.terminal import Terminal, surroundings
from tests.support.moments import NOW
from tests.support.places import ROOT

READY = "takes the next"  # under the title, once the people are there
DEMO = 0  # the size that means the demo
MADE: Path | None = None  # a demo that is there already
QUICK = False  # may it be forked, and its list be made here? Only where no time is measured
KEEP: Path | None = None  # where databases that take minutes to make are kept from one run to the next


def command(database: Path) -> list[str]:
    return [sys.executable, "-m", "topaz_tui", "--db", str(database)]


@cache
def database(folder: Path, people: int) -> Path:
    """A database of so many made-up people (DEMO: the demo's), made once a run."""
    file = folder / f"{people or 'demo'}.db"
    if people == DEMO and MADE:
        return copy(MADE, file)
    if people == DEMO:
        words = [*command(file), "demo", "--make-only"]
        subprocess.run(words, env=surroundings(folder, TOPAZ_NOW=NOW), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    else:
        make_people(file, people)
    return file


def make_people(file: Path, people: int, *, past: bool = False) -> None:
    """By a process of its own, so that one that measures has not done it."""
    if QUICK:
        from tests.bench import make

        make.database(file, people, past=past)
        return
    words = [sys.executable, "-m", "tests.bench.make", str(file), str(people), *["--past"] * past]
    env = surroundings(file.parent, TOPAZ_NOW=NOW)
    subprocess.run(words, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def bare(*words: str) -> list[str]:
    """The bound: a bare Textual app."""
    return [sys.executable, "-m", "tests.bench.bare_app", *words]


def opened(words: list[str], folder: Path, text: str) -> Terminal:
    """A program at its first screen."""
    return Terminal(words, env=surroundings(folder, TOPAZ_NOW=NOW), quick=QUICK).wait_for(text).steady()
