"""What the forms of children's services have in common: how a needed question asks again, and rows of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from topaz_tui.rules.forms import Kind, Question

VERBS: Mapping[Kind, str] = {
    "text": "Write",
    "line": "Write",
    "choice": "Choose",
    "many": "Tick",
    "yes_no": "Answer",
    "day": "Give the day",
    "time": "Give the time",
    "number": "Give the number",
    "rows": "Add a row",
}
"""How somebody is asked for an answer of each kind that is missing."""


def need(question: Question) -> Question:
    """The question, with a sentence that asks for its answer: it is needed then."""
    return replace(question, needed=question.needed or f"{VERBS[question.kind]}: {question.words.rstrip('?')}.")


PLAN_COLUMNS = (
    need(Question("need", "Need", "line", "What is needed, in plain words?")),
    need(Question("how", "How it is met", "line", "What is done?")),
    need(Question("whom", "By whom", "line", "Who does it? A name, not a team.")),
    need(Question("by", "By when", "day", "By which day? Such as fri, +2w, 3 dec.", sense="ahead")),
)
"""What each row of a plan says: the need, how it is met, by whom, and by when."""


def plan(id: str, words: str, ask: str) -> Question:
    """A question of a plan that is answered in rows, each of the columns of PLAN_COLUMNS."""
    return need(Question(id, words, "rows", ask, columns=PLAN_COLUMNS))


def text(id: str, words: str, ask: str = "") -> Question:
    """A question for a text of several lines, whose answer is needed."""
    return need(Question(id, words, "text", ask))


def line(id: str, words: str, ask: str = "") -> Question:
    """A question for a text of one line, whose answer is needed."""
    return need(Question(id, words, "line", ask))


def yes_no(id: str, words: str, ask: str = "") -> Question:
    """A yes-or-no question whose answer is needed."""
    return need(Question(id, words, "yes_no", ask))
