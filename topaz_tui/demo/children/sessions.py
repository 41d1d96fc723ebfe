"""Sessions of training in the demo: one that is being prepared, and one that was held, with its certificates."""

from __future__ import annotations

from datetime import date

from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts, works
from topaz_tui.demo.person import Row
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.children.work_states import WorkState as At
from topaz_tui.rules.forms import Answer
from topaz_tui.rules.statutory.schools import PostRole, TrainingKind

PREPARED = (Do.ACCEPT, Do.ALLOCATE, Do.START, Do.WRITE)
ORDERED: dict[Do, dict[str, Answer]] = {
    Do.ACCEPT: {"scope": "The yearly update for all staff, 90 minutes, with certificates."},
    Do.ALLOCATE: {"why": "Has taught there before."},
}
HELD = (*PREPARED, Do.SUBMIT, Do.APPROVE_TO_SEND, Do.HELD_SESSION)


def write(book: Book) -> None:
    """Both, in the first two schools."""
    first, second = book.rows["school"][:2]
    today = book.days.today
    works.piece(
        book, WorkKind.TRAINING, PREPARED, At.DRAFTING, book.workers["tbello"], code="STAFF_UPD", anchor=today,
        school=first, answers=ORDERED, known=_of(book, first, book.days.ahead(6), ""),
    )  # fmt: skip
    held = book.days.back(3)
    work = works.piece(
        book, WorkKind.TRAINING, HELD, At.READY, book.workers["rkelly"], code="STAFF_UPD", anchor=today, school=second,
        answers={**ORDERED, Do.HELD_SESSION: {"day": str(held)}}, known=_of(book, second, held, "all"),
    )  # fmt: skip
    for post in _posts(book, second):
        book.add(
            "training", post_id=post["id"], course=TrainingKind.UPDATE.value, held_on=str(held), whole=1,
            edition=str(held.year), note=None, work_id=work["id"], made_by=book.workers["rkelly"],
            made_at=book.at(held, "16:30"),
        )  # fmt: skip


def _posts(book: Book, school: Row) -> list[Row]:
    return [each for each in book.rows["school_post"] if each["school_id"] == school["id"] and not each["ended_on"]]


def _of(book: Book, school: Row, day: date, present: str) -> dict[str, Answer]:
    """What is known of the session: with `present` all of its people were there so."""
    rows = [
        {"name": each["name"], "role": "lead" if each["role"] == PostRole.LEAD else "staff"}
        | ({"present": present} if present else {})
        for each in _posts(book, school)
    ]
    return {
        "setting": school["name"], "urn": school["urn"], "commissioner": school["council"],
        "course": TrainingKind.UPDATE.value, "day": str(day), "minutes": "90", "content": [*texts.TAUGHT],
        "edition": str(day.year), "attended": rows, "absent": None, "evaluation": None, "evidence_sent": None,
    }  # fmt: skip
