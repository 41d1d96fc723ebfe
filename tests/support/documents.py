"""Documents of children's services with every question answered."""

from __future__ import annotations

from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.forms import Answer, Question


def answer(question: Question, been: str = "2026-11-20", ahead: str = "2026-12-20") -> Answer:
    """Some answer to it: the first of those to choose from, words, a day that has been or lies ahead."""
    match question.kind:
        case "many":
            return [question.options[0][0]]
        case "choice" | "yes_no":
            return question.options[0][0]
        case "rows":
            return [{column.id: str(answer(column, been, ahead)) for column in question.columns}]
        case "day":
            return been if question.sense == "past" else ahead
        case "time":
            return f"{ahead}T16:00:00Z"
        case "number":
            return "90"
        case _:
            return f"words on {question.id}"


def whole(kind: WorkKind, **changed: Answer) -> dict[str, Answer]:
    return {question.id: answer(question) for question in FORMS[kind].questions} | changed
