"""One figure has one value: the title, the sentence, the tab, the lines of the tab and the commands all say it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.board import keys
from tests.support.pilot import front, settle, until
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.cli.output import escalation_list, queue_list
from topaz_tui.screens.escalations import EscalationsScreen
from topaz_tui.screens.escalations.tabs import TABS
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.services import concerns, queue, team, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.session import Session
from topaz_tui.widgets.frame import PromptLine
from topaz_tui.widgets.tabs import TabLine

WORDS = {"failed": r"(\d+) NOT sent", "overdue": r"(\d+) overdue"}


def as_it_is(session: Session) -> None:
    pass


def danger_begun(session: Session) -> None:
    """Somebody is in danger of whom nobody at the council knows."""
    for item in escalations.board(session).items[:2]:
        draft = concerns.open(session, item.client_id)
        concerns.save(session, draft.id, {"danger": "yes"})


def decided(session: Session) -> None:
    """The council has decided about everybody in danger."""
    for item in escalations.board(session, "danger").items:
        if item.status in ("sent", "acknowledged"):
            given = {"decision": "met", "who": "J. Okafor"}
            escalations.move(session, item.id, item.version, "decide", given)


def came_back(session: Session) -> None:
    """What was sent was not delivered after all."""
    for item in escalations.board(session, "council").items:
        if item.status == "sent":
            escalations.move(session, item.id, item.version, "bounce", {"who": "The hub", "said": "No such address"})


def asked(session: Session) -> None:
    for item in escalations.board(session).items[:3]:
        opening.question(item.client_id, session.worker_id, "What now?", clock.now(), session.settings)


def all_at_once_for_a_worker(session: Session) -> None:
    """Who looks is no manager; each of these alone is in the lists and commands above."""
    danger_begun(session)
    came_back(session)
    asked(session)


LATER = (timedelta(), timedelta(hours=3), timedelta(days=1), timedelta(days=9))
STATES = (as_it_is, danger_begun, decided, came_back, asked)


@pytest.mark.parametrize(
    ("state", "later"),
    [(state, later) for place, state in enumerate(STATES) for later in (LATER if not place else LATER[place % 2 :: 2])],
    ids=lambda what: getattr(what, "__name__", str(what)),
)
def test_figure_is_the_number_of_its_lines_in_every_list_and_command(
    app: Topaz, at: Callable[[str], None], state: Callable[[Session], None], later: timedelta
) -> None:
    state(app.session)
    at(clock.to_store(clock.now() + later))
    counts = escalations.figures(app.session)
    assert set(counts) == set(escalations.SHOWS) == {name for name, _ in TABS}
    for name in escalations.SHOWS:
        board = escalations.board(app.session, name)
        assert board.counts == counts
        assert len(board.items) + len(board.drafts) == counts[name]
    board = escalations.board(app.session)
    text, told = escalation_list.escalations_text(board), json.loads(escalation_list.escalations_json(board))
    assert (told["outstanding"], told["overdue"]) == (counts["all"], counts["overdue"])
    first = next(line for line in text.splitlines() if "outstanding" in line)
    for name, words in {"all": "outstanding", "overdue": "overdue", "failed": "not sent", "danger": "in imm"}.items():
        found = re.search(rf"([\d,]+) {words}", first)
        assert (int(found[1]) if found else 0) == counts[name]


@pytest.mark.parametrize("state", [as_it_is, decided, all_at_once_for_a_worker], ids=lambda state: state.__name__)
async def test_figure_is_the_same_in_title_sentence_tab_and_lines(app: Topaz, state: Callable[[Session], None]) -> None:
    state(app.session)
    if state is all_at_once_for_a_worker:
        worker = next(line for line in workers.team(app.session) if line.role == "worker" and not line.retired)
        app.session = replace(app.session, worker_id=worker.id, name=worker.name, role="worker")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        counts = escalations.figures(app.session)
        first = front(app, QueueScreen)
        await until(pilot, lambda: first.note)
        for name, words in escalations.FIGURES.items():
            for told in first.note if name in escalations.URGENT else first.note[:1]:  # in its shorter form too
                assert (f"{counts[name]} {words}" in told) == bool(counts[name])
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen) and app.screen.query_one(TabLine).counts)
        for tab, _ in TABS:
            await settle(pilot)
            await until(pilot, lambda tab: app.screen.query_one(TabLine).current == tab, tab)
            screen = app.screen
            lines = [key for key in keys(app) if key[0] in ("item", "draft")]
            assert screen.query_one(TabLine).counts[tab] == counts[tab] == len(lines)
            for name, words in WORDS.items():
                found = re.search(words, screen.query_one(PromptLine).words)
                assert (int(found[1]) if found else 0) == counts[name]
            await pilot.press("right")


async def test_figure_of_callbacks_adds_up_on_team_queue_and_command(app: Topaz) -> None:
    promised = team.promises(app.session)
    look = queue.list_people(app.session, "callbacks")
    in_queue = [each for each in promised if each.not_now is None]
    assert {each.client_id for each in in_queue} == {each.client_id for each in look.people} and not look.more
    assert len(in_queue) == look.counts["callback_later"] + look.callbacks_due < len(promised)
    text = queue_list.queue_text(look)
    assert f"{look.callbacks_due} of them promised callbacks" in text
    assert f"{look.counts['callback_later']}  Callback promised for later" in text
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.screen.query_one(TabLine).counts["callbacks"] == len(in_queue)
        await pilot.press("f5")
        await until(pilot, lambda: "callbacks" in app.screen.query_one(PromptLine).words)
        told = app.screen.query_one(PromptLine).words.rpartition(" · ")[2]
        assert told == team.counted(promised) and told.startswith(f"{len(in_queue)} callbacks + ")
        assert sum(int(part.split()[0]) for part in told.split(" + ")) == len(promised)


async def test_danger_that_is_decided_stands_where_its_deadline_puts_it(app: Topaz) -> None:
    decided(app.session)
    board = escalations.board(app.session)
    past = [item for item in board.items if item.danger and item.status == "decided"]
    assert past and not any(item.urgent for item in past)
    assert {item.short_words for item in past} == {"Concern"}
    calm = [item for item in board.items if not item.urgent and not item.unsent]
    assert [item.id for item in calm] == [item.id for item in sorted(calm, key=lambda i: (i.deadline, i.id))]
