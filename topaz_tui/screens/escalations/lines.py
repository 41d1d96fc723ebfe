"""The lines of the board: their order, and the cells of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Alarm, AnsweredItem, Board, Did, Item
from topaz_tui.services.nobody import Kept
from topaz_tui.widgets.record_list import Column, RecordLine

COLUMNS = (
    Column("", 2),
    Column("Left", 13, when=True),
    Column("What", 8),
    Column("Name", 12, grows=3),
    Column("Waits for", 18, grows=2),
    Column("With", 12, grows=1),  # a name has room: who has it is what one looks for
    Column("Rung", 15, drop=1),
)
MARKS = "! past its deadline, or not sent   ▲ within two hours   ● marked   c chased today"
MARKED, CHASED = "●", "c"
NOW, YOURS, COUNCIL, OTHERS = "Now", "With you", "With the council or a service", "With others"
EVERYBODY, ANSWERED = "Everybody on the list", "Answered, or to know"
"""The groups of the board: who has to act."""
Thing = Item | BeingWritten | AnsweredItem | Alarm | Kept
Lines = dict[object, tuple[Thing, RecordLine]]


def lines_of(board: Board, tab: str, kind: str | None, marked: Collection[int], *, answers_last: bool) -> Lines:
    """What keeps the way out from working, somebody in danger and what was not sent, before all; then by who
    has to act: oneself, the council or a service, others. In each group as it runs out; answers to one's questions
    before these, or last. `kind` is the one that is asked for of those on the tab of people, `marked` the numbers of
    the concerns to be chased at once."""
    lines: Lines = {}
    drafts = board.drafts
    lines |= _alarms(alarm for alarm in board.alarms if not alarm.minor)
    lines |= {("draft", each.id): (each, _draft_line(each)) for each in drafts if each.danger}
    lines |= {("item", item.id): (item, _item_line(item, marked)) for item in board.items if item.urgent}
    lines |= _alarms(alarm for alarm in board.alarms if alarm.minor)
    late = [each for each in drafts if each.late(board.at) and not each.danger]
    lines |= {("draft", each.id): (each, _draft_line(each)) for each in late}
    rest = sorted((each for each in drafts if ("draft", each.id) not in lines), key=lambda each: each.deadline)
    for item in board.items:
        while rest and (item.resting or rest[0].deadline < item.deadline) and not item.urgent:  # runs out first
            lines["draft", rest[0].id] = rest[0], _draft_line(rest[0])
            del rest[0]
        if not item.urgent:
            lines["item", item.id] = item, _item_line(item, marked)
    lines |= {("draft", each.id): (each, _draft_line(each)) for each in rest}
    if board.everybody and tab in ("all", "people") and kind is None:
        lines["everybody"] = board.everybody, _month_line(board.everybody)
    return _grouped(lines | _answers(board, tab), board, answers_last=answers_last)


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
        ("alarm", alarm.what): (
            alarm,
            RecordLine(("alarm", alarm.what), ("!", "now", "ALARM", alarm.what, alarm.do, "", ""), "danger"),
        )
        for alarm in alarms
    }


def _answers(board: Board, tab: str) -> Lines:
    lines: Lines = {}
    for answered in board.answers if tab in ("all", "mine") else ():
        left = "answered" if answered.did == Did.ANSWERED else "to know"
        cells = ("✓", left, escalations.SHORT[answered.kind], answered.name, answered.answer, answered.by, "")
        lines["answered", answered.id] = answered, RecordLine(("answered", answered.id), cells)
    return lines


def _item_line(item: Item, marked: Collection[int]) -> RecordLine:
    kind = item.short_words
    then = MARKED if item.id in marked else CHASED if is_today(item.chased_at) else ""
    mark = f"{item.mark or ' '}{then}" if then else item.mark
    cells = (mark, item.left, kind, item.name, item.wait_words, item.owner, item.rung_words)
    tone = "danger" if item.urgent or item.unsent else "late" if item.overdue else "quiet" if item.resting else ""
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


def client_of(thing: Thing | None) -> int | None:
    """The id of whom it is about; None where it is about nobody."""
    return None if thing is None or isinstance(thing, Alarm | Kept) else thing.client_id


def is_today(moment: datetime | None) -> bool:
    """Is the moment on this day, by London's clock?"""
    return moment is not None and clock.local(moment).date() == clock.today()
