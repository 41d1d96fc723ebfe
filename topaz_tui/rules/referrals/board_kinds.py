"""What stands on the board beside concerns: each kind is one row, with who owns it, by when, how it is decided and how
it ends.

Nothing closes by itself: a letter, a visit and the GP each bring the client back to the board [ours].
What waits because nobody can be called (`LineKind.reason`) ends with that reason, as somebody gave a number or
settled a doubt, and the history says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from topaz_tui.rules import bookings, forms, people
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.rules.forms import Answers, Question
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.queue import Reason
from topaz_tui.rules.referrals.documents import SUPPORT, DocumentKind
from topaz_tui.rules.referrals.move_ids import DecisionId

Then = Literal["waits", "queue", "ends"]
"""What follows a decision: off the board for `days` working days; first in the queue with new attempts; or done
with."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that may be decided. `does` is said in the menu, `words` in the history, `then` is what follows,
    `then_words` says so. Whoever has at least this `role` may."""

    id: DecisionId
    key: str
    does: str
    words: str
    needs: tuple[Question, ...]
    then: Then
    then_words: str
    danger: bool = False
    role: Role = Role.MANAGER


DAYS = Question("days", "Back in (working days)", "number",
                "After how many working days (1 to 260) does it come back?",
                needed="Say after how many working days it comes back to the board.")  # fmt: skip
MOST_DAYS = 260  # a working year: what waits longer than that is forgotten, not waiting [ours]
NOTE = Question("note", "Note", "text", "Anything else to keep?")
BACK = "Comes back to the board when the days are over."


def _letter(role: Role = Role.MANAGER) -> Decision:
    return Decision(DecisionId.LETTER, "l", "Send a letter", "A letter is sent", (DAYS, NOTE), "waits",
                    f"{BACK} Their page writes it: o, then L.", role=role)  # fmt: skip


def _visit(role: Role = Role.MANAGER) -> Decision:
    who = Question("who", "Who visits", "line", "Who visits?", needed="Say who visits.")
    return Decision(DecisionId.VISIT, "v", "Visit", "A visit is arranged", (who, DAYS, NOTE), "waits", BACK, role=role)


def _gp(role: Role = Role.MANAGER) -> Decision:
    who = Question("who", "Who is asked", "line", "Which GP or surgery?", needed="Say which GP is asked.")
    return Decision(DecisionId.GP, "g", "Ask the GP", "The GP is asked", (who, DAYS, NOTE), "waits", BACK, role=role)


PUT_BACK = Decision(DecisionId.PUT_BACK, "p", "Put back in the queue", "Put back in the queue", (
    Question("reason", "Reason", "line", "Why try again?", needed="Say why the client is tried again."),
), "queue", "Goes to the front of the queue with new attempts.")  # fmt: skip
CLOSE = Decision(DecisionId.CLOSE, "x", "Close", "Closed without reaching the client", (
    Question("reason", "Reason", "text", "Why is it right to stop trying?",
             needed="Say why it is right to stop trying."),
), "ends", "This recall ends: the client shows 'No recall is owed now' and is not called for it again.",
                 danger=True)  # fmt: skip
ASK = Decision(DecisionId.ASK, "c", "Ask the council", "The council is asked", (
    Question("who", "Who is asked", "line", "Whom do you ask, and what?", needed="Say whom you ask."), DAYS, NOTE,
), "waits", BACK, role=Role.WORKER)  # fmt: skip
LATER = Decision(DecisionId.LATER, "b", "Look again later", "To be looked at again later", (
    Question("reason", "Reason", "line", "What is done about it meanwhile?",
             needed="Say what is done about it meanwhile."), DAYS,
), "waits", BACK, role=Role.WORKER)  # fmt: skip
AGREED = Decision(DecisionId.AGREED, "a", "Ring at an agreed time", "A call at an agreed time is promised", (
    Question("at", "When", "time", "On which day, at what time, is it safe to ring, and somebody here to do it?",
             needed="Say for which day and time.", sense="ahead"), NOTE,
), "ends", "The call is promised for then, outside the calling hours too.")  # fmt: skip
SET_TIMES = Decision(DecisionId.SET_TIMES, "a", "Set the safe times", "The safe times are put right", (
    Question("times", "Safe times", "line",
             "When is it safe to ring? Such as Mon-Fri 10-12; Sat 2-4pm, or weekday mornings.",
             needed="Say at which times it is safe to ring."), NOTE,
), "ends", "They are called at these times, and at no others.")  # fmt: skip
STAYS = Decision(DecisionId.STAYS, "x", "Still not to be called", "Still not to be called", (
    Question("reason", "How it is known", "line", "Whom did you ask, and what was said?",
             needed="Say how you know that it is still so."),
    Question("look_on", "Look again on", "day", "The day on which it is looked at again, within a year.",
             needed="Say when it is looked at again.", sense="ahead"),
), "ends", "Nobody calls them; it is looked at again on that day.")  # fmt: skip
CALL_AGAIN = Decision(DecisionId.CALL_AGAIN, "p", "May be called again", "They may be called again", (
    Question("reason", "How it is known", "line", "Who asked them, and what did they say?",
             needed="Say how you know that they may be called again."),
), "ends", "What is owed to them is owed again, and they are called.")  # fmt: skip
ATTEMPTS_DECISIONS = (_letter(), _visit(), _gp(), PUT_BACK, CLOSE)
QUESTION_DECISIONS = (
    Decision(DecisionId.ANSWER, "a", "Answer", "Answered", (
        Question("answer", "Answer", "text", "What should the worker do?", needed="Write the answer."),
    ), "ends", "The answer stands on the client's timeline."),
)  # fmt: skip
INTERPRETER_DECISIONS = (
    Decision(DecisionId.BOOKED, "a", "Booked", "An interpreter is booked", bookings.BOOK, "ends",
             "Whoever calls next is told; a call set for another time is a question for a manager.",
             role=Role.WORKER),
    Decision(DecisionId.NOT_NEEDED, "d", "Not needed", "No interpreter is needed", (
        Question("reason", "Reason", "line", "Why is none needed?", needed="Say why none is needed."),
    ), "ends", "The call goes on as it is promised.", role=Role.WORKER),
    LATER,
)  # fmt: skip
NUMBER_DECISIONS = (
    Decision(DecisionId.THEIRS, "a", "It is theirs", "The number is theirs", (
        Question("reason", "How it is known", "line", "How do you know?", needed="Say how you know."),
    ), "ends", "The number stays in use.", role=Role.WORKER),
    Decision(DecisionId.NOT_THEIRS, "x", "It is not theirs", "The number is not theirs", (
        Question("reason", "How it is known", "line", "How do you know?", needed="Say how you know."),
    ), "ends", "The number is not used again.", danger=True, role=Role.WORKER),
    LATER,
)  # fmt: skip
PROMISE_DECISIONS = (
    Decision(DecisionId.HANDED_OVER, "h", "Told their worker", "Their worker at the council is told", (
        Question("who", "Who was told", "line", "Who at the council was told of the promise?",
                 needed="Say who was told."),
    ), "ends", "The promised call is theirs to make, and no longer ours.", role=Role.WORKER),
    LATER,
)  # fmt: skip
ANSWERED = Decision(DecisionId.SETTLED, "", "Settle it", "Settled", (
    Question("answer", "What is right", "line", "Is it so?"),
    Question("reason", "How it is known", "line", "How do you know?"),
), "ends", "What they may be called for stands on their page.", role=Role.WORKER)  # fmt: skip
"""The decisions that are made on the page of Imports, and stand in the history of the line that they end."""
DISCARD_DECISIONS = (
    Decision(DecisionId.DISCARD, "C", "Discard it", "Discarded", (
        Question("words", "How you know", "text", "What did you look at, and whom did you ask?",
                 needed="Say how you know that it is not needed."),
    ), "ends", "It goes to nobody. What is written in it stays on record, with both your names.", danger=True),
    Decision(DecisionId.GOES_ON, "D", "Don't discard it", "Not discarded", (
        Question("reason", "Why it is needed", "text", "What should its writer do now?",
                 needed="Say why it is needed."),
    ), "ends", "It is still to be submitted: its writer is told."),
)  # fmt: skip
ACTION_DECISIONS = (
    Decision(DecisionId.CAME, "a", "It came", "It came", (NOTE,), "ends", "It is over: it was put in place.",
             role=Role.WORKER),
    Decision(DecisionId.NOT_YET, "b", "Not yet: another day", "It has not come yet", (
        Question("by", "By when", "day", "The day by which it is to come now.", needed="Say by when it is to come now.",
                 sense="ahead"),
        Question("reason", "Why", "line", "Whom did you ask, and what holds it up?",
                 needed="Say what holds it up."),
    ), "ends", "It is late again after that day, and stands here then.", role=Role.WORKER),
    Decision(DecisionId.NOT_WANTED, "d", "Not wanted", "It is not wanted", (
        Question("reason", "How it is known", "line", "Who said so?", needed="Say who said so."),
    ), "ends", "It is over: nothing is put in place.", role=Role.WORKER),
    Decision(DecisionId.NOT_DONE, "e", "Not done", "It was not done", (
        Question("reason", "Why", "text", "Why was it not done, and what instead?", needed="Say why it was not done."),
    ), "ends", "It is over: nothing is put in place.", danger=True, role=Role.WORKER),
)  # fmt: skip

LETTER_DECISIONS = (
    Decision(DecisionId.WENT, "a", "It went", "It went", (
        Question("answer", "How it went", "line", "In the post, by hand, on the telephone: when, and by whom?",
                 needed="Say how it went."),
    ), "ends", "It is over: they have it.", role=Role.WORKER),
    Decision(DecisionId.NOT_TO_GO, "d", "Not to go", "It does not go", (
        Question("reason", "Why", "line", "Why does it not go, and what instead?", needed="Say why it does not go."),
    ), "ends", "It is over: it does not go.", role=Role.WORKER),
    LATER,
)  # fmt: skip
GLASS_DECISIONS = (
    Decision(DecisionId.WAS_RIGHT, "a", "It was right", "Looked at: it was right", (NOTE,), "ends",
             "It is over: the history says that you looked at it."),
    Decision(DecisionId.WAS_WRONG, "d", "It was not right", "Looked at: it was not right", (
        Question("reason", "What follows", "text", "Why was it not right, and what is done about it?",
                 needed="Say why it was not right, and what is done about it."),
    ), "ends", "It is over here: the history says what you found."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineKind:
    """One kind of line. `term` names the setting with the working days until its deadline; `begins` is the level on
    which it stands till then: its owner is a manager, or whoever made the call that led to it ('worker'). From
    the deadline it goes up the escalation path. `reason` (queue.Reason) is why the person can't be called, where
    that is what it waits for; whoever has at least `role` may take it."""

    id: EscalationKind
    words: str
    short: str  # in a list
    opened: str  # its first event
    waiting_for: str = ""
    term: str = ""
    decisions: tuple[Decision, ...] = ()
    begins: Role = Role.MANAGER
    reason: Reason | None = None
    role: Role = Role.WORKER


KIND: Mapping[str, LineKind] = {
    kind.id: kind
    for kind in (
        LineKind(EscalationKind.CONCERN, "Concern", "Concern", "Submitted"),
        LineKind(EscalationKind.REFERRAL_BACK, "Referral back to the council", "Back", "Referred back to the council"),
        LineKind(EscalationKind.SERVICE, "Referral to a service", "Referral", "Referred to a service"),
        LineKind(EscalationKind.ATTEMPTS_EXHAUSTED, "Attempts exhausted", "Attempts", "Attempts exhausted",
                 "a manager's decision", "calls.tries_decide_days", ATTEMPTS_DECISIONS,
                 reason=Reason.ATTEMPTS_EXHAUSTED, role=Role.MANAGER),
        LineKind(EscalationKind.QUESTION, "Question", "Question", "Asked", "a manager's answer",
                 "referral.question_days", QUESTION_DECISIONS, role=Role.MANAGER),
        LineKind(EscalationKind.NO_NUMBER, "No usable number", "Number", "No usable number", "a number, or another way",
                 "owned.number_days", (ASK, _letter(Role.WORKER), _visit(Role.WORKER), _gp(Role.WORKER), CLOSE),
                 Role.WORKER, Reason.NO_USABLE_NUMBER),
        LineKind(EscalationKind.NOT_SAFE, "Not safe to call", "Not safe", "Owed a call that is not safe",
                 "a safe way to reach them",
                 "owned.not_safe_days", (ASK, _visit(), _gp(), LATER, CLOSE),
                 reason=Reason.NOT_SAFE_TO_CALL, role=Role.MANAGER),
        LineKind(EscalationKind.UNREAD_TIMES, "Safe times can't be read", "Times",
                 "Owed a call, and the safe times can't be read",
                 "safe times that can be read", "owned.not_safe_days", (SET_TIMES, ASK, _visit(), _gp(), LATER, CLOSE),
                 reason=Reason.UNREAD_TIMES, role=Role.MANAGER),
        LineKind(EscalationKind.OUTSIDE_HOURS, "Safe only outside calling hours", "Hours",
                 "Owed a call, and safe only outside hours",
                 "a call agreed for a safe time", "owned.not_safe_days",
                 (AGREED, ASK, _visit(), _gp(), LATER, CLOSE), reason=Reason.OUTSIDE_HOURS, role=Role.MANAGER),
        LineKind(EscalationKind.DOUBT, "Somebody has to look", "Doubt", "Somebody has to look",
                 "somebody to look, and settle it",
                 "imports.decide_days", (ASK, LATER), Role.WORKER, Reason.DOUBT),
        LineKind(EscalationKind.AWAY, "Away, no date known", "Away", "Away, and no date is known",
                 "the day when they are back",
                 "owned.away_days", (ASK, _letter(Role.WORKER), LATER, CLOSE), Role.WORKER, Reason.AWAY),
        LineKind(EscalationKind.PROMISE, "Promised, and open to services", "Promise",
                 "A call is promised, and services are open",
                 "their worker to be told", "owned.promise_days", PROMISE_DECISIONS, Role.WORKER,
                 Reason.OPEN_TO_SERVICES),
        LineKind(EscalationKind.STOP_REVIEW, "Asked not to be called: look again", "Stopped",
                 "Asked not to be called a year ago, or as long as was said", "somebody to ask whether it is still so",
                 "owned.stop_review_days", (STAYS, CALL_AGAIN, _letter(), _visit(), _gp(), LATER),
                 reason=Reason.STOP_TO_REVIEW, role=Role.MANAGER),
        LineKind(EscalationKind.UNREADABLE, "Record can't be read", "Record", "The record can't be read",
                 "the record to be mended",
                 "owned.unreadable_days", (LATER,), reason=Reason.UNREADABLE),
        LineKind(EscalationKind.INTERPRETER, "Interpreter to be booked", "Language", "An interpreter is needed",
                 "an interpreter to be booked", "owned.interpreter_days", INTERPRETER_DECISIONS, Role.WORKER),
        LineKind(EscalationKind.WHOSE_NUMBER, "Whose number it is", "Whose", "Could not be sure who it was",
                 "somebody to find out whose number it is", "owned.whose_number_days", NUMBER_DECISIONS, Role.WORKER),
        LineKind(EscalationKind.WITHDRAWAL, "Withdrawal proposed", "Withdraw", "Withdrawal proposed",
                 "a yes or no to its withdrawal",
                 "referral.withdrawal_days", role=Role.MANAGER),
        LineKind(EscalationKind.DISCARD, "Concern to be discarded", "Discard", "Proposed to discard it",
                 "a yes or no to discarding it", "referral.withdrawal_days", DISCARD_DECISIONS, role=Role.MANAGER),
        LineKind(EscalationKind.ACTION, "Late, and not in place", "Action", "Late, and not in place",
                 "it to be in place", "owned.action_days", ACTION_DECISIONS, Role.WORKER),
        LineKind(EscalationKind.LETTER, "Written to them, and not gone", "Letter", "It has not gone", "it to go",
                 "owned.letter_days", LETTER_DECISIONS, Role.WORKER),
        LineKind(EscalationKind.DUTY_LATE, "Late, for children's services", "Late", "It is late",
                 "what shows that it was done", "owned.duty_days", (ASK, LATER), Role.WORKER),
        LineKind(EscalationKind.DUTY_AT_RISK, "Too little time left", "At risk", "Too little time is left",
                 "time, or more hands", "owned.at_risk_days", (ASK, LATER), Role.WORKER),
        LineKind(EscalationKind.WORK_RETURNED, "Returned by the council", "Returned", "The council returned it",
                 "the changes", "owned.returned_days", (LATER,), Role.WORKER),
        LineKind(EscalationKind.WORK_ON_HOLD, "On hold too long", "On hold", "It rests too long",
                 "somebody to look at it again", "owned.on_hold_days", (ASK, LATER), Role.WORKER),
        LineKind(EscalationKind.WORK_UNOWNED, "Work that nobody has", "Nobody's", "Nobody has it", "a worker",
                 "owned.unowned_days", (LATER,), role=Role.MANAGER),
        LineKind(EscalationKind.RESTRICTED, "Restricted, and owed a call", "Call", "Owed a call, and restricted",
                 "a call by somebody to whom it is open", "owned.restricted_days", (LATER, CLOSE), Role.WORKER,
                 Reason.RESTRICTED),
        LineKind(EscalationKind.BROKEN_GLASS, "Restricted record opened", "Opened", "Opened all the same",
                 "somebody else to look at it", "owned.glass_days", GLASS_DECISIONS, role=Role.MANAGER),
    )
}  # fmt: skip
"""Every kind of line on the board, by its code."""
OF_CHILDREN = (
    EscalationKind.DUTY_LATE,
    EscalationKind.DUTY_AT_RISK,
    EscalationKind.WORK_RETURNED,
    EscalationKind.WORK_ON_HOLD,
    EscalationKind.WORK_UNOWNED,
)
"""The kinds that are about a duty or a piece of work of children's services: each ends once it is so no longer."""
OF_CONCERNS = (EscalationKind.CONCERN, EscalationKind.WITHDRAWAL, EscalationKind.DISCARD)
"""The kinds that wait for something about a concern. All others are reasons why somebody is not called, or questions. A
decision about a withdrawal is recorded on the concern itself."""
OF_DOCUMENTS = (*OF_CONCERNS, *(EscalationKind(kind) for kind in SUPPORT))
"""The kinds that wait for something about a document that goes out: nobody is kept from being called by one."""
KIND_WORDS: Mapping[str, str] = {kind.id: kind.words for kind in KIND.values()}
DECISIONS: Mapping[str, tuple[Decision, ...]] = {kind.id: kind.decisions for kind in KIND.values() if kind.decisions}
RECORDED_DECISIONS: Mapping[str, tuple[Decision, ...]] = {
    **DECISIONS,
    EscalationKind.DOUBT: (*DECISIONS[EscalationKind.DOUBT], ANSWERED),
}
"""Whatever may stand in the history of a line as a decision: those of the board, and those of other pages."""
OF_REASON: Mapping[str, LineKind] = {kind.reason: kind for kind in KIND.values() if kind.reason}
"""For each queue reason that needs an owner, the kind of line that owns such a person."""


def days_wrong(answers: Answers) -> str | None:
    """What is wrong with the days until a line comes back, in a sentence; None where they are sound or missing."""
    days = answers.get("days")
    if not isinstance(days, str) or not (days.strip().isascii() and days.strip().isdigit()):
        return None
    number = int(days.strip()[:9])
    if number < 1:
        return "It comes back after 1 working day at the soonest."
    return f"That is more than a year: give at most {MOST_DAYS} working days." if number > MOST_DAYS else None


def times_wrong(answers: Answers) -> str | None:
    """What is wrong with safe times, in a sentence; None where they can be read or are missing."""
    times = answers.get("times")
    if not isinstance(times, str) or not times.strip() or people.safe_times(times):
        return None
    return "Those safe times can't be read either. Write them like Mon-Fri 10-12; Sat 2-4pm, or weekday mornings."


def decision_lacks(decision: Decision, answers: Answers) -> tuple[tuple[str, str], ...]:
    """What the decision still needs, as (id of the question, sentence); empty when it can be recorded."""
    return tuple((question.id, sentence) for question, sentence in forms.all_lacking(decision.needs, answers))


_DOCUMENTS = frozenset(kind.value for kind in DocumentKind)


def faults() -> Iterator[str]:
    """The faults of the kinds: each needs a way on, keys of its own, and a reason that exists."""
    for kind in KIND.values():
        keys = [decision.key for decision in kind.decisions]
        if len(set(keys)) != len(keys):
            yield f"{kind.id}: two decisions have one key"
        if kind.id.value not in _DOCUMENTS and not (kind.waiting_for and "." in kind.term):
            yield f"{kind.id}: nothing to wait for, or no term"
