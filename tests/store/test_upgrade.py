"""From every earlier schema to this one: all that was there is there, and the rest is as in a new database. What fails
or is killed in the middle leaves the old one as it was, and the next start goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import peewee
import pytest
from playhouse.migrations import MigrationError

from tests.harness.forked import topaz
from tests.store import filled
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE
from topaz_tui.errors import UserError
from topaz_tui.store import backup, database, file_format, schema, schema_reference, sqlite

EARLIER = [*filled.VERSIONS][:-1]
TAKEN_AWAY = {("standing", "words")}  # a sentence that was made of facts which are there
OPEN = """
import sys
from topaz_tui.store import database
database.open_database(sys.argv[1])
database.close()
"""
# Upgrades one file to the end, and the other in processes of which each kills itself before a statement, the next
# before the seventh after that: it goes on with what the one before it left. All are forked from this one, which has
# imported what they need. It says how each ended, and which schema it left.
KILLED = """
import json, os, signal, sys
from pathlib import Path
from topaz_tui.store import backup, database, sqlite
step, numbered = sqlite.Sqlite.run_step, sqlite.Sqlite.set_version
ran, last, after = 0, -1, {}
def run_step(self, sql):
    global ran
    if ran == last:
        os.kill(os.getpid(), signal.SIGKILL)
    ran += 1
    step(self, sql)
def set_version(self, version):
    numbered(self, version)
    after[version] = ran
sqlite.Sqlite.run_step, sqlite.Sqlite.set_version = run_step, set_version
whole, path, there = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
database.open_database(whole)
database.close()
ended = []
for number in range(0, ran, 7):
    if not os.fork():
        ran, last = 0, number - after.get(there, 0)
        database.open_database(path)
        os._exit(0)
    how = os.waitstatus_to_exitcode(os.wait()[1])
    there = backup.verify(path).schema
    ended.append((how, there))
print(json.dumps(ended))
"""
ONE_DEED_LATER = """
import sys
from topaz_tui.store import audit, database
database.open_database(sys.argv[1])
print('here', flush=True)
sys.stdin.readline()
try:
    with database.transaction():
        audit.record(None, 'wrote')
except Exception as error:
    print(type(error).__name__, error)
"""


def run(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip


def upgrade(path: Path) -> None:
    database.open_database(path)
    database.close()


def version(path: Path) -> int:
    return backup.verify(path).schema


def statements(path: Path) -> dict[tuple[str, str], str]:
    connection = filled.connect(path)
    try:
        return schema_reference.schema(connection.execute(schema_reference.SCHEMA_SQL).fetchall())
    finally:
        connection.close()


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Each table's columns: a step adds them at the end, and its text is not that of a new table to the letter."""
    connection = filled.connect(path)
    try:
        return {
            table: [row[1:] for row in connection.execute(f'PRAGMA table_xinfo("{table}")').fetchall()]
            for table in filled.tables(connection)
        }
    finally:
        connection.close()


def its_columns(path: Path) -> dict[str, list[str]]:
    """Those that are there in each later schema, too."""
    connection = filled.connect(path)
    try:
        return {
            table: [name for name in filled.columns(connection, table) if (table, name) not in TAKEN_AWAY]
            for table in filled.tables(connection)
        }
    finally:
        connection.close()


@pytest.fixture(scope="module")
def as_new(new_file: Path) -> tuple[object, object]:
    """The schema of a new database: its tables, indexes, triggers and views, and each table's columns."""
    return statements(new_file), shape(new_file)


def test_upgrade_has_a_step_for_each_number() -> None:
    assert [int(step.name[:4]) for step in filled.STEPS] == [*filled.VERSIONS]
    assert filled.VERSIONS[-1] == schema.SCHEMA


def _named(trigger: str) -> str:
    table, _, what = trigger.rpartition("_")
    return f"{filled.NAMED.get(table, table)}_{what}"


@pytest.mark.parametrize("earlier", EARLIER)
def test_upgrade_keeps_every_row_and_the_rest_is_as_new(
    tmp_path: Path, as_new: tuple[object, object], earlier: int
) -> None:
    old = filled.make(tmp_path / "t.db", earlier, rows=5)
    had = {table: names for table, names in its_columns(old).items() if table != "schema_migration"}
    before = filled.contents(old, had)
    triggers = statements(old)
    upgrade(old)
    assert version(old) == schema.SCHEMA, "and whole: verify looks at every page, index and reference"
    assert filled.contents(old, had) == before
    now = statements(old)
    assert (now, shape(old)) == as_new, "tables, indexes, triggers, views and columns are those of a new database"
    assert {(kind, _named(name)) for kind, name in triggers if kind == "trigger"} <= set(now)
    kept = tmp_path / f"t.db.before-schema-{schema.SCHEMA}"
    assert version(kept) == earlier and filled.contents(kept, had) == before, "and beside it the one before"
    with pytest.raises(peewee.PeeweeException, match="only grows"):
        database.open_database(old).execute_sql("DELETE FROM audit")
    database.close()


@pytest.mark.parametrize("earlier", sorted({*EARLIER[::8], EARLIER[-1]}))
def test_upgrade_keeps_the_database_before_it(tmp_path: Path, earlier: int) -> None:
    old = filled.make(tmp_path / "t.db", earlier, which="before")
    had = its_columns(old)
    before = filled.contents(old, had)
    upgrade(old)
    kept = tmp_path / f"t.db.before-schema-{schema.SCHEMA}"
    assert version(kept) == earlier and filled.contents(kept, had) == before
    filled.connect(old).execute("UPDATE metadata SET value = 'after' WHERE key = 'which'")
    backup.restore(kept, old)
    assert filled.which(old) == "before" and version(old) == earlier
    upgrade(old)
    assert version(old) == schema.SCHEMA
    names = {path.name for path in tmp_path.iterdir()}
    assert {kept.name, f"{kept.name}.2"} <= names, "the second differs by its line in the log, and overwrote nothing"
    upgrade(old)
    assert {path.name for path in tmp_path.iterdir()} == names, "without a step there is nothing to keep"


def test_upgrade_reads_who_began_a_concern_and_why_a_warning_ended(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "who_and_why" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, rows=3)
    connection = filled.connect(old)
    for concern, *others in ((1, 3, 2), (2,), (3, 33)):
        for worker in others:
            said = f"concern {concern} from worker {worker}"
            line = "INSERT INTO audit (at, deed, client_id, subject) VALUES ('', 'took over a concern', ?, ?)"
            connection.execute(line, (concern, said))
    at = [time for (time,) in connection.execute("SELECT ended_at FROM warning ORDER BY id").fetchall()]
    for client, worker, text in (
        (1, 2, "Warning ended (Risk to staff): an earlier one"),
        (1, 3, "Warning ended (Risk to staff): seen (twice): no risk"),
        (2, 2, "Ended"),
    ):
        line = "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (?, ?, 'note', ?, ?)"
        connection.execute(line, (client, worker, text, at[client - 1]))
    connection.execute("UPDATE warning SET ended_at = NULL WHERE id = 3")
    connection.close()
    upgrade(old)
    connection = filled.connect(old)
    begun = connection.execute("SELECT begun_by FROM concern ORDER BY id").fetchall()
    assert begun == [(3,), (2,), (3,)], "who was taken over from first; else, or where that is nobody, its author"
    ended = connection.execute("SELECT ended_by, end_reason FROM warning ORDER BY id").fetchall()
    assert ended == [(3, "seen (twice): no risk"), (None, None), (None, None)]
    connection.close()


def test_upgrade_drops_counts_kept_by_place_and_counts_anew(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "counts_by_name" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, which="stays")
    for key in ("nobody falls between", "gate"):
        filled.connect(old).execute("INSERT INTO about (key, value) VALUES (?, '[1, 2]')", (key,))
    upgrade(old)
    keys = {key for key, *_ in filled.contents(old)["metadata"]}
    assert keys.isdisjoint(("nobody falls between", "gate")) and filled.which(old) == "stays"


def test_upgrade_reads_which_record_a_doubt_speaks_of_and_why(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "twins" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, rows=3)
    connection = filled.connect(old)
    connection.execute("DELETE FROM doubt")
    for id, name in ((1, "0012 345"), (2, "X has died")):
        connection.execute("UPDATE client SET person_id = ? WHERE id = ?", (name, id))
    sentences = {
        "Record 0012 345 has died": (1, "died", None),
        "Record 0012 345 may have moved away": (1, "may have moved", None),
        "Record 0012 345 is not called, and why can't be read": (1, "unreadable", None),
        "Record 0012 345 could not talk safely last time (call 2 was put right)": (1, "unsafe talk", 2),
        "Record 0012 345 could not talk safely last time": (1, "unsafe talk", None),
        "Record X has died has died": (2, "died", None),
        "Record 99 has died": (None, None, None),
        "Record 0012 345 has died (call 99 was put right)": (None, None, None),
        "Record has died": (None, None, None),
    }
    for code, words in (*(("twin", words) for words in sentences), ("death", "Record X has died")):
        line = "INSERT INTO doubt (client_id, code, words, made_at) VALUES (3, ?, ?, '')"
        connection.execute(line, (code, words))
    connection.close()
    upgrade(old)
    connection = filled.connect(old)
    rows = connection.execute("SELECT words, twin_id, stop, put_right_id FROM doubt WHERE code = 'twin'").fetchall()
    assert {words: tuple(filling) for words, *filling in rows} == sentences
    kept = connection.execute("SELECT words, twin_id, stop FROM doubt WHERE code = 'death'").fetchall()
    assert kept == [("Record X has died", None, None)]
    connection.close()


def test_upgrade_reads_whom_a_file_means_by_anothers_id_out_of_the_words(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "whom" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, rows=3)
    connection = filled.connect(old)
    connection.execute("DELETE FROM doubt")
    words = {
        "Ada Łoś, born 1944-05-03, NHS 9990000018": '["Ada Łoś", "1944-05-03", "9990000018"]',
        "Stone, Ada, born in Kent, NHS 9990000018": '["Stone, Ada, born in Kent", "", "9990000018"]',
        "born 1944-05-03": '["", "1944-05-03", ""]',
        "Ada Stone": '["Ada Stone", "", ""]',
        "two people, in one file": None,
    }
    for each in words:
        line = "INSERT INTO doubt (client_id, code, words, made_at) VALUES (3, 'somebody_else', ?, '')"
        connection.execute(line, (each,))
    connection.close()
    upgrade(old)
    connection = filled.connect(old)
    assert dict(connection.execute("SELECT words, whom FROM doubt").fetchall()) == words
    connection.close()


def test_upgrade_decides_a_queue_status_kept_as_a_sentence_anew(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "status_codes" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, rows=5)
    connection = filled.connect(old)
    stands = {1: ("callable", None), 2: ("waiting", None), 3: ("died", None), 4: ("died", 5), 5: ("not_due", None)}
    for client, (reason, lead) in stands.items():
        values = (reason, lead, client)
        connection.execute("UPDATE standing SET reason = ?, lead_id = ?, changes_at = NULL WHERE client_id = ?", values)
    connection.close()
    upgrade(old)
    connection = filled.connect(old)
    due = connection.execute("SELECT client_id FROM queue_status WHERE changes_at < '2001' ORDER BY 1").fetchall()
    assert due == [(2,), (4,)], "of the others the reason, and what is owed, say it all"
    connection.close()


def test_upgrade_reads_why_a_call_is_owed_and_what_topaz_asks(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "causes" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, rows=6)
    connection = filled.connect(old)
    causes = {
        "The review is not complete": "broke off",
        "The review is not complete; Ring about the rail": None,
        "Promised callback: nobody answered": "missed callback",
        "Promised callback: engaged; Ring about the rail": None,
        "Ring about the rail": None,
    }
    for id, reason in enumerate(causes, 1):
        connection.execute("UPDATE duty SET kind = 'follow-up', reason = ? WHERE id = ?", (reason, id))
    connection.execute("UPDATE duty SET kind = 'callback', reason = 'Interpreter booked' WHERE id = 6")
    [(stands,)] = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'concern_stands'").fetchall()
    connection.execute("DROP TRIGGER concern_stands")
    for id, why in ((1, "Nothing was written in it."), (2, "Raised twice.")):
        put_away = "UPDATE concern SET discarded_why = ?, submitted_at = NULL WHERE id = ?"
        connection.execute(put_away, (why, id))
    connection.execute(stands)
    asked = {
        1: "The interpreter is booked for 24 Nov 2026 10:00; no call is set for then. Which is it?",
        2: "Has died. Her daughter says so.",
        3: "Has died. I think?",
        4: "Who is the interpreter?",
    }
    connection.execute("UPDATE escalation SET kind = 'question', opened_at = '2026-11-23T10:00:00Z' WHERE id <= 4")
    connection.execute("UPDATE call SET outcome = 'died', ended_at = '2026-11-23T10:00:00Z' WHERE id = 2")
    for id, text in asked.items():
        body = json.dumps({"question": text, "_by": "2026-11-24T10:00:00Z"})
        line = "INSERT INTO event (escalation_id, at, worker_id, move, body) VALUES (?, '', ?, 'opened', ?)"
        connection.execute(line, (id, 2, body))
    connection.close()
    upgrade(old)
    connection = filled.connect(old)
    duties = connection.execute("SELECT cause FROM duty ORDER BY id").fetchall()
    assert [cause for (cause,) in duties] == [*causes.values(), "interpreter"]
    assert connection.execute("SELECT id FROM concern WHERE untouched").fetchall() == [(1,)]
    lines = connection.execute("SELECT asks, call_id FROM escalation ORDER BY id").fetchall()
    assert lines[:4] == [("interpreter", None), (None, 2), (None, None), (None, None)]
    connection.close()


def test_upgrade_reads_why_nobody_calls_before_a_time_out_of_the_words(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "put_off" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, rows=6)
    connection = filled.connect(old)
    words = {
        "Asked to be called later": ("asked later", None),
        "Skipped (At the (day) centre)": ("skipped", "At the (day) centre"),
        "Can't manage a phone call": ("after a call", "unable"),
        "The review is not complete": ("review open", None),
        "Of another team": (None, "Of another team"),
    }
    for id, why in enumerate(words, 1):
        connection.execute("UPDATE client SET not_before_why = ? WHERE id = ?", (why, id))
        changed = "UPDATE effect SET about = 'client', field = 'not_before_why', was = ?, became = NULL WHERE id = ?"
        connection.execute(changed, (why, id))
    connection.execute("UPDATE client SET not_before_why = NULL WHERE id = 6")
    connection.execute("UPDATE effect SET about = 'duty', field = 'closed_at' WHERE id = 6")
    connection.execute("UPDATE duty SET kind = 'callback', cause = NULL, reason = ? WHERE id = 1", (next(iter(words)),))
    connection.close()
    upgrade(old)
    connection = filled.connect(old)
    kept = connection.execute("SELECT not_before_cause, not_before_why FROM client ORDER BY id").fetchall()
    assert kept == [*words.values(), (None, None)]
    effects = "SELECT was FROM effect WHERE field = ? ORDER BY id"
    undone = [connection.execute(effects, (f"not_before_{name}",)).fetchall() for name in ("cause", "why")]
    assert [(cause, why) for (cause,), (why,) in zip(*undone, strict=True)] == list(words.values())
    assert connection.execute("SELECT cause, reason FROM duty WHERE id = 1").fetchall() == [("asked later", None)]
    connection.close()


def test_upgrade_gives_what_rows_keep_of_a_column_its_name_of_today(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "_names" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1, rows=3)
    connection = filled.connect(old)
    connection.execute("UPDATE effect SET about = 'client', field = 'tries_since' WHERE id = 1")
    said = {"client": {"tries_since": "x", "address": 'The "tries_since" house'}}
    connection.execute("UPDATE brought SET snapshot = ? WHERE id = 1", (json.dumps(said),))
    for key in ("unread/standing/1", "unread/about/x", "unread/client/1"):
        connection.execute("INSERT INTO about (key, value) VALUES (?, '')", (key,))
    connection.execute("UPDATE finding SET words = ' ada stone ' WHERE client_id = 2")
    connection.close()
    upgrade(old)
    connection = filled.connect(old)
    assert connection.execute("SELECT field FROM effect ORDER BY id").fetchall()[0] == ("attempts_since",)
    [(kept,)] = connection.execute("SELECT snapshot FROM brought WHERE id = 1").fetchall()
    assert json.loads(kept) == {"client": {"attempts_since": "x", "address": said["client"]["address"]}}
    assert connection.execute("SELECT key FROM metadata WHERE key LIKE 'unread/%'").fetchall() == [("unread/client/1",)]
    found = "SELECT rowid FROM search_trigram WHERE search_trigram MATCH ?"
    assert connection.execute(found, ('"sto" AND "ada"',)).fetchall() == [(2,)]
    connection.execute("UPDATE search_line SET words = 'elsewhere' WHERE client_id = 2")
    assert connection.execute(found, ('"sto"',)).fetchall() == []
    connection.close()


def test_file_that_was_moved_before_its_tables_had_other_names_says_where_to(tmp_path: Path) -> None:
    step = next(int(step.name[:4]) for step in filled.STEPS if "_names" in step.name)
    old = filled.make(tmp_path / "t.db", step - 1)
    connection = filled.connect(old)
    connection.execute("INSERT INTO about (key, value) VALUES (?, 'postgresql://there/team')", (file_format.MOVED_TO,))
    connection.execute(f"PRAGMA user_version = {file_format.MOVED}")
    connection.close()
    with pytest.raises(sqlite.MovedAway, match="there/team"):
        database.open_database(old)


def test_upgrade_of_a_new_database_keeps_no_copy(tmp_path: Path) -> None:
    database.open_database(tmp_path / "t.db", create=True)
    database.close()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["t.db"]


@pytest.mark.parametrize("fault", ["an error", "a wrong statement", "no step at all"])
def test_upgrade_step_that_fails_leaves_the_old_database(tmp_path: Path, fault: str) -> None:
    old = filled.make(tmp_path / "t.db", EARLIER[-1], which="before")
    before, was = filled.contents(old), statements(old)
    steps = tmp_path / "steps"
    shutil.copytree(schema.STEPS, steps)
    last = max(steps.glob("[0-9]*.py"))
    then = {"an error": "raise RuntimeError('broken')", "a wrong statement": "db.run_step('DROP TABLE nothing')"}
    broken = f"def up(migrator, db, up=up):\n    up(migrator, db)\n    {then[fault]}" if fault in then else "del up"
    last.write_text(f"{last.read_text()}\n\n{broken}\n")
    engine = sqlite.Sqlite(str(old), pragmas=sqlite.PRAGMAS)
    with engine.connection_context():
        with pytest.raises((RuntimeError, MigrationError, peewee.PeeweeException, UserError)):
            schema.upgrade(engine, steps)
    assert version(old) == EARLIER[-1] and filled.contents(old) == before and statements(old) == was
    connection = filled.connect(old)
    connection.execute(f"INSERT INTO {filled.metadata_table(connection)} VALUES ('the old program', 'goes on')")
    upgrade(old)
    assert version(old) == schema.SCHEMA and ("the old program", "goes on") in filled.contents(old)["metadata"]


def test_upgrade_on_a_full_disk_is_said_and_leaves_the_old_database(tmp_path: Path) -> None:
    old = filled.make(tmp_path / "t.db", EARLIER[-1], rows=300)
    before, room = filled.contents(old), old.stat().st_size // 2  # no file may grow beyond so many bytes
    process = run(f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n{OPEN}", old)
    told = process.communicate(timeout=PATIENCE)[1]
    assert "topaz_tui.errors.Unavailable" in told.splitlines()[-1], told
    assert version(old) == EARLIER[-1] and filled.contents(old) == before
    assert [path.name for path in tmp_path.iterdir() if "before" in path.name or path.name.startswith(".")] == []
    upgrade(old)
    assert version(old) == schema.SCHEMA


def test_upgrade_killed_before_every_seventh_statement_goes_on(tmp_path: Path) -> None:
    (tmp_path / "killed").mkdir()
    old = filled.make(tmp_path / "killed" / "t.db", EARLIER[0], which="before", rows=3)
    had = {table: names for table, names in its_columns(old).items() if table != "schema_migration"}
    before = filled.contents(old, had)
    words = [shutil.copy(old, tmp_path / "whole.db"), old, str(EARLIER[0])]
    done = subprocess.run([sys.executable, "-c", KILLED, *words], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    ended, left = zip(*json.loads(done.stdout), strict=True)
    assert len(ended) > 2 and set(ended) == {-signal.SIGKILL}, "each was killed"
    assert list(left) == sorted(left) and {*left} <= {*filled.VERSIONS}, "whole, of one schema or the next"
    upgrade(old)
    assert version(old) == schema.SCHEMA and filled.contents(old, had) == before
    assert not [path.name for path in old.parent.iterdir() if path.name.endswith(".part")]


def test_upgrade_by_several_at_once_is_made_once(tmp_path: Path) -> None:
    old = filled.make(tmp_path / "t.db", EARLIER[0], rows=300)
    had = its_columns(old)
    before = filled.contents(old, had)
    started = [run(OPEN, old) for _ in range(3)]
    told = [process.communicate(timeout=PATIENCE)[1] for process in started]
    assert told == ["", "", ""]
    after = filled.contents(old, had)
    assert len(after.pop("schema_migration")) == schema.SCHEMA and before.pop("schema_migration")
    assert after == before and version(old) == schema.SCHEMA
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "t.db", f"t.db.before-schema-{schema.SCHEMA}", "t.db.log-key",
    ]  # fmt: skip


def test_upgraded_database_is_refused_by_an_older_program(tmp_path: Path) -> None:
    new = filled.make(tmp_path / "t.db")
    filled.connect(new).execute(f"PRAGMA user_version = {schema.SCHEMA + 1}")
    before = new.read_bytes()
    for command in (("queue",), ("dispatch",), ("backup", "--daily"), ()):
        if command:
            done = topaz("--db", new, *command)
        else:
            done = subprocess.run(
                [sys.executable, "-m", "topaz_tui", "--db", str(new)],
                capture_output=True, text=True, cwd=ROOT, stdin=subprocess.DEVNULL, env=dict(os.environ),
            )  # fmt: skip
        assert done.returncode == 2 and "newer Topaz" in done.stderr and "Update" in done.stderr, done.stderr
    assert new.read_bytes() == before


def test_upgrade_stops_the_writing_of_an_older_program_that_runs(tmp_path: Path) -> None:
    old = filled.make(tmp_path / "t.db")
    running = run(ONE_DEED_LATER, old)
    assert running.stdout is not None and running.stdout.readline() == "here\n"
    filled.connect(old).execute(f"PRAGMA user_version = {schema.SCHEMA + 1}")
    told, _ = running.communicate("\n", timeout=PATIENCE)
    assert told.startswith("Invalid") and "newer Topaz" in told
    assert not [row for row in filled.contents(old)["audit"] if "wrote" in row]
