"""That it is not safe to call somebody, and safe times that nobody can read, are lifted by a manager, with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.people import MakeClient
from topaz_tui.errors import NotAllowed, UserError
from topaz_tui.services import clients
from topaz_tui.services.reasons import NoReason
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client, Import, Note

NO, UNREAD = {"safe_to_call": "no"}, {"safe_to_call": "yes", "safe_times": "never"}
NO_TIMES, TIMES = {"safe_to_call": "times"}, {"safe_to_call": "times", "safe_times": "Mon-Fri 10:00-12:00"}
OUTSIDE = {"safe_to_call": "times", "safe_times": "Sat 22:00-23:00"}
WHY = "She lives alone now."


def change(session: Session, client: int, reason: str = "", **what: str) -> None:
    clients.edit(session, client, Client.get_by_id(client).version, what, reason=reason)


@ON_A_FILE
def test_not_safe_is_lifted_by_a_manager_with_a_reason_and_set_by_anybody(
    session: Session, manager: Session, make_client: MakeClient
) -> None:
    for facts, what, lifts in (
        (NO, {"safe_to_call": "yes"}, True),
        (NO, {"safe_to_call": ""}, True),
        (NO, {"safe_to_call": "times", "safe_times": "Mon 9-12"}, True),
        (UNREAD, {"safe_times": "Mon 9-12"}, True),
        (UNREAD, {"safe_times": ""}, True),
        (NO_TIMES, {"safe_times": "Mon 9-12"}, True),
        (OUTSIDE, {"safe_times": "", "safe_to_call": "yes"}, True),
        (OUTSIDE, {"safe_times": "Sat 22:00-23:00; Mon 9-12"}, True),
        (OUTSIDE, {"safe_times": "Sun 22:00-23:00"}, False),
        (OUTSIDE, {"safe_to_call": "no"}, False),
        (TIMES, {"safe_times": "Sat 22:00-23:00"}, False),
        (NO, {"voicemail_ok": "no"}, False),
        (NO, {"safe_to_call": "times"}, False),
        (UNREAD, {"safe_to_call": "no"}, False),
        (TIMES, {"safe_to_call": "yes"}, False),
        (TIMES, {"safe_to_call": "no"}, False),
        ({}, {"safe_to_call": "no"}, False),
    ):
        client = make_client(**facts)
        if lifts:
            with pytest.raises(UserError, match=r"Only a manager may say that it is safe .*: ask one \(a\)"):
                change(session, client, WHY, **what)
            with pytest.raises(NoReason) as refused:
                change(manager, client, **what)
            assert refused.value.field == "reason"
            change(manager, client, WHY, **what)
            [note] = Note.select().where(Note.client == client)
            was = "safe only outside calling hours" if facts is OUTSIDE else "not safe to call"
            assert note.text == f"No longer held back as {was}. Reason: {WHY}"
        else:
            change(session, client, **what)
        now = clients.open_profile(session, client).facts
        stopped = facts in (NO, OUTSIDE) or now["safe_to_call"] == "no" or "22:00" in str(now["safe_times"])
        assert clients.is_stopped(now, session.settings.calls) == (not lifts and stopped)


@ON_A_FILE
def test_not_safe_set_by_mistake_is_taken_back_by_who_set_it_that_day(
    session: Session, colleague: Session, make_client: MakeClient, at: Callable[[str], None]
) -> None:
    mine, theirs, councils, said_too, yesterday = (make_client() for _ in range(5))
    change(session, mine, safe_to_call="no")
    with pytest.raises(NoReason):
        change(session, mine, safe_to_call="yes")
    change(session, mine, "Meant for her sister.", safe_to_call="yes")
    change(colleague, theirs, safe_to_call="no")
    Client.update(safe_to_call="no").where(Client.id == councils).execute()
    change(session, councils, safe_to_call="times")  # not on the way round: no to times, and times to yes
    change(session, yesterday, safe_to_call="no")
    change(session, said_too, safe_to_call="no")
    refused = [theirs, councils]
    for client in refused:
        with pytest.raises(NotAllowed):
            change(session, client, WHY, safe_to_call="yes")
    at("2026-11-23T12:00:00Z")
    moment = "2026-11-23T11:00:00Z"
    Import.create(worker=session.worker_id, began_at=moment, read_at=moment, ended_at=moment, file="f", digest="d")
    with pytest.raises(NotAllowed):
        change(session, said_too, WHY, safe_to_call="yes")
    at("2026-11-24T10:00:00Z")
    with pytest.raises(NotAllowed):
        change(session, yesterday, WHY, safe_to_call="yes")
