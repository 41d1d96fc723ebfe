"""What was put in place is somebody's, from the call to its end: said, given, put right, late on the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.escalations import make
from tests.support.people import MakeClient
from tests.support.sessions import employ, job
from topaz_tui import clock
from topaz_tui.errors import NotAllowed, UserError
from topaz_tui.rules.arranged import MISTAKES, Said
from topaz_tui.services import actions, clients, team, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session
from topaz_tui.store.models import ActionStep, ClientAction, Worker

At = Callable[[str], None]
YESTERDAY, AHEAD = date(2026, 11, 22), date(2026, 12, 4)
WHY = "line"


def put_in_place(
    whose: Session, client: int, detail: str = "Handrail", by: date | None = YESTERDAY, **more: Any
) -> int:
    made = {"made_by": whose.worker_id, "made_at": "2026-11-02T09:00:00Z", "owner": whose.worker_id} | more
    by_on = by.isoformat() if by else None
    return int(ClientAction.create(client=client, kind="support", detail=detail, who="OT", by_on=by_on, **made).id)


def row(action: int) -> Any:
    return ClientAction.get_by_id(action)


def late_lines(session: Session) -> list[tuple[str, str]]:
    escalations.advance_deadlines(job(session.settings))
    return [(each.waiting_for, each.owner) for each in escalations.board(session).every if each.kind == "action"]


def test_what_is_late_stands_on_the_board_with_its_owner_goes_up_and_ends_with_what_is_said(
    session: Session, manager: Session, client: int, at: At
) -> None:
    rail, later = put_in_place(session, client), put_in_place(session, client, "Alarm", AHEAD)
    assert [(each.id, each.days_late(clock.today())) for each in actions.mine(session)] == [(rail, 1), (later, 0)]
    assert late_lines(session) == late_lines(session) == [("Handrail (OT)", session.name)]
    at("2026-11-25T17:01:00Z")
    assert late_lines(session) == [("Handrail (OT)", manager.name)], "two working days, then a manager"
    assert actions.say(session, (rail, later), Said.CAME).done == 2
    assert not late_lines(session) and not actions.mine(session)
    assert row(rail).ended_as == "came" and row(rail).done_by_id == session.worker_id


@ON_A_FILE
def test_mistake_is_put_right_and_the_line_goes_on_where_it_stood(
    session: Session, colleague: Session, manager: Session, client: int, at: At
) -> None:
    rail = put_in_place(session, client)
    late_lines(session)
    before = [(item.id, item.deadline) for item in escalations.board(session).every]
    actions.say(session, (rail,), Said.NOT_DONE, why="They have none left.")
    assert (row(rail).ended_as, row(rail).ended_why) == ("not done", "They have none left.")
    with pytest.raises(NotAllowed, match="put it right today"):
        actions.take_back(colleague, (rail,), WHY)
    actions.take_back(session, (rail,), WHY)
    assert row(rail).done_at is None and row(rail).ended_as is None and row(rail).ended_why is None
    assert [(item.id, item.deadline) for item in escalations.board(session).every] == before
    told = " ".join(f"{each.words} {each.detail}" for each in clients.open_profile(session, client).timeline)
    assert "Handrail: not done · SAID BY MISTAKE They have none left." in told and MISTAKES[WHY] in told
    with pytest.raises(UserError, match="Nothing was said"):
        actions.take_back(session, (rail,), WHY)
    actions.say(session, (rail,), Said.NOT_YET, by=AHEAD)
    assert row(rail).by_on == str(AHEAD) and not late_lines(session)
    at("2026-11-24T10:00:00Z")
    with pytest.raises(NotAllowed, match="before today"):
        actions.take_back(session, (rail,), WHY)
    actions.take_back(manager, (rail,), WHY)
    assert row(rail).by_on == str(YESTERDAY) and late_lines(session)


@ON_A_FILE
@pytest.mark.parametrize(
    ("said", "given", "words"),
    [
        (Said.NOT_YET, {}, "By when"),
        (Said.NOT_YET, {"by": YESTERDAY}, "not still to come"),
        (Said.NOT_DONE, {"why": " "}, "Say why"),
        (Said.NOT_DONE, {"why": "-"}, "needs a reason"),
    ],
)
def test_half_an_answer_is_refused(session: Session, client: int, said: Said, given: Any, words: str) -> None:
    rail = put_in_place(session, client)
    with pytest.raises(UserError, match=words):
        actions.say(session, (rail,), said, **given)
    assert row(rail).done_at is None and not ActionStep.select().exists()


@ON_A_FILE
def test_what_somebody_settled_meanwhile_stays_so(session: Session, colleague: Session, client: int) -> None:
    rail, alarm = put_in_place(session, client), put_in_place(session, client, "Alarm")
    actions.say(colleague, (rail,), Said.NOT_WANTED)
    assert actions.say(session, (rail, alarm), Said.CAME) == actions.Settled(1, ("Handrail",))
    assert (row(rail).ended_as, row(alarm).ended_as) == ("not wanted", "came")
    with pytest.raises(UserError, match="done already"):
        actions.say(session, (rail, alarm), Said.CAME)


@ON_A_FILE
def test_action_is_given_to_a_colleague_with_its_line_and_taken_back(
    session: Session, colleague: Session, manager: Session, client: int
) -> None:
    rail = put_in_place(session, client)
    late_lines(session)
    with pytest.raises(NotAllowed):
        actions.give(colleague, (rail,), colleague.worker_id)
    actions.give(session, (rail,), colleague.worker_id)
    assert late_lines(session) == [("Handrail (OT)", colleague.name)] and not actions.mine(session)
    [said] = actions.said_today(session)
    assert (said.said, said.to) == ("given", colleague.name)
    actions.take_back(session, (rail,), WHY)
    assert late_lines(session) == [("Handrail (OT)", session.name)] and not actions.said_today(session)
    assert actions.give_all(manager, session.worker_id, colleague.worker_id) == actions.AllGiven(1)
    assert [each.id for each in actions.mine(colleague)] == [rail]
    with pytest.raises(UserError, match="no action"):
        actions.give_all(manager, session.worker_id, colleague.worker_id)


@ON_A_FILE
def test_action_of_whoever_leaves_is_somebody_elses_at_once(
    session: Session, manager: Session, client: int, make_client: MakeClient
) -> None:
    employ("tbello", "Tunde Bello", "worker")
    rail, lost = put_in_place(session, client), put_in_place(session, make_client(), owner=None)
    late_lines(manager)
    assert row(lost).owner_id == manager.worker_id, "what nobody sees to is given by the next dispatch"
    saw_to = team.sees_to(session, session.worker_id)
    workers.retire(manager, session.account)
    told = team.left_open(manager, session.worker_id, (), saw_to)
    assert "1 action that they saw to is with Helen Marsh now (6)." in told
    assert row(rail).owner_id == manager.worker_id
    assert late_lines(manager) == [("Handrail (OT)", manager.name)] * 2


@ON_A_FILE
def test_action_without_a_day_is_late_after_the_usual_time(session: Session, client: int, at: At) -> None:
    put_in_place(session, client, "Leaflet", None)
    assert [each.due for each in actions.mine(session)] == [date(2026, 11, 2) + timedelta(weeks=6)]
    at("2026-12-14T10:00:00Z")
    assert not late_lines(session)
    at("2026-12-15T10:00:00Z")
    assert late_lines(session) == [("Leaflet (OT)", session.name)]


@ON_A_FILE
def test_decision_of_the_board_is_kept_with_the_action_and_who_takes_the_line_sees_to_it(
    session: Session, manager: Session, client: int
) -> None:
    rail = put_in_place(session, client)
    late_lines(session)
    [line] = [item.id for item in escalations.board(session).every if item.kind == "action"]
    escalations.take(manager, line)
    assert row(rail).owner_id == manager.worker_id
    with pytest.raises(UserError, match="not still to come"):
        make(manager, line, "not_yet", by=str(YESTERDAY), reason="No stock.")
    make(manager, line, "not_yet", by=str(AHEAD), reason="They have none.")
    assert row(rail).by_on == str(AHEAD) and not late_lines(session)
    assert Worker.select().where(Worker.id == row(rail).owner_id, Worker.retired_at.is_null()).exists()
