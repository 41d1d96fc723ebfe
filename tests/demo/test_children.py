"""The demo of a team that works for children: three councils, work in every state, and a sensible day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from click.testing import CliRunner

from tests.support.sessions import job
from topaz_tui import demo
from topaz_tui.cli import main
from topaz_tui.rules.children.work_states import FINAL, STATES
from topaz_tui.rules.referrals import OF_CHILDREN
from topaz_tui.rules.statutory import duties
from topaz_tui.services import access
from topaz_tui.services.escalations.api import board
from topaz_tui.services.statutory import due, load, orders, pieces, schools, writing
from topaz_tui.store import database as store
from topaz_tui.store import models


@contextmanager
def made(path, at, moment) -> Iterator[due.DuePage]:
    at(moment)
    demo.make(path, "jo.bright", of_children=True)
    store.open_database(path)
    try:
        yield due.whole(job())
    finally:
        store.close()


def sensible(page: due.DuePage) -> None:
    """Some of it is late, most of it to come, and nothing is kept from being reckoned."""
    assert page.people == 40 and not page.to_put_right and len(page.without_lead) == 1
    assert 10 <= page.overdue <= 25 and 100 <= page.due <= 250 < page.met
    assert {line.subject.council for line in page.lines} == {"Northmere", "Calderwick", "Westhaven"}
    late = Counter(line.code for line in page.lines if line.overdue)
    assert {"PLAN", "VISIT", "S7"} <= late.keys() <= duties.BY_CODE.keys()
    assert sum(line.work is not None for line in page.lines) > 15


def test_day_of_the_demo_is_sensible_on_a_leap_day_at_night(tmp_path, at):
    with made(tmp_path / "demo.db", at, "2028-02-29T23:30:00Z") as page:
        sensible(page)


def test_demo_has_a_sensible_day_and_work_in_every_state_with_what_is_written_of_it(tmp_path, at):
    with made(tmp_path / "demo.db", at, "2026-11-25T10:00:00Z") as page:
        sensible(page)
        assert {row.state for row in models.Work.select()} == {*STATES}
        assert {each.kind for each in board(job()).items if each.kind} == {*OF_CHILDREN}, "and nobody is called"
        assert len(orders.every()) == 6 and sum(len(each.clients) > 1 for each in orders.every()) == 1
        restricted = {id for each in orders.every() for id in each.clients}
        assert access.all_restricted() == restricted and due.due(job()).held == len(restricted) == 7
        assert len(schools.every()) == 5 and load.page(job()).workers[0].load.percent
        whole = 0
        for known in pieces.every():
            document = writing.of_work(known.id)
            submitted = "submit" in known.stands.done
            assert (document is not None) == ("write" in known.stands.done) and known.stands.state not in FINAL
            if document and submitted:
                assert {gap.section for gap in document.gaps} <= {writing.SIGNATURES}, document.gaps
                whole += 1
            if document and known.stands.state == "sent":
                assert not document.gaps
        assert whole > 8


def test_command_makes_it_and_does_not_take_the_other_demo_for_it(tmp_path, at):
    at("2026-11-25T10:00:00Z")
    file = str(tmp_path / "demo.db")
    run = CliRunner().invoke
    assert "Made" in run(main, ["--db", file, "demo", "--children", "--make-only"]).output
    assert demo.services_of(file) == ("children",)
    assert run(main, ["--db", file, "dispatch"]).exit_code == 1, "a school has no lead"
    store.open_database(file)
    ended = models.Escalation.select().where(models.Escalation.closed_at.is_null(False)).count()
    store.close()
    assert not ended, "the program that sends beside the screens looks after the same team"
    assert "Made" in run(main, ["--db", file, "demo", "--make-only"]).output, "it is what it is"
    other = str(tmp_path / "calls.db")
    store.open_database(other, create=True)
    with store.transaction():
        models.Metadata.insert(key="demo", value="2026-11-25").execute()
    store.close()
    refused = run(main, ["--db", other, "demo", "--children", "--make-only"])
    assert refused.exit_code == 2 and demo.services_of(other) == ()
