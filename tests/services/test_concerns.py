"""A concern from the first key to its additions: continued, kept, submitted once, never altered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import peewee
import pytest

from tests.support.concerns import WITHOUT_CONSENT
from tests.support.rows import row, run
from tests.support.sessions import desk_of, employ, job
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, NotAllowed, NotFound, UserError
from topaz_tui.rules import concerns as rules
from topaz_tui.services import concerns, drafts
from topaz_tui.services.clients.timeline import timeline
from topaz_tui.services.concerns import discarding
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.reasons import NoReason
from topaz_tui.services.session import Session


def deeds() -> list[str]:
    return [deed for (deed,) in run("SELECT action FROM audit ORDER BY id")]


@pytest.fixture
def draft(session: Session, client: int) -> concerns.ConcernDraft:
    return concerns.open(session, client)


@pytest.fixture
def submitted(session: Session, draft: concerns.ConcernDraft) -> concerns.Submitted:
    return concerns.submit(session, draft.id, WITHOUT_CONSENT)


def test_concern_begins_with_facts_and_no_judgement(session: Session, make_client: Callable[..., int]) -> None:
    client = make_client(language="Yoruba", interpreter="yes", gp="Dr Lowe", household="Her nephew")
    draft = concerns.open(session, client, call_id=12)
    assert draft.answers == {
        "language": "Yoruba",
        "interpreter": "yes",
        "gp": "Dr Lowe",
        "household": "Her nephew",
        "lives": "14 Pellan Road, London, SE24 9ZZ",
        "raised_role": "Duty worker",
    }
    assert re.fullmatch(r"SC-2026-\d{5}", draft.reference)
    assert not draft.continued and draft.may_write(session)
    assert draft.adult.phones == "020 7946 0001" and draft.adult.name == "Mrs Ada Stone"
    assert row("SELECT subject FROM audit WHERE action = 'began a concern'") == ("concern 1, call 12",)


def test_concern_about_nobody_is_refused(session: Session) -> None:
    with pytest.raises(NotFound):
        concerns.open(session, 99)
    with pytest.raises(NotFound):
        concerns.load(session, 99)


def test_concern_of_ones_own_is_continued_and_a_colleagues_is_told(
    session: Session, colleague: Session, client: int, draft: concerns.ConcernDraft
) -> None:
    concerns.save(session, draft.id, {"danger": "yes"})
    again = concerns.open(session, client)
    assert (again.id, again.continued, again.answers) == (draft.id, True, {"danger": "yes"})
    other = concerns.open(colleague, client)
    assert other.id != draft.id and other.reference != draft.reference
    assert other.also == ("Róisín Kelly is writing one since today 10:00",)
    concerns.submit(session, draft.id, WITHOUT_CONSENT)
    said = concerns.load(colleague, other.id).also
    assert said == (f"{draft.reference} was submitted today 10:00 by Róisín Kelly",)


def test_concern_is_written_by_its_author_alone_until_it_goes(
    session: Session, colleague: Session, manager: Session, draft: concerns.ConcernDraft
) -> None:
    for other in (colleague, manager):
        with pytest.raises(concerns.Closed):
            concerns.save(other, draft.id, {"danger": "no"})
        with pytest.raises(concerns.Closed):
            concerns.submit(other, draft.id, WITHOUT_CONSENT)
        assert not concerns.load(other, draft.id).may_write(other)
    concerns.submit(session, draft.id, WITHOUT_CONSENT)
    with pytest.raises(concerns.Closed):
        concerns.save(session, draft.id, {"danger": "yes"})
    with pytest.raises(concerns.Closed):
        concerns.discard(session, draft.id, "Wrong person")


def test_concern_keeps_what_is_typed_as_it_is(session: Session, draft: concerns.ConcernDraft) -> None:
    nasty = "x [/nope] y \x1b[2J =cmd|' /C calc'!A0 \u202eevil 👩‍🦽"
    concerns.save(session, draft.id, {"what": nasty, "own_words": "  two  \n blanks ", "not a question": "x"})
    assert concerns.load(session, draft.id).answers == {"what": nasty, "own_words": "  two  \n blanks "}
    assert "\x1b" not in concerns.view(session, draft.id).text()


def test_concern_time_means_what_it_meant_when_typed(
    session: Session, draft: concerns.ConcernDraft, at: Callable[[str], None]
) -> None:
    at("2026-11-23T22:30:00Z")
    concerns.save(session, draft.id, {"found_at": "22:10", "called_999_at": "no time"})
    at("2026-11-25T09:00:00Z")
    answers = concerns.load(session, draft.id).answers
    assert answers == {"found_at": "2026-11-23T22:10:00Z", "called_999_at": "no time"}


def test_concern_being_written_is_seen(
    session: Session, colleague: Session, make_client: Callable[..., int], at: Callable[[str], None]
) -> None:
    first = concerns.open(session, make_client(last_name="Abel"))
    at("2026-11-23T11:00:00Z")
    second = concerns.open(session, make_client(last_name="Bird"))
    third = concerns.open(colleague, make_client(last_name="Cole"))
    concerns.save(session, first.id, {"danger": "yes"})
    assert [each.id for each in concerns.drafts(session)] == [second.id, first.id]
    board = concerns.all_drafts(session.settings)
    assert [each.id for each in board] == [first.id, second.id, third.id]
    assert (board[0].client, board[0].author, board[0].danger) == ("Mrs Ada Abel", "Róisín Kelly", True)
    assert board[0].since == clock.from_store("2026-11-23T10:00:00Z") <= board[0].saved_at
    concerns.submit(session, first.id, WITHOUT_CONSENT)
    concerns.discard(session, second.id, "Not needed")
    assert [each.id for each in concerns.all_drafts(session.settings)] == [third.id]


def test_concern_drafts_to_go_on_with(session: Session, client: int, make_client: Callable[..., int]) -> None:
    draft = concerns.open(session, client)
    other = make_client(last_name="Bird")
    drafts.save(session, "call", str(other), {"note": "She said"})
    drafts.save(session, "call", "in", {})
    begun = [(each.client, each.concern_id) for each in concerns.unfinished(session)]
    assert begun == [("Mrs Ada Stone", draft.id), ("Mrs Ada Bird", None)]


def test_concern_discarded_needs_a_reason_and_its_author_or_a_manager(
    session: Session, colleague: Session, manager: Session, client: int
) -> None:
    first = concerns.open(session, client)
    with pytest.raises(NoReason):
        concerns.discard(session, first.id, " ")
    with pytest.raises(UserError, match="Róisín Kelly is writing"):
        concerns.discard(colleague, first.id, "Not needed")
    concerns.discard(session, first.id, "Wrong person")
    with pytest.raises(concerns.Closed, match="discarded: Wrong person"):
        concerns.save(session, first.id, {})
    second = concerns.open(session, client)
    assert second.id != first.id
    concerns.discard(manager, second.id, "Its author has left")
    assert row("SELECT count(*) FROM concern") == (2,)
    assert deeds().count("discarded a concern") == 2
    assert concerns.view(manager, first.id).discarded == "Wrong person"


DANGERS = pytest.mark.parametrize("danger", ["yes", "not_known"])


@DANGERS
def test_concern_in_danger_is_discarded_by_two_people(
    session: Session, manager: Session, draft: concerns.ConcernDraft, danger: str
) -> None:
    """Also where another answer stands there by now, and the writer leaves it empty."""
    concerns.save(session, draft.id, {**draft.answers, "danger": danger})
    concerns.save(session, draft.id, {**draft.answers, "danger": "no"})
    for answers in ({**draft.answers, "danger": "no"}, draft.answers):
        concerns.save(session, draft.id, answers)
        with pytest.raises(NotAllowed, match=concerns.NOT_ALONE):
            concerns.discard(session, draft.id, "Wrong person")
        assert concerns.not_alone(session, draft.id) and not concerns.not_alone(manager, draft.id)
        assert not concerns.discard_untouched(session, draft.id)
    assert [each.id for each in concerns.all_drafts(session.settings)] == [draft.id]
    with pytest.raises(NoReason):
        concerns.propose(session, draft.id, " ")
    assert concerns.propose(session, draft.id, "Meant for her sister.").owner == manager.name
    with pytest.raises(Conflict):
        concerns.propose(session, draft.id, "Meant for her sister.")
    [line] = escalations.board(session).items
    assert (line.kind, line.owner, line.reference, line.danger) == ("put away", manager.name, draft.reference, True)
    assert (line.deadline - clock.now()).total_seconds() == 3600, "danger counts real hours"
    assert f"{session.name} proposes that." in line.advice
    assert [each.id for each in escalations.board(session).drafts] == [draft.id], "it is still to be submitted"

    def decide(who: Session, move: str, **answers: str) -> None:
        escalations.move(who, line.id, escalations.case(who, line.id).item.version, move, answers)

    with pytest.raises(UserError, match="Only a manager"):
        decide(session, "put_away", words="Both records.")
    assert "The adult" in str(escalations.case(manager, line.id).document), "what was written is read there"
    decide(manager, "put_away", words="Both records.")
    assert escalations.board(session).every == () and concerns.all_drafts(session.settings) == ()
    why = f"Meant for her sister. (proposed by {session.name}; {manager.name}: Both records.)"
    assert concerns.view(manager, draft.id).discarded == why
    [told] = escalations.answers(session)
    assert (told.did, told.by) == ("decided", manager.name) and "Discarded" in told.answer
    escalations.read_answer(session, told.id)
    assert escalations.answers(session) == ()


def test_concern_of_a_manager_is_not_discarded_by_them_alone(
    session: Session, manager: Session, draft: concerns.ConcernDraft, settings: Settings
) -> None:
    concerns.save(session, draft.id, {**draft.answers, "danger": "yes"})
    concerns.propose(session, draft.id, "Meant for her sister.")
    concerns.take_over(manager, draft.id, "I see to it.")
    assert escalations.board(session).every == (), "who took it over goes on with it"
    with pytest.raises(NotAllowed, match=concerns.NOT_ALONE):
        concerns.discard(manager, draft.id, "Meant for her sister.")
    assert concerns.propose(manager, draft.id, "Meant for her sister.").owner == "nobody"
    [alarm] = [each for each in escalations.board(session).alarms if each.kind == AlarmKind.NOBODYS]
    assert "a manager who neither raised nor proposed it" in alarm.what
    employ("okeefe", "Oona Keefe", "manager")
    escalations.advance_deadlines(job(settings))
    [line] = escalations.board(session).every
    assert line.owner == "Oona Keefe"
    for who in (manager, session):
        assert all(move.why_not for move in escalations.case(who, line.id).moves)
        with pytest.raises(UserError):
            escalations.take(who, line.id)
    assert not any(move.why_not for move in escalations.case(desk_of("okeefe", settings), line.id).moves)


def test_concern_discard_proposal_ends_with_the_concern_or_a_no(
    session: Session, manager: Session, draft: concerns.ConcernDraft, make_client: Callable[..., int]
) -> None:
    concerns.save(session, draft.id, {**draft.answers, "danger": "not_known"})
    concerns.propose(session, draft.id, "Meant for her sister.")
    [line] = escalations.board(session).every
    version = escalations.case(manager, line.id).item.version
    escalations.move(manager, line.id, version, "goes_on", {"reason": "She is at risk herself."})
    [told] = escalations.answers(session)
    assert "She is at risk herself." in told.answer and concerns.asked(session, draft.id) is None
    concerns.propose(session, draft.id, "I have asked again.")
    concerns.submit(session, draft.id, WITHOUT_CONSENT)
    assert [each.kind for each in escalations.board(session).every] == ["concern"]

    other = concerns.open(session, make_client())
    concerns.save(session, other.id, {"danger": "yes"})
    concerns.propose(session, other.id, "Meant for her sister.")
    concerns.discard(manager, other.id, "I looked: it is a mistake.")
    assert [each.kind for each in escalations.board(session).every] == ["concern"]


def test_concern_taken_over_by_a_manager_keeps_who_began_it(
    session: Session, colleague: Session, manager: Session, draft: concerns.ConcernDraft
) -> None:
    with pytest.raises(NotAllowed):
        concerns.take_over(colleague, draft.id, "They are ill.")
    with pytest.raises(NoReason):
        concerns.take_over(manager, draft.id, " ")
    concerns.take_over(manager, draft.id, "They are ill.")
    with pytest.raises(Conflict):
        concerns.take_over(manager, draft.id, "Again.")
    with pytest.raises(concerns.Closed):
        concerns.save(session, draft.id, draft.answers)
    taken = concerns.load(manager, draft.id)
    assert taken.may_write(manager) and taken.answers["raised_role"] == "Manager"
    said = [moment.words for moment in timeline((draft.client_id,), 9)[0]]
    assert f"{draft.reference}, begun by {session.name}, is taken over: They are ill." in said
    escalation = concerns.submit(manager, draft.id, {**taken.answers, **WITHOUT_CONSENT}).escalation_id
    assert ("Begun by", session.name) in escalations.case(manager, escalation).history[0].said


def test_concern_opened_by_mistake_is_in_no_timeline(session: Session, client: int) -> None:
    concerns.discard_untouched(session, concerns.open(session, client).id)
    assert timeline((client,), 9) == ((), False)


def test_concern_discarded_in_such_words_is_in_the_timeline(session: Session, client: int) -> None:
    draft = concerns.open(session, client)
    concerns.save(session, draft.id, {**draft.answers, "own_words": "Help"})
    concerns.discard(session, draft.id, discarding.UNTOUCHED)
    assert [moment.key for moment in timeline((client,), 9)[0]] == [f"concern {draft.id}"]


def test_concern_opened_by_mistake_is_discarded_unless_it_has_a_word(session: Session, client: int) -> None:
    draft = concerns.open(session, client)
    concerns.save(session, draft.id, {**draft.answers, "danger": None})
    assert concerns.discard_untouched(session, draft.id)
    assert not concerns.discard_untouched(session, draft.id)
    draft = concerns.open(session, client)
    concerns.save(session, draft.id, {**draft.answers, "own_words": "Help"})
    assert not concerns.discard_untouched(session, draft.id)
    assert concerns.open(session, client).id == draft.id


@pytest.mark.parametrize("left_out", ["danger", "types", "main_type", "what", "wanted_why_not", "consent", "grounds"])
def test_concern_is_not_submitted_while_something_is_missing(
    session: Session, draft: concerns.ConcernDraft, left_out: str
) -> None:
    answers = {name: answer for name, answer in WITHOUT_CONSENT.items() if name != left_out}
    with pytest.raises(concerns.Incomplete) as caught:
        concerns.submit(session, draft.id, answers)
    assert [each.question for each in caught.value.missing] == [left_out]
    sentence = rules.QUESTIONS[left_out].needed
    assert sentence and sentence in str(caught.value)
    assert row("SELECT submitted_at FROM concern") == (None,)
    assert row("SELECT count(*) FROM escalation") == (0,)


def test_concern_is_never_stopped_by_the_third_part_of_the_test(session: Session, draft: concerns.ConcernDraft) -> None:
    assert "can_protect" not in WITHOUT_CONSENT
    assert concerns.submit(session, draft.id, WITHOUT_CONSENT).reference == draft.reference


def test_concern_submitted_fixes_the_document_and_begins_the_referral(
    session: Session, client: int, submitted: concerns.Submitted
) -> None:
    kind, about, by, concern, danger, state, waiting_for, deadline, level = row(
        "SELECT kind, client_id, opened_by, concern_id, danger, state, waiting_for, deadline, level FROM escalation"
    )
    assert (kind, about, by, concern) == ("concern", client, session.worker_id, submitted.id)
    assert (danger, state, waiting_for, level) == (0, "submitted", "us to send it", "worker")
    assert submitted.deadline and deadline == "2026-11-23T17:00:00Z" == clock.to_store(submitted.deadline)
    move, body = row("SELECT move, body FROM event")
    assert (move, json.loads(str(body))) == ("opened", {"reference": submitted.reference})
    answers, document, by_whom = row("SELECT answers, document, submitted_by FROM concern")
    assert json.loads(str(answers)) == WITHOUT_CONSENT and by_whom == session.worker_id
    assert "Mrs Ada Stone" in str(document) and "Her nephew keeps her bank card." in str(document)
    assert row("SELECT why, rank FROM queue_status WHERE client_id = ?", client)  # decided anew, with its concern
    assert "submitted a concern" in deeds()


def test_concern_in_immediate_danger_has_one_hour_day_and_night(
    session: Session, draft: concerns.ConcernDraft, at: Callable[[str], None]
) -> None:
    at("2026-11-28T23:30:00Z")
    answers = {**WITHOUT_CONSENT, "danger": "yes", "called_999": "yes", "called_999_at": "23:20"}
    done = concerns.submit(session, draft.id, answers)
    assert done.deadline == clock.from_store("2026-11-29T00:30:00Z")
    assert row("SELECT danger FROM escalation") == (1,)
    assert "28 Nov 2026 23:20" in concerns.view(session, draft.id).text()


def test_concern_submitted_twice_goes_once(session: Session, submitted: concerns.Submitted) -> None:
    assert concerns.submit(session, submitted.id, {}) == submitted
    assert row("SELECT count(*) FROM escalation") == (1,)
    assert deeds().count("submitted a concern") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE concern SET answers = '{}'",
        "UPDATE concern SET document = NULL, submitted_at = NULL",
        "DELETE FROM concern",
        "INSERT INTO concern (id, reference, client_id, opened_by, opened_at, saved_at)"
        " SELECT id, reference, client_id, opened_by, opened_at, saved_at FROM concern WHERE true"
        " ON CONFLICT (id) DO UPDATE SET answers = '{}'",
        "UPDATE addition SET text = 'other'",
        "DELETE FROM addition",
    ],
)
def test_concern_submitted_is_not_altered_even_in_the_database(
    session: Session, submitted: concerns.Submitted, statement: str
) -> None:
    concerns.add(session, submitted.id, "Her nephew is her grandson.")
    before = row("SELECT * FROM concern"), row("SELECT * FROM addition")
    with pytest.raises(peewee.IntegrityError, match=r"cannot be altered|cannot be deleted|only grows"):
        run(statement)
    assert before == (row("SELECT * FROM concern"), row("SELECT * FROM addition"))


def test_concern_document_is_not_altered_by_a_later_change_of_the_record(
    session: Session, client: int, submitted: concerns.Submitted
) -> None:
    before = concerns.view(session, submitted.id)
    run("UPDATE client SET address = 'Somewhere else' WHERE id = ?", (client,))
    assert concerns.view(session, submitted.id) == before
    assert before.document[0] == (
        "Safeguarding concern", (("Reference", submitted.reference), ("Submitted", "23 Nov 2026 10:00"))
    )  # fmt: skip


def test_concern_correction_is_an_addition_with_author_and_time(
    session: Session, colleague: Session, client: int, submitted: concerns.Submitted, at: Callable[[str], None]
) -> None:
    with pytest.raises(UserError, match="nothing to add"):
        concerns.add(session, submitted.id, " \n")
    with pytest.raises(UserError, match="not submitted"):
        concerns.add(colleague, concerns.open(colleague, client).id, "Something")
    at("2026-11-24T09:30:00Z")
    concerns.add(colleague, submitted.id, "He is her grandson, not her nephew.\n")
    view = concerns.view(session, submitted.id)
    words = "He is her grandson, not her nephew."
    assert [(each.text, each.by) for each in view.additions] == [(words, "Tunde Bello")]
    lines = (("Added", "24 Nov 2026 09:30 by Tunde Bello"), ("Addition", words))
    assert view.sections[-1] == ("Added afterwards", lines)
    assert view.text().rstrip().endswith("not her nephew.")


def test_concern_reference_is_never_given_twice(session: Session, make_client: Callable[..., int]) -> None:
    given = [concerns.open(session, make_client(last_name=f"N{number}")).reference for number in range(5)]
    assert len(set(given)) == 5
    for reference in given:
        assert re.fullmatch(r"SC-2026-\d{5}", reference)
