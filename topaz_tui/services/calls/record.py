"""One call as the worker reports it, and what it lacks before it can be saved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.rules import checks, outcomes, representatives, reviews
from topaz_tui.rules.arranged import ArrangedAnswer, Said
from topaz_tui.rules.forms import Answers
from topaz_tui.rules.reviews import MissingAnswer, ReviewState
from topaz_tui.services.queue import Claim

NOTE_LETTERS = 3
"""The least number of letters of a note, where one is needed [ours]."""
NONE = "A note is needed."
TOO_SHORT = f"The note is too short: {NOTE_LETTERS} letters at least."


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action to be put in place, from a call. `kind` is a code of reviews.ACTIONS."""

    kind: str
    detail: str
    who: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class OtherWhoAnswered:
    """Somebody else who answered: what they may be told, and whether an authority for it was seen."""

    name: str
    relation: str = ""
    phone: str = ""
    may_be_told: str = ""
    authority_seen: str = ""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """Everything about one call, saved in one transaction.

    `contact_id` is whose number was rung, where it was not the person's own (`phone_id`).
    `token` is made once a call, so that a second press saves nothing twice. `outcome` is a code of
    outcomes.BY_CODE, '' while none is chosen. `ticks` are codes of checks.IDENTITY and SAFE_TO_TALK. `when`
    is the time that the outcome asks for; `for_me` keeps the callback for the worker. `next_recall_on` and
    `follow_up_on` None: the usual one, and none. `seen` are the notes for the next caller that were on show.
    `arranged` is what was said of the actions that were open. `spoke_with` are the answers about whoever spoke for the
    person or with them (rules/representatives.py); None where they spoke themself. `held` is the claim to let go of.
    """

    token: str
    client_id: int
    outcome: str
    rang_at: datetime
    ended_at: datetime
    direction: str = "out"
    phone_id: int | None = None
    contact_id: int | None = None
    note: str = ""
    ticks: tuple[str, ...] = ()
    when: datetime | None = None
    for_me: bool = False
    review: ReviewState = reviews.NOTHING_YET
    arranged: tuple[ArrangedAnswer, ...] = ()
    actions: tuple[NewAction, ...] = ()
    follow_up_on: date | None = None
    follow_up_why: str = ""
    next_recall_on: date | None = None
    next_note: str = ""
    question: str = ""
    answered_by: OtherWhoAnswered | None = None
    spoke_with: Answers | None = None
    seen: tuple[int, ...] = ()
    held: Claim | None = None

    @property
    def incoming(self) -> bool:
        """Did they ring us?"""
        return self.direction == "in"

    @property
    def has_review(self) -> bool:
        """Does the review have any answer? The answers given before a call broke off are kept too."""
        return any(
            given is not None
            for given in (
                *(part for answer in self.review.areas.values() for part in (answer.answer, answer.unable)),
                *self.review.extras.values(),
            )
        )


def lacking(
    record: CallRecord,
    now: datetime,
    *,
    voicemail_ok: bool | None = None,
    known: Collection[str] = checks.EVERY_STEP,
) -> tuple[MissingAnswer, ...]:
    """What stands in the way of saving, in the order of the screen: a code of the place to go to ('outcome',
    'identity', 'safe', 'note', 'when', 'action 0', 'follow_up', 'next_recall', 'answered', 'spoke_with') and the
    sentence to say. `known` are the steps of outcomes.IDENTITY for which there is something to compare."""
    outcome = outcomes.BY_CODE.get(record.outcome)
    if outcome is None:
        return (MissingAnswer("outcome", "How did the call end? Press the key of its outcome."),)
    found: list[MissingAnswer] = []
    if record.incoming and not outcome.incoming:
        found.append(
            MissingAnswer("outcome", f"A call that came in can't end as '{outcome.words}': choose another outcome.")
        )
    if not record.incoming and not outcome.outgoing:
        words = f"'{outcome.words}' is for a call that came in: choose another outcome."
        found.append(MissingAnswer("outcome", words))
    if record.contact_id is not None and outcome.only_theirs:
        words = f"'{outcome.words}' is for a call to them: you rang somebody else. Choose another outcome."
        found.append(MissingAnswer("outcome", words))
    if not record.incoming and record.phone_id is None and record.contact_id is None:
        found.append(MissingAnswer("number", "Which number was rung? Choose it, and press c."))
    if outcome.opens_review or outcome.asks_what_came or record.has_review or record.arranged:
        if lacks := checks.identity_lacks(record.ticks, known):
            found.append(MissingAnswer("identity", lacks))
        if lacks := checks.safe_to_talk_lacks(record.ticks):
            found.append(MissingAnswer("safe", lacks))
    if record.has_review and not outcome.reached_client:
        found.append(
            MissingAnswer(
                "outcome",
                f"There are answers to the review, but '{outcome.words}': clear them, or change the outcome.",
            )
        )
    if record.arranged and not outcome.reached_client:
        words = f"There are answers on what was arranged, but '{outcome.words}': clear them, or change the outcome."
        found.append(MissingAnswer("outcome", words))
    if any(each.said == Said.NOT_YET and each.by is None for each in record.arranged):
        found.append(MissingAnswer("arranged", "It has not come yet: by when is it to come now?"))
    says = sum(letter.isalpha() for letter in record.note) >= NOTE_LETTERS
    if outcome.needs_note and not says:
        found.append(MissingAnswer("note", f"{TOO_SHORT if record.note.strip() else NONE} {outcome.note_asks}"))
    elif outcome.leaves_message and not voicemail_ok and not says:
        short = f"{TOO_SHORT} " if record.note.strip() else ""
        found.append(MissingAnswer("note", f"{short}No message was agreed with them: say what was left, and why."))
    if outcome.needs_time and record.when is None:
        found.append(MissingAnswer("when", "When are they to be called back?"))
    if outcome.time and record.when is not None and record.when <= max(now, record.ended_at):
        found.append(MissingAnswer("when", f"{clock.format_moment(record.when, now)} has gone by: give a later time."))
    today = clock.local(now).date()
    for place, action in enumerate(record.actions):
        kind = reviews.ACTION[action.kind]
        lacks_here = reviews.action_lacks(kind, action.detail, action.who, action.by, today)
        found += [MissingAnswer(f"action {place}", f"{kind.words}: {missing.words}") for missing in lacks_here]
    for each in record.arranged:
        if each.by is not None and each.by <= today:
            words = f"{clock.format_day(each.by)} is not still to come: by when is it to come now?"
            found.append(MissingAnswer("arranged", words))
    for code, day in (("follow_up", record.follow_up_on), ("next_recall", record.next_recall_on)):
        if day is not None and day <= today:
            found.append(MissingAnswer(code, f"{clock.format_day(day)} is not still to come: give a later day."))
    answered = record.answered_by
    if answered and not (answered.name.strip() or answered.relation.strip()):
        found.append(MissingAnswer("answered", "Who answered? Give their name, or what they are to the person."))
    asks_them = outcome.opens_review or outcome.asks_what_came or record.has_review
    if record.contact_id is not None and asks_them and not record.spoke_with:
        found.append(MissingAnswer("spoke_with", "You rang somebody else: say with whom you spoke (ctrl+y)."))
    if record.spoke_with and (lacks_there := representatives.lacks(record.spoke_with, today)):
        found.append(MissingAnswer("spoke_with", lacks_there[1]))
    return tuple(found)
