"""An interpreter is booked for a time, and the call is bound to it: what is asked, and how a booking ends."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from topaz_tui.rules import forms
from topaz_tui.rules.forms import Question, When


class BookingEnd(StrEnum):
    """How the booking of an interpreter ended, as the store names it."""

    HELD = "held"
    MOVED = "moved"
    CANCELLED = "cancelled"
    MISSED = "missed"
    NOT_NEEDED = "not needed"
    MISTAKE = "mistake"


END_WORDS: Mapping[str, str] = {
    BookingEnd.HELD: "they were called then",
    BookingEnd.MOVED: "MOVED to another time",
    BookingEnd.CANCELLED: "CANCELLED",
    BookingEnd.MISSED: "NOBODY CALLED THEN",
    BookingEnd.NOT_NEEDED: "they were called before",
    BookingEnd.MISTAKE: "recorded by mistake",
}
AGENCY = Question("answer", "Who interprets", "line", "Who is booked, of which agency, and how are they reached?",
                  needed="Say who interprets.")  # fmt: skip
LANGUAGE = Question("language", "Language", "line", "Which one, and which dialect; empty where it is as on record.")
REFERENCE = Question("reference", "Reference", "line", "The agency's number of the booking.")
AT = Question(
    "at", "For when", "time", "On which day and at what time?", needed="Say for which day and time.", sense="ahead"
)
CALL = Question("call", "The call", "choice", "Is the person called at that time, or when it is set for?",
                options=(("then", "Is made at that time"), ("stays", "Stays as it is set")),
                needed="Say when the call is made.")  # fmt: skip
BOOK = (AGENCY, LANGUAGE, REFERENCE, AT, CALL)
"""The questions of booking an interpreter."""
CHANGE = (
    Question("what", "What became of it", "choice", "The call that is bound to it goes with it.",
             ((BookingEnd.MOVED, "Moved to another time"), (BookingEnd.CANCELLED, "Cancelled")),
             needed="Say what became of it."),
    Question("at", "For when now", "time", "On which day and at what time?", when=When("what", (BookingEnd.MOVED,)),
             needed="Say for which day and time.", sense="ahead"),
    Question("why", "Why", "line", "Who cancelled it, and why?", when=When("what", (BookingEnd.CANCELLED,)),
             needed="Say why it is cancelled."),
)  # fmt: skip
"""The questions about an interpreter who is booked."""


def words(agency: str, language: str | None, reference: str | None) -> str:
    """The interpreter who is booked, in words: 'Language Line, Tigrinya, reference 881'."""
    return ", ".join(filter(None, (agency, language, f"reference {reference}" if reference else "")))


def check() -> tuple[str, ...]:
    """The faults of the forms; sound ones have none."""
    missing = [f"no words for {end}" for end in BookingEnd if end not in END_WORDS]
    return (*missing, *forms.faults_of_form(BOOK), *forms.faults_of_form(CHANGE))


if found := check():
    raise ValueError("; ".join(found))
