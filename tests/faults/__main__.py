from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import tests.faults
from tests.faults.rows import Row, table

DISPATCH = {"dispatch": 1.0, "server": 0.3, "moods": 0.3, "tray": 0.3, "pause": 0.15, "torn": 0.15}
"""Modules with run(folder, times, chance) -> Tally, and the share of --times that each has."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`run` is given an empty folder, how often, and where chance comes from."""

    share: float
    run: Callable[[Path, int, Random], Row]


def faults(where: str | None = None) -> dict[str, Fault]:
    """Every fault by its name. `where` is the empty database of a server on which the workers are to be tried."""
    found = {"workers": Fault(1.0, lambda *how: _module("workers").run(*how))}
    found["workers-server"] = Fault(1.0, lambda *how: _module("workers").run_on_server(*how, where=where))
    endings = _module("endings")
    found |= {
        name: Fault(0.2 * endings.SHARES.get(name, 1), end)
        for name, end in endings.ENDS.items()
    }
    hangs = _module("hangs")
    found |= {f"hangs-{name}": Fault(0.08, partial(hangs.run, name)) for name in hangs.HANGS}
    found["packets"] = Fault(0.1, lambda *how: _module("packets").run(*how))
    return found | {
        name: Fault(share, lambda *how, name=name: _module(name).run(*how).row)  # type: ignore[misc]
        for name, share in DISPATCH.items()
    }


def _module(name: str) -> Any:
    return importlib.import_module(f"tests.faults.{name}")


def main() -> int:
    known = faults()
    parser = argparse.ArgumentParser(
        "python -m tests.faults",
        description=tests.faults.__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help=f"which faults: {', '.join(known)}")
    parser.add_argument("--times", type=int, default=100, help="how often the first; others have a share of it (100)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (1)")
    parser.add_argument(
        "--db", metavar="URL", help="an empty database of a server, for workers-server; else one is started"
    )
    asked = parser.parse_args()
    if unknown := set(asked.name) - set(known):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    if not 1 <= asked.times <= 10_000:
        parser.error("--times is from 1 to 10000")
    rows, broken = tried(asked.name or list(known), faults(asked.db), asked.times, asked.seed)
    print(table(rows), *(f"\n{row.fault}\n  " + "\n  ".join(row.details) for row in rows if row.details), sep="\n")
    print(*(f"{row.fault}: {words}" for row in rows for words in row.wrong), *broken, sep="\n")
    return 0 if all(row.clean for row in rows) and not broken else 1


def tried(names: list[str], known: dict[str, Fault], times: int, seed: int) -> tuple[list[Row], list[str]]:
    """Each of these faults; what one came to is shown at once. One that can't be tried does not stop the others."""
    rows, broken = [], []
    with tempfile.TemporaryDirectory(prefix="topaz-faults-") as folder:
        for name in names:
            (place := Path(folder) / name.replace(" ", "-")).mkdir()
            often = max(1, round(times * known[name].share))
            print(f"{name}, {often} times …", file=sys.stderr, flush=True)
            try:
                rows.append(known[name].run(place, often, Random(seed)))
            except Exception as error:
                broken.append(f"{name}: not counted: {type(error).__name__}: {error}")
            else:
                print(table(rows[-1:]), file=sys.stderr, flush=True)
    return rows, broken


if __name__ == "__main__":
    sys.exit(main())
