"""Text that a worker typed into a concern that had moved on meanwhile: a manager took it over, or it was submitted
elsewhere."""

from __future__ import annotations

from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answers
from topaz_tui.services.concerns.records import adult_for, answers_of, leave_note, name_of, raised_by_of, row_of
from topaz_tui.services.concerns.submission import add
from topaz_tui.services.conflicts import FieldConflict
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction


def left_over(session: Session, concern_id: int, answers: Answers) -> tuple[FieldConflict, ...]:
    """The worker's text that differs from the concern, after a colleague went on with it, submitted or discarded it.
    Answers that were filled in for the worker are left out."""
    row = row_of(concern_id)
    kept = answers_of(row)
    adult = adult_for(session, row.client_id)
    filled_in = rules.prefill(adult, raised_by_of(session.worker_id, session.settings.organisation))
    return tuple(
        FieldConflict(question.id, question.words, "", *(forms.answer_words(question, each.get(question.id))
                                                 for each in (kept, answers)))
        for question in rules.QUESTIONS.values()
        if not forms.unanswered(answers.get(question.id))
        and answers[question.id] not in (kept.get(question.id), filled_in.get(question.id))
    )  # fmt: skip


def hand_over(session: Session, concern_id: int, answers: Answers) -> str:
    """Leave what one had typed, and the concern has not, to whoever has it now: as an addition to one that was
    submitted, else as a note on the client's timeline. Returns what became of it, in words."""
    with transaction():
        row = row_of(concern_id)
        said = "; ".join(f"{clash.words}: {clash.yours}" for clash in left_over(session, concern_id, answers))
        if not said:
            return "All of it stands in the concern already."
        text = f"Typed by {session.name} before they knew that it had gone on. {said}"
        if row.submitted_at:
            return add(session, concern_id, text)
        leave_note(session, row.client_id, f"{row.reference}: {text}")
        audit.record(session.worker_id, "left what was typed", row.client_id, f"concern {concern_id}")
        return f"It stands on the client's timeline, for {name_of(row.opened_by)}."
