"""The moves between the states of a document.

Some are a person's, some the form's, and some Topaz's own, which tell what became of a sending: whatever happens is a
row here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from topaz_tui.rules.forms import Option, Question, When
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.referrals.came_of_it import came_of_it
from topaz_tui.rules.referrals.documents import EVERY, SUPPORT, DocumentKind, worded
from topaz_tui.rules.referrals.move_ids import MoveId
from topaz_tui.rules.referrals.states import (
    ENDING,
    FINAL,
    ON_THE_WAY,
    TAKES,
    UNDER_WAY,
    WITH_THEM,
    WITH_THEM_ALL,
    WITH_US,
    At,
    EscalationState,
)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can happen to a referral. `does` is said in the menu, `words` in the history.

    `to_state` None leaves the state as it is. `both` names a question of `needs` and the answers that must
    each have been recorded, since the council last decided, before the move leads to `to_state`. Whoever
    stands on the level `role`, or above it, may make it; with `second_person` never the one who raised the
    concern. `danger` asks for another key than its own. In the states of `afterwards` it may be recorded
    still, once, where it never was: for the history alone, it leads nowhere and starts no clock.

    `council` and `proposed` say whether the council has to have the concern for it, and whether a withdrawal has to be
    proposed (None: whether or not); `third`, that it is not for who proposed that. `back` leads to where it was before
    it ended, and its clocks go on. `unlisted`: not named in the menu where it can't be made. `then` says what follows.

    `of` are the documents that it is for. `by` is who makes it: a person, by `key`; a form; or Topaz, as it sends.
    `decided` names the
    council's decisions after which alone it can be made; `sends` puts the concern into the outbox; `climbs`
    takes it one level up each time.
    """

    id: MoveId
    key: str
    does: str
    words: str
    from_states: tuple[EscalationState, ...]
    to_state: EscalationState | None
    needs: tuple[Question, ...]
    both: tuple[str, tuple[str, ...]] | None = None
    role: Role = Role.WORKER
    second_person: bool = False
    danger: bool = False
    afterwards: tuple[EscalationState, ...] = ()
    by: Literal["person", "form", "topaz"] = "person"
    decided: tuple[str, ...] = ()
    sends: bool = False
    climbs: bool = False
    council: bool | None = None
    proposed: bool | None = None
    third: bool = False
    back: bool = False
    unlisted: bool = False
    then: str = ""
    of: tuple[DocumentKind, ...] = (DocumentKind.CONCERN,)


WAYS: tuple[Option, ...] = (("phone", "Phone"), ("portal", "Portal"), ("mail", "Mail"), ("post", "Post"))
COUNCIL_DECISIONS: tuple[Option, ...] = (  # SOURCES.md, 10
    ("met", "The s42 duty is met"),
    ("enquiry", "Not met, but an enquiry is made"),
    ("not_met", "Not met"),
)
COUNCIL_NEXT: tuple[Option, ...] = (  # SOURCES.md, 10
    ("advice", "Advice"),
    ("assessment", "Care Act assessment"),
    ("case_management", "Case management"),
    ("review", "Review"),
    ("service", "Another council service"),
    ("signposting", "Signposting"),
    ("other_council", "Another council"),
    ("no_action", "No action"),
)
TOLD: tuple[Option, ...] = (("adult", "The adult"), ("referrer", "Who raised it"))
WITHDRAWALS: tuple[Option, ...] = (
    ("error", "Entered in error"),
    ("duplicate", "Duplicate of another concern"),
    ("other", "Another reason"),
)
WITHDRAWN_WHY = (
    Question("reason", "Reason", "choice", "Why is it withdrawn?", WITHDRAWALS, needed="Say why it is withdrawn."),
    Question("which", "Which other concern", "line", "Which concern does it double?",
             when=When("reason", ("duplicate",)), needed="Name the concern that it doubles."),
)  # fmt: skip
CAME: tuple[Option, ...] = (
    ("helps", "In place, and helps"),
    ("part", "In place in part"),
    ("nothing", "Nothing came of it"),
    ("not_wanted", "Not wanted after all"),
)
CALLED_OFF = (
    Question("reason", "Reason", "choice", "Why is it withdrawn?", (
        ("consent", "They took their consent back"), ("error", "Entered in error"),
        ("not_needed", "No longer needed"), ("other", "Another reason"),
    ), needed="Say why it is withdrawn."),
    Question("why", "In words", "text", "What happened?", needed="Write why it is withdrawn."),
)  # fmt: skip
WHEN = Question("when", "When", "time", "When, if not just now?")
NOTE = Question("note", "Note", "text", "Anything else to keep?")

PROOF = Question("proof", "What shows it", "line", "A receipt, a number on a portal, who else heard it?")
REASON_CLOSED = "Say why it is closed without the council's decision and both feedbacks."


def _topaz(id: MoveId, words: str, to_state: EscalationState | None, *needs: Question) -> Move:
    """A move by which Topaz records a result of a sending. Where the council is known to have the concern, or has asked
    a question, the move changes no state and stands in the history only."""
    afterwards = (At.RETURNED, *WITH_THEM_ALL, *ENDING)
    return Move(id, "", "", words, UNDER_WAY, to_state, needs, by="topaz", afterwards=afterwards, of=EVERY)


CHANNEL = Question("channel", "By", "line")
TO = Question("to", "To", "line")
ANSWER = Question("answer", "Answer", "text")
MESSAGE = Question("message_id", "Message ID", "line")
NEXT = Question("next", "What follows", "line")

MOVES: dict[str, Move] = {
    move.id: move
    for move in (
        Move(MoveId.SUBMIT, "", "Submit", "Submitted", (At.DRAFT,), At.SUBMITTED, (), by="form"),
        Move(MoveId.DISCARD, "", "Discard", "Discarded", (At.DRAFT,), At.WITHDRAWN, (), by="form"),
        Move(MoveId.SEND, "s", "Record as sent", "Sent to the council", WITH_US, At.SENT, (
            Question("how", "How", "choice", "How was it sent?", WAYS, needed="Say how it was sent."),
            Question("who", "Who took it", "line", "Who at the council took it?", needed="Say who took it."),
            WHEN,
            Question("reference", "Council's reference", "line", "Which reference did they give, if any?"),
            PROOF,
            NOTE,
        ), afterwards=(At.ACKNOWLEDGED, At.TAKEN_ON, At.DECIDED, At.DISPUTED, At.FED_BACK),
             of=EVERY),  # acknowledged at once, by phone
        Move(MoveId.RESEND, "S", "Send now", "To be sent now",
             WITH_US, At.SENDING, (
            Question("reason", "Reason", "line", "Why is it sent now, and what was found out?",
                     needed="Say why it is sent now."),
        ), sends=True, of=EVERY),
        Move(MoveId.BOUNCE, "b", "Came back", "Came back: not delivered after all", (At.SENT, At.PERHAPS_SENT),
             At.DELIVERY_FAILED, (
            Question("who", "Who says so", "line", "Who or what says that it was not delivered?",
                     needed="Say who or what says that it was not delivered."),
            Question("said", "What it says", "text", "What does it say?", needed="Write what it says."),
        ), of=EVERY),
        Move(MoveId.ACKNOWLEDGE, "a", "Acknowledged", "Acknowledged by the council",
             (*WITH_US, At.SENT), At.ACKNOWLEDGED, (
            Question("who", "Who at the council", "line", "Who acknowledged it?",
                     needed="Say who acknowledged it."),
            Question("reference", "Council's reference", "line", "Which reference did they give?",
                     needed="Give the council's reference, or write that they gave none."),
            WHEN,
            PROOF,
            NOTE,
        ), of=EVERY),
        Move(MoveId.CHASE, "c", "Chase", "Chased",
             (At.PERHAPS_SENT, At.SENT, At.ACKNOWLEDGED, At.TAKEN_ON, At.DISPUTED), None, (
            Question("how", "How", "choice", "How did you chase?", WAYS, needed="Say how it was chased."),
            Question("who", "Who was asked", "line", "Whom did you ask?", needed="Say who was asked."),
            Question("said", "What was said", "text", "What did they say?", needed="Write what was said."),
        ), of=EVERY),
        Move(MoveId.RETURN, "r", "Wants more", "Returned for more information",
             (*ON_THE_WAY, At.SENT, At.ACKNOWLEDGED), At.RETURNED, (
            Question("who", "Who at the council", "line", "Who asks?", needed="Say who at the council asks."),
            Question("asked", "What they ask", "text", "What does the council want to know?",
                     needed="Write what the council wants to know."),
            WHEN,
        )),
        # From 'decided' and 'fed back' too: councils think again, and slips are mended. The last one counts.
        Move(MoveId.DECIDE, "d", "Council's decision", "Decided by the council",
             (*ON_THE_WAY, At.RETURNED, *WITH_THEM), At.DECIDED, (
            Question("decision", "The council's decision", "choice", "What did the council decide?",
                     COUNCIL_DECISIONS, needed="Say what the council decided."),
            Question("next", "What the council does", "many", "What follows instead? All that apply.",
                     COUNCIL_NEXT, when=When("decision", ("not_met",)), alone="no_action",
                     needed="Say what the council does instead, or that it takes no action."),
            Question("reason", "The council's reason", "text", "Why is the duty not met, in their words?",
                     when=When("decision", ("not_met",)),
                     needed="Write the council's reason: without it nobody can disagree."),
            Question("who", "Who decided", "line", "Who told us, and who decided?",
                     needed="Say who told us."),
            WHEN,
            NOTE,
        )),
        Move(MoveId.DISAGREE, "u", "Disagree", "Disagreement taken up in writing",
             (At.DECIDED, At.DISPUTED, At.FED_BACK), At.DISPUTED, (
            Question("who", "With whom", "line", "With whom at the council is it taken up, and by whom of us?",
                     needed="Say with whom it is taken up."),
            Question("written", "What is written", "text", "What do we write, and why is the risk still there?",
                     needed="Write what is put to the council: each step is in writing."),
        ), decided=("not_met",), climbs=True),
        Move(MoveId.ACCEPT, "L", "Accept decision", "We accepted the decision", (At.DISPUTED,), At.DECIDED, (
            Question("reason", "Reason", "text", "Why is the decision right after all, or accepted?",
                     needed="Say why we accept the decision."),
        ), role=Role.MANAGER, second_person=True),
        Move(MoveId.HAND_ON, "h", "Addition told", "Told the council what was added", WITH_THEM, None, (
            Question("how", "How", "choice", "How were they told?", WAYS, needed="Say how they were told."),
            Question("who", "Who took it", "line", "Who at the council took it?", needed="Say who took it."),
            WHEN,
            NOTE,
        )),
        # While we disagree, too: those who wait for an answer are told what there is.
        Move(MoveId.FEED_BACK, "F", "Feedback", "Feedback", (At.DECIDED, At.DISPUTED), At.FED_BACK, (
            Question("to", "To whom", "choice", "Who was told the decision, or was not?", TOLD,
                     needed="Say whom the feedback was for."),
            Question("given", "Given?", "choice", "Was it given?",
                     (("given", "Given"), ("refused", "Refused, or not possible")),
                     needed="Say whether the feedback was given."),
            Question("why_not", "Why not", "text", "Why was it not given?", when=When("given", ("refused",)),
                     needed="Say why the feedback was not given."),
            *came_of_it(),
            NOTE,
        ), both=("to", ("adult", "referrer"))),
        Move(MoveId.CLOSE, "x", "Close", "Closed", (At.FED_BACK,), At.CLOSED, (
            *came_of_it("Say what became of the council's enquiry, or that they did not tell us."), NOTE,
        ), second_person=True, danger=True, third=True),
        Move(MoveId.CLOSE_EARLY, "e", "Close without the rest", "Closed without decision or feedback",
             (*WITH_US, At.SENT, At.ACKNOWLEDGED, At.DECIDED, At.DISPUTED), At.CLOSED, (
            Question("reason", "Reason", "text", "Why can it be closed as it stands?", needed=REASON_CLOSED),
            *came_of_it(),
        ), role=Role.MANAGER, second_person=True, danger=True, third=True),
        Move(MoveId.WITHDRAW, "w", "Withdraw", "Withdrawn", WITH_US, At.WITHDRAWN, (
            *WITHDRAWN_WHY,
            Question("why", "Why", "text", "What is the reason?", when=When("reason", ("other",)),
                     needed="Write the reason for withdrawing it."),
            NOTE,
        ), role=Role.MANAGER, second_person=True, danger=True, council=False, unlisted=True),
        # What the council has is taken back by two people, and the council is told.
        Move(MoveId.PROPOSE_WITHDRAWAL, "W", "Propose to withdraw", "Withdrawal proposed", (*WITH_US,
             *WITH_THEM), None, (
            *WITHDRAWN_WHY,
            Question("why", "In words", "text", "What happened? The council and whoever raised it read this.",
                     needed="Write why it is to be withdrawn: the council reads it."),
        ), council=True, proposed=False, unlisted=True,
             then="Nothing is withdrawn yet: a manager who neither raised nor proposed it has to confirm it."),
        Move(MoveId.CONFIRM_WITHDRAWAL, "C", "Confirm the withdrawal", "Withdrawal confirmed", (*WITH_US, *WITH_THEM),
             At.WITHDRAWING, (
            Question("words", "What you looked at", "text", "What did you look at, and whom did you ask?",
                     needed="Write what you looked at before you confirm it."),
        ), role=Role.MANAGER, second_person=True, danger=True, proposed=True, third=True, unlisted=True,
             then="The council and whoever raised it are told. It stays on the board until the council knows."),
        Move(MoveId.KEEP, "D", "Don't withdraw", "Withdrawal refused: the concern stands", (*WITH_US,
             *WITH_THEM), None, (
            Question("reason", "Reason", "text", "Why does the concern stand?", needed="Say why it stands."),
        ), role=Role.MANAGER, second_person=True, proposed=True, third=True, unlisted=True,
             then="It stays where it is, and so does its deadline. Whoever proposed to withdraw it is told."),
        Move(MoveId.COUNCIL_TOLD, "T", "Council told", "The council was told that it is withdrawn", (At.WITHDRAWING,),
             At.WITHDRAWN, (
            Question("how", "How", "choice", "How were they told?", WAYS, needed="Say how they were told."),
            Question("who", "Who took it", "line", "Who at the council took it?", needed="Say who took it."),
            WHEN,
            NOTE,
        ), unlisted=True),
        Move(MoveId.REOPEN, "R", "Reopen", "Reopened", ENDING, None, (
            Question("reason", "Reason", "text", "Why is it open again?", needed="Say why it is open again."),
        ), back=True, unlisted=True, of=EVERY,
             then="It goes on from where it was, and so do its clocks: what was due then is due now."),
        # What becomes of a referral for support
        Move(MoveId.TAKE_ON, "O", "Taken on", "Taken on by the council",
             (*ON_THE_WAY, At.SENT, At.ACKNOWLEDGED, At.DECLINED), At.TAKEN_ON, (
            Question("who", "Who at the council", "line", "Who says that they take it on?", needed="Say who says so."),
            Question("starts", "What comes, and when", "line", "What do they do first, and when?",
                     needed="Say what they do first, or write that they have not said."),
            Question("reference", "Council's reference", "line", "Which reference did they give, if any?"),
            WHEN,
            NOTE,
        ), of=SUPPORT),
        Move(MoveId.DECLINE, "N", "Declined", "Declined by the council", (*ON_THE_WAY, *TAKES), At.DECLINED, (
            Question("who", "Who at the council", "line", "Who says so?", needed="Say who declined it."),
            Question("reason", "Their reason", "text", "Why not, in their words?",
                     needed="Write their reason: what is done instead hangs on it."),
            WHEN,
            NOTE,
        ), of=SUPPORT),
        Move(MoveId.OUTCOME, "x", "What came of it", "What came of it is known", (At.TAKEN_ON,), At.CLOSED, (
            Question("result", "What came of it", "choice", "Is the support in place?", CAME,
                     needed="Say what came of it."),
            Question("said", "In words", "text", "What is in place now, and what do they say of it?",
                     needed="Write what came of it."),
        ), of=SUPPORT),
        Move(MoveId.INSTEAD, "e", "Close without them", "Closed without them",
             (*UNDER_WAY, *TAKES, At.DECLINED), At.CLOSED, (
            Question("reason", "What is done instead", "text", "What is done instead, or why is nothing needed?",
                     needed="Say what is done instead."),
        ), of=SUPPORT),
        Move(MoveId.CALL_OFF, "w", "Withdraw", "Withdrawn", UNDER_WAY, At.WITHDRAWN, CALLED_OFF, unlisted=True,
             of=SUPPORT, then="Topaz sends it no more. It leaves the board, and can be opened again."),
        Move(MoveId.TAKE_BACK, "W", "Withdraw, and tell them", "Withdrawn, and the council was told",
             (At.PERHAPS_SENT, *TAKES, At.DECLINED), At.WITHDRAWN, (
            *CALLED_OFF,
            Question("who", "Who was told", "line", "Who there was told that it is withdrawn?",
                     needed="Say who was told: they hold what we wrote of the person."),
        ), unlisted=True, of=SUPPORT, then="It leaves the board, and can be opened again."),
        # What Topaz tells
        _topaz(MoveId.TRY, "Being sent", At.SENDING, CHANNEL, TO, MESSAGE),
        _topaz(MoveId.ACCEPTED, "Sent: taken at the other end", At.SENT, CHANNEL, TO, ANSWER, MESSAGE),
        _topaz(MoveId.LATER, "Not taken for now", At.SENDING, CHANNEL, ANSWER, NEXT),
        _topaz(MoveId.REFUSED, "Not delivered this way", At.SENDING, CHANNEL, ANSWER, NEXT),
        _topaz(MoveId.FAILED, "NOT DELIVERED: a person has to send it", At.DELIVERY_FAILED, CHANNEL, ANSWER),
        _topaz(MoveId.UNSURE, "PERHAPS SENT: ask the council whether it arrived", At.PERHAPS_SENT,
               CHANNEL, TO, ANSWER, MESSAGE),
        _topaz(MoveId.LETTER_SENT, "Letter or addition sent", None, CHANNEL, TO, ANSWER, MESSAGE),
        _topaz(MoveId.LETTER_FAILED, "Letter or addition NOT sent", None, CHANNEL, TO, ANSWER, NEXT),
        Move(MoveId.WITHDRAWAL_SENT, "", "", "The council was told that it is withdrawn", (At.WITHDRAWING,),
             At.WITHDRAWN,
             (CHANNEL, TO, ANSWER, MESSAGE), by="topaz", afterwards=(*WITH_US, *WITH_THEM, *FINAL)),
        _topaz(MoveId.WITHDRAWAL_FAILED, "The council was NOT told that it is withdrawn", None, CHANNEL, TO,
             ANSWER, NEXT),
        _topaz(MoveId.STOPPED, "Topaz sends it no more by itself", None),
        _topaz(MoveId.CLIMBED, "Escalated", None, Question("to", "To", "line"),
               Question("passed", "Nobody there", "line"), Question("told", "Told", "line")),
        _topaz(MoveId.REMINDED, "Reminder", None, Question("told", "Told", "line")),
        _topaz(MoveId.TOLD, "Told by mail", None, TO, ANSWER),
        _topaz(MoveId.NOT_TOLD, "Could not be told", None, TO, ANSWER),
    )
}  # fmt: skip
PERSONS = tuple(move for move in MOVES.values() if move.by == "person" and DocumentKind.CONCERN in move.of)
"""The moves that people make on a concern, in the order of the menu."""


def moves_of(kind: str) -> Mapping[str, Move]:
    """The moves by their ids, in the words of this kind of document."""
    return _moves_of(kind) if kind in SUPPORT else MOVES


@cache
def _moves_of(kind: str) -> Mapping[str, Move]:
    return {move.id: _said(kind, move) for move in MOVES.values()}


def _said(kind: str, move: Move) -> Move:
    needs = tuple(
        replace(
            question,
            words=worded(kind, question.words),
            ask=worded(kind, question.ask),
            needed=worded(kind, question.needed) if question.needed else question.needed,
        )
        for question in move.needs
    )
    return replace(
        move,
        does=worded(kind, move.does),
        words=worded(kind, move.words),
        needs=needs,
        then=worded(kind, move.then),
    )


def persons_of(kind: str) -> tuple[Move, ...]:
    """The moves that people make on this kind of document, in the order of the menu."""
    return tuple(move for move in moves_of(kind).values() if move.by == "person" and kind in move.of)
