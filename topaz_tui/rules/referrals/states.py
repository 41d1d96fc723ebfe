"""The states of a referral and the moves between them.

Sent is not received; received is not decided; decided is not closed (design.md, rule 4). A new way to send,
or a new answer from the council, is a row here: 'returned' and 'delivery_failed' have their ways out already,
and no way in yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from topaz_tui.rules import forms
from topaz_tui.rules.forms import Option, Question, When


@dataclass(frozen=True, slots=True)
class State:
    """Where a referral stands. `words` reads after 'The referral is'."""

    id: str
    words: str
    final: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that can happen to a referral. `does` is said in the menu, `words` in the history.

    `to_state` None leaves the state as it is. `both` names a question of `needs` and the answers that must
    each have been recorded, since the council last decided, before the move leads to `to_state`. `roles` may
    make it; with `second_person` never the one who raised the concern. `danger` asks for another key than its
    own. In the states of `afterwards` it may be recorded still, once, where it never was: for the history
    alone, it leads nowhere and starts no clock.
    """

    id: str
    key: str
    does: str
    words: str
    from_states: tuple[str, ...]
    to_state: str | None
    needs: tuple[Question, ...]
    both: tuple[str, tuple[str, ...]] | None = None
    roles: tuple[str, ...] = ("worker", "manager")
    second_person: bool = False
    danger: bool = False
    afterwards: tuple[str, ...] = ()


STATES: dict[str, State] = {
    state.id: state
    for state in (
        State("submitted", "submitted, not sent yet"),
        State("delivery_failed", "not delivered"),
        State("returned", "returned for more information"),
        State("sent", "sent"),
        State("acknowledged", "acknowledged"),
        State("decided", "decided"),
        State("fed_back", "decided and fed back"),
        State("closed", "closed", final=True),
        State("withdrawn", "withdrawn", final=True),
    )
}
FINAL = tuple(state.id for state in STATES.values() if state.final)
OUTSTANDING = tuple(state.id for state in STATES.values() if not state.final)
WITH_US = ("submitted", "delivery_failed", "returned")
UNDECIDED = (*WITH_US, "sent", "acknowledged")

WAYS: tuple[Option, ...] = (("phone", "Phone"), ("portal", "Portal"), ("mail", "Mail"), ("post", "Post"))
COUNCIL_DECISIONS: tuple[Option, ...] = (  # practice.md, source 10
    ("met", "The s42 duty is met"),
    ("enquiry", "Not met, but an enquiry is made"),
    ("not_met", "Not met"),
)
COUNCIL_NEXT: tuple[Option, ...] = (  # practice.md, source 10
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
NOTE = Question("note", "Note", "text", "Anything else to keep?")

MOVES: dict[str, Move] = {
    move.id: move
    for move in (
        Move("send", "s", "Record as sent", "Sent to the council", WITH_US, "sent", (
            Question("how", "How", "choice", "How was it sent?", WAYS, needed="Say how it was sent."),
            Question("who", "Who took it", "line", "Who at the council took it?", needed="Say who took it."),
            Question("when", "When", "time", "When, if not just now?"),
            Question("reference", "Council's reference", "line", "Which reference did they give, if any?"),
            NOTE,
        ), afterwards=("acknowledged", "decided", "fed_back")),  # acknowledged at once, by phone
        Move("acknowledge", "a", "Acknowledged", "Acknowledged by the council",
             (*WITH_US, "sent"), "acknowledged", (
            Question("who", "Who at the council", "line", "Who acknowledged it?",
                     needed="Say who acknowledged it."),
            Question("reference", "Council's reference", "line", "Which reference did they give?",
                     needed="Give the council's reference."),
            NOTE,
        )),
        Move("chase", "c", "Chase", "Chased", ("sent", "acknowledged"), None, (
            Question("how", "How", "choice", "How did you chase?", WAYS, needed="Say how it was chased."),
            Question("who", "Who was asked", "line", "Whom did you ask?", needed="Say who was asked."),
            Question("said", "What was said", "text", "What did they say?", needed="Write what was said."),
        )),
        # From 'decided' and 'fed back' too: councils think again, and slips are mended. The last one counts.
        Move("decide", "d", "Council's decision", "Decided by the council",
             ("sent", "acknowledged", "decided", "fed_back"), "decided", (
            Question("decision", "The council's decision", "choice", "What did the council decide?",
                     COUNCIL_DECISIONS, needed="Say what the council decided."),
            Question("next", "What the council does", "many", "What follows instead? All that apply.",
                     COUNCIL_NEXT, when=When("decision", ("not_met",)), alone="no_action",
                     needed="Say what the council does instead, or that it takes no action."),
            Question("who", "Who decided", "line", "Who told us, and who decided?",
                     needed="Say who told us."),
            NOTE,
        )),
        Move("feed_back", "f", "Feedback", "Feedback", ("decided",), "fed_back", (
            Question("to", "To whom", "choice", "Who was told the decision, or was not?", TOLD,
                     needed="Say whom the feedback was for."),
            Question("given", "Given?", "choice", "Was it given?",
                     (("given", "Given"), ("refused", "Refused, or not possible")),
                     needed="Say whether the feedback was given."),
            Question("why_not", "Why not", "text", "Why was it not given?", when=When("given", ("refused",)),
                     needed="Say why the feedback was not given."),
            NOTE,
        ), both=("to", ("adult", "referrer"))),
        Move("close", "x", "Close", "Closed", ("fed_back",), "closed", (NOTE,), danger=True),
        Move("close_early", "e", "Close without the rest", "Closed without decision or feedback",
             ("submitted", "delivery_failed", "returned", "sent", "acknowledged", "decided"), "closed", (
            Question("reason", "Reason", "text", "Why can it be closed as it stands?",
                     needed="Say why it is closed without the council's decision and both feedbacks."),
        ), roles=("manager",), second_person=True, danger=True),
        Move("withdraw", "w", "Withdraw", "Withdrawn", OUTSTANDING, "withdrawn", (
            Question("reason", "Reason", "choice", "Why is it withdrawn?", WITHDRAWALS,
                     needed="Say why it is withdrawn."),
            Question("which", "Which other concern", "line", "Which concern does it double?",
                     when=When("reason", ("duplicate",)), needed="Name the concern that it doubles."),
            Question("why", "Why", "text", "What is the reason?", when=When("reason", ("other",)),
                     needed="Write the reason for withdrawing it."),
            NOTE,
        ), roles=("manager",), second_person=True, danger=True),
    )
}  # fmt: skip


def check() -> tuple[str, ...]:
    """What is unsound in the tables; a test holds it to be empty. It proves that states and keys exist and
    are unique, that no final state has a way out, and that from every other one some path leads to closed and
    one to withdrawn."""
    return tuple(_faults())


def _faults() -> Iterator[str]:
    keys = [move.key for move in MOVES.values()]
    if len(set(keys)) != len(keys):
        yield "two moves have one key"
    for move in MOVES.values():
        ends = {*move.from_states, *move.afterwards, move.to_state or "sent"}
        if unknown := ends - set(STATES):
            yield f"{move.id}: no such state {sorted(unknown)}"
        if left := {*move.from_states, *move.afterwards} & set(FINAL):
            yield f"{move.id}: leaves the final state {sorted(left)}"
        questions = {question.id: question for question in move.needs}
        if move.both and not set(move.both[1]) <= {code for code, _ in questions[move.both[0]].options}:
            yield f"{move.id}: waits for answers that can't be given"
        yield from (f"{move.id}: {fault}" for fault in forms.faults_of_form(move.needs))
    for state in OUTSTANDING:
        yield from (f"{state}: no way to {end}" for end in FINAL if end not in _reached(state))


def _reached(state: str) -> set[str]:
    """Every state that some path of moves leads to."""
    reached, todo = {state}, [state]
    while todo:
        here = todo.pop()
        ahead = {move.to_state for move in MOVES.values() if here in move.from_states and move.to_state}
        todo += ahead - reached
        reached |= ahead
    return reached
