from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path
from random import Random

import tests.faults
from tests.faults.tally import table

FAULTS = {"dispatch": 1.0, "server": 0.3, "moods": 0.3, "tray": 0.3, "pause": 0.15, "torn": 0.15}
"""Modules with run(folder, times, chance) -> Tally, and the share of --times that each has."""


def main() -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.faults",
        description=tests.faults.__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help=f"which faults: {', '.join(FAULTS)}")
    parser.add_argument("--times", type=int, default=100, help="how often the first; the others less (100)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (1)")
    asked = parser.parse_args()
    if unknown := set(asked.name) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    if not 1 <= asked.times <= 10_000:
        parser.error("--times is from 1 to 10000")
    tallies, broken = [], []
    with tempfile.TemporaryDirectory(prefix="topaz-faults-") as folder:
        for name in asked.name or FAULTS:
            (place := Path(folder) / name).mkdir()
            fault = importlib.import_module(f"tests.faults.{name}")
            times = max(1, round(asked.times * FAULTS[name]))
            print(f"{fault.FAULT}, {times} times …", file=sys.stderr, flush=True)
            try:
                tallies.append(fault.run(place, times, Random(asked.seed)))
            except Exception as error:  # the other faults can still be tried
                broken.append(f"{fault.FAULT}: not counted: {type(error).__name__}: {error}")
            else:
                print(table(tallies[-1:]), file=sys.stderr, flush=True)
    print(table(tallies))
    print(*(f"{tally.fault}: {words}" for tally in tallies for words in tally.wrong), *broken, sep="\n")
    return 0 if all(tally.clean for tally in tallies) and not broken else 1


if __name__ == "__main__":
    sys.exit(main())
