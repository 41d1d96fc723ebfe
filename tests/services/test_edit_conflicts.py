"""Two people at one record: the later save is refused, sees theirs beside its own, and what is chosen stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.concerns import WHOLE
from tests.support.rows import run
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.services import calls, clients, concerns, queue
from topaz_tui.services.conflicts import EditConflict, FieldConflict
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session

Save = Callable[[Session, dict[str, str]], Any]


@dataclass(frozen=True)
class Record:
    """A kind of record: how it is made, what a form of it showed, and what two people type; then what is kept."""

    save: Callable[[int], Callable[..., Any]]
    seen: dict[str, str]
    theirs: dict[str, str]
    yours: dict[str, str]
    words: tuple[str, str, str]  # the field in words, theirs, yours
    kept: str


def facts(client: int) -> Callable[..., Any]:
    return lambda session, changed, seen: clients.edit(session, client, 0, changed, seen=seen)


def contact(client: int) -> Callable[..., Any]:
    [(id,)] = run(
        "INSERT INTO contact (client_id, name, relation, phone, source, added_at)"
        " VALUES (?, 'Bea', 'Niece', '+442079460011', 'worker', ?) RETURNING id",
        (client, clock.to_store(clock.now())),
    ).fetchall()
    return lambda session, changed, seen: clients.save_contact(session, client, id, **changed, seen=seen)


def phone(client: int) -> Callable[..., Any]:
    [(id,)] = run("SELECT id FROM phone WHERE client_id = ?", (client,)).fetchall()

    def save(session: Session, changed: dict[str, str], seen: dict[str, str]) -> None:
        clients.change_phone(session, id, changed.get("status"), changed.get("note"), seen=seen)

    return save


RECORDS = {
    "facts": Record(facts, {"gp": "", "household": ""}, {"gp": "Dr Noor"}, {"gp": "Dr Ali"},
                    ("GP", "Dr Noor", "Dr Ali"), "SELECT gp FROM client"),
    "facts, a choice": Record(facts, {"safe_to_call": "", "voicemail_ok": ""}, {"voicemail_ok": "yes"},
                              {"voicemail_ok": "no"}, ("Voicemail", "yes", "no"), "SELECT voicemail_ok FROM client"),
    "contact": Record(contact, {"name": "Bea", "relation": "Niece", "phone": "020 7946 0011"},
                      {"phone": "020 7946 0012"}, {"phone": "020 7946 0013"},
                      ("Phone", "020 7946 0012", "020 7946 0013"), "SELECT phone FROM contact"),
    "phone": Record(phone, {"status": "usable", "note": ""}, {"status": "wrong"}, {"status": "unobtainable"},
                    ("It is", "Wrong number", "Unobtainable"), "SELECT status FROM phone"),
}  # fmt: skip


def kept(sql: str) -> Any:
    [(value,)] = run(sql).fetchall()
    return value


@pytest.mark.parametrize("name", RECORDS)
def test_conflict_shows_their_value_beside_ones_own(name: str, worker, colleague, client) -> None:
    record = RECORDS[name]
    save = record.save(client)
    save(colleague, record.theirs, record.seen)
    theirs = kept(record.kept)
    with pytest.raises(EditConflict, match="Tunde Bello changed their") as refused:
        save(worker, record.yours, record.seen)
    [clash] = refused.value.clashes
    assert (clash.words, clash.theirs, clash.yours) == record.words
    assert kept(record.kept) == theirs  # nothing of yours was written

    save(worker, {}, refused.value.seen)  # theirs is to stand
    assert kept(record.kept) == theirs
    save(worker, record.yours, refused.value.seen)  # yours is to stand
    assert kept(record.kept) not in (theirs, None)


@pytest.mark.parametrize("name", RECORDS)
def test_conflict_is_none_where_both_came_to_the_same(name: str, worker, colleague, client) -> None:
    record = RECORDS[name]
    save = record.save(client)
    save(colleague, record.theirs, record.seen)
    save(worker, record.theirs, record.seen)


def test_conflict_is_none_in_what_the_form_did_not_show(worker, colleague, client) -> None:
    clients.edit(colleague, client, 0, {"gp": "Dr Noor"}, seen={"gp": ""})
    clients.edit(worker, client, 0, {"language": "Polish"}, seen={"language": "", "interpreter": ""})
    page = clients.open_profile(worker, client)
    assert (page.gp, page.facts["language"]) == ("Dr Noor", "Polish")


def test_conflict_says_what_they_changed_beside_it(worker, colleague, client) -> None:
    seen = {"safe_to_call": "", "safe_times": ""}
    clients.edit(colleague, client, 0, {"safe_to_call": "no"}, seen=seen)
    with pytest.raises(EditConflict) as refused:
        clients.edit(worker, client, 0, {"safe_times": "Mon-Fri 10:00-12:00"}, seen=seen)
    assert refused.value.clashes == (FieldConflict("safe_to_call", "Safe to call", "", "no", None),)


def test_conflict_with_a_third_person_is_seen_too(worker, colleague, manager, client) -> None:
    seen = {"gp": ""}
    clients.edit(colleague, client, 0, {"gp": "Dr Noor"}, seen=seen)
    with pytest.raises(EditConflict) as first:
        clients.edit(worker, client, 0, {"gp": "Dr Ali"}, seen=seen)
    clients.edit(manager, client, 0, {"gp": "Dr Osei"}, seen={"gp": "Dr Noor"})
    with pytest.raises(EditConflict, match="Helen Marsh changed their gp"):
        clients.edit(worker, client, 0, {"gp": "Dr Ali"}, seen=first.value.seen)


def test_a_warning_that_has_ended_says_who_ended_it_and_why(manager, client) -> None:
    today = clock.today()
    warning = clients.add_warning(manager, client, "staff", "A dog", today, today + timedelta(weeks=20), "yes")
    clients.end_warning(manager, warning, "The dog has gone.")
    with pytest.raises(EditConflict, match=r"Helen Marsh ended this warning already .*The dog has gone\."):
        clients.end_warning(manager, warning, "It was a cat.")


# An escalation


def test_a_move_made_on_an_older_look_says_who_did_what(worker, manager, client) -> None:
    escalation = clients.ask_manager(worker, client, "May we write to her?")
    version = escalations.case(manager, escalation).item.version
    second = replace(manager, name="Helen Marsh")
    escalations.move(second, escalation, version, "answer", {"answer": "Yes."})
    with pytest.raises(EditConflict):
        escalations.move(manager, escalation, version, "answer", {"answer": "No."})
    assert [each.words for each in escalations.case(manager, escalation).history] == ["Asked", "Answered"]


# A concern


def test_what_the_writer_typed_after_it_was_taken_over_is_left_to_the_manager(worker, manager, client) -> None:
    draft = concerns.open(worker, client)
    concerns.save(worker, draft.id, {"what": "The fridge was empty."})
    concerns.take_over(manager, draft.id, "She is on leave.")
    concerns.save(manager, draft.id, {"what": "The fridge was empty, and the heating off."})
    typed = {"what": "The fridge was empty. Her nephew has her card.", "wanted": "asked_none"}
    with pytest.raises(concerns.Closed):
        concerns.save(worker, draft.id, typed)
    clashes = {clash.field: (clash.theirs, clash.yours) for clash in concerns.left_over(worker, draft.id, typed)}
    assert clashes["what"] == ("The fridge was empty, and the heating off.", typed["what"])
    assert set(clashes) == {"what", "wanted"}
    assert concerns.hand_over(worker, draft.id, typed) == "It stands on the client's timeline, for Helen Marsh."
    told = [f"{moment.words} {moment.detail}" for moment in clients.open_profile(manager, client).timeline]
    assert any("Her nephew has her card." in words for words in told)
    assert concerns.load(manager, draft.id).answers["what"] == "The fridge was empty, and the heating off."


def test_what_was_typed_into_one_that_was_submitted_is_added_to_it(worker, client) -> None:
    draft = concerns.open(worker, client)
    concerns.submit(worker, draft.id, WHOLE)
    concerns.hand_over(worker, draft.id, WHOLE | {"what": "The fridge was empty, twice."})
    [addition] = concerns.view(worker, draft.id).additions
    assert "The fridge was empty, twice." in addition.text
    assert concerns.hand_over(worker, draft.id, WHOLE) == "All of it stands in the concern already."


# A call


def a_call(session: Session, client: int, outcome: str, token: str, held: Any, **more: Any) -> calls.CallRecord:
    phone = calls.brief(session, client).numbers[0].phone_id
    now = clock.now()
    return calls.CallRecord(token, client, outcome, now, now, phone_id=phone, held=held, **more)


def test_a_call_beside_a_colleague_s_is_saved_when_that_was_seen(worker, colleague, client, at) -> None:
    mine = a_call(worker, client, "no_answer", "mine", queue.claim(worker, client), note="Rang twice.")
    at("2026-11-23T10:31:00Z")  # the claim has run out
    held = queue.claim_next(colleague)
    assert held and held.client_id == client
    when = clock.now() + timedelta(hours=5)
    calls.record(colleague, a_call(colleague, client, "callback", "theirs", held, when=when, note="She was cooking."))
    with pytest.raises(
        EditConflict, match=r"Tunde Bello .*Call back at an agreed time \(She was cooking\.\)"
    ) as refused:
        calls.record(worker, mine, told=())
    assert not calls.is_saved(worker, "mine")
    calls.record(worker, mine, told=refused.value.seen)
    assert calls.is_saved(worker, "mine") and calls.is_saved(worker, "theirs")


def test_a_claim_that_ran_out_costs_nobody_their_note(worker, colleague, client, at) -> None:
    mine = a_call(worker, client, "no_answer", "mine", queue.claim(worker, client), note="Rang twice.")
    at("2026-11-23T10:31:00Z")
    assert queue.claim_next(colleague)
    done = calls.record(worker, mine, told=())
    assert done.taken_by == "Tunde Bello" and calls.is_saved(worker, "mine")
    assert queue.holder(worker, client) == "Tunde Bello"


def test_conflict_says_what_to_do(worker, colleague, client) -> None:
    clients.edit(colleague, client, 0, {"gp": "Dr Noor"}, seen={"gp": ""})
    with pytest.raises(UserError) as refused:
        clients.edit(worker, client, 0, {"gp": "Dr Ali"}, seen={"gp": ""})
    assert "What you typed is kept" in refused.value.hint
