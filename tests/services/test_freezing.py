"""A period that is over is frozen: what it came to then stands for good, and what is another figure now is restated."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from topaz_tui import clock
from topaz_tui.cli.output import figures as output
from topaz_tui.errors import Invalid, NotAllowed, UserError
from topaz_tui.rules.measures import frozen as rules
from topaz_tui.rules.measures import periods
from topaz_tui.rules.measures.count import Counted
from topaz_tui.rules.measures.table import BY_CODE, MEASURES
from topaz_tui.rules.terms import ContractTerms
from topaz_tui.services import figures
from topaz_tui.store import models
from topaz_tui.store.database import database, transaction

NOVEMBER, DECEMBER = periods.named("2026-11"), periods.named("2026-12")


@pytest.fixture
def over(monkeypatch):
    """November is over."""
    monkeypatch.setattr(clock, "now", lambda: clock.from_store("2026-12-01T09:00:00Z"))


def test_frozen_figures_stand_and_what_is_another_now_is_restated_with_what_it_was(manager, make_client, over):
    first = make_client(recall=date(2026, 11, 2))
    made = figures.freeze(manager, figures.report(manager, NOVEMBER))
    assert (made.whole, made.by, made.measures["COV"]) == (True, manager.name, rules.Was(0, 1))
    assert figures.last(manager, NOVEMBER, None) == made and figures.last(manager, NOVEMBER, "Lambeth") is None
    figures.freeze(manager, figures.report(manager, NOVEMBER, "LB Lambeth"))
    assert figures.last(manager, NOVEMBER, "Lambeth") is not None and figures.last(manager, NOVEMBER, None) == made
    second = make_client(recall=date(2026, 11, 30))
    now = figures.report(manager, NOVEMBER)
    assert sorted(now.now["COV"].below) == [first, second] and made.restated(now.now)["COV"] == rules.Was(0, 1)
    assert "SC" not in made.restated(now.now)
    told = json.loads(output.report_json(now, made))
    assert told["restated"]["COV"] == {"numerator": 0, "denominator": 1, "median": None}
    assert told["frozen"]["sha256"] == made.digest
    text = output.report_text(now, ContractTerms(), frozen=made)
    assert f"{made.in_words}. Restated since: Reviewed of those due was 0 / 1 (-)" in text
    again = figures.freeze(manager, now)
    assert again.digest != made.digest and not again.restated(now.now) and models.FrozenFigures.select().count() == 3
    with pytest.raises(Invalid, match="Nothing has changed"):
        figures.freeze(manager, now)


def test_only_a_manager_freezes_and_only_what_is_over_and_of_all(manager, session, client, over):
    with pytest.raises(Invalid, match="not over"):
        figures.freeze(manager, figures.report(manager, DECEMBER))
    with pytest.raises(Invalid, match="one worker"):
        figures.freeze(manager, figures.report(manager, NOVEMBER, worker_id=session.worker_id))
    for refused in (lambda: figures.freeze(session, figures.report(manager, NOVEMBER)),
                    lambda: figures.last(session, NOVEMBER, None)):  # fmt: skip
        with pytest.raises(NotAllowed):
            refused()
    assert models.FrozenFigures.select().count() == 0


def test_frozen_figures_only_grow_and_show_that_somebody_altered_them(manager, client, over):
    figures.freeze(manager, figures.report(manager, NOVEMBER))
    for change in ("UPDATE frozen SET body = '{}'", "DELETE FROM frozen"):
        with pytest.raises((UserError, Exception), match="cannot be"), transaction():
            database.execute_sql(change)
    row = models.FrozenFigures.get()
    body = row.body.replace('"numerator":0', '"numerator":9')
    models.FrozenFigures.create(first=row.first, stop=row.stop, as_of=row.as_of, made_by=row.made_by,
                                definitions=row.definitions, body=body, digest=row.digest)  # fmt: skip
    found = figures.last(manager, NOVEMBER, None)
    assert found and not found.whole and "NOT WHAT WAS KEPT" in found.in_words


def test_frozen_wait_is_still_over_its_days_when_it_is_read_again() -> None:
    waits = {"WAIT": Counted((1, 2), (1, 2, 3), 13.0, longer=True, ninetieth=40.1234567, longest=41)}
    kept = rules.Frozen(clock.now(), "Robin", "v", "x", True, rules.read(rules.body(waits)))
    assert not kept.restated(waits) and "over 13 days" in rules.restated_words(BY_CODE["WAIT"], kept.measures["WAIT"])
    for broken in ("[]", '{"WAIT": 1}', '{"WAIT": {"numerator": 1}}', rules.body(waits).replace("13.0", '"x"')):
        with pytest.raises(ValueError, match="no figures"):
            rules.read(broken)


def test_hash_is_of_all_that_is_frozen_and_definitions_have_a_version():
    asked: tuple[Any, ...] = (date(2026, 11, 1), date(2026, 12, 1), None, "2026-12-01T09:00:00Z", "v", "{}")
    found = {rules.digest(*asked)}
    for place, value in enumerate((date(2026, 11, 2), date(2026, 12, 2), "Lambeth", "x", "w", "{ }")):
        one_other: tuple[Any, ...] = (*asked[:place], value, *asked[place + 1 :])
        found.add(rules.digest(*one_other))
    assert len(found) == 7
    assert rules.definitions(MEASURES) == rules.definitions(tuple(MEASURES)) != rules.definitions(MEASURES[1:])
    earlier = dict.fromkeys([each.code for each in MEASURES[1:]], rules.Was(0, 0))
    frozen = rules.Frozen(clock.now(), "", rules.definitions(MEASURES[1:]), "", True, earlier)
    assert frozen.is_of(MEASURES) and not frozen.is_of(MEASURES[2:])
    assert not frozen.is_of([*MEASURES[:-1], replace(MEASURES[-1], numerator="others")])
