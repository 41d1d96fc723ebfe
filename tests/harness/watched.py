"""Runs Topaz's own command line, and writes down how each connection that wrote to a database was set.

python -m tests.harness.watched RECORD WORD... appends a line of JSON for each connection: the file, how many rows it
changed, and what the pragmas said when it was closed, or at the end: there by another thread than its own, where the
program on a busy machine did not wait for that. The end itself may take its time here, so that it comes to that.
"""

from __future__ import annotations

import atexit
import gc
import json
import sqlite3
import sys
from typing import Any

from sqlcipher3 import dbapi2 as driver

gc.disable()  # as topaz_tui/__main__.py
atexit.register(gc.freeze)
record, sys.argv = sys.argv[1], ["topaz", *sys.argv[2:]]
connect = driver.connect
living: list[Any] = []


def pragma(connection: Any, name: str) -> Any:
    return driver.Connection.execute(connection, f"PRAGMA {name}").fetchone()[0]


def write_down(connection: Any) -> None:
    if connection not in living:
        return
    living.remove(connection)
    try:
        changes = connection.total_changes
        said = {name: pragma(connection, name) for name in ("journal_mode", "synchronous", "foreign_keys")}
    except driver.Error:
        return  # what can't be read has not been written to
    file = driver.Connection.execute(connection, "PRAGMA database_list").fetchone()[2]
    version = driver.Connection.execute(connection, "SELECT sqlite_version()").fetchone()[0]
    with open(record, "a") as into:
        into.write(json.dumps({"file": file, "changes": changes, "version": version, **said}) + "\n")


def watched(*args: Any, **kwargs: Any) -> Any:
    base = kwargs.pop("factory", driver.Connection)

    def close(connection: Any) -> None:
        write_down(connection)
        base.close(connection)

    watching = type("Watched", (base,), {"close": close})
    connection = connect(*args, factory=watching, check_same_thread=False, **kwargs)
    living.append(connection)
    return connection


def other(*args: Any, **kwargs: Any) -> Any:
    raise AssertionError("A second SQLite library opens a database: closing one drops the other's locks.")


driver.connect, sqlite3.connect, sqlite3.dbapi2.connect = watched, other, other


@atexit.register
def write_down_those_left() -> None:
    for connection in list(living):  # noqa: PERF101  (what is let go of meanwhile is gone from it)
        write_down(connection)


from topaz_tui.cli import main  # noqa: E402  (after the driver is watched)
from topaz_tui.runtime import shutdown  # noqa: E402

shutdown.OVER, shutdown.OWN_WAY = 600.0, 590.0

main()
