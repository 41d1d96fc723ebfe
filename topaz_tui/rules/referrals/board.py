"""What else waits for a manager: a client whose tries are used up, and a question flagged from a call.

Nothing closes by itself: a letter, a visit and the GP each bring the client back to the board (practice.md,
'Tries').
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answers, Question
from topaz_tui.rules.referrals.clocks import Deadline, rung_words

Then = Literal["waits", "queue", "ends"]
"""Off the board for `days` working days and back on it; at the front of the queue with new tries; done
with."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a manager may decide. `does` is said in the menu, `words` in the history, `then` is what
    follows, `then_words` says so."""

    id: str
    key: str
    does: str
    words: str
    needs: tuple[Question, ...]
    then: Then
    then_words: str
    danger: bool = False


DAYS = Question("days", "Back in (working days)", "number",
                "After how many working days (1 to 260) does it come back?",
                needed="Say after how many working days it comes back to the board.")  # fmt: skip
MOST_DAYS = 260  # a working year: what waits longer than that is forgotten, not waiting [ours]
NOTE = Question("note", "Note", "text", "Anything else to keep?")
BACK = "Comes back to the board when the days are over."

TRIES_DECISIONS: tuple[Decision, ...] = (
    Decision("letter", "l", "Send a letter", "A letter is sent", (DAYS, NOTE), "waits", BACK),
    Decision("visit", "v", "Visit", "A visit is arranged", (
        Question("who", "Who visits", "line", "Who visits?", needed="Say who visits."),
        DAYS, NOTE,
    ), "waits", BACK),
    Decision("gp", "g", "Ask the GP", "The GP is asked", (
        Question("who", "Who is asked", "line", "Which GP or surgery?", needed="Say which GP is asked."),
        DAYS, NOTE,
    ), "waits", BACK),
    Decision("put_back", "p", "Put back in the queue", "Put back in the queue", (
        Question("reason", "Reason", "line", "Why try again?", needed="Say why the client is tried again."),
    ), "queue", "Goes to the front of the queue with new tries."),
    Decision("close", "x", "Close", "Closed without reaching the client", (
        Question("reason", "Reason", "text", "Why is it right to stop trying?",
                 needed="Say why it is right to stop trying."),
    ), "ends", "This recall ends: the client shows 'No recall is owed now' and is not called for it again.",
             danger=True),
)  # fmt: skip

QUESTION_DECISIONS: tuple[Decision, ...] = (
    Decision("answer", "a", "Answer", "Answered", (
        Question("answer", "Answer", "text", "What should the worker do?", needed="Write the answer."),
    ), "ends", "The answer stands on the client's timeline."),
)  # fmt: skip

KINDS: dict[str, str] = {
    "concern": "Concern",
    "tries used up": "Tries used up",
    "question": "Question",
}
"""What can stand on the board, in words."""
DECISIONS = {"tries used up": TRIES_DECISIONS, "question": QUESTION_DECISIONS}
WAITING_FOR = {"tries used up": "a manager's decision", "question": "a manager's answer"}


def waiting(kind: str, since: datetime, days: int, week: clock.Week) -> Deadline:
    """The deadline of what waits for a manager since then (UTC), with so many working days to decide (the
    settings' calls.tries_decide_days and referral.question_days). Raises KeyError for another kind."""
    due = clock.add_working_days(since, days, week)
    return Deadline(due, WAITING_FOR[kind], "manager", rung_words("manager"), None)


def days_wrong(answers: Answers) -> str | None:
    """What is wrong with the days until it comes back, in a sentence; None where they are sound, or not
    given."""
    days = answers.get("days")
    if not isinstance(days, str) or not (days.strip().isascii() and days.strip().isdigit()):
        return None
    number = int(days.strip()[:9])
    if number < 1:
        return "It comes back after 1 working day at the soonest."
    return f"That is more than a year: give at most {MOST_DAYS} working days." if number > MOST_DAYS else None


def decision_lacks(decision: Decision, answers: Answers) -> tuple[tuple[str, str], ...]:
    """What the decision still needs: (id of the question, sentence). Empty when it can be recorded."""
    return tuple((question.id, sentence) for question, sentence in forms.all_lacking(decision.needs, answers))
