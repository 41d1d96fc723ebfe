"""Documents are found by their reference, as somebody reads it out or types it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from topaz_tui.config import Letters
from topaz_tui.screens import places
from topaz_tui.screens.find import _words_of_documents, place_of
from topaz_tui.services import clients, concerns, correspondence, references, support
from topaz_tui.services.session import Session
from topaz_tui.store import models
from topaz_tui.store.models import Concern, SupportReferral

GIVEN = {"to": "council", "asked": "An assessment.", "worse": "Washing.", "urgency": "routine", "consent": "given",
         "limits": "None"}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("SC-2026-00003", "SC-2026-00003"),
        (" sc-2026-3 ", "SC-2026-00003"),
        ("sc 2026 00003", "SC-2026-00003"),
        ("sc2026/3", "SC-2026-00003"),
        ("rf 2026 3", "RF-2026-00003"),
        ("lt2026/7", "LT-2026-00007"),
        ("SC-2026-", "SC-2026-"),
        ("17", "17"),
        ("scott", "SCOTT"),
    ],
)
def test_reference_is_read_in_each_form(typed: str, full: str) -> None:
    assert references.full(typed) == full


def test_concern_is_found_by_part_of_its_reference(session: Session, colleague: Session, client: int) -> None:
    first, second = concerns.open(session, client), concerns.open(colleague, client)
    reference = first.reference.lower()
    for typed in (reference, f"sc-2026-{first.id}", f"{first.id:05}"):
        assert references.concerns(typed, 5)[0] == first.id, typed
    assert references.concerns(reference[:-1], 5) == (second.id, first.id), "the newest first"
    assert references.concerns("sc-2026", 5) == (second.id, first.id)
    for typed in ("sc", "scott", "sc-2025-", "1", "020 7946", reference.replace("sc", "rf")):
        assert references.concerns(typed, 5) == (), typed
    concerns.discard_untouched(colleague, second.id)
    assert references.concerns("sc-2026-", 5) == (first.id,)


def test_referral_is_found_by_its_reference_and_opens_its_page(session: Session, make_client) -> None:
    ada, bob = make_client(person_id="P1", last_name="Stone"), make_client(person_id="P2", last_name="Brook")
    made = [support.refer(session, each, GIVEN) for each in (ada, bob)]
    concern = concerns.open(session, ada)
    [line] = clients.find(session, "rf-2026-2").people
    assert (line.client_id, line.reference, line.case) == (bob, made[1].reference, made[1].escalation_id)
    assert (line.concern_id, line.stage) == (None, "submitted, not sent yet, waits for us to send it")
    assert [each.reference for each in clients.find(session, "rf-2026").people] == ["RF-2026-00002", "RF-2026-00001"]
    number = [each.reference for each in clients.find(session, "00001").people]
    assert number == [concern.reference, made[0].reference], "a number alone may mean either"
    few = clients.find(session, "rf-2026", limit=1)
    assert few.more and len(few.people) == 1


def test_letter_is_found_by_its_reference_and_opens_whom_it_is_to_or_the_line_that_says_it_has_not_gone(
    session: Session, make_client
) -> None:
    ada, bob = (
        make_client(person_id=id, address="14 Pellan Road", postcode="SE24 9ZZ", write_ok=1) for id in ("P1", "P2")
    )
    with_a_number = replace(session, settings=replace(session.settings, letters=Letters(telephone="020 7946 0100")))
    made = correspondence.make(
        with_a_number, [ada, bob], {"kind": "call_on", "at": "2026-11-26T10:30:00Z", "way": "print"}
    )
    [line] = clients.find(session, "lt-2026-2").people
    assert (line.client_id, line.reference, line.document, line.concern_id) == (bob, made.references[1], "LT", None)
    assert line.stage == "Letter, waits to be printed: A date to call"
    assert place_of(line) == places.ClientPlace(bob)
    correspondence.not_printed(session, {made.ids[1]: "Held back: not safe to write"}, "")
    [line] = clients.find(session, made.references[1]).people
    assert place_of(line) == places.CasePlace(models.Escalation.get().id)
    found = clients.find(session, "LT-2026").people
    assert [each.client_id for each in found] == [bob, ada] and _words_of_documents(found).startswith("2 letters fit ")
    assert clients.find(session, "00001").people == ()


@pytest.mark.parametrize(("named", "there"), [("rf-2026-1", True), ("1", True), ("RF-2026-00009", False), ("x", False)])
def test_document_is_named_by_its_reference_or_number(session: Session, client: int, named: str, there: bool) -> None:
    done = support.refer(session, client, GIVEN)
    assert references.one(SupportReferral, named) == (done.id if there else None)
    assert references.one(Concern, named) is None
