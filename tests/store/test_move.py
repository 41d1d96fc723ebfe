"""A list moves from a file to a server: whole, equal, and never in two places; with real processes and kill -9."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness import forked
from tests.harness.postgres import Server
from tests.support.moments import NOW
from tests.support.sessions import employ
from tests.support.waiting import PATIENCE
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.services import clients, queue, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store import database, models, move
from topaz_tui.store.database import open_database, transaction

FOR = ("a", "smi", "ada", "0207", "3 may", "se1", "1944", "nn 07")


@pytest.fixture
def file(demo_file: Path, tmp_path: Path, at: Any) -> Iterator[Path]:
    at(NOW)
    copy = tmp_path / "team.db"
    shutil.copy(demo_file, copy)
    yield copy
    database.close()


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    yield server.make("moved")
    database.close()
    server.drop("moved")


def everything(where: Path | str) -> dict[str, list[Any]]:
    """All rows of all tables."""
    open_database(where)
    said: dict[str, list[Any]] = {}
    for model in models.MODELS:
        key = model._meta.primary_key
        assert key
        rows = database.database.execute_sql(
            f"SELECT * FROM {model._meta.table_name} ORDER BY {key.column_name}"
        ).fetchall()
        said[model.__name__] = [tuple(row) for row in rows if model is not models.Metadata or row[0] not in move.OURS]
    database.close()
    return said


def looks(where: Path | str) -> dict[str, list[Any]]:
    """What a worker sees of it."""
    open_database(where)
    session = workers.current_session(Settings())
    lists = {tab: queue.list_people(session, tab) for tab in queue.TABS}
    seen: dict[str, list[Any]] = {
        "tabs": [(look.people, look.counts, look.done_today, look.callbacks_due) for look in lists.values()],
        "board": [(each.id, each.status_words, each.deadline) for each in escalations.board(session).items],
        "found": [sorted(p.client_id for p in clients.find(session, text).people) for text in FOR],
        "pages": [clients.open_profile(session, person.client_id) for person in lists["callable"].people[:20]],
    }
    database.close()
    return seen


def topaz(*words: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "topaz_tui", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=dict(os.environ),
    )  # fmt: skip


def test_move_brings_every_row_and_every_screen_looks_the_same(file: Path, url: str) -> None:
    seen, before = looks(file), everything(file)
    assert move.move(file, url) == sum(map(len, before.values()))
    after = everything(url)
    for name, rows in before.items():
        assert after[name] == rows, name
    for name, shown in looks(url).items():
        assert shown == seen[name], name
    with pytest.raises(UserError, match="was moved to postgresql") as caught:
        open_database(file)
    assert url in caught.value.hint


def test_move_to_a_server_lets_work_go_on_there(file: Path, url: str) -> None:
    move.move(file, url)
    open_database(url)
    employ("new", "Nora New", "worker")  # its number comes after those that were copied
    held = queue.claim_next(workers.current_session(Settings()))
    assert held is not None


def test_move_is_told_to_a_terminal_that_has_the_file_open(file: Path, url: str) -> None:
    opened = open_database(file)
    move.move(file, url)
    with pytest.raises(UserError, match="was moved"), transaction():
        opened.execute_sql("DELETE FROM draft")


@pytest.mark.parametrize("table", ["worker", "client", "call", "event", "queue_status", "metadata"])
def test_move_killed_anywhere_goes_on(file: Path, url: str, table: str) -> None:
    before = everything(file)
    process = topaz("--db", file, "move", "--to", url)
    assert process.stdout is not None
    for line in process.stdout:
        if line.split()[0] == table:
            process.send_signal(signal.SIGKILL)
            break
    process.communicate(timeout=PATIENCE)
    if process.returncode == -signal.SIGKILL:
        held = not _opens(url)
        assert held or not _opens(file), "two lists in use"
    again = forked.topaz("--db", file, "move", "--to", url)
    wrong = again.stderr
    assert again.returncode == 0 or "was moved" in wrong or "There are tables" in wrong, wrong
    assert everything(url) == before
    assert not _opens(file)


def _opens(where: Path | str) -> bool:
    try:
        open_database(where)
    except UserError:
        return False
    finally:
        database.close()
    return True


def test_move_that_comes_out_otherwise_leaves_the_file_in_use(
    file: Path, url: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    copy = move._copy

    def then_somebody_changes_it(source: Any, target: Any, name: str, columns: Any, select: str) -> int:
        count = copy(source, target, name, columns, select)
        if name == "phone":
            target.execute_sql("UPDATE phone SET number = '+44' WHERE id = (SELECT max(id) FROM phone)")
        return count

    with monkeypatch.context() as patch:
        patch.setattr(move, "_copy", then_somebody_changes_it)
        with pytest.raises(UserError, match="of phone is not on the server as it is in the file"):
            move.move(file, url)
    assert _opens(file) and not _opens(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM call").fetchone() == (0,)
    move.move(file, url)  # and again, with what was wrong put right
    assert _opens(url)


def test_move_overwrites_no_other_list(file: Path, url: str) -> None:
    open_database(url, create=True)
    database.close()
    with pytest.raises(UserError, match="There are tables"):
        move.move(file, url)
    assert _opens(file)


def test_move_after_a_kill_takes_later_work_on_the_file_along(
    file: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    def stop(table: str, rows: int) -> None:
        if table == "note":
            raise Killed

    with pytest.raises(Killed):
        move.move(file, url, stop)
    open_database(file)
    employ("late", "Lara Late", "worker")
    database.close()
    before = everything(file)
    move.move(file, url)
    assert everything(url) == before
