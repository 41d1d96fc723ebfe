"""What may be recorded of a young person, of a court's order and of a school, each with what it asks: a row is a form.

A duty is met by what happened alone: these rows are how a worker says it by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from topaz_tui.rules import forms
from topaz_tui.rules.forms import Option, Question
from topaz_tui.rules.statutory import return_codes
from topaz_tui.rules.statutory.life import CareEnd, EventKind, Lives
from topaz_tui.rules.statutory.orders import OrderMove, ReportKind, Serves
from topaz_tui.rules.statutory.records import Stay
from topaz_tui.rules.statutory.row import DutyRow
from topaz_tui.rules.statutory.schools import PostRole, SettingKind, TrainingKind


class Of(StrEnum):
    """The subject that something is recorded of: a young person, an order or a school."""

    CLIENT = "somebody on the list who is no young person yet"
    YOUNG_PERSON = "a young person"
    ORDER = "an order of a court"
    SCHOOL = "a school"
    ANYTHING = "nothing that is there yet"


@dataclass(frozen=True, slots=True)
class HappeningRow:
    """Something that may be recorded: `words` in the list, below the heading `group`, and what it `needs`. `event` is
    what it is in a young person's life, `move` what it does to an order, where it is one of those. `changes`: its form
    begins with what is known, and only what was changed in it is written. `follows`: what else comes of it, as its form
    says."""

    code: str
    words: str
    group: str
    of: tuple[Of, ...]
    needs: tuple[Question, ...] = ()
    event: EventKind | None = None
    move: OrderMove | None = None
    changes: bool = False
    follows: str = ""


def _options(of: type[StrEnum]) -> tuple[Option, ...]:
    return tuple((each.value, each.value[:1].upper() + each.value[1:]) for each in of)


DAY = Question("day", "On", "day", "On which day?", needed="Say on which day.")
FROM = Question("day", "From", "day", "From which day on?", needed="Say from which day on.")
NOTE = Question("note", "Note", "text", "Anything else to keep?")
WHO = Question("note", "Who says so", "text", "Who says so, and as what?", needed="Say who says so.")
WHY = Question("why", "Why", "text", "It stays on record, with your name.", needed="Say why.")
PLACEMENT = Question(
    "about", "Placement's first day", "day", "Where it belongs to an earlier placement: its first day."
)
STATUSES: tuple[Option, ...] = tuple((code, f"{code} {words}") for code, words in return_codes.LEGAL_STATUSES.items())
CATEGORIES: tuple[Option, ...] = tuple((code, code.capitalize()) for code in return_codes.CATEGORIES)
REPORTS, SERVED_BY = _options(ReportKind), _options(Serves)


def _set_for(words: str, ask: str) -> Question:
    return Question("set_for", words, "day", ask, needed="Say for which day.", sense="either")


def _of_life() -> Iterator[HappeningRow]:
    """A row for each event of a life, but for what the program records by itself."""
    for group, kinds in EVENTS.items():
        for kind in kinds:
            yield HappeningRow(
                kind.name.lower(), kind.value[:1].upper() + kind.value[1:], group, (Of.YOUNG_PERSON,),
                ASKED.get(kind, (DAY, NOTE)), event=kind,
            )  # fmt: skip


Kind = EventKind
EVENTS: Mapping[str, tuple[EventKind, ...]] = {
    "Reviews and visits": (
        Kind.REVIEW_HELD, Kind.REVIEW_BOOKED, Kind.REVIEW_ASKED, Kind.REPORT_SENT, Kind.VISITED, Kind.TRIED,
    ),
    "Plans": (
        Kind.NEEDS_ASSESSED, Kind.PLAN_SIGNED_OFF, Kind.PLAN_REVIEWED, Kind.PLAN_REVIEW_ASKED, Kind.CARE_PLAN_MADE,
        Kind.PLACEMENT_PLAN_SIGNED, Kind.PLACEMENT_NOTIFIED,
    ),
    "Health and school": (Kind.HEALTH_ASSESSED, Kind.PEP_MADE),
    "Leaving care": (
        Kind.PA_VISITED, Kind.PA_CONTACT, Kind.PA_STEPPED_BACK, Kind.SUPPORT_ASKED, Kind.SUPPORT_REFUSED,
        Kind.STAYING_PUT_CONSIDERED, Kind.STAYING_PUT, Kind.STAYING_PUT_ENDED, Kind.CEASING_PROPOSED,
        Kind.CEASING_DECIDED,
    ),
    "End of our work": (Kind.DIED, Kind.TRANSFERRED),
    "Put right": (Kind.CONFIRMED,),
}  # fmt: skip
AHEAD = (Kind.REVIEW_BOOKED, Kind.CEASING_PROPOSED)
"""The events that may be recorded of a day to come."""
ASKED: Mapping[EventKind, tuple[Question, ...]] = {
    Kind.REVIEW_BOOKED: (DAY, _set_for("Booked for", "On which day is the review to be held?"), NOTE),
    Kind.CEASING_PROPOSED: (DAY, _set_for("To end on", "On which day is care to end?"), NOTE),
    Kind.PLAN_SIGNED_OFF: (DAY, WHO),
    Kind.PLAN_REVIEWED: (DAY, WHO),
    Kind.CARE_PLAN_MADE: (DAY, WHO),
    Kind.PLACEMENT_PLAN_SIGNED: (DAY, PLACEMENT, WHO),
    Kind.PLACEMENT_NOTIFIED: (DAY, PLACEMENT, NOTE),
    Kind.TRIED: (DAY, Question("note", "What was tried", "text", "What, and how often?", needed="Say what was tried.")),
    Kind.CONFIRMED: (
        DAY,
        Question(
            "set_for", "What was done on", "day", "The day of what is confirmed.", needed="Say which day's it is."
        ),
        WHO,
    ),
}
"""The questions of events that ask for more than a day and a note."""
PEOPLE = (
    Question("social_worker", "Social worker", "line", "The council's, by name."),
    Question("personal_adviser", "Personal adviser (PA)", "line", "By name."),
    Question("reviewing_officer", "Reviewing officer (IRO)", "line", "The council's, by name."),
    Question("team", "Team", "line", "The council's team."),
    Question("school", "School or college", "line", "Where they are taught."),
    Question("family", "Family", "line", "Who belongs to them."),
)
"""The questions about who has to do with a young person; their ids are those of services/statutory/young_people."""
FILE_BY = (
    Question("file_by", "File by", "day", "The day, as the order says it.", sense="either"),
    Question("file_at", "At what time", "line", "As the order says it, such as 16:00."),
)
HEARING = (
    Question("hearing", "Hearing", "day", "The day, as the order says it.", sense="either"),
    Question("hearing_at", "Hearing at", "line", "The time, such as 10:00."),
)
SEALED = Question("made", "Order made on", "day", "The day on the order.", needed="Give the day on the order.")
DOCUMENT = Question("document", "Where it is", "line", "Where is the order kept?")
ORDER = (
    Question("report", "What is ordered", "choice", "What does the court ask for?", REPORTS,
             needed="Say what is ordered."),
    Question("court", "Court", "line", "Which court made it?", needed="Name the court."),
    Question("case_number", "Case number", "line", "As it stands on the order.", needed="Give the case number."),
    SEALED,
    Question("orders", "What it asks", "text", "The issues that the order names, in its words.",
             needed="Write what the order asks."),
    *FILE_BY, *HEARING,
    Question("serves", "Who serves it", "choice", "As the order says.", SERVED_BY, needed="Say who serves it."),
    Question("council", "Council", "line", "Which council is it ordered from?"),
    Question("others", "Other children of it", "line", "Their IDs on our list, with commas between."),
    DOCUMENT,
    Question("named", "Also open to", "many", "Who else is to work on it, and sees their records."),
)  # fmt: skip
POSTS = Question("post", "Who", "choice", "Who is it?", needed="Say who.")
RESTRICTS = (
    "What is written for a court is the court's: the children's records are restricted. They are open to you, whoever "
    "has them or work for them, those named below, and managers, who lift that with a reason (R on their page)."
)
"""What follows from an order (pitfall 17 of children's services; [ours])."""
CHOSEN_LATER = ("post", "posts", "child", "owner", "named")
"""The questions whose options depend on the order, the school or the team."""
PEOPLE_OF = (Of.YOUNG_PERSON,)
_ROWS = (
    HappeningRow("take_on", "Becomes a young person of ours", "Young person", (Of.CLIENT,),
                 follows="They get a page of duties, dates and documents, beside what is known of them."),
    *_of_life(),
    HappeningRow("care_began", "Looked after, or under another status", "Care and home", PEOPLE_OF, (
        FROM, Question("status", "Legal status", "choice", "Under what?", STATUSES, needed="Say under what."),
    )),
    HappeningRow("care_ended", "Looked after no longer", "Care and home", PEOPLE_OF, (
        DAY, Question("end", "How it ended", "choice", "What happened?", _options(CareEnd),
                      needed="Say how it ended."),
    )),
    HappeningRow("placed", "Placed, or lives somewhere else", "Care and home", PEOPLE_OF, (
        FROM,
        Question("stay", "As what", "choice", "Looked after, home by agreement, or provided after care?",
                 _options(Stay), needed="Say as what."),
        Question("lives", "With whom", "choice", "What kind of place is it?", _options(Lives),
                 when=forms.When("stay", (Stay.LOOKED_AFTER,)), needed="Say what kind of place it is."),
        Question("to_18", "Meant to last to 18", "yes_no", "Is it meant to last until they are 18?",
                 when=forms.When("stay", (Stay.LOOKED_AFTER,))),
        Question("agreed", "Agreed to fewer visits on", "day", "In a long-term foster placement, where they did."),
        Question("address", "Address", "line", "Where is it?"),
        Question("postcode", "Postcode", "line"),
        Question("provider", "Provider", "line", "Who runs it?"),
        Question("kept_from", "Kept from", "line", "Who must not learn the address? It prints for nobody then."),
    )),
    HappeningRow("people", "Who has to do with them: PA, IRO, worker", "People", PEOPLE_OF, PEOPLE, changes=True),
    HappeningRow("owner", "Given to a colleague of ours", "People", PEOPLE_OF, (
        Question("owner", "To", "choice", "Who does the work for them?", needed="Say who."),
    )),
    HappeningRow("category", "What they are as a care leaver, confirmed", "People", PEOPLE_OF, (
        Question("category", "They are", "choice", "The law's own is reckoned beside it.",
                 CATEGORIES, needed="Say what they are."),
    )),
    HappeningRow("order_made", "Order of a court made", "Court", PEOPLE_OF, ORDER, follows=RESTRICTS),
    HappeningRow("born", "Date of birth corrected", "Put right", PEOPLE_OF, (
        Question("born", "Born on", "day", "The corrected day.", needed="Give the corrected day."), WHY,
    )),
    HappeningRow("ended", "A duty ends for a reason", "Put right", PEOPLE_OF, (
        Question("duty", "Which duty", "choice", "It is asked for no more, and never counts as met.",
                 needed="Say which duty ends."), WHY,
    )),
    *(HappeningRow(move.value, words, "Court", (Of.ORDER,), (SEALED, *FILE_BY, *HEARING, DOCUMENT), move=move)
      for move, words in ((OrderMove.VARIED, "Order varied"), (OrderMove.ADJOURNED, "Hearing adjourned"),
                          (OrderMove.EXPECTED, "Another day is expected: a message, no sealed order"))),
    HappeningRow("vacated", "Hearing vacated", "Court", (Of.ORDER,), (SEALED, DOCUMENT), move=OrderMove.VACATED),
    HappeningRow("withdrawn", "Application withdrawn", "Court", (Of.ORDER,), (DAY, WHY)),
    HappeningRow("child_left", "A child left the case", "Court", (Of.ORDER,), (
        Question("child", "Which child", "choice", "The report goes on for the others.", needed="Say which child."),
        DAY, WHY,
    )),
    HappeningRow("trained", "Training had", "School", (Of.SCHOOL,), (
        Question("posts", "Who was there", "many", "Everybody who was there for all of it.", needed="Say who."),
        Question("course", "Course", "choice", "Which one?", _options(TrainingKind), needed="Say which course."),
        DAY,
        Question("edition", "Edition taught", "line", "Of the guidance, such as KCSIE 2026."), NOTE,
    )),
    HappeningRow("appointed", "Somebody takes a post", "School", (Of.SCHOOL,), (
        Question("name", "Name", "line", "Who?", needed="Write their name."),
        Question("role", "As what", "choice", "As what do they work there?", _options(PostRole),
                 needed="Say as what."),
        FROM,
    )),
    HappeningRow("left_post", "Somebody leaves a post", "School", (Of.SCHOOL,), (POSTS, DAY, WHY)),
    HappeningRow("school_added", "A school, new on the list", "School", (Of.SCHOOL, Of.ANYTHING), (
        Question("name", "Name", "line", "What is it called?", needed="Write its name."),
        Question("kind", "Kind", "choice", "What is it?", _options(SettingKind), needed="Say what it is."),
        Question("council", "Council", "line", "In which council's area?"),
        Question("urn", "URN", "line", "Its number."),
    )),
)  # fmt: skip
HAPPENINGS: Mapping[str, HappeningRow] = {each.code: each for each in _ROWS}


def of(what: Of) -> tuple[HappeningRow, ...]:
    """What may be recorded of this subject, in the order of the list."""
    return tuple(each for each in _ROWS if what in each.of)


def that_meet(row: DutyRow) -> tuple[str, ...]:
    """The codes of the events that show that the duty of this row was done: they come first in the list where somebody
    stands on that duty."""
    return tuple(each.code for each in _ROWS if each.event in row.met_by)


def _faults() -> Iterator[str]:
    for each in _ROWS:
        asked = [question for question in each.needs if question.id not in (*CHOSEN_LATER, "duty")]
        yield from (f"{each.code}: {fault}" for fault in forms.faults_of_form(asked))
    if len(HAPPENINGS) != len(_ROWS):
        yield "a code is there twice"
    known = {kind for kinds in EVENTS.values() for kind in kinds}
    yield from (f"nobody can record: {kind}" for kind in EventKind if kind not in known)


if found := list(_faults()):
    raise ValueError("; ".join(found))
