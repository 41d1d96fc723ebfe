"""Each finding, well and not well, on real files; and that one that can't be had keeps no other from being had."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import peewee
import pytest

from tests.harness.postgres import Server
from tests.harness.terminal import Terminal
from tests.store import filled
from tests.support.rows import run
from tests.support.sessions import employ, job
from topaz_tui import clock, config
from topaz_tui.cli.output import maintenance
from topaz_tui.config import Backups, Folder, Letters, Sending, Settings
from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules.measures import frozen
from topaz_tui.services import backups, doctor, drafts, workers
from topaz_tui.services.doctor import CheckResult
from topaz_tui.services.session import Session
from topaz_tui.store import audit, audit_key, backup, database, metadata

NOW = "2026-11-25T10:00:00Z"
ABOUT_THE_DATABASE = {
    "database", "integrity", "references", "readable", "triggers", "safe writes", "claims", "drafts", "concerns",
    "actions", "referrals", "letters", "figures", "kept sums", "everybody", "sign-in", "log", "roles",
}  # fmt: skip


@pytest.fixture(autouse=True)
def real_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands, and is no training clock."""
    monkeypatch.delenv("TOPAZ_NOW", raising=False)
    monkeypatch.setattr(clock, "now", lambda: clock.from_store(NOW))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Path]:
    """A new database with one worker, whose daily backup was made."""
    (tmp_path / "here").mkdir(mode=0o700)
    path = tmp_path / "here" / "t.db"
    database.open_database(path, create=True)
    employ("rkelly", "Róisín Kelly", "worker")
    with database.transaction():
        audit.record(None, audit.LoggedAction.ADDED_WORKER, subject=audit.role_of("rkelly", "worker"))
    assert backups.daily(job()) == ()
    yield path
    database.close()


def examine(path: Path | str, settings: Settings | None = None) -> dict[str, CheckResult]:
    return {each.about: each for each in doctor.examine(path, None, lambda: settings or Settings())}


def one(path: Path, about: str, settings: Settings | None = None) -> CheckResult:
    return examine(path, settings)[about]


def session() -> Session:
    return Session(1, "rkelly", "Róisín Kelly", "worker", Settings())


def sql(statement: str, *values: object) -> None:
    run(statement, values)


def client() -> None:
    sql("INSERT INTO client (id, person_id, added_at) VALUES (1, 'P1', ?)", NOW)


def test_doctor_finds_all_well_with_a_new_database(db: Path) -> None:
    found = examine(db)
    assert [each for each in found.values() if not each.ok] == []
    assert list(found) == list(doctor.FILE)
    assert maintenance.exit_code([*found.values()]) == 0
    assert maintenance.findings_text([*found.values()]).endswith("All is well.")
    theirs = {"t.db", "t.db-wal", "t.db-shm", audit_key.beside(db).name, "backups"}
    assert not {path.name for path in db.parent.iterdir()} - theirs


def test_doctor_changes_nothing(db: Path) -> None:
    database.close()
    before = {path: path.read_bytes() for path in db.parent.rglob("*") if path.is_file()}
    examine(db)
    assert {path: path.read_bytes() for path in db.parent.rglob("*") if path.is_file()} == before


def test_doctor_says_that_the_database_is_missing_and_goes_on(db: Path) -> None:
    found = examine(db.with_name("none.db"))
    assert {about for about, each in found.items() if each.ok is None} == {*ABOUT_THE_DATABASE, "backups"}
    assert "There is no database" in found["database"].words and found["database"].do
    assert maintenance.exit_code([*found.values()]) == 2


@pytest.mark.parametrize("place", [0, 20])
def test_doctor_says_that_the_database_is_damaged_and_goes_on(db: Path, place: int) -> None:
    sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with db.open("r+b") as file:
        file.seek(place * 4096)
        file.write(os.urandom(8 * 4096))
    before = db.read_bytes()
    found = examine(db)
    assert any(each.ok is False and "topaz restore" in each.do for each in found.values())
    assert found["backups"].ok and found["clock"].ok and found["disk room"].ok
    assert not any("reference " in each.words for each in found.values())
    assert maintenance.exit_code([*found.values()]) == 1
    assert db.read_bytes() == before


def test_doctor_does_not_look_into_another_programs_database(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    filled.connect(other).execute("CREATE TABLE t (x)")
    found = examine(other)
    assert "is not a Topaz database" in found["database"].words
    assert maintenance.exit_code([*found.values()]) == 2


def test_doctor_names_triggers_missing_or_altered(db: Path) -> None:
    sql("DROP TRIGGER audit_stays")
    sql("DROP TRIGGER event_stands")
    sql("CREATE TRIGGER event_stands BEFORE UPDATE ON event WHEN 0 BEGIN SELECT 1; END")
    found = one(db, "triggers")
    assert found.ok is False and "audit_stays, event_stands" in found.words and found.do


FOREIGN = {
    "silent": "CREATE TRIGGER silent BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END",
    "copies": "CREATE TABLE copies (text)",
    "everyone": "CREATE VIEW everyone AS SELECT * FROM worker",
}


def test_doctor_names_what_is_not_topazs_and_restore_refuses_it(db: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.db", tmp_path / "bad.db"
    backup.back_up(db, good)
    for name, made in FOREIGN.items():
        sql(made)
        found = one(db, "triggers")
        assert found.ok is False and name in found.words, name
        backup.back_up(db, bad)
        with pytest.raises(Invalid, match=name):
            backups.restore(bad, tmp_path / "new.db")
        assert not (tmp_path / "new.db").exists()
        bad.unlink()
        sql(f"DROP {made.split()[1]} {name}")
    backups.restore(good, tmp_path / "new.db")
    sql("ALTER TABLE draft RENAME TO drafts")
    sql("CREATE VIEW draft AS SELECT * FROM drafts")
    backup.back_up(db, bad)
    with pytest.raises(Invalid, match="draft"):
        backups.restore(bad, tmp_path / "newer.db")


def test_doctor_finds_who_has_a_role_that_no_line_of_the_log_says(db: Path) -> None:
    assert one(db, "roles").ok
    for done, undone, said in (
        ("role = 'director'", "role = 'worker'", "rkelly has the role director, and by the log worker"),
        ("retired_at = ''", "retired_at = NULL", "rkelly is retired"),
        ("account = 'evil1'", "account = 'rkelly'", "evil1 (worker) is at work"),
    ):
        sql(f"UPDATE worker SET {done}")
        found = one(db, "roles")
        assert found.ok is False and said in found.words and "Kelly" not in found.words and found.do
        sql(f"UPDATE worker SET {undone}")
    assert one(db, "roles").ok
    with database.transaction():
        audit.record(None, audit.LoggedAction.RETIRED_WORKER, subject="worker rkelly")
    assert "by the log they were retired" in one(db, "roles").words


def test_doctor_names_who_has_no_passphrase_where_the_team_has_them(db: Path) -> None:
    employ("cron", "Sending", "dispatch")
    assert one(db, "sign-in").ok
    with database.transaction():
        metadata.keep(metadata.PASSPHRASES, NOW)
    found = one(db, "sign-in")
    assert found.ok is False and found.words.endswith("without a passphrase: rkelly") and "phrase" in found.do
    sql("INSERT INTO verifier (worker_id, digest, made_at) VALUES (1, 'x', ?)", NOW)
    assert one(db, "sign-in").ok


def test_doctor_reads_the_log_through(db: Path) -> None:
    assert one(db, "log").ok
    sql("DROP TRIGGER audit_stands")
    sql("UPDATE audit SET action = 'x' WHERE id = 1")
    assert one(db, "log").ok is False
    key = audit_key.beside(db)
    key.rename(key.with_name("elsewhere"))
    assert "the key is not here" in one(db, "log").words


@pytest.mark.parametrize("version", [version for version in filled.VERSIONS if version < filled.VERSIONS[-1]])
def test_doctor_looks_at_an_older_schema_as_far_as_it_goes(tmp_path: Path, version: int) -> None:
    found = examine(filled.make(tmp_path / "old.db", version))
    assert found["database"].ok and f"brought to {filled.VERSIONS[-1]}" in found["database"].words
    assert found["integrity"].ok and found["triggers"].ok is None and found["concerns"].ok is None
    assert found["drafts"].ok is not None and found["claims"].ok is None and "another schema" in found["claims"].words


def test_doctor_says_that_the_schema_is_newer(db: Path) -> None:
    sql("PRAGMA user_version = 999")
    assert one(db, "database").ok is False and "Update" in one(db, "database").do


def test_doctor_finds_a_row_that_refers_to_nothing(db: Path) -> None:
    database.close()
    filled.connect(db).execute(
        "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (77, 1, 'note', 'secret', '')"
    )
    found = one(db, "references")
    assert found.ok is False and "note" in found.words and "secret" not in found.words


def test_doctor_finds_claims_past_their_time(db: Path) -> None:
    client()
    sql(
        "INSERT INTO queue_status (client_id, state, reason, held_by, held_until) VALUES (1, 'held', 'held', 1, ?)", NOW
    )
    past = one(db, "claims")
    assert past.ok and "1 person is held now" in past.words and "has run out" in past.words
    sql("UPDATE queue_status SET held_until = '2026-11-25T07:00:00Z'")
    assert one(db, "claims").ok, "nobody has looked at the queue since"
    sql(
        "INSERT INTO call (client_id, worker_id, rang_at, ended_at, outcome)"
        " VALUES (1, 1, '2026-11-25T08:30:00Z', '', 'no_answer')"
    )
    stuck = one(db, "claims")
    assert stuck.ok is False and "still held" in stuck.words and stuck.do


def test_doctor_counts_drafts_and_never_shows_them(db: Path) -> None:
    drafts.save(session(), "call", "1", {"note": "secret"})
    found = one(db, "drafts")
    assert found.ok and "1 left (Róisín Kelly 1)" in found.words
    sql("UPDATE draft SET saved_at = '2026-11-10T10:00:00Z'")
    old = one(db, "drafts")
    assert old.ok is False and "15 days" in old.words and "Róisín Kelly" in old.do
    assert "secret" not in maintenance.findings_json([*examine(db).values()])


def test_doctor_finds_concerns_not_submitted_in_time(db: Path) -> None:
    client()
    sql(
        "INSERT INTO concern (reference, client_id, opened_by, opened_at, saved_at, answers)"
        " VALUES ('SC-2026-00001', 1, 1, '2026-11-25T08:00:00Z', '', '{\"what\": \"secret\"}')"
    )
    assert one(db, "concerns").ok and "1 being written" in one(db, "concerns").words
    sql('UPDATE concern SET answers = \'{"danger": "yes"}\'')
    late = one(db, "concerns")
    assert late.ok is False and "not submitted in time: Róisín Kelly 1" in late.words and late.do


def test_reference_of_another_form_is_refused_and_one_that_is_there_is_named(db: Path) -> None:
    client()
    insert = "INSERT INTO concern (reference, client_id, opened_by, opened_at, saved_at) VALUES ('{}', 1, 1, '', '')"
    sql(insert.format("SC-2026-00001"))
    for wrong in (
        "../../home/x",
        "SC-2026-1",
        "SC-2026-00002/x",
        "sc-2026-00003",
        "SC-2026-0000000004",
        "RF-2026-00005",
    ):
        with pytest.raises(peewee.IntegrityError, match="no reference"):
            sql(insert.format(wrong))
    with pytest.raises(peewee.IntegrityError, match="cannot be altered"):
        sql("UPDATE concern SET reference = 'SC-2026-00009'")
    sql("DROP TRIGGER concern_reference")
    sql(insert.format("../../home/x"))
    found = one(db, "readable")
    assert found.ok is False and "concern 2" in found.words and "home" not in found.words and found.do


def test_doctor_finds_letters_that_are_late_and_on_no_board(db: Path) -> None:
    client()
    assert one(db, "letters").words == "none waits"
    sql(
        "INSERT INTO letter (reference, client_id, kind, way, sent_to, language, subject, text, made_by, made_at)"
        " VALUES ('LT-2026-00001', 1, 'agreed', 'print', '', '', '', 'secret', 1, '2026-11-20T08:00:00Z'),"
        " ('LT-2026-00002', 1, 'agreed', 'print', '', '', '', '', 1, '2026-11-02T08:00:00Z')"
    )
    late = one(db, "letters")
    assert late.ok is False and late.do and late.words.startswith("2 that have not come to their end; 1 of them late")


def test_doctor_finds_frozen_figures_that_are_not_what_was_kept(db: Path) -> None:
    assert one(db, "figures").words == "none is frozen"
    row = ("2026-07-01", "2026-10-01", None, "2026-10-02T09:00:00Z", "v", "{}")
    insert = "INSERT INTO frozen (first, stop, council, as_of, made_by, definitions, body, digest) VALUES"
    sql(f"{insert} ('{row[0]}', '{row[1]}', NULL, '{row[3]}', 1, 'v', '{{}}', '{frozen.digest_of(*row)}')")
    assert one(db, "figures").words == "1 period is frozen, each as it was kept"
    sql(f"{insert} ('{row[0]}', '{row[1]}', 'Lambeth', '{row[3]}', 1, 'v', '{{}}', '{frozen.digest_of(*row)}')")
    altered = one(db, "figures")
    assert altered.ok is False and "not what was kept then: 2026-07-01 to 2026-10-01" in altered.words and altered.do


def test_doctor_finds_a_template_of_the_teams_own_that_cannot_be_read(db: Path, tmp_path: Path) -> None:
    (template := tmp_path / "letters" / "english" / "no_answer.txt").parent.mkdir(parents=True)
    settings = Settings(letters=Letters(folder=str(tmp_path / "letters")))
    template.write_text("Subject: Please ring us\nDear {name}")
    assert one(db, "letters", settings).ok
    template.write_text("Subject: Please ring us\nDear {nom}")
    wrong = one(db, "letters", settings)
    assert wrong.ok is False and "line 2: {nom} is no field" in wrong.words and "Mend the template" in (wrong.do or "")


def test_doctor_says_who_may_read_the_database(db: Path) -> None:
    db.chmod(0o644)
    found = one(db, "file rights")
    assert found.ok is False and str(db) in found.words and found.do.startswith("chmod o-rwx")
    db.chmod(0o660)
    found = one(db, "file rights")
    assert found.ok and "the group" in found.words, "a team's"
    [copy] = backup.dailies(db, db.parent / "backups")
    copy.chmod(0o604)
    assert one(db, "file rights").ok is False
    copy.chmod(0o600)
    place = db.parent / "to-council"
    place.mkdir(mode=0o700)
    ways = Settings(sending=Sending(folder=Folder(str(place))))
    assert one(db, "file rights", ways).ok
    place.chmod(0o777)
    assert f"may change {place}" in one(db, "file rights", ways).words
    db.parent.chmod(0o777)
    assert "may change" in one(db, "file rights").words


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give a file away")
def test_a_database_that_another_account_owns_is_not_said_to_be_closed_to_others(db: Path) -> None:
    db.chmod(0o660)
    os.chown(db, 65534, -1)
    found = one(db, "file rights")
    assert found.ok is False and "the account nobody" in found.words and found.do.startswith("chown")
    os.chown(db.parent, 65534, -1)
    found = one(db, "file rights")
    assert found.ok and "the account nobody" in found.words, "a service's own folder"


def test_doctor_says_how_old_the_backups_are(db: Path) -> None:
    found = one(db, "backups")
    assert found.ok and "1 in" in found.words and "25 Nov 2026" in found.words
    [copy] = backup.dailies(db, db.parent / "backups")
    old = copy.rename(copy.with_name("t.db.daily-2026-11-20"))
    late = one(db, "backups")
    assert late.ok is False and "20 Nov" in late.words and "--daily" in late.do
    os.truncate(old, 20_000)
    assert one(db, "backups").ok is False and "can't be used" in one(db, "backups").words
    old.unlink()
    assert one(db, "backups").ok is False and "there is none" in one(db, "backups").words
    assert one(db, "backups", Settings(backups=Backups(keep=0))).ok
    sql("INSERT INTO metadata VALUES ('demo', '2026-11-25')")
    assert one(db, "backups").ok


def test_doctor_says_that_a_daily_backup_failed(db: Path) -> None:
    (db.parent / "file").write_text("")
    wrong = Settings(backups=Backups(folder=str(db.parent / "file" / "backups")))
    sql("DELETE FROM metadata")
    [said] = backups.daily(job(wrong))
    assert "could not be made" in said
    assert one(db, "backups", wrong).ok is False and "failed" in one(db, "backups", wrong).words


def test_doctor_says_when_dispatch_last_ran(db: Path) -> None:
    sends = Settings(sending=Sending(channels=("folder", "by hand")))
    assert one(db, "dispatch").ok and "by itself" in one(db, "dispatch").words
    assert one(db, "dispatch", sends).ok is False and "never run" in one(db, "dispatch", sends).words
    for ended, ok, words in (
        ("2026-11-25T09:55:00Z", True, "5 min ago"),
        ("2026-11-25T08:00:00Z", False, "2 h ago"),
        ("2026-11-25T12:00:00Z", False, "in the future"),
    ):
        kept = json.dumps({"ended": ended, "sent": 0, "later": 0, "failed": 0})
        sql("INSERT INTO metadata VALUES ('dispatch', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", kept)
        found = one(db, "dispatch", sends)
        assert found.ok is ok and words in found.words


def test_doctor_finds_a_clock_that_is_wrong(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql("INSERT INTO audit (at, action) VALUES ('2026-11-25T12:00:00Z', 'x')")
    ahead = one(db, "clock")
    assert ahead.ok is False and "2 h ahead" in ahead.words
    monkeypatch.setenv("TOPAZ_NOW", NOW)
    assert one(db, "clock").ok is False and "training clock" in one(db, "clock").words


def test_doctor_says_that_settings_are_wrong_and_goes_on(db: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "settings.toml"
    wrong.write_text("[backups]\nkept = 4\n")
    found = {each.about: each for each in doctor.examine(db, str(wrong), lambda: config.load(wrong))}
    assert found["settings"].ok is False and "line 2" in found["settings"].words
    assert found["integrity"].ok and found["database"].ok


def test_doctor_goes_on_after_a_fault_of_one_check(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(look: object) -> doctor.Found:
        raise UserError("The moon is down.", "Wait.")

    monkeypatch.setitem(doctor.FILE, "clock", fails)
    found = examine(db)
    assert found["clock"] == CheckResult("clock", None, "can't be looked at: The moon is down.", "Wait.")
    assert found["terminal"].ok


def test_doctor_looks_at_a_servers_database_too(server: Server) -> None:
    url = server.make("doctor")
    try:
        database.open_database(url, create=True)
        database.close()
        found = examine(url)
        assert database.database.is_closed(), "its connection is its own"
        assert list(found) == list(doctor.SERVER)
        assert [about for about, each in found.items() if not each.ok] == ["safe writes"]
        assert "off on the server: fsync" in found["safe writes"].words, "as the tests' server is, for speed"
        client()
        employ("rkelly", "Róisín Kelly", "worker")
        drafts.save(session(), "call", "1", {"note": "secret"})
        found = examine(url)
        assert "1 left (Róisín Kelly 1)" in found["drafts"].words and "PostgreSQL" in found["database"].words
    finally:
        database.close()
        server.drop("doctor")
    gone = examine(url)
    assert gone["database"].ok is None and gone["clock"].ok and maintenance.exit_code([*gone.values()]) == 2


def test_doctor_report_in_words_and_for_machines(db: Path) -> None:
    findings = [CheckResult("claims", True, "nobody is held"), CheckResult("drafts", False, "word " * 40, "Ask " * 30),
                CheckResult("clock", None, "can't be looked at \x1b[31m")]  # fmt: skip
    text = maintenance.findings_text(findings, width=80)
    assert all(len(line) <= 80 for line in text.splitlines()) and "\x1b" not in text
    assert text.splitlines()[0] == "ok  claims  nobody is held"
    assert text.splitlines()[1].startswith("!   drafts  word") and text.endswith(
        "1 to see to, 1 could not be looked at."
    )
    told = json.loads(maintenance.findings_json(findings))
    assert told["ok"] is False and [each["ok"] for each in told["findings"]] == [True, False, None]


@pytest.mark.parametrize(
    ("env", "size", "words"),
    [
        ({}, (100, 30), "ok  terminal     xterm-256color, 100×30, all colours"),
        ({"NO_COLOR": "1", "TMUX": "/tmp/x"}, (100, 30), "no colours (NO_COLOR), in tmux"),
        ({"TERM": "dumb"}, (100, 30), "its kind is not known"),
        ({}, (70, 20), "it is too small"),
        (
            {"LANG": "en_GB.ISO-8859-1", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            (100, 30),
            "UTF-8",
        ),
    ],
)
def test_doctor_says_what_the_terminal_lacks(
    db: Path, terminal: Callable[..., Terminal], env: dict[str, str], size: tuple[int, int], words: str
) -> None:
    employ(workers.account(), "Keeper", "keeper")
    database.close()
    shown = terminal(sys.executable, "-m", "topaz_tui", "--db", db, "doctor", size=size, **env)
    shown.wait_exit()
    assert words in " ".join(shown.text.split()) or words in shown.text
