from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import tests.faults
from tests.faults.rows import Row, table

DISPATCH = {
    "dispatch": 1.0,
    "server": 0.3,
    "mail_responses": 0.3,
    "folder_pickup": 0.3,
    "pause": 0.15,
    "torn_reply": 0.15,
}
"""Modules with run(folder, times, chance, each) -> Tally, and the share of --times that each has."""
SMALLEST = {
    "dispatch": (3, 1),
    "server": (1, 1),
    "mail_responses": (1, 1),
    "folder_pickup": (1, 1),
    "pause": (1, 1),
    "torn_reply": (2, 1),
}
"""How often each of them, and how many concerns each time, in the smallest run."""
FEW = {"people": 60, "days": 5, "roles": {"desk0": "manager", "desk2": "worker", "desk3": "worker"}}
"""The workers' smallest run, with so many kills:"""
FEW_KILLS = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """`run` is given an empty folder, how often, and where chance comes from; `smallest` all but how often: it takes
    seconds, and is for the tests."""

    share: float
    run: Callable[[Path, int, Random], Row]
    smallest: Callable[[Path, Random], Row]


def faults(where: str | None = None) -> dict[str, Fault]:
    """Every fault by its name. `where` is the empty database of a server on which the workers are to be tried."""
    found = {
        "workers": Fault(
            1.0,
            lambda *how: _module("workers").run(*how),
            lambda folder, chance: _module("workers").run(folder, FEW_KILLS, chance, **FEW),
        ),
        "workers-server": Fault(
            1.0,
            lambda *how: _module("workers").run_on_server(*how, where=where),
            lambda folder, chance: _module("workers").run_on_server(folder, FEW_KILLS, chance, where, **FEW),
        ),
    }
    endings = _module("endings")
    found |= {
        name: Fault(0.2 * endings.SHARES.get(name, 1), end, partial(endings.smallest, name))
        for name, end in endings.ENDS.items()
    }
    hangs, packets = _module("hangs"), _module("packets")
    found |= {
        f"hangs-{name}": Fault(
            0.08,
            partial(hangs.run, name),
            partial(_hang, hangs, name),
        )
        for name in hangs.HANGS
    }
    found["packets"] = Fault(0.1, lambda *how: packets.run(*how), partial(_packets, packets))
    return found | {name: Fault(share, *_of_dispatch(name)) for name, share in DISPATCH.items()}


def _hang(hangs: Any, name: str, folder: Path, chance: Random) -> Row:
    """It hangs so, once."""
    row: Row = hangs.run(name, folder, 1, chance)
    return row


def _packets(packets: Any, folder: Path, chance: Random) -> Row:
    """One page, few keys."""
    row: Row = packets.run(folder, 1, chance, [chance.choice(list(packets.PAGES))], 5)
    return row


def _of_dispatch(name: str) -> tuple[Callable[[Path, int, Random], Row], Callable[[Path, Random], Row]]:
    """The run of this fault of dispatch, and its smallest."""
    times, each = SMALLEST[name]
    return (
        lambda folder, times, chance: _module(name).run(folder, times, chance).row,
        lambda folder, chance: _module(name).run(folder, times, chance, each).row,
    )


def _module(name: str) -> Any:
    return importlib.import_module(f"tests.faults.{name}")


def main(words: Sequence[str] | None = None) -> int:
    known = faults()
    parser = argparse.ArgumentParser(
        "python -m tests.faults",
        description=tests.faults.__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help=f"which faults: {', '.join(known)}")
    parser.add_argument("--times", type=int, default=100, help="how often the first; others have a share of it (100)")
    parser.add_argument("--smallest", action="store_true", help="seconds each, whatever --times says")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (1)")
    parser.add_argument(
        "--db", metavar="URL", help="an empty database of a server, for workers-server; else one is started"
    )
    asked = parser.parse_args(words)
    if unknown := set(asked.name) - set(known):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    if not 1 <= asked.times <= 10_000:
        parser.error("--times is from 1 to 10000")
    times = None if asked.smallest else asked.times
    rows, broken = tried(asked.name or list(known), faults(asked.db), times, asked.seed)
    print(table(rows), *(f"\n{row.fault}\n  " + "\n  ".join(row.details) for row in rows if row.details), sep="\n")
    print(*(f"{row.fault}: {words}" for row in rows for words in row.wrong), *broken, sep="\n")
    return 0 if all(row.clean for row in rows) and not broken else 1


def tried(names: list[str], known: dict[str, Fault], times: int | None, seed: int) -> tuple[list[Row], list[str]]:
    """Each of these faults, so many times or in its smallest run (None); what one came to is shown at once. One that
    can't be tried does not stop the others."""
    rows, broken = [], []
    with tempfile.TemporaryDirectory(prefix="topaz-faults-") as folder:
        for name in names:
            (place := Path(folder) / name.replace(" ", "-")).mkdir()
            often = times and max(1, round(times * known[name].share))
            print(f"{name}, {often or 'a few'} times …", file=sys.stderr, flush=True)
            try:
                fault, chance = known[name], Random(seed)
                rows.append(fault.run(place, often, chance) if often else fault.smallest(place, chance))
            except Exception as error:
                broken.append(f"{name}: not counted: {type(error).__name__}: {error}")
            else:
                print(table(rows[-1:]), file=sys.stderr, flush=True)
    return rows, broken


if __name__ == "__main__":
    sys.exit(main())
