"""The moves between the states of a piece of work: whatever happens to one is a row here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from topaz_tui.rules.children.work_states import (
    BEING_MADE,
    COURT,
    EVERY,
    MADE,
    OPEN,
    PLANS,
    TRAINING,
    WITH_WORKER,
    WorkKind,
    WorkState,
)
from topaz_tui.rules.children.work_states import WorkState as At
from topaz_tui.rules.forms import Option, Question, When
from topaz_tui.rules.permissions import Role


class WorkMoveId(StrEnum):
    """The moves by their names in the store."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ASK = "ask"
    ANSWER = "answer"
    READ_ORDER = "read_order"
    COMMISSION = "commission"
    ALLOCATE = "allocate"
    HAND_OVER = "hand_over"
    START = "start"
    SEEN = "seen"
    NOT_SEEN = "not_seen"
    WRITE = "write"
    MORE_TIME = "more_time"
    SUBMIT = "submit"
    APPROVE = "approve"
    APPROVE_TO_SEND = "approve_to_send"
    SEND_BACK = "send_back"
    SIGNED = "signed"
    DISAGREES = "disagrees"
    NOT_REACHED = "not_reached"
    HELD_SESSION = "held_session"
    CERTIFICATES_SENT = "certificates_sent"
    SEND = "send"
    NOT_ARRIVED = "not_arrived"
    CHASE = "chase"
    ACKNOWLEDGED = "acknowledged"
    SIGN_OFF = "sign_off"
    RETURN = "return"
    RESUBMIT = "resubmit"
    GIVE_COPIES = "give_copies"
    FILE = "file"
    HEARING_OVER = "hearing_over"
    ADDENDUM_ORDERED = "addendum_ordered"
    BILL = "bill"
    NOT_BILLED = "not_billed"
    PAID = "paid"
    BILL_PART = "bill_part"
    HOLD = "hold"
    LOOKED_AGAIN = "looked_again"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


Do = WorkMoveId  # in the table below


class Count(StrEnum):
    """What is counted over the life of a piece of work."""

    ROUNDS = "returned by the council"
    DRAFTS = "sent back by the quality check"
    NOT_SEEN = "failed appointments"


@dataclass(frozen=True, slots=True)
class WorkMove:
    """Something that can happen to a piece of work. `does` is said in a menu, `words` in the history.

    `to_state` None leaves the state as it is; with `back` it leads to where it was before it was put on hold. `of` are
    the kinds that it is for. Whoever has the role `role`, or a higher one, may make it; with `other_person` nobody who
    wrote any of it. `after` is what must have happened before, where that is a move of this kind of work. `counts` is
    what it adds one to. `writes`: whoever makes it is an author from then on. `agrees` is the question whose answer is
    the day by which the council is to have it.
    """

    id: WorkMoveId
    does: str
    words: str
    from_states: tuple[WorkState, ...]
    to_state: WorkState | None
    needs: tuple[Question, ...] = ()
    of: tuple[WorkKind, ...] = EVERY
    role: Role = Role.WORKER
    other_person: bool = False
    after: WorkMoveId | None = None
    counts: Count | None = None
    back: bool = False
    writes: bool = False
    agrees: str = ""


HANDOVERS: tuple[Option, ...] = (  # SOURCES.md, 38: reasons for which a worker changes
    ("MANAGE", "Workload, or a manager decided"),
    ("FCONTA", "First contact was another's"),
    ("LEFTRL", "The worker left"),
    ("ORGRST", "The team was rearranged"),
    ("TSPROC", "The process asks for another team"),
    ("ABSENC", "Absence"),
    ("CHCHAN", "The young person asked"),
    ("PCCHAN", "A parent or carer asked"),
    ("SWDIED", "The worker died"),
    ("OTHERS", "Another reason"),
)
HOLDS: tuple[Option, ...] = (
    ("adjourned", "The hearing is adjourned"),
    ("varied", "The order is varied"),
    ("missing", "The young person is missing"),
    ("moved", "They moved to another council"),
    ("ill", "Illness"),
    ("other", "Another reason"),
)
WAYS: tuple[Option, ...] = (("visit", "Visit"), ("meeting", "Meeting"), ("video", "Video"), ("phone", "Phone"))
BY_TOPAZ = "topaz"
"""The answer to 'How does it go?' that leaves it to the outbox, where the settings have a way to that council."""
BY_A_PERSON: tuple[Option, ...] = (("mail", "Mail"), ("portal", "Portal"), ("post", "Post"), ("hand", "By hand"))
SENT_BY: tuple[Option, ...] = ((BY_TOPAZ, "Topaz sends it"), *BY_A_PERSON)
A_PERSON_SENDS = When("how", tuple(code for code, _ in BY_A_PERSON))
ENDED_BY: tuple[Option, ...] = (("council", "The council"), ("court", "The court"))
BILLABLE: tuple[Option, ...] = (("all", "All of it"), ("part", "A part"), ("nothing", "Nothing"))

WHEN = Question("when", "When", "time", "When, if not just now?")
NOTE = Question("note", "Note", "text", "Anything else to keep?")
REASON = Question("reason", "Reason", "text", "Why?", needed="Say why.")
WHO = Question("who", "Who", "line", "Who says so, and as what?", needed="Say who says so.")
LOOK_AGAIN = Question("look_again", "Look again on", "day", "The day on which somebody looks at it again.",
                      needed="Say on which day somebody looks again.", sense="ahead")  # fmt: skip
COMMISSION = Question("commission", "Commission", "line", "The reference of the commission that it is under.")
PRICE = Question("price", "Price reference", "line", "Which price? Left empty, that of the commission.")
DUE = Question("due", "Due", "day", "The day by which it is to be there.", needed="Say by when.", sense="ahead")
BILLED_AS = Question(
    "bill", "Bill's reference", "line", "Under which reference is it billed?", needed="Give the bill's reference."
)
MAY_BILL = (
    Question("billable", "What may be billed", "choice", "What of it may be billed?", BILLABLE,
             needed="Say what may be billed."),
    Question("billable_what", "Which part", "line", "Which part, and why?", when=When("billable", ("part",)),
             needed="Say which part may be billed."),
)  # fmt: skip

MOVES: Mapping[str, WorkMove] = {
    move.id: move
    for move in (
        WorkMove(Do.ACCEPT, "Accept", "Accepted", (At.REQUESTED,), At.ACCEPTED, (
            Question("scope", "What is ordered", "text", "What exactly, for whom?", needed="Say what is ordered."),
            COMMISSION, PRICE, DUE,
        ), role=Role.MANAGER, agrees=DUE.id),
        WorkMove(Do.DECLINE, "Decline", "Declined", (At.REQUESTED, At.QUERY), At.DECLINED, (REASON,),
             role=Role.MANAGER),
        WorkMove(Do.ASK, "Ask back", "Asked back", (At.REQUESTED, At.ACCEPTED), At.QUERY, (
            Question("asked", "What we ask", "text", "What is not clear, or which records are missing?",
                     needed="Say what is asked."),
        )),
        WorkMove(Do.ANSWER, "Answered", "Answered by the council", (At.QUERY,), At.REQUESTED, (
            WHO, Question("answer", "Their answer", "text", "What do they say?", needed="Write their answer."),
        )),
        WorkMove(Do.READ_ORDER, "Order read", "The order was read", (At.ACCEPTED,), None, (
            Question("order", "Where the order is", "line", "Where are the sealed order and the files?",
                     needed="Say where the sealed order is."),
        ), of=COURT),
        WorkMove(Do.COMMISSION, "Put under a commission", "Put under a commission",
             tuple(state for state in OPEN if state not in (At.REQUESTED, At.QUERY)), None, (
            replace(COMMISSION, needed="Say under which commission it is."),
        ), role=Role.MANAGER),
        WorkMove(Do.ALLOCATE, "Give to a worker", "Given to a worker", (At.ACCEPTED,), At.ALLOCATED, (
            Question("worker", "Worker", "line", "Who does it?", needed="Say who does it."),
            Question("points", "Points", "number", "How heavy is it, if not as the table says?"),
            Question("why", "Why them", "line", "Why are they the right one?", needed="Say why it goes to them."),
        ), role=Role.MANAGER, after=Do.READ_ORDER),
        WorkMove(Do.HAND_OVER, "Hand over", "Handed over", (*WITH_WORKER, At.QUALITY_CHECK, At.ON_HOLD), None, (
            Question("worker", "To", "line", "Who goes on with it?", needed="Say who goes on with it."),
            Question("code", "Reason", "choice", "Why does it change hands?", HANDOVERS, needed="Choose a reason."),
            Question("left", "What is still to do", "text", "What does whoever takes it have to know?",
                     needed="Write what is still to do."),
        ), role=Role.MANAGER),
        WorkMove(Do.START, "Begin", "Begun", (At.ALLOCATED,), At.GATHERING),
        WorkMove(Do.SEEN, "Somebody was seen", "Seen", BEING_MADE[1:], None, (
            Question("whom", "Whom", "line", "Who was seen, and as what?", needed="Say who was seen."),
            Question("how", "How", "choice", "How were they seen?", WAYS, needed="Say how."),
            Question("alone", "Alone?", "yes_no", "Was a child seen alone?"), WHEN, NOTE,
        )),
        WorkMove(Do.NOT_SEEN, "Failed appointment", "Not seen", BEING_MADE, None, (
            Question("whom", "Whom", "line", "Who was not there?", needed="Say who was not there."),
            Question("how", "How", "choice", "How was it tried?", WAYS, needed="Say how it was tried."),
            WHEN, NOTE,
        ), counts=Count.NOT_SEEN),
        WorkMove(Do.WRITE, "Write", "Writing began", (At.GATHERING,), At.DRAFTING, writes=True),
        WorkMove(Do.MORE_TIME, "Ask for more time", "More time asked for", BEING_MADE, None, (
            REASON,
            Question("until", "Until", "day", "By which day?", needed="Say until when.", sense="ahead"),
        ), agrees="until"),
        WorkMove(Do.SUBMIT, "To the quality check", "Submitted to be checked", (At.DRAFTING,), At.QUALITY_CHECK,
             (NOTE,), writes=True),
        WorkMove(Do.APPROVE, "Approve", "Approved", (At.QUALITY_CHECK,), At.WITH_YOUNG_PERSON, (NOTE,), of=PLANS,
             role=Role.MANAGER, other_person=True),
        WorkMove(Do.APPROVE_TO_SEND, "Approve", "Approved", (At.QUALITY_CHECK,), At.READY, (NOTE,),
             of=(*COURT, *TRAINING), role=Role.MANAGER, other_person=True),
        WorkMove(Do.SEND_BACK, "Send back", "Sent back by the quality check", (At.QUALITY_CHECK,), At.DRAFTING, (
            Question("what", "What is to change", "text", "What, section by section?",
                     needed="Say what is to change, section by section."),
        ), role=Role.MANAGER, other_person=True, counts=Count.DRAFTS),
        WorkMove(Do.SIGNED, "Signed", "Signed by the young person", (At.WITH_YOUNG_PERSON,), At.READY, (WHEN,),
             of=PLANS),
        WorkMove(Do.DISAGREES, "They disagree", "The young person disagrees", (At.WITH_YOUNG_PERSON,), At.READY, (
            Question("says", "What they say", "text", "In their own words.", needed="Write what they say."), WHEN,
        ), of=PLANS),
        WorkMove(Do.NOT_REACHED, "Not reached", "The young person was not reached", (At.WITH_YOUNG_PERSON,), At.READY, (
            Question("tries", "What was tried", "text", "When, and how, was it tried?", needed="Say what was tried."),
        ), of=PLANS),
        WorkMove(Do.HELD_SESSION, "Session held", "The session was held", (At.READY,), None, (
            Question("day", "When", "day", "On which day?", needed="Say on which day it was held."),
            Question("signed", "Attendance signed", "line", "Where is the signed list?",
                     needed="Say where the signed list is: it alone shows who was there."),
        ), of=TRAINING),
        WorkMove(Do.CERTIFICATES_SENT, "Certificates sent", "The certificates were sent",
             (At.READY, At.SENT, At.COUNCIL_REVIEW, At.SIGNED_OFF), None, (
            Question("to", "To whom", "line", "Who has them now?", needed="Say who has them."),
            Question("day", "On", "day", "On which day?", needed="Say on which day."),
        ), of=TRAINING, after=Do.HELD_SESSION),
        WorkMove(Do.SEND, "Send", "Sent", (At.READY,), At.SENT, (
            Question("how", "How", "choice", "How does it go?", SENT_BY, needed="Say how it goes."),
            Question("to", "To", "line", "To whom?", needed="Say to whom it goes.", when=A_PERSON_SENDS),
            replace(WHEN, when=A_PERSON_SENDS),
        ), after=Do.HELD_SESSION),
        WorkMove(Do.NOT_ARRIVED, "It did not arrive", "It did not arrive", (At.SENT,), At.READY, (WHO, NOTE)),
        WorkMove(Do.CHASE, "Chase", "Chased", (At.QUERY, At.SENT, At.COUNCIL_REVIEW), None, (
            Question("who", "Who was asked", "line", "Whom did you ask?", needed="Say whom you asked."),
            Question("said", "What was said", "text", "What did they say?", needed="Write what was said."),
        )),
        WorkMove(Do.ACKNOWLEDGED, "Acknowledged", "Acknowledged by the council", (At.SENT,), At.COUNCIL_REVIEW,
             (WHO, WHEN)),
        WorkMove(Do.SIGN_OFF, "Signed off", "Signed off by the council", (At.SENT, At.COUNCIL_REVIEW), At.SIGNED_OFF, (
            WHO, Question("day", "On", "day", "On which day?", needed="Say on which day it was signed off."),
        )),
        WorkMove(Do.RETURN, "Returned", "Returned by the council", (At.SENT, At.COUNCIL_REVIEW, At.SIGNED_OFF),
             At.RETURNED, (
            WHO, Question("changes", "What is to change", "text", "What do they want changed?",
                          needed="Write what they want changed."),
        ), counts=Count.ROUNDS),
        WorkMove(Do.RESUBMIT, "To the quality check again", "Changed, and submitted again", (At.RETURNED,),
             At.QUALITY_CHECK, (
            Question("changed", "What was changed", "text", "What is different now?", needed="Say what was changed."),
        ), writes=True),
        WorkMove(Do.GIVE_COPIES, "Copies given", "Copies given", (At.SIGNED_OFF,), At.DONE, (
            Question("to", "To whom", "text", "Who has a copy now?", needed="Say who has a copy."),
            Question("day", "On", "day", "On which day?", needed="Say on which day."),
        ), of=(*PLANS, *TRAINING)),
        # A council may file by itself what it has, before it tells us that it was signed off.
        WorkMove(Do.FILE, "Filed", "Filed with the court", (At.SENT, At.COUNCIL_REVIEW, At.SIGNED_OFF), At.FILED, (
            Question("court", "Court", "line", "With which court?", needed="Name the court."),
            Question("filed_at", "Filed at", "time", "The day and the time: it is late from the minute after.",
                     needed="Say on which day, and at what time, it was filed."),
            Question("proof", "Proof", "line", "The receipt, or who took it.", needed="Say what proves it."),
        ), of=COURT),
        WorkMove(Do.HEARING_OVER, "Hearing over", "The hearing is over", (At.FILED,), At.DONE, (
            Question("ordered", "What was ordered", "text", "What did the court order?",
                     needed="Write what the court ordered."),
        ), of=COURT),
        WorkMove(Do.ADDENDUM_ORDERED, "Addendum ordered", "An addendum was ordered", (At.FILED, At.DONE), None, (
            Question("which", "The new work", "line", "Which piece of work is the addendum?",
                     needed="Name the new piece of work: an addendum has a deadline of its own."),
        ), of=COURT),
        WorkMove(Do.BILL, "Billed", "Billed", (At.DONE,), At.BILLED, (BILLED_AS,), role=Role.MANAGER),
        WorkMove(Do.NOT_BILLED, "Close without a bill", "Closed without a bill", (At.DONE,), At.CLOSED, (REASON,),
             role=Role.MANAGER),
        WorkMove(Do.PAID, "Paid", "Paid", (At.BILLED,), At.CLOSED, (WHEN,), role=Role.MANAGER),
        WorkMove(Do.BILL_PART, "Billed", "Billed after it ended early", (At.WITHDRAWN, At.SUPERSEDED), None,
             (BILLED_AS,), role=Role.MANAGER),
        WorkMove(Do.HOLD, "Put on hold", "Put on hold",
             tuple(state for state in OPEN if state not in (*MADE, At.ON_HOLD)), At.ON_HOLD, (
            Question("code", "Reason", "choice", "Why does it rest?", HOLDS, needed="Choose why it rests."),
            Question("why", "In words", "text", "What happened?", needed="Write what happened."),
            Question("named", "Who looks again", "line", "Who looks at it again?", needed="Say who looks again."),
            LOOK_AGAIN,
        )),
        WorkMove(Do.LOOKED_AGAIN, "Rest longer", "Looked at again: it rests on", (At.ON_HOLD,), None,
             (REASON, LOOK_AGAIN)),
        WorkMove(Do.RESUME, "Go on", "Gone on with", (At.ON_HOLD,), None, (REASON,), back=True),
        WorkMove(Do.WITHDRAW, "Withdrawn", "Withdrawn", tuple(state for state in OPEN if state not in MADE),
             At.WITHDRAWN, (
            Question("by", "By whom", "choice", "Who withdraws it? Nobody else can.", ENDED_BY,
                     needed="Say whether the council or the court withdrew it."),
            WHO, REASON, *MAY_BILL,
        ), role=Role.MANAGER),
        WorkMove(Do.SUPERSEDE, "Superseded", "Superseded", tuple(state for state in OPEN if state not in MADE),
             At.SUPERSEDED, (
            Question("which", "By which work", "line", "Which piece of work takes its place?",
                     needed="Name the piece of work that takes its place."),
            *MAY_BILL,
        ), role=Role.MANAGER),
    )
}  # fmt: skip


def moves_of(kind: WorkKind, state: WorkState) -> tuple[WorkMove, ...]:
    """The moves that there are for work of this kind in this state, in the table's order."""
    return tuple(move for move in MOVES.values() if kind in move.of and state in move.from_states)
