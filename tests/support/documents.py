"""Documents of children's services with every question answered."""

from __future__ import annotations

from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.forms import Answer, Question


def answer(question: Question) -> Answer:
    """Some answer to it: the first of those to choose from, words, a day."""
    match question.kind:
        case "many":
            return [question.options[0][0]]
        case "choice" | "yes_no":
            return question.options[0][0]
        case "rows":
            return [{column.id: str(answer(column)) for column in question.columns}]
        case "day":
            return "2026-11-20" if question.sense == "past" else "2026-12-20"
        case "time":
            return "2026-12-20T16:00:00Z"
        case "number":
            return "90"
        case _:
            return f"words on {question.id}"


def whole(kind: WorkKind, **changed: Answer) -> dict[str, Answer]:
    return {question.id: answer(question) for question in FORMS[kind].questions} | changed
