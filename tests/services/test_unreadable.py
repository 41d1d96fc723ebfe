"""One bad row stops nobody: every column that is read as more than text, damaged in several ways, in a list full of
people and of what they are owed. All go on but what is damaged, and that is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.services.test_delivery import WHOLE
from topaz_tui import clock
from topaz_tui.config import Folder, Sending, Settings
from topaz_tui.errors import Trouble
from topaz_tui.exchange import dispatch, listing, parcel
from topaz_tui.rules import people
from topaz_tui.services import (
    calls,
    clients,
    concerns,
    doctor,
    drafts,
    legible,
    outbox,
    queue,
    referrals,
    unread,
    workers,
)
from topaz_tui.services.desk import Desk
from topaz_tui.store import database as store
from topaz_tui.store import models
from topaz_tui.store.database import database, deed

NOW, LATER = "2026-11-23T10:00:00Z", "2026-11-23T10:10:00Z"
SECRET = "Grandmother's secret"  # in what is damaged: it is in no words of ours
TIMES = (SECRET, "2026-02-30T10:00:00Z", "2026-11-23T10:00:00", "0000-00-00")
DAYS = (SECRET, "2026-02-30", "23/11/2026")
JSON = ("{" + SECRET, "[1, 2]", '"text"', "null", "[" * 20_000, json.dumps({"a": {"b": [1]}, "danger": 3}))
CODES = (SECRET, "Sent", " ")
VALUES = {legible.moment: TIMES, legible.day: DAYS, unread.object_of: JSON[:5], unread.answers_of: JSON,
          legible.texts: ("{", '{"a": 1}', "[1]"), legible.document: ("{", "[[1]]", '{"a": 1}', "[]x"),
          legible.times: (SECRET, "Mon 25-26")}  # fmt: skip
LIVE = {  # of these tables, rows that the board, the dispatch and the lists have to do with
    "event": "escalation_id IN (SELECT id FROM escalation WHERE closed_at IS NULL)",
    "escalation": "closed_at IS NULL",
    "concern": "discarded_at IS NULL AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.concern_id = concern.id AND"
    " e.closed_at IS NOT NULL)",
    "outbox": "state = 'due'",
    "duty": "closed_at IS NULL",
    "warning": "ended_at IS NULL",
}
COLUMNS = [(table, column) for table, columns in legible.COLUMNS.items() for column in columns]


@dataclass(frozen=True)
class World:
    """The list that is damaged, and who looks at it."""

    desk: Desk
    settings: Settings
    place: Path


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, demo_of: Callable[[str | None], Path]
) -> Iterator[tuple[Path, Settings]]:
    """The demo's people, and beside them messages that wait, drafts and additions."""
    folder = tmp_path_factory.mktemp("whole")
    path, place = folder / "whole.db", folder / "out"
    place.mkdir()
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(place))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOPAZ_NOW", NOW)
        clock._offset.cache_clear()
        shutil.copy(demo_of("rkelly"), path)
        store.open_database(path)
        desk = _desk(settings)
        whom = [id for (id,) in database.execute_sql("SELECT id FROM client ORDER BY id LIMIT 40").fetchall()]
        for client in whom[:6]:
            done = concerns.submit(desk, concerns.open(desk, client).id, WHOLE)
            concerns.add(desk, done.id, "It was Tuesday.")
        models.Doubt.create(client=whom[20], code=next(iter(people.DOUBTS)), words="x", made_at=NOW)
        models.Judgement.create(client=whom[21], other=whom[22], verdict="two", judged_at=NOW)
        wrong, meant = (id for (id,) in database.execute_sql("SELECT id FROM call ORDER BY id LIMIT 2").fetchall())
        models.Correction.create(client=whom[0], call=wrong, meant=meant, worker=1, reason="x", made_at=NOW)
        for client in whom[6:12]:
            concerns.save(desk, concerns.open(desk, client).id, WHOLE)
            drafts.save(desk, "call", str(client), {"note": "typed"})
            with deed():
                outbox.put_beside("letter", 1, 1, "folder", settings.sending, clock.now(), body="x")
        store.close()
        yield path, settings
    clock._offset.cache_clear()


def _desk(settings: Settings) -> Desk:
    id, account, name, role = database.execute_sql(
        "SELECT id, account, name, role FROM worker WHERE account = 'rkelly'"
    ).fetchone()
    return Desk(id, account, name, role, settings)


@pytest.fixture
def world(
    whole: tuple[Path, Settings], tmp_path: Path, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    path, settings = whole
    at(LATER)
    monkeypatch.setattr(parcel, "as_pdf", lambda *_, **__: b"%PDF-")  # how it is drawn is not tried here
    shutil.copy(path, tmp_path / "t.db")
    store.open_database(tmp_path / "t.db")
    place = tmp_path / "out"
    place.mkdir()
    settings = replace(settings, sending=replace(settings.sending, folder=Folder(str(place))))
    yield World(_desk(settings), settings, place)
    store.close()


def damage(table: str, column: str) -> dict[int, str]:
    """Write what can't be read into this column of some rows, in another way each; what, by their numbers."""
    id = legible.IDS.get(table, "id")
    for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if name.endswith(("_stands", "_stays")):
            database.execute_sql(f"DROP TRIGGER {name}")
    values = VALUES.get(legible.COLUMNS[table][column], CODES)
    rows = database.execute_sql(
        f"SELECT {id} FROM {table} WHERE {LIVE.get(table, 'true')} ORDER BY {column} IS NULL, {id} LIMIT ?",
        (len(values),),
    ).fetchall()
    assert rows, f"there is no {table} to be damaged"
    done = {row: value for (row,), value in zip(rows, values, strict=False)}
    for row, value in done.items():
        database.execute_sql(f"UPDATE {table} SET {column} = ? WHERE {id} = ?", (value, row))
    return done


def damaged(table: str, column: str, done: dict[int, str]) -> list[int]:
    """Those that are so still: what is only reckoned was reckoned anew."""
    id = legible.IDS.get(table, "id")
    rows = dict(database.execute_sql(f"SELECT {id}, {column} FROM {table}").fetchall())
    return [row for row, value in done.items() if rows.get(row) == value]


def people_of(table: str, ids: list[int]) -> list[int]:
    """Whom the damaged rows are about."""
    if table in ("client", "standing"):
        return ids
    marks = ", ".join(map(str, ids))
    found = {
        "event": "SELECT e.client_id FROM event v JOIN escalation e ON e.id = v.escalation_id WHERE v.id",
        "addition": "SELECT c.client_id FROM addition a JOIN concern c ON c.id = a.concern_id WHERE a.id",
        "outbox": "SELECT c.client_id FROM outbox a JOIN concern c ON c.id = a.concern_id WHERE a.id",
        "review_answer": "SELECT r.client_id FROM review_answer a JOIN review r ON r.id = a.review_id WHERE a.id",
        "worker": "SELECT client_id FROM note WHERE worker_id",
        "import": "SELECT client_id FROM brought WHERE import_id",
        "draft": "SELECT CAST(key AS INTEGER) FROM draft WHERE id",
        "audit": "SELECT client_id FROM audit WHERE client_id IS NOT NULL AND id",
    }.get(table, f"SELECT client_id FROM {table} WHERE id")
    return [id for (id,) in database.execute_sql(f"{found} IN ({marks})").fetchall()]


def drive(world: World, whom: list[int]) -> dict[str, Any]:
    """Everything that reads the store, and what each came to."""
    desk, settings = world.desk, world.settings
    said: dict[str, Any] = {"queue": {}}
    for tab in queue.TABS:
        look = queue.look(desk, tab, limit=500)
        said["queue"][tab] = {person.client_id for person in look.people}
    said["counts"] = look.counts
    queue.news(desk)
    said["unfinished"] = concerns.unfinished(desk)
    drafts.pending(desk)
    for client in {*whom, 20}:
        clients.page(desk, client)
        calls.brief(desk, client)
        drafts.load(desk, "call", str(client))
        if database.execute_sql("SELECT stopped FROM client WHERE id = ?", (client,)).fetchone()[0] is None:
            mine = concerns.open(desk, client)
            concerns.save(desk, mine.id, mine.answers)
    drafts.settle(desk, "call", "12", lambda: None)
    workers.team()
    referrals.unsent(desk)
    said["round"] = dispatch.run(settings)
    dispatch.daily(settings)
    said["status"] = referrals.dispatch_status(settings)
    said["text"] = ""
    for (number,) in database.execute_sql("SELECT id FROM escalation ORDER BY id").fetchall():
        try:
            referrals.case(desk, number)
        except Trouble as trouble:
            said.setdefault("closed", []).append(number)
            said["text"] += str(trouble)
    board = said["board"] = referrals.board(desk)
    said["text"] += listing.escalations_text(board) + listing.escalations_json(board)
    return said


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[".".join(each) for each in COLUMNS])
def test_one_bad_row_stops_nobody_and_is_named(world, table, column):
    before = referrals.board(world.desk)
    [(waiting,)] = database.execute_sql("SELECT count(*) FROM outbox WHERE state = 'due'").fetchall()
    [(everybody,)] = database.execute_sql("SELECT count(*) FROM client").fetchall()
    done = damage(table, column)
    said = drive(world, people_of(table, list(done)))
    hurt = damaged(table, column, done)

    alarms = " ".join(f"{alarm.what} {alarm.do}" for alarm in said["board"].alarms)
    findings = doctor.examine(database.obj.where, None, lambda: world.settings)
    found = next(finding for finding in findings if finding.about == "readable")
    named = unread.known()
    for id in hurt:
        assert str(id) in named.get(table, ()), "the board knows it"
        assert f"{table} " in found.words and str(id) in found.words, "and doctor"
    assert found.ok == (not hurt), found
    assert all(f"{name.replace('_', ' ')} " in alarms for name in named)
    assert SECRET not in alarms + found.words + said["text"]

    assert sum(said["counts"][reason.code] for reason in queue.recalls.REASONS) == everybody
    assert set().union(*said["queue"].values()) == set(range(1, everybody + 1)), "nobody falls off every list"
    gone = {item.id for item in before.items} - {item.id for item in said["board"].items}
    about = {alarm.escalation_id for alarm in said["board"].alarms}
    closed = set(done) if (table, column) == ("escalation", "closed_at") else set()
    assert gone <= about | closed, "what is off the board is named there"
    assert len(gone) <= len(done)
    assert said["round"].run.sent >= waiting - len(done), "the others were sent"


def test_a_sound_list_has_nothing_that_cant_be_read(world):
    assert list(legible.unreadable(lambda sql, *values: database.execute_sql(sql, values).fetchall())) == []
    drive(world, [1, 2, 3])
    assert unread.known() == {}


def test_every_column_that_holds_a_moment_or_a_day_is_looked_at():
    for model in models.MODELS:
        named = {name for name in (field.column_name for field in model._meta.sorted_fields)
                 if name == "at" or name.endswith(("_at", "_on", "_until"))}  # fmt: skip
        assert named <= set(legible.COLUMNS.get(model._meta.table_name, {})), model


def test_what_nobody_meets_for_a_day_is_known_no_longer(world, at):
    unread.note("event", 1)
    assert unread.known() == {"event": ("1",)}
    at("2026-11-24T10:20:00Z")
    referrals.move_clocks(world.settings)
    assert unread.known() == {}


def test_a_concern_that_cant_be_read_keeps_nobody_from_raising_another_and_stays_as_it_is(world):
    first = concerns.open(world.desk, 7)
    database.execute_sql("UPDATE concern SET answers = '{' WHERE id = ?", (first.id,))
    with pytest.raises(concerns.Unreadable, match="kept as it is"):
        concerns.load(world.desk, first.id)
    second = concerns.open(world.desk, 7)
    assert second.id != first.id
    concerns.save(world.desk, second.id, WHOLE)
    assert database.execute_sql("SELECT answers FROM concern WHERE id = ?", (first.id,)).fetchone() == ("{",)
    [bad] = [each for each in concerns.all_drafts(world.settings) if each.id == first.id]
    assert bad.danger, "what can't be read may hold it"


def test_a_huge_body_stops_no_other(world):
    huge = json.dumps({"said": "x" * 5_000_000})
    damage("event", "body")
    with deed():
        database.execute_sql("INSERT INTO event (escalation_id, at, move, body) VALUES (1, ?, 'chase', ?)", (NOW, huge))
        database.execute_sql("UPDATE outbox SET body = ? WHERE kind = 'letter'", ("y\n" * 1_000_000,))
    assert drive(world, [1])["round"].run.sent >= 6


def test_the_first_look_at_the_board_names_what_it_meets(world):
    damage("event", "body")
    assert unread.known() == {}
    assert "can't be read" in listing.escalations_text(referrals.board(world.settings))
    database.execute_sql("DELETE FROM about WHERE key LIKE 'unread/%'")
    assert any("can't be read" in alarm.what for alarm in referrals.dispatch_status(world.settings).alarms)
