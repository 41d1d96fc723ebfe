"""The board, the moves and what follows from them, on a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.desks import ON_A_FILE
from tests.support.escalations import ACKNOWLEDGE, SEND, make, stored, submit
from tests.support.moments import MONDAY
from tests.support.sessions import desk_of, employ, job
from tests.support.statements import heard
from topaz_tui import clock
from topaz_tui.config import Council, Settings
from topaz_tui.errors import Conflict, Invalid, NotAllowed, UserError
from topaz_tui.rules import duties
from topaz_tui.rules import referrals as rules
from topaz_tui.services import clients, concerns, owned, queue, team, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.escalations.item import HAS_IT
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store import models


@pytest.fixture
def concern(session, client):
    """The escalation of a concern that `session` has submitted about `client`."""
    return submit(session, client)


@pytest.fixture
def used_up(make_client, session):
    """The client whose attempts are exhausted, and the escalation that the last one opened."""
    tries = tuple(MONDAY - timedelta(days=days, hours=hours) for days, hours in ((5, 0), (4, -4), (3, 0)))
    client = make_client(attempts=tries, by=session.worker_id)
    [row] = models.Escalation.select().where(models.Escalation.client == client)
    return client, row.id


def reason_of(client):
    return models.QueueEntry.get(models.QueueEntry.client == client).reason


# The board


def test_board_that_is_empty(session):
    board = escalations.board(session)
    assert (board.items, board.outstanding, board.overdue, board.drafts) == ((), 0, 0, ())


@ON_A_FILE
def test_board_of_many_lines_asks_as_many_statements_as_one_of_few(session, make_client, monkeypatch):
    """Of each kind whose line says more than its own row: a document on its way, a number, safe times."""

    def open_lines():
        client = make_client(safe_to_call="times", safe_times="not Tuesdays")
        submit(session, client)
        phone = models.Phone.get(models.Phone.client == client).id
        for kind in ("whose number", "unread times", "outside hours"):
            owned.put_once(kind, client, None, clock.now(), Settings(), body={"_phone": phone})

    def look():
        with heard(monkeypatch) as asked:
            return len(escalations.board(session).every), len(asked)

    open_lines()
    lines, statements = look()
    open_lines()
    open_lines()
    assert lines >= 4 and look() == (3 * lines, statements)


def test_the_board_has_the_soonest_deadline_first_and_says_how_it_stands(session, client, make_client, used_up):
    late = submit(session, make_client())
    danger = submit(session, client, danger=True)
    asked = opening.question(make_client(), session.worker_id, "Shall I call the GP?", clock.now(), session.settings)
    board = escalations.board(session)
    assert [item.id for item in board.items] == [danger, late, asked, used_up[1]]
    assert board.outstanding == 4
    first = board.items[0]
    assert (first.left, first.mark, first.overdue, first.owner) == ("1 h left", "!", False, session.name)  # not sent
    assert board.items[1].deadline == clock.from_store("2026-11-23T17:00:00Z")
    assert [item.waiting_for for item in board.items[2:]] == ["a manager's answer", "a manager's decision"]
    assert board.items[3].owner == "nobody" and board.alarms[-1].kind == AlarmKind.NOBODYS


def test_escalation_level_rises_with_time_though_nothing_happens(session, manager, concern, at):
    employ("nrahman", "Nadia Rahman", "head of service")
    assert escalations.board(session).items[0].level == "worker"
    at("2026-11-24T18:00:00Z")
    [item] = escalations.board(job(session.settings)).items
    assert (item.overdue, item.mark, item.level) == (True, "!", "head of service")
    assert item.left == "1 day over"
    assert stored(concern).level == "manager"  # as it was kept when it was opened


def test_filters_narrow_the_items_and_not_the_counts(session, manager, concern, used_up, at):
    at("2026-11-24T10:00:00Z")
    late = escalations.board(manager, "overdue")
    assert [item.id for item in late.items] == [concern]
    assert (late.outstanding, late.overdue, late.mine) == (2, 1, 2), "what a manager decides, or has come to one"
    mine = escalations.board(session, "mine")
    assert [item.id for item in mine.items] == [concern]
    assert {item.id for item in escalations.board(manager, "mine").items} == {concern, used_up[1]}


def test_a_concern_being_written_is_shown_and_counted(session, manager, client):
    concerns.open(session, client)
    board = escalations.board(manager)
    assert [draft.author for draft in board.drafts] == [session.name]
    assert (board.outstanding, board.counts["us"], board.counts["mine"]) == (1, 1, 0)
    assert escalations.board(manager, "mine").drafts == ()


def test_danger_stands_first_whatever_its_deadline(session, client, make_client, at):
    late, danger = submit(session, client), submit(session, make_client(), danger=True)
    make(session, danger, "send", **SEND)
    make(session, danger, "acknowledge", **ACKNOWLEDGE)
    at("2026-11-24T10:00:00Z")
    items = escalations.board(session).items
    assert [item.id for item in items] == [danger, late] and items[0].deadline > items[1].deadline


def test_a_concern_being_written_has_a_clock(session, manager, client, at):
    draft = concerns.open(session, client)
    assert escalations.board(manager).late == 0
    concerns.save(session, draft.id, {"danger": "yes"})
    at("2026-11-23T11:30:00Z")
    board = escalations.board(manager, "overdue")
    assert (board.written, board.late, board.overdue, len(board.drafts)) == (1, 1, 1, 1)
    assert board.counts["danger"] == 1
    concerns.save(session, draft.id, {"danger": "no"})
    board = escalations.board(manager, "overdue")
    assert (board.written, board.late, board.drafts) == (1, 0, ())
    at("2026-11-24T10:01:00Z")
    board = escalations.board(job(manager.settings))
    assert (board.written, board.late, board.overdue) == (1, 1, 1)


# When somebody has retired


def test_what_stood_with_others_is_not_said_to_be_left_by_who_is_retired(
    session, manager, client, make_client, monkeypatch
):
    mine, taken, climbed = (
        submit(session, client),
        submit(session, make_client()),
        submit(session, make_client(), danger=True),
    )
    escalations.take(manager, taken)
    words = {item.id: item.level_words for item in escalations.board(session).items}
    assert (words[mine], words[taken]) == ("Who raised it", HAS_IT)
    later = clock.now() + timedelta(minutes=90)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert {item.id: item.level for item in escalations.board(session).items}[climbed] == "manager"
    assert team.stands_with(session, session.worker_id) == (mine,)


def test_nothing_stands_with_who_is_retired(session, colleague, manager, client, make_client):
    raised, owned = submit(session, client), submit(manager, make_client())
    escalations.take(session, owned)
    left = concerns.open(session, make_client())
    stood = team.stands_with(session, session.worker_id)
    workers.retire(manager, session.account)
    told = team.left_open(session, session.worker_id, stood)
    assert [sentence.split()[0] for sentence in told] == ["SC-2026-00003", "SC-2026-00001", "SC-2026-00002"]
    assert all(sentence.endswith("stands with Helen Marsh now (F4).") for sentence in told[1:])
    board = escalations.board(manager)
    for item in board.items:
        assert (item.owner, item.owner_id, item.level, item.gone) == (
            "Helen Marsh", None, "manager", "Róisín Kelly (retired)",
        )  # fmt: skip
    assert [draft.author for draft in board.drafts] == ["Róisín Kelly (retired)"]
    escalations.take(colleague, owned)
    assert escalations.case(manager, owned).item.owner == colleague.name
    make(manager, raised, "send", **SEND)
    assert stored(raised).level == "manager"
    concerns.take_over(manager, left.id, "She has left.")
    assert escalations.board(manager).drafts[0].author == manager.name


# A concern


def test_a_concern_goes_its_whole_way(session, manager, concern):
    steps: tuple[tuple[str, dict[str, str], str], ...] = (
        ("send", SEND, "sent"),
        ("acknowledge", ACKNOWLEDGE, "acknowledged"),
        ("chase", {"how": "phone", "who": "Duty desk", "said": "Tomorrow."}, "acknowledged"),
        ("decide", {"decision": "met", "who": "Duty desk"}, "decided"),
        ("feed_back", {"to": "adult", "given": "given"}, "decided"),
        ("feed_back", {"to": "referrer", "given": "given"}, "fed_back"),
        ("close", {"enquiry": "none"}, "closed"),
    )
    for move, answers, state in steps:
        make(manager, concern, move, **answers)
        row = stored(concern)
        assert (row.state, escalations.case(session, concern).item.status) == (state, state)
        assert bool(row.closed_at) == (state in rules.FINAL)
    assert escalations.board(session).outstanding == 0
    history = escalations.case(session, concern).history
    words = [happening.words for happening in history]
    assert words == ["Submitted", *(rules.MOVES[move].words for move, _, _ in steps)]
    assert history[1].who == manager.name
    assert history[1].said == (("How", "Phone"), ("Who took it", "Duty desk"))
    left = [move.id for move in escalations.case(session, concern).moves if move.why_not != "The referral is closed."]
    assert left == ["reopen"]


def test_the_kept_columns_are_what_the_events_add_up_to(manager, concern):
    make(manager, concern, "send", **SEND)
    row, item = stored(concern), escalations.case(manager, concern).item
    assert (row.waiting_for, row.level) == (item.waiting_for, item.level)
    assert clock.from_store(row.deadline) == item.deadline


def test_move_that_is_not_allowed_says_why_and_changes_nothing(session, concern):
    with pytest.raises(Invalid, match="has to be sent first"):
        make(session, concern, "chase", how="phone", who="x", said="y")
    with pytest.raises(NotAllowed, match="Only a manager"):
        make(session, concern, "withdraw", reason="error")
    with pytest.raises(UserError, match="no such move"):
        make(session, concern, "letter", days="3")
    assert stored(concern).version == 1
    assert len(escalations.case(session, concern).history) == 1


def test_move_asks_for_what_it_needs(session, concern):
    with pytest.raises(UserError, match="Say who took it"):
        make(session, concern, "send", how="phone")
    assert stored(concern).state == "submitted"


def test_a_manager_who_raised_it_needs_a_second_person(manager, client):
    own = submit(manager, client)
    withdraw = next(move for move in escalations.case(manager, own).moves if move.id == "withdraw")
    assert "second person" in (withdraw.why_not or "")


def test_a_move_on_an_older_version_is_refused_and_names_who_was_quicker(session, manager, concern):
    seen = escalations.case(session, concern).item.version
    make(manager, concern, "send", **SEND)
    with pytest.raises(UserError, match=r"Helen Marsh was quicker \(today 10:00\): Sent to the council"):
        escalations.move(session, concern, seen, "acknowledge", ACKNOWLEDGE)
    assert stored(concern).state == "sent"


def test_ones_own_move_at_another_terminal_is_said_as_such(session, concern):
    seen = escalations.case(session, concern).item.version
    make(session, concern, "send", **SEND)
    with pytest.raises(UserError, match="You did something about it yourself"):
        escalations.move(session, concern, seen, "acknowledge", ACKNOWLEDGE)


def test_what_was_acknowledged_at_once_is_recorded_as_sent_afterwards(session, concern, at):
    make(session, concern, "acknowledge", **ACKNOWLEDGE)
    before = escalations.case(session, concern).item
    at("2026-11-24T10:00:00Z")
    make(session, concern, "send", **SEND)
    case = escalations.case(session, concern)
    assert (case.item.status, case.item.deadline) == ("acknowledged", before.deadline)
    assert case.history[-1].words == "Sent to the council"
    with pytest.raises(Invalid, match="acknowledged already"):
        make(session, concern, "send", **SEND)


def test_an_addition_is_the_last_that_was_done(session, concern, at):
    at("2026-11-23T11:00:00Z")
    concerns.add(session, stored(concern).concern_id, "It was Tuesday.")
    item = escalations.case(session, concern).item
    assert item.last == f"Added to the concern by {session.name}: It was Tuesday."
    assert item.last_at == clock.from_store("2026-11-23T11:00:00Z")


def test_a_new_decision_says_that_it_replaces_the_last(session, concern):
    make(session, concern, "acknowledge", **ACKNOWLEDGE)
    make(session, concern, "decide", decision="met", who="Duty desk")
    hints = {move.id: move.hint for move in escalations.case(session, concern).moves}
    assert "replaces the last" in hints["decide"]


def test_the_document_and_its_additions_are_with_the_case(session, manager, concern):
    concerns.add(session, stored(concern).concern_id, "It was Tuesday, not Monday.")
    case = escalations.case(manager, concern)
    assert case.document and case.document[0][1][0] == ("Seen", "The fridge was empty.")
    assert case.document[0][1][1] == ("Version", "2, with what was added 23 Nov 2026 10:00")
    assert case.document[-1][0] == "Added afterwards"
    assert case.history[-1].said == (("", "It was Tuesday, not Monday."),)


# Taking it back, and up again


@pytest.fixture
def marked(concern, client, session):
    """The concern, and the client whom it marks."""
    queue_status.refresh((client,), session.settings)
    assert mark_of(client) == duties.CONCERN_BEFORE
    return concern


def mark_of(client):
    return models.QueueEntry.get(models.QueueEntry.client == client).rank


def test_what_the_council_has_is_withdrawn_by_two_and_stays_until_the_council_knows(
    session, colleague, manager, marked, client, at
):
    concern = marked
    make(session, concern, "send", **SEND)
    with pytest.raises(UserError, match=r"propose to withdraw it \(W\)"):
        make(manager, concern, "withdraw", reason="error")
    make(colleague, concern, "propose_withdrawal", reason="error", why="Meant for her sister.")
    item = escalations.case(manager, concern).item
    assert item.status == "sent" and "Tunde Bello proposes to withdraw it" in item.advice
    make(manager, concern, "confirm_withdrawal", words="Read both records.")
    item = escalations.case(manager, concern).item
    assert (item.status, item.waiting_for, item.left) == ("withdrawing", "us to tell the council", "7 h left")
    assert mark_of(client) == duties.LAST_RANK, "it was an error: it says nothing about her"
    [told] = escalations.answers(session)
    assert (told.kind, told.by) == ("concern", "Helen Marsh") and "Meant for her sister." in told.answer
    [told] = escalations.answers(colleague)
    assert (told.did, told.by) == ("confirmed", "Helen Marsh") and "as you proposed" in told.answer
    escalations.read_answer(colleague, concern)
    assert escalations.answers(colleague) == () and escalations.answers(session)
    at("2026-11-23T18:00:00Z")
    assert escalations.case(manager, concern).item.overdue
    make(colleague, concern, "council_told", how="phone", who="Duty desk")
    assert stored(concern).state == "withdrawn" and escalations.board(manager).outstanding == 0
    assert "entered in error" in clients.open_profile(session, client).concerns[0].stage
    escalations.read_answer(session, concern)
    assert escalations.answers(session) == ()
    said = [words for label, words in escalations.case(manager, concern).history[3].said if label == "Told"]
    assert said == ["Róisín Kelly on the board; Tunde Bello on the board"]

    [again] = [each for each in escalations.case(session, concern).moves if each.id == "reopen"]
    assert "it has to be sent anew, and the time for that begins now" in again.then
    make(session, concern, "reopen", reason="It was her after all.")
    item = escalations.case(session, concern).item
    assert (item.status, item.overdue) == ("submitted", False), "sent anew: late only once that is"
    assert mark_of(client) == duties.CONCERN_BEFORE and not stored(concern).closed_at


def test_a_proposal_that_is_refused_leaves_all_as_it_was(session, manager, marked, client):
    concern = marked
    make(session, concern, "send", **SEND)
    make(session, concern, "propose_withdrawal", reason="other", why="The adult asks us to.")
    make(manager, concern, "keep", reason="Others are at risk.")
    case = escalations.case(manager, concern)
    assert (case.item.status, case.item.advice) == ("sent", "")
    assert ("Told", "Róisín Kelly on the board") in case.history[-1].said
    assert mark_of(client) == duties.CONCERN_BEFORE and [item.id for item in lines()] == [concern]
    [told] = escalations.answers(session)
    assert (told.did, told.by) == ("refused", "Helen Marsh") and "Others are at risk." in told.answer
    escalations.read_answer(session, concern)
    assert escalations.answers(session) == ()


def lines():
    return escalations.board(job()).every


def test_a_proposed_withdrawal_is_a_managers_with_a_deadline_beside_the_concerns_own(
    session, manager, concern, settings, at
):
    """Nobody owns it who raised or proposed it; late it climbs, and the council's clock goes on beside it."""
    make(session, concern, "send", **SEND)
    [before] = lines()
    make(manager, concern, "propose_withdrawal", reason="error", why="Meant for her sister.")
    [its_own, line] = sorted(lines(), key=lambda item: item.id)
    assert (its_own.waiting_for, its_own.deadline) == (before.waiting_for, before.deadline)
    assert (line.kind, line.owner_id, line.opens, line.reference) == ("withdrawal", None, concern, before.reference)
    assert line.owner == "nobody"
    assert not line.with_council and not line.overdue and line.waiting_for == "a yes or no to its withdrawal"
    [alarm] = (each for each in escalations.board(session).alarms if each.escalation_id == line.id)
    assert "it takes a manager who neither raised nor proposed it" in alarm.what and "workers add" in alarm.do
    for who in (manager, session):
        with pytest.raises(UserError):
            escalations.take(who, line.id)

    employ("okeefe", "Oona Keefe", "manager")
    other = desk_of("okeefe", settings)
    escalations.advance_deadlines(job())
    assert next(item for item in lines() if item.id == line.id).owner == other.name

    at("2026-11-25T10:00:00Z")
    escalations.advance_deadlines(job())
    its_own, line = sorted(lines(), key=lambda item: item.id)
    assert its_own.overdue and line.overdue and line.last.endswith("Helen Marsh; Meant for her sister.")
    move = models.Event.select(models.Event.move).where(models.Event.escalation == line.id)
    assert {event.move for event in move} & {"climbed", "reminded"}
    assert escalations.board(job()).counts["us"] == 1 == escalations.board(job()).counts["council"]

    make(other, concern, "confirm_withdrawal", words="Read both records.")
    assert [item.id for item in lines()] == [concern]


def test_a_proposal_that_was_a_mistake_leaves_no_line(session, manager, concern):
    make(session, concern, "send", **SEND)
    make(session, concern, "propose_withdrawal", reason="error", why="Meant for her sister.")
    line = next(item for item in lines() if item.kind == "withdrawal")
    assert line.owner_id == manager.worker_id
    [was] = [each for each in escalations.recorded(session, concern) if each.move == "propose_withdrawal"]
    version = escalations.case(session, concern).item.version
    escalations.correct(session, concern, version, was.event_id, escalations.MoveMeant(), "The wrong key.")
    assert [item.id for item in lines()] == [concern]


def test_who_proposed_a_withdrawal_is_told_that_the_concern_is_closed_instead(session, manager, colleague, concern):
    make(session, concern, "send", **SEND)
    make(colleague, concern, "propose_withdrawal", reason="error", why="Meant for her sister.")
    advice = escalations.case(manager, concern).item.advice
    assert "Tunde Bello proposes to withdraw it" in advice and "it stands. That is with Helen Marsh: " in advice
    make(manager, concern, "close_early", reason="She has moved abroad.")
    assert ("Told", "Tunde Bello on the board") in escalations.case(manager, concern).history[-1].said
    [told] = escalations.answers(colleague)
    assert (told.did, told.by) == ("closed", "Helen Marsh") and escalations.answers(session) == ()
    escalations.read_answer(colleague, concern)
    assert escalations.answers(colleague) == ()
    [last, *_] = escalations.recorded(manager, concern)
    assert last.move == "close_early" and "Reopen it" in (last.why_not or "")
    proposal = next(each for each in escalations.recorded(colleague, concern) if each.move == "propose_withdrawal")
    assert "Put that right first" in (proposal.why_not or ""), "closing it settled that"


def test_a_proposed_withdrawal_in_danger_is_due_and_climbs_by_real_hours(
    session, manager, colleague, client, settings, at
):
    employ("okeefe", "Oona Keefe", "head of service")
    employ("ptull", "Piers Tull", "director")
    concern = submit(session, client, danger=True)
    make(session, concern, "send", **SEND)
    make(colleague, concern, "propose_withdrawal", reason="error", why="Meant for her sister.")
    seen = []
    for minutes in (59, 61, 121, 181):
        at(clock.to_store(MONDAY + timedelta(minutes=minutes)))
        [line] = (item for item in lines() if item.kind == "withdrawal")
        seen.append((line.overdue, line.level))
    assert seen == [(False, "manager"), (True, "manager"), (True, "head of service"), (True, "director")]


# Attempts exhausted


def test_the_tries_stand_in_the_history(manager, used_up):
    words = [happening.words for happening in escalations.case(manager, used_up[1]).history]
    assert words == ["Call: Nobody answered"] * 3 + ["Attempts exhausted"]


@pytest.mark.parametrize("move", ["letter", "visit", "gp"])
def test_a_letter_a_visit_and_the_gp_come_back(manager, used_up, at, move):
    client, escalation = used_up
    extra = {} if move == "letter" else {"who": "Dr Osei"}
    make(manager, escalation, move, days="3", **extra)
    item = escalations.case(manager, escalation).item
    assert item.resting and not item.overdue and item.left.startswith("in 3 days")
    assert stored(escalation).closed_at is None
    at("2026-11-27T10:00:00Z")
    back = escalations.case(manager, escalation).item
    assert not back.resting and back.waiting_for == "a manager's decision" and back.deadline > item.deadline
    assert reason_of(client) == "tries_used_up"


def test_put_back_makes_them_callable_with_new_tries(manager, used_up):
    client, escalation = used_up
    make(manager, escalation, "put_back", reason="They were in Spain.")
    assert reason_of(client) == "callable"
    assert stored(escalation).closed_at
    held = queue.claim_next(manager)
    assert held and held.client_id == client


def test_close_ends_the_recall_by_a_person(manager, used_up):
    client, escalation = used_up
    make(manager, escalation, "close", reason="The GP says they are abroad for good.")
    [duty] = models.Duty.select().where(models.Duty.client == client)
    assert (bool(duty.closed_at), duty.closed_how) == (True, "closed by a manager")
    assert reason_of(client) == "no_recall"
    assert escalations.case(manager, escalation).history[-1].said[0][1].startswith("The GP says")


def test_decision_is_a_managers_alone(session, used_up):
    with pytest.raises(NotAllowed, match="Only a manager"):
        make(session, used_up[1], "letter", days="3")


def test_decision_by_letter_looks_again_within_a_year(manager, used_up):
    with pytest.raises(UserError, match="more than a year"):
        make(manager, used_up[1], "letter", days="9999")
    with pytest.raises(UserError, match="at the soonest"):
        make(manager, used_up[1], "letter", days="0")


# A question


def test_a_question_about_somebody_of_a_council_with_its_own_days_has_that_deadline(session, make_client):
    own = Council(replace(session.settings.referral, question_days=4), session.settings.sending)
    settings = replace(session.settings, councils={"Ealing": own})
    session = replace(session, settings=settings)
    for council, days in (("Ealing", 4), ("Barnet", 1)):
        client = make_client()
        models.Client.update(council=council).where(models.Client.id == client).execute()
        opening.question(client, session.worker_id, "Shall I call the GP?", MONDAY, settings)
        [item] = [each for each in escalations.board(session).items if each.client_id == client]
        assert item.deadline == clock.add_working_days(MONDAY, days, settings.office), council


def test_an_answer_reaches_who_asked_and_who_calls_next(session, colleague, manager, client):
    asked = opening.question(client, session.worker_id, "Shall I call the GP?", clock.now(), session.settings)
    assert escalations.case(manager, asked).history[0].said == (("Question", "Shall I call the GP?"),)
    [answer] = escalations.case(manager, asked).moves
    assert answer.then.startswith("Róisín Kelly asks: Shall I call the GP?\n")
    make(manager, asked, "answer", answer="Yes, today.")
    [note] = models.Note.select().where(models.Note.client == client)
    assert note.kind == "next caller" and "Shall I call the GP?" in note.text and "Yes, today." in note.text
    [told] = escalations.board(session).answers
    assert (told.answer, told.by) == ("Yes, today.", manager.name)
    escalations.read_answer(colleague, asked)  # not theirs to read
    assert escalations.answers(session)
    escalations.read_answer(session, asked)
    escalations.read_answer(session, asked)
    assert escalations.answers(session) == ()
    assert [h.words for h in escalations.case(manager, asked).history] == [
        "Asked",
        "Answered",
        "Read by who had to know",
    ]


# Whose it is


def test_line_is_taken_over(session, colleague, manager, concern, used_up):
    escalations.take(session, concern)
    assert escalations.case(manager, concern).item.owner == session.name
    with pytest.raises(Invalid, match="You have it already"):
        escalations.take(session, concern)
    with pytest.raises(NotAllowed, match=f"{session.name} has it"):
        escalations.take(colleague, concern)
    with pytest.raises(NotAllowed, match="waits for a manager"):
        escalations.take(session, used_up[1])
    escalations.take(manager, concern)
    assert stored(concern).owner_id == manager.worker_id
    make(manager, concern, "send", **SEND)
    assert escalations.case(manager, concern).item.owner == manager.name


def test_line_that_has_gone_up_beyond_who_has_it_can_be_taken_again_by_a_manager_alone(
    session, manager, concern, make_client, at
):
    employ("head", "Hana Head", "head of service")
    other = submit(session, make_client())
    escalations.take(manager, concern)
    escalations.take(session, other)
    at("2026-11-25T10:00:00Z")
    gone_up = {id: escalations.case(who, id).item for who, id in ((manager, concern), (session, other))}
    assert {item.owner for item in gone_up.values()} == {"Hana Head"}
    assert gone_up[concern].cannot_take is None
    with pytest.raises(Invalid, match="You have it already"):
        escalations.take(session, other)
    escalations.take(manager, concern)
    assert escalations.case(manager, concern).item.owner == manager.name
    with pytest.raises(Invalid, match="You have it already"):
        escalations.take(manager, concern)
    escalations.give(manager, other, session.worker_id)
    assert escalations.case(manager, other).item.owner == session.name, "given back by a manager"


def test_action_on_the_board_is_in_the_log(manager, concern):
    escalations.take(manager, concern)
    make(manager, concern, "send", **SEND)
    deeds = [row.action for row in models.Audit.select().where(models.Audit.worker == manager.worker_id)]
    assert deeds == ["concern: taken over", "concern: record as sent"]


def test_escalation_that_is_not_there_is_refused(session):
    with pytest.raises(UserError, match="not there"):
        escalations.case(session, 99)


# When a colleague is away


def test_a_manager_releases_whom_somebody_holds(session, manager, client):
    queue.claim(session, client)
    with pytest.raises(NotAllowed):
        team.release(session, session.worker_id)
    assert team.release(manager, session.worker_id) == 1
    assert reason_of(client) == "callable"
    with pytest.raises(Conflict):
        team.release(manager, session.worker_id)


def test_a_manager_moves_all_callbacks(session, colleague, manager, make_client):
    soon = MONDAY + timedelta(hours=2)
    for hours in (0, 1):
        make_client(callback=soon + timedelta(hours=hours), for_worker=session.worker_id)
    assert [promise.kept_for for promise in team.promises(session)] == [session.worker_id] * 2
    with pytest.raises(NotAllowed):
        team.move_callbacks(colleague, session.worker_id, colleague.worker_id)
    assert team.move_callbacks(manager, session.worker_id, colleague.worker_id) == 2
    assert {row.for_worker_id for row in models.QueueEntry.select()} == {colleague.worker_id}
    assert team.move_callbacks(manager, colleague.worker_id, None) == 2
    with pytest.raises(Conflict):
        team.move_callbacks(manager, session.worker_id, None)
