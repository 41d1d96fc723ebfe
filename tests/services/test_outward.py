"""What leaves the house of work for children's services: on paper, by the outbox, and as certificates."""

from __future__ import annotations

import hashlib
import json
import stat
from dataclasses import replace
from datetime import time
from typing import Any
from unittest.mock import Mock

import pypdfium2 as pdfium
import pytest

from tests.support.desks import ON_A_FILE
from tests.support.documents import whole
from tests.support.lives import day
from tests.support.sessions import job
from topaz_tui.cli.main import draw
from topaz_tui.config import Folder, Mail
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.exchange.delivery import dispatcher
from topaz_tui.exchange.delivery.package import packed
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_moves import BY_A_PERSON
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.children.work_states import WorkState as At
from topaz_tui.rules.referrals import Result
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.orders import Dated, OrderMove
from topaz_tui.rules.statutory.schools import PostRole
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.api import AlarmKind, SendResult
from topaz_tui.services.statutory import (
    due,
    history,
    new_orders,
    opened_work,
    orders,
    pieces,
    prints,
    schools,
    work,
    writing,
    young_people,
)
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.services.statutory.prints import Paper
from topaz_tui.store import models

HOME = "3 Elm Close"
ACCEPT = {"scope": "All of it", "price": "P1", "due": "2026-12-20"}


@pytest.fixture
def child(session, make_client):
    """A young person whose plan is to be made, placed where the father must not learn of."""
    client = make_client(born_on="2010-11-05", recall=None, assessments=(), person_id="K-17", council="Lambeth")
    young_people.take_on(session, client)
    history.begin_care(session, client, day("2025-03-03"), "C2")
    history.place(session, client, day("2025-03-03"), home=history.Home(HOME, "SE24 9ZZ", kept_from="the father"))
    return client


def one(id: int) -> Any:
    known = pieces.one(id)
    assert known
    return known


def go(by: Any, id: int, move: Do, gives_to: Any = None, **typed: Any) -> Any:
    """Make a move; returns where the work stands then."""
    return work.move(by, id, one(id).version, move, typed, gives_to)


def fill(by: Any, id: int, answers: dict[str, Any], *, signed: bool) -> None:
    """Answer the questions of its document: the signatures, or all others."""
    document = writing.of_work(id) or writing.begin(by, id)
    for section in FORMS[document.kind].sections:
        if (section.id == writing.SIGNATURES) == signed:
            typed = {each.id: answers[each.id] for each in section.questions if each.id in answers}
            writing.save(by, id, section.id, document.saved.get(section.id, 0), typed)


def submitted(session: Any, manager: Any, id: int, answers: dict[str, Any], *, order: bool = False) -> None:
    """Bring it from the request to the quality check, its document written."""
    go(manager, id, Do.ACCEPT, **ACCEPT)
    if order:
        go(session, id, Do.READ_ORDER, order="Safe 3")
    go(manager, id, Do.ALLOCATE, session.worker_id, why="Knows them")
    go(session, id, Do.START)
    go(session, id, Do.WRITE)
    fill(session, id, answers, signed=False)
    go(session, id, Do.SUBMIT)


@ON_A_FILE
def test_document_prints_by_case_and_version_and_without_an_address_of_the_record_that_is_kept(
    session, manager, child, tmp_path
):
    id = work.begin_for_duty(session, child, "PLAN")
    with pytest.raises(Conflict):
        prints.write(session, id, Paper.WHOLE, str(tmp_path / "a.pdf"), draw)
    plan = whole(one(id).stands.kind, wishes=f"To stay at {HOME.upper()}, (se249zz).", address="1 Mill Lane")
    submitted(session, manager, id, plan)
    for paper in (Paper.WHOLE, Paper.PLAIN):
        found = prints.taken_out(session, one(id), paper)
        words = prints.text(found)
        assert "elm close" not in words.lower() and "se249zz" not in words and "To stay at [withheld]" in words
        assert found.document and found.document.withheld == 2 and "K-17 · WK-2026-00001" in words
    assert prints.proposed(one(id), writing.of_work(id), Paper.PLAIN) == "WK-2026-00001-v1-plain.pdf"
    file = tmp_path / "plan.pdf"
    written = prints.write(session, id, Paper.WHOLE, str(file), draw)
    assert file.read_bytes().startswith(b"%PDF") and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert written.withheld == 2 and written.path == file
    with pytest.raises(Conflict):
        prints.write(session, id, Paper.WHOLE, str(file), draw)
    with pytest.raises(Conflict):
        prints.write(session, id, Paper.CERTIFICATES, str(tmp_path / "b.pdf"), draw)
    logged = [
        (row.client_id, row.subject) for row in models.Audit.select().where(models.Audit.action == prints.LOGGED_AS)
    ]
    assert logged == [(child, "work 1: whole")]


# By the outbox


def with_ways(by: Any, **sending: Any) -> Any:
    return replace(by, settings=replace(by.settings, sending=replace(by.settings.sending, **sending)))


MAIL = Mail(server="mail.example", sender="us@ours.example", to="concerns@c.example", children_to="plans@c.example")


def tried(desk: Any, told: SendResult) -> outbox.Message:
    """The next message goes out, and ends so."""
    message = escalations.next_message(job(desk.settings))
    assert message
    escalations.settle(job(desk.settings), message, told)
    return message


@ON_A_FILE
def test_plan_is_written_checked_disagreed_with_sent_signed_off_and_reviewed_after_six_months(
    session, manager, child, at
):
    desk = with_ways(session, channels=("mail", "by hand"), mail=MAIL)
    id = work.begin_for_duty(desk, child, "PLAN")
    plan = whole(one(id).stands.kind, young_person_sign="disagrees", young_person_says="Too far away.")
    submitted(desk, manager, id, plan)
    go(manager, id, Do.APPROVE)
    go(desk, id, Do.DISAGREES, says="Too far away.")
    fill(desk, id, plan, signed=True)
    assert "Too far away." in prints.text(prints.taken_out(desk, one(id), Paper.PLAIN))
    with pytest.raises(Invalid) as refused:
        go(session, id, Do.SEND, how="topaz")
    assert refused.value.field == "how" and one(id).stands.state == At.READY, "these settings have no way there"
    [send] = [each for each in opened_work.look(session, id).moves if each.id == Do.SEND]
    assert [code for code, _ in send.needs[0].options] == [code for code, _ in BY_A_PERSON]
    assert "children_to" in send.needs[0].ask
    go(desk, id, Do.SEND, how="topaz")
    assert one(id).owner == session.name and one(id).waits == "its sending, by mail", "it is not there yet"
    message = tried(desk, SendResult(Result.LATER, "c.example", "451 Try again"))
    assert message.kind == "work" and packed(job(desk.settings), message).subject == (
        "Pathway plan WK-2026-00001, version 1"
    )
    assert escalations.ways(desk, message).mail.to == "plans@c.example", "and nobody who takes concerns"
    for by, state in ((session, "did not go"), (desk, "its sending, by mail")):
        go(desk, id, Do.HOLD, code="ill", why="Ill", named="Pat Lo", look_again="2026-11-30")
        go(by, id, Do.RESUME, reason="Well again")
        assert state in one(id).waits, "what was called back on hold goes once it goes on, where there is a way"
        alarms = [each.what for each in escalations.dispatch_status(desk).alarms if "WK-2026-00001" in each.what]
        assert len(alarms) == (by is session), "and else somebody is told"
    at("2026-11-23T10:02:00Z")
    refused_one = tried(desk, SendResult(Result.REFUSED, "c.example", "550 No such mailbox"))
    assert "did not go" in one(id).waits and "did not go" in next(
        line.waits_for for line in due.due(desk).lines if line.work
    )
    [alarm] = [each for each in escalations.dispatch_status(desk).alarms if each.kind == AlarmKind.WORK_NOT_SENT]
    assert alarm.about == "WK-2026-00001" and "550 No such mailbox" in alarm.what
    go(desk, id, Do.NOT_ARRIVED, who="Ann Lee")
    go(desk, id, Do.SEND, how="topaz")
    models.Outbox.update(state="perhaps").where(models.Outbox.id == refused_one.id).execute()
    escalations.settle(job(desk.settings), refused_one, SendResult(Result.LATER, "c.example", "451 Try again"))
    going = [row.id for row in models.Outbox.select().where(models.Outbox.state == "due")]
    assert refused_one.id not in going and len(going) == 1, "a late word of the first sends nothing beside the second"
    at("2026-11-23T10:05:00Z")
    tried(desk, SendResult(Result.ACCEPTED, "plans@c.example at mail.example", "250 OK id=7"))
    assert one(id).owner == "Lambeth" and not one(id).to_be_sent
    last = opened_work.look(desk, id).history[-1]
    assert last.who == "Topaz" and "250 OK id=7" in last.said[0][1], "the receipt"
    assert not [each for each in escalations.dispatch_status(desk).alarms if each.kind == AlarmKind.WORK_NOT_SENT]
    go(desk, id, Do.ACKNOWLEDGED, who="Ann Lee")
    go(desk, id, Do.SIGN_OFF, who="Ann Lee", day="2026-11-23")
    assert [line.due for line in due.due(desk).lines if line.code == "PLAN_REV"] == ["2027-05-23"]
    at("2027-05-20T10:00:00Z")
    review = work.begin_for_duty(desk, child, "PLAN_REV")
    go(manager, review, Do.ACCEPT, **ACCEPT | {"due": "2027-05-23"})
    go(manager, review, Do.ALLOCATE, session.worker_id, why="Knows them")
    go(desk, review, Do.START)
    go(desk, review, Do.WRITE)
    begun = writing.begin(desk, review)
    assert begun.answers["wishes"] == plan["wishes"] and "young_person_says" not in begun.answers


@ON_A_FILE
def test_report_on_two_siblings_goes_by_folder_and_is_filed_after_an_adjournment(
    session, manager, child, make_client, tmp_path
):
    place = tmp_path / "out"
    place.mkdir()
    desk = with_ways(
        session, channels=("folder", "by hand"), folder=Folder(str(tmp_path / "concerns"), children_path=str(place))
    )
    sibling = make_client(born_on="2014-02-01", recall=None, assessments=(), person_id="K-18", council="Lambeth")
    young_people.take_on(desk, sibling)
    days = DueBy(day("2026-12-18"), time(16)), DueBy(day("2027-01-08"), time(10))
    order = new_orders.make(desk, NewOrder(
        "Family Court", "CW26P7", day("2026-11-02"), "Where they live", (child, sibling), *days, council="Lambeth",
    )).id  # fmt: skip
    id = work.begin_for_order(desk, order)
    later = Dated(day("2026-11-20"), DueBy(day("2027-01-29"), time(16)), DueBy(day("2027-02-12"), time(10)))
    orders.change(desk, order, orders.every()[0].version, OrderMove.ADJOURNED, later)
    assert "29 Jan 2027 16:00" in opened_work.look(desk, id).duty
    report = whole(one(id).stands.kind, each_child=f"The elder lives at {HOME}, the younger with the father.")
    submitted(desk, manager, id, report, order=True)
    go(manager, id, Do.APPROVE_TO_SEND)
    fill(desk, id, report, signed=True)
    go(desk, id, Do.SEND, how="topaz")
    assert dispatcher.run(job(desk.settings)).run.sent == 1
    [pdf], [beside] = place.glob("WK-2026-*-v1-*.pdf"), place.glob("WK-2026-*-v1-*.json")
    told = json.loads(beside.read_text())
    assert told["kind"] == "work" and told["person_ids"] == ["K-17", "K-18"] and told["case_number"] == "CW26P7"
    assert told["file"] == pdf.name and told["sha256"] == hashlib.sha256(pdf.read_bytes()).hexdigest()
    text = " ".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))
    assert "lives at [withheld], the younger" in " ".join(text.split()) and "Elm" not in text
    go(desk, id, Do.FILE, court="Family Court", filed_at="2026-11-23T09:55:00.000Z", proof="Receipt 81")
    assert orders.every()[0].order.filed == DueBy(day("2026-11-23"), time(9, 55))
    assert not [line for line in due.due(desk).lines if line.code in ("S7", "S7_DRAFT")]


# Training

SESSION_ALARMS = {AlarmKind.SESSION_LATE, AlarmKind.SESSION_WAITS, AlarmKind.CERTIFICATES_DUE}


@ON_A_FILE
def test_session_shows_whose_training_was_had_and_has_a_certificate_for_each(
    session, manager, tmp_path, at, monkeypatch
):
    both = replace(session, settings=replace(session.settings, services=("calls", "children")))

    def told():
        return {each.kind for each in escalations.board(both).alarms} & SESSION_ALARMS

    school = schools.add(session, "Ash Vale", council="Lambeth", urn="104200")
    began = day("2026-09-01")
    lead = schools.appoint(session, school, "Jo Bell", PostRole.LEAD, began)
    staff = [schools.appoint(session, school, name, PostRole.STAFF, began) for name in ("Kit Shaw", "Tess Hale")]
    id = work.begin_for_school(session, school, "STAFF_IND")
    with pytest.raises(Conflict):
        work.begin_for_school(session, school, "STAFF_IND")
    assert told() == {AlarmKind.SESSION_WAITS, AlarmKind.SESSION_LATE}, "nobody has it, and inductions are late"
    go(manager, id, Do.ACCEPT, **ACCEPT)
    go(manager, id, Do.ALLOCATE, session.worker_id, why="Teaches it")
    go(session, id, Do.START)
    go(session, id, Do.WRITE)
    begun: dict[str, Any] = {**writing.begin(session, id).answers}
    assert [row["name"] for row in begun["attended"]] == ["Jo Bell", "Kit Shaw", "Tess Hale"]
    assert begun["urn"] == "104200" and not any("present" in row for row in begun["attended"]), "nobody was there yet"
    there = dict(zip(("Jo Bell", "kit  shaw", "Tess Hale", "Nobody Known"), ("all", "all", "part", "all"), strict=True))
    rows = [{"name": name, "role": "staff", "present": present} for name, present in there.items()]
    answers = (
        whole(one(id).stands.kind)
        | begun
        | {"attended": rows, "day": "2026-11-23", "edition": "2026", "evidence_sent": ""}
    )
    fill(session, id, answers, signed=False)
    go(session, id, Do.SUBMIT)
    go(manager, id, Do.APPROVE_TO_SEND)
    with pytest.raises(Invalid):
        go(session, id, Do.HELD_SESSION, day="2026-11-22", signed="Safe 3")
    assert not models.Training.select().exists() and not one(id).met
    go(session, id, Do.HELD_SESSION, day="2026-11-23", signed="Safe 3")
    kept = {(row.post_id, row.whole, row.edition, row.work_id) for row in models.Training.select()}
    assert kept == {(lead, 1, "2026", id), (staff[0], 1, "2026", id), (staff[1], 0, "2026", id)}
    assert one(id).met and opened_work.look(session, id).stands.endswith("not on the school's list: Nobody Known")
    assert told() == set()
    at("2026-12-01T10:00:00Z")
    assert told() == {AlarmKind.CERTIFICATES_DUE}
    go(session, id, Do.CERTIFICATES_SENT, to="The school's office", day="2026-11-30")
    assert told() == set()
    at("2026-11-23T10:00:00Z")
    due_still = [line.subject.name for line in due.due(session).lines if line.code == "STAFF_IND"]
    assert due_still == ["Tess Hale"], "a part of it is not attendance"
    schools.appoint(session, school, "Nobody Known", PostRole.SUPPLY, began)
    fill(session, id, answers, signed=True)
    go(session, id, Do.SEND, how="hand", to="The school's office")
    assert models.Training.select().count() == 4, "who is put on the list after it is recorded, too"
    folder = tmp_path / "certificates"
    with monkeypatch.context() as patch, pytest.raises(NotAllowed):
        patch.setattr(prints, "log_and_appear", Mock(side_effect=OSError(28, "No space left on device")))
        prints.write(session, id, Paper.EACH, str(folder), draw)
    assert not folder.exists(), "nothing is left of what was not written"
    written = prints.write(session, id, Paper.EACH, str(folder), draw)
    assert written.count == 3
    assert {each.name for each in folder.iterdir()} == {"01-jo-bell.pdf", "02-kit-shaw.pdf", "03-nobody-known.pdf"}
    assert "Tess Hale" in prints.text(prints.taken_out(session, one(id), Paper.ATTENDANCE))
    go(session, id, Do.RETURN, who="The school", changes="Kit was only there for a part.")
    returned = writing.of_work(id)
    assert returned and returned.answers["attended"] == rows and len(models.Training.select()) == 4, "it was so"
    rows[1]["present"] = "part"
    fill(session, id, answers | {"attended": rows}, signed=False)
    go(session, id, Do.RESUBMIT, changed="Kit")
    live = {(row.post_id, row.whole) for row in models.Training.select().where(models.Training.void_at.is_null())}
    assert (staff[0], 0) in live and (staff[0], 1) not in live and len(live) == 4
    assert schools.leave(session, lead, day("2026-11-23"), "Moved") and due.due(session).without_lead
