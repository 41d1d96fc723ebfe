"""A decision of the board that was a mistake: all that followed from it is undone, beside the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.escalations import make, stored
from tests.support.moments import MONDAY
from tests.support.people import MakeClient
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.referrals import EscalationKind as Kind
from topaz_tui.services import clients, concerns, correspondence, effects, owned
from topaz_tui.services.access import glass, restricting
from topaz_tui.services.actions import late
from topaz_tui.services.corrections import Corrected
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.api import MoveMeant
from topaz_tui.services.session import Session
from topaz_tui.store import models
from topaz_tui.store.database import transaction

TRIES = tuple(MONDAY - timedelta(days=days, hours=hours) for days, hours in ((5, 0), (4, -4), (3, 0)))
AHEAD = "2026-11-25T10:00:00Z"
SUNDAY = "2026-11-29T11:00:00Z"
REASON = {"reason": "Her sister rang."}
Begin = Callable[[Session, MakeClient], int]


def somebody(**facts: Any) -> Begin:
    def begin(session: Session, make_client: MakeClient) -> int:
        by = {"by": session.worker_id} if "attempts" in facts else {}
        return make_client(**by, **facts)

    return begin


def _asked(session: Session, make_client: MakeClient) -> int:
    client = make_client()
    with transaction():
        opening.question(client, session.worker_id, "May I?", clock.now(), session.settings)
    return client


def _interpreter(session: Session, make_client: MakeClient) -> int:
    client = make_client(language="Urdu", interpreter="yes", callback=clock.from_store("2026-11-24T09:00:00Z"))
    owned.put_once(Kind.INTERPRETER, client, session.worker_id, clock.now(), session.settings)
    return client


def _whose(session: Session, make_client: MakeClient) -> int:
    client = make_client()
    phone = models.Phone.get(models.Phone.client == client).id
    owned.put_once(Kind.WHOSE_NUMBER, client, session.worker_id, clock.now(), session.settings, body={"_phone": phone})
    return client


def _discard(session: Session, make_client: MakeClient) -> int:
    client = make_client()
    draft = concerns.open(session, client)
    models.Concern.update(said_danger=1).where(models.Concern.id == draft.id).execute()
    concerns.propose(session, draft.id, "Meant for her sister.")
    return client


def _late(session: Session, make_client: MakeClient) -> int:
    client = make_client()
    made = {"made_by": session.worker_id, "made_at": "2026-11-02T09:00:00Z", "owner": session.worker_id}
    models.ClientAction.create(client=client, kind="support", detail="Handrail", by_on="2026-11-20", **made)
    with transaction():
        late.point_out(clock.now(), session.settings)
    return client


def _letter(session: Session, make_client: MakeClient) -> int:
    client = make_client()
    models.Worker.update(phone="020 7946 0100").where(models.Worker.id == session.worker_id).execute()
    [letter] = correspondence.make(
        session, [client], {"kind": "call_on", "at": "2026-11-26T10:30:00Z", "way": "print"}
    ).ids
    with transaction():
        correspondence.late.put(letter, clock.now(), session.settings)
    return client


def _restricted(session: Session, make_client: MakeClient) -> int:
    client = make_client()
    restricting.restrict(replace(session, role="manager"), client, "Works with us.", ())
    return client


def _opened(session: Session, make_client: MakeClient) -> int:
    client = _restricted(session, partial(make_client, recall=None))
    glass.break_glass(session, client, "They ring us now.")
    return client


STOPPED = somebody(stopped="refused", stopped_at="2025-11-20T10:00:00Z", look_on="2026-11-23", recall=None)
DECIDED: tuple[tuple[Kind, str, dict[str, Any], Begin, str], ...] = (
    (Kind.ATTEMPTS_EXHAUSTED, "put_back", REASON, somebody(attempts=TRIES), "The attempts before it count again."),
    (Kind.ATTEMPTS_EXHAUSTED, "close", REASON, somebody(attempts=TRIES), "The recall of 16 Nov 2026 is owed again."),
    (Kind.QUESTION, "answer", {"answer": "Yes."}, _asked, "shown to nobody any more"),
    (Kind.NO_NUMBER, "close", REASON, somebody(phones=()), "is owed again."),
    (Kind.NOT_SAFE, "close", REASON, somebody(safe_to_call="no"), "is owed again."),
    (Kind.UNREAD_TIMES, "set_times", {"times": "Mon-Fri 10-12"}, somebody(safe_to_call="times", safe_times="not Tue"),
     "Their safe times stand as they did before."),
    (Kind.UNREAD_TIMES, "close", REASON, somebody(safe_to_call="times", safe_times="not Tue"), "is owed again."),
    (Kind.OUTSIDE_HOURS, "agreed", {"at": SUNDAY}, somebody(safe_to_call="times", safe_times="Sun 00:00-23:59"),
     "is no longer owed."),
    (Kind.OUTSIDE_HOURS, "close", REASON, somebody(safe_to_call="times", safe_times="Sun 00:00-23:59"),
     "is owed again."),
    (Kind.AWAY, "close", REASON, somebody(away="hospital"), "is owed again."),
    (Kind.INTERPRETER, "booked", {"answer": "Ana", "at": AHEAD, "call": "then"}, _interpreter, "is owed again."),
    (Kind.INTERPRETER, "booked", {"answer": "Ana", "at": AHEAD, "call": "stays"}, _interpreter, "(t) if it holds."),
    (Kind.INTERPRETER, "not_needed", REASON, _interpreter, ""),
    (Kind.WHOSE_NUMBER, "theirs", REASON, _whose, ""),
    (Kind.WHOSE_NUMBER, "not_theirs", REASON, _whose, "is used again."),
    (Kind.PROMISE, "handed_over", {"who": "Duty desk"},
     somebody(open_to_services=1, callback=clock.from_store(AHEAD)), "is owed again."),
    (Kind.DISCARD, "put_away", {"words": "Both records."}, _discard,
     "to be submitted again: Róisín Kelly is writing it."),
    (Kind.DISCARD, "goes_on", REASON, _discard, ""),
    (Kind.ACTION, "came", {}, _late, "Open again: Handrail."),
    (Kind.ACTION, "not_yet", REASON | {"by": "2026-12-04"}, _late, ""),
    (Kind.ACTION, "not_wanted", REASON, _late, "Open again: Handrail."),
    (Kind.ACTION, "not_done", REASON, _late, "Open again: Handrail."),
    (Kind.LETTER, "went", {"answer": "By hand."}, _letter, "Open again: LT-2026-"),
    (Kind.LETTER, "not_to_go", REASON, _letter, "Open again: LT-2026-"),
    (Kind.STOP_REVIEW, "stays", REASON | {"look_on": "2027-05-03"}, STOPPED, ""),
    (Kind.STOP_REVIEW, "call_again", REASON, STOPPED, ""),
    (Kind.RESTRICTED, "close", REASON, _restricted, "is owed again."),
    (Kind.BROKEN_GLASS, "was_right", {}, _opened, ""),
    (Kind.BROKEN_GLASS, "was_wrong", REASON, _opened, ""),
)  # fmt: skip
"""Every decision that does not only wait: what was given for it, about whom, and what putting it right undoes."""


def test_decisions_that_end_something_are_all_in_the_table() -> None:
    ends = {(kind, each.id) for kind, some in rules.DECISIONS.items() for each in some if each.then != "waits"}
    assert {(kind, move) for kind, move, *_ in DECIDED} == ends


def stands(client: int) -> list[Any]:
    """How somebody stands, and all that is open about them."""

    def rows(model: Any, *fields: str) -> set[tuple[Any, ...]]:
        theirs = model.id if model is models.Client else model.client
        return set(model.select(*(getattr(model, name) for name in fields)).where(theirs == client).tuples())

    return [
        rows(models.QueueEntry, "state", "reason", "rank"),
        rows(models.Client, "attempts_since", "put_first", "safe_to_call", "safe_times", "stopped", "look_on"),
        {row[:3] for row in rows(models.Duty, "kind", "due_at", "reason", "closed_at") if row[3] is None},
        rows(models.Phone, "number", "status", "status_at"),
        {row[:-1] for row in rows(models.Escalation, "kind", "state", "deadline", "level", "closed_at") if not row[-1]},
        rows(models.Concern, "discarded_at", "discarded_why"),
        rows(models.Letter, "reference", "ended_at"),
        rows(models.ClientAction, "done_at", "ended_as", "ended_why", "by_on"),
    ]


def line_of(client: int, kind: str) -> int:
    here = (models.Escalation.client == client) & (models.Escalation.kind == kind)
    return int(models.Escalation.get(here & models.Escalation.closed_at.is_null()).id)


def right(session: Session, line: int, reason: str = "The wrong line.") -> Corrected:
    version, event = escalations.case(session, line).item.version, escalations.recorded(session, line)[0]
    shown = escalations.preview_correction(session, line, event.event_id, MoveMeant())
    done = escalations.correct(session, line, version, event.event_id, MoveMeant(), reason)
    assert shown == done
    return done


def test_decision_put_right_undoes_what_followed_and_its_line_is_back(
    session: Session, manager: Session, make_client: MakeClient
) -> None:
    for place, (kind, move, given, begin, undone) in enumerate(DECIDED):
        # None of them looks like another: a record that may be theirs would stop them, too.
        name, born = (
            f"{'BCDFGHJKLMNPQRSTVWXYZAEIOU'[place % 26]}{'aeiou'[place % 5]}xley",
            f"19{30 + place}-0{place % 9 + 1}-11",
        )
        client = begin(session, partial(make_client, first_name=name[::-1].title(), last_name=name, born_on=born))
        before, line = stands(client), line_of(client, kind)
        make(manager, line, move, **given)
        assert stored(line).closed_at and stands(client) != before
        told = right(manager, line)
        assert stands(client) == before, (kind, move)
        assert undone in " ".join(told.undone) and told.done[0].startswith("It is then "), (kind, move)
        history = escalations.case(manager, line).history
        assert " · RECORDED BY MISTAKE" in history[-2].words and history[-1].who == manager.name
        assert dict(history[-1].said)["Reason"] == "The wrong line."
        make(manager, line, move, **given)
        assert stored(line).closed_at, "and it can be decided anew"


def test_decision_with_something_done_since_is_refused_and_names_it(
    session: Session, colleague: Session, manager: Session, make_client: MakeClient, at: Callable[[str], None]
) -> None:
    """What was decided later counts; a proposal that came to something else is put right where that was done."""
    tried = make_client(attempts=TRIES, by=session.worker_id)
    line = line_of(tried, Kind.ATTEMPTS_EXHAUSTED)
    make(manager, line, "letter", days="5")
    make(manager, line, "close", **REASON)
    why = [each.why_not for each in escalations.recorded(manager, line)]
    assert why == [None, "Something was decided since: closed without reaching the client. Put that right first."]
    assert "Helen Marsh saved it" in str(escalations.recorded(session, line)[0].why_not)
    right(manager, line)
    assert escalations.case(manager, line).item.resting, "the letter counts again"

    proposed = _discard(session, make_client)
    line = line_of(proposed, Kind.DISCARD)
    make(manager, line, "goes_on", **REASON)
    concern = models.Concern.get(models.Concern.client == proposed)
    concerns.propose(session, concern.id, "Meant for her sister.")
    with pytest.raises(UserError, match="proposed anew to discard SC-2026-00001: decide that on the board"):
        right(manager, line)
    make(manager, line_of(proposed, Kind.DISCARD), "put_away", words="Both records.")
    with pytest.raises(UserError, match="discarded since: put that right, on its line"):
        right(manager, line)


def test_answer_put_right_is_read_anew(session: Session, manager: Session, make_client: MakeClient) -> None:
    line = line_of(_asked(session, make_client), Kind.QUESTION)
    make(manager, line, "answer", answer="Yes.")
    escalations.read_answer(session, line)
    right(manager, line)
    assert [each.did for each in escalations.answers(session)] == ["put right"]
    make(manager, line, "answer", answer="No.")
    assert [(each.did, each.answer) for each in escalations.answers(session)] == [("answered", "No.")]


@ON_A_FILE
def test_decision_of_an_older_topaz_is_undone_by_its_time(
    session: Session, manager: Session, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(attempts=TRIES, by=session.worker_id)
    before, line = stands(client), line_of(client, Kind.ATTEMPTS_EXHAUSTED)
    monkeypatch.setattr(effects, "facts_of", lambda changes: {})
    make(manager, line, "close", **REASON)
    right(manager, line)
    assert stands(client) == before


@ON_A_FILE
def test_decision_that_names_a_column_as_before_schema_45_is_undone(
    session: Session, manager: Session, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_client(attempts=TRIES, by=session.worker_id)
    before, line = stands(client), line_of(client, Kind.ATTEMPTS_EXHAUSTED)
    facts_of = effects.facts_of
    earlier = {"attempts_since": "tries_since"}
    monkeypatch.setattr(
        effects, "facts_of", lambda changes: facts_of(replace(c, field=earlier.get(c.field, c.field)) for c in changes)
    )
    make(manager, line, "put_back", **REASON)
    assert stands(client) != before
    right(manager, line)
    assert stands(client) == before


def test_timeline_says_decision_and_mistake(manager: Session, make_client: MakeClient, session: Session) -> None:
    client = make_client(attempts=TRIES, by=session.worker_id)
    line = line_of(client, Kind.ATTEMPTS_EXHAUSTED)
    make(manager, line, "close", **REASON)
    right(manager, line)
    timeline = [each.words for each in clients.open_profile(manager, client).timeline]
    assert "Attempts exhausted: Closed without reaching the client · RECORDED BY MISTAKE" in timeline
