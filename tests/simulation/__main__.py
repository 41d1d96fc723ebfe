"""python -m tests.simulation [--concerns 5000] [--seed 1] [--days 365]: the year, and what it came to."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import tests.simulation
from tests.simulation.year import Year


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.simulation",
        description=tests.simulation.__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--concerns", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument(
        "--support-days", type=int, default=1, help="days between two of letters and referrals; 0: never"
    )
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="topaz-year-") as folder:
        year = Year(Path(folder), asked.concerns, asked.seed, days=asked.days, support_days=asked.support_days)
        report = year.run(lambda words: print(words, file=sys.stderr, flush=True))
    print(report)
    return 1 if report.differences or report.lost or report.came_back else 0


if __name__ == "__main__":
    sys.exit(main())
