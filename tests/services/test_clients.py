"""The client's page, and what workers change about it."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, timedelta

import peewee
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.desks import ON_A_FILE
from tests.support.rows import run
from tests.support.statements import heard
from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotAllowed, UserError
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules import warnings
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.queue import Cause, Reason
from topaz_tui.services import actions, calls, clients, queue
from topaz_tui.services.clients.duplicates import MOST
from topaz_tui.services.clients.fields import value_words
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.reasons import NoReason
from topaz_tui.store import models
from topaz_tui.store.database import database
from topaz_tui.store.models import Audit, Change, Client, Duty, Phone, QueueEntry

TODAY = date(2026, 11, 23)


def logged(client_id, deed):
    return Audit.select().where(Audit.client == client_id, Audit.action == deed).count()


# The page


@ON_A_FILE
def test_profile_of_somebody_of_whom_little_is_known_asks_few_statements_and_builds_none(
    session, make_client, monkeypatch
):
    """A statement that is built anew takes as long as ten that are kept; whoever adds one to the page sees it here."""
    client = make_client()
    clients.open_profile(session, client)
    with heard(monkeypatch) as told, monkeypatch.context() as patch:
        patch.setattr(peewee.Context, "query", lambda _: pytest.fail(f"built after {told[-1]}"))
        page = clients.open_profile(session, client)
    assert page.name == "Mrs Ada Stone" and len(told) <= 24


def test_profile_has_what_is_known(session, make_client):
    client = make_client(
        nhs_number="9990000018",
        household="Lives alone",
        gp="Herne Hill",
        language="Sylheti",
        interpreter="yes",
        safe_to_call="times",
        safe_times="Mon-Fri 09:00-12:00",
        voicemail_ok=0,
        say_who=1,
        code_word="parcel",
    )
    page = clients.open_profile(session, client)
    assert (page.name, page.nhs, page.born_on, page.age) == (
        "Mrs Ada Stone",
        "999 000 0018",
        date(1944, 5, 3),
        82,
    )
    assert (page.reason, page.stands.why, page.why_no_call) == (Reason.CALLABLE, DutyKind.RECALL, None)
    safety = page.safety
    assert [said.marked for said in safety.said] == [
        "! Safe to call only Mon-Fri 09:00-12:00",
        "! Leave no message",
        "Send no text: not agreed",
        "May say who calls",
        "Code word: parcel (said by either: end the call)",
        *[said.words for said in safety.said[5:]],
    ]
    assert not safety.hides_numbers
    assert [(phone.words, phone.status) for phone in page.phones] == [("020 7946 0001", "usable")]
    assert [each.band_words for each in page.assessments] == ["Moderate"]
    assert [duty.words for duty in page.duties] == ["Recall due 16 Nov 2026"]


def test_profile_view_is_written_to_the_log(session, client):
    clients.open_profile(session, client)
    clients.open_profile(session, client)
    assert logged(client, "opened") == 2


def test_profile_of_nobody_is_refused(session):
    with pytest.raises(UserError, match="no longer on the list"):
        clients.open_profile(session, 4711)


def test_profile_is_refreshed_as_time_goes_on(session, make_client, at):
    client = make_client(recall=TODAY + timedelta(days=1))
    assert clients.open_profile(session, client).reason == "not_due"
    at("2026-11-24T10:00:00Z")
    assert clients.open_profile(session, client).reason == "callable"


def test_profile_says_that_it_is_outside_the_calling_hours(session, client, at):
    at("2026-11-23T21:00:00Z")
    page = clients.open_profile(session, client)
    assert (page.reason, page.stands.cause) == (Reason.WAITING, Cause.CALLING_HOURS)


@pytest.mark.parametrize(
    ("facts", "banner", "why"),
    [
        (
            {"stopped": "died", "died_on": "2026-11-01"},
            ("HAS DIED on 1 Nov 2026",),
            "They have died: nobody calls.",
        ),
        ({"died_on": "2026-11-01"}, ("HAS DIED on 1 Nov 2026",), "They have died: nobody calls."),
        ({"stopped": "moved"}, ("HAS MOVED AWAY",), "They have moved away: nobody calls."),
        ({"stopped": "refused"}, ("ASKED NOT TO BE CALLED AGAIN",), "They asked not to be called again."),
        ({"away": "hospital"}, ("IN HOSPITAL, no date known",), "In hospital, no date known."),
        (
            {"away": "away", "away_until": "2026-11-30T00:00:00Z"},
            ("AWAY until 30 Nov 2026",),
            "Away until 30 Nov 2026.",
        ),
        ({"away": "away", "away_until": "2026-11-20T00:00:00Z"}, (), None),
        ({"safe_to_call": "no"}, (), "Not safe to call: a manager may show the numbers, with a reason (v)."),
        (
            {"safe_to_call": "times", "safe_times": "Sat 10:00-12:00"},
            (),
            "Outside their safe times: again 28 Nov 2026 10:00.",
        ),
        ({"phones": (("+442079460999", None, "wrong"),)}, (), "There is no usable number: add one (p)."),
    ],
)
def test_profile_says_what_stops_a_call_in_capitals(session, make_client, facts, banner, why):
    page = clients.open_profile(session, make_client(**facts))
    assert page.banner == banner
    assert page.why_no_call == why


def test_a_colleague_s_claim_stops_a_call(session, colleague, client):
    queue.claim(colleague, client)
    assert clients.open_profile(session, client).why_no_call == "Tunde Bello is with this person now."
    assert clients.open_profile(colleague, client).why_no_call is None


# Numbers held back


@pytest.mark.parametrize("facts", [{"safe_to_call": "no"}, {"safe_to_call": "times"}])
def test_not_safe_to_call_shows_no_number_anywhere(session, manager, make_client, facts):
    client = make_client(phones=("+442079460123",), **facts)
    clients.save_contact(session, client, None, name="Bea", phone="07700 900456")
    clients.add_phone(session, client, "07700 900789")
    shown = repr(clients.open_profile(session, client))
    assert not [digits for digits in ("0123", "900456", "900 456", "900789", "900 789") if digits in shown]
    with pytest.raises(NotAllowed):
        clients.reveal_numbers(session, client, "The hospital asks.")
    with pytest.raises(NoReason):
        clients.reveal_numbers(manager, client, " ")
    page = clients.reveal_numbers(manager, client, "The hospital asks.")
    assert [phone.words for phone in page.phones] == ["020 7946 0123", "07700 900789"]
    assert page.contacts[0].phone == "07700 900456"
    assert "The hospital asks." in page.timeline[0].words and page.timeline[0].who == "Helen Marsh"
    assert logged(client, "numbers shown although not safe to call") == 1
    assert clients.open_profile(manager, client).phones[0].number is None, "for that look only"


# Facts


def test_an_edit_is_kept_field_by_field(session, client):
    assert clients.edit(
        session, client, 1, {"gp": "  Dr  Noor ", "postcode": "n19gu", "voicemail_ok": "yes", "address": ""}
    )
    row = Client.get_by_id(client)
    assert (row.gp, row.postcode, row.voicemail_ok, row.address, row.version) == (
        "Dr  Noor",
        "N1 9GU",
        1,
        None,
        2,
    )
    changes = {(each.field, each.was, each.now) for each in Change.select()}
    assert changes == {
        ("gp", None, "Dr  Noor"),
        ("postcode", "SE24 9ZZ", "N1 9GU"),
        ("voicemail_ok", None, "1"),
        ("address", "14 Pellan Road, London", None),
    }
    assert {(each.words, each.now) for each in clients.open_profile(session, client).changes} >= {("Voicemail", "yes")}
    assert logged(client, "changed") == 1


def test_edit_of_what_stays_as_it_was_is_no_change(session, client):
    assert clients.edit(session, client, 1, {"postcode": "se249zz", "born_on": "3 May 1944"}) is False
    assert not Change.select().exists() and not logged(client, "changed")


def test_an_edit_on_an_older_version_says_who_changed_what(session, colleague, client):
    clients.edit(colleague, client, 1, {"gp": "Dr Noor"})
    with pytest.raises(UserError, match=r"Tunde Bello changed their gp \(today 10:00\)"):
        clients.edit(session, client, 1, {"gp": "Dr Ali"})
    assert Client.get_by_id(client).gp == "Dr Noor"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("postcode", "nowhere"),
        ("born_on", "31 June 1944"),
        ("born_on", "3 May 2044"),
        ("safe_times", "when he is out"),
        ("safe_to_call", "perhaps"),
    ],
)
def test_edit_that_cannot_be_kept_is_refused_with_what_to_write(session, client, field, typed):
    with pytest.raises(UserError) as refused:
        clients.edit(session, client, 1, {"gp": "Dr Noor", field: typed})
    assert refused.value.hint
    assert Client.get_by_id(client).version == 1


@pytest.mark.parametrize("field", ["title", "first_name", "last_name", "preferred_name"])
def test_a_name_of_thousands_of_letters_is_not_taken(session, client, field):
    with pytest.raises(UserError, match="at most 500 letters, and this 5,000"):
        clients.edit(session, client, 1, {field: "A" * 5000})


def test_a_name_is_never_emptied(session, client):
    with pytest.raises(Invalid):
        clients.edit(session, client, 1, {"first_name": "", "last_name": ""})


def test_safe_times_are_the_only_safe_ones_and_change_where_they_stand(session, client):
    clients.edit(session, client, 1, {"safe_times": "weekday afternoons"})
    page = clients.open_profile(session, client)
    assert page.safety.said[0].words == "Safe to call only Mon-Fri 12:00-17:00, NOT now"
    assert (page.reason, page.stands.cause) == (Reason.WAITING, Cause.OUT_OF_TIMES)


@given(st.text(max_size=40))
def test_edit_with_any_text_is_kept_or_refused(typed):
    for fact in clients.EDITABLE.values():
        try:
            kept = fact.read(typed)
        except UserError:
            continue
        fact.shown(None if kept is None else str(kept))


# Phones and contacts


def test_a_number_is_added_given_up_and_taken_up_again(session, client):
    added = clients.add_phone(session, client, "ring son 07700 900123", "evenings")
    page = clients.open_profile(session, client)
    assert [(phone.words, phone.note, phone.source) for phone in page.phones][1] == (
        "07700 900123",
        "evenings ring son",
        "worker",
    )
    assert [each.client_id for each in clients.find(session, "07700900123").people] == [client]
    for phone in page.phones:
        clients.change_phone(session, phone.id, "unobtainable")
    assert clients.open_profile(session, client).reason == "no_usable_number"
    clients.change_phone(session, added, "usable")
    assert clients.open_profile(session, client).reason == "callable"
    assert "unobtainable" in clients.open_profile(session, client).changes[0].was
    with pytest.raises(Conflict):
        clients.add_phone(session, client, "07700900123")
    with pytest.raises(Invalid):
        clients.add_phone(session, client, "ring the neighbour")


def test_a_number_that_was_given_up_is_taken_up_by_adding_it(session, client):
    phone = Phone.get(Phone.client == client)
    clients.change_phone(session, phone.id, "wrong")
    assert clients.add_phone(session, client, "020 7946 0001") == phone.id
    assert Phone.get_by_id(phone.id).status == "usable"


def test_a_contact_is_added_and_changed(session, client):
    contact = clients.save_contact(session, client, None, name="Bea Stone", relation="daughter", phone="07700 900456")
    clients.save_contact(session, client, contact, name="Bea Stone", relation="daughter", may_be_told="that we rang")
    [line] = clients.open_profile(session, client).contacts
    assert (line.name, line.phone, line.may_be_told, line.key) == (
        "Bea Stone",
        "07700 900456",
        "that we rang",
        False,
    )
    with pytest.raises(Invalid):
        clients.save_contact(session, client, None, name=" ")


def test_the_key_contact_comes_first(session, client):
    clients.save_contact(session, client, None, name="Neighbour")
    models.Contact.create(client=client, name="Daughter", source="council", added_at=clock.to_store(clock.now()))
    assert [(each.name, each.key) for each in clients.open_profile(session, client).contacts] == [
        ("Daughter", True),
        ("Neighbour", False),
    ]


# Warnings


def test_a_manager_agrees_and_ends_a_warning(session, manager, client):
    args = ("staff", "Dog bites", TODAY, TODAY + timedelta(days=100), "yes")
    with pytest.raises(NotAllowed):
        clients.add_warning(session, client, *args)
    warning = clients.add_warning(manager, client, *args)
    [line] = clients.open_profile(session, client).warned
    assert (line.words, line.detail, line.agreed_by, line.overdue) == (
        "Risk to staff",
        "Dog bites",
        "Helen Marsh",
        False,
    )
    with pytest.raises(NotAllowed):
        clients.end_warning(session, warning, "Dog is gone")
    clients.end_warning(manager, warning, "Dog is gone")
    page = clients.open_profile(session, client)
    assert not page.warned and page.warnings[0].ended_at and "Dog is gone" in page.timeline[0].words


def test_a_review_that_is_overdue_is_marked(session, manager, client):
    clients.add_warning(manager, client, "self", "", TODAY - timedelta(days=200), TODAY - timedelta(days=1), "no")
    assert clients.open_profile(session, client).warned[0].overdue


@pytest.mark.parametrize(
    ("review", "told", "says"),
    [
        (date(2027, 11, 24), "yes", "within a year: by 23 Nov 2027"),
        (TODAY, "yes", "after the start"),
        (date(2027, 11, 23), "", "whether the person was told"),
    ],
)
def test_a_warning_is_reviewed_within_a_year(manager, client, review, told, says):
    with pytest.raises(UserError, match=says):
        clients.add_warning(manager, client, "self", "", TODAY, review, told)
    assert warnings.lacks("self", TODAY, date(2027, 11, 23), "no") is None


# Notes, questions, actions


def test_notes_questions_and_actions_stand_on_the_timeline_newest_first(session, client, at):
    clients.add_note(session, client, "First line\nsecond line")
    at("2026-11-23T10:05:00Z")
    clients.leave_handover_note(session, client, "Ring the bell twice")
    at("2026-11-23T10:10:00Z")
    clients.ask_manager(session, client, "May I tell the son?")
    page = clients.open_profile(session, client)
    said = [(each.kind, each.words, each.detail) for each in page.timeline]
    assert said == [
        ("Manager", "Question: On the manager's board", "May I tell the son?"),
        ("Word left", "Ring the bell twice", ""),
        ("Note", "First line", "  second line"),
    ]
    assert [word.text for word in page.left] == ["Ring the bell twice"]
    with pytest.raises(Invalid):
        clients.add_note(session, client, " ")


def test_an_action_is_open_until_it_is_done(session, client):
    now = clock.to_store(clock.now())
    made = {"client": client, "made_by": session.worker_id, "made_at": now}
    action = models.ClientAction.create(kind="support", detail="Handrail", who="OT", by_on="2026-11-20", **made)
    models.ClientAction.create(kind="advice", detail="Heating", **made)
    [line] = clients.open_profile(session, client).actions
    assert (line.words, line.late) == ("Support arranged: Handrail · OT · by 20 Nov 2026", True)
    actions.say(session, (action.id,), Said.CAME)
    page = clients.open_profile(session, client)
    [detail] = [each.detail for each in page.timeline if each.key == f"action {action.id}"]
    assert not page.actions and detail.startswith("It came")
    with pytest.raises(Conflict):
        actions.say(session, (action.id,), Said.CAME)


def test_the_timeline_ends_where_it_is_told_and_says_that_there_is_more(session, client):
    rows = [
        {
            "client": client,
            "worker": session.worker_id,
            "kind": "note",
            "text": f"n{n}",
            "made_at": f"2026-11-{n:02}T10:00:00Z",
        }
        for n in range(1, 21)
    ]
    models.Note.insert_many(rows).execute()
    page = clients.open_profile(session, client, limit=5)
    assert ([each.words for each in page.timeline], page.more) == (["n20", "n19", "n18", "n17", "n16"], True)
    assert not clients.open_profile(session, client, limit=20).more


def test_a_concern_says_how_far_it_is(session, client):
    now = clock.to_store(clock.now())
    concern = models.Concern.create(
        reference="SC-2026-00001",
        client=client,
        opened_by=session.worker_id,
        opened_at=now,
        saved_at=now,
        submitted_at=now,
    )
    escalation = models.Escalation.create(
        kind="concern",
        client=client,
        concern=concern,
        opened_at=now,
        state="sent",
        waiting_for="the council",
        level="manager",
    )
    for move in ("opened", "send"):
        models.Event.create(
            escalation=escalation,
            at=now,
            worker=session.worker_id,
            move=move,
            body=json.dumps({"note": "by phone"}),
        )
    page = clients.open_profile(session, client)
    assert [(each.reference, each.stage) for each in page.concerns] == [
        ("SC-2026-00001", "sent, waits for the council")
    ]
    assert {each.words for each in page.timeline} == {
        "SC-2026-00001: sent, waits for the council",
        "SC-2026-00001: Sent to the council",
    }


# Calls go on


@pytest.mark.parametrize("stopped", ["died", "moved", "refused"])
def test_a_manager_lets_calls_go_on_and_what_was_owed_is_owed_again(session, manager, make_client, stopped, settings):
    now = clock.to_store(clock.now())
    client = make_client(stopped=stopped, stopped_at=now, died_on="2026-11-01" if stopped == "died" else None)
    Duty.update(closed_at=now, closed_how="stopped").execute()
    with pytest.raises(NotAllowed):
        clients.resume_calls(session, client, "By mistake")
    with pytest.raises(NoReason):
        clients.resume_calls(manager, client, "")
    clients.resume_calls(manager, client, "The wrong Mrs Stone")
    page = clients.open_profile(session, client)
    assert (page.reason, page.banner, page.stopped) == ("callable", (), None)
    assert Change.get(Change.field == "stopped").was == stopped
    with pytest.raises(Conflict):
        clients.resume_calls(manager, client, "Again")


# Duplicates


def test_likely_duplicates_are_shown_and_judged(session, make_client):
    ada = make_client(nhs_number="9990000018", phones=("+442079460123",))
    same_number = make_client(nhs_number="9990000018", last_name="Stein", born_on=None)
    same_name = make_client(last_name="Stone", phones=("+442079460555",))
    same_phone = make_client(phones=("+442079460123",), last_name="Rowe", born_on="1980-01-01")
    make_client(last_name="Nobody", born_on="1981-01-01")
    found = {each.client_id: each.why for each in clients.open_profile(session, ada).duplicates}
    assert found == {
        same_number: "same NHS number; same postcode",
        same_name: "same name; same date of birth; same postcode",
        same_phone: "same telephone",
    }
    clients.judge_duplicate(session, same_phone, ada, "dismissed")
    clients.judge_duplicate(session, ada, same_number, "confirmed")
    assert [(each.client_id, each.verdict) for each in clients.open_profile(session, ada).duplicates] == [
        (same_name, None),
        (same_number, "confirmed"),
    ]
    assert [each.client_id for each in clients.open_profile(session, same_number).duplicates] == [ada]
    assert not clients.open_profile(session, same_phone).duplicates
    assert Client.select().count() == 5, "nothing is merged"
    with pytest.raises(UserError):
        clients.judge_duplicate(session, ada, ada, "confirmed")


def test_a_number_that_a_whole_home_shares_does_not_flood_the_page(session, make_client):
    for n in range(MOST + 10):
        ada = make_client(last_name=f"N{n}", born_on=None, phones=("+442079460123",))
    assert len(clients.open_profile(session, ada).duplicates) == MOST


# All together


def test_action_raises_the_version_and_keeps_the_queue_status_true(session, manager, client, settings):
    deeds = (
        lambda: clients.edit(session, client, Client.get_by_id(client).version, {"gp": "Dr Noor"}),
        lambda: clients.add_phone(session, client, "07700 900123"),
        lambda: clients.save_contact(session, client, None, name="Bea"),
        lambda: clients.add_warning(manager, client, "self", "", TODAY, TODAY + timedelta(days=9), "no"),
    )
    for deed in deeds:
        before = Client.get_by_id(client).version
        deed()
        assert Client.get_by_id(client).version == before + 1
    assert QueueEntry.get_by_id(client).reason in queue_rules.REASON_WORDS


def test_profile_is_plain_values_all_the_way_down(session, manager, client):
    clients.add_warning(manager, client, "self", "", TODAY, TODAY + timedelta(days=9), "no")
    page = clients.open_profile(session, client)
    assert replace(page) == page
    assert not [field.name for field in fields(page) if isinstance(getattr(page, field.name), models.BaseModel)]
    assert page.timeline == tuple(sorted(page.timeline, key=lambda each: each.at, reverse=True))
    assert all(each.at.tzinfo == UTC for each in page.timeline)


def test_action_that_fails_leaves_nothing(session, client, monkeypatch):
    def fail(*_args):
        raise UserError("The disk is full.")

    monkeypatch.setattr(queue_status, "refresh", fail)
    with pytest.raises(UserError):
        clients.add_phone(session, client, "07700 900123")
    assert Phone.select().count() == 1 and not Change.select().exists()
    tables, value = database.search_clause(["123"])
    assert run(f"SELECT count(*) FROM {tables}", (value,)).fetchone() == (0,)


def test_day_in_a_change_is_told_as_people_say_it():
    """Also one that no worker changes: the council's file did."""
    told = [value_words(field, "2026-11-03") for field in ("born_on", "died_on")]
    assert told == ["3 Nov 2026", "3 Nov 2026"] and value_words("died_on", None) == ""


def test_number_within_any_text_is_hidden_with_their_numbers(session, make_client):
    """Of somebody not safe to call: on their page, on the card of a call and beside a list."""
    number = "020 7946 0123"
    client = make_client(safe_to_call="no", household=f"With a sister, {number}")
    models.Note.insert(
        client=client, worker=1, kind="note", text=f"Ring {number}.", made_at=clock.to_store(clock.now())
    ).execute()
    models.Duty.update(reason=f"asked for {number}").where(models.Duty.client == client).execute()
    page, card = clients.open_profile(session, client), calls.brief(session, client)
    shown = page, card, clients.glance(session, client)
    assert not [each for each in shown if number in repr(replace(each, facts={}) if each is page else each)]
    assert str(page.facts["household"]).endswith(number), "what the form begins with is what is kept"
