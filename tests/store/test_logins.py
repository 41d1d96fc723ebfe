"""A login on the server for each worker: what psql in a worker's hands is refused, and what the program does with the
same login. The server is a real one, and its owner of the tables no superuser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import errors

from tests.harness import forked
from tests.harness.accounts import NO_ACCOUNTS, may_make, new_account
from tests.harness.postgres import Server
from tests.support.calls import CHECKED
from tests.support.desks import at  # noqa: F401 (a fixture)
from tests.support.dispatching import serving, submitted
from tests.support.people import maker
from tests.support.rows import one
from tests.support.sessions import employ, job
from tests.support.waiting import wait_until
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, NotAllowed, SessionEnded
from topaz_tui.exchange.delivery import dispatcher
from topaz_tui.rules import permissions
from topaz_tui.rules.measures.of_quality import FIELDS
from topaz_tui.rules.measures.periods import Period
from topaz_tui.rules.permissions import Act
from topaz_tui.services import (
    access_log,
    calls,
    doctor,
    drafts,
    figures,
    legible,
    log_cut,
    log_proof,
    logins,
    workers,
)
from topaz_tui.services.clients import edits
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.services.doctor.sign_in import check_sign_in
from topaz_tui.services.doctor.table import FOR_A_PART
from topaz_tui.services.queue import claims
from topaz_tui.store import audit, audit_chain, audit_verify, models, rights, rights_apart
from topaz_tui.store.database import close, database, open_database, transaction

pytestmark = pytest.mark.server
ME = workers.account()
DUTY = """
INSERT INTO concern (reference, client_id, opened_by, opened_at, saved_at, submitted_at, submitted_by, document)
    SELECT 'SC-2026-00001', 1, id, '', '', '', id, '{}' FROM worker WHERE account = 'tbello';
INSERT INTO draft (worker_id, kind, key, body, saved_at)
    SELECT id, 'note', '1', '{}', '' FROM worker WHERE account = 'tbello';
INSERT INTO escalation (kind, client_id, opened_by, opened_at, state, waiting_for, level)
    SELECT 'referral', 1, id, '', 'open', 'nobody', 'worker' FROM worker WHERE account = 'tbello';
INSERT INTO event (escalation_id, at, worker_id, move) SELECT 1, '', id, 'raised' FROM worker WHERE account = 'tbello';
INSERT INTO outbox (kind, key, channel, recipient, message_id, next_at, give_up_at, made_at)
    VALUES ('concern', '1', 'mail', 'council@example.org', 'm', '', '', '');
"""


class Team(NamedTuple):
    """The list of which each worker has a login, and the ways to it."""

    server: Server

    def url(self, login: str) -> str:
        return f"postgresql:///each?host={self.server.folder}&user={login}"

    def psql(self, login: str) -> psycopg.Connection[Any]:
        """psql in this worker's hands."""
        return psycopg.connect(self.url(login), autocommit=True)


@pytest.fixture(scope="module")
def team(server: Server) -> Iterator[Team]:
    made = Team(server)
    server.run("CREATE ROLE keeper LOGIN CREATEROLE")
    server.run("CREATE DATABASE each OWNER keeper")
    open_database(made.url("keeper"), create=True)
    for account, name, role in (("tbello", "Tunde Bello", "worker"), ("hmarsh", "Helen Marsh", "manager")):
        employ(account, name, role)
    maker(Settings())()
    logins.set_up(job())
    employ("rkelly", "Róisín Kelly")  # the trigger makes the login of whoever comes later
    database.obj.execute_sql(DUTY)
    close()
    yield made
    close()
    server.drop("each")
    groups = ("each_workers", *(f"each_workers_{role}" for role in rights_apart.APART))
    for role in ("rkelly", "tbello", "hmarsh", ME, *groups, "keeper"):
        server.run(f'DROP ROLE IF EXISTS "{role}"')


ATTACKS = {
    "make oneself a director": "UPDATE worker SET role = 'director' WHERE account = 'rkelly'",
    "add a worker": "INSERT INTO worker (account, name, role, added_at) VALUES ('evil', 'E', 'manager', '')",
    "take a colleague's account": "UPDATE worker SET account = 'rkelly2' WHERE account = 'tbello'",
    "retire the manager": "UPDATE worker SET retired_at = 'now' WHERE account = 'hmarsh'",
    "change the log": "UPDATE audit SET action = 'nothing'",
    "shorten the log": "DELETE FROM audit",
    "empty the log": "TRUNCATE audit",
    "empty the list": "TRUNCATE client CASCADE",
    "change history": "UPDATE event SET move = 'closed'",
    "shorten history": "DELETE FROM event",
    "change a submitted concern": "UPDATE concern SET document = '{\"x\": 1}'",
    "remove a concern": "DELETE FROM concern",
    "submit in another's name": "UPDATE concern SET opened_by = 2, submitted_by = 2 WHERE submitted_at IS NULL;"
    " INSERT INTO concern (reference, client_id, opened_by, opened_at, saved_at)"
    " VALUES ('SC-2026-00002', 1, 1, '', '')",
    "write a note in another's name": "INSERT INTO note (client_id, worker_id, kind, text, made_at)"
    " VALUES (1, (SELECT id FROM worker WHERE account = 'tbello'), 'note', 'x', '')",
    "change what a colleague's call says": "UPDATE call SET note = 'x'",
    "read a colleague's draft": "SELECT 1 / count(*) FROM draft"
    " WHERE worker_id <> (SELECT id FROM worker WHERE account = 'rkelly')",
    "write a draft for a colleague": "INSERT INTO draft (worker_id, kind, key, body, saved_at)"
    " VALUES ((SELECT id FROM worker WHERE account = 'tbello'), 'note', '2', '{}', '')",
    "read by what a passphrase is known": "SELECT digest FROM verifier",
    "send a concern elsewhere": "UPDATE outbox SET recipient = 'evil@example.org'",
    "give a concern a path for its reference": "INSERT INTO concern (reference, client_id, opened_by, opened_at,"
    " saved_at) VALUES ('../../home/x', 1, (SELECT id FROM worker WHERE account = 'rkelly'), '', '')",
    "make the reference of a concern a path": "UPDATE concern SET reference = '../../home/x'",
    "lift a restriction": "INSERT INTO restriction (client_id, reason, made_by, made_at) VALUES (1, 'x', NULL, '')",
    "say that it is a demo": "INSERT INTO metadata (key, value) VALUES ('demo', '2026-01-01')",
    "say that all share one login": "UPDATE metadata SET value = 'x' WHERE key = 'logins' RETURNING 1",
    "read who was witnessed": "SELECT 1 / count(*) FROM witness",
    "change who was witnessed": "DELETE FROM witness",
    "switch the refusals off": "ALTER TABLE event DISABLE TRIGGER USER",
    "let no trigger run": "SET session_replication_role = replica",
    "hang a trigger on the log": "CREATE TRIGGER x BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION refuse('x')",
    "put a table in another's place": "CREATE TABLE public.worker2 (id integer)",
    "put a passing table in another's place": "CREATE TEMP TABLE worker (id integer, account text, role text)",
    "take a function's place": "CREATE OR REPLACE FUNCTION topaz_role() RETURNS text LANGUAGE sql AS 'SELECT 1::text'",
    "drop a table": "DROP TABLE audit",
    "become the owner": "SET ROLE keeper",
    "become a colleague": "SET SESSION AUTHORIZATION tbello",
    "take a right": "GRANT DELETE ON audit TO rkelly; DELETE FROM audit",
    "give oneself a login more": "CREATE ROLE evil LOGIN",
    "forget which steps were taken": "DELETE FROM schema_migration",
}  # fmt: skip
EXPECTED = {
    "give a concern a path for its reference": errors.CheckViolation,
    "make the reference of a concern a path": errors.RestrictViolation,
    "change a submitted concern": errors.RestrictViolation,
    "read a colleague's draft": errors.DivisionByZero,  # it is not refused, and finds nothing
    "read who was witnessed": errors.DivisionByZero,
}
NOTHING = ("say that all share one login",)
"""What is done to none of the rows."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_by_psql_with_a_workers_login_is_refused(team: Team, attack: str) -> None:
    with team.psql("rkelly") as hands:
        if attack in NOTHING:
            assert hands.execute(ATTACKS[attack]).fetchall() == []
            return
        with pytest.raises(EXPECTED.get(attack, errors.InsufficientPrivilege)):
            hands.execute(ATTACKS[attack])


def test_worker_signs_in_by_their_login_and_the_program_works(team: Team) -> None:
    open_database(team.url("rkelly"))
    session = workers.current_session(Settings())
    assert (session.account, session.role) == ("rkelly", "worker")
    held = claims.claim_next(session)
    assert held is not None and held.client_id == 1
    drafts.save(session, "note", "1", {"text": "Rang"})
    now, phone = clock.now(), one("SELECT id FROM phone")
    calls.record(session, calls.CallRecord("t", 1, "no_answer", now, now, phone_id=phone, ticks=CHECKED, held=held))
    assert one("SELECT w.account FROM call k JOIN worker w ON w.id = k.worker_id") == "rkelly"
    assert one("SELECT count(*) FROM draft") == 1  # one's own
    assert edits.edit(session, 1, one("SELECT version FROM client"), {"postcode": "SE1 7PB"})
    legible.daily(job())  # what no login of a worker's may read it leaves out
    assert not legible.due(session)
    close()
    with team.psql("hmarsh") as manager:
        seen = manager.execute("SELECT login, was, now FROM witness WHERE client_id = 1 AND now ? 'postcode'")
        assert seen.fetchone() == ("rkelly", {"postcode": "SE24 9ZZ"}, {"postcode": "SE1 7PB"})


def test_lines_of_the_log_bear_the_name_of_who_logged_in(team: Team) -> None:
    with team.psql("rkelly") as hands:
        helen = hands.execute("SELECT id FROM worker WHERE account = 'hmarsh'").fetchone()
        assert helen is not None
        forged = hands.execute(
            "INSERT INTO audit (at, worker_id, action) VALUES ('', %s, 'x') RETURNING worker_id", helen
        )
        moved = hands.execute(
            "INSERT INTO event (escalation_id, at, worker_id, move) VALUES (1, '', %s, 'closed') RETURNING worker_id",
            helen,
        )
        mine = hands.execute("SELECT id FROM worker WHERE account = 'rkelly'").fetchone()
        assert forged.fetchone() == moved.fetchone() == mine
        hands.execute("INSERT INTO audit (at, action) VALUES ('', 'nobody did this')")
    with team.psql("hmarsh") as manager:
        seen = manager.execute("SELECT login FROM witness WHERE now ->> 'action' = 'nobody did this'").fetchall()
    assert seen == [("rkelly",)]


def test_manager_adds_and_retires_and_the_login_follows(team: Team) -> None:
    open_database(team.url("hmarsh"))
    session = workers.current_session(Settings())
    workers.add(session, "nnew", "Nora New", "worker")
    with team.psql("nnew") as hands:
        assert hands.execute("SELECT count(*) FROM client").fetchone() == (1,)
        workers.retire(session, "nnew")
        with pytest.raises(errors.InsufficientPrivilege):  # on the connection that is open
            hands.execute("SELECT count(*) FROM client")
    with pytest.raises(psycopg.OperationalError):
        team.psql("nnew")
    workers.add(session, "nnew", "Nora New", "worker")
    open_database(team.url("nnew"))
    theirs = workers.current_session(Settings())
    workers.require_still_at_work(theirs)
    with team.psql("hmarsh") as manager:
        manager.execute("UPDATE worker SET retired_at = 'now' WHERE account = 'nnew'")
    with pytest.raises(SessionEnded):
        workers.require_still_at_work(theirs)
    open_database(team.url("hmarsh"))
    with pytest.raises(NotAllowed):  # the owner's login would be a worker's
        workers.add(session, "keeper", "K", "manager")
    close()
    team.server.run("DROP ROLE nnew")


DOCTOR = {
    "GRANT DELETE ON audit TO each_workers": "REVOKE DELETE ON audit FROM each_workers",
    "REVOKE INSERT ON note FROM each_workers": "GRANT INSERT ON note TO each_workers",
    "GRANT UPDATE (recipient) ON outbox TO tbello": "REVOKE UPDATE (recipient) ON outbox FROM tbello",
    "GRANT TRUNCATE ON audit TO PUBLIC": "REVOKE TRUNCATE ON audit FROM PUBLIC",
    "GRANT pg_write_all_data TO tbello": "REVOKE pg_write_all_data FROM tbello",
    "ALTER ROLE tbello SUPERUSER": "ALTER ROLE tbello NOSUPERUSER",
    "REVOKE each_workers FROM tbello": "GRANT each_workers TO tbello",
    "ALTER TABLE audit DISABLE TRIGGER a_topaz_stamp": "ALTER TABLE audit ENABLE TRIGGER a_topaz_stamp",
    "CREATE TRIGGER quiet BEFORE INSERT ON audit EXECUTE FUNCTION refuse('x')": "DROP TRIGGER quiet ON audit",
    "ALTER TABLE draft DISABLE ROW LEVEL SECURITY": "ALTER TABLE draft ENABLE ROW LEVEL SECURITY",
    "GRANT SELECT ON client TO each_workers_auditor": "REVOKE SELECT ON client FROM each_workers_auditor",
    "REVOKE SELECT (mac) ON audit FROM each_workers_keeper": "GRANT SELECT (mac) ON audit TO each_workers_keeper",
    "GRANT UPDATE ON client TO each_workers_dispatch": "REVOKE UPDATE ON client FROM each_workers_dispatch",
    "GRANT each_workers_auditor TO tbello": "REVOKE each_workers_auditor FROM tbello",
    "ALTER VIEW topaz_for_auditor.client OWNER TO topaz": "ALTER VIEW topaz_for_auditor.client OWNER TO keeper",
    "GRANT CREATE ON SCHEMA public TO PUBLIC": "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
}
"""What somebody who looks after the server did, and what takes it back."""


def test_doctor_asks_the_server_for_each_right_both_ways(team: Team, tmp_path: Path) -> None:
    def sign_in() -> bool:
        return check_sign_in(look)[0]

    with ExitStack() as held, psycopg.connect(team.url("topaz"), autocommit=True) as server:
        look = CheckContext(team.url("rkelly"), str(tmp_path / "none.toml"), Settings, held)
        assert sign_in() is True
        for done, undone in DOCTOR.items():
            server.execute(done)
            assert sign_in() is False, done
            server.execute(undone)
        assert sign_in() is True


def test_every_table_has_its_rights(team: Team) -> None:
    made = {model._meta.table_name for model in (*models.MODELS, *models.KEPT_BY_THE_DATABASE)}
    assert rights.RIGHTS.keys() == made | {"schema_migration", "typing", "witness"}
    columns = {model._meta.table_name: set(model._meta.columns) for model in models.MODELS}
    for table, named in (*rights.SIGNED.items(), *rights.COLUMNS.items()):
        assert set(named) <= columns[table], table

    assert {*rights_apart.APART} == set(permissions.APART) and {*rights_apart.SEEN} == {*rights_apart.WITH_VIEWS}
    for seen in rights_apart.SEEN.values():
        for table, named in seen.items():
            assert set(named) <= columns[table], table
    assert all(name in columns[table] for table, name in rights_apart.KEYS)
    assert set(rights_apart.SAID["client"]) == {field for _, field, _ in FIELDS} <= columns["client"]
    for theirs in rights_apart.APART.values():
        assert theirs.keys() <= rights.RIGHTS.keys()
        assert all(set(verbs) <= set(rights.RIGHTS[table]) for table, verbs in theirs.items())


@pytest.fixture
def apart(team: Team) -> Iterator[None]:
    """An auditor, a keeper and the job that sends, and a concern with names and words in it."""
    open_database(team.url("hmarsh"))
    manager = workers.current_session(Settings())
    for role in rights_apart.APART:
        workers.add(manager, f"x{role}", f"The {role}", role)
    close()
    yield
    open_database(team.url("hmarsh"))
    for role in rights_apart.APART:
        workers.retire(workers.current_session(Settings()), f"x{role}")
    close()
    for role in rights_apart.APART:
        team.server.run(f"DROP ROLE x{role}")


READS = {
    "auditor": {
        "SELECT count(*) FROM audit": True, "SELECT count(*) FROM witness": True,
        "SELECT id, person_id FROM topaz_for_auditor.client": True, "SELECT 1 FROM client": False,
        "SELECT 1 / count(last_name) FROM topaz_for_auditor.client": False,
        "SELECT 1 / count(*) FROM topaz_for_auditor.note": False, "SELECT text FROM note": False,
        "SELECT 1 / count(*) FROM topaz_for_auditor.concern WHERE document IS NOT NULL OR answers <> '{}'": False,
        "SELECT number FROM phone": False, "SELECT 1 FROM draft": False, "UPDATE worker SET role = 'director'": False,
        "INSERT INTO topaz_for_auditor.client (person_id, added_at) VALUES ('x', '')": False,
    },
    "keeper": {
        "SELECT id, chain, number, mac FROM audit": True, "SELECT account FROM worker": True,
        "SELECT action FROM audit": False, "SELECT 1 FROM client": False, "SELECT 1 FROM concern": False,
        "SELECT 1 / count(*) FROM topaz_for_keeper.client": False, "SELECT 1 FROM witness": False,
        "DELETE FROM audit": False, "SELECT 1 FROM topaz_for_auditor.client": False,
    },
    "dispatch": {
        "SELECT document FROM concern": True, "UPDATE outbox SET state = state": True, "SELECT text FROM note": False,
        "SELECT 1 / count(*) FROM draft": False, "UPDATE outbox SET recipient = 'evil@example.org'": False,
        "UPDATE client SET postcode = 'x'": False, "UPDATE worker SET role = 'director'": False,
        "INSERT INTO team_settings (body, state, why, made_by, made_at) VALUES ('{}', 'in force', '', 1, '')": False,
        "UPDATE concern SET document = '{}'": False, "DELETE FROM outbox": False, "SELECT 1 FROM witness": False,
    },
}  # fmt: skip
"""What psql in the hands of each of them reads and writes, or not: refused, or nothing is there."""


def test_who_does_no_work_of_the_list_reads_what_they_need_and_no_more(team: Team, apart: None) -> None:
    for role, asked in READS.items():
        with team.psql(f"x{role}") as hands:
            for sql, works in asked.items():
                try:
                    hands.execute(sql)
                    may = True
                except (errors.InsufficientPrivilege, errors.DivisionByZero, errors.UndefinedTable):
                    may = False
                assert may == works, (role, sql)
    with ExitStack() as held:
        assert check_sign_in(CheckContext(team.url("xkeeper"), None, Settings, held))[0]
    open_database(team.url("hmarsh"))
    workers.change(workers.current_session(Settings()), "xkeeper", role="auditor")
    close()
    with team.psql("xkeeper") as hands:
        hands.execute("SELECT action FROM audit")
        with pytest.raises(errors.InsufficientPrivilege):
            hands.execute("SELECT 1 FROM topaz_for_keeper.client")


def test_program_does_for_each_of_them_what_they_are_there_for(team: Team, apart: None, tmp_path: Path) -> None:
    open_database(team.url("xauditor"))
    auditor = workers.current_session(Settings(), Act.READ_LOG)
    access_log.lines(auditor, person_id=one("SELECT person_id FROM client"))
    assert access_log.lines(auditor)[0].account == "xauditor", "that they looked is a line"
    month = Period(clock.today().replace(day=1), clock.today())
    assert figures.report(auditor, month, council="Nobody's").lines and figures.councils(auditor) == ()
    close()
    open_database(team.url("xkeeper"))
    assert log_proof.seal(workers.job_session(Settings(), Act.SEAL_LOG), "nowhere")[1]
    found = doctor.examine(team.url("xkeeper"), None, Settings)
    assert {each.about for each in found} == set(FOR_A_PART) and all(each.ok is not None for each in found)
    assert_job_sends_by_each_way(team, tmp_path)


def assert_job_sends_by_each_way(team: Team, folder: Path) -> None:
    """What a worker submits the job's own login hands over, by mail and into a folder."""
    (folder / "out").mkdir()
    for way in ("mail", "folder"):
        with serving(folder, "accept", way) as (server, settings):
            open_database(team.url("tbello"))
            item = submitted(workers.current_session(settings), one("SELECT id FROM client"), settings)
            reference = str(models.Escalation.get_by_id(item).concern.reference)
            close()
            open_database(team.url("xdispatch"))
            assert dispatcher.run(workers.job_session(settings, Act.SEND)).run.ended
            document = models.Outbox.get(models.Outbox.escalation == item, models.Outbox.kind == "concern")
            assert document.state == "sent", (way, document.answer)
            close()
            assert [mail.reference for mail in server.received] == [reference] * (way == "mail")
    assert sorted(each.suffix for each in (folder / "out").glob(f"{reference}*")) == [".json", ".pdf"]


def test_schema_is_brought_up_by_the_owner_alone(team: Team) -> None:
    with psycopg.connect(team.url("keeper"), autocommit=True) as owner:
        name = owner.execute("SELECT max(name) FROM schema_migration").fetchone()
        assert name is not None
        owner.execute("UPDATE schema_migration SET name = '0001_x' WHERE name = %s", name)
        try:
            with pytest.raises(NotAllowed, match="'keeper'"):
                open_database(team.url("hmarsh"))
        finally:
            owner.execute("UPDATE schema_migration SET name = %s WHERE name = '0001_x'", name)


def test_server_says_who_it_is_by_peer_and_by_password(team: Team, tmp_path: Path) -> None:
    """On the socket the kernel says it, whatever the URL claims; with SCRAM the password does."""
    rules = team.server.folder / "data" / "pg_hba.conf"
    kept = rules.read_text()
    employ_as_owner(team, ME)
    passwords = tmp_path / "passwords"
    passwords.write_text("*:*:each:rkelly:a good long phrase\n")
    passwords.chmod(0o600)
    by_password = f"{team.url('rkelly')}&passfile={passwords}"
    with psycopg.connect(team.url("topaz"), autocommit=True) as server:
        server.execute("ALTER ROLE rkelly PASSWORD 'a good long phrase'")
        rules.write_text(f"local each rkelly scram-sha-256\nlocal each tbello,{ME} peer\n{kept}")
        server.execute("SELECT pg_reload_conf()")
        try:
            wait_until(lambda: not lets_in(team.url("tbello")))
            for url, account in ((team.url(ME), ME), (by_password, "rkelly")):
                open_database(url)
                assert workers.current_session(Settings()).account == account
            with pytest.raises(NotAllowed):
                open_database(team.url("tbello"))
            assert not lets_in(team.url("rkelly"))
        finally:
            close()
            rules.write_text(kept)
            server.execute("SELECT pg_reload_conf()")


def test_program_that_says_it_is_the_managers_is_the_logins_own(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a worker's own process tells itself, the server knows whose login it is."""
    monkeypatch.setattr(workers, "account", lambda: "hmarsh")
    open_database(team.url("tbello"))
    session = workers.current_session(Settings())
    assert (session.account, session.role) == ("tbello", "worker")
    with pytest.raises(NotAllowed):
        workers.current_session(Settings(), Act.ADD_WORKER)
    refused = "SELECT w.account FROM audit a JOIN worker w ON w.id = a.worker_id WHERE a.action = ?"
    assert one(refused, f"was refused: {Act.ADD_WORKER}") == "tbello"
    with pytest.raises(NotAllowed), transaction():
        models.Worker.create(account="evil", name="E", role="manager", added_at="")
    close()


def test_psql_in_a_workers_hands_reads_what_it_cannot_change(team: Team) -> None:
    with team.psql("rkelly") as hands:
        assert hands.execute("SELECT count(*) FROM client").fetchone() == (1,)


@pytest.mark.skipif(not may_make(), reason=NO_ACCOUNTS)
def test_account_of_the_machine_is_who_the_kernel_says(team: Team) -> None:
    """A real account, made for this; a real process of it; a real server that asks the kernel (peer)."""
    rules = team.server.folder / "data" / "pg_hba.conf"
    kept = rules.read_text()
    env = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TOPAZ_NOW": os.environ["TOPAZ_NOW"]}
    with new_account("tz-worker") as mine, psycopg.connect(team.url("topaz"), autocommit=True) as server:
        employ_as_owner(team, mine.name)
        rules.write_text(f'local each "{mine.name}",hmarsh peer\n{kept}')
        server.execute("SELECT pg_reload_conf()")
        try:
            wait_until(lambda: not lets_in(team.url("hmarsh")))
            for login, words, code in (
                (mine.name, ("workers", "list"), 0),
                (mine.name, ("workers", "add", "evil", "--name", "E"), NotAllowed.exit_code),
                ("hmarsh", ("workers", "list"), NotAllowed.exit_code),
            ):
                done = forked.topaz("--db", team.url(login), *words, env=env, uid=mine.uid, cwd="/")
                assert done.returncode == code, (login, words, done.stderr)
        finally:
            rules.write_text(kept)
            server.execute("SELECT pg_reload_conf()")
    with psycopg.connect(team.url("keeper"), autocommit=True) as owner:
        owner.execute("UPDATE worker SET retired_at = 'now' WHERE account = %s", (mine.name,))
        owner.execute(f'DROP ROLE "{mine.name}"')


def lets_in(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def employ_as_owner(team: Team, account: str) -> None:
    open_database(team.url("keeper"))
    employ(account, "Runs The Tests")
    close()


def test_server_chains_what_a_worker_writes_by_a_key_that_they_do_not_have(team: Team) -> None:
    for login in ("tbello", "rkelly", "keeper"):
        open_database(team.url(login))
        with transaction():
            audit.record(None, "tried – ż", subject=login)
            audit.record(1, "tried", why="asked")
        close()
    with team.psql("tbello") as psql:
        psql.execute("INSERT INTO audit (id, at, worker_id, action, mac) VALUES (7777, 'x', 1, 'forged', 'x')")
        psql.execute("INSERT INTO audit (at, action) VALUES ('2026-01-01T10:00:00Z', 'dated back')")
        for attack in ("SELECT key FROM topaz_owner.audit_key", "INSERT INTO audit_chain VALUES (99, '', '', '', '')"):
            with pytest.raises(errors.InsufficientPrivilege):
                psql.execute(attack)
    open_database(team.url("hmarsh"))
    with pytest.raises(NotAllowed):  # a manager's login, too
        log_cut.cut(workers.current_session(Settings()))
    close()
    open_database(team.url("keeper"))
    with pytest.raises(Conflict):  # there is no rule
        log_cut.cut(workers.owner_session(Settings()))
    found = audit_verify.verify(database.obj)
    assert found.breaks == () and found.lines >= 7 and found.chains >= 4
    assert one("SELECT count(*) FROM audit WHERE action = 'forged' AND id <> 7777") == 1
    assert one("SELECT clock_off FROM audit WHERE action = 'dated back'") < -audit_chain.CLOCKS
    with transaction():  # the rule, to which a second manager agreed, and lines that it lets go
        rule = {"body": '{"log": {"years": 1}}', "state": "in force", "why": "x"}
        models.TeamSettings.create(**rule, made_by=1, made_at="", decided_by=2)
        audit.record_all([audit_chain.LogEntry("2020-01-01T10:00:00Z", None, "old")])
    gone = log_cut.cut(workers.owner_session(Settings()))
    assert gone.lines and not one("SELECT count(*) FROM audit WHERE action = 'old'")
    assert audit_verify.verify(database.obj).breaks == ()
    guarded = "SELECT tgenabled = 'O' FROM pg_trigger WHERE tgname = 'audit_stays'"
    assert database.obj.execute_sql(guarded).fetchone() == (True,)
    close()
