"""Connections to a database file of their own, beside the program's: to read it, to copy it, to put one in its
place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as driver

from topaz_tui.store.backup.errors import in_words
from topaz_tui.store.file_format import as_text
from topaz_tui.store.sqlite_errors import code_of

BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database, and takes for part of it


@contextlib.contextmanager
def reading(path: Path) -> Iterator[Any]:
    """A connection that only reads. A -wal that may not belong to the file is left as it is: whoever opens it to write
    puts it into the database when they close. Raises UserError in words for whatever SQLite says."""
    wal = path.with_name(path.name + "-wal")
    mode = "ro" if wal.exists() and wal.stat().st_size else "rw"
    with in_words(path):
        connection = connect(path, mode)
        try:
            try:
                connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
            except driver.OperationalError as error:
                if code_of(error) != driver.SQLITE_CANTOPEN or mode == "ro" or not path.is_file():
                    raise
                connection.close()
                connection = connect(path, "ro&immutable=1")  # on a disk that can't be written nobody changes it
            yield connection
        finally:
            connection.close()


def connect(path: Path, mode: str) -> Any:
    """Open the file by itself, without Peewee; `mode` is SQLite's: 'ro', 'rw' or 'rwc'."""
    connection = driver.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=5)
    connection.text_factory = as_text
    connection.execute("PRAGMA trusted_schema = 0")  # what a file brings along does nothing by itself
    return connection
