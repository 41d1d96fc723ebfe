"""Is all well with this database, its files, its machine and its timers? A function for each check, in groups
(database.py, work.py, files.py, timers.py, machine.py); table.py has a row for each, examine.py runs them.

Every finding stands alone: what can't be looked at says so, and the others go on.

It only reads, and through a connection of its own: a damaged database can be looked at, too.
"""

from __future__ import annotations

from topaz_tui.services.doctor.examine import examine
from topaz_tui.services.doctor.finding import CheckResult, Found, megabytes
from topaz_tui.services.doctor.table import FILE, SERVER

__all__ = ["FILE", "SERVER", "CheckResult", "Found", "examine", "megabytes"]
