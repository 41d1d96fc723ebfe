"""The demo: the same for the same day, somebody to call at any hour, every reason, and nothing real in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.support.sessions import job
from tests.support.tally import tally_wrong
from topaz_tui import clock, demo
from topaz_tui.config import Settings
from topaz_tui.demo import concern_stages, folder, names, texts, tracks
from topaz_tui.errors import UserError
from topaz_tui.rules import checks, outcomes, people, referrals, reviews, warnings
from topaz_tui.rules import concerns as form
from topaz_tui.rules import queue as queue_rules
from topaz_tui.services import clients, correspondence, imports, led_to, nobody, queue, workers
from topaz_tui.services.correspondence.reach import addressee
from topaz_tui.services.escalations import records, status
from topaz_tui.services.escalations.api import board
from topaz_tui.services.figures import kept
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store.models import Call, Worker

TODAY = "2026-11-25"  # a Wednesday
NOT_THERE = {"unreadable", "restricted"}  # reasons of nobody in the demo
# The numbers that Ofcom keeps free for drama: they ring at nobody's.
DRAMA = re.compile(r"\+44(2079460\d{3}|7700900\d{3}|1632960\d{3})")


def opened(path) -> Iterator[object]:
    yield store.open_database(path)
    store.close()


@pytest.fixture(scope="module")
def wednesday(tmp_path_factory):
    """A demo that was made on a Wednesday morning."""
    with pytest.MonkeyPatch.context() as patch:
        clock._offset.cache_clear()
        patch.setenv("TOPAZ_NOW", f"{TODAY}T10:00:00Z")
        path = tmp_path_factory.mktemp("demo") / "demo.db"
        demo.make(path, "jo.bright")
    return path


@pytest.fixture
def db(wednesday, tmp_path, at):
    """A copy of it: some of the tests write to it, and others compare it, in whichever order they come."""
    at(f"{TODAY}T10:00:00Z")
    yield from opened(shutil.copy(wednesday, tmp_path / "wednesday.db"))


def sit(account="jo.bright") -> Session:
    row = Worker.get(Worker.account == account)
    return Session(row.id, row.account, row.name, row.role, Settings())


def column(sql: str) -> list[Any]:
    return [value for (value,) in store.database.execute_sql(sql).fetchall()]


def test_every_call_says_what_it_led_to(db):
    for call in Call.select():
        assert led_to.in_words(call.id, call.led_to, call.next_words, call.ended_at), call.outcome


def dump(path) -> dict[str, list[Any]]:
    """Every row of every table, but for what is kept to find by and as counts, and when the tables were made."""
    db = store.open_database(path)
    tables = db.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_trigram%'"
        " AND name NOT IN ('tally', 'calls_made')"
    )
    found = {
        name: db.execute_sql(f"SELECT * FROM {name}").fetchall() for (name,) in tables if name != "schema_migration"
    }
    found["metadata"] = [
        row for row in found["metadata"] if row[0] not in (nobody.KEY, nobody.WHO, kept.KEY)
    ]  # how many can be called at that hour, and the second at which the figures were counted
    store.close()
    return found


REFRESHED = ("queue_status", "figure_sum", "figure_part")
"""The tables of what is kept of a moment: where people stand, and what the figures are counted from, by day."""


def without_days(tables: dict[str, list[Any]]) -> dict[str, str]:
    """The same without anything that a day changes, and without what is kept as of a moment."""
    day = re.compile(
        r"\d{4}-\d\d-\d\d(T[\d:]+Z)?|d\d{8}|\d{1,2} [A-Z][a-z]{2} \d{4}( \d\d:\d\d)?"
        r"|(([A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2})|today|tomorrow|yesterday) \d\d:\d\d|(SC|RF|LT)-\d{4}"
        r"|[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+ \d{4}"
    )
    return {
        name: day.sub("*", json.dumps(rows, ensure_ascii=False))
        for name, rows in tables.items()
        if name not in REFRESHED
    }


# The same every time


def test_the_same_day_gives_the_same_demo(wednesday, tmp_path, at):
    at(f"{TODAY}T10:00:00Z")
    demo.make(tmp_path / "again.db", "jo.bright")
    again, first = dump(tmp_path / "again.db"), dump(wednesday)
    assert [name for name in first if again[name] != first[name]] == []


def test_another_hour_of_the_day_changes_nothing_but_where_people_stand(wednesday, tmp_path, at):
    at(f"{TODAY}T21:40:00Z")
    demo.make(tmp_path / "late.db", "jo.bright")
    late, early = dump(tmp_path / "late.db"), dump(wednesday)
    assert [name for name in early if late[name] != early[name]] == ["queue_status"]


@pytest.mark.parametrize("day", ["2026-11-29", "2027-03-30", "2028-02-29"])
def test_another_day_changes_only_days(wednesday, tmp_path, at, day):
    at(f"{day}T10:00:00Z")
    demo.make(tmp_path / "other.db", "jo.bright")
    other, first = without_days(dump(tmp_path / "other.db")), without_days(dump(wednesday))
    assert [name for name in first if other[name] != first[name]] == []


def test_demo_has_nothing_after_midnight_of_its_day(db):
    midnight = clock.to_store(clock.at(date.fromisoformat(TODAY), "00:00"))
    for table, moments in (
        ("call", "ended_at"), ("event", "at"), ("note", "made_at"), ("action", "done_at"),
        ("concern", "saved_at"),
        ("review", "reviewed_at"), ("duty", "made_at"), ("duty", "closed_at"), ("addition", "added_at"),
        ("change", "changed_at"), ("client", "stopped_at"), ("phone", "status_at"), ("warning", "starts_on"),
    ):  # fmt: skip
        assert column(f"SELECT {moments} FROM {table} WHERE {moments} >= '{midnight}'") == [], (
            table,
            moments,
        )


# The queue


def test_every_reason_occurs_and_the_counts_add_up(db):
    counts = dict(queue.list_people(sit()).counts)
    assert counts.pop("total") == 300 == sum(counts.values())
    assert set(counts) == set(queue_rules.Reason)
    assert {reason for reason, count in counts.items() if not count} == NOT_THERE


@pytest.mark.parametrize("day", range(7))
def test_somebody_can_be_called_at_any_calling_hour(tmp_path, at, day):
    """From each day of a week in March with the clocks going on, and on each hour of it; the reasons hold as
    well."""
    today = date(2027, 3, 24) + timedelta(day)
    at(f"{today}T00:00:00Z")
    demo.make(tmp_path / "demo.db", "me")
    for _ in opened(tmp_path / "demo.db"):
        for hour in range(24):
            at(f"{today}T{hour:02}:20:00Z")
            look = queue.list_people(sit("me"))
            assert all(person.why == "callback" for person in look.people[: look.callbacks_due])
            if look.gate is None:
                assert look.callbacks_due >= 3
            else:  # at night nobody is rung but who was promised it for then
                assert all(look.at - person.due_at < timedelta(hours=1) for person in look.people if person.due_at)
            nobody = {reason for reason, count in look.counts.items() if not count}
            assert nobody - {"callable" if look.gate else ""} == NOT_THERE, (hour, look.counts)
        at(f"{today}T03:00:00Z")
        assert queue.claim_next(sit("me")) is None


def test_demo_has_links_people_added_by_hand_and_corrections(db):
    session = sit()
    by_hand = column("SELECT id FROM client WHERE added_by IS NOT NULL")
    linked = column("SELECT client_id FROM queue_status WHERE lead_id IS NOT NULL")
    call = column("SELECT client_id FROM correction")
    move = column(
        "SELECT e.client_id FROM event v JOIN escalation e ON e.id = v.escalation_id WHERE v.move = 'put_right'"
    )
    assert [len(each) for each in (by_hand, linked, call, move)] == [1, 1, 1, 1]
    for who, words in (
        (by_hand, "Added by hand."), (linked, "linked, called once"), (call, "SAVED BY MISTAKE"),
        (move, "RECORDED BY MISTAKE"),
    ):  # fmt: skip
        assert any(words in moment.words for moment in clients.open_profile(session, who[0]).timeline), words
    assert tally_wrong() == () and clients.open_pairs(session).count and imports.decisions(session)


def test_demo_has_every_kind_of_duty_and_of_people(db):
    look = queue.list_people(sit(), limit=400)
    assert {person.why for person in look.people} == {"callback", "follow-up", "recall"}
    assert any(person.put_first for person in look.people) and any(person.concern_before for person in look.people)
    assert any(person.handover_note for person in look.people) and any(person.warned for person in look.people)
    later = queue.list_people(sit(), "callbacks", limit=400).people
    assert {person.kept_for for person in later} >= {None, "Róisín Kelly", "Jo Bright"}
    assert {person.held_by for person in queue.list_people(sit(), "waiting", limit=400).people} >= {
        "Tunde Bello",
        None,
    }


# What was done


def test_demo_has_all_outcomes_answers_and_actions(db):
    assert set(column("SELECT outcome FROM call")) == set(outcomes.BY_CODE)
    assert set(column("SELECT kind FROM action")) == set(reviews.ACTION)
    assert set(column("SELECT answer FROM review_answer WHERE area = 'nutrition'")) == {
        "better",
        "same",
        "worse",
    }
    assert set(column("SELECT kind FROM warning")) == set(warnings.KIND)
    assert set(column("SELECT coalesce(eligibility, '') FROM assessment")) == set(people.BANDS)
    assert max(column("SELECT count(*) FROM assessment GROUP BY client_id")) == 2
    assert set(column("SELECT status FROM phone")) == {"usable", "wrong", "unobtainable"}
    assert column("SELECT count(*) FROM action WHERE done_at IS NULL")[0] > 5
    preferred = "".join(column("SELECT preferred_name FROM client WHERE preferred_name IS NOT NULL"))
    for script in ("ARABIC", "CYRILLIC", "HEBREW", "LATIN"):
        assert any(unicodedata.name(letter, "").startswith(script) for letter in preferred), script


def test_reviews_are_whole_and_calls_as_the_form_wants_them(db):
    for (review_id,) in store.database.execute_sql("SELECT id FROM review").fetchall():
        rows = store.database.execute_sql(
            "SELECT area, answer, unable FROM review_answer WHERE review_id = ?", (review_id,)
        ).fetchall()
        given = {area: reviews.AreaAnswer(answer, unable) for area, answer, unable in rows if area in reviews.AREA}
        extras = {
            area: int(answer) if answer.isdigit() else answer for area, answer, _ in rows if area in reviews.EXTRA
        }
        assert reviews.is_complete(reviews.ReviewState(given, extras))
    for outcome, note, ticks in store.database.execute_sql("SELECT outcome, note, ticks FROM call").fetchall():
        assert note or not outcomes.BY_CODE[outcome].needs_note
        if outcome == "reached":
            assert checks.identity_met(json.loads(ticks)) and checks.safe_to_talk_met(json.loads(ticks))


def test_calls_were_made_in_calling_hours(db):
    hours = Settings().calls.hours
    assert [at for at in column("SELECT rang_at FROM call") if not hours.is_open(clock.from_store(at))] == []


# Concerns


def test_concerns_are_whole_and_at_every_stage(db):
    rows = store.database.execute_sql("SELECT submitted_at, answers, document FROM concern").fetchall()
    assert len(rows) == len(concern_stages.STAGES) + 1, "and one that is to be discarded"
    for submitted_at, answers, document in rows:
        missing = form.missing(json.loads(answers))
        assert bool(missing) is (submitted_at is None) is (document is None)
    states = set(column("SELECT state FROM escalation WHERE kind = 'concern'"))
    assert states == set(referrals.STATES) - {"draft", "sending"}  # nothing is under way: nothing is sent by itself
    shown = board(sit())
    over = {"restricted", "broken glass"}  # of the one restricted person, to whom nothing is owed now
    not_there = {"unreadable", *referrals.OF_CHILDREN} | over
    assert {item.kind for item in shown.items} == set(referrals.KIND_WORDS) - not_there
    lines = [item for item in shown.items if item.kind not in tuple(referrals.DocumentKind)]
    assert all(item.owner_id for item in lines), "each is somebody's, by name"
    assert 5 < shown.overdue < shown.outstanding and any(item.danger for item in shown.items)
    assert any(item.resting for item in shown.items) and shown.mine and len(shown.drafts) == 2


def test_every_event_was_legal_and_has_what_it_needs(db):
    """Each move as the rules allow it to who made it, given those before it."""

    class Hand:
        def __init__(self, id: int) -> None:
            self.id = id
            self.role = column(f"SELECT role FROM worker WHERE id = {id}")[0]

    for row, events in records.read():
        assert all(before.at <= after.at for before, after in pairwise(events))
        for place, event in enumerate(events):
            if event.move in ("opened", "taken", referrals.PUT_RIGHT) or event.worker_id is None:
                continue  # nobody's move, or told by Topaz
            if row.is_document:
                move = referrals.moves_of(row.kind)[event.move]
                case = status.referral(row, events[:place], status.snapshot(Settings()))
                assert referrals.lacks(move, event.facts) == ()
                assert referrals.legal(case, move, Hand(event.worker_id)) is None, event
            else:
                (decision,) = (each for each in referrals.DECISIONS[row.kind] if each.id == event.move)
                assert referrals.decision_lacks(decision, event.facts) == ()


def test_referrals_have_one_taken_on_one_late_and_one_at_its_end(db):
    assert set(column("SELECT state FROM escalation WHERE support_id IS NOT NULL")) >= {"taken_on", "sent", "closed"}
    late = [item for item in board(sit(), "overdue").items if item.kind == "service"]
    assert [item.service for item in late] == ["Bramble Road surgery"]


def test_those_whose_tries_are_used_up_are_on_the_board_once(db):
    stand = column("SELECT client_id FROM queue_status WHERE reason = 'tries_used_up' ORDER BY client_id")
    kind = "kind = 'tries used up' AND closed_at IS NULL"
    assert stand == column(f"SELECT client_id FROM escalation WHERE {kind} ORDER BY client_id")


# Nothing real


def test_numbers_are_for_drama_and_for_tests(db):
    for sql in ("SELECT number FROM phone", "SELECT phone FROM contact"):
        assert [number for number in column(sql) if not DRAMA.fullmatch(number)] == []
    for number in column("SELECT nhs_number FROM client WHERE nhs_number IS NOT NULL"):
        assert number.startswith("999") and people.nhs_number(number) == number
    for phone in column("SELECT phone FROM worker"):
        parsed = people.parse_phone(phone)
        assert parsed and DRAMA.fullmatch(parsed.number)
    assert [code for code in column("SELECT postcode FROM client") if people.postcode(code) != code] == []


def test_demo_values_are_in_their_stored_form(db):
    for times in set(column("SELECT safe_times FROM client WHERE safe_times IS NOT NULL")) - {texts.UNREAD_TIMES}:
        assert people.safe_times(times) == times
    for first, last, key in store.database.execute_sql("SELECT first_name, last_name, name_key FROM client").fetchall():
        assert people.sort_name(first, last) == key and people.is_clean(first) and people.is_clean(last)
    for table in ("client", "note", "call", "concern", "action", "warning"):
        text = json.dumps(store.database.execute_sql(f"SELECT * FROM {table}").fetchall(), ensure_ascii=False)
        assert not re.search(r'"[fm]:|\{hospital\}', text), table


def test_demo_has_people_who_may_be_the_same(db):
    pairs = (
        "SELECT 1 FROM client a JOIN client b ON a.nhs_number = b.nhs_number AND a.id < b.id",
        "SELECT 1 FROM client a JOIN client b ON a.name_key = b.name_key AND a.born_on = b.born_on AND a.id < b.id",
        "SELECT 1 FROM phone a JOIN phone b ON a.number = b.number AND a.client_id < b.client_id",
    )
    assert [len(column(sql)) for sql in pairs] == [1, 1, 2]


@pytest.mark.parametrize("woman", [True, False])
def test_demo_has_words_for_everybody(woman):
    wrong = "m:" if woman else "f:"
    lists = {
        **texts.CALL_NOTES,
        "next caller": texts.NEXT_CALLER,
        "heritages": tuple(h.last[0] for h in names.HERITAGES),
    }
    for name, options in lists.items():
        fits = [text for text in options if not (text or "").startswith(wrong)]
        assert fits or (name == "not_safe" and not woman), name


# The file


def test_the_database_is_sound(db):
    assert column("PRAGMA integrity_check") == ["ok"] and column("PRAGMA foreign_key_check(client)") == []
    assert store.database.execute_sql("PRAGMA foreign_key_check").fetchall() == []
    assert len(column("SELECT client_id FROM search_line")) == tracks.PEOPLE == len(column("SELECT 1 FROM client"))


def test_demo_workers_are_me_and_six_colleagues(db):
    team = {worker.account: worker for worker in workers.team(sit())}
    assert (team["jo.bright"].name, team["jo.bright"].role) == ("Jo Bright", "manager")
    assert len(team) == 7 and [worker.retired for worker in team.values()].count(True) == 1


def test_demo_is_known_as_a_demo(wednesday, tmp_path):
    assert demo.is_demo(wednesday) == date.fromisoformat(TODAY)
    assert demo.is_demo(tmp_path / "nothing.db") is None
    store.open_database(tmp_path / "real.db", create=True)
    store.close()
    assert demo.is_demo(tmp_path / "real.db") is None
    with pytest.raises(UserError, match="there already"):
        demo.make(tmp_path / "real.db", "me")
    assert (tmp_path / "real.db").exists()


def test_demo_without_a_name_is_deleted_at_the_end(at):
    at("2026-11-24T09:00:00Z")
    with demo.throwaway() as path:
        assert demo.is_demo(path) == date(2026, 11, 24)
        store.open_database(path)
        assert " (manager)" in workers.current_session(Settings()).title
    assert not path.parent.exists()


def test_new_demo_removes_the_folders_of_killed_ones(tmp_path, monkeypatch):
    (there := tmp_path / "there").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(there))
    made = {name: there / name for name in ("topaz-demo-killed", "topaz-demo-lives", "topaz-demo-new", "else")}
    for each in made.values():
        each.mkdir()
        (each / "demo.db").write_text("x")
        os.utime(each, (0, 0) if each.name != "topaz-demo-new" else None)
    (there / "topaz-demo-link").symlink_to(made["else"])
    with folder._held(made["topaz-demo-lives"]):
        folder.sweep(made["topaz-demo-new"])
    left = {"topaz-demo-lives", "topaz-demo-new", "topaz-demo-link", "else"}
    assert {each.name for each in there.iterdir()} == left and (made["else"] / "demo.db").exists()


def test_a_colleagues_own_account_can_look_at_it(tmp_path, at):
    at("2026-11-24T09:00:00Z")
    demo.make(tmp_path / "demo.db", "rkelly")
    for _ in opened(tmp_path / "demo.db"):
        assert sit("rkelly").name == "Robin Ashe" and len(workers.team(sit("rkelly"))) == 7


def test_board_and_imports_say_one_deadline_of_what_a_file_leaves_open(db):
    shown = {each.client_id: each.deadline for each in board(sit()).items if each.kind == "doubt"}
    waiting = {each.client_id: each.due for each in imports.decisions(job())}
    assert shown and {who: waiting[who] for who in shown} == shown


def test_letters_have_come_to_an_end_or_wait_to_be_printed(db):
    ends = column("SELECT way FROM letter WHERE ended_at IS NOT NULL ORDER BY id")
    assert ends == ["print", "mail", "text"]
    stands = [line.stands for line in correspondence.waiting(sit())]
    assert stands == ["Not sent", "Waits to be printed", "Waits to be printed"]
    assert len(set(column("SELECT client_id FROM letter"))) == 6
    rung = column("SELECT client_id FROM letter WHERE kind = 'no_answer'")
    assert [addressee(who).reach.reached for who in rung] == [False, False], "it says that they were rung"
