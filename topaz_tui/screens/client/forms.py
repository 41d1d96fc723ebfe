"""The windows of a client's page that ask for something new, as a table. What changes something known: changes.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from topaz_tui import clock
from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import arranged, bookings, forms, letters, people, representatives, warnings, wishes
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Option, Question, When
from topaz_tui.rules.permissions import Act
from topaz_tui.services import actions, clients
from topaz_tui.services import bookings as appointments
from topaz_tui.services.access import Restricted, restricting
from topaz_tui.services.clients import ActionLine, ClientProfile, ContactLine, OpenDoubt, WarningLine
from topaz_tui.services.interpreter_bookings import Booked
from topaz_tui.services.session import Session
from topaz_tui.widgets.dialogs import Answers, Check

ON_THE_TIMELINE = "It stands on the timeline, with your name."


@dataclass(frozen=True, slots=True)
class ClientForm:
    """A window that asks, and saves what was answered.

    `action` opens it, on the client's page (`end_warning`: the one of `warning`, on a warning). `kind` is the kind of
    its draft: it stays as it is, or drafts of an older version are not found again. `service` saves: it takes the
    session, the client's id (or `record_id`, where the form is about one record of theirs), and the answers in the
    order of the questions; with `by_question` all of them at once, by the ids of the questions. `done` is what F10
    does, in words; `saved` is what the status line says then; `danger` draws the window in red. `known` is what the
    form begins with.
    """

    action: str
    kind: str
    title: str
    questions: tuple[Question, ...]
    service: Callable[..., object]
    lead: str = ""
    done: str = "Save"
    saved: str = "Saved."
    danger: bool = False
    check: Check | None = None
    record_id: int | None = None
    by_question: bool = False
    known: Answers | None = None

    def save(self, session: Session, client_id: int, answers: Answers) -> None:
        """Save what was answered; runs in the services' thread."""
        record_id = client_id if self.record_id is None else self.record_id
        if self.by_question:
            self.service(session, record_id, answers)
        else:
            self.service(session, record_id, *(_given(question, answers) for question in self.questions))


def _given(question: Question, answers: Answers) -> object:
    """An answer as a service takes it: a day as a date, all else as text ('' where there is none)."""
    answer = answers.get(question.id)
    return forms.day_of(answer) if question.kind == "day" else str(answer or "")


def _wrong_with_warning(answers: Answers) -> UserError | None:
    """Each question says what it lacks itself: what is left is about the day of the review."""
    starts, review = forms.day_of(answers["starts"]), forms.day_of(answers["review"])
    words = warnings.lacks(str(answers["kind"]), starts, review, str(answers["told"]))
    return Invalid(words, field="review") if words else None


def _wrong_with_authority(given: Answers) -> UserError | None:
    asked = forms.visible_questions(representatives.ON_PAGE, given)
    found = representatives.wrong({each.id: given.get(each.id) for each in asked}, clock.today())
    return Invalid(found[1], field=found[0]) if found else None


def _wrong_with_wish(given: Answers) -> UserError | None:
    words = wishes.wrong(given)
    return Invalid(words, field=wishes.day_asked(given)) if words else None


FORMS = {
    form.action: form
    for form in (
        ClientForm(
            "leave_word", DraftKind.HANDOVER_NOTE, "A note for the next caller",
            (Question("text", "For the next caller", "text", "Shown to them first, before they dial.",
                      needed="Write a few words."),),
            clients.leave_handover_note, saved="Left for the next caller.",
        ),
        ClientForm(
            "note", DraftKind.NOTE, "A note",
            (Question("text", "Note", "text", "Stays on the timeline.", needed="Write a few words."),),
            clients.add_note,
        ),
        ClientForm(
            "question", DraftKind.QUESTION, "A question to the manager",
            (Question("text", "Question", "text", "It waits on the manager's board until it is answered.",
                      needed="Write what you ask."),),
            clients.ask_manager, saved="On the manager's board.",
        ),
        ClientForm(
            "restrict", DraftKind.RESTRICT, "Restrict the record",
            (Question("what", "What is to be", "choice",
                      options=(("change", "Change to whom it is open"), ("lift", "Restrict it no longer")),
                      needed="Choose one of the two."),
             Question("named", "Open to", "many", "Managers open it always. They alone, where nobody is chosen.",
                      when=When("what", ("change",))),
             Question("reason", "Why", "text", ON_THE_TIMELINE, needed="Say why.")),
            restricting.keep, done="Keep it so", by_question=True,
            lead="Others see the name and the ID, and nothing else. What is owed to them is for those named to see to.",
        ),
        ClientForm(
            "phone", DraftKind.PHONE, "A new number",
            (Question("number", "Number", "line", "All its digits, such as 020 7946 0123.",
                      needed="Write the number."),
             Question("note", "Note", "line", "Whose it is, and when it is good.")),
            clients.add_phone,
        ),
        ClientForm(
            "warning", DraftKind.WARNING, "Agree a warning",
            (Question("kind", "Warning", "choice", "What must the next caller know?",
                      tuple((kind.code, kind.words) for kind in warnings.KINDS),
                      needed="Choose what it is about."),
             Question("detail", "In words", "line", "What to do, and what not."),
             Question("starts", "From", "day", "Such as today, or 3 nov.", needed="Say from when it holds."),
             Question("review", "Review", "day", "Within a year: such as 6 months from now, +26w, or 3/5/2027.",
                      needed="Say when it is reviewed.", sense="ahead"),
             Question("told", "Was the person told", "choice", "", warnings.TOLD,
                      needed="Say whether the person was told.")),
            clients.add_warning, done="Agree", check=_wrong_with_warning,
        ),
        ClientForm(
            "end_warning", DraftKind.END_WARNING, "End this warning?",
            (Question("reason", "Why it ends", "line", needed="Say why it no longer holds."),),
            clients.end_warning, done="End it", danger=True,
        ),
        ClientForm(
            "settle", DraftKind.SETTLE, "What did you find out?",
            (Question("right", "What is right", "choice", "As you found out.", tuple(clients.SETTLED.items()),
                      needed="Say what is right.", letters=letters.of(clients.SETTLED)),
             Question("reason", "How you know", "line", ON_THE_TIMELINE, needed="Say how you know.")),
            clients.settle_doubts, saved="Settled.", danger=True,
        ),
        ClientForm(
            "interpreter", DraftKind.BOOKING, "Book an interpreter", bookings.BOOK, appointments.keep, by_question=True,
        ),
        ClientForm(
            "authority", DraftKind.AUTHORITY, "As what do they speak?", representatives.ON_PAGE,
            clients.keep_authority, saved="Kept.", by_question=True,
            check=_wrong_with_authority,
        ),
        ClientForm(
            "wish", DraftKind.WISH, "What is asked about calls?", wishes.QUESTIONS, clients.keep_wish, saved="Kept.",
            check=_wrong_with_wish, by_question=True,
        ),
        ClientForm(
            "resume", DraftKind.RESUME, "May they be called again?",
            (Question("reason", "Reason", "line", ON_THE_TIMELINE, needed="Say why they may be called again."),),
            clients.resume_calls, done="Call again", danger=True,
        ),
        ClientForm(
            "mark_done", DraftKind.ACTION, "What became of it?",
            (Question("said", "What became of it", "choice", "As you found out, or were told.",
                      tuple((choice.said, choice.words) for choice in arranged.CHOICES),
                      needed="Say what became of it.",
                      letters=tuple((choice.said, choice.key) for choice in arranged.CHOICES)),
             Question("by", "By when", "day", "The day by which it is to come now: fri, +2w, 3 dec.",
                      when=When("said", (Said.NOT_YET,)), needed="By when is it to come now?", sense="ahead"),
             Question("why", "Why", "line", ON_THE_TIMELINE, when=When("said", (Said.NOT_DONE,)),
                      needed="Say why it was not done.")),
            actions.say_one,
        ),
    )
}  # fmt: skip
"""By their action. What a window says of one record is filled in by the functions below."""
WHY_AGAIN = Question(
    "why",
    "What is so",
    "choice",
    "Was it saved by mistake, or is it so no longer?",
    options=(("mistake", "It was saved by mistake"), ("changed", "It is so no longer")),
    needed="Say whether it was a mistake.",
)
"""Asked before "resume", where a call's outcome stops the calls: a mistake is put right instead."""


def end_warning(warning: WarningLine) -> ClientForm:
    """The form that ends this warning."""
    form = FORMS["end_warning"]
    return replace(form, kind=f"{form.kind} {warning.id}", title=f"{form.title} {warning.words}",
                   lead=warning.detail, record_id=warning.id)  # fmt: skip


def restrict(kept: Restricted | None, workers: Sequence[Option]) -> ClientForm:
    """The form that restricts a record, with the workers to whom it may be open by name; of one that is restricted
    (`kept`), the form that changes or lifts that."""
    form = FORMS["restrict"]
    what, named, reason = form.questions
    asked = replace(named, options=tuple(workers))
    if kept is None:
        return replace(form, questions=(*((replace(asked, when=None),) if workers else ()), reason))
    lead = f"Restricted by {kept.by} ({clock.format_day(clock.local(kept.since).date())}), {kept.words}: {kept.reason}"
    questions = (what, *((asked,) if workers else ()), reason)
    there = [code for code, _ in workers]  # but for who is not at work any more, or opens each
    known: Answers = {"named": [str(each) for each in kept.named if str(each) in there]} if there else {}
    return replace(form, title="The record is restricted", lead=lead, questions=questions, known=known)


def authority(contact: ContactLine) -> ClientForm:
    """The form for as what this contact speaks, and what was seen of their authority."""
    form = FORMS["authority"]
    told = f"May be told: {contact.may_be_told or 'nothing agreed'}"
    lead = "\n".join(filter(None, (contact.role, told)))
    return replace(form, kind=f"{form.kind} {contact.id}", title=f"{contact.name}: as what do they speak?", lead=lead,
                   record_id=contact.id)  # fmt: skip


def interpreter(booked: Booked | None) -> ClientForm:
    """The form that books an interpreter, or says what became of the one who is booked."""
    form = FORMS["interpreter"]
    if booked is None:
        return form
    lead = f"Booked for {clock.format_moment(booked.at, clock.now())}: {booked.who}"
    return replace(form, title="The interpreter who is booked", questions=bookings.CHANGE, lead=lead)


REFUSED = "They asked for no calls."
FIRST = f"{REFUSED} That they may be called after all comes before a day from which they may."
MANAGERS = f"{REFUSED} A manager says that they may be called after all: ask one (a). Whoever kept it today may, too."


def wish(page: ClientProfile | None, session: Session) -> ClientForm:
    """The form of what is asked about calls; of somebody who asked for none it says first what can come of it."""
    form = FORMS["wish"]
    if page is None or not page.stopped:
        return form
    return replace(form, lead=FIRST if session.may(Act.LET_CALLS_GO_ON) else MANAGERS)


def became(action: ActionLine) -> ClientForm:
    """The form for what became of this action."""
    form = FORMS["mark_done"]
    return replace(form, kind=f"{form.kind} {action.id}", lead=action.words, record_id=action.id)


def _says(doubt: OpenDoubt) -> str:
    """Where it comes from: a record that looks like another was found here, and no file speaks of it."""
    return "Found" if doubt.code == people.DoubtCode.TWIN else "The file has"


def settle(doubts: Sequence[OpenDoubt]) -> ClientForm:
    """The form for whoever has found out what is right of what a file says, which stands above the questions. Two
    people can be told apart only where a file has somebody else under their ID."""
    form = FORMS["settle"]
    right, how = form.questions
    speaks_of_two = any(doubt.code == people.DoubtCode.SOMEBODY_ELSE for doubt in doubts)
    nothing_else = bool(doubts) and all(doubt.of_two for doubt in doubts)
    offered = {True: speaks_of_two, False: not nothing_else}
    options = tuple(option for option in right.options if offered[option[0] in clients.OF_TWO])
    lead = "\n".join(f"{doubt.words}\n    {_says(doubt)}: {doubt.file_has}" for doubt in doubts)
    return replace(form, questions=(replace(right, options=options), how), lead=lead)


def call_again(banner: Sequence[str]) -> ClientForm:
    """The form that lets calls go on which this banner says are stopped."""
    return replace(FORMS["resume"], lead=" · ".join(banner))
