"""Whatever is done to one line of the log by whoever has the tables and not the key, is found; what somebody did who
has both, by a seal."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import peewee
import pytest

from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.services import log_proof
from topaz_tui.services.session import JobSession
from topaz_tui.store import audit, audit_chain, audit_cut, audit_key, audit_verify, database, sqlite
from topaz_tui.store.audit_chain import Chain
from topaz_tui.store.audit_verify import BreakKind
from topaz_tui.store.database import open_database, transaction
from topaz_tui.store.sql import audit as sql

LINES = 24
TEXTS = ("at", "action", "subject", "place", "mac")
NUMBERS = ("id", "chain", "number", "clock_off")


class RolledBack(Exception):
    pass


@pytest.fixture(params=("sqlite", "postgresql"))
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """A list whose log has LINES lines in three chains that were written beside each other."""
    if request.param == "sqlite":
        opened = open_database(tmp_path / "t.db", create=True)
    else:
        server = request.getfixturevalue("server")
        opened = open_database(server.url("team"))
    with transaction():
        chains = [audit_chain.begin(opened) for _ in range(3)]
        for number in range(LINES):
            chain = chains[number * 7 % 3]
            at = f"2026-03-01T10:00:{number:02}Z"
            line = audit_chain.LogEntry(at, None, "opened", None, f"call {number}", place="queue")
            audit_chain.write(opened, chain, head_of(opened, chain), [line])
    yield opened
    database.close()
    if request.param == "postgresql":
        server.empty("team")


def head_of(log: Any, chain: Chain) -> sql.NextPlace:
    head = audit_chain.head_of(log, chain)
    assert head is not None
    return head


@contextmanager
def tampered(db: Any) -> Iterator[Callable[..., Any]]:
    """What is done to the tables in the block, past the triggers; afterwards it is as before."""
    on, mark = (" ON audit", "%s") if db.name == "postgresql" else ("", "?")

    def run(statement: str, *values: object) -> Any:
        return db.execute_sql(statement.replace("?", mark), values)

    with suppress(RolledBack), transaction():
        for name in ("audit_stands", "audit_stays"):
            run(f"DROP TRIGGER {name}{on}")
        run("DROP INDEX audit_line")
        yield run
        raise RolledBack


def change(run: Callable[..., Any], chance: random.Random) -> None:
    """Another byte, or number, anywhere in a line."""
    id, column = chance.randint(1, LINES), chance.choice(TEXTS + NUMBERS)
    [(was,)] = run(f"SELECT {column} FROM audit WHERE id = ?", id).fetchall()
    if column in NUMBERS:
        run(f"UPDATE audit SET {column} = ? WHERE id = ?", (was or 0) + chance.choice((-100, 100)), id)
    else:
        place = chance.randrange(len(was))
        byte = chance.choice([each for each in "0aZ~" if each != was[place]])
        run(f"UPDATE audit SET {column} = ? WHERE id = ?", was[:place] + byte + was[place + 1 :], id)


def delete(run: Callable[..., Any], chance: random.Random) -> None:
    run("DELETE FROM audit WHERE id = ?", chance.randint(1, LINES))


def insert(run: Callable[..., Any], chance: random.Random) -> None:
    """A copy of a line with a code and all, under an id of its own, at an end or in its place."""
    others = "at, worker_id, action, client_id, subject, detail, place, clock_off, chain, mac"
    id, number = chance.choice((0, -5, LINES + 1)), chance.choice(("number", "number + 1", "number + 100", "NULL"))
    of = chance.randint(1, LINES)
    run(f"INSERT INTO audit (id, number, {others}) SELECT ?, {number}, {others} FROM audit WHERE id = ?", id, of)


def swap(run: Callable[..., Any], chance: random.Random) -> None:
    """Two lines change places: their ids, or all that they say."""
    one, other = chance.sample(range(1, LINES + 1), 2)
    if chance.random() < 0.5:
        for id, to in ((one, 1000), (other, one), (1000, other)):
            run("UPDATE audit SET id = ? WHERE id = ?", to, id)
    else:
        said = {id: run("SELECT at, subject FROM audit WHERE id = ?", id).fetchone() for id in (one, other)}
        for id, by in ((one, other), (other, one)):
            run("UPDATE audit SET at = ?, subject = ? WHERE id = ?", *said[by], id)


def cut(run: Callable[..., Any], chance: random.Random) -> None:
    """The last lines are gone, and with luck a chain with them."""
    first = chance.randint(1, LINES)
    run("DELETE FROM audit WHERE id >= ?", first)


def test_any_one_thing_done_to_the_log_is_found(log) -> None:
    sealed = audit_verify.heads(log)
    assert audit_verify.verify(log, sealed) == audit_verify.LogCheck(LINES, 3, (), 0)
    chance = random.Random()
    seed = chance.randrange(1 << 30)
    chance.seed(seed)
    for way in (change, delete, insert, swap, cut) * 12:
        with tampered(log) as run:
            state = chance.getstate()
            way(run, chance)
            assert audit_verify.verify(log, sealed).breaks, (seed, way.__name__, state)
    assert not audit_verify.verify(log, sealed).breaks


FOUND = (
    (BreakKind.CHANGED, 7, "UPDATE audit SET action = 'x' WHERE id = 7"),
    (BreakKind.REMOVED, 10, "DELETE FROM audit WHERE id = 7"),
    (BreakKind.PUT_IN, 900, "INSERT INTO audit (id, at, action) VALUES (900, '', 'x')"),
    (BreakKind.REORDERED, 10, "UPDATE audit SET id = 100 WHERE id = 7"),
    (BreakKind.CUT, None, "DELETE FROM audit WHERE id > 20"),
)


def test_first_place_is_named_with_what_was_done_there(log) -> None:
    sealed = audit_verify.heads(log)
    for kind, id, done in FOUND:
        with tampered(log) as run:
            run(done)
            first = audit_verify.verify(log, sealed).breaks[0]
            assert (first.kind, first.id) == (kind, id), done


def test_log_that_whoever_has_the_key_wrote_anew_is_not_the_one_that_was_sealed(log) -> None:
    sealed = audit_verify.heads(log)
    with tampered(log) as run:
        run("DELETE FROM audit WHERE id >= 4")
        chains = [Chain(each.token, log.audit_keys()[-1]) for each in log.named(sql.ChainRow, sql.CHAINS)]
        for number in range(LINES):
            chain = chains[number % 3]
            line = audit_chain.LogEntry("2026-03-01T10:00:00Z", None, "x")
            audit_chain.write(log, chain, head_of(log, chain), [line])
        assert not audit_verify.verify(log).breaks
        assert {each.kind for each in audit_verify.verify(log, sealed).breaks} == {BreakKind.REWRITTEN}


def test_old_lines_go_and_the_rest_is_proved_as_before(log) -> None:
    """Each chain loses its first lines, and one of them all; what somebody else takes out is found as ever."""
    with suppress(RolledBack), transaction():
        whole = audit_chain.begin(log)
        line = audit_chain.LogEntry("2026-02-01T10:00:00Z", None, "opened")
        audit_chain.write(log, whole, head_of(log, whole), [line])
        sealed, middle = audit_verify.heads(log), "2026-03-01T10:00:12Z"
        going = audit_cut.due(log, middle)
        assert going.lines == 13 and sorted(going.starts) == [1, 2, 3, 4]
        audit.record(None, audit.LoggedAction.CUT, None, "13 lines", audit_cut.words(going.starts))
        audit_cut.take_out(log, going)
        left = LINES + 2 - going.lines
        for seal in ((), sealed):
            assert audit_verify.verify(log, seal) == audit_verify.LogCheck(left, 5, (), 0)
        assert not audit_cut.due(log, middle).lines
        with pytest.raises((peewee.IntegrityError, peewee.DatabaseError)), log.atomic():
            log.execute_sql("DELETE FROM audit")
        for wrong in (
            "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit)",
            "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)",
            "DELETE FROM audit WHERE number = (SELECT max(number) FROM audit WHERE chain = 2) AND chain = 2",
            "UPDATE audit SET detail = '1-4' WHERE detail IS NOT NULL",
        ):
            with suppress(RolledBack), log.atomic():
                on = " ON audit" if log.name == "postgresql" else ""
                for name in ("audit_stands", "audit_stays"):
                    log.execute_sql(f"DROP TRIGGER {name}{on}")
                log.execute_sql(wrong)
                assert audit_verify.verify(log, sealed).breaks, wrong
                raise RolledBack
        raise RolledBack


def test_chain_is_not_changed_nor_taken_out(log) -> None:
    on = " ON audit_chain" if log.name == "postgresql" else ""
    for done, kind in (
        ("UPDATE audit_chain SET began_at = 'x' WHERE id = 2", BreakKind.CHAIN),
        ("DELETE FROM audit_chain WHERE id = 2", BreakKind.CHAIN),
        ("UPDATE audit_chain SET key_id = 'x' WHERE id = 2", BreakKind.NO_KEY),
    ):
        with tampered(log) as run:
            run(f"DROP TRIGGER audit_chain_stands{on}")
            run(f"DROP TRIGGER audit_chain_stays{on}")
            run(done)
            assert kind in {each.kind for each in audit_verify.verify(log).breaks}, done


def test_thread_writes_on_to_its_chain_and_begins_another_where_that_was_rolled_back(tmp_path: Path) -> None:
    db = open_database(tmp_path / "t.db", create=True)
    with pytest.raises(RolledBack), transaction():
        audit.record(None, "half")
        raise RolledBack
    for place in ("queue", "find"):
        with transaction(), audit.coming_from(place):
            audit.record(None, "whole")
            audit.record(None, "whole", why="asked")
    assert [head[:2] for head in audit_verify.heads(db)] == [(1, 4)]
    assert audit_key.beside(tmp_path / "t.db").stat().st_mode & 0o777 == 0o600
    assert not audit_verify.verify(db).breaks
    audit_key.beside(tmp_path / "t.db").unlink()
    assert {each.kind for each in audit_verify.verify(db).breaks} == {BreakKind.NO_KEY}


def test_key_that_was_emptied_is_said_and_a_new_one_is_made_once_it_is_away(tmp_path: Path) -> None:
    open_database(tmp_path / "t.db", create=True)
    key = audit_key.beside(tmp_path / "t.db")
    key.write_bytes(b"")
    with pytest.raises(Invalid) as said, transaction():
        audit.record(None, "half")
    assert str(key) in str(said.value)
    key.unlink()
    with transaction():
        audit.record(None, "whole")


@pytest.mark.skipif(os.name != "posix", reason="a system without links")
def test_key_is_the_same_by_whatever_link_the_list_is_opened(tmp_path: Path) -> None:
    open_database(tmp_path / "t.db", create=True)
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "mine.db").symlink_to(tmp_path / "t.db")
    log = open_database(tmp_path / "links" / "mine.db")
    with transaction():
        audit.record(None, "whole")
    assert log.audit_keys() == audit_key.in_file(tmp_path / "t.db") != []


@pytest.mark.skipif(os.name != "posix", reason="a system without groups")
def test_key_is_given_the_group_and_mode_of_its_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(tmp_path / "t.db", create=True)
    with transaction():
        audit.record(None, "whole")
    given: list[int] = []
    stands = os.fstat
    monkeypatch.setattr(os, "fchown", lambda _handle, _owner, group: given.append(group))
    monkeypatch.setattr(os, "fstat", lambda handle: os.stat_result([*stands(handle)[:5], 4711, *stands(handle)[6:]]))
    (tmp_path / "t.db").chmod(0o660)
    assert audit_key.in_file(tmp_path / "t.db") and given == [(tmp_path / "t.db").stat().st_gid]
    assert audit_key.beside(tmp_path / "t.db").stat().st_mode & 0o777 == 0o660


def test_lines_from_before_there_were_chains_are_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from playhouse.migrations import Runner

    only_first = Runner.up
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "SCHEMA", 45)
        patch.setattr(Runner, "up", lambda self: only_first(self, "0045_names"))
        old = open_database(tmp_path / "t.db", create=True)
        old.execute_sql("INSERT INTO audit (at, action) VALUES ('', 'x'), ('', 'y'), ('', 'z')")
        database.close()
    db = open_database(tmp_path / "t.db")
    with transaction():
        audit.record(None, "since")
    assert [head[:2] for head in audit_verify.heads(db)] == [(1, 3), (2, 1)]
    assert not audit_verify.verify(db).breaks


def test_seal_goes_into_a_new_file_and_is_read_among_other_words(tmp_path: Path) -> None:
    db = open_database(tmp_path / "t.db", create=True)
    job = JobSession("root", Settings())
    with transaction():
        audit.record(None, "first")
    made, grown = log_proof.seal(job, "file")
    file = log_proof.write(made, tmp_path / "seal.txt")
    assert file.stat().st_mode & 0o777 == 0o600 and grown == made.heads
    with pytest.raises(Conflict):
        log_proof.write(made, file)
    name, heads = log_proof.read(f"Nov 23 topaz: {file.read_text()} and so on")
    assert name == audit_verify.name_of(db) and [each[:3] for each in heads] == [each[:3] for each in made.heads]
    with pytest.raises(Invalid):
        log_proof.read("no seal")
    with tampered(db) as run:
        run("DELETE FROM audit")
        assert [each.kind for each in audit_verify.verify(db, heads).breaks] == [BreakKind.CUT]
