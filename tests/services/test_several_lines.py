"""One thing done to several lines of the board: given to somebody, taken, moved on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.escalations import make, stored
from tests.support.moments import MONDAY
from tests.support.people import MakeClient
from topaz_tui import clock
from topaz_tui.errors import NotAllowed, NotFound, UserError
from topaz_tui.rules.referrals import EscalationKind as Kind
from topaz_tui.services.actions import late
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.session import Session
from topaz_tui.store import models
from topaz_tui.store.database import transaction

TRIES = tuple(MONDAY - timedelta(days=days, hours=hours) for days, hours in ((5, 0), (4, -4), (3, 0)))
pytestmark = ON_A_FILE


def line(session: Session, make_client: MakeClient, kind: Kind) -> int:
    """The line of somebody who stands on the board for this reason."""
    if kind == Kind.QUESTION:
        client = make_client()
        with transaction():
            opening.question(client, session.worker_id, "May I?", clock.now(), session.settings)
    elif kind == Kind.ATTEMPTS_EXHAUSTED:
        client = make_client(attempts=TRIES, by=session.worker_id)
    else:
        client = make_client(phones=())
    found = models.Escalation.get((models.Escalation.client == client) & (models.Escalation.kind == kind))
    return int(found.id)


def test_what_several_lines_offer_alike_can_be_recorded_of_all(
    session: Session, manager: Session, make_client: MakeClient
) -> None:
    tries = [line(session, make_client, Kind.ATTEMPTS_EXHAUSTED) for _ in range(2)]
    number, question = (line(session, make_client, kind) for kind in (Kind.NO_NUMBER, Kind.QUESTION))

    def alike(who: Session, *lines: int) -> list[str]:
        return [each.id for each in escalations.common_moves(who, lines)]

    assert alike(manager, *tries) == ["letter", "visit", "gp", "put_back"], "to close is one person's alone"
    assert alike(manager, *tries, number) == ["letter", "visit", "gp"]
    assert alike(session, number) == ["ask", "letter", "visit", "gp"]
    assert alike(session, *tries) == [], "a manager decides about attempts"
    assert alike(manager, *tries, question) == alike(manager) == [], "an answer is to one question"

    versions: dict[int, int] = {id: stored(id).version for id in (*tries, number)}
    make(manager, tries[1], "visit", who="Ann Lee", days="3")
    done, refused = escalations.move_all(manager, versions, "letter", {"days": "5"})
    assert (done, [id for id, _ in refused]) == (2, [tries[1]]), "a colleague was quicker, and it holds up no other"
    resting = {item.id for item in escalations.board(manager).items if item.resting}
    assert resting == {*tries, number}


def test_lines_are_given_by_who_has_them_or_a_manager_to_whoever_may_have_them(
    session: Session, colleague: Session, manager: Session, make_client: MakeClient
) -> None:
    tries, number, other = (
        line(session, make_client, kind) for kind in (Kind.ATTEMPTS_EXHAUSTED, Kind.NO_NUMBER, Kind.NO_NUMBER)
    )
    done, refused = escalations.give_all(manager, (tries, number, other), colleague.worker_id)
    assert done == 2 and [(id, str(why.message)) for id, why in refused] == [(tries, "It waits for a manager.")]
    assert {stored(id).owner_id for id in (number, other)} == {colleague.worker_id}
    given = escalations.case(session, number).history[-1]
    assert (given.who, dict(given.said)) == (manager.name, {"To": colleague.name})
    assert next(item for item in escalations.board(colleague, "mine").items if item.id == number).mine

    with pytest.raises(NotAllowed):
        escalations.give(session, number, manager.worker_id)
    with pytest.raises(UserError, match="has it already"):
        escalations.give(manager, number, colleague.worker_id)
    escalations.give(colleague, number, session.worker_id)
    done, refused = escalations.take_all(manager, (number, other, tries))
    assert (done, [(id, why.message) for id, why in refused]) == (2, [(tries, "You have it already.")])
    assert {stored(id).owner_id for id in (number, other, tries)} == {manager.worker_id}

    models.Worker.update(retired_at="2026-11-23T09:00:00Z").where(models.Worker.id == colleague.worker_id).execute()
    with pytest.raises(NotFound):
        escalations.give(manager, number, colleague.worker_id)


def test_line_that_cannot_be_read_keeps_no_other_from_being_given_or_taken(
    session: Session, colleague: Session, manager: Session, make_client: MakeClient
) -> None:
    spoilt, sound = (line(session, make_client, Kind.NO_NUMBER) for _ in range(2))
    models.Escalation.update(kind="king", owner=session.worker_id).where(models.Escalation.id == spoilt).execute()
    assert escalations.common_moves(manager, (sound, spoilt)) == ()
    given = escalations.give_all(manager, (spoilt, sound), colleague.worker_id)
    taken = escalations.take_all(manager, (spoilt, sound))
    for done, refused in (given, taken):
        assert done == 1 and [(id, "can't be read" in str(why.message)) for id, why in refused] == [(spoilt, True)]


def test_what_is_given_goes_with_its_line(
    session: Session, colleague: Session, manager: Session, make_client: MakeClient
) -> None:
    client = make_client()
    made = {"made_by": session.worker_id, "made_at": "2026-11-02T09:00:00Z", "owner": session.worker_id}
    action = models.ClientAction.create(client=client, kind="support", detail="Handrail", by_on="2026-11-20", **made)
    with transaction():
        late.point_out(clock.now(), session.settings)
    escalations.give(manager, models.Escalation.get().id, colleague.worker_id)
    assert models.ClientAction.get_by_id(action.id).owner_id == colleague.worker_id
