"""What somebody does to a list in a file who has no more than an account that may write it: most of it succeeds, which
the README says, and some of it is found."""

from __future__ import annotations

import contextlib
import os
import shlex
import sqlite3
from pathlib import Path

import pytest

from tests.harness import forked
from tests.harness.accounts import NO_ACCOUNTS, may_make, new_account
from tests.support.journeys import filled_file, new_list
from tests.support.made import MadeOnce
from topaz_tui import cli, clock
from topaz_tui.config import Mail, Sending, Settings, team
from topaz_tui.errors import Invalid, NotAllowed
from topaz_tui.exchange.delivery import credentials
from topaz_tui.services import workers
from topaz_tui.store.file_format import MOVED, MOVED_TO

ME = workers.account()


@pytest.fixture
def db(made_once: MadeOnce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list whose manager is whoever runs the tests, and rkelly a duty worker."""
    monkeypatch.chdir(tmp_path)
    file = new_list(made_once, tmp_path / "t.db")
    by_hand(file, "INSERT INTO worker (account, name, role, added_at) VALUES ('rkelly', 'Róisín Kelly', 'worker', '')")
    return file


def by_hand(file: Path, *statements: str) -> list[tuple[object, ...]]:
    """sqlite3 in a worker's hands: what the last statement answers."""
    with contextlib.closing(sqlite3.connect(file)) as opened, opened:
        found: list[tuple[object, ...]] = []
        for statement in statements:
            found = opened.execute(statement).fetchall()
        return found


def topaz(db: Path, *words: str) -> int:
    """The program, by whichever account `workers.account` says."""
    try:
        cli.main(["--db", str(db), *words])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_whoever_tells_the_program_that_they_are_the_manager_is_believed(
    db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "account", lambda: "rkelly")
    assert topaz(db, "workers", "add", "evil1", "--name", "E") == NotAllowed.exit_code
    monkeypatch.setattr(workers, "account", lambda: ME)
    assert topaz(db, "workers", "add", "evil1", "--name", "E") == 0
    who = "SELECT w.account FROM audit a JOIN worker w ON w.id = a.worker_id WHERE a.subject = 'worker evil1 (worker)'"
    assert by_hand(db, who) == [(ME,)]


def test_role_that_is_changed_by_sqlite3_holds_and_a_log_line_that_is_rewritten_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "own.db"  # one made here has its log's key beside it
    assert topaz(db, "init", "--name", "Helen Marsh") == 0
    by_hand(db, "INSERT INTO worker (account, name, role, added_at) VALUES ('rkelly', 'Róisín Kelly', 'worker', '')")
    by_hand(db, "UPDATE worker SET role = 'director' WHERE account = 'rkelly'")
    monkeypatch.setattr(workers, "account", lambda: "rkelly")
    assert topaz(db, "workers", "add", "evil1", "--name", "E") == 0
    assert topaz(db, "audit", "verify") == 0
    columns = ", ".join(str(row[1]) for row in by_hand(db, "PRAGMA table_info(audit)"))
    rewritten = columns.replace("action", "'nothing'")
    by_hand(
        db,
        "PRAGMA recursive_triggers = 0",
        f"INSERT OR REPLACE INTO audit ({columns})"
        f" SELECT {rewritten} FROM audit WHERE subject = 'worker evil1 (worker)'",
    )
    assert topaz(db, "audit", "verify") == 1


def test_name_stands_in_the_file_for_whoever_reads_it(made_once: MadeOnce, tmp_path: Path) -> None:
    assert b"Stone" in filled_file(made_once, tmp_path / "t.db").read_bytes()


def test_settings_of_somebodys_own_neither_prune_nor_move_backups_once_the_teams_are_in_the_database(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "team.toml").write_text("[backups]\nkeep = 3\n")
    (tmp_path / "evil.toml").write_text(f'[backups]\nkeep = 1\nfolder = "{tmp_path / "mine"}"\n')
    assert topaz(db, "settings", "import", "team.toml", "--why", "the team's own") == 0
    older = [tmp_path / "backups" / f"t.db.daily-2026-11-{day}" for day in (19, 20)]
    older[0].parent.mkdir(mode=0o700)
    for file in older:
        file.write_bytes(db.read_bytes())
    monkeypatch.setattr(workers, "account", lambda: "rkelly")
    assert topaz(db, "--settings", "evil.toml", "backup", "--daily") == 0, capsys.readouterr().err
    assert all(file.exists() for file in older) and len(list(older[0].parent.glob("t.db.daily-*"))) == 3
    assert not (tmp_path / "mine").exists()


def test_list_that_is_said_to_be_moved_offers_no_words_that_a_shell_would_run(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "postgresql://h/x'; echo $(id)"
    by_hand(db, f"INSERT INTO metadata VALUES ('{MOVED_TO}', '{evil.replace(chr(39), 2 * chr(39))}')")
    by_hand(db, f"PRAGMA user_version = {MOVED}")
    assert topaz(db, "queue") == 2
    offered = capsys.readouterr().err.partition("topaz --db ")[2]
    assert shlex.split(offered) == [evil]


def test_what_a_stored_concern_has_of_control_characters_reaches_no_terminal(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = '[["\\u001b]52;c;eA==\\u0007 \\u009b2J", [["What\\u202e", "said\\u0000\\u001b[31m"]]]]'
    by_hand(
        db,
        "INSERT INTO client (id, person_id, added_at) VALUES (1, 'P1', '2026-11-01T09:00:00Z')",
        "INSERT INTO concern (reference, client_id, opened_by, opened_at, saved_at, submitted_at, submitted_by,"
        " document) VALUES ('SC-2026-00001', 1, 1, '2026-11-20T09:00:00Z', '2026-11-20T09:00:00Z',"
        f" '2026-11-20T09:00:00Z', 1, '{document}')",
    )
    assert topaz(db, "concern", "show", "SC-2026-00001") == 0
    said = capsys.readouterr().out
    assert "said" in said and not set(said) & {"\x1b", "\x07", "\x9b", "\x00", "\u202e"}


def test_mail_to_the_council_is_encrypted_but_to_a_domain_that_the_settings_name_as_secure() -> None:
    assert Mail().encrypts("safeguarding@council.example")
    marked = Mail(secure_domains="nhs.net, council.example")
    assert not marked.encrypts("safeguarding@Council.example") and marked.encrypts("x@evil-council.example")
    assert Mail(secure_domains="nhs.net", encrypt=True).encrypts("x@nhs.net")


def test_settings_name_no_variable_as_a_password_that_is_not_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANY_SECRET", "TOPAZ_PDF_PASSWORD", "TOPAZ_MAIL_OF_EALING"):
        monkeypatch.setenv(name, "a secret")
    for name in ("ANY_SECRET", "TOPAZ_PDF_PASSWORD"):
        with pytest.raises(Invalid) as refused:
            credentials.find(name, "topaz", "x")
        assert name not in str(refused.value) and "secret" not in str(refused.value).replace("the secret of", "")
        with pytest.raises(Invalid):
            credentials.token(name, None)
    assert credentials.find("TOPAZ_MAIL_OF_EALING", "topaz", "x") == "a secret"
    kept = Settings(sending=Sending(mail=Mail(password_from="ANY_SECRET")))
    assert [*team.foreign_variables(kept)] == [("sending.mail.password_from", "TOPAZ_MAIL_")]


def test_a_pretended_clock_writes_nothing_into_a_real_list(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_hand(db, "DELETE FROM metadata WHERE key = 'training'")
    before = by_hand(db, "SELECT count(*) FROM audit")
    for words in (("workers", "add", "evil1", "--name", "E"), ("backup", "b.db"), ("doctor",), ("queue",), ()):
        assert topaz(db, *words) == NotAllowed.exit_code, words
        assert "TOPAZ_NOW" in capsys.readouterr().err
    assert by_hand(db, "SELECT count(*) FROM audit") == before


def test_seal_in_a_daily_mail_has_the_chains_that_have_grown_and_shows_a_cut_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TOPAZ_NOW")
    db, mails = tmp_path / "t.db", tmp_path / "mails.txt"

    def mailed() -> str:
        capsys.readouterr()
        assert topaz(db, "audit", "seal", "--mail") == 0
        return capsys.readouterr().out

    assert topaz(db, "init", "--name", "A") == 0
    first, second = mailed(), mailed()
    assert "chain=1 " in first and "chain=1 " not in second and "chain=2 " in second, "the first seal is a line of that"
    mails.write_text(f"Subject: Cron\n\n{first}\nSubject: Cron\n\n{second}")
    assert topaz(db, "audit", "verify", "--seal", str(mails)) == 0
    by_hand(db, "DROP TRIGGER audit_stays", "DELETE FROM audit WHERE id > 1")
    assert topaz(db, "audit", "verify") == 0 and topaz(db, "audit", "verify", "--seal", str(mails)) == 1


def test_a_list_for_training_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOPAZ_NOW")
    db, copied = tmp_path / "t.db", tmp_path / "b.db"
    assert topaz(db, "init", "--name", "A", "--training") == topaz(db, "backup", str(copied)) == 0
    assert topaz(tmp_path / "new.db", "restore", str(copied)) == 0
    for file in (db, tmp_path / "new.db"):
        monkeypatch.setenv("TOPAZ_NOW", clock.pretend("2026-11-23T10:00:00Z"))
        assert topaz(file, "workers", "list") == 0
        monkeypatch.delenv("TOPAZ_NOW")


@pytest.mark.skipif(not may_make(), reason=NO_ACCOUNTS)
def test_account_that_is_none_of_the_team_is_told_so_in_a_sentence(db: Path, tmp_path: Path) -> None:
    """By whatever they may reach: nothing, the folder alone, or the file to read."""
    surroundings = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TOPAZ_NOW": os.environ["TOPAZ_NOW"]}
    base = next(folder for folder in tmp_path.parents if folder.stat().st_mode & 0o777 == 0o755)
    closed = [folder for folder in (tmp_path, *tmp_path.parents) if base in folder.parents]
    with new_account("tz-outsider") as outsider:
        for of_folder, of_file in ((0o700, 0o600), (0o755, 0o600), (0o755, 0o644)):
            for folder in closed:
                folder.chmod(0o755)
            tmp_path.chmod(of_folder)
            db.chmod(of_file)
            done = forked.topaz("--db", db, "queue", env=surroundings, uid=outsider.uid, cwd="/")
            assert done.returncode == 2 and not done.stdout and "fault" not in done.stderr, done.stderr
            assert str(tmp_path) in done.stderr and len(done.stderr.splitlines()) == 1
