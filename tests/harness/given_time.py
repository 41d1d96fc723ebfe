"""Topaz's own command line, ended by force only so many seconds after it was told to end: python -m
tests.harness.given_time SECONDS WORD …"""

from __future__ import annotations

import sys

from topaz_tui.cli import main
from topaz_tui.runtime import shutdown

shutdown.OVER = float(sys.argv.pop(1))
main()
