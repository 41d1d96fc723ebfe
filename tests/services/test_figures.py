"""The figures of a period, counted from what is kept: by the program, and a second time in plain SQL."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta

import pytest

from tests.support.calls import CHECKED
from tests.support.rows import run
from tests.support.sessions import desk_of
from topaz_tui import clock
from topaz_tui.cli.output import figures as output
from topaz_tui.config import Settings
from topaz_tui.errors import NotAllowed
from topaz_tui.rules.duties import DutyEnd
from topaz_tui.rules.measures import periods
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.services import calls, figures
from topaz_tui.services.calls import CallRecord, IntendedOutcome
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
    models.Client.update(council="Southwark").where(models.Client.id == elsewhere).execute()
    make_client(recall=date(2026, 12, 5))
    save(session, reached, "refused_hard")
    save(session, silent, "no_answer")
    found = counted(manager)
    assert found["CON"].above == (reached,)
    assert sorted(found["CON"].below) == sorted((reached, silent, untried, elsewhere))
    assert found["REF-H"].above == (reached,) and found["HIT"].above == (reached,)
    assert sorted(found["HIT"].below) == sorted((reached, silent))
    assert counted(manager, council="Southwark")["CON"].below == (elsewhere,)


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
    with pytest.raises(NotAllowed):
        figures.report(session, NOVEMBER)


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


YEAR = "BETWEEN '2026-01-01T00:00:00Z' AND '2026-11-23T10:00:00Z'"
STANDS = "c.replaced_by IS NULL"
SECOND_COUNT = {
    "HIT": (
        f"SELECT count(*) FROM call c WHERE {STANDS} AND direction = 'out' AND rang_at {YEAR} AND outcome IN"
        " ('reached', 'followed_up', 'callback', 'callback_vague', 'refused_soft', 'not_safe', 'language', 'unable',"
        " 'refused_hard')",
        f"SELECT count(*) FROM call c WHERE {STANDS} AND direction = 'out' AND rang_at {YEAR}",
    ),
    "SC": (
        f"SELECT count(*) FROM concern c WHERE submitted_at {YEAR} AND NOT EXISTS (SELECT 1 FROM escalation e WHERE"
        " e.concern_id = c.id AND e.kind = 'concern' AND e.in_error = 1)",
        f"SELECT count(*) FROM review r JOIN call c ON c.id = r.call_id WHERE {STANDS} AND r.taken_back_at IS NULL AND"
        f" c.rang_at {YEAR}",
    ),
    "ACT": (
        "SELECT count(*) FROM action WHERE by_on BETWEEN '2026-01-01' AND '2026-12-31' AND taken_back_at IS NULL AND"
        " coalesce(ended_as, 'came') = 'came' AND substr(done_at, 1, 10) <= by_on",
        "SELECT count(*) FROM action WHERE by_on BETWEEN '2026-01-01' AND '2026-12-31' AND taken_back_at IS NULL AND"
        " coalesce(ended_as, '') <> 'not wanted' AND (by_on < '2026-11-23' OR done_at IS NOT NULL AND"
        " coalesce(ended_as, 'came') = 'came')",
    ),
}


@pytest.mark.parametrize("code", SECOND_COUNT)
def test_measure_agrees_with_a_second_count_in_sql(demo_figures, code):
    found = next(line.now for line in demo_figures.lines if line.measure.code == code)
    above, below = (run(text).fetchone()[0] for text in SECOND_COUNT[code])
    assert (found.numerator, found.denominator) == (above, below)
    assert above > 5


def test_months_of_a_year_add_up_to_the_year(demo_figures):
    """Each thing falls into one month alone; but each person is referred back once, whatever the period."""
    for line in demo_figures.lines:
        if not line.measure.code.startswith("RB"):
            assert sum(each.denominator for each in line.months) == line.now.denominator, line.measure.code
            assert sum(each.numerator for each in line.months) == line.now.numerator, line.measure.code


def test_report_says_the_same_in_columns_in_json_and_for_a_spreadsheet(demo_figures):
    told = json.loads(output.report_json(demo_figures))
    assert (told["from"], told["to"], told["filters"]) == ("2026-01-01", "2026-12-31", {})
    assert [each["code"] for each in told["measures"]] == [each.code for each in MEASURES]
    text = output.report_text(demo_figures).splitlines()
    rows = output.report_csv(demo_figures).splitlines()[1:]
    for each, row in zip(told["measures"], rows, strict=True):
        figures_of = f"{each['numerator']} / {each['denominator']}"
        assert any(line.startswith(each["words"]) and figures_of in line for line in text), each
        assert row.startswith(each["code"]) and f",{each['numerator']},{each['denominator']}," in row
        assert len(each["months"]) == 12
    assert max(map(len, text)) <= 110
