"""Who looks like somebody whom nobody calls is called by nobody either, until somebody has looked."""

from __future__ import annotations

import pytest

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.twins import TwinStop
from topaz_tui.services import calls, clients, imports, pairs, queue
from topaz_tui.services.catching_up import catch_up
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.reasons import NoReason
from topaz_tui.store.models import Call, Client, Doubt, Duplicate, Note, QueueEntry

STOPPED: dict[str, tuple[str | dict[str, str], TwinStop | None]] = {
    "died": ({"stopped": "died"}, TwinStop.DIED),
    "refused": ({"stopped": "refused"}, TwinStop.REFUSED),
    "no": ({"safe_to_call": "no"}, TwinStop.UNSAFE),
    "no time known": ({"safe_to_call": "times"}, TwinStop.UNSAFE),
    "times that can't be read": ({"safe_to_call": "yes", "safe_times": "ask Jo"}, TwinStop.NOT_KNOWN_WHEN),
    "unreadable": ({"safe_to_call": "perhaps"}, TwinStop.NOT_KNOWN),
    "may have died": ("death", TwinStop.MAY_HAVE_DIED),
    "unsafe talk": ("not_safe", TwinStop.UNSAFE_TALK),
    "moved": ({"stopped": "moved"}, None),
    "may have moved": ("move", None),
    "nobody": ({"stopped": "nobody"}, None),
    "safe at times": ({"safe_to_call": "times", "safe_times": "Mon-Fri 09:00-17:00"}, None),
}
"""Of the first of two whose names sound alike, born on one day: what is known, and why the second is not called."""


@pytest.fixture
def alike(make_client, session):
    """`alike(born)`: Ann Smith and Anne Smyth, who have nothing else in common."""

    def make(born):
        ids = [
            make_client(first_name=first, last_name=last, born_on=born, phones=(f"+4420794600{number}",), postcode=None)
            for first, last, number in (("Ann", "Smith", born[-2:]), ("Anne", "Smyth", int(born[-2:]) + 40))
        ]
        pairs.look(ids, session.worker_id)
        return ids

    return make


def reason(client_id):
    return QueueEntry.get_by_id(client_id).reason


def call_ends_unsafe(session, client_id, token="x"):
    held, now = queue.claim(session, client_id), clock.now()
    number = calls.brief(session, client_id).numbers[0].phone_id
    record = calls.CallRecord(token, client_id, "not_safe", now, now, phone_id=number, held=held, note="Her son came")
    return calls.record(session, record).call_id


def test_twin_by_sound_and_birthday_stops_calls_where_a_mistake_costs_most(session, alike):
    mine, others = {}, {}
    for day, (name, (known, _)) in enumerate(STOPPED.items(), 10):
        other, mine[name] = alike(f"1944-05-{day}")
        others[name] = other
        if known == "not_safe":
            call_ends_unsafe(session, other)
        elif isinstance(known, str):
            Doubt.create(client=other, code=known, words="X", made_at=clock.to_store(clock.now()))
        else:
            Client.update(**known).where(Client.id == other).execute()
        queue_status.refresh((other,), session.settings)
    for name, (_, why) in STOPPED.items():
        told = [(each.twin_id, each.stop, each.words) for each in Doubt.select().where(Doubt.client == mine[name])]
        assert told == ([(others[name], why, None)] if why else []), name
        assert reason(mine[name]) == ("doubt" if why else "callable"), name
    assert set(queue_rules.STOPPED) == {
        known["stopped"] for known, _ in STOPPED.values() if isinstance(known, dict) and "stopped" in known
    }
    decided = {each.client_id: each for each in imports.decisions(session)}
    owned = decided[mine["unsafe talk"]]
    assert owned.owner and owned.due > clock.now() and owned.twin_id == others["unsafe talk"]
    assert imports.beside(session, owned).there == f"Record {Client.get_by_id(owned.twin_id).person_id}"


@pytest.mark.parametrize(
    ("one", "other", "stops"),
    [
        ({"first_name": "Owen", "last_name": "Page", "born_on": None},
         {"first_name": "Owen", "last_name": "Page"}, True),
        ({"first_name": "Ian", "last_name": "Jones"}, {"first_name": "Jan", "last_name": "Jones"}, True),
        ({"first_name": "Quin", "last_name": "Reed", "born_on": "1957-05-03"},
         {"first_name": "Quin", "last_name": "Reed", "born_on": "1958-05-03"}, True),
        ({"first_name": "Ann", "last_name": "Reed", "born_on": "1947-05-03"},
         {"first_name": "Bob", "last_name": "Reed", "born_on": "1958-05-03"}, False),  # a couple
    ],
    ids=("no birthday", "another name", "another year", "a couple"),
)  # fmt: skip
def test_twin_by_number_and_house_of_the_dead_is_not_called(session, make_client, one, other, stops):
    mine, dead = (make_client(**each, phones=("+442079460018",)) for each in (one, other))
    pairs.look((mine, dead), session.worker_id)
    Client.update(stopped="died").where(Client.id == dead).execute()
    queue_status.refresh((dead,), session.settings)
    assert reason(mine) == ("doubt" if stops else "callable")


def test_twin_doubt_goes_and_comes_with_what_brought_it(session, manager, alike, at):
    other, mine = alike("1944-05-10")
    call_id = call_ends_unsafe(session, other)
    assert reason(mine) == "doubt"
    calls.correct(session, call_id, calls.IntendedOutcome("no_answer"), "The wrong key")
    assert reason(mine) == "callable"
    assert Doubt.get(Doubt.client == mine).put_right_id == call_id
    again = call_ends_unsafe(session, other, "y")
    assert reason(mine) == "doubt", "what was put right is settled by no word of a person"
    calls.correct(session, again, calls.IntendedOutcome("no_answer"), "The wrong key again")
    assert reason(mine) == "callable"
    assert [each.put_right_id for each in Doubt.select().where(Doubt.client == mine)] == [call_id, again]
    Client.update(stopped="died").where(Client.id == other).execute()
    queue_status.refresh((other,), session.settings)
    assert reason(mine) == "doubt"
    clients.judge_duplicate(manager, mine, other, "dismissed", "Saw them both")
    assert reason(mine) == "callable" and clients.open_doubts(mine) == ()
    clients.judge_duplicate(session, mine, other, "later")
    assert reason(mine) == "doubt", "nobody says any more that they are two"
    clients.settle_doubts(manager, mine, "call", "She answered herself")
    queue_status.refresh((other, mine), session.settings)
    assert reason(mine) == "callable"


@pytest.mark.parametrize(
    ("known", "held"),
    [
        ({"stopped": "died"}, True),
        ({"stopped": "refused"}, True),
        ({"safe_to_call": "no"}, True),
        ("death", False),  # that waits on its own record, and whoever looks into it settles it
    ],
    ids=("died", "refused", "not safe", "may have died"),
)
def test_twin_of_a_stopped_record_may_be_called_once_a_manager_says_so(session, manager, alike, known, held):
    other, mine = alike("1944-05-10")
    if isinstance(known, str):
        Doubt.create(client=other, code=known, words="X", made_at=clock.to_store(clock.now()))
    else:
        Client.update(**known).where(Client.id == other).execute()
    queue_status.refresh((other,), session.settings)
    assert reason(mine) == "doubt"
    decision = next(each for each in imports.decisions(session) if each.client_id == mine)
    [pair] = clients.open_pairs(session).pairs
    assert decision.held == pair.holds == held
    refused = "Only a manager may let somebody be called"
    if held:
        with pytest.raises(UserError, match=refused):
            clients.settle_doubts(session, mine, "call", "She answered herself")
        with pytest.raises(UserError, match=refused):
            clients.judge_duplicate(session, mine, other, "dismissed", "Saw them both")
        with pytest.raises(NoReason):
            clients.judge_duplicate(manager, mine, other, "dismissed")
        assert reason(mine) == "doubt" and not Note.select().exists()
        clients.judge_duplicate(manager, mine, other, "dismissed", "Saw them both")
        ids = {each.id: each.person_id for each in Client.select()}
        assert {(note.client_id, note.text) for note in Note.select()} == {
            (mine, f"Somebody else than record {ids[other]}. Reason: Saw them both"),
            (other, f"Somebody else than record {ids[mine]}. Reason: Saw them both"),
        }
        clients.judge_duplicate(session, mine, other, "later")
        assert reason(mine) == "doubt"
    for said in ("", "no", "x", ".", "-", "n/a", "zzz"):
        with pytest.raises(NoReason):
            clients.settle_doubts(manager, mine, "call", said)
    clients.settle_doubts(manager if held else session, mine, "call", "She answered herself")
    assert reason(mine) == "callable"


def test_twin_who_is_the_partner_of_the_dead_is_judged_by_anybody(session, make_client):
    mine, dead = (
        make_client(first_name=first, last_name="Reed", born_on=born, phones=("+442079460018",))
        for first, born in (("Ann", "1947-05-03"), ("Bob", "1958-11-20"))
    )
    Client.update(stopped="died").where(Client.id == dead).execute()
    clients.judge_duplicate(session, mine, dead, "dismissed")
    assert Duplicate.get().verdict == "dismissed"


def test_twin_that_stopped_meanwhile_is_looked_at_before_resuming(manager, alike):
    other, mine = alike("1944-05-10")
    Client.update(stopped="refused").where(Client.id == mine).execute()
    Client.update(stopped="died").where(Client.id == other).execute()
    queue_status.refresh((other, mine), manager.settings)
    assert reason(mine) == "asked_not_to_be_called" and clients.open_doubts(mine) == ()
    clients.resume_calls(manager, mine, "She rang us")
    assert reason(mine) == "doubt"


def test_twin_of_a_linked_record_is_looked_at_when_another_stops(session, make_client, alike):
    linked, mine = alike("1944-05-10")
    third = make_client(first_name="Zoe", last_name="Else", born_on="1990-01-01")
    clients.judge_duplicate(session, linked, third, "confirmed")
    Client.update(stopped="died").where(Client.id == third).execute()
    queue_status.refresh((third,), session.settings)
    assert reason(mine) == "doubt"


def test_twin_doubt_about_a_death_goes_before_one_about_a_move(session, alike):
    other, mine = alike("1944-05-10")
    for code in ("move", "died_again"):
        Doubt.create(client=other, code=code, words="X", made_at=clock.to_store(clock.now()))
    queue_status.refresh((other,), session.settings)
    assert Doubt.get(Doubt.client == mine).stop == TwinStop.MAY_HAVE_DIED


def test_twin_doubt_without_a_code_is_said_as_written(session, make_client):
    mine = make_client()
    Doubt.create(client=mine, code="twin", words="Record 7 has died", made_at=clock.to_store(clock.now()))
    queue_status.refresh((mine,), session.settings)
    [told], [decision] = clients.open_doubts(mine), imports.decisions(session)
    assert told.file_has == "Record 7 has died" and decision.file_has == ("Record 7 has died",)
    assert decision.held and imports.beside(session, decision).there == "The file"


def test_twins_on_an_older_list_are_stopped_as_it_is_looked_through(session, alike):
    other, mine = alike("1944-05-10")
    Duplicate.delete().execute()
    Client.update(sound=None).execute()
    Client.update(stopped="died").where(Client.id == other).execute()
    queue_status.refresh((other, mine), session.settings)
    assert reason(mine) == "callable"
    assert not catch_up(session)
    assert reason(mine) == "doubt"
    assert not Call.select().exists()


def test_call_that_was_put_right_counts_once_in_a_pair(session, alike):
    other = alike("1944-05-10")[0]
    at = clock.to_store(clock.now())
    said = {"client": other, "worker": session.worker_id, "rang_at": at, "ended_at": at, "ticks": "[]"}
    meant = Call.create(outcome="no_answer", **said)
    Call.create(outcome="died", replaced_by=meant, **said)
    [pair] = clients.open_pairs(session).pairs
    told = {
        side.client_id: dict(zip(clients.LABELS, side.facts, strict=True))["Calls"] for side in (pair.one, pair.other)
    }
    assert told[other].startswith("1,")
