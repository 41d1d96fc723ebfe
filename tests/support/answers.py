"""An answer to any question of any form."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.rules.forms import Answer, Question


def sample(question: Question) -> Answer:
    match question.kind:
        case "many":
            return [question.options[0][0]]
        case "choice" | "yes_no":
            return question.options[-1][0]
        case "number":
            return "5"
        case "time":
            return clock.to_store(clock.now())
        case "day":
            return (clock.today() + clock.DAY).isoformat()
    return f"About {question.id}"
