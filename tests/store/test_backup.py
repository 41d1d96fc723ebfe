"""Copies and their way back, on real files, beside real processes that write, and with kill -9 at each step."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.store import filled
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE, wait_until
from topaz_tui.errors import UserError
from topaz_tui.store import backup, database, file_format
from topaz_tui.store.backup import copying

# An action writes a note and a line in the log; a copy of one moment has as many of the one as of the other.
# All ten are forked from one process, which has imported what they need.
WRITERS = """
import os, sys
from topaz_tui.store import audit, backup, database, sqlite
path, gate, count = sys.argv[1:]
for _ in range(int(count) - 1):
    if not os.fork():
        break
db = database.open_database(path)
os.write(1, b"here\\n")
number = 0
while "stop" not in os.listdir(gate):
    with database.transaction():
        db.execute_sql("INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (1, 1, '', '', '')")
        audit.record(1, "wrote a note")
    number += 1
os.write(1, f"{number}\\n".encode())
"""
HOLDER = """
import sys
from topaz_tui.store import database
database.open_database(sys.argv[1]).execute_sql("SELECT count(*) FROM client").fetchall()
print("here", flush=True)
sys.stdin.readline()
"""


def start(script: str, *words: object) -> subprocess.Popen[str]:
    """A process that runs this, and has said that it is there."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    return process


@contextmanager
def held_open(path: Path) -> Iterator[None]:
    """Another process has the database open."""
    holder = start(HOLDER, path)
    yield
    holder.communicate("\n", timeout=PATIENCE)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    (tmp_path / "here").mkdir()
    return filled.make(tmp_path / "here" / "t.db", which="old")


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A backup of another content."""
    filled.make(tmp_path / "other.db", rows=3, which="new")
    return backup.back_up(tmp_path / "other.db", tmp_path / "good").path


def names(folder: Path) -> list[str]:
    """What is there; but for the key of the log, which is there as soon as that has a line."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".log-key")


def size_of(path: Path) -> int:
    """Its size, 0 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


LEFT = """
import os, sys
from sqlcipher3 import dbapi2 as s
c = s.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA journal_mode = WAL")
c.execute(sys.argv[2])
os._exit(0)
"""


def leave_in_wal(path: Path, sql: str = "INSERT INTO metadata VALUES ('more 1', 1)") -> None:
    """A commit that is in the -wal alone, as after a kill -9 of the last program."""
    subprocess.run([sys.executable, "-c", LEFT, str(path), sql], check=True)
    assert path.with_name(path.name + "-wal").stat().st_size


def of_another(db: Path) -> None:
    """The -wal of another database stands beside this one, as when a file was copied alone."""
    third = filled.make(db.parents[1] / "third.db", rows=60, which="third")
    leave_in_wal(third, "UPDATE client SET household = hex(randomblob(400))")
    db.with_name("t.db-wal").write_bytes(third.with_name("third.db-wal").read_bytes())


# A copy


def test_backup_is_of_one_moment_while_ten_write(db: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    gate.mkdir()
    writers = start(WRITERS, db, gate, 10)
    assert writers.stdout is not None

    def notes() -> int:
        return len(filled.contents(db, {"note": ["id"]})["note"])

    try:
        assert [writers.stdout.readline() for _ in range(9)] == ["here\n"] * 9
        counts = [0]
        for number in range(3):
            wait_until(lambda: notes() > counts[-1])
            made = backup.back_up(db, tmp_path / f"copy-{number}")
            rows = filled.contents(made.path, {"note": ["id"], "audit": ["id"]})
            counts.append(len(rows["note"]))
            assert len(rows["note"]) == len(rows["audit"]) == made.contents.rows["note"]
    finally:
        (gate / "stop").touch()
        told = writers.communicate(timeout=PATIENCE)[0].split()
    written = sum(map(int, told))
    assert len(told) == 10 and counts == sorted(set(counts)) and counts[-1] <= written + 2, "they wrote on meanwhile"
    assert notes() == written + 2, "and nothing of it was lost"
    assert names(tmp_path) == ["copy-0", "copy-1", "copy-2", "gate", "here", "home"]


def test_backup_is_one_file_of_its_owner_alone(db: Path, tmp_path: Path) -> None:
    leave_in_wal(db)
    made = backup.back_up(db, tmp_path / "copy")
    assert names(tmp_path) == ["copy", "here", "home"]
    assert mode(made.path) == 0o600
    assert made.path.read_bytes()[18:20] == b"\1\1", (
        "no -wal belongs to it: it can be read where nothing can be written"
    )
    assert made.size == made.path.stat().st_size
    assert filled.contents(made.path) == filled.contents(db)
    assert ("more 1", "1") in filled.contents(made.path)["metadata"]


def test_backup_overwrites_nothing_and_refuses_a_bad_place(db: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    for name, words in (
        ("there", "is there already"),
        ("link", "is there already"),
        ("here", "is a folder"),
        ("none/copy", "There is no folder"),
    ):
        with pytest.raises(UserError, match=words) as caught:
            backup.back_up(db, tmp_path / name)
        assert caught.value.hint
    assert (tmp_path / "there").read_text() == "mine"
    assert names(tmp_path) == ["here", "home", "link", "there"]


def test_backup_appears_where_the_disk_has_no_links(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # as a memory stick says it

    monkeypatch.setattr(os, "link", refuse)
    backup.back_up(db, tmp_path / "copy")
    assert names(tmp_path) == ["copy", "here", "home"]
    with pytest.raises(UserError, match="is there already"):
        backup.back_up(db, tmp_path / "copy")


def test_backup_of_a_damaged_database_is_refused(db: Path, tmp_path: Path) -> None:
    with db.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(30 * 4096))
    with pytest.raises(UserError, match=r"t\.db is damaged"):
        backup.back_up(db, tmp_path / "copy")
    (tmp_path / "text").write_text("Dear council " * 1000)
    with pytest.raises(UserError, match="text is damaged, or is no database"):
        backup.back_up(tmp_path / "text", tmp_path / "copy")
    filled.connect(tmp_path / "empty").execute("CREATE TABLE t (x)")
    with pytest.raises(UserError, match="empty is not a Topaz database"):
        backup.back_up(tmp_path / "empty", tmp_path / "copy")
    assert names(tmp_path) == ["empty", "here", "home", "text"]


def test_backup_finds_a_row_that_refers_to_nothing(db: Path, tmp_path: Path) -> None:
    filled.connect(db).execute(
        "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (9999, 1, '', '', '')"
    )
    with pytest.raises(backup.Damaged, match="refers to what is not there"):
        backup.back_up(db, tmp_path / "copy")
    assert backup.verify(db, quick=True).rows["note"] == 3, "a quick look does not see it"


def test_backup_on_a_full_disk_leaves_nothing(db: Path, tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from topaz_tui.store import backup\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "backup.back_up(*map(Path, sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(db), str(tmp_path / "copy")], capture_output=True, text=True, cwd=ROOT
    )
    assert "Unavailable" in done.stderr.splitlines()[-1], done.stderr
    assert names(tmp_path) == ["here", "home"]


def test_backup_deletes_what_a_killed_one_left_but_nothing_in_use(db: Path, tmp_path: Path) -> None:
    begin = (
        "import sys; from pathlib import Path; from topaz_tui.store.backup.part_file import part_file\n"
        "with part_file(Path(sys.argv[1]), 0o600):\n print('here', flush=True); sys.stdin.readline()"
    )
    target = tmp_path / "copy"
    killed, at_work = start(begin, target), start(begin, target)
    killed.kill()
    killed.communicate()
    assert len(names(tmp_path)) == 4, names(tmp_path)
    (tmp_path / ".copy.not-ours.part").touch()
    backup.back_up(db, target)
    hidden = [name for name in names(tmp_path) if name.startswith(".")]
    assert len(hidden) == 2 and ".copy.not-ours.part" in hidden, "the one at work, and what is not ours"
    at_work.communicate("\n", timeout=PATIENCE)
    assert [name for name in names(tmp_path) if name.startswith(".")] == [".copy.not-ours.part"]


# Before an upgrade, and daily


def test_backup_before_an_upgrade_is_made_once_and_never_overwritten(db: Path) -> None:
    db.chmod(0o660)
    with database.open_database(db).connection_context():
        kept = backup.before_upgrade(db, 9)
        assert kept.name == "t.db.before-schema-9" and mode(kept) == 0o660
        assert backup.before_upgrade(db, 9) == kept, "the same to the byte"
        database.database.execute_sql("INSERT INTO metadata VALUES ('later', '1')")
        assert backup.before_upgrade(db, 9).name == "t.db.before-schema-9.2"
    database.close()
    assert names(db.parent) == ["t.db", "t.db.before-schema-9", "t.db.before-schema-9.2"]
    assert "later" not in [row[0] for row in filled.contents(kept)["metadata"]]


def test_daily_backups_keep_the_newest_and_delete_nothing_else(db: Path) -> None:
    folder = db.parent / "backups"
    folder.mkdir()
    others = ["t.db.daily-2026-11-01.old", "t.db.before-schema-3", "x.db.daily-2026-11-01", "t.db.daily-x"]
    for name in others:
        (folder / name).write_text("mine")
    (folder / "t.db.daily-2026-10-31").mkdir()
    for day in range(1, 7):
        backup.daily(db, folder, date(2026, 11, day), 3)
    again = backup.daily(db, folder, date(2026, 11, 6), 3).path
    kept = ["t.db.daily-2026-11-05", "t.db.daily-2026-11-06", "t.db.daily-2026-11-06.2"]
    assert names(folder) == sorted([*others, "t.db.daily-2026-10-31", *kept])
    assert backup.dailies(db, folder)[0] == again
    assert backup.verify(again) == backup.verify(db)


def test_daily_backup_whose_name_is_taken_gets_another(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, copy = db.parent / "backups", copying.copy_whole

    def slow(*args: Any) -> Any:
        made = copy(*args)
        (folder / "t.db.daily-2026-11-06").write_text("another's, who began before the clock was set back")
        return made

    monkeypatch.setattr(copying, "copy_whole", slow)
    made = backup.daily(db, folder, date(2026, 11, 6), 3)
    assert names(folder) == ["t.db.daily-2026-11-06", "t.db.daily-2026-11-06.2"]
    assert made.path.name.endswith(".2") and backup.verify(made.path) == backup.verify(db)


def test_daily_backup_of_a_clock_set_back_is_not_deleted_as_the_oldest(db: Path) -> None:
    folder = db.parent / "backups"
    for day in (7, 8, 9):
        backup.daily(db, folder, date(2026, 11, day), 3)
    made = backup.daily(db, folder, date(2026, 11, 2), 3)
    assert names(folder) == ["t.db.daily-2026-11-02", "t.db.daily-2026-11-08", "t.db.daily-2026-11-09"]
    assert backup.daily(db, folder, date(2026, 11, 2), 1).path.name == "t.db.daily-2026-11-02.2"
    assert names(folder) == ["t.db.daily-2026-11-02.2"] and made.path.name == "t.db.daily-2026-11-02"


def test_daily_backups_of_two_databases_of_one_name_share_a_folder(db: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    other, folder = filled.make(tmp_path / "there" / "t.db", which="other"), tmp_path / "all"
    for day in (1, 2, 3):
        for path in (db, other):
            backup.daily(path, folder, date(2026, 11, day), 2)
    assert [filled.which(path) for path in backup.dailies(db, folder)] == ["old", "old"]
    assert [filled.which(path) for path in backup.dailies(other, folder)] == ["other", "other"]
    assert mode(folder) == 0o700


def test_daily_backups_of_a_team_are_the_teams(db: Path) -> None:
    db.chmod(0o660)
    made = backup.daily(db, db.parent / "backups", date(2026, 11, 1), 2).path
    assert mode(made) == 0o660 and mode(made.parent) == 0o2770


# Back


def test_restore_exchanges_a_sound_database_and_keeps_it(db: Path, good: Path) -> None:
    db.chmod(0o660)
    before, inode = filled.contents(db), db.stat().st_ino
    leave_in_wal(db)
    done = backup.restore(good, db)
    assert db.stat().st_ino == inode and mode(db) == 0o660
    assert filled.which(db) == "new" and done.contents == backup.verify(good)
    assert done.kept is not None and mode(done.kept) == 0o660
    assert filled.contents(done.kept) == before | {"metadata": sorted([*before["metadata"], ("more 1", "1")])}
    assert names(db.parent) == ["t.db", done.kept.name]
    assert filled.which(good) == "new" and names(good.parent) == ["good", "here", "home", "other.db"]
    backup.restore(done.kept, db)
    assert filled.which(db) == "old", "and back again"


def test_restore_is_in_the_log(db: Path, good: Path) -> None:
    backup.restore(good, db, "worker.account 2 – ż'\"")
    *_, last = filled.contents(db, {"audit": ["id", "worker_id", "action", "subject"]})["audit"]
    assert last == (4, 2, "restored", "backup of 2026-11-04T10:00:00Z")


def test_restore_sends_nothing_again_by_itself(db: Path, good: Path, tmp_path: Path) -> None:
    connection = filled.connect(tmp_path / "other.db")
    for number, (kind, state) in enumerate(
        [("concern", "due"), ("letter", "trying"), ("notice", "due"), ("concern", "sent")]
    ):
        connection.execute(
            "INSERT INTO outbox (kind, key, concern_id, channel, message_id, state, next_at, give_up_at, made_at)"
            " VALUES (?, ?, 1, 'mail', ?, ?, '', '', '')",
            (kind, f"k{number}", f"m{number}", state),
        )
    for number, way in enumerate(("print", "print", "mail")):
        connection.execute(
            "INSERT INTO letter (reference, client_id, kind, way, sent_to, language, subject, text, made_by, made_at)"
            " VALUES (?, 1, 'agreed', ?, '', '', '', '', 1, '')", (f"LT-2026-9000{number}", way),
        )  # fmt: skip
    connection.execute(
        "INSERT INTO letter_step (letter_id, at, step) SELECT id, '', 'printed' FROM letter"
        " WHERE reference = 'LT-2026-90001'"
    )
    connection.close()
    done = backup.restore(backup.back_up(tmp_path / "other.db", tmp_path / "later").path, db)
    assert done.perhaps_sent == 3
    rows = filled.contents(db, {"outbox": ["key", "state"]})["outbox"]
    assert [row for row in rows if str(row[0]).startswith("k")] == [
        ("k0", "handing over"), ("k1", "handing over"), ("k2", "due"), ("k3", "sent"),
    ]  # fmt: skip
    steps = filled.contents(db, {"letter_step": ["step", "words"]})["letter_step"]
    assert sorted(step for step, _ in steps if step in ("printed", "failed")) == ["failed", "printed"]
    assert "restored from a backup" in str(steps)


@pytest.mark.parametrize("damage", ["garbage", "short", "empty page", "text", "other wal", "nothing in it"])
def test_restore_keeps_a_damaged_database_as_it_is(db: Path, good: Path, tmp_path: Path, damage: str) -> None:
    leave_in_wal(db)
    wal = db.with_name("t.db-wal")
    if damage == "other wal":
        of_another(db)
    elif damage == "text":
        db.write_text("Dear council " * 5000)
    elif damage == "short":
        wal.unlink()
        os.truncate(db, db.stat().st_size // 2)
    elif damage == "nothing in it":
        db.write_bytes(b"")
    else:
        with db.open("r+b") as file:
            file.seek(0 if damage == "garbage" else 8 * 4096)
            file.write(os.urandom(4096) if damage == "garbage" else bytes(20 * 4096))
    db.chmod(0o660)
    before = {suffix: path.read_bytes() for suffix in ("", "-wal") if (path := db.with_name(f"t.db{suffix}")).exists()}
    done = backup.restore(good, db)
    assert done.kept is not None
    assert {suffix: done.kept.with_name(done.kept.name + suffix).read_bytes() for suffix in before} == before
    assert not db.with_name("t.db-wal").exists() and not db.with_name("t.db-shm").exists()
    assert mode(db) == 0o660 and backup.verify(db).clients == 3 and filled.which(db) == "new"


def test_restore_makes_a_missing_database_and_puts_aside_a_wal(db: Path, good: Path) -> None:
    leave_in_wal(db)
    db.unlink()
    done = backup.restore(good, db)
    assert done.kept is not None and not done.kept.exists() and done.kept.with_name(f"{done.kept.name}-wal").exists()
    assert filled.which(db) == "new" and mode(db) == 0o600
    for path in db.parent.iterdir():
        path.unlink()
    assert backup.restore(good, db).kept is None
    assert names(db.parent) == ["t.db"]


def test_restore_is_refused_while_somebody_has_the_database_open(db: Path, good: Path) -> None:
    with held_open(db):
        with pytest.raises(UserError, match="is in use") as caught:
            backup.restore(good, db)
        assert "dispatch" in caught.value.hint
    assert filled.which(db) == "old" and names(db.parent) == ["t.db"]
    leave_in_wal(db)
    with held_open(db):  # and it is damaged under them
        with db.open("r+b") as file:
            file.write(os.urandom(4096))
        with pytest.raises(UserError, match="is in use"):
            backup.restore(good, db)
        assert not [name for name in names(db.parent) if "before" in name or name.startswith(".")]


def test_restore_of_no_good_backup_changes_nothing(db: Path, good: Path, tmp_path: Path) -> None:
    bad = {}
    for name in ("short", "garbage", "newer", "moved", "strange", "text"):
        bad[name] = tmp_path / name
        bad[name].write_bytes(good.read_bytes())
    os.truncate(bad["short"], good.stat().st_size // 2)
    with bad["garbage"].open("r+b") as file:
        file.seek(10 * 4096)
        file.write(os.urandom(12 * 4096))
    filled.connect(bad["newer"]).execute("PRAGMA user_version = 999")
    filled.connect(bad["moved"]).execute(f"PRAGMA user_version = {file_format.MOVED}")
    filled.connect(bad["strange"]).execute("PRAGMA application_id = 7")
    bad["text"].write_text("Dear council " * 1000)
    bad["absent"], bad["folder"] = tmp_path / "absent", tmp_path
    before = db.read_bytes()
    for name, words in (
        ("short", "short is damaged"), ("garbage", "garbage is damaged"), ("newer", "newer Topaz"),
        ("moved", "moved to a server"), ("strange", "is not a Topaz database"), ("text", "text is damaged"),
        ("absent", "There is no backup"), ("folder", "There is no backup"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=words) as caught:
            backup.restore(bad[name], db)
        assert caught.value.hint
    with pytest.raises(UserError, match="is the database itself"):
        backup.restore(db, db)
    assert db.read_bytes() == before and names(db.parent) == ["t.db"]


def test_restore_does_not_touch_another_programs_database(good: Path, tmp_path: Path) -> None:
    other = tmp_path / "firefox.sqlite"
    connection = filled.connect(other)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    before = other.read_bytes()
    with pytest.raises(UserError, match="is not a Topaz database"):
        backup.restore(good, other)
    assert other.read_bytes() == before


@pytest.mark.parametrize("version", sorted({*filled.VERSIONS[::8], *filled.VERSIONS[-2:]}))
def test_restore_of_an_older_backup_is_upgraded_when_opened(db: Path, tmp_path: Path, version: int) -> None:
    old = filled.make(tmp_path / "old.db", version, which="older")
    backup.restore(backup.back_up(old, tmp_path / "copy").path, db)
    opened = database.open_database(db)
    assert opened.check_version() == filled.VERSIONS[-1]
    database.close()
    assert filled.which(db) == "older"


def test_restore_reads_a_backup_on_a_read_only_disk(db: Path, good: Path) -> None:
    stick = good.parent / "stick"
    stick.mkdir()
    copy = stick / "copy"
    copy.write_bytes(good.read_bytes())
    filled.connect(copy).execute("PRAGMA journal_mode = WAL")
    copy.chmod(0o400)
    stick.chmod(0o500)
    backup.restore(copy, db)
    assert filled.which(db) == "new"
    stick.chmod(0o700)
    assert names(stick) == ["copy"]


# Killed


@pytest.mark.parametrize("case", ["sound", "damaged", "other wal", "missing"])
def test_restore_killed_at_any_step_loses_nothing(db: Path, good: Path, tmp_path: Path, case: str) -> None:
    leave_in_wal(db)
    if case == "damaged":
        with db.open("r+b") as file:
            file.write(os.urandom(4096))
    elif case == "other wal":
        of_another(db)
    elif case == "missing":
        db.unlink()
    db.parent.rename(tmp_path / "start")
    (tmp_path / "start" / "good").write_bytes(good.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killed", str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    steps = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(steps) >= 8 and all(step["killed"] and step["again"] for step in steps), steps
    old = {"sound": "old 1", "missing": "missing"}.get(case, "damaged")
    between = {"other wal": {"old 0"}}.get(case, set())  # a damaged one whose -wal is already out of the way
    for step in steps:
        after, then = step["after"], step["then"]
        assert after["is"] in {old, "new 0", *between}, step
        for found in (after, then):  # what was there before is there, whole
            if case == "sound":
                assert "old 1" in (found["is"], *found["kept"].values()), step
                assert set(found["kept"].values()) <= {"old 1", "new 0"}, step
            else:
                assert found["raw"] if case != "missing" else found["wal"], step
            if found["is"] == "new 0" and case != "sound":
                assert not found["beside"], "what stands beside would be taken for part of it"
        assert then["is"] == "new 0" and then["hidden"] == [] and then["beside"] == [], step
    assert {step["after"]["is"] for step in steps} >= {old, "new 0"}


def test_restore_killed_while_writing_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """The line in which SQLite writes the new one over the old, killed at moments all along it."""
    (tmp_path / "here").mkdir()
    db = filled.make(tmp_path / "here" / "t.db", rows=300, which="old")
    filled.make(tmp_path / "other.db", rows=500, which="new")
    good = backup.back_up(tmp_path / "other.db", tmp_path / "good").path
    script = (
        "import sys; from pathlib import Path; from sqlcipher3 import dbapi2 as s; from topaz_tui.store import backup\n"
        "class Slow(s.Connection):\n"
        "    def backup(self, target, **how):\n"
        "        if target.execute('PRAGMA locking_mode').fetchone() == ('exclusive',): print('here', flush=True)\n"
        "        super().backup(target, **how); print('done', flush=True)\n"
        "connect = s.connect\n"
        "s.connect = lambda *a, **k: connect(*a, factory=Slow, **k)\n"
        "backup.restore(*map(Path, sys.argv[1:]))"
    )
    seen = set()
    for moment in range(0, 12, 3):
        for path in db.parent.iterdir():
            if path != db:
                path.unlink()
        process = subprocess.Popen(
            [sys.executable, "-c", script, str(good), str(db)], stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert process.stdout is not None
        while process.stdout.readline() != "here\n":
            pass
        # Killed as soon as so much is in the -wal: what is written is the measure, not the time.
        wal, enough = db.with_name("t.db-wal"), moment * good.stat().st_size // 10
        while process.poll() is None and size_of(wal) < enough:
            pass
        process.send_signal(signal.SIGKILL)
        process.communicate()
        seen.add(which := filled.which(db))
        assert backup.verify(db).clients == {"old": 300, "new": 500}[which]
        [kept] = [path for path in db.parent.iterdir() if "before-restore" in path.name]
        if which == "new":
            assert filled.which(kept) == "old"
            backup.restore(kept, db)
        assert filled.which(db) == "old"
    assert "old" in seen
