"""With whom each thing stands that is outstanding: a person by name, the same until it goes on, on the board, in the
commands, in a mail; and where it is nobody's, an alarm says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.outbox import ACCEPTED, BY_MAIL, REFUSED, attempt, facts, messages, submit
from tests.support.sessions import desk_of, employ, job
from topaz_tui.cli.output import escalation_list
from topaz_tui.config import Settings
from topaz_tui.services import concerns, team, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session
from topaz_tui.store import models

LATE = "2026-11-24T17:00:01Z"
At = Callable[[str], None]
pytestmark = ON_A_FILE


@pytest.fixture
def settings() -> Settings:
    return BY_MAIL


@pytest.fixture
def managers(session: Session, manager: Session) -> dict[str, int]:
    """Three of them, by name."""
    for account, name in (("okeefe", "Oona Keefe"), ("psingh", "Priya Singh")):
        employ(account, name, "manager", mail=f"{account}@topaz.example")
    there = models.Worker.select().where(models.Worker.role == "manager")
    return {worker.name: worker.id for worker in there}


def whose(settings: Settings) -> dict[int, str]:
    return {item.id: item.owner for item in escalations.board(job(settings)).every}


def test_what_has_gone_up_to_several_is_with_one_of_them_by_name_and_stays_there(
    session: Session, managers: dict[str, int], make_client: Any, settings: Settings, at: At
) -> None:
    for _ in range(12):
        submit(session, make_client())
    for _ in range(12):
        attempt(settings, ACCEPTED)
    assert set(whose(settings).values()) == {session.name}
    at(LATE)
    first = whose(settings)
    assert set(first.values()) == managers.keys(), "and each of them has some"
    employ("znew", "Zadie New", "manager")
    escalations.advance_deadlines(job(settings))
    assert whose(settings) == first, "whoever comes later takes nothing over by coming"

    for case, name in first.items():
        assert facts(case, "climbed")[-1]["to"] == f"Manager: {name}"
        mails = [row.body for row in messages("notice") if row.escalation_id == case]
        assert mails and all(f"It stands with: {name}." in body for body in mails)
    board = escalations.board(job(settings))
    told = json.loads(escalation_list.escalations_json(board))["items"]
    assert {line["id"]: line["owner"] for line in told} == first
    assert all(name in escalation_list.escalations_text(board) for name in managers)

    priya = desk_of("psingh", settings)
    hers = {case for case, name in first.items() if name == priya.name}
    assert {item.id for item in escalations.board(priya, "mine").items} == hers == {
        *team.stands_with(priya, priya.worker_id)
    }  # fmt: skip
    workers.retire(desk_of("hmarsh", settings), "psingh")
    then = whose(settings)
    assert {case: name for case, name in then.items() if case not in hers} == {
        case: name for case, name in first.items() if case not in hers
    }
    assert all(then[case] in (managers.keys() - {priya.name}) for case in hers)
    told = team.left_open(priya, priya.worker_id, hers)
    assert all(any(f"stands with {name} now" in line for name in managers) for line in told)


def test_it_does_not_go_up_to_whoever_raised_it_where_there_is_another(
    managers: dict[str, int], make_client: Any, settings: Settings, at: At
) -> None:
    oona = desk_of("okeefe", settings)
    for _ in range(6):
        submit(oona, make_client())
        attempt(settings, ACCEPTED)
    at(LATE)
    assert oona.name not in whose(settings).values()


def test_a_mail_about_what_could_not_be_sent_names_with_whom_it_stands(
    session: Session, managers: dict[str, int], client: int, settings: Settings
) -> None:
    submit(session, client)
    attempt(settings, REFUSED)
    mails = [row.body for row in messages("notice")]
    assert mails and all("could not be sent" in body and f"It stands with: {session.name}." in body for body in mails)


def test_line_gone_up_names_who_has_to_act_now(
    manager: Session, managers: dict[str, int], make_client: Any, settings: Settings, at: At
) -> None:
    """Whoever had it from the first has it no more on a level above them, though it was given them by name."""
    employ("nrahman", "Nadia Rahman", "head of service")
    employ("dcole", "Dilys Cole", "director")
    make_client(safe_to_call="no")
    [line] = escalations.board(manager).every
    first = line.owner
    assert first in managers and line.level == "manager"
    for day, level, name in (
        ("2026-11-27T10:00:00Z", "head of service", "Nadia Rahman"),
        ("2026-12-02T10:00:00Z", "director", "Dilys Cole"),
    ):
        at(day)
        escalations.advance_deadlines(job(settings))
        [line] = escalations.board(manager).every
        assert (line.level, line.owner) == (level, name)
        assert facts(line.id, "climbed")[-1]["to"].endswith(f": {name}"), "as the history says"
    another = next(account for account in ("okeefe", "psingh") if desk_of(account, settings).name != first)
    escalations.take(desk := desk_of(another, settings), line.id)
    assert whose(settings)[line.id] == desk.name, "who takes it since acts"


def test_a_level_that_nobody_holds_is_an_alarm_in_words(
    session: Session, manager: Session, client: int, make_client: Any, settings: Settings, at: At
) -> None:
    for each in (client, make_client()):
        submit(session, each)
        attempt(settings, ACCEPTED)
    at("2026-11-25T17:00:01Z")
    escalations.advance_deadlines(job(settings))
    assert set(whose(settings).values()) == {manager.name}
    for alarms in (escalations.board(job(settings)).alarms, escalations.dispatch_status(job(settings)).alarms):
        [alarm] = [each for each in alarms if "head of service" in each.what]
        assert alarm.what == (
            "Nobody is at work as head of service: 2 lines of the board that have gone up that far stand with somebody"
            " else."
        )
        assert "workers add" in alarm.do and alarm.minor


def test_a_concern_that_is_nobodys_is_an_alarm(session: Session, client: int, settings: Settings) -> None:
    submit(session, client)
    models.Worker.update(retired_at="2026-11-23T09:00:00Z").execute()
    [item] = escalations.board(job(settings)).items
    assert (item.owner, item.with_id) == ("nobody", None)
    [alarm] = [each for each in escalations.board(job(settings)).alarms if each.escalation_id == item.id]
    assert alarm.what == f"{item.reference} is nobody's: nobody is at work who could have it." and not alarm.minor


def test_what_a_retired_colleague_was_writing_stands_with_a_manager(
    session: Session, manager: Session, client: int, settings: Settings, at: At
) -> None:
    workers.change(manager, "hmarsh", mail="h.marsh@topaz.example")
    draft = concerns.open(session, client)
    concerns.save(session, draft.id, {"danger": "yes"})
    workers.retire(manager, session.account)
    [line] = escalations.board(manager, "mine").drafts
    assert (line.owner, line.with_id) == (manager.name, manager.worker_id)
    assert f"with {manager.name}, for {session.name} (retired)" in escalation_list.escalations_text(
        escalations.board(job(settings))
    )
    at("2026-11-23T11:00:01Z")
    escalations.advance_deadlines(job(settings))
    [notice] = messages("notice")
    assert f"It stands with: {manager.name}." in notice.body
    models.Worker.update(retired_at="2026-11-23T09:00:00Z").execute()
    [line] = escalations.board(job(settings)).drafts
    assert line.owner == "nobody"
    assert any(
        f"{line.reference} was begun by {line.author}" in each.what for each in escalations.board(job(settings)).alarms
    )
