"""What leaves Topaz on paper of a piece of work: its document whole, the young person's copy, the certificates of a
training session and its list. It is logged before it is there, and an address that somebody must not learn is in none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from topaz_tui import clock, files
from topaz_tui.errors import Conflict, NotFound
from topaz_tui.grammar import counted
from topaz_tui.rules.children import printing
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.printing import Certificate, Printed, Version
from topaz_tui.rules.children.work import WRITTEN_IN
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.concerns import as_text
from topaz_tui.services import new_file, references
from topaz_tui.services.leaving import log_and_appear
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import pieces, work_log, writing
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.services.statutory.writing import KnownDocument
from topaz_tui.store.database import transaction
from topaz_tui.store.models import CarePlacement, Client, FamilyOrder, WorkDocument

LOGGED_AS = "took out work"
NOTHING = "Nothing is written yet, so nothing prints."


class Paper(StrEnum):
    """What can be printed. The words are a choice's."""

    WHOLE = "whole"
    PLAIN = "plain"
    CERTIFICATES = "certificates"
    EACH = "each"
    ATTENDANCE = "attendance"


PAPERS: Mapping[Paper, str] = {
    Paper.WHOLE: "The whole document",
    Paper.PLAIN: "The young person's copy, in plain words",
    Paper.CERTIFICATES: "Certificates, all in one file",
    Paper.EACH: "Certificates, a file each, in a new folder",
    Paper.ATTENDANCE: "The list of who was there",
}


@dataclass(frozen=True, slots=True)
class Prints:
    """What is to be drawn: a document, or certificates."""

    reference: str
    document: Printed | None = None
    certificates: tuple[Certificate, ...] = ()


Draw = Callable[[Prints], bytes]
"""Makes a PDF of it: exchange/pdf does, which no service knows of."""


@dataclass(frozen=True, slots=True)
class PaperFile:
    """What was written: one file, or a folder of `count`. `withheld` is in how many places of the text an address was
    taken out."""

    path: Path
    count: int
    withheld: int

    @property
    def words(self) -> str:
        """'Wrote /home/x/WK-2026-00012-v1.pdf, for you alone to read.'"""
        what = f"{counted(self.count, 'file')} into {self.path}" if self.count > 1 else str(self.path)
        told = f"Wrote {what}, for you alone to read."
        if not self.withheld:
            return told
        places = counted(self.withheld, "place")
        return f"{told} An address that somebody must not learn was taken out in {places}: read them."


def proposed(known: KnownWork, document: KnownDocument | None, paper: Paper) -> str:
    """A name for the file, or the folder, with nothing personal in it."""
    version = f"-v{document.number}" if document and paper in (Paper.WHOLE, Paper.PLAIN) else ""
    more = "" if paper == Paper.WHOLE else "-certificates" if paper in (Paper.CERTIFICATES, Paper.EACH) else f"-{paper}"
    return f"{reference_of(known)}{version}{more}{'' if paper == Paper.EACH else '.pdf'}"


def reference_of(known: KnownWork) -> str:
    """'WK-2026-00012'."""
    return references.make(references.WORK, known.requested.year, known.id)


def papers(known: KnownWork, document: KnownDocument | None) -> tuple[Paper, ...]:
    """What can be printed of it now. There are certificates once the session was held, by a signed list that nobody
    writes in."""
    if document is None:
        return ()
    if known.stands.kind != WorkKind.TRAINING:
        return (Paper.WHOLE, Paper.PLAIN) if FORMS[known.stands.kind].plain else (Paper.WHOLE,)
    settled = known.met and known.stands.state not in WRITTEN_IN
    there = (Paper.CERTIFICATES, Paper.EACH) if settled and printing.certificates(document.answers) else ()
    return (*there, Paper.ATTENDANCE, Paper.WHOLE)


def find(session: Session, named: str) -> KnownWork:
    """The work of this reference or number. Raises NotFound where there is none."""
    number = references.work(named)
    known = pieces.one(number) if number is not None else None
    if known is None:
        words = f"There is no work {references.full(named)}."
        raise NotFound(words, "Give its reference, such as WK-2026-00012, or its number.")
    return known


def taken_out(session: Session, known: KnownWork, paper: Paper) -> Prints:
    """What is to be drawn of it, to be taken out of the program: that is logged. Raises Conflict where there is no such
    paper of it now."""
    pieces.need_open(session, known)
    found = _prints(session.settings.organisation, known, paper)
    with transaction():
        work_log.record(session, known.id, f"{LOGGED_AS}: {paper}")
    return found


def text(found: Prints) -> str:
    """A document as plain text. Raises ValueError for certificates, which are only drawn."""
    if found.document is None:
        raise ValueError("certificates are drawn")
    return as_text(found.document.document)


def whole(organisation: str | None, known: KnownWork, document_id: int | None = None) -> Printed:
    """The document whole, in its newest version or in that of this number: what goes to the council."""
    found = writing.of_work(known.id) if document_id is None else writing.version(document_id)
    if found is None:
        raise Conflict(NOTHING, "Begin the document first.")
    return printing.printed(known.stands.kind, found.answers, _version(organisation, known, found), _kept_from(known))


def _prints(organisation: str | None, known: KnownWork, paper: Paper) -> Prints:
    document, reference = writing.of_work(known.id), reference_of(known)
    if document is None:
        raise Conflict(NOTHING, "Begin the document first.")
    if paper not in papers(known, document):
        words = (
            "Nobody was there for all of a session that is held"
            if paper in (Paper.CERTIFICATES, Paper.EACH)
            else (f"A {known.stands.kind} has none of that")
        )
        raise Conflict(f"{words}: nothing was printed.", "Look at what is written.", "paper")
    if paper in (Paper.CERTIFICATES, Paper.EACH):
        return Prints(reference, certificates=printing.certificates(document.answers, organisation or ""))
    version = _version(organisation, known, document)
    match paper:
        case Paper.PLAIN:
            made = printing.plain_copy(known.stands.kind, document.answers, version, _kept_from(known))
        case Paper.ATTENDANCE:
            made = printing.attendance_list(document.answers, version)
        case _:
            made = printing.printed(known.stands.kind, document.answers, version, _kept_from(known))
    return Prints(reference, made)


def _version(organisation: str | None, known: KnownWork, document: KnownDocument) -> Version:
    return Version(_case(known), document.number, _sent_at(known, document), organisation or "")


def _case(known: KnownWork) -> str:
    """The number that a reader knows it by: the court's, the council's of a young person, else ours."""
    if known.order_id:
        return str(FamilyOrder.get_by_id(known.order_id).case_number)
    number = str(Client.get_by_id(known.client_id).person_id or "") if known.client_id else ""
    return " · ".join(filter(None, (number, reference_of(known))))


def _sent_at(known: KnownWork, document: KnownDocument) -> datetime | None:
    """When this version was made final: as it went to the council. None of a draft, and of one that did not arrive."""
    begun, sent = clock.from_store(WorkDocument.get_by_id(document.id).made_at), None
    for event in known.events:
        if event.move == WorkMoveId.SEND and event.at >= begun:
            sent = event.at
        elif event.move == WorkMoveId.NOT_ARRIVED:
            sent = None
    return sent


def _kept_from(known: KnownWork) -> list[str]:
    """The addresses at which the young people of it live or lived, and which somebody must not learn."""
    clients = work_log.about(known.id)
    kept = CarePlacement.select(CarePlacement.address, CarePlacement.postcode).where(
        CarePlacement.client.in_(clients), CarePlacement.kept_from.is_null(False), CarePlacement.void_at.is_null()
    )
    return [", ".join(filter(None, (row.address, row.postcode))) for row in kept if row.address or row.postcode]


# Into a file


def write(session: Session, work_id: int, paper: Paper, name: str, draw: Draw) -> PaperFile:
    """Draw it, and write it into a new file (of certificates, a file each, into a new folder) that its owner alone can
    read. Raises UserError where it can't be written, or something has that name."""
    known = pieces.one(work_id)
    if known is None:
        raise pieces.missing(work_id)
    pieces.need_open(session, known)
    found = _prints(session.settings.organisation, known, paper)
    path = new_file.path_of(name)
    made = dict(_each(found, draw)) if paper == Paper.EACH else {path.name: draw(found)}
    with new_file.in_words(path):
        if paper == Paper.EACH:
            _write_folder(session, known, path, made)
        else:
            _write(session, known, paper, path.parent, made)
    return PaperFile(path, len(made), found.document.withheld if found.document else 0)


def _write_folder(session: Session, known: KnownWork, folder: Path, made: Mapping[str, bytes]) -> None:
    """A new folder of them; none is left where they can't be written."""
    folder.mkdir(mode=0o700)
    try:
        _write(session, known, Paper.EACH, folder, made)
    except BaseException:
        with suppress(OSError):
            folder.rmdir()
        raise


def _write(session: Session, known: KnownWork, paper: Paper, folder: Path, made: Mapping[str, bytes]) -> None:
    with files.opened(folder) as place:
        if not made.keys().isdisjoint(place.names()):
            raise FileExistsError
        parts = {name: place.write(name, data) for name, data in made.items()}

        def appear() -> None:
            for name, part in parts.items():
                place.appear(part, name)

        try:
            log_and_appear(session, LOGGED_AS, f"work {known.id}: {paper}", appear, work_log.about(known.id))
        finally:
            for part in parts.values():
                place.remove(part)
        place.sync()


def _each(found: Prints, draw: Draw) -> list[tuple[str, bytes]]:
    """A certificate in each file, by the number in the list and whose it is: they are handed out by it."""
    return [
        (f"{number:02}-{_letters(each.name)}.pdf", draw(Prints(found.reference, certificates=(each,))))
        for number, each in enumerate(found.certificates, 1)
    ]


def _letters(name: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name).lower().split())[:60] or "nobody"
