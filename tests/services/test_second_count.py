"""Every measure counted a second time (tests/support/second_count.py): over the demo, and over a stretch of things that
happened just before and just after the border of every month, 31 March among them, and both changes of the clocks."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.support.rows import one, run
from tests.support.second_count import AREAS, BORDERS, HOUSE, TERMS, Second, figures_of, kept_otherwise
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.measures import periods
from topaz_tui.rules.measures.table import MEASURES
from topaz_tui.rules.terms import CallTerms
from topaz_tui.services.figures import concerns, kept
from topaz_tui.store import database as store
from topaz_tui.store import models

NOW = "2026-11-23T10:00:00Z"
CHANGES = ("2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z")
"""When the clocks went forward, and back."""
NAMES = [name for name in BORDERS if name.startswith("2026")]
MOMENTS = sorted({*(each for both in BORDERS.values() for each in both if each < NOW), *CHANGES})


def stretch() -> None:
    """Things at the borders: a second before, at, and a second after each. Chance has one seed."""
    chance = random.Random(15)
    clients = [id for (id,) in run("SELECT id FROM client ORDER BY id LIMIT 60").fetchall()]
    workers = [id for (id,) in run("SELECT id FROM worker ORDER BY id").fetchall()]
    for moment in MOMENTS:
        for seconds in (-1, 0, 1):
            at = clock.from_store(moment) + timedelta(seconds=seconds)
            for _ in range(3):
                happens(chance, chance.choice(clients), chance.choice(workers), at)
    pairs = [sorted(chance.sample(clients, 2)) for _ in range(6)]
    for first, other in {tuple(pair) for pair in pairs}:
        if not run("SELECT 1 FROM duplicate WHERE client_id = ? AND other_id = ?", (first, other)).fetchone():
            models.Duplicate.create(client=first, other=other, verdict="confirmed", worker=workers[0], judged_at=NOW)


def happens(chance: random.Random, client: int, worker: int, at: datetime) -> None:
    """One of each kind at this moment, or about it."""
    text, later = clock.to_store(at), clock.to_store(at + timedelta(hours=chance.choice((0, 1, 30, 90))))
    call = models.Call.create(
        client=client,
        worker=worker,
        direction=chance.choice(("out", "out", "in")),
        rang_at=text,
        ended_at=later,
        outcome=chance.choice(sorted(HOUSE | {"no_answer", "wrong_number"})),
        is_attempt=at.second % 2,
    )
    review = models.Review.create(
        client=client, call=call, worker=worker, reviewed_at=later, complete=chance.randrange(2),
        spoke_with=chance.choice((None, "for_them")),
    )  # fmt: skip
    for asked, answers in (("nutrition", ("better", "same", "worse", "not_asked")), ("falls", ("0", "3", "not_known"))):
        models.ReviewAnswer.create(review=review, area=asked, answer=chance.choice(answers))
    day = (at.date() + timedelta(days=chance.randint(-1, 1))).isoformat()
    done = chance.choice((None, later))
    models.ClientAction.create(client=client, kind=chance.choice(("referral_back", "support")), detail="x", by_on=day,
                               made_by=worker, made_at=text, done_at=done, owner=worker)  # fmt: skip
    for kind in ("callback", "follow-up", "recall"):
        if kind == "recall" and one("SELECT count(*) FROM duty WHERE client_id = ? AND kind = 'recall'", client) > 1:
            continue  # of one record at most one is open at a time
        models.Duty.create(
            client=client, kind=kind, due_at=text, made_at=clock.to_store(at - timedelta(days=9)), for_worker=worker,
            closed_at=later, closed_how=chance.choice(("done", "replaced")),
        )  # fmt: skip
    concern(chance, client, worker, at)


def concern(chance: random.Random, client: int, worker: int, at: datetime) -> None:
    """A concern that was submitted at this moment, on its way as far as chance has it."""
    wanted = chance.choice(("asked_expressed", "asked_expressed", "asked_none", "not_asked"))
    hours = iter(sorted(chance.choice((0, 1, 20, 50, 100, 300)) for _ in range(7)))
    when = [clock.to_store(at + timedelta(hours=each)) for each in hours]
    number = models.Concern.select().count() + 1
    made = models.Concern.create(
        reference=f"SC-2000-{number:05}", client=client, opened_by=worker, submitted_by=worker, submitted_at=when[0],
        opened_at=clock.to_store(at - timedelta(hours=chance.choice((1, 30)))), saved_at=when[0], document="[]",
        answers=json.dumps({"wanted": wanted, "danger": "no", "found_at": clock.to_store(at - timedelta(hours=40))}),
    )  # fmt: skip
    line = models.Escalation.create(
        kind="concern",
        client=client,
        concern=made,
        opened_by=worker,
        opened_at=when[0],
        state="submitted",
        waiting_for="x",
        level="worker",
        in_error=int(chance.random() < 0.1),
        closed_at=when[-1],
    )
    came = {"enquiry": "no_day", "risk": chance.choice(("removed", "remains", "none_found")),
            "achieved": chance.choice(("fully", "partly", "not", "not_told"))}  # fmt: skip
    moves = [("send", {}), ("acknowledge", {"when": when[1]}), ("decide", {"decision": chance.choice(
        ("met", "not_met", "enquiry"))}), ("disagree", {}), ("decide", {"decision": "met"}),
        ("feed_back", {"to": "adult", "given": chance.choice(("given", "given", "refused"))}),
        ("feed_back", {"to": "referrer", "given": "given"}), ("close", came)]  # fmt: skip
    if chance.random() < 0.7:
        del moves[3:5]
    if chance.random() < 0.3:
        moves[1:1] = [("bounce", {}), ("send", {})]
    stop = chance.randint(0, len(moves))
    for (move, facts), moment in zip(moves[:stop], [*when[1:], *when[-1:] * 5], strict=False):
        models.Event.create(escalation=line, at=moment, worker=worker, move=move, body=json.dumps(facts))
    if stop < 4 and chance.random() < 0.2:
        models.Event.create(escalation=line, at=when[-1], worker=worker, move="close_early", body="{}")


@pytest.fixture(scope="module")
def whole(demo_of, tmp_path_factory):
    """The demo and the stretch, as the program counts them in each period."""
    path = tmp_path_factory.mktemp("second") / "demo.db"
    shutil.copy(demo_of("asha.verma"), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: clock.from_store(NOW))
        store.open_database(path)
        with store.transaction():
            stretch()
        yield figures_of(NAMES, clock.now(), Settings())
        store.close()


@pytest.fixture(scope="module")
def second(whole):
    return Second(NOW, {None: TERMS}, Settings().office)


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_agrees_with_a_second_count(whole, second, name):
    again = second.of(name)
    assert again.keys() == {each.code for each in MEASURES}
    assert {code: (each.numerator, each.denominator) for code, each in whole[name].items()} == again
    assert {code: whole[name][code].median for code in ("APC", "APC-T")} == second.medians[name]


@pytest.mark.usefixtures("whole")
def test_what_is_kept_agrees_with_the_plain_count_and_holds_no_longer_than_it_may(monkeypatch):
    monkeypatch.setattr(kept, "SECONDS", 60)
    kept.advance(job(Settings()))
    assert not kept_otherwise(
        ["2026", *NAMES[2:5]], clock.now(), Settings(), (None, "Lambeth", "LONDON BOROUGH OF EALING")
    )
    rows = [
        [tuple(row) for row in run(sql).fetchall()]
        for sql in ("SELECT body FROM figure_part", "SELECT scope, span, body FROM figure_sum")
    ]
    assert not kept.astray([body for (body,) in rows[0]], rows[1]) and kept.astray(
        [body for (body,) in rows[0]][1:], rows[1]
    )
    october = [periods.named("2026-10")]
    assert (
        kept.sums(october, clock.now(), replace(Settings(), calls=CallTerms(callback_grace_minutes=16)), None) is None
    )
    assert kept.sums(october, clock.now() - timedelta(1), Settings(), None) is None


@pytest.mark.usefixtures("whole")
def test_concern_that_was_over_before_a_period_is_not_read_and_nothing_of_it_is_in_it():
    since = clock.from_store(BORDERS["2026-08"][0])
    every, some = (concerns.read(clock.now(), Settings(), since=each) for each in (None, since))
    left = [each for each in every if each not in some]
    assert len(left) == len(every) - len(some) > 50 and len(some) > 50
    assert all(step.began_at < since for each in left for step in each.steps)


def test_the_stretch_tries_every_measure_at_a_border(whole):
    """Nothing is agreed on by noughts alone: the year has each, and a month before a border another than the next."""
    rarely = {f"AREA-{area}{mark}" for area in AREAS[1:] for mark in ("", "-S", "-W")}
    assert {code for code, each in whole["2026"].items() if each.denominator == 0} <= rarely
    differ = [code for code in whole["2026-03"] if whole["2026-03"][code].below != whole["2026-04"][code].below]
    assert len(differ) > len(MEASURES) - len(rarely) - 5
