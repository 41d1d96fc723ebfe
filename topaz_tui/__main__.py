"""The program as it is started: `topaz`, or python -m topaz_tui."""

from __future__ import annotations

import atexit
import gc

SELDOM = 50_000, 20, 100
"""Objects, and rounds, until what is new is looked through for garbage."""


def main() -> None:
    """Run the command line. What a start imports stays: to look through it again and again as it grew, and more than
    once as all ends, took a fifth of the time of a command."""
    gc.set_threshold(*SELDOM)
    atexit.register(gc.freeze)  # of those that are registered the first is done last
    from topaz_tui.cli import main as run

    run()


if __name__ == "__main__":
    main()
