"""Reading a council's file of 100,000 rows with all checks, the whole process: beside `sqlite3 .import` of
the same file into one bare table (at most twelve times: issue 10), and beside `sqlite-utils insert` (faster), where
those two are installed. The same file again takes at most half of the first time. What the library for spreadsheets
costs: the same rows as .xlsx, beside CSV. sqlite-utils may be in an environment of its own: SQLITE_UTILS names the
command.

Ours is two processes, which gains nothing where only one core is free: look at the load beside the ratio.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.bench import make, ours
from tests.bench.measure import Row, clocked, in_turns
from tests.harness.terminal import surroundings
from tests.support.places import ROOT

AT_MOST, FASTER, AGAIN = 12.0, 1.0, 0.5


class Size(NamedTuple):
    people: int
    rounds: int
    warm_up: int = 1


SIZES = {"whole": Size(100_000, 5), "quick": Size(10_000, 3), "smallest": Size(100, 1, 0)}


def run(folder: Path, size: Size) -> list[Row]:
    file = folder / "people.csv"
    make.council_file(file, size.people)
    env = surroundings(folder)
    shown = f"{size.people:,}"
    bounds = {
        "sqlite3 .import": (_sqlite3(file), AT_MOST),
        "sqlite-utils insert": (_sqlite_utils(file), FASTER),
    }
    rows = []
    for name, (bound, goal) in bounds.items():
        if bound is None:
            print(f"{name}: not installed, so not measured", flush=True)
            continue
        mine, theirs = in_turns(size.rounds, lambda: _ours(file, env), partial(_timed, bound), warm_up=size.warm_up)
        rows.append(Row(f"import, beside {name}, median", shown, mine.median, theirs.median, goal))
        rows.append(Row(f"import, beside {name}, best", shown, mine.best, theirs.best, goal))
    second, first = _again(file, env)
    rows.append(Row("the same file again, beside the first time", shown, second, first, AGAIN))
    rows.append(Row("the same rows as .xlsx, beside CSV", shown, _ours(_workbook(file), env), first))
    return rows


def _workbook(file: Path) -> Path:
    """The same rows as text in an .xlsx, written a row at a time."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("People")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            sheet.append(row)
    book.save(target := file.with_suffix(".xlsx"))
    return target


def _ours(file: Path, env: dict[str, str]) -> float:
    """Milliseconds to read the file into a new database."""
    database = _made(file, env)
    took = clocked(lambda: _import(database, file, env))
    _gone(database)
    return took


def _again(file: Path, env: dict[str, str]) -> tuple[float, float]:
    """Milliseconds for the second reading, which changes nothing, and for the first."""
    database = _made(file, env)
    first, second = (clocked(lambda: _import(database, file, env)) for _ in range(2))
    _gone(database)
    return second, first


def _made(file: Path, env: dict[str, str]) -> Path:
    """A new database, which is made once and copied."""
    database, new = file.with_name("intake.db"), file.with_name("new.db")
    if not new.exists():
        words = [*ours.command(new), "init", "--name", "Helen Marsh"]
        subprocess.run(words, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Path(shutil.copy(new, database))


def _import(database: Path, file: Path, env: dict[str, str]) -> None:
    words = [*ours.command(database), "import", str(file), "--json"]
    done = subprocess.run(words, env=env, cwd=ROOT, stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 1):  # 1: some rows were refused, as in a real file
        raise RuntimeError(f"topaz import ended with {done.returncode}")


def _sqlite3(file: Path) -> list[str] | None:
    program = shutil.which("sqlite3")
    return [program, str(file.with_name("bound.db")), ".mode csv", f".import {file} people"] if program else None


def _sqlite_utils(file: Path) -> list[str] | None:
    beside = Path(sys.executable).with_name("sqlite-utils")
    program = os.environ.get("SQLITE_UTILS") or (str(beside) if beside.exists() else shutil.which("sqlite-utils"))
    return [program, "insert", str(file.with_name("bound.db")), "people", str(file), "--csv"] if program else None


def _timed(words: list[str]) -> float:
    database = Path(words[words.index("insert") + 1] if "insert" in words else words[1])
    took = clocked(lambda: subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    _gone(database)
    return took


def _gone(database: Path) -> None:
    for end in ("", "-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
