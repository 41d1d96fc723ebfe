"""The lines of the board: their order, and the cells of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from topaz_tui import clock
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services import access
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Alarm, AnsweredItem, Board, Did, Item
from topaz_tui.services.nobody import Kept
from topaz_tui.widgets.record_list import Column, RecordLine

IN_FEW_WORDS = {
    "the council to acknowledge": "acknowledgement",
    "the service to acknowledge": "acknowledgement",
    "the council's decision": "council's decision",
    "the council to answer us": "council's answer",
    "the council to take it on": "to be taken on",
    "our answer to the council": "our answer",
    "us to tell the council": "us to tell them",
    "us to ask if it arrived": "has it arrived?",
    "us to send it another way": "us, another way",
    "a manager's decision": "manager's decision",
    "a number, or another way": "a usable number",
    "a safe way to reach them": "a safe way",
    "somebody to look, and settle it": "somebody to look",
    "a yes or no to discarding it": "a yes or no",
    "a yes or no to its withdrawal": "a yes or no",
    "an interpreter to be booked": "an interpreter",
    "their worker to be told": "worker to be told",
    "the day when they are back": "their return",
    "the days to be over": "the days to pass",
}
"""What a line waits for, where the column has no room for all of it; of what is not here each word is shown."""
COLUMNS = (
    Column("", 2),
    Column("Left", 13, when=True),
    Column("What", 8),
    Column("Name", 12, grows=3, wraps=True),
    Column("Waits for", 18, grows=2, wraps=True, shorter=IN_FEW_WORDS),
    Column("With", 12, grows=1),  # a name has room: who has it is what one looks for
    Column("Level", 15, drop=1),
)
MARKS = "! past its deadline, or not sent   ▲ within two hours   ● marked   c chased today"
MARKED, CHASED = "●", "c"
NOW, YOURS, COUNCIL, OTHERS = "Now", "With you", "With the council or a service", "With others"
EVERYBODY, ANSWERED = "Everybody on the list", "Answered, or to know"
"""The groups of the board: who has to act."""
Thing = Item | BeingWritten | AnsweredItem | Alarm | Kept
Lines = dict[object, tuple[Thing, RecordLine]]
T = TypeVar("T")


def everything(board: Board, tab: str) -> list[Thing]:
    """All that the board has on this tab: what keeps the way out from working, what is being written, what
    is outstanding, what is to be known, and what became of everybody."""
    answers = board.answers if tab in ("all", "mine") else ()
    everybody = [board.everybody] if board.everybody and tab in ("all", "people") else []
    return [*board.alarms, *board.drafts, *board.items, *answers, *everybody]


def lines_of(
    board: Board, things: Sequence[Thing], marked: Collection[int], *, answers_last: bool, sorted_by: str = ""
) -> Lines:
    """What keeps the way out from working, somebody in danger and what was not sent, before all; then by who has to
    act: oneself, the council or a service, others. In each group as it runs out; answers to one's questions before
    these, or last. `things` are what is shown of `everything`, `sorted_by` the words of an order that was asked for,
    `marked` the numbers of the concerns to be chased at once."""
    lines: Lines = {}
    drafts, items = _of(BeingWritten, things), _of(Item, things)
    alarms = _of(Alarm, things)
    lines |= _alarms(alarm for alarm in alarms if not alarm.minor)
    lines |= {("draft", each.id): (each, _draft_line(each)) for each in drafts if each.danger}
    lines |= {("item", item.id): (item, _item_line(item, marked)) for item in items if item.urgent}
    lines |= _alarms(alarm for alarm in alarms if alarm.minor)
    late = [each for each in drafts if each.late(board.at) and not each.danger]
    lines |= {("draft", each.id): (each, _draft_line(each)) for each in late}
    rest = sorted((each for each in drafts if ("draft", each.id) not in lines), key=lambda each: each.deadline)
    for item in items:
        while rest and (item.resting or rest[0].deadline < item.deadline) and not item.urgent:  # runs out first
            lines["draft", rest[0].id] = rest[0], _draft_line(rest[0])
            del rest[0]
        if not item.urgent:
            lines["item", item.id] = item, _item_line(item, marked)
    lines |= {("draft", each.id): (each, _draft_line(each)) for each in rest}
    for kept in _of(Kept, things):
        lines["everybody"] = kept, _month_line(kept)
    lines |= _answers(_of(AnsweredItem, things))
    return _sorted(lines, board, things, sorted_by) if sorted_by else _grouped(lines, board, answers_last=answers_last)


def _of(kind: type[T], things: Iterable[Thing]) -> list[T]:
    return [thing for thing in things if isinstance(thing, kind)]


def _sorted(lines: Lines, board: Board, things: Sequence[Thing], by: str) -> Lines:
    """Danger and what was not sent before all, as ever; the rest together, in the order of `things`."""
    place = {id(thing): number for number, thing in enumerate(things)}
    first = {key: each for key, each in lines.items() if _group_of(each[0], board) == NOW}
    rest = sorted((each for each in lines.items() if each[0] not in first), key=lambda each: place[id(each[1][0])])
    groups = ((NOW, first), (f"Sorted by {by}", dict(rest)))
    return {
        key: (thing, replace(line, group=f"{group}  {len(found)}"))
        for group, found in groups
        for key, (thing, line) in found.items()
    }


def _grouped(lines: Lines, board: Board, *, answers_last: bool) -> Lines:
    """The lines by who has to act, those of a group in the order in which they were, each with its heading. A worker
    looks for the answer, a manager for what is late."""
    rest = (YOURS, COUNCIL, OTHERS, EVERYBODY)
    order = (NOW, *rest, ANSWERED) if answers_last else (NOW, ANSWERED, *rest)
    groups: dict[str, Lines] = {group: {} for group in order}
    for key, (thing, line) in lines.items():
        groups[_group_of(thing, board)][key] = thing, line
    return {
        key: (thing, replace(line, group=f"{group}  {len(found)}"))
        for group, found in groups.items()
        for key, (thing, line) in found.items()
    }


def _group_of(thing: Thing, board: Board) -> str:
    """Who has to act."""
    match thing:
        case Alarm():
            return NOW
        case AnsweredItem():
            return ANSWERED
        case Kept():
            return EVERYBODY
        case BeingWritten():
            mine = board.me in (thing.author_id, thing.with_id)
            return NOW if thing.danger or thing.late(board.at) else YOURS if mine else OTHERS
    if thing.urgent or thing.unsent:
        return NOW
    return COUNCIL if thing.with_council else YOURS if board.me is not None and thing.with_id == board.me else OTHERS


def _alarms(alarms: Iterable[Alarm]) -> Lines:
    return {
        alarm.key: (
            alarm,
            RecordLine(alarm.key, ("!", "now", "ALARM", alarm.what, alarm.do, "", ""), "danger"),
        )
        for alarm in alarms
    }


def _answers(answers: Iterable[AnsweredItem]) -> Lines:
    lines: Lines = {}
    for answered in answers:
        left = "answered" if answered.did == Did.ANSWERED else "to know"
        cells = ("✓", left, escalations.SHORT[answered.kind], answered.name, answered.answer, answered.by, "")
        lines["answered", answered.id] = answered, RecordLine(("answered", answered.id), cells)
    return lines


def _item_line(item: Item, marked: Collection[int]) -> RecordLine:
    kind = item.short_words
    then = MARKED if item.id in marked else CHASED if is_today(item.chased_at) else ""
    mark = f"{item.mark or ' '}{then}" if then else item.mark
    cells = (mark, item.left, kind, item.name, item.wait_words, item.owner, item.level_words)
    tone = "late" if item.overdue else "quiet" if item.resting else ""
    tone = "danger" if item.urgent else "unsent" if item.unsent else tone
    return RecordLine(("item", item.id), cells, tone)


def _draft_line(draft: BeingWritten) -> RecordLine:
    late = draft.danger or draft.late(clock.now())
    kind = escalations.DANGER if draft.danger else escalations.SHORT[EscalationKind.CONCERN]
    left = clock.format_time_left(draft.deadline, clock.now())
    cells = ("!" if late else "", left, kind, draft.client, "to be submitted", draft.owner, "Being written")
    return RecordLine(("draft", draft.id), cells, "danger" if draft.danger else "late" if late else "quiet")


def _month_line(kept: Kept) -> RecordLine:
    month = kept.found.month
    return RecordLine("everybody", ("", "", "Month", month.name, month.sum, "", ""), "quiet")


def left_cells(lines: Iterable[RecordLine], board: Board) -> dict[object, tuple[str, ...]]:
    """What each of these lines says once it is gone from the page: that it is over, or, where it is still on the board,
    that it stands elsewhere there."""
    there = {("item", each.id) for each in board.every} | {("draft", each.id) for each in board.every_draft}
    said = {True: ("→", "elsewhere"), False: ("✓", "over")}
    return {each.key: (*said[each.key in there], *each.cells[2:]) for each in lines}


def client_of(thing: Thing | None) -> int | None:
    """The id of whom it is about; None where it is about nobody."""
    return None if thing is None or isinstance(thing, Alarm | Kept) else thing.client_id


def case_of(thing: Thing | None) -> int | None:
    """The line whose page has the history of this one; None where it has none, or that is held back."""
    return thing.opens if isinstance(thing, Item) and not access.is_held_back(thing) else None


def name_of(thing: Thing) -> str:
    """The name of whom it is about; '' where it is about nobody."""
    if isinstance(thing, BeingWritten):
        return thing.client
    return thing.name if isinstance(thing, Item | AnsweredItem) else ""


def is_today(moment: datetime | None) -> bool:
    """Is the moment on this day, by London's clock?"""
    return moment is not None and clock.local(moment).date() == clock.today()
