"""What is kept of the figures says what the plain count says, after whatever was recorded: whoever looks before it was
kept sees no figure that is old, and what is kept then is what a count of everybody keeps."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, timedelta

import pytest

from tests.support.calls import CHECKED
from tests.support.desks import ON_A_FILE
from tests.support.second_count import kept_otherwise
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.measures import periods
from topaz_tui.services import calls, clients, figures
from topaz_tui.services.calls import CallRecord
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.services.doctor.work import check_kept
from topaz_tui.services.figures import kept
from topaz_tui.store import models

MINUTE = timedelta(minutes=1)
COUNCILS = None, "Lambeth"


def same(session):
    """What is kept, with what was recorded since, is what is counted of all that was done."""
    assert not kept_otherwise(["2026", "2026-12"], clock.now(), session.settings, COUNCILS)


def kept_now():
    """All that is kept, by whose it is."""
    parts = {each.client_id: (each.person_id, each.body) for each in models.KeptAdded.select()}
    sums = {(each.scope, each.span): each.body for each in models.KeptTally.select() if each.body != "{}"}
    return parts, sums


def save(session, client, outcome):
    [phone] = models.Phone.select().where(models.Phone.client == client)
    now = clock.now()
    record = CallRecord(
        f"{client} {outcome}", client, outcome, now - MINUTE, now, phone_id=phone.id, note="She said so.",
        ticks=CHECKED,
    )  # fmt: skip
    return calls.record(session, record).call_id


@ON_A_FILE
def test_kept_figures_are_the_plain_count_after_each_deed(manager, session, make_client, at):
    people = [make_client(council=each) for each in ("Lambeth", "Ealing", "LONDON BOROUGH OF LAMBETH", "Ealing", None)]
    assert kept.sums([periods.named("2026")], clock.now(), session.settings, None) is None
    kept.advance(session)
    same(session)
    later = clock.to_store(clock.now() + timedelta(days=2))

    def goes_on():
        call = save(session, people[1], "callback_vague")
        same(session)
        return call

    def corrected():
        models.Client.update(council="Lambeth", died_on="2026-01-02").where(models.Client.id == people[1]).execute()
        models.Audit.create(at=later, worker=None, action="changed", client=people[1])

    deeds = (
        lambda: save(session, people[0], "refused_hard"),
        goes_on,
        lambda: clients.judge_duplicate(session, people[0], people[1], "confirmed"),
        lambda: make_client(council="Ealing", recall=date(2026, 11, 27)),
        lambda: clients.judge_duplicate(session, people[1], people[2], "confirmed"),
        lambda: save(session, people[3], "no_answer"),
        lambda: clients.judge_duplicate(manager, people[0], people[1], "dismissed", "Two people."),
        corrected,
        lambda: at("2026-11-28T09:00:00Z"),
        lambda: save(session, people[4], "no_answer"),
    )
    for number, deed in enumerate(deeds):
        deed()
        same(session)
        if number % 3 == 1:
            kept.advance(session)
            mark = kept._mark(session.settings, clock.now())
            assert mark and not kept._since(mark)
            same(session)
    kept.advance(session)
    made = kept_now()
    figures.count_again(manager)
    assert kept.sums([periods.named("2026")], clock.now(), session.settings, None) is None
    kept.advance(session)
    assert kept_now() == made
    same(session)


def test_whose_is_what_a_kept_figure_counts_is_read_when_somebody_asks(manager, make_client, monkeypatch):
    people = [make_client() for _ in range(3)]
    kept.advance(manager)
    monkeypatch.setattr(figures.report.__globals__["reading"], "read", None)
    due = figures.report(manager, periods.named("2026-11")).now["COV"]
    assert due.denominator == 3
    monkeypatch.undo()
    assert sorted(due.below) == people and [each.times for each in figures.people_behind(manager, due.below)] == [1] * 3


@pytest.mark.parametrize("body", ["", "{", "[1]", '{"due": 7}'])
@ON_A_FILE
def test_what_is_kept_and_cannot_be_read_is_counted_of_what_was_done(manager, make_client, body):
    make_client()
    kept.advance(manager)
    models.KeptTally.update(body=body).execute()
    assert figures.report(manager, periods.named("2026-11")).now["COV"].denominator == 1


@ON_A_FILE
def test_doctor_says_that_what_is_kept_is_not_what_people_add(where, manager, session, make_client):
    def whole():
        with ExitStack() as held:
            return check_kept(CheckContext(where, None, Settings, held))[0]

    client = make_client()
    save(session, client, "no_answer")
    kept.advance(manager)
    assert whole()
    models.KeptTally.update(body="{}").where(models.KeptTally.span == "2026-11").execute()
    assert not whole()
    figures.count_again(manager)
    kept.advance(manager)
    models.Call.delete().execute()
    assert not whole()
