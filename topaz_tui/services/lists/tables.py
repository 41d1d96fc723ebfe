"""What each list has in a file: its own lines, by the very filter of the screen. No file has a telephone number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import duties, outcomes, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.services import councils, figures, queue
from topaz_tui.services.actions import OwnAction
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import AnsweredItem, Item
from topaz_tui.services.lists.table import MOST, ListTable, day, moment, without_numbers, yes
from topaz_tui.services.queue import Filters, QueuePerson
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store.models import Client, Worker
from topaz_tui.store.rows import dicts, ids_as_one

TABS = {
    "callable": "Callable",
    "callbacks": "Callbacks",
    "waiting": "Waiting",
    "not_callable": "Not callable",
    "done": "Done today",
}
QUEUE = (
    "ID", "Name", "Age", "Band", "Assessed", "Where they stand", "What is owed", "Due", "Until", "Attempts", "With",
    "Kept for", "Language", "To know", "Last call", "How it ended", "Who called",
)  # fmt: skip
BOARD = (
    "What", "ID", "Name", "Reference", "In danger", "Waits for", "Deadline", "Late", "With", "Level", "Since",
)  # fmt: skip
WHO_DOES_IT = "Who does it"  # as a worker wrote it: it may be a daughter
ACTIONS = ("What was put in place", "ID", "Name", WHO_DOES_IT, "By", "Days late")
BEHIND = ("ID", "Name", "Times counted")


def of_queue(
    session: Session, tab: str = "callable", filters: Filters | None = None, order: str | None = None
) -> ListTable:
    """The phone list as a tab shows it, to its end. Raises Invalid where that are too many people for one file."""
    filters = filters or Filters()
    page = queue.list_people(session, tab, filters, MOST, order=order)
    if page.more:
        raise Invalid(f"These are more than {MOST:,} people: too many for one file.", "Narrow the list (f), and again.")
    told = {"List": TABS[tab], **_filters(filters, tab), "Sorted by": queue.ORDERS[page.order][0] if page.order else ""}
    rows = tuple(_person(each) for each in page.people)
    whole = not replace(filters, council=None if is_only(filters.council) else filters.council)
    return ListTable("Phone list", page.at, QUEUE, rows, told, filters.text.strip(), whole=whole)


def is_only(council: str | None) -> bool:
    """Is nobody on the list of any other council, so that to name it narrows nothing?"""
    if council is None:
        return True
    theirs = Client.council.in_(councils.spellings(council))
    return not Client.select(Client.id).where(~theirs | Client.council.is_null()).exists()


def _filters(filters: Filters, tab: str) -> dict[str, str]:
    reason = filters.reason if filters.reason in queue.TABS[tab] else None
    worker = Worker.select(Worker.name).where(Worker.id == filters.worker_id).scalar() if filters.worker_id else ""
    return {
        "Why not": queue_rules.REASON_WORDS.get(reason or "", ""),
        "Why": duties.WORDS.get(filters.why or "", filters.why or ""),
        "Band": people.BANDS.get(filters.band or "", filters.band or ""),
        "Council": filters.council or "",
        "Language": filters.language or "",
        "Worker": str(worker or ""),
        "Due from": day(filters.due_from),
        "Due until": day(filters.due_to),
    }


def _person(person: QueuePerson) -> tuple[str, ...]:
    rang, outcome, _ = person.last_call or (None, "", None)
    ended = outcomes.BY_CODE[outcome].words if outcome in outcomes.BY_CODE else outcome
    return (
        person.person_id, person.name, "" if person.age is None else str(person.age),
        people.BANDS.get(person.band or "", person.band or ""), day(person.assessed_on),
        queue_rules.REASON_WORDS[person.reason], duties.WORDS.get(person.why or "", person.why or ""),
        moment(person.due_at), moment(person.again_at), str(person.attempts or ""), person.held_by or "",
        person.kept_for or "", person.language or "", ", ".join(queue.MARKS[mark] for mark in person.marks),
        moment(rang), ended, person.last_by or "",
    )  # fmt: skip


def of_board(session: AnySession, things: Sequence[object], filters: Mapping[str, str], typed: str = "") -> ListTable:
    """These lines of the board. Alarms that are about nobody (mail does not go) are in no file."""
    ids = _person_ids(session, (each.client_id for each in things if isinstance(each, BeingWritten | AnsweredItem)))
    rows = (_line(each, ids) for each in things)
    narrowed = typed or any(words for name, words in filters.items() if name not in ("List", "Sorted by"))
    kept = tuple(row for row in rows if row)
    return ListTable(
        "Escalations", clock.now(), BOARD, kept, filters, typed, whole=not narrowed and filters.get("List") == "All"
    )


def _line(thing: object, ids: Mapping[int, str]) -> tuple[str, ...]:
    if isinstance(thing, Item):
        return (
            thing.kind_words, thing.person_id, thing.name, thing.reference or "", yes(thing.urgent), thing.wait_words,
            moment(thing.deadline), yes(thing.overdue), thing.owner, thing.level_words, moment(thing.since),
        )  # fmt: skip
    if isinstance(thing, BeingWritten):
        late = yes(thing.late(clock.now()))
        return (
            "Concern being written", ids[thing.client_id], thing.client, thing.reference, yes(thing.danger),
            "to be submitted", moment(thing.deadline), late, thing.owner, "", moment(thing.since),
        )  # fmt: skip
    if isinstance(thing, AnsweredItem):
        kind = escalations.SHORT.get(thing.kind, thing.kind)
        return (
            f"{kind}: answered, or to know", ids[thing.client_id], thing.name, "", "", "", "", "", thing.by, "",
            moment(thing.at),
        )  # fmt: skip
    return ()


def of_actions(session: Session, own: Sequence[OwnAction], filters: Mapping[str, str], typed: str = "") -> ListTable:
    """These actions, which the worker who asks sees to."""
    ids, today = _person_ids(session, (each.client_id for each in own)), clock.today()
    rows = tuple(
        (
            without_numbers(each.what), ids[each.client_id], each.name, without_numbers(each.who), day(each.due),
            str(each.days_late(today) or ""),
        )
        for each in own
    )  # fmt: skip
    told = {"Seen to by": session.name, **filters}
    return ListTable("Actions", clock.now(), ACTIONS, rows, told, typed, frozenset({WHO_DOES_IT}))


def of_figure(session: Session, report: figures.PeriodReport, code: str) -> ListTable:
    """The people whom a measure of the report counted, and no others. Raises NotAllowed where whoever asks may not see
    them."""
    line = next((each for each in report.lines if each.measure.code == code), None)
    if line is None:
        known = ", ".join(each.measure.code for each in report.lines)
        raise Invalid(f"No measure here has the code '{code}'.", f"These are there: {known}.")
    title = f"{line.measure.words}: {line.measure.numerator}"
    return of_counted(session, title, line.now.above, report.told)


def of_counted(session: Session, title: str, counted: Iterable[int], filters: Mapping[str, str]) -> ListTable:
    """The people behind a figure, each once, with how often the figure counted them."""
    found = figures.people_behind(session, counted)
    rows = tuple((each.person_id, each.name, str(each.times)) for each in found)
    return ListTable(title, clock.now(), BEHIND, rows, filters)


def _person_ids(_session: AnySession, ids: Iterable[int]) -> dict[int, str]:
    rows = Client.select(Client.id, Client.person_id).where(Client.id.in_(ids_as_one(ids)))
    return {row["id"]: str(row["person_id"]) for row in dicts(rows)}
