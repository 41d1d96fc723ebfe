"""Letters to the people themselves: held back where it is not safe, kept as they went, and proved; what has not gone is
somebody's."""

from __future__ import annotations

from dataclasses import replace

import peewee
import pytest

from tests.support.desks import ON_A_FILE
from tests.support.outbox import ACCEPTED, BY_MAIL, REFUSED, attempt, messages
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.cli.output import letter_list
from topaz_tui.config import Letters, Texts
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.exchange.delivery import dispatcher
from topaz_tui.rules.contact_safety import why_no_text
from topaz_tui.screens.dialogs import writing
from topaz_tui.services import clients, correspondence, interpreters, queue, written_times
from topaz_tui.services.correspondence import reach
from topaz_tui.services.escalations import api as escalations
from topaz_tui.store import models
from topaz_tui.store.database import transaction

NO_ANSWER = {"kind": "no_answer", "way": "print"}
CALL_ON = {"kind": "call_on", "way": "print", "at": "2026-11-26T10:30:00Z"}
BY_TEXT = Texts(url="http://127.0.0.1:9/send", sender="447700900999")


@pytest.fixture
def settings():
    letters = Letters(telephone="020 7946 0100", texts=BY_TEXT)
    return replace(BY_MAIL, letters=letters, organisation="Topaz")


@pytest.fixture
def make_client(make_client, session):
    """Somebody who was rung, and did not answer."""

    def rung(**known):
        client = make_client(**known)
        called(session, client, "no_answer", "2026-11-20T10:00:00Z")
        return client

    return rung


def called(session, client, outcome, at, **more):
    return models.Call.create(client=client, worker=session.worker_id, rang_at=at, ended_at=at, outcome=outcome, **more)


def lines(session):
    return [(item.kind, item.waiting_for, item.owner) for item in escalations.board(session).items]


def test_twenty_are_written_in_order_and_who_is_not_safe_is_held_back(session, make_client) -> None:
    people = [make_client(safe_to_call="yes") for _ in range(3)]
    unsafe, times = make_client(write_ok=0), make_client(safe_to_call="times", safe_times="Mon 10:00-12:00")
    shown = correspondence.prepare(session, [people[0], unsafe, *people[1:], times, people[0]], NO_ANSWER)
    assert [each.client_id for each in shown.letters] == people and models.Letter.select().count() == 0
    assert [each.why for each in shown.held] == [
        "Not safe to write", "Safe to call only at certain times: ask first if it is safe to write",
    ]  # fmt: skip
    made = correspondence.make(session, [*people, unsafe], NO_ANSWER)
    assert made.references == ("LT-2026-00001", "LT-2026-00002", "LT-2026-00003") and len(made.held) == 1
    sheets, held = correspondence.sheets(session)
    assert [each.reference for each in sheets] == list(made.references) and held == ()
    assert sheets[0].sent_to == ("Mrs Ada Stone", "14 Pellan Road", "London", "SE24 9ZZ")
    assert "Dear Mrs Stone," in sheets[0].text and "020 7946 0100" in sheets[0].text
    assert "LT-2026-00001, Monday 23 November 2026" in sheets[0].text and "…" not in sheets[0].text
    with pytest.raises(Invalid, match="Not safe to write"):
        correspondence.make(session, [unsafe], NO_ANSWER)


def test_letter_stands_as_it_was_sent_with_its_proof(session, client, at) -> None:
    made = correspondence.make(session, [client], CALL_ON)
    with pytest.raises(Invalid, match="was not printed"):
        correspondence.posted(session, made.ids)
    correspondence.printed(session, made.ids, "letters.pdf")
    at("2026-11-23T16:00:00Z")
    assert "to be put in the post: 1" in letter_list.printed_text("", (), (), len(correspondence.to_post(session)))
    assert correspondence.posted(session, made.ids) == 1 and correspondence.waiting(session) == ()
    with pytest.raises(Conflict, match="put in the post"):
        correspondence.sheets(session, made.ids)
    with pytest.raises(Conflict, match="come to its end"):
        correspondence.posted(session, made.ids)
    [moment] = [each for each in clients.open_profile(session, client).timeline if each.kind == "Letter"]
    assert moment.words == "LT-2026-00001: A date to call · put in the post"
    assert "Printed, today 10:00, Róisín Kelly: letters.pdf" in moment.detail
    assert "Put in the post, today 16:00, Róisín Kelly" in moment.detail and "Thursday 26 November" in moment.detail
    for change in (
        models.Letter.update(text="x"), models.Letter.delete(), models.LetterStep.update(words="x"),
        models.LetterStep.delete(),
    ):  # fmt: skip
        with pytest.raises(peewee.IntegrityError, match=r"cannot be|only grows"), transaction():
            change.execute()


def test_what_is_missing_is_said_before_anything_is_made(session, client, make_client) -> None:
    for answers, why in (
        ({}, "Say which letter"), ({"kind": "call_on", "way": "print"}, "when we ring"),
        (CALL_ON | {"at": "2026-11-23T09:59:00Z"}, "is past"),
        (CALL_ON | {"at": "2026-11-23T16:00:00Z"}, "It says that we ring today, and comes by post after that"),
        ({"kind": "agreed", "way": "text", "agreed": "x"}, "goes on paper, by post or by mail"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=why):
            correspondence.prepare(session, [client], answers)
    with pytest.raises(NotFound):
        correspondence.prepare(session, [99], NO_ANSWER)
    bare = replace(session, settings=replace(session.settings, letters=Letters()))
    with pytest.raises(Invalid, match="no number is known"):
        correspondence.prepare(bare, [client], NO_ANSWER)
    with pytest.raises(Invalid, match="no SMS gateway"):
        correspondence.prepare(bare, [client], NO_ANSWER | {"way": "text"})
    correspondence.make(session, [client], NO_ANSWER)
    [held] = correspondence.prepare(session, [client], NO_ANSWER).held
    assert held.why == "The same is on its way (LT-2026-00001)"


@pytest.mark.parametrize(
    ("outcome", "more", "why"),
    [
        ("callback", {}, "They were spoken with since"),
        ("reached", {"direction": "in"}, "They were spoken with since"),
        ("message", {"direction": "in"}, None),
        ("refused_soft", {}, "They were spoken with since"),
        ("someone_else", {}, None),
    ],
)
def test_letter_that_we_could_not_reach_them_goes_by_the_last_call(session, client, outcome, more, why) -> None:
    correspondence.make(session, [client], NO_ANSWER)
    wrong = called(session, client, outcome, "2026-11-21T10:00:00Z", **more)
    held = correspondence.sheets(session)[1]
    assert [line.proof for line in held] == ([f"Held back: {why}"] if why else []), "asked anew as it is printed"
    assert letter_list.printed_text("", (), held).casefold().count("held back") == len(held), "said once"
    models.Call.update(replaced_by=called(session, client, "engaged", wrong.rang_at).id).where(
        models.Call.id == wrong.id
    ).execute()
    [again] = correspondence.prepare(session, [client], NO_ANSWER).letters if why else (None,)
    assert again or len(correspondence.sheets(session)[0]) == 1


def test_date_to_call_goes_no_more_once_it_would_come_too_late(session, make_client, settings, at, monkeypatch) -> None:
    monkeypatch.setenv("TOPAZ_SMS_TOKEN", "secret")
    ada, ben = make_client(), make_client(sms_ok=1, phones=("+447700900123",))
    correspondence.make(session, [ada], CALL_ON)
    correspondence.make(session, [ben], CALL_ON | {"way": "text"})
    with pytest.raises(peewee.IntegrityError, match="cannot be"), transaction():
        models.Letter.update(rings_at="2026-12-26T10:30:00Z").execute()
    for moment, why in (("26T09:00", "It says that we ring today, and comes by post"), ("26T11:00", "is past")):
        at(f"2026-11-{moment}:00Z")
        sheets, [held] = correspondence.sheets(session, [1])
        assert sheets == () and why in held.proof
    assert dispatcher.run(job(settings)).run.failed == 1
    assert ("letter", "Text LT-2026-00002 to go", "Róisín Kelly") in lines(session)
    assert "is past" in correspondence.waiting(session, "text")[0].proof
    assert correspondence.make(session, [ada], CALL_ON | {"at": "2026-11-30T10:30:00Z"}).references, "written anew"


def asked(session) -> list[tuple[str, str]]:
    return [(item.kind, item.waiting_for) for item in escalations.board(session).items if item.kind == "question"]


def test_whoever_was_written_another_time_is_to_be_told_of_the_new_one(session, make_client, at) -> None:
    """The line goes once they are told: by a new letter, or as they were spoken with."""

    def moved(client: int, to: str) -> None:
        with transaction():
            interpreters.set_call(session, client, clock.from_store(to), "Agreed with a manager")
            interpreters.point_out(session, client, clock.now())

    ada, ben, cay = (make_client() for _ in range(3))
    made = correspondence.make(session, [ada, ben, cay], CALL_ON)
    correspondence.printed(session, made.ids[:2], "letters.pdf")
    correspondence.posted(session, made.ids[:1])
    for client in (ada, ben, cay):
        moved(client, "2026-11-27T09:00:00Z")
    assert asked(session) == [("question", "them to be told: a letter says Thu 26 Nov, 10:30")] * 2, "cay has none yet"
    assert "says that we ring on Thu 26 Nov, 10:30; the call is set for Fri 27 Nov, 09:00" in written_times.to_tell(
        session, ada
    )
    assert written_times.to_tell(session, cay) == ""
    assert [(held.client_id, "set for another time" in held.proof) for held in correspondence.sheets(session)[1]] == [
        (cay, True)
    ]
    moved(ada, "2026-11-26T10:30:00Z")
    assert len(asked(session)) == 1, "it is at that time again"
    moved(ada, "2026-11-27T09:00:00Z")
    assert len(asked(session)) == 2, "it is not, again"
    moved(ada, "2026-11-30T10:00:00Z")
    at("2026-11-23T11:00:00Z")
    correspondence.make(session, [ada], CALL_ON | {"at": "2026-11-30T10:00:00Z"})
    assert len(asked(session)) == 1, "written anew"
    called(session, ben, "refused_soft", "2026-11-23T11:00:00Z")
    with transaction():
        written_times.look_after(clock.now(), session.settings)
    assert asked(session) == [], "spoken with"


@ON_A_FILE
def test_text_goes_to_no_number_that_is_not_theirs_alone(session, make_client, monkeypatch) -> None:
    monkeypatch.setenv("TOPAZ_SMS_TOKEN", "secret")
    client = make_client(sms_ok=1, phones=("+447700900123",))

    def held() -> list[str]:
        return [each.why for each in correspondence.prepare(session, [client], NO_ANSWER | {"way": "text"}).held]

    assert held() == []
    shown = writing.preview(correspondence.prepare(session, [client], NO_ANSWER | {"way": "text"}))
    assert "07700 900123" in shown.split("\n"), "as people write it"
    models.Phone.update(note="Warden's office").execute()
    assert held() == [why_no_text("Warden's office")]
    models.Phone.update(note="Mobile, best after 2 pm").execute()
    assert held() == []
    other = make_client(phones=("+447700900123",))
    assert held() == [reach.SHARED]
    for known, why in (
        ({"stopped": "died"}, []), ({"stopped": "nobody"}, []), ({"stopped": "moved"}, [reach.SHARED]),
        ({"stopped": "refused"}, [reach.SHARED]), ({"stopped": None, "died_on": "2026-11-01"}, []),
        ({"died_on": None}, [reach.SHARED]),
    ):  # fmt: skip
        models.Client.update(known).where(models.Client.id == other).execute()
        assert held() == why, known
    linked = make_client(phones=(), stopped="died")
    clients.judge_duplicate(session, other, linked, "confirmed")
    assert held() == [], "has died under another record"
    models.Phone.update(status="wrong").where(models.Phone.client == other).execute()
    assert held() == []
    contact = {"client": client, "name": "Bea", "phone": "+447700900123", "source": "worker"}
    models.Contact.create(**contact, added_at="2026-11-20T10:00:00Z")
    assert held() == ["The number is that of Bea, too"]


@ON_A_FILE
def test_call_is_set_for_when_a_letter_says_that_we_ring(session, make_client) -> None:
    def promised(client: int) -> list[tuple[str, str | None]]:
        theirs = models.Duty.client == client, models.Duty.kind == "callback", models.Duty.closed_at.is_null()
        return [(duty.due_at, duty.reason) for duty in models.Duty.select().where(*theirs)]

    ada, ben = make_client(), make_client(write_ok=1, safe_to_call="times", safe_times="Mon 10:00-12:00")
    later = make_client(not_before="2026-12-20T00:00:00Z", not_before_cause="asked later")
    made = correspondence.make(session, [ada, ben, later], CALL_ON)
    assert promised(ada) == [("2026-11-26T10:30:00Z", "Written to them: LT-2026-00001")]
    assert models.QueueEntry.get_by_id(ada).reason == "callback_later"
    assert [held.why for held in made.held] == [
        "That is outside their safe times (Mon 10:00-12:00)", "They asked to be called later than that",
    ]  # fmt: skip
    correspondence.give_up(session, made.ids, "It was the wrong day.")
    assert [(kind, what) for kind, what, _ in lines(session)] == [("question", "a manager's answer")]
    [sunday] = correspondence.prepare(session, [make_client()], CALL_ON | {"at": "2026-11-29T11:00:00Z"}).letters
    assert sunday.remark == "Sun 29 Nov, 11:00 is outside the calling hours"
    [again] = correspondence.prepare(session, [ada], CALL_ON | {"at": "2026-11-27T09:00:00Z"}).letters
    assert again.remark == "A call is promised for Thu 26 Nov, 10:30: it is made at this time instead"
    correspondence.make(session, [ada], CALL_ON | {"at": "2026-11-27T09:00:00Z"})
    assert [at for at, _ in promised(ada)] == ["2026-11-27T09:00:00Z"]


def test_no_letter_promises_a_call_that_the_queue_does_not_offer_then(session, make_client) -> None:
    skipped = make_client()
    queue.skip(session, skipped, "Her son visits", clock.from_store("2026-11-27T09:00:00Z"))
    hospital, away = make_client(away="hospital"), make_client(away="away", away_until="2026-12-01T00:00:00Z")
    back = make_client(
        away="away",
        away_until=CALL_ON["at"],
        not_before=CALL_ON["at"],
        not_before_cause="after a call",
        not_before_why="engaged",
    )
    made = correspondence.make(session, [skipped, hospital, away, back], CALL_ON)
    assert [held.why for held in made.held] == [
        "Nobody calls them before Fri 27 Nov, 09:00: Skipped (Her son visits)", "In hospital with no date known",
        "Away until Tue 1 Dec, 00:00",
    ]  # fmt: skip
    assert models.Letter.get().client_id == back


def test_several_are_told_each_what_was_agreed_with_them(session, make_client) -> None:
    ada, ben = make_client(), make_client()
    models.ClientAction.create(
        client=ada, kind="support", detail="Handrail", who="Lambeth OT", by_on="2026-12-04", made_by=session.worker_id,
        made_at="2026-11-20T10:00:00Z", owner=session.worker_id,
    )  # fmt: skip
    shown = correspondence.prepare(session, [ada, ben], {"kind": "agreed", "way": "print"})
    assert "\n- Handrail (Lambeth OT), by Friday 4 December 2026\n" in shown.letters[0].text
    assert [each.why for each in shown.held] == ["Nothing is open of what was agreed"]
    models.ClientAction.update(by_on="2026-11-20").execute()
    [late] = correspondence.prepare(session, [ada, ben], {"kind": "agreed", "way": "print"}).letters
    assert "\n- Handrail (Lambeth OT)\n" in late.text and late.remark == "Late, and its day is past: Handrail"
    assert correspondence.agreed_with(session, ada) == "- Handrail (Lambeth OT)", "nor in the form for one"
    with pytest.raises(Invalid, match="Write what was agreed"):
        correspondence.prepare(session, [ada], {"kind": "agreed", "way": "print"})


def test_letters_speak_their_language_and_large_print(session, make_client, tmp_path) -> None:
    own = tmp_path / "polish"
    own.mkdir()
    (own / "no_answer.txt").write_text("Subject: Prosimy o telefon\n\nDzień dobry, {name}: {phone}.\n")
    (own / "no_answers.txt").write_text("x")
    settings = replace(session.settings, letters=replace(session.settings.letters, folder=str(tmp_path)))
    polish = replace(session, settings=settings)
    ana = make_client(language="Polish", communication="Large print, please", title="Ms", last_name="Nowak")
    ben = make_client(language="Urdu", away="hospital")
    back = make_client(away="away", away_until="2026-11-20T00:00:00Z")
    one, other, third = correspondence.prepare(polish, [ana, ben, back], NO_ANSWER).letters
    assert (one.language, one.large, one.text) == ("polish", True, "Dzień dobry, Ms Nowak: 020 7946 0100.")
    assert (other.language, other.large) == ("english", False)
    assert other.remark == "Speaks Urdu: there is no such template, so English; Is away" and third.remark == ""
    (own / "call_on.txt").write_text("Subject: A\n\n{day} {time}, {today}")
    at = clock.to_store(clock.at(clock.today() + 10 * clock.DAY, "14:00"))
    [dated] = correspondence.prepare(polish, [ana], {"kind": "call_on", "way": "print", "at": at}).letters
    assert dated.text == f"{clock.today() + 10 * clock.DAY:%d/%m/%Y} 14:00, {clock.today():%d/%m/%Y}", "in figures"
    (own / "agreed.txt").write_text("Subject: A\n\n{agreed}")
    day = clock.today() + 4 * clock.DAY
    for client in (ana, ben):
        models.ClientAction.create(client=client, kind="support", detail="Poręcz", by_on=day.isoformat(),
                                   made_by=session.worker_id, made_at=clock.to_store(clock.now()))  # fmt: skip
    theirs, urdu = correspondence.prepare(polish, [ana, ben], {"kind": "agreed", "way": "print"}).letters
    assert theirs.text == correspondence.agreed_with(polish, ana) == f"- Poręcz, {day:%d/%m/%Y}"
    assert f"{day:%B} {day.year}" in urdu.text, "in English, as the letter is"
    assert correspondence.check(session.settings) == ()
    assert ["is for no letter" in each for each in correspondence.check(settings)] == [True]
    (own / "no_answer.txt").write_text("Subject: A\n\n{nam}")
    with pytest.raises(Invalid, match=r"no_answer.txt line 3: \{nam\} is no field here"):
        correspondence.prepare(polish, [ana], NO_ANSWER)


def test_mail_goes_by_the_outbox_with_its_proof(session, make_client, settings) -> None:
    ada = make_client(mail="ada@home.example", mail_ok=1)
    made = correspondence.make(session, [ada], NO_ANSWER | {"way": "mail"})
    [message] = messages("personal")
    assert (message.recipient, message.channel, message.letter_id) == ("ada@home.example", "mail", made.ids[0])
    attempt(settings, ACCEPTED)
    assert correspondence.waiting(session) == () and lines(session) == []
    [moment] = [each for each in clients.open_profile(session, ada).timeline if each.kind == "Mail"]
    assert "250 OK id=7" in moment.detail and message.message_id in moment.detail


@ON_A_FILE
def test_mail_goes_to_the_address_of_the_record_that_agreed(session, make_client) -> None:
    own, agreed = make_client(mail="old@home.example"), make_client(mail="ada@home.example", mail_ok=1)
    clients.judge_duplicate(session, own, agreed, "confirmed")
    assert reach.addressee(own).reach.mail == "ada@home.example"
    models.Client.update(mail=None).where(models.Client.id == agreed).execute()
    assert reach.addressee(own).reach.mail is None, "the yes was to no address of theirs"


def test_mail_that_nobody_takes_is_its_writers_until_it_went_another_way(session, make_client, settings) -> None:
    ada = make_client(mail="ada@home.example", mail_ok=1)
    correspondence.make(session, [ada], NO_ANSWER | {"way": "mail"})
    attempt(settings, REFUSED)
    assert lines(session) == [("letter", "Mail LT-2026-00001 to go", "Róisín Kelly")]
    [line] = correspondence.waiting(session)
    assert line.stands == "Not sent" and "550 No such mailbox" in line.proof
    [item] = escalations.board(session).items
    opened = next(
        each for each in clients.open_profile(session, ada).timeline if "On the manager's board" in each.words
    )
    what, said = opened.detail.split("\n")
    assert what == "Mail LT-2026-00001 to go" and "550 No such mailbox" in said
    escalations.move(session, item.id, item.version, "went", {"answer": "Posted by hand today."})
    assert lines(session) == [] and correspondence.waiting(session) == ()


def test_written_anew_gives_up_what_failed(session, make_client, settings) -> None:
    ada = make_client(mail="ada@home.example", mail_ok=1)
    correspondence.make(session, [ada], NO_ANSWER | {"way": "mail"})
    attempt(settings, REFUSED)
    correspondence.make(session, [ada], NO_ANSWER)
    assert lines(session) == [] and [each.way for each in correspondence.waiting(session)] == ["print"]
    correspondence.give_up(session, [2], "She rang.")
    assert correspondence.waiting(session) == ()


def test_mail_that_is_given_up_does_not_go(session, make_client, settings) -> None:
    ada = make_client(mail="ada@home.example", mail_ok=1)
    [letter] = correspondence.make(session, [ada], NO_ANSWER | {"way": "mail"}).ids
    correspondence.give_up(session, [letter], "She rang.")
    assert dispatcher.run(job(settings)).run.failed == 1 and lines(session) == []
    assert "not to go any more" in (messages("personal")[0].answer or "")


def test_nothing_goes_to_whom_it_is_not_safe_to_write_since(session, make_client, settings, monkeypatch) -> None:
    monkeypatch.setenv("TOPAZ_SMS_TOKEN", "secret")
    ada = make_client(sms_ok=1, phones=("+447700900123",))
    ben = make_client()
    correspondence.make(session, [ada], NO_ANSWER | {"way": "text"})
    correspondence.make(session, [ben], NO_ANSWER)
    for client in (ada, ben):
        clients.edit(session, client, 1, {"safe_to_call": "no"})
    done = dispatcher.run(job(settings))
    sheets, held = correspondence.sheets(session)
    assert done.run.failed == 1 and sheets == () and [each.client_id for each in held] == [ben]
    escalations.advance_deadlines(job(settings))
    assert {what for kind, what, _ in lines(session) if kind == "letter"} == {
        "Text LT-2026-00001 to go", "Letter LT-2026-00002 to go",
    }  # fmt: skip


def test_nothing_goes_to_whom_the_councils_file_leaves_in_doubt_until_it_is_settled(session, client) -> None:
    assert correspondence.make(session, [client], NO_ANSWER).held == ()
    at = clock.to_store(clock.now())
    doubt = models.Doubt.create(client=client, code="name says died", words="The name", made_at=at)
    assert len(correspondence.sheets(session)[1]) == 1, "it is printed no more"
    assert correspondence.prepare(session, [client], CALL_ON).letters == ()
    models.Doubt.update(settled_at=at).where(models.Doubt.id == doubt.id).execute()
    assert len(correspondence.prepare(session, [client], CALL_ON).letters) == 1


@ON_A_FILE
def test_printed_letter_that_is_not_safe_any_more_is_posted_only_as_somebody_says_so(session, make_client) -> None:
    """Asked of each: in the post already, which a manager is told of; or taken out, and then it does not go."""
    ada, ben, cay, dan = (make_client() for _ in range(4))
    made = correspondence.make(session, [ada, ben, cay, dan], NO_ANSWER)
    correspondence.printed(session, made.ids, "letters.pdf")
    models.Client.update(write_ok=0).where(models.Client.id == ada).execute()
    models.Client.update(died_on="2026-11-21").where(models.Client.id == ben).execute()
    models.Client.update(address="2 New Road", postcode="SE24 1AA").where(models.Client.id == cay).execute()
    asked = correspondence.doubtful(session, correspondence.to_post(session))
    assert [line.client_id for line in asked] == [ada, ben, cay] and all(line.proof for line in asked)
    with pytest.raises(Conflict, match="must not go any more"):
        correspondence.posted(session, correspondence.to_post(session))
    assert len(correspondence.to_post(session)) == 4, "nothing was kept"
    assert correspondence.settle_doubtful(session, made.ids[:1], made.ids[1:3]) == (1, 2)
    assert correspondence.posted(session, correspondence.to_post(session)) == 1
    last = correspondence.last_steps(made.ids)
    assert [last[id]["step"] for id in made.ids] == ["posted", "given_up", "given_up", "posted"]
    assert "Not safe to write" in last[made.ids[0]]["words"] and "Has died" in last[made.ids[1]]["words"]
    [item] = escalations.board(session).items
    assert (item.kind, item.client_id) == ("question", ada)


def test_letter_that_nobody_prints_climbs_from_whoever_wrote_it(session, client, at) -> None:
    correspondence.make(session, [client], NO_ANSWER)
    escalations.advance_deadlines(job())
    assert lines(session) == []
    at("2026-11-26T10:00:00Z")
    escalations.advance_deadlines(job())
    escalations.advance_deadlines(job())
    assert lines(session) == [("letter", "Letter LT-2026-00001 to go", "Róisín Kelly")]
    correspondence.printed(session, [1], "x.pdf")
    correspondence.posted(session, [1])
    assert lines(session) == []
