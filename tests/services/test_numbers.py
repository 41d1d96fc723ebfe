"""Of somebody who is not safe to call no number stands in anything that is shown or written, without a manager's
reason: every place in which one can stand, walked for every way of not being safe. Screens, commands and documents
have what they show from these services alone (tests/test_layers.py)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.support.calls import CHECKED
from tests.support.concerns import WITHOUT_CONSENT
from tests.support.desks import ON_A_FILE
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.cli.output import escalation_list, queue_list
from topaz_tui.config import Settings
from topaz_tui.errors import NotAllowed, UserError
from topaz_tui.exchange.delivery.package import Package
from topaz_tui.services import calls, clients, concerns, imports, owned, queue
from topaz_tui.services.calls import IntendedOutcome
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import outbox
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import models

NUMBERS = {
    "theirs": "2079460123", "given up": "2079460124", "in a note": "2079460125", "a contact's": "7700900456",
    "beside a contact": "7700900457", "rung by mistake": "2079460126", "no longer the contact's": "7700900458",
}  # fmt: skip
NOW = clock.from_store("2026-11-23T10:00:00Z")
REVEALED = "call of a worker who says that it was revealed"
PHONES = (("+442079460123", "or 020 7946 0125"), ("+442079460124", None, "wrong"), "+442079460126")
TWIN = {"first_name": "Ada", "last_name": "Stone", "born_on": "1944-05-03", "nhs_number": "9434765919"}


@pytest.fixture
def known(make_client, session, manager):
    """Somebody safe to call, with a number in each place where one can stand."""
    client = make_client(safe_to_call="yes", phones=PHONES, **TWIN)
    other = make_client(phones=("+442079460777",), person_id="Q1", **TWIN)
    contact = clients.save_contact(session, client, None, name="Bea", relation="Niece", phone="07700 900458")
    clients.save_contact(session, client, contact, relation="Niece; or 07700 900457", phone="07700 900456")
    phone = models.Phone.get(models.Phone.number == "+442079460123")
    clients.change_phone(session, phone.id, "unobtainable")
    clients.change_phone(session, phone.id, "usable")
    sent = concerns.submit(session, concerns.open(session, client).id, WITHOUT_CONSENT)
    draft = concerns.open(session, client)
    body = {"number": "020 7946 0123", "note": "A child", "_phone": phone.id}
    owned.put_once("whose number", client, manager.worker_id, NOW, Settings(), body=body)
    models.Doubt.create(
        client=client, code="somebody_else", words="Row 2", made_at=clock.to_store(NOW), owner=session.worker_id,
        record=json.dumps({"name": "Ada Stone", "phones": ["+442079460123"], "row": 2}),
    )  # fmt: skip
    call = calls.CallRecord("t", client, "wrong_number", NOW, NOW, phone_id=phone.id + 2, ticks=CHECKED, note="A shop")
    return SimpleNamespace(
        client=client, other=other, contact=contact, phone=phone.id, sent=sent, draft=draft.id,
        call=calls.record(session, call).call_id,
    )  # fmt: skip


def everywhere(known, session) -> Iterator[tuple[str, object]]:
    """Each place, and all that a screen, a command or whoever gets a document can read there."""
    yield "call", calls.brief(session, known.client)
    yield REVEALED, calls.brief(session, known.client, reveal=True)
    yield "call put right", calls.preview(session, known.call, IntendedOutcome("no_answer", note="No"))
    yield "client", clients.open_profile(session, known.client)
    yield "client, looked at again", clients.refresh_profile(session, known.client)
    yield "records of one person", clients.open_pairs(session)
    yield "found", clients.find(session, "Stone")
    for tab in queue.TABS:
        look = queue.list_people(session, tab)
        yield f"queue, {tab}", (look, queue_list.queue_json(look), queue_list.queue_text(look))
    board, waiting = escalations.board(session), imports.decisions(session)
    yield (
        "board",
        (
            board,
            escalation_list.escalations_text(board, decisions=waiting),
            escalation_list.escalations_json(board, waiting),
        ),
    )
    for each in board.every:
        yield f"case, {each.kind}", escalations.case(session, each.id)
    for decision in waiting:
        yield f"file beside the list, {decision.codes}", imports.beside(session, decision)
    yield "999", concerns.emergency(session, known.client)
    yield "concern written", (concerns.load(session, known.draft), concerns.view(session, known.draft).text())
    for row in models.Concern.select(models.Concern.reference).where(models.Concern.submitted_at.is_null(False)):
        view = concerns.find(session, row.reference)
        yield "concern sent", (view, view.text())  # a letter names nothing of the adult
    for message in outbox.due(clock.now()):
        yield "message", (Package(job(), message).text, Package(job(), message).sections)
    for name, save in (
        ("a number that is there", lambda: clients.add_phone(session, known.client, "020 7946 0123")),
        ("a number changed meanwhile", lambda: clients.change_phone(session, known.phone, "wrong", "", seen=OLD_NOTE)),
        ("a contact changed meanwhile", lambda: clients.save_contact(
            session, known.client, known.contact, phone="", relation="", seen=OLD_CONTACT)),
    ):  # fmt: skip
        with pytest.raises(UserError) as told:
            save()
        yield name, (str(told.value), told.value.clashes if isinstance(told.value, EditConflict) else "")


OLD_NOTE = {"status": "usable", "note": "mornings"}
OLD_CONTACT = {"phone": "", "relation": ""}


def seen(known, session) -> dict[str, set[str]]:
    """In which places each number stands, however it is written."""
    found: dict[str, set[str]] = {name: set() for name in NUMBERS}
    for place, shown in everywhere(known, session):
        text = re.sub(r"[ ().-]", "", repr(shown))
        for name, digits in NUMBERS.items():
            if digits in text:
                found[name].add(place)
    return found


def unsafe(known, **facts) -> None:
    models.Client.update(**facts).where(models.Client.id == known.client).execute()
    queue_status.refresh((known.client,), Settings())


@ON_A_FILE
@pytest.mark.parametrize("facts", [{"safe_to_call": None}, {"safe_to_call": "times", "safe_times": "Sat 09:00-12:00"}])
def test_of_somebody_safe_to_call_each_number_is_seen_so_that_the_walk_leaves_none_out(known, session, facts):
    unsafe(known, **facts)
    found = seen(known, session)
    assert all(found.values()), found
    places = set().union(*found.values())
    assert places >= {
        "call", "call put right", "client", "client, looked at again", "records of one person", "case, whose number",
        "file beside the list, ('somebody_else',)", "999", "concern written", "concern sent", "a number that is there",
        "a number changed meanwhile", "a contact changed meanwhile", "board",
    }  # fmt: skip


@ON_A_FILE
@pytest.mark.parametrize(
    "facts",
    [
        {"safe_to_call": "no"}, {"safe_to_call": "times"}, {"safe_to_call": "times", "safe_times": "ask Jo"},
        {"safe_to_call": "times", "safe_times": "Mon 25:00-26:00"}, {"safe_to_call": "perhaps"}, {"say_who": 7},
        "another record", "a warning",
    ],
    ids=str,
)  # fmt: skip
def test_of_somebody_not_safe_to_call_no_number_is_seen_anywhere(known, session, manager, facts):
    if facts == "another record":
        clients.judge_duplicate(session, known.client, known.other, "confirmed")
        models.Client.update(safe_to_call="no").where(models.Client.id == known.other).execute()
    elif facts == "a warning":
        models.Warning.create(
            client=known.client, kind="staff", detail="dog", starts_on="2026-01-01", review_on="soon",
            agreed_by=manager.worker_id,
        )  # fmt: skip
    else:
        unsafe(known, **facts)
    assert not {name: places for name, places in seen(known, session).items() if places}
    with pytest.raises(NotAllowed):
        calls.reveal(session, known.client, "I want to")
    for reveal in (calls.reveal, clients.reveal_numbers):
        with pytest.raises(UserError, match="reason"):
            reveal(manager, known.client, " ")
        assert "2079460125" in re.sub(r"[ -]", "", repr(reveal(manager, known.client, "The hospital asks")))
        assert models.Note.select().where(models.Note.text.contains("The hospital asks")).exists()
    found = seen(known, manager)
    assert not {name: places - {REVEALED} for name, places in found.items() if places - {REVEALED}}, "for one look"
