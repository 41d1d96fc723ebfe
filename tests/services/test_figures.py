"""The figures of a period, counted from what is kept."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.calls import CHECKED
from tests.support.desks import ON_A_FILE
from tests.support.sessions import desk_of
from topaz_tui import clock
from topaz_tui.cli.output import figures as output
from topaz_tui.config import Settings
from topaz_tui.errors import NotAllowed
from topaz_tui.rules.duties import DutyEnd
from topaz_tui.rules.measures import periods
from topaz_tui.rules.measures.measure import Tab
from topaz_tui.rules.measures.table import BY_CODE, MEASURES
from topaz_tui.rules.terms import ContractTerms
from topaz_tui.services import calls, figures
from topaz_tui.services.calls import CallRecord, IntendedOutcome
from topaz_tui.services.figures import reading
from topaz_tui.services.figures.cycles import RecallRow, cycles
from topaz_tui.store import database as store
from topaz_tui.store import models

NOVEMBER = periods.named("2026-11")
MINUTE = timedelta(minutes=1)


def counted(session, period=NOVEMBER, **narrowed):
    return {line.measure.code: line.now for line in figures.report(session, period, **narrowed).lines}


def save(session, client, outcome):
    """A call that has just ended so."""
    [phone] = models.Phone.select().where(models.Phone.client == client)
    now = clock.now()
    record = CallRecord(
        f"{client}", client, outcome, now - MINUTE, now, phone_id=phone.id, note="Her son said so.", ticks=CHECKED
    )
    return calls.record(session, record).call_id


def test_figures_count_those_due_by_what_became_of_them(manager, session, make_client):
    reached, silent, untried, elsewhere = (make_client() for _ in range(4))
    models.Client.update(council="Southwark Council").where(models.Client.id == elsewhere).execute()
    make_client(recall=date(2026, 12, 5))
    save(session, reached, "refused_hard")
    save(session, silent, "no_answer")
    found = counted(manager)
    assert found["CON"].above == (reached,)
    assert sorted(found["CON"].below) == sorted((reached, silent, untried, elsewhere))
    assert found["REF-H"].above == (reached,) and found["HIT"].above == (reached,)
    assert sorted(found["HIT"].below) == sorted((reached, silent))
    assert counted(manager, council="LB Southwark")["CON"].below == (elsewhere,)


def test_report_has_one_now_though_midnight_passes_meanwhile(manager, make_client, monkeypatch):
    make_client()
    now, read = clock.now(), []

    def later():
        read.append(now)
        return now + len(read) * timedelta(days=40)

    alone = counted(manager)
    monkeypatch.setattr(clock, "now", later)
    report = figures.report(manager, NOVEMBER)
    assert report.as_of == now + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: report.as_of)
    assert report.now == counted(manager) != alone


def test_figures_leave_out_a_call_that_was_put_right(manager, session, client):
    call_id = save(session, client, "died")
    calls.correct(session, call_id, IntendedOutcome("no_answer"), "The key beside it.")
    found = counted(manager)
    assert found["CON"].below == (client,) and found["CON"].above == ()
    assert found["HIT"].denominator == 1


def test_figures_count_whoever_was_referred_back_once(manager, session, client):
    made = {"made_by": manager.worker_id, "made_at": clock.to_store(clock.now())}
    for kind in ("referral_back", "referral_back", "support"):
        models.ClientAction.create(client=client, kind=kind, detail="x", **made)
    assert counted(manager)["RB-L"].above == (client,)


def test_figures_are_a_managers_to_see(session):
    for refused in (lambda: figures.report(session, NOVEMBER), lambda: figures.report(session, NOVEMBER, None, 99),
                    lambda: figures.worker_of(session, "somebody")):  # fmt: skip
        with pytest.raises(NotAllowed):
            refused()


def test_figures_of_a_worker_are_what_they_did_and_their_own_to_see(manager, session, make_client):
    save(session, make_client(), "no_answer")
    save(manager, make_client(), "no_answer")
    mine = figures.report(session, NOVEMBER, worker_id=figures.worker_of(session, session.account))
    assert mine.now["HIT"].denominator == 1 and mine.now.keys() < counted(manager).keys() and "COV" not in mine.now
    assert [(each.worker_id, each.dials) for each in mine.team] == [(session.worker_id, 1)]
    whole = figures.report(manager, NOVEMBER)
    assert {each.worker_id: each.dials for each in whole.team} == {session.worker_id: 1, manager.worker_id: 1}
    assert mine.filters == {"worker": session.name}


def test_somebody_with_two_records_is_counted_once(manager, session, make_client):
    first, second = make_client(), make_client()
    models.Duplicate.create(client=first, other=second, verdict="confirmed", worker=manager.worker_id, judged_at="x")
    save(session, second, "refused_hard")
    found = counted(manager)
    assert (found["CON"].above, found["CON"].below) == ((first,), (first,))
    assert found["HIT"].above == (second,), "a call is a call"


@ON_A_FILE
@pytest.mark.parametrize(
    ("said_on", "expected"), [(None, (0, 1)), ("2026-11-10", (0, 0)), ("2026-11-11", (0, 1))]
)  # fmt: skip
def test_action_that_was_not_wanted_after_its_day_was_late(manager, client, said_on, expected):
    models.ClientAction.create(
        client=client, kind="advice", detail="Handrail", by_on="2026-11-10", made_at=moment("2026-11-01"),
        made_by=manager.worker_id, done_at=said_on and moment(said_on), ended_as=said_on and "not wanted",
    )  # fmt: skip
    models.ClientAction.create(client=client, kind="advice", detail="x", made_at=moment("2026-11-09"),
                               made_by=manager.worker_id)  # fmt: skip
    found = counted(manager)["ACT"]
    assert (found.numerator, found.denominator) == expected
    assert found.left_out["arranged in these days, and by no day"] == 1
    assert "arranged in these days, and by no day" not in counted(manager, periods.named("2026-12"))["ACT"].left_out


@ON_A_FILE
def test_cycle_of_two_councils_records_is_of_the_one_that_fell_due_first_however_the_period_is_cut(
    manager, session, make_client
):
    second = make_client(recall=date(2026, 10, 20), council="Wandsworth")
    first = make_client(recall=date(2026, 9, 28), council="Lambeth")
    models.Duplicate.create(client=second, other=first, verdict="confirmed", worker=manager.worker_id, judged_at="x")
    models.ClientAction.create(
        client=second, kind="referral_back", detail="Back", made_at=moment("2026-11-02"), made_by=manager.worker_id
    )

    def due(period, council):
        narrowed = reading.Narrowed(council)
        [(_, facts)] = reading.read([periods.named(period)], clock.now(), manager.settings, narrowed)
        return tuple(BY_CODE[code].count(facts).numerator for code in ("RB-L", "CON")), len(facts.due)

    for council, expected in (("London Borough of Lambeth", [1, 0, 1]), ("Wandsworth", [0, 0, 0])):
        found = [due(period, council) for period in ("2026-09", "2026-10", "2026")]
        assert [people for _, people in found] == expected
        assert found[2][0] == (expected[2], 0), "referred back, under whichever record"
    assert due("2026", None) == ((1, 0), 1)


def moment(day, time="10:00"):
    return clock.to_store(clock.at(date.fromisoformat(day), time))


def test_follow_up_of_last_years_review_reaches_nobody_in_this_years_cycle(manager, make_client):
    client = make_client(recall=date(2026, 11, 2))
    duty = models.Duty.get()
    models.Duty.create(client=client, kind="recall", due_at=moment("2025-11-03"), made_by=manager.worker_id,
                       made_at=moment("2024-11-01"), closed_at=moment("2025-11-04"), closed_how="done")  # fmt: skip
    models.Duty.update(made_at=moment("2025-11-04")).where(models.Duty.id == duty.id).execute()
    at = {"rang_at": moment("2025-11-20"), "ended_at": moment("2025-11-20", "10:05")}
    models.Call.create(client=client, worker=manager.worker_id, outcome="followed_up", **at)
    found = counted(manager)
    assert (found["CON"].numerator, found["CON"].below, found["COOP"].below) == (0, (client,), ())


@pytest.mark.parametrize(
    ("closed", "rang", "contact", "expected"),
    [
        (("06 15:00", "stopped"), None, False, (0, 1)),  # it had been missed by then
        (("02 15:00", "stopped"), None, False, (0, 0)),  # taken back before
        (("04 11:00", "done"), None, False, (1, 1)),  # they rang us before we did
        (("04 14:05", "done"), "04 14:00", True, (1, 1)),  # their daughter was spoken with
        (("05 11:00", "done"), "05 10:00", False, (0, 1)),
        ((None, None), "04 14:10", False, (1, 1)),
    ],
)
def test_promise_is_kept_by_whatever_call_and_missed_whatever_came_later(
    manager, client, closed, rang, contact, expected
):
    def then(when):
        return when and moment(f"2026-11-{when[:2]}", when[3:])

    models.Duty.create(client=client, kind="callback", due_at=then("04 14:00"), made_by=manager.worker_id,
                       made_at=then("01 09:00"), closed_at=then(closed[0]), closed_how=closed[1])  # fmt: skip
    theirs = (
        models.Contact.create(
            client=client, name="Ife", phone="020 7946 0100", source="council", added_at=then("01 09:00")
        )
        if contact
        else None
    )
    if rang:
        models.Call.create(client=client, worker=manager.worker_id, outcome="reached", contact=theirs,
                           rang_at=then(rang), ended_at=then(rang))  # fmt: skip
    found = counted(manager)["PRO"]
    assert (found.numerator, found.denominator) == expected


D = DutyEnd


@pytest.mark.parametrize(
    ("recalls", "expected"),
    [
        ([("03-02", None, None)], ["03-02"]),
        ([("03-02", "03-05", D.REPLACED), ("05-01", None, None)], ["03-02"]),
        ([("03-02", "03-05", D.STOPPED), ("05-01", "05-02", D.DONE), ("06-01", None, None)], ["03-02", "06-01"]),
        ([("03-02", "03-05", D.DONE), ("04-01", "03-06", D.PUT_RIGHT), ("05-01", None, None)], ["03-02", "05-01"]),
        ([("03-02", "03-05", D.TO_COUNCIL)], ["03-02"]),
    ],
)
def test_cycle_begins_on_its_first_day_whatever_day_took_its_place(recalls, expected):
    made = [
        RecallRow(1, f"2026-{due}T00:00:00Z", closed and f"2026-{closed}T10:00:00Z", how)
        for due, closed, how in recalls
    ]
    assert [f"{each.due_on:%m-%d}" for each in cycles(made)] == expected


def test_cycle_takes_with_it_what_was_owed_under_another_record():
    def owed(client, made, due, closed=None):
        return RecallRow(client, f"2026-{due}T00:00:00Z", closed and f"2026-{closed}T10:00:00Z", closed and D.DONE,
                         f"2026-{made}T09:00:00Z")  # fmt: skip

    both = cycles([owed(1, "01-01", "03-02", "03-09"), owed(2, "01-05", "02-27", "03-10"), owed(1, "03-09", "08-01")])
    assert [f"{each.due_on:%m-%d}" for each in both] == ["02-27", "08-01"]
    apart = cycles([owed(1, "01-01", "03-02", "03-09"), owed(2, "01-05", "06-01")])
    assert [f"{each.due_on:%m-%d}" for each in apart] == ["03-02", "06-01"]


@pytest.fixture(scope="module")
def demo_figures(demo_of, tmp_path_factory):
    """The demo's figures of this year, and of each of its months."""
    path = tmp_path_factory.mktemp("figures") / "demo.db"
    shutil.copy(demo_of("asha.verma"), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: clock.from_store("2026-11-23T10:00:00Z"))
        store.open_database(path)
        yield figures.report(desk_of("asha.verma", Settings()), periods.named("2026"))
        store.close()


def test_months_of_a_year_add_up_to_the_year(demo_figures):
    """Each thing falls into one month alone; but each person is counted once, whatever the period, of whom it is asked
    what befell them: referred back, fell, was in hospital. No figure falls as the days grow."""
    for line in demo_figures.lines:
        assert line.now.denominator >= max(each.denominator for each in line.months), line.measure.code
        assert line.now.numerator >= max(each.numerator for each in line.months), line.measure.code
        if line.measure.code not in ("RB-R", "RB-L", "PREV-F", "PREV-H"):
            assert sum(each.denominator for each in line.months) == line.now.denominator, line.measure.code
            assert sum(each.numerator for each in line.months) == line.now.numerator, line.measure.code


@pytest.mark.usefixtures("demo_figures")
def test_period_is_the_same_alone_and_beside_others_that_have_its_days():
    def read(*wanted):
        return dict(reading.read(wanted, clock.now(), Settings(), reading.Narrowed()))

    def figures_of(facts):
        found = (measure.count(facts) for measure in MEASURES)
        return [(Counter(each.above), len(each.below), each.median, each.longest, each.left_out) for each in found]

    odd = periods.between(date(2026, 8, 20), date(2026, 11, 17))
    beside = read(odd, *odd.months(4), periods.named("2026-Q3"))
    assert beside.keys() == {odd, *odd.months(4), periods.named("2026-Q3")}
    for period in (odd, periods.named("2026-Q3")):
        assert figures_of(beside[period]) == figures_of(read(period)[period])


def test_report_says_the_same_in_columns_in_json_and_for_a_spreadsheet(demo_figures):
    told = json.loads(output.report_json(demo_figures))
    assert (told["from"], told["to"], told["filters"]) == ("2026-01-01", "2026-12-31", {})
    assert [each["code"] for each in told["measures"]] == [each.code for each in MEASURES]
    text = output.report_text(demo_figures, ContractTerms()).splitlines()
    narrowed = replace(demo_figures, council="=1+1", worker="Asha Verma")
    assert all(row.endswith(",'=1+1,Asha Verma") for row in output.report_csv(narrowed).splitlines()[1:])
    rows = output.report_csv(demo_figures).splitlines()[1:]
    for each, row in zip(told["measures"], rows, strict=True):
        figures_of = f"{each['numerator']} / {each['denominator']}"
        assert any(line.startswith(each["words"]) and figures_of in line for line in text), each
        assert row.startswith(each["code"]) and f",{each['numerator']},{each['denominator']}," in row
        assert len(each["months"]) == 12
    assert max(map(len, text)) <= 110


def test_report_of_a_monday_fits_one_screen(demo_figures):
    """With the line of the command above it, and the prompt below; a line that is wider goes on in the next."""
    text = output.report_text(demo_figures, ContractTerms(), width=80, tabs=(Tab.SUMMARY,)).splitlines()
    assert sum(max(1, -(-len(line) // 80)) for line in text) <= 22, text
    assert all(any(line.startswith(each.words) for line in text) for each in MEASURES if each.tab is Tab.SUMMARY)
