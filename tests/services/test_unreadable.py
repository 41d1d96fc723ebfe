"""One bad row stops nobody: every column that is read as more than text, damaged in several ways, in a list full of
people and of what they are owed. All go on but what is damaged, and that is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from peewee import TextField

from tests.support.concerns import WHOLE
from tests.support.rows import run
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.cli.output import escalation_list
from topaz_tui.config import Folder, Sending, Settings
from topaz_tui.errors import Invalid, UserError
from topaz_tui.exchange.delivery import dispatcher, package
from topaz_tui.rules import contact_safety, people, referrals, safety_sentences, wishes
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.arranged import GIVEN
from topaz_tui.rules.measures import frozen
from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.referrals import MessageKind
from topaz_tui.screens.client.words import summary
from topaz_tui.services import calls, clients, concerns, doctor, drafts, legible, queue, unread, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.escalations.item import UNREAD
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store import models
from topaz_tui.store.database import database, transaction

NOW, LATER = "2026-11-23T10:00:00Z", "2026-11-23T10:10:00Z"
DAY = "2020-03-02"
SECRET = "Grandmother's secret"  # in what is damaged: it is in no words of ours
TIMES = (SECRET, "2026-02-30T10:00:00Z", "2026-11-23T10:00:00", "0000-00-00")
DAYS = (SECRET, "2026-02-30", "23/11/2026")
NOT_UTF8 = "\ufffd"  # as which a byte that is no UTF-8 is read
JSON = ("{" + SECRET, "[1, 2]", '"text"', "null", "[" * 20_000, json.dumps({"a": {"b": [1]}, "danger": 3}))
CODES = (SECRET, "Sent", " ")
VALUES = {legible.moment: TIMES, legible.day: DAYS, unread.object_of: JSON[:5], unread.answers_of: JSON,
          legible.texts: ("{", '{"a": 1}', "[1]"), legible.document: ("{", "[[1]]", '{"a": 1}', "[]x"),
          legible.flag: (2, -1)}  # fmt: skip
LIVE = {  # of these tables, rows that the board, the dispatch and the lists have to do with
    "event": "escalation_id IN (SELECT id FROM escalation WHERE closed_at IS NULL)",
    "escalation": "closed_at IS NULL",
    "concern": "discarded_at IS NULL AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.concern_id = concern.id AND"
    " e.closed_at IS NOT NULL)",
    "outbox": "state = 'due'",
    "duty": "closed_at IS NULL",
    "warning": "ended_at IS NULL",
}
MOST = 20  # people, and as many of a table as doctor names
ALONE = {"worker", "import", "doubt", "draft", "event", "verifier"}
"""Tables of few rows, or of rows that belong together: what one column of theirs does could hide what another does."""


def values_of(table: str, column: str) -> tuple[object, ...]:
    """What to damage this column with."""
    values: tuple[object, ...] = VALUES.get(legible.COLUMNS[table][column], CODES)
    return values if all(isinstance(value, int) for value in values) else (*values, NOT_UTF8)


def groups() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Columns of one table that are damaged in one list, each in rows of its own: people, or messages, that have
    nothing to do with each other."""
    for table, columns in legible.COLUMNS.items():
        most = 0 if table in ALONE else 12 if table == "outbox" else MOST
        group: list[str] = []
        for column in columns:
            if group and sum(len(values_of(table, each)) for each in (*group, column)) > most:
                yield table, tuple(group)
                group = []
            group.append(column)
        yield table, tuple(group)


Group = tuple[str, tuple[str, ...]]
OF_ALL = {"worker", "client", "queue_status"}
"""Tables that say who is called at all, and by whom: what is damaged of theirs could hide what others do."""


def cases() -> list[tuple[Group, ...]]:
    """The groups that are damaged in one list: some of different tables, or one of a table that all ask."""
    found = list(groups())
    others = [group for group in found if group[0] not in OF_ALL]
    lists = -(-len(others) // 7)  # no table has as many groups
    return [*((group,) for group in found if group[0] in OF_ALL), *(tuple(others[n::lists]) for n in range(lists))]


CASES = cases()


def test_each_column_is_damaged_once_and_no_table_twice_in_one_list():
    done = [(table, column) for case in CASES for table, columns in case for column in columns]
    assert sorted(done) == sorted((table, column) for table, columns in legible.COLUMNS.items() for column in columns)
    assert all(len({table for table, _ in case}) == len(case) for case in CASES)


@dataclass(frozen=True)
class World:
    """The list that is damaged, and who looks at it."""

    session: Session
    settings: Settings
    place: Path


WISHED = {"wish": wishes.Wish, "asked_by": wishes.ASKED_BY, "how": wishes.HOW, "capacity": wishes.CAPACITY}


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
        session = _session(settings)
        whom = [id for (id,) in run("SELECT id FROM client ORDER BY id LIMIT 40").fetchall()]
        for client in whom[:6]:
            done = concerns.submit(session, concerns.open(session, client).id, WHOLE)
            concerns.add(session, done.id, "It was Tuesday.")
        models.Doubt.create(client=whom[20], code=next(iter(people.DOUBTS)), words="x", made_at=NOW)
        models.Judgement.create(client=whom[21], other=whom[22], verdict="two", judged_at=NOW)
        wrong, meant = (id for (id,) in run("SELECT id FROM call ORDER BY id LIMIT 2").fetchall())
        models.Correction.create(client=whom[0], call=wrong, meant=meant, worker=1, reason="x", made_at=NOW)
        for id, client in run("SELECT id, client_id FROM action ORDER BY id LIMIT 20").fetchall():
            models.ActionStep.create(client=client, action=id, worker=1, at=NOW, said=GIVEN)
        [made] = run("SELECT answers, document FROM support ORDER BY id LIMIT 1").fetchall()
        for number, client in enumerate(whom[12:32]):
            service = models.Service.create(name=f"Club {number}", kind="voluntary", channel="by hand",
                                            added_by=1, added_at=NOW)  # fmt: skip
            models.SupportReferral.create(reference=f"RF-2026-1{number:04}", client=client, service=service,
                                          made_by=1, made_at=NOW, answers=made[0], document=made[1])  # fmt: skip
        for contact, client in run("SELECT id, client_id FROM contact ORDER BY id LIMIT 30").fetchall():
            clients.authorities.write(1, client, contact, {"acts_as": "attorney", "seen": "said", "until": NOW[:10]})
        for number, client in enumerate(whom[8:28]):
            letter = models.Letter.create(reference=f"LT-2026-9{number:04}", client=client, kind="agreed", way="print",
                                          sent_to="x", language="english", subject="x", text="x", made_by=1,
                                          made_at=NOW)  # fmt: skip
            models.LetterStep.create(letter=letter, at=NOW, step="printed")
        for client in whom[:20]:
            held = {"client": client, "reason": "x"}
            models.Restriction.create(made_by=1, made_at=NOW, ended_at=NOW, ended_by=1, ended_why="x", **held)
            models.BrokenGlass.create(worker=1, broken_at=NOW, until=NOW, ended_at=NOW, **held)
            models.Booking.create(client=client, agency="x", at=NOW, made_by=1, made_at=NOW, ended_at=NOW,
                                  ended_how="held")  # fmt: skip
        for number, client in enumerate(whom[:20]):
            kept_of_a_young_person(number, client)
        for number in range(20):
            models.FrozenFigures.create(
                first=DAY, stop=f"2021-01-{number + 1:02}", as_of=NOW, made_by=1, definitions="x", digest="x",
                body=frozen.body({"COV": Counted((1,), (1, 2))}),
            )  # fmt: skip
        for number in range(20):
            models.TeamSettings.create(body=f'{{"organisation": "{number}"}}', state="in force", why="x", made_by=1,
                                       made_at=NOW, decided_by=1, decided_at=NOW)  # fmt: skip
        first = {name: next(iter(codes)) for name, codes in WISHED.items()}
        for client in whom[6:26]:
            models.CallWish.create(client=client, worker=1, words="x", made_at=NOW, **first)
        for client in whom[6:12]:
            concerns.save(session, concerns.open(session, client).id, WHOLE)
            drafts.save(session, "call", str(client), {"note": "typed"})
            with transaction():
                beside = outbox.MessageBeside(MessageKind.LETTER, 1, 1, "folder", body="x")
                outbox.put_beside(beside, settings.sending, clock.now())
        store.close()
        yield path, settings
    clock._offset.cache_clear()


def kept_of_a_young_person(number: int, client: int) -> None:
    """A row of each table of children's services."""
    made = {"made_at": NOW, "made_by": 1}
    told = {"client": client, "source": "worker", **made}
    models.YoungPerson.create(client=client, category="eligible", category_at=NOW, legal_status="C2", **made)
    models.CareEpisode.create(began_on=DAY, ended_on=DAY, status="C2", why="went home", void_at=NOW, **told)
    models.CarePlacement.create(stay="looked after", began_on=DAY, ended_on=DAY, lives="elsewhere", agreed_on=DAY,
                                void_at=NOW, **told)  # fmt: skip
    models.StatutoryEvent.create(kind="review held", happened_on=DAY, set_for_on=DAY, about_on=DAY, void_at=NOW, **told)
    models.BirthBefore.create(client=client, born_on=DAY, corrected_on=DAY, why="x", **made)
    models.DutyEnded.create(client=client, code="NEEDS", anchor_on=DAY, why="x", void_at=NOW, **made)
    order = models.FamilyOrder.create(court="x", case_number="x", report="addendum", made_on=DAY, orders="x",
                                      serves="us", drafted_on=DAY, filed_on=DAY, filed_time="10:00",
                                      withdrawn_on=DAY, **made)  # fmt: skip
    models.OrderChild.create(court_order=order, client=client, left_on=DAY, **made)
    work = models.Work.create(kind="addendum", client=client, court_order=order, code="S7", anchor_on=DAY,
                              requested_on=DAY, state="requested", **made)  # fmt: skip
    if number < models.Worker.select().count():
        models.Verifier.create(worker=number + 1, digest="x", made_at=NOW, failed_at=NOW, locked_until=NOW)
    models.KeptDuty.create(client_id=client, by_on=DAY, person_id="x", code="NEEDS", since_on=DAY, waits_for="x",
                           source="x")  # fmt: skip
    models.WorkerHours.create(worker=1, grade="manager", minutes=2220, from_on=DAY, why="x", **made)
    models.WholeFile.create(what="Phone list", why="x", lines=1, state="asked", asked_by=1, asked_at=NOW,
                            decided_at=NOW)  # fmt: skip
    models.LieuHours.create(worker=1, kind="earned", day_on=DAY, minutes=60, why="x", state="asked", made_at=NOW,
                            decided_at=NOW)  # fmt: skip
    ordered = models.WorkCommission.create(reference=f"C-{number}", ordered_by="x", ordered_on=DAY, began_on=DAY,
                                           until_on=DAY, **made)  # fmt: skip
    models.CommissionItem.create(commission=ordered, kind="addendum", price="P1")
    models.CommissionMonth.create(commission=ordered, month_on=DAY, bill="B-1", **made)
    written = models.WorkDocument.create(work=work, number=1, **made)
    models.WorkSection.create(document=written, section="order", answers='{"court": "x"}', saved_at=NOW)
    models.WorkStep.create(work=work, move="chase", at=NOW, worker=1, answers='{"who": "x"}')
    models.OrderDate.create(court_order=order, move="made", made_on=DAY, file_by_on=DAY, file_by_time="16:00",
                            hearing_on=DAY, hearing_time="10:00", sealed=1, **made)  # fmt: skip
    school = models.School.create(name=f"School {number}", kind="school", retired_at=NOW, **made)
    post = models.SchoolPost.create(school=school, name="x", role="staff", began_on=DAY, ended_on=DAY, **made)
    models.Training.create(post=post, course="Prevent", held_on=DAY, whole=1, void_at=NOW, **made)


def _session(settings: Settings) -> Session:
    id, account, name, role = run("SELECT id, account, name, role FROM worker WHERE account = 'rkelly'").fetchone()
    return Session(id, account, name, role, settings)


@pytest.fixture
def world(
    whole: tuple[Path, Settings], tmp_path: Path, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    path, settings = whole
    at(LATER)
    monkeypatch.setattr(package, "as_pdf", lambda *_, **__: b"%PDF-")  # how it is drawn is not tried here
    shutil.copy(path, tmp_path / "t.db")
    store.open_database(tmp_path / "t.db")
    place = tmp_path / "out"
    place.mkdir()
    settings = replace(settings, sending=replace(settings.sending, folder=Folder(str(place))))
    run("UPDATE outbox SET goes_to = ? WHERE channel = 'folder'", (str(place),))  # it was that of the whole list
    yield World(_session(settings), settings, place)
    store.close()


def drop_refusing_triggers() -> None:
    """What damages a file asks none of those that refuse a change."""
    refusing = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'"
    for (name,) in database.execute_sql(refusing).fetchall():
        run(f"DROP TRIGGER {name}")


def damage(table: str, *columns: str) -> dict[int, tuple[str, object]]:
    """Write what can't be read into these columns of some rows, in another way each and in other rows each; the column
    and the value by the row's number."""
    id = legible.IDS.get(table, "id")
    drop_refusing_triggers()
    done: dict[int, tuple[str, object]] = {}
    for column in columns:
        values = values_of(table, column)
        rows = run(
            f"SELECT {id} FROM {table} WHERE {LIVE.get(table, 'true')} AND {id} NOT IN ({', '.join(map(str, done))})"
            f" ORDER BY {column} IS NULL, {id} LIMIT ?",
            (len(values),),
        ).fetchall()
        assert rows, f"there is no {table} to be damaged"
        assert len(rows) == len(values) or len(columns) == 1, f"there are too few of {table} for {columns} at once"
        for (row,), value in zip(rows, values, strict=False):
            new = "CAST(X'A3' AS TEXT)" if value == NOT_UTF8 else "?"
            run(f"UPDATE {table} SET {column} = {new} WHERE {id} = ?", (value, row)[new != "?" :])
            done[row] = column, value
    return done


def damaged(table: str, done: dict[int, tuple[str, object]]) -> list[int]:
    """Those that are so still: what is only reckoned was reckoned anew."""
    id = legible.IDS.get(table, "id")
    columns = list(dict.fromkeys(column for column, _ in done.values()))
    kept = {
        row: dict(zip(columns, values, strict=True))
        for row, *values in run(f"SELECT {id}, {', '.join(columns)} FROM {table}").fetchall()
    }
    return [row for row, (column, value) in done.items() if row in kept and kept[row][column] == value]


def people_of(table: str, ids: list[int]) -> list[int]:
    """Whom the damaged rows are about, the first of them."""
    if table in ("client", "queue_status"):
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
        "letter_step": "SELECT l.client_id FROM letter_step s JOIN letter l ON l.id = s.letter_id WHERE s.id",
        "service": "SELECT client_id FROM support WHERE service_id",
        "audit": "SELECT client_id FROM audit WHERE client_id IS NOT NULL AND id",
        "court_order": "SELECT client_id FROM order_child WHERE court_order_id",
        "order_date": "SELECT c.client_id FROM order_date d JOIN order_child c ON c.court_order_id ="
        " d.court_order_id WHERE d.id",
        "work_document": "SELECT w.client_id FROM work_document d JOIN work w ON w.id = d.work_id WHERE d.id",
        "work_section": "SELECT w.client_id FROM work_section s JOIN work_document d ON d.id = s.document_id"
        " JOIN work w ON w.id = d.work_id WHERE s.id",
        "work_step": "SELECT w.client_id FROM work_step v JOIN work w ON w.id = v.work_id WHERE v.id",
        **dict.fromkeys(
            (
                "school",
                "school_post",
                "training",
                "frozen",
                "capacity",
                "lieu_hours",
                "team_settings",
                "commission",
                "commission_item",
                "commission_month",
                "whole_file",
                "verifier",
            ),
            "SELECT id FROM client WHERE id < 0 AND id",
        ),
    }.get(table, f"SELECT client_id FROM {table} WHERE id")
    return [id for (id,) in run(f"{found} IN ({marks})").fetchmany(MOST)]


def drive(world: World, whom: list[int], *, every: int = 1) -> dict[str, Any]:
    """Everything that reads the store, and what each came to. Of the board's cases those of `whom`, and every so many
    of the others."""
    session, settings = world.session, world.settings
    said: dict[str, Any] = {"queue": {}}
    for tab in queue.TABS:
        look = queue.list_people(session, tab, limit=500)
        said["queue"][tab] = {person.client_id for person in look.people}
    said["counts"] = look.counts
    queue.change_token(session)
    said["unfinished"] = concerns.unfinished(session)
    drafts.pending(session)
    for client in {*whom, 20}:
        clients.open_profile(session, client)
        calls.brief(session, client)
        drafts.load(session, "call", str(client))
        if run("SELECT stopped FROM client WHERE id = ?", (client,)).fetchone()[0] is None:
            mine = concerns.open(session, client)
            concerns.save(session, mine.id, mine.answers)
    drafts.settle(session, "call", "12", lambda: None)
    workers.team(session)
    escalations.unsent(session)
    said["round"] = dispatcher.run(job(settings))
    dispatcher.daily(job(settings))
    said["status"] = escalations.dispatch_status(job(settings))
    said["text"] = ""
    for number in cases_of(whom, every):
        escalations.case(session, number)
    board = said["board"] = escalations.board(session)
    said["text"] += escalation_list.escalations_text(board) + escalation_list.escalations_json(board)
    return said


def cases_of(whom: list[int], every: int) -> list[int]:
    among = ", ".join(map(str, whom))
    found = f"SELECT id FROM escalation WHERE client_id IN ({among}) OR id % {every} = 0 ORDER BY id"
    return [id for (id,) in database.execute_sql(found).fetchall()]


@pytest.mark.parametrize(
    "case", CASES, ids=["-".join(f"{table}.{'+'.join(names)}" for table, names in case) for case in CASES]
)
def test_unreadable_row_stops_nobody_and_is_named(world, case):
    before = escalations.board(world.session)
    [(waiting,)] = run("SELECT count(*) FROM outbox WHERE state = 'due'").fetchall()
    [(everybody,)] = run("SELECT count(*) FROM client").fetchall()
    done = {table: damage(table, *columns) for table, columns in case}
    whom = [who for table, rows in done.items() for who in people_of(table, list(rows))]
    said = drive(world, whom, every=1 if "worker" in done else 5)  # all have to do with workers
    hurt = [(table, id) for table, rows in done.items() for id in damaged(table, rows)]

    alarms = " ".join(f"{alarm.what} {alarm.do}" for alarm in said["board"].alarms)
    findings = doctor.examine(database.obj.where, None, lambda: world.settings)
    found = next(finding for finding in findings if finding.about == "readable")
    named = unread.known()
    for table, id in hurt:
        assert str(id) in named.get(table, ()), f"the board knows this {table}"
        assert f"{table} " in found.words and str(id) in found.words, "and doctor"
    assert found.ok == (not hurt), found
    assert all(f"{name.replace('_', ' ')} " in alarms for name in named)
    assert SECRET not in alarms + found.words + said["text"]

    assert sum(said["counts"][reason] for reason in queue_rules.Reason) == everybody
    assert set().union(*said["queue"].values()) == set(range(1, everybody + 1)), "nobody falls off every list"
    gone = {item.id for item in before.items} - {item.id for item in said["board"].items}
    assert not gone, "nothing leaves the board"
    assert "nobody" not in {item.owner for item in said["board"].items}
    assert said["round"].run.sent >= waiting - len(done.get("outbox", ())), "the others were sent"


def test_unreadable_byte_in_a_text_stops_nobody(world):
    """As another program, or a disk, may leave it in what is only shown: names, notes, addresses, words."""
    whom = [id for (id,) in run("SELECT id FROM client ORDER BY id LIMIT 40").fetchall()]
    drop_refusing_triggers()
    for model in models.MODELS:
        table, read = model._meta.table_name, legible.COLUMNS.get(model._meta.table_name, {})
        for field in model._meta.sorted_fields:
            name = field.column_name
            if isinstance(field, TextField) and not field.unique and name not in read:
                some = f"SELECT rowid FROM {table} WHERE {name} <> '' ORDER BY rowid LIMIT 5"
                run(f"UPDATE {table} SET {name} = {name} || CAST(X'A3' AS TEXT) WHERE rowid IN ({some})")
    said = drive(world, whom[:10])
    everybody = run("SELECT count(*) FROM client").fetchone()[0]
    assert set().union(*said["queue"].values()) == set(range(1, everybody + 1))
    assert clients.open_profile(world.session, whom[0]).name.endswith(NOT_UTF8)


def test_unreadable_answer_is_named(world):
    some = "SELECT min(id) FROM review_answer GROUP BY area"
    ids = [id for (id,) in run(some).fetchall()]
    drop_refusing_triggers()
    run(f"UPDATE review_answer SET answer = 'zz' WHERE id IN ({some})")
    found = legible.unreadable(lambda asked, *values: database.run(asked, values).fetchall(), ("review_answer",))
    assert sorted(id for _, id in found) == sorted(ids) and len(ids) > 10
    clients.open_profile(world.session, people_of("review_answer", ids)[0])


def test_unreadable_rows_are_none_in_a_sound_list(world):
    assert list(legible.unreadable(lambda asked, *values: database.run(asked, values).fetchall())) == []
    drive(world, [1, 2, 3])
    assert unread.known() == {}


def test_every_column_that_holds_a_moment_or_a_day_is_looked_at():
    read_as_text = {models.AuditChain}  # a part of what its code is over: `audit verify` names what was changed
    for model in set(models.MODELS) - read_as_text:
        texts = (field.column_name for field in model._meta.sorted_fields if field.field_type == "TEXT")
        named = {name for name in texts if name == "at" or name.endswith(("_at", "_on", "_until"))}
        assert named <= set(legible.COLUMNS.get(model._meta.table_name, {})), model


NEWEST = (
    "SELECT max(v.id) FROM event v JOIN escalation e ON e.id = v.escalation_id WHERE e.closed_at IS NULL"
    " AND v.move NOT IN ('try', 'climbed', 'reminded', 'told', 'not_told') GROUP BY e.id"
)


@pytest.mark.parametrize(("column", "value"), [("body", "no json"), ("body", "[]"), ("at", "soon"), ("move", SECRET)])
def test_line_with_unreadable_newest_event_keeps_place_owner_and_page(world, column, value):
    before = escalations.board(world.session).items
    drop_refusing_triggers()
    spoilt = {id for (id,) in run(f"SELECT escalation_id FROM event WHERE id IN ({NEWEST})").fetchall()}
    run(f"UPDATE event SET {column} = ? WHERE id IN ({NEWEST})", (value,))
    board = escalations.board(world.session)
    assert {item.id for item in board.items} == {item.id for item in before} and len(spoilt) > 20
    assert {item.id for item in board.items if item.unread} == spoilt
    assert "nobody" not in {item.owner for item in board.items}
    for item in board.items:
        if item.unread:
            assert item.wait_words == UNREAD and ("telephone" in item.advice or "F3" in item.advice)
            opened = escalations.case(world.session, item.id)
            assert opened.item.name == item.name and (opened.history or column == "at")
    said = escalation_list.escalations_text(board)
    assert said.count(UNREAD) >= len(spoilt) and SECRET not in said
    if column == "body":  # when it happened, and what it was, still says where it stands
        was = {item.id: item.deadline for item in before}
        moved = [item for item in board.items if item.deadline != was[item.id]]
        assert moved == [] and not any(item.resting for item in board.items)


@pytest.mark.parametrize(("column", "value"), [("opened_at", "soon"), ("kind", "king"), ("level", "king")])
def test_line_with_unreadable_row_keeps_place_owner_and_page(world, column, value):
    whole = escalations.board(world.session).items
    id = next(item.id for item in whole if item.kind == "tries used up")
    run(f"UPDATE escalation SET {column} = ? WHERE id = ?", (value, id))
    items = escalations.board(world.session).items
    assert [item.id for item in items] == [item.id for item in whole]
    assert next(item.owner for item in items if item.id == id) != "nobody"
    opened = escalations.case(world.session, id)
    assert column == "level" or (opened.item.unread and opened.moves == () and opened.item.kind_words)
    if column != "level":
        for deed in (partial(escalations.move, version=opened.item.version, move_id="letter", answers={"days": "3"}),
                     escalations.letter):  # fmt: skip
            with pytest.raises(Invalid, match="can't be read") as refused:
                deed(world.session, escalation_id=id)
            assert "whoever looks after Topaz" in str(refused.value) and value not in str(refused.value)


def test_decision_after_an_unreadable_one_lets_the_line_be_read_again(world):
    """And with it, how it stands can be read again."""
    rests = next(item for item in escalations.board(world.session).items if item.resting)
    drop_refusing_triggers()
    run("UPDATE event SET body = 'x' WHERE id = (SELECT max(id) FROM event WHERE escalation_id = ?)", (rests.id,))
    case = escalations.case(world.session, rests.id)
    assert case.item.unread and case.item.deadline == rests.deadline
    escalations.move(world.session, rests.id, case.item.version, "letter", {"days": "3"})
    [again] = [item for item in escalations.board(world.session).items if item.id == rests.id]
    assert again.resting and not again.unread


def test_unreadable_row_not_met_for_a_day_is_forgotten(world, at):
    unread.note("event", 1)
    assert unread.known() == {"event": ("1",)}
    at("2026-11-24T10:20:00Z")
    escalations.advance_deadlines(job(world.settings))
    assert unread.known() == {}


def test_a_concern_that_cant_be_read_keeps_nobody_from_raising_another_and_stays_as_it_is(world):
    first = concerns.open(world.session, 7)
    run("UPDATE concern SET answers = '{' WHERE id = ?", (first.id,))
    with pytest.raises(concerns.Unreadable, match="kept as it is"):
        concerns.load(world.session, first.id)
    second = concerns.open(world.session, 7)
    assert second.id != first.id
    concerns.save(world.session, second.id, WHOLE)
    assert run("SELECT answers FROM concern WHERE id = ?", (first.id,)).fetchone() == ("{",)
    [bad] = [each for each in concerns.all_drafts(world.settings) if each.id == first.id]
    assert bad.danger, "what can't be read may hold it"


def test_unreadable_huge_body_stops_no_other(world):
    huge = json.dumps({"said": "x" * 5_000_000})
    damage("event", "body")
    with transaction():
        run("INSERT INTO event (escalation_id, at, move, body) VALUES (1, ?, 'chase', ?)", (NOW, huge))
        run("UPDATE outbox SET body = ? WHERE kind = 'letter'", ("y\n" * 1_000_000,))
    assert drive(world, [1])["round"].run.sent >= 6


def test_unreadable_row_is_named_by_the_first_look_at_the_board(world):
    damage("event", "body")
    assert unread.known() == {}
    assert "can't be read" in escalation_list.escalations_text(escalations.board(job(world.settings)))
    run("DELETE FROM metadata WHERE substr(key, 1, 7) = 'unread/'")
    assert any(alarm.kind == AlarmKind.UNREADABLE for alarm in escalations.dispatch_status(job(world.settings)).alarms)


UNSAFE = (
    ("client", "safe_to_call", "perhaps"),
    ("client", "say_who", 2),
    ("client", "died_on", "last week"),
    ("client", "stopped", "yess"),
    ("warning", "review_on", "{bad"),
    ("warning", "ended_at", "{bad"),
)


def callable_now(world: World) -> list[int]:
    return [person.client_id for person in queue.list_people(world.session, limit=500).people]


def spoil(who: int, table: str, column: str, value: object) -> None:
    if table == "warning":
        values = (who, "2026-01-01", "2026-12-31", 1, NOW if column == "ended_at" else None)
        run(
            "INSERT INTO warning (client_id, kind, starts_on, review_on, agreed_by, ended_at)"
            " VALUES (?, 'staff', ?, ?, ?, ?)",
            values,
        )
    id = "client_id" if table == "warning" else "id"
    run(f"UPDATE {table} SET {column} = ? WHERE {id} = ?", (value, who))


@pytest.mark.parametrize(("table", "column", "value"), UNSAFE, ids=[f"{each[1]}={each[2]}" for each in UNSAFE])
def test_nobody_is_called_of_whom_it_cant_be_read_whether_it_is_safe(world, table, column, value):
    """Whatever comes first: who takes the next one, who looks at the queue, the dispatch, or the call that is open."""
    taken, first, second, third, *_ = callable_now(world)
    held = queue.claim(world.session, taken)
    for who in (taken, first, second, third):
        spoil(who, table, column, value)

    next_one = queue.claim_next(world.session)
    assert next_one and next_one.client_id not in (first, second, third)
    assert not {first, second, third} & set(callable_now(world))
    for who in (first, second, third):
        reason, kind = standing_of(who), referrals.OF_REASON["unreadable"]
        assert reason == ("unreadable", None)
        open_ones = run(
            "SELECT owner_id, deadline FROM escalation WHERE client_id = ? AND kind = ? AND closed_at IS NULL",
            (who, kind.id),
        ).fetchall()
        assert len(open_ones) == 1 and all(open_ones[0]), "an owner, and a deadline"

    if column in ("died_on", "stopped"):
        return  # how it is safe to call them can be read
    listed = {each.client_id: each for tab in ("waiting", "not_callable") for each in queue.list_people(
        world.session, tab, limit=500).people}  # fmt: skip
    for who in (taken, first):
        page, told = clients.open_profile(world.session, who), calls.brief(world.session, who)
        for said in (page.safety.said, safety_sentences.sentences(told.safety, clock.now()),
                     safety_sentences.sentences(listed[who].safety, clock.now())):  # fmt: skip
            assert contact_safety.SafetySentence(safety_sentences.UNREADABLE, alarm=True) in said
            assert "Safe to call" not in [each.words for each in said]
        assert page.safety.hides_numbers and told.hidden and not told.numbers
    phone = run("SELECT id FROM phone WHERE client_id = ? LIMIT 1", (taken,)).fetchone()[0]
    with pytest.raises(UserError, match="Not known whether it is safe"):
        calls.start(world.session, taken, held, phone)


def standing_of(who: int) -> tuple[str, str | None]:
    sql = "SELECT reason, held_by FROM queue_status WHERE client_id = ?"
    [(reason, held_by)] = run(sql, (who,)).fetchall()
    return reason, held_by


def test_whoever_is_put_aside_on_the_board_is_callable_nowhere(world):
    """The queue does not wait until somebody takes them, or until they stand among the first it shows."""
    last = callable_now(world)[-1]
    run("UPDATE client SET safe_to_call = 'perhaps' WHERE id = ?", (last,))
    dispatcher.daily(job(world.settings))
    assert "client" in unread.known()
    queue.list_people(world.session, limit=1)
    assert standing_of(last)[0] == "unreadable"
    run("UPDATE client SET safe_to_call = NULL WHERE id = ?", (last,))
    escalations.board(job(world.settings))
    assert last in callable_now(world), "well again, they are called again"


@pytest.mark.parametrize("safe", [None, "no"])
@pytest.mark.parametrize("value", ["perhaps", "x" * 300_000], ids=["a word", "long"])
def test_a_page_says_the_same_of_a_number_that_cant_be_read_wherever_it_speaks_of_it(world, value, safe):
    first = callable_now(world)[0]
    run("UPDATE client SET safe_to_call = ? WHERE id = ?", (safe, first))
    run("UPDATE phone SET status = ? WHERE client_id = ?", (value, first))
    page = clients.open_profile(world.session, first)
    assert page.why_no_call == "A number can't be read: tell whoever looks after Topaz, or add it anew (p)."
    assert ("Numbers not shown: not safe to call" if safe else "A number can't be read") in summary(page).plain
    assert "No usable number" not in summary(page).plain
    run("UPDATE phone SET status = 'wrong' WHERE client_id = ?", (first,))
    page = clients.open_profile(world.session, first)
    assert page.why_no_call == "There is no usable number: add one (p)."
    assert "No usable number" in summary(page).plain and "Numbers not shown" not in summary(page).plain


def test_an_unreadable_day_of_birth_keeps_nobody_from_being_called(world):
    """Who somebody is can be asked by their address and postcode: a day that can't be read is one that is not known."""
    first = callable_now(world)[0]
    run("UPDATE client SET born_on = 'in spring' WHERE id = ?", (first,))
    assert callable_now(world)[0] == first
    assert calls.brief(world.session, first).identity["born"] == ""


def test_unreadable_row_that_can_be_read_again_is_forgotten_at_once(world):
    """By the board and by the dispatch's status, whether somebody mended it or it was reckoned anew."""
    first = callable_now(world)[0]
    run("UPDATE queue_status SET due_at = 'soon' WHERE client_id = ?", (first,))
    callable_now(world)
    unread.note("metadata", "gate")
    unread.note("client", 5)
    unread.note("event", 10_000_000)
    run("UPDATE client SET born_on = 'in spring' WHERE id = 6")
    unread.note("client", 6)
    assert escalations.board(job(world.settings)).alarms
    assert unread.known() == {"client": ("6",), "queue_status": (str(first),)}
    run("UPDATE queue_status SET due_at = NULL WHERE client_id = ?", (first,))
    assert not any(alarm.about == "queue_status" for alarm in escalations.dispatch_status(job(world.settings)).alarms)
    assert unread.known() == {"client": ("6",)}


def test_the_board_names_the_same_before_a_dispatch_as_after_it(world):
    bad = [damage("event", column) for column in ("body", "at", "move")]
    events = {str(id) for done in bad for id in done}
    left = {str(id) for id in damage("draft", "body")}
    escalations.board(job(world.settings))
    before = unread.known()
    assert set(before["event"]) == events
    assert set(before["draft"]) == left
    dispatcher.daily(job(world.settings))
    escalations.board(job(world.settings))
    assert {table: set(unread.known()[table]) for table in before} == {table: set(before[table]) for table in before}


def test_danger_stands_before_what_cant_be_read_and_each_kind_has_one_line(world):
    for table, column in (("event", "body"), ("draft", "body"), ("client", "born_on")):
        damage(table, column)
    dispatcher.daily(job(world.settings))
    board = escalations.board(job(world.settings))
    bad = [alarm for alarm in board.alarms if alarm.kind == AlarmKind.UNREADABLE]
    assert len(bad) == 3 and all(alarm.minor for alarm in bad)
    assert any(alarm.what.startswith("4 × ") or alarm.what.startswith("5 × ") for alarm in bad)
    lines = escalation_list.escalations_text(board).splitlines()
    danger = next(n for n, line in enumerate(lines) if "DANGER" in line)
    assert min(n for n, line in enumerate(lines) if "can't be read" in line) > danger


def test_an_unreadable_retirement_counts_as_one_everywhere_and_says_what_to_do(world, monkeypatch):
    run("UPDATE worker SET retired_at = 'in spring' WHERE account = 'rkelly'")
    monkeypatch.setattr(workers, "account", lambda: "rkelly")
    with pytest.raises(UserError) as caught:
        workers.current_session(world.settings)
    assert "can't be read" in caught.value.message and "topaz workers add rkelly" in caught.value.hint
    mine = next(line for line in workers.team(job(world.settings)) if line.account == "rkelly")
    assert mine.retired and mine.retired_words == "Retired (unreadable)"
    alarms = escalations.board(job(world.settings)).alarms
    assert not any("no manager is at work" in alarm.what for alarm in alarms)
    assert any(f"worker {mine.id}" in alarm.what for alarm in alarms)
    escalations.advance_deadlines(job(world.settings))
    assert not any(alarm.kind == AlarmKind.NOBODYS for alarm in escalations.board(job(world.settings)).alarms)

    [(other,)] = run(
        "SELECT account FROM worker WHERE role = 'manager' AND retired_at IS NULL LIMIT 1").fetchall()  # fmt: skip
    monkeypatch.setattr(workers, "account", lambda: other)
    workers.add(workers.current_session(world.settings), "rkelly", "Ros Kelly", "manager")
    assert not next(line for line in workers.team(job(world.settings)) if line.account == "rkelly").strange
