"""Topaz on a machine whose clock can be set: by so many seconds as stand in the file that TOPAZ_TEST_CLOCK names."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from topaz_tui import cli, clock


def jumped() -> datetime:
    try:
        by = int(FILE.read_text())
    except (OSError, ValueError):
        by = 0
    return right() + timedelta(seconds=by)


if __name__ == "__main__":
    FILE = Path(os.environ["TOPAZ_TEST_CLOCK"])
    right = clock.now
    clock.now = jumped
    cli.main()
