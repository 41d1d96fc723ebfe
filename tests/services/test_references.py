"""Documents are found by their reference, as somebody reads it out or types it."""

from __future__ import annotations

import pytest

from topaz_tui.services import clients, concerns, references, support
from topaz_tui.services.session import Session
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


@pytest.mark.parametrize(("named", "there"), [("rf-2026-1", True), ("1", True), ("RF-2026-00009", False), ("x", False)])
def test_document_is_named_by_its_reference_or_number(session: Session, client: int, named: str, there: bool) -> None:
    done = support.refer(session, client, GIVEN)
    assert references.one(SupportReferral, named) == (done.id if there else None)
    assert references.one(Concern, named) is None
