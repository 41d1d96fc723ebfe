from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import tests.bench
from tests.bench import ours
from tests.bench.measure import table

BENCHES = ("start", "keys", "keycost", "line", "claims", "intake", "find", "dispatch", "paint", "scale", "figures",
           "tasks", "log", "care")  # fmt: skip
"""Modules with SIZES, and run(folder, one of them) -> list[Row], or a table of their own."""


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.bench",
        description=tests.bench.__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help=f"which benches: {', '.join(BENCHES)}")
    for effort, what in (("quick", "fewer rounds and smaller sizes"), ("smallest", "once, to see that it still runs")):
        parser.add_argument(f"--{effort}", dest="effort", action="store_const", const=effort, help=what)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where scale keeps its databases for the next time")
    asked = parser.parse_args(words)
    ours.KEEP = asked.keep
    if unknown := set(asked.name) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    failed = False
    with tempfile.TemporaryDirectory(prefix="topaz-bench-") as folder:
        for name in asked.name or BENCHES:
            bench = importlib.import_module(f"tests.bench.{name}")
            print(f"\n{bench.__doc__}", flush=True)
            try:
                found = bench.run(Path(folder), bench.SIZES[asked.effort or "whole"])
                print(found if isinstance(found, str) else table(found), flush=True)
            except Exception as err:  # the other benches can still be measured
                failed = True
                print(f"not measured: {type(err).__name__}: {err}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
