"""What somebody asks about being called: not to be called any more, or not before a day. Who asked, how, and whether
there was reason to doubt that the person can decide it, are kept with it.

A person is assumed to have capacity unless it is established that they lack it (Mental Capacity Act 2005, s1(2)), so a
doubt is said in words and with what was done about it. Nothing stops for good by itself: a stop has a day on which a
manager looks at it again, of at most a year [ours].
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answers, Question, When


class Wish(StrEnum):
    """What is asked about calls, as the store names it."""

    NO_CALLS = "no_calls"
    PUT_OFF = "put_off"
    CALL_AGAIN = "call_again"


WISH_WORDS: Mapping[str, str] = {
    Wish.NO_CALLS: "No more calls",
    Wish.PUT_OFF: "Later: no calls before a day",
    Wish.CALL_AGAIN: "Calls after all",
}
MOST_DAYS = 366
"""A wish is looked at again within so many days, a year [ours]."""
# The words of each choice begin with letters of their own: a letter chooses.
ASKED_BY: Mapping[str, str] = {
    "person": "They themself",
    "family": "Family or a friend",
    "attorney": "Attorney or deputy",
    "advocate": "Independent advocate",
    "worker": "Care worker, or the council",
    "other": "Somebody else",
}
HOW: Mapping[str, str] = {"phone": "Telephone", "spoken": "Face to face", "writing": "Writing"}
HOW_SAID: Mapping[str, str] = {"phone": "by telephone", "spoken": "face to face", "writing": "in writing"}
"""How they asked, within a sentence."""
CAPACITY: Mapping[str, str] = {
    "no_doubt": "No reason to doubt it",
    "doubt": "Doubt: somebody looks into it",
    "not_considered": "Still to be considered",
}
IN_DOUBT = ("doubt", "not_considered")
"""The answers about capacity after which a manager sees to it that somebody looks whether the person can decide
this."""
_OTHERS = tuple(code for code in ASKED_BY if code != "person")
QUESTIONS = (
    Question("wish", "What is asked", "choice", "", tuple(WISH_WORDS.items()), needed="Choose what is asked."),
    Question("until", "Not before", "day", "The day on which they may be called again, within a year.",
             when=When("wish", (Wish.PUT_OFF,)), needed="Say on which day they may be called again.", sense="ahead"),
    Question("look_on", "Look again on", "day", "When does a manager ask whether it is still so? Within a year.",
             when=When("wish", (Wish.NO_CALLS,)), needed="Say when a manager looks at it again.", sense="ahead"),
    Question("asked_by", "Who asked", "choice", "", tuple(ASKED_BY.items()), needed="Choose who asked."),
    Question("asked_name", "Their name", "line", "What they are to the person, and which authority was seen.",
             when=When("asked_by", _OTHERS), needed="Say who asked, and what they are to the person."),
    Question("how", "How they asked", "choice", "", tuple(HOW.items()), needed="Choose how they asked."),
    Question("capacity", "Able to decide this", "choice", "Is there reason to doubt that the person can decide this?",
             tuple(CAPACITY.items()), needed="Choose whether there is doubt."),
    Question("capacity_done", "What is done about it", "text", "What made you doubt, and who looks into it?",
             when=When("capacity", ("doubt",)), needed="Say what made you doubt, and who looks into it."),
    Question("words", "What they said", "text", "As near as you can; of somebody else also what the person says.",
             needed="Write what they said, as near as you can."),
)  # fmt: skip
"""The form of a wish, in the order in which it is asked."""


def told_to_a_manager(answers: Answers) -> str:
    """A wish that a manager has to know of, in words: what was asked, by whom, and what is in doubt."""
    wish, capacity = str(answers["wish"]), str(answers["capacity"])
    who, how = ASKED_BY[str(answers["asked_by"])], HOW_SAID[str(answers["how"])]
    said = str(answers["words"]).strip()
    doubt = ""
    if capacity in IN_DOUBT:
        stop = "" if said.endswith((".", "!", "?", "…")) else "."
        doubt = f"{stop} Able to decide this? {CAPACITY[capacity]}."
    return f"{WISH_WORDS[wish]} ({who}, {how}). {said}{doubt}"


def day_named(answers: Answers) -> date | None:
    """The day until which the wish holds: the first day of calls, or the day of the second look."""
    return forms.day_of(answers.get(day_asked(answers)))


def day_asked(answers: Answers) -> str:
    """The question that asks for the day of this wish."""
    return "until" if answers.get("wish") == Wish.PUT_OFF else "look_on"


def wrong(answers: Answers) -> str | None:
    """What is wrong with the day of a wish, in a sentence; None where the day is sound, or none is asked for."""
    day, today = day_named(answers), clock.today()
    if answers.get("wish") == Wish.CALL_AGAIN or day is None:
        return None
    if day <= today:
        return "That day is today or has gone by: give a later one."
    if (day - today).days > MOST_DAYS:
        return "That is more than a year: give a day within a year, and it is looked at again then."
    return None


def look_on_of_a_refusal(today: date) -> date:
    """The day on which a manager looks again at a refusal that was said in a call: a year from then."""
    return clock.add_months(today, 12)


def check() -> tuple[str, ...]:
    """The faults of the form of a wish; sound ones have none."""
    return forms.faults_of_form(QUESTIONS)


if found := check():
    raise ValueError("; ".join(found))
