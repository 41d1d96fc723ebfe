"""Records that are one person's: one call, one claim, one fate, and nothing left where it is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.support.desks import ON_A_FILE
from topaz_tui import clock
from topaz_tui.errors import Conflict, UserError
from topaz_tui.rules import call_effect_words
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.screens.client.words import safety_card
from topaz_tui.services import calls, clients, imports, links, queue, twins
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import models
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, Doubt, Duplicate, Duty, Judgement, Phone, QueueEntry

HISTORY = (models.Judgement, models.Audit, models.Escalation, models.Event)  # the board's, too: who waited when
KEPT = [each for each in models.MODELS if each not in HISTORY]


@pytest.fixture
def two(make_client: Callable[..., int], session: Session) -> tuple[int, int]:
    """Two records of Ada Stone, each with a number and a recall that is due."""
    return make_client(person_id="1"), make_client(person_id="2", last_name="STONE", phones=("+442079460777",))


def may_be(shown: calls.Brief | clients.ClientProfile) -> str:
    """Whom they may be the same as, as it is said before anybody rings."""
    assert shown.may_be
    return shown.may_be.words


def link(session, *ids, verdict="confirmed"):
    for one, other in pairwise(ids):
        clients.judge_duplicate(session, one, other, verdict)


def reasons(*ids):
    return tuple(QueueEntry.get_by_id(each).reason for each in ids)


def everything():
    """All that is kept of everybody, but for the history and the log."""
    return {model: list(model.select().order_by(model._meta.primary_key).tuples()) for model in KEPT}


def on_the_board():
    e = models.Escalation
    return [(each.kind, each.client_id) for each in e.select().where(e.closed_at.is_null()).order_by(e.client)]


def finish(session, held, outcome="no_answer", **more):
    told = calls.brief(session, held.client_id)
    now = clock.now()
    number = told.numbers[0].phone_id if told.numbers else None
    record = calls.CallRecord(
        f"{outcome} {now}", held.client_id, outcome, now, now, phone_id=number, held=held, note="Words enough", **more
    )
    return calls.record(session, record)


def test_linked_records_are_called_once_with_the_numbers_of_both(session, colleague, two):
    link(session, *two)
    first, second = two
    assert reasons(*two) == ("callable", "linked")
    assert queue.counts(session)["callable"] == 1 and queue.counts(session)["total"] == 2
    held = queue.claim(session, second)
    assert held.client_id == first, "whichever record one comes from"
    with pytest.raises(Conflict):
        queue.claim(colleague, second)
    assert queue.claim_next(colleague) is None
    assert queue.holder(session, second) == session.name
    told = calls.brief(session, first)
    assert [n.number for n in told.numbers] == ["020 7946 0001", "020 7946 0777"] or len(told.numbers) == 2
    assert told.also == ("2",)
    queue.release(session, held)
    assert reasons(*two) == ("callable", "linked")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"stopped": "died"}, "died"),
        ({"stopped": "moved"}, "moved"),
        ({"stopped": "refused"}, "asked_not_to_be_called"),
        ({"safe_to_call": "no"}, "not_safe_to_call"),
        ({"open_to_services": 1}, "open_to_services"),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_linked_records_are_both_stopped_by_what_stops_one(session, two, facts, reason, which):
    Client.update(**facts).where(Client.id == two[which]).execute()
    queue_status.refresh(two, session.settings)
    link(session, *two)
    assert reasons(*two) == (reason, reason)
    assert not Doubt.select().where(Doubt.settled_at.is_null()).exists()
    for each in two:
        page, told = clients.open_profile(session, each), calls.brief(session, each)
        assert page.why_no_call or reason == "open_to_services"
        assert told.stopped or told.hidden or reason == "open_to_services"
    both = f"(record {which + 1}; stops record {2 - which} too)"
    for each in two if "stopped" in facts else ():
        page = clients.open_profile(session, each)
        assert page.stopped == facts["stopped"] and page.banner[0].endswith(both) and len(page.banner) == 1
        stopped = calls.brief(session, each).stopped
        assert stopped and stopped.endswith(both)
    for each in two if "safe_to_call" in facts else ():
        assert f"NOT SAFE TO CALL {both}" in [said.words for said in clients.open_profile(session, each).safety.said]


def test_linked_records_show_what_both_have_once_and_name_them(session, make_client):
    same = {"first_name": "Ada", "last_name": "Stone", "phones": ("+442079460555",)}
    two = make_client(person_id="1", **same), make_client(person_id="2", **same)
    Phone.create(client=two[1], number="+442079460556", status="usable", position=2, source="council")
    link(session, *two)
    page = clients.open_profile(session, two[1])
    assert [(each.words, each.under) for each in page.phones] == [
        ("020 7946 0555", "records 2 and 1"), ("020 7946 0556", "")
    ]  # fmt: skip
    assert [duty.words.partition(" due ")[2].partition("(")[2] for duty in page.duties] == ["records 2 and 1)"]
    assert len(page.assessments) == 1
    Phone.update(status="wrong").where(Phone.client == two[0]).execute()
    assert {each.words: each.status for each in clients.open_profile(session, two[1]).phones} == {
        "020 7946 0555": "wrong", "020 7946 0556": "usable"
    }  # fmt: skip
    clients.unlink(session, *two)
    assert (
        "(" not in clients.open_profile(session, two[1]).duties[0].words
        and not clients.open_profile(session, two[1]).phones[0].under
    )


def test_linked_records_that_a_death_stops_are_named_to_whoever_records_it(session, two):
    link(session, *two)
    assert doubt(session, two[1]).also == ("1",)
    Doubt.delete().execute()
    queue_status.refresh(two, session.settings)
    done = finish(session, queue.claim(session, two[1]), "died")
    assert effect(EffectCode.ALSO_STOPPED, "1", "2") in done.effects


def doubt(session, client_id):
    Doubt.create(client=client_id, code="death", words="X", made_at=clock.to_store(clock.now()))
    return imports.decisions(session)[0]


def test_linked_record_shows_the_warning_of_the_other(manager, two):
    today = clock.today()
    clients.add_warning(manager, two[1], "staff", "Two go", today, today + timedelta(days=90), "yes")
    Client.update(write_ok=0, mail_ok=1).where(Client.id == two[1]).execute()
    link(manager, *two)
    [person] = queue.list_people(manager).people
    assert person.client_id == two[0] and person.warned and person.safety.warnings[0][1] == "Two go"
    assert calls.brief(manager, two[0]).safety.warnings == person.safety.warnings
    shown = clients.open_profile(manager, two[0])
    assert shown.warned[0].detail == "Two go" and (shown.write_ok, shown.mail_ok) == (False, True)
    assert "Not safe to write" in [each.words for each in safety_card(shown)]


def test_linked_record_of_nobody_stops_itself_alone(session, two):
    Client.update(stopped="nobody").where(Client.id == two[1]).execute()
    queue_status.refresh(two, session.settings)
    link(session, *two)
    assert reasons(*two) == ("callable", "linked")


@pytest.mark.parametrize("which", [0, 1])
def test_linked_records_are_resumed_from_either(session, manager, two, which):
    stopped, asked = two[which], two[1 - which]
    finish(session, queue.claim(session, stopped), "refused_hard")
    link(session, *two)
    assert reasons(*two) == ("asked_not_to_be_called",) * 2
    call = models.Call.get(models.Call.client == stopped)
    assert calls.stopped_by(session, asked) == calls.stopped_by(session, stopped) == call.id
    clients.resume_calls(manager, asked, "Their sister said it")
    assert calls.stopped_by(session, stopped) is None and reasons(*two) == ("callable", "linked")
    with pytest.raises(Conflict):
        clients.resume_calls(manager, stopped, "Again")


def test_linked_records_are_listed_with_the_last_call_and_note_of_either(session, two):
    first, second = two
    finish(session, queue.claim(session, second), "refused_soft")
    clients.leave_handover_note(session, second, "Speak slowly")
    link(session, *two)
    told = {person.client_id: person for tab in queue.TABS for person in queue.list_people(session, tab).people}
    for person in (told[first], told[second]):
        assert person.last_call and person.last_call[1:] == ("refused_soft", "Words enough")
        assert (person.last_by, person.handover_note) == (session.name, "Speak slowly")
    clients.unlink(session, *two)
    told = {person.client_id: person for tab in queue.TABS for person in queue.list_people(session, tab).people}
    assert told[first].last_call is None and told[first].handover_note is None


def test_linked_records_share_what_a_call_stops_ends_or_owes(session, two):
    link(session, *two)
    Client.update(not_before="2026-11-23T12:00:00.000Z", away="hospital").where(Client.id == two[1]).execute()
    finish(session, queue.claim(session, two[1]), "callback", when=clock.now() + timedelta(days=1))
    assert Client.get_by_id(two[1]).not_before is None and Client.get_by_id(two[1]).away is None
    [callback] = Duty.select().where(Duty.kind == "callback", Duty.closed_at.is_null())
    assert callback.client_id == two[0] and reasons(*two) == ("callback_later", "linked")
    finish(session, queue.claim(session, two[0]), "refused_hard")
    assert not Duty.select().where(Duty.closed_at.is_null()).exists()
    assert reasons(*two) == ("asked_not_to_be_called",) * 2


@ON_A_FILE
def test_call_put_right_says_under_which_linked_record_each_duty_is_owed_again(session, two):
    link(session, *two)
    done = finish(session, queue.claim(session, two[0]), "refused_hard")
    told = calls.correct(session, done.call_id, calls.IntendedOutcome("engaged"), "Meant for another.").undone
    assert [each.args[2:] for each in told if each.code == EffectCode.OWED_AGAIN] == [("1",), ("2",)]
    assert len({call_effect_words.words(each, clock.now()) for each in told}) == len(told)


@ON_A_FILE
def test_call_of_a_colleague_under_the_other_linked_record_is_shown_before_one_s_own_is_saved(session, colleague, two):
    link(session, *two)
    began = clock.now()
    held = queue.claim(session, two[0])
    number = calls.brief(session, two[0]).numbers[0].phone_id
    mine = calls.CallRecord("mine", two[0], "no_answer", began, began, phone_id=number, held=held, note="Words enough")
    at = clock.to_store(began)
    theirs = {"client": two[1], "worker": colleague.worker_id, "rang_at": at, "ended_at": at}
    meant = models.Call.create(**theirs, outcome="callback", token="meant", note="She was cooking.")
    models.Call.create(**theirs, outcome="died", token="mistake", replaced_by=meant.id)
    with pytest.raises(EditConflict, match=r"Call back at an agreed time \(She was cooking") as refused:
        calls.record(session, mine, told=())
    assert set(refused.value.seen) == {str(meant.id)}


@pytest.mark.parametrize(("outcome", "left"), [("no_answer", 1), ("engaged", 2), ("refused_soft", 0)])
def test_linked_record_keeps_its_later_promise_after_a_try_at_the_other(session, two, at, outcome, left):
    Duty.update(due_at="2027-11-23T09:00:00.000Z").execute()
    for client, hour in zip(two, ("10:00", "15:00"), strict=True):
        due = clock.to_store(clock.at(clock.today(), hour))
        Duty.create(client=client, kind="callback", due_at=due, reason="Promised", made_at=due)
    link(session, *two)
    at("2026-11-23T10:05:00Z")
    held = queue.claim(session, two[0])
    finish(session, held, outcome)
    assert Duty.select().where(Duty.kind == "callback", Duty.closed_at.is_null()).count() == left
    queue.release(session, held)
    if left:
        at("2026-11-23T15:05:00Z")
        queue_status.sweep(session.settings)
        assert reasons(*two) == ("callable", "linked")


def test_linked_records_share_that_a_number_is_wrong(session, two):
    Phone.update(number="+442079460777").execute()
    link(session, *two)
    assert len(calls.brief(session, two[0]).numbers) == 1
    finish(session, queue.claim(session, two[0]), "wrong_number")
    assert {phone.status for phone in Phone.select()} == {"wrong"}
    assert reasons(*two) == ("no_usable_number", "linked")


def test_linked_timeline_says_of_each_line_whose_record_it_is(session, two):
    clients.add_note(session, two[0], "One")
    clients.add_note(session, two[1], "Two")
    link(session, *two)
    for each in two:
        told = {moment.words: moment.record for moment in clients.open_profile(session, each).timeline}
        assert (told["One"], told["Two"]) == ("1", "2")
        assert any(words.startswith("The same person as record") for words in told)
    clients.unlink(session, *two)
    alone = [moment.words for moment in clients.open_profile(session, two[0]).timeline]
    assert "Two" not in alone and any(words.startswith("Not linked with record 2") for words in alone)


def test_link_taken_back_leaves_nothing_but_its_history(session: Session, two: tuple[int, int]) -> None:
    Client.update(nhs_number="9990000018").execute()
    Client.update(stopped="died").where(Client.id == two[0]).execute()
    queue_status.refresh(two, session.settings)
    clients.judge_duplicate(session, *two, "later")
    before, waiting = everything(), on_the_board()
    assert reasons(*two) == ("died", "doubt")
    link(session, *two)
    clients.unlink(session, *two)
    after = everything()
    row = Duplicate.get()
    assert row.verdict == "open"
    del before[Duplicate], after[Duplicate]
    assert after == before and on_the_board() == waiting
    assert [each.verdict for each in Judgement.select().order_by(Judgement.id)] == ["confirmed", "undone"]
    with pytest.raises(Conflict):
        clients.unlink(session, *two)


def test_links_of_three_records_part_one_when_one_is_undone(session, make_client, two):
    third = make_client(person_id="3", last_name="Smyth")
    link(session, *two, third)
    assert reasons(*two, third) == ("callable", "linked", "linked")
    assert links.group_of(third) == (*two, third)
    clients.unlink(session, two[1], third)
    assert reasons(*two, third) == ("callable", "linked", "callable")
    assert links.lead_of(third) == third


def test_linked_by_a_third_record_two_cannot_be_set_apart(
    session: Session, make_client: Callable[..., int], two: tuple[int, int]
) -> None:
    third = make_client(person_id="3")
    link(session, two[0], third, two[1])
    with pytest.raises(UserError, match="each with a third record"):
        clients.judge_duplicate(session, *two, "dismissed")
    clients.unlink(session, third, two[1])
    clients.judge_duplicate(session, *two, "dismissed")
    assert reasons(*two) == ("callable", "callable")


def test_link_of_records_that_two_workers_hold_waits_for_both(session, colleague, two):
    held = queue.claim(session, two[0])
    other = queue.claim(colleague, two[1])
    with pytest.raises(UserError, match="Two colleagues"):
        link(session, *two)
    queue.release(session, held)
    link(session, *two)
    assert reasons(*two) == ("linked", "held"), "who has them open goes on"
    assert queue.renew(colleague, other)
    queue.release(colleague, other)
    assert reasons(*two) == ("callable", "linked")


def test_dismissed_pair_stays_so_until_something_new_speaks_for_it(session, two):
    link(session, *two, verdict="dismissed")
    assert not clients.open_profile(session, two[0]).duplicates
    clients.add_note(session, two[0], "Nothing new")
    clients.edit(session, two[0], Client.get_by_id(two[0]).version, {"postcode": "SE1 7PB"})
    assert Duplicate.get().verdict == "dismissed"
    clients.add_phone(session, two[0], "020 7946 0777")
    assert Duplicate.get().verdict == "open"
    assert "telephone" in clients.open_profile(session, two[0]).duplicates[0].why
    assert "May be the same person as record 2 after all" in {
        m.words for m in clients.open_profile(session, two[0]).timeline
    }


def test_linked_records_are_counted_once_in_every_reason_of_the_queue(session, two):
    link(session, *two)
    counted = queue.counts(session)
    assert sum(counted[reason] for reason in queue_rules.REASON_WORDS) == counted["total"] == 2


def test_pair_with_somebody_nobody_calls_comes_first(session, manager, make_client):
    number = ("+442079460555",)
    same = {"first_name": "Ada", "last_name": "Stone", "phones": number}
    mine = make_client(person_id="1", **same)
    make_client(person_id="2", **same)
    safe = make_client(person_id="3", **same)
    others = {
        "unsafe": make_client(person_id="4", safe_to_call="no", **same),
        "refused": make_client(person_id="5", stopped="refused", **same),
        "died": make_client(person_id="6", stopped="died", **same),
    }
    make_client(person_id="7", last_name="Else", first_name="Zoe", born_on="1990-01-01", stopped="died", phones=number)
    for person_id, who in (
        ("6", "has died, and 2 more whom nobody calls"),
        ("5", "asked not to be called, and 1 more whom nobody calls"),
        ("4", "is not safe to call"),
    ):
        told, page = calls.brief(session, mine), clients.open_profile(session, mine)
        assert told.may_be == page.may_be
        assert may_be(told) == f"May be the same as Mrs Ada Stone ({person_id}), who {who}: look before you ring"
        assert f"{person_id}, who {who.partition(',')[0]}" in told.alike[0]
        assert page.duplicates[0].person_id == person_id
        clients.judge_duplicate(manager, mine, page.duplicates[0].client_id, "dismissed", "Saw them both")
    assert calls.brief(session, mine).may_be is None and len(calls.brief(session, mine).alike) == 2
    clients.judge_duplicate(session, safe, others["died"], "confirmed")
    assert "(3), who has died: look" in may_be(calls.brief(session, mine))


def test_pair_with_somebody_in_doubt_or_not_safe_comes_first(session, make_client):
    same, now = {"first_name": "Ada", "last_name": "Stone", "phones": ("+442079460555",)}, clock.to_store(clock.now())
    mine, other = make_client(person_id="1", **same), make_client(person_id="2", **same)
    assert calls.brief(session, mine).may_be is None
    models.Call.create(
        token="x",
        client=other,
        worker=session.worker_id,
        direction="out",
        outcome="not_safe",
        rang_at=now,
        ended_at=now,
    )
    assert "who could not talk safely last time: look" in may_be(calls.brief(session, mine))
    for code, words in (("move", "may have moved away"), ("late", "may have died"), ("death", "may have died")):
        models.Doubt.create(client=other, code=code, words="The file says so", made_at=now)
        assert f"(2), who {words}, says the" in may_be(calls.brief(session, mine))
    models.Doubt.update(settled_at=now).execute()
    assert "who could not talk safely" in may_be(clients.open_profile(session, mine))
    clients.edit(session, other, 0, {"safe_to_call": "yes"}, seen={"safe_to_call": ""})
    assert calls.brief(session, mine).may_be is None


def test_twin_of_a_death_that_is_not_settled_is_stopped_until_it_is(session, make_client, at):
    same = {"first_name": "Ivy", "last_name": "Lane", "phones": ("+442079460555",)}
    mine, other = make_client(person_id="900", **same), make_client(person_id="950", **same)
    models.Doubt.create(client=other, code="late", words="Lane (deceased)", made_at=clock.to_store(clock.now()))
    with transaction():
        queue_status.refresh({mine, other, *twins.spread((other,), clock.to_store(clock.now()))}, session.settings)
    assert why_not(mine) == why_not(other) == "doubt"
    [told] = clients.open_doubts(mine)
    assert told.file_has == "Record 950 may have died"
    clients.settle_doubts(session, other, "call", "She answered.")
    assert why_not(mine) == why_not(other) == "callable" and clients.open_doubts(mine) == ()
    with transaction():
        assert twins.spread((other,), clock.to_store(clock.now())) == set()
    at("2026-12-23T10:00:00Z")
    models.Doubt.create(client=other, code="death", words="Died: X", made_at=clock.to_store(clock.now()))
    with transaction():
        queue_status.refresh({other, *twins.spread((other,), clock.to_store(clock.now()))}, session.settings)
    assert why_not(mine) == "doubt", "the next month's file says so anew"
    clients.settle_doubts(session, other, "died", "Their daughter says so.")
    assert why_not(other) == "died" and why_not(mine) == "doubt"
    assert {each.file_has for each in clients.open_doubts(mine)} == {"Record 950 has died"}


def why_not(client_id):
    return QueueEntry.get(QueueEntry.client == client_id).reason
