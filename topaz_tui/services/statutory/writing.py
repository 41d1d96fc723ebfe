"""Write the document of a piece of work: section by section, in any order, kept as it is typed.

Its worker alone writes while the work is with them; signatures are kept until it goes to the council. What went there
stays as it was: what the council returns is written on in the next version, which begins without signatures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.grammar import counted
from topaz_tui.rules import forms
from topaz_tui.rules.children import documents, signatures
from topaz_tui.rules.children.documents import FORMS, DocumentGap
from topaz_tui.rules.children.work import WRITTEN_IN, WorkEvent, happened_on
from topaz_tui.rules.children.work_states import COURT, MADE, STATES, WorkKind, WorkState
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Answer, Answers
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access, unread
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import attendance, pieces, work_log
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.store.database import transaction
from topaz_tui.store.models import FamilyOrder, Work, WorkDocument, WorkSection
from topaz_tui.store.rows import dicts

SIGNATURES = "signatures"
SIGNED_IN = (*WRITTEN_IN, WorkState.QUALITY_CHECK, WorkState.WITH_YOUNG_PERSON, WorkState.READY)
"""The states in which a signature may be kept."""
ENDED_MADE = (*MADE, WorkState.CLOSED)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """The newest version of a document. `saved` has the version of each section that was saved, `last` the answers that
    it began from, to stand beside."""

    id: int
    work_id: int
    kind: WorkKind
    number: int
    answers: Mapping[str, Answer]
    saved: Mapping[str, int]
    last: Mapping[str, Answer]

    @property
    def open_counts(self) -> dict[str, int]:
        """How many answers each section still needs."""
        return documents.open_counts(self.kind, self.answers)

    @property
    def gaps(self) -> tuple[DocumentGap, ...]:
        """All that it still needs, in the form's order."""
        return documents.missing(self.kind, self.answers)


def of_work(work_id: int) -> KnownDocument | None:
    """The newest version of what is written in this work; None where nothing is."""
    row = _newest(work_id)
    return _document(row) if row else None


def version(document_id: int) -> KnownDocument | None:
    """The version of this number, of whatever work; None where there is none."""
    row = WorkDocument.get_or_none(WorkDocument.id == document_id)
    return _document(row) if row else None


def begin(session: Session, work_id: int) -> KnownDocument:
    """Begin the document, or go on with what is there. It begins with the answers of the last one of its kind that the
    council signed off, an addendum with those of the report before it, a session with those of the last such one of the
    school, and over them with what the record has of it. Raises NotAllowed, Conflict as `save` does."""
    with transaction():
        known = _one(work_id)
        access.opened(session, Reading.WORK_WRITTEN, *pieces.clients_of(known), subject=f"work {work_id}")
        _may_write(session, known, WRITTEN_IN)
        if found := of_work(work_id):
            return found
        kind, before = known.stands.kind, _before(known)
        begun = documents.next_version(kind, before.answers, before.kind) if before else {}
        first = attendance.first_answers(known) if known.school_id else {}
        return _begin(session, known, 1, before.id if before else None, {**begun, **first})


def save(session: Session, work_id: int, section_id: str, version: int, typed: Answers) -> int:
    """Keep what was typed in a section; returns the version of it that is kept. `version` is the one that was read, 0
    for a section that was not saved yet. Raises NotAllowed where the work is somebody else's, Conflict where nothing is
    written in it now, or another terminal saved the section meanwhile."""
    with transaction():
        known, document = _one(work_id), of_work(work_id)
        section = _section(known.stands.kind, section_id)
        _may_write(session, known, SIGNED_IN if section_id == SIGNATURES else WRITTEN_IN, section_id == SIGNATURES)
        if document is None:
            raise Conflict("Nothing is begun yet.", "Begin the document first.")
        if document.saved.get(section_id, 0) != version:
            raise Conflict("This section was saved somewhere else meanwhile.", "Look at it again.")
        ids = {question.id for question in section.questions}
        answers = forms.settled(section.questions, typed, clock.now())
        kept = {name: answers[name] for name in answers if name in ids}
        _keep(session, document.id, section_id, kept, version)
        if section_id == SIGNATURES and kept != {
            name: document.answers[name] for name in ids & document.answers.keys()
        }:
            work_log.record(session, work_id, "kept signatures")
        return version + 1


def sign(session: Session, known: KnownWork, event: WorkEvent) -> None:
    """The move says how somebody stands to the document: it stands in the document, as they said it. Part of the
    caller's transaction."""
    document = of_work(known.id)
    signatories = FORMS[known.stands.kind].signatories
    said = signatures.by_move(signatories, event.move, event.answers, happened_on(event))
    if document is None or not said:
        return
    ids = {question.id for question in _section(known.stands.kind, SIGNATURES).questions}
    kept = {name: answer for name, answer in document.answers.items() if name in ids} | said
    stays = {name: answer for name, answer in kept.items() if answer is not None}
    _keep(session, document.id, SIGNATURES, stays, document.saved.get(SIGNATURES, 0))


def next_version(session: Session, known: KnownWork) -> None:
    """Begin the next version, as the council returned this one."""
    if before := of_work(known.id):
        answers = documents.next_version(known.stands.kind, before.answers)
        _begin(session, known, before.number + 1, before.id, answers)


def refuse_gaps(known: KnownWork, *, signed: bool) -> None:
    """Raises Conflict where something is still missing in the document; with `signed` also a signature."""
    document = of_work(known.id)
    if document is None:
        raise Conflict("Nothing is written yet.", "Begin the document first.")
    gaps = [gap for gap in document.gaps if signed or gap.section != SIGNATURES]
    if gaps:
        message = f"{counted(len(gaps), 'answer', 'is')} missing in the document."
        raise Conflict(message, f"The first: {gaps[0].sentence}")


def _may_write(session: Session, known: KnownWork, states: tuple[WorkState, ...], by_others: bool = False) -> None:
    state = known.stands.state
    if state not in states:
        raise Conflict(
            f"The work is {STATES[state].words}: nothing is written in it now.", "Look at what it waits for."
        )
    if known.stands.worker != session.worker_id and not by_others:
        raise NotAllowed(f"{known.worker} writes it.", "A manager may hand it over.")


def _begin(session: Session, known: KnownWork, number: int, begun_from: int | None, answers: Answers) -> KnownDocument:
    made = {"made_by": session.worker_id, "made_at": clock.to_store(clock.now())}
    id = int(WorkDocument.insert(work=known.id, number=number, begun_from=begun_from, **made).execute())
    for section in FORMS[known.stands.kind].sections:
        carried = {question.id: answers[question.id] for question in section.questions if question.id in answers}
        if carried:
            _keep(session, id, section.id, carried, 0)
    return _document(WorkDocument.get_by_id(id))


def _keep(session: Session, document_id: int, section: str, answers: Answers, version: int) -> None:
    saved = {
        "answers": json.dumps(answers, ensure_ascii=False),
        "saved_by": session.worker_id,
        "saved_at": clock.to_store(clock.now()),
        "version": version + 1,
    }
    if version:
        here = WorkSection.document == document_id, WorkSection.section == section
        WorkSection.update(**saved).where(*here).execute()
    else:
        WorkSection.insert(document=document_id, section=section, **saved).execute()


def _before(known: KnownWork) -> KnownDocument | None:
    """The last document that this one can begin from: of the same form for the same young person, where it was signed
    off; of a report that was filed in the same case."""
    kind = known.stands.kind
    which: tuple[Any, ...]
    if known.order_id:
        case = FamilyOrder.get_by_id(known.order_id).case_number
        of_case = FamilyOrder.select(FamilyOrder.id).where(FamilyOrder.case_number == case)
        which = (Work.court_order.in_(of_case), Work.kind.in_(COURT), Work.state.in_(ENDED_MADE))
    elif known.school_id:
        which = (Work.school == known.school_id, Work.code == known.code, Work.state.in_(ENDED_MADE))
    else:
        alike = [each for each in FORMS if FORMS[each] is FORMS[kind]]
        which = (Work.client == known.client_id, Work.kind.in_(alike), Work.evidence.is_null(False))
    rows = WorkDocument.select().join(Work).where(*which, Work.id != known.id).order_by(WorkDocument.id.desc()).limit(1)
    return next((_document(row) for row in rows), None)


def _newest(work_id: int) -> Any:
    rows = WorkDocument.select().where(WorkDocument.work == work_id).order_by(WorkDocument.number.desc()).limit(1)
    return next(iter(rows), None)


def _document(row: Any) -> KnownDocument:
    answers, saved = _answers(row.id)
    last = _answers(row.begun_from_id)[0] if row.begun_from_id else {}
    kind = WorkKind(Work.get_by_id(row.work_id).kind)
    return KnownDocument(row.id, row.work_id, kind, row.number, answers, saved, last)


def _answers(document_id: int) -> tuple[dict[str, Answer], dict[str, int]]:
    answers: dict[str, Answer] = {}
    saved = {}
    for row in dicts(WorkSection.select().where(WorkSection.document == document_id).order_by(WorkSection.id)):
        saved[row["section"]] = row["version"]
        with unread.aside("work_section", row["id"]):
            answers |= unread.document_answers(row["answers"])
    return answers, saved


def _section(kind: WorkKind, id: str) -> Section:
    found = next((each for each in FORMS[kind].sections if each.id == id), None)
    if found is None:
        raise Invalid(f"A {kind} has no section {id!r}.", "", "section")
    return found


def _one(work_id: int) -> KnownWork:
    known = pieces.one(work_id)
    if known is None:
        raise pieces.missing(work_id)
    return known
