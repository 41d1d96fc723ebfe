"""What SQLite's errors say: each is one that SQLite itself raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import peewee
import pytest
from sqlcipher3 import dbapi2 as driver

from topaz_tui.store import sqlite_errors as errors


@contextmanager
def opened(path: Path, mode: str = "rwc") -> Iterator[Any]:
    with closing(driver.connect(f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=0)) as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with opened(tmp_path / "a.db") as one:
        one.execute("CREATE TABLE t (x)")
    return tmp_path / "a.db"


def locked(file: Path) -> None:
    with opened(file) as one, opened(file) as other:
        one.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def copied_into_read_only(file: Path) -> None:
    with opened(file) as one, opened(file.with_name("b.db")) as made:
        made.execute("CREATE TABLE q (x)")
        with opened(file.with_name("b.db"), "ro") as other:
            one.backup(other)


def read_only(file: Path) -> None:
    with opened(file, "ro") as one:
        one.execute("INSERT INTO t VALUES (1)")


def not_there(file: Path) -> None:
    with opened(file.with_name("none"), "ro"):
        pass


def full(file: Path) -> None:
    with opened(file) as one:
        one.execute("PRAGMA max_page_count = 2")
        one.execute("INSERT INTO t VALUES (zeroblob(90000))")


def no_database(file: Path) -> None:
    file.write_bytes(b"x" * 9000)
    with opened(file) as one:
        one.execute("SELECT * FROM t")


def torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 4096)
    with opened(file) as one:
        one.execute("SELECT * FROM t").fetchall()


def no_table(file: Path) -> None:
    with opened(file) as one:
        one.execute("SELECT * FROM none")


def no_text(file: Path) -> None:
    with opened(file) as one:
        one.execute("INSERT INTO t VALUES (CAST(x'ff' AS TEXT))")
        one.execute("SELECT x FROM t").fetchall()


def nonsense(file: Path) -> None:
    with opened(file) as one:
        one.execute("SELEC 'locked, busy, full, malformed, readonly'")


def taken_twice(file: Path) -> None:
    with opened(file) as one:
        one.execute("CREATE TABLE locked (busy UNIQUE)")
        one.executemany("INSERT INTO locked VALUES (?)", [(1,), (1,)])


def nothing_to_roll_back(file: Path) -> None:
    with opened(file) as one:
        one.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("work", "locked", "damaged", "hurt", "rollback"),
    [
        (locked, True, False, True, False),
        (read_only, False, False, True, False),
        (copied_into_read_only, False, False, True, False),
        (not_there, False, False, True, False),
        (full, False, False, True, False),
        (no_database, False, True, True, False),
        (torn, False, True, True, False),
        (no_table, False, True, True, False),
        (no_text, False, True, True, False),
        (nonsense, False, False, False, False),
        (taken_twice, False, False, False, False),  # its words have 'locked' and 'busy', and it is neither
        (nothing_to_roll_back, False, False, False, True),
    ],
)
def test_error_is_told_by_its_code(
    file: Path, work: Callable[[Path], None], locked: bool, damaged: bool, hurt: bool, rollback: bool
) -> None:
    with pytest.raises(driver.Error) as raised:
        work(file)
    for error in (raised.value, peewee.OperationalError(raised.value, *raised.value.args)):
        said = (errors.is_locked, errors.is_damaged, errors.is_hurt, errors.is_failed_rollback)
        assert tuple(each(error) for each in said) == (locked, damaged, hurt, rollback), raised.value


def test_no_module_of_the_store_but_this_reads_words_of_sqlite() -> None:
    store = Path(errors.__file__).parent
    readers = {
        path.relative_to(store).as_posix()
        for path in store.rglob("*.py")
        if "str(error)" in path.read_text("utf-8").replace("{error}", "")
    }
    assert readers <= {"sqlite_errors.py", "postgresql.py"}, "the way to a server has no code of its own in libpq"
