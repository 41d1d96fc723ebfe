"""What each column of the store holds, as a table, and a look through all rows for what is none of it.

It finds what nobody has met yet (unread.py), in whatever table: a moment, a day, JSON of the right shape, one of the
codes that this Topaz knows. What a council or a person wrote is any text, and stands in no column of these.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, time
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import (
    correspondence,
    duties,
    outcomes,
    people,
    referrals,
    representatives,
    reviews,
    support,
    terms,
    twins,
    wishes,
)
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.arranged import GIVEN, Said
from topaz_tui.rules.bookings import BookingEnd
from topaz_tui.rules.children import work_moves, work_states
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.lieu_hours import LieuKind, LieuState
from topaz_tui.rules.children.load import Grade
from topaz_tui.rules.measures import frozen
from topaz_tui.rules.queue_words import PUT_OFF_CAUSES
from topaz_tui.rules.referrals import OTHER_EVENTS, MessageKind, MessageState, OtherEvent
from topaz_tui.rules.statutory import orders, return_codes, schools
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.life import CareEnd, EventKind, Lives
from topaz_tui.rules.statutory.records import ImportKind, RecordSource, Stay
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import drafts, led_to, team_settings, unread, workers
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.opening import Asks
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import AnySession, JobSession
from topaz_tui.services.whole_files import FileState
from topaz_tui.store import metadata
from topaz_tui.store.database import apart, database, login, transaction
from topaz_tui.store.rights import RIGHTS
from topaz_tui.store.rights_apart import APART
from topaz_tui.store.sql import every_row
from topaz_tui.store.statement import Statement

Check = Callable[[Any], object]
"""Checks one value. Raises one of unread.FAULTS where it can't be read."""


@functools.lru_cache(4096)
def moment(text: str) -> object:
    """The moment that the store keeps as this text; raises ValueError where it is none."""
    return clock.from_store(text)


@functools.lru_cache(4096)
def day(text: str) -> object:
    """The day that the store keeps as this text; raises ValueError where it is none."""
    return date.fromisoformat(text)


def wall(text: str) -> object:
    """A time of the wall clock, 'HH:MM'; raises ValueError where it is none."""
    return time.fromisoformat(text)


def code(*known: Collection[str]) -> Check:
    """A check that a value is one of these codes."""
    every = frozenset(name for some in known for name in some)

    def check(value: str) -> None:
        if value not in every:
            raise ValueError("an unknown code")

    return check


def _none(wrong: Collection[str]) -> None:
    if wrong:
        raise ValueError("of another type")


def _review_answer(asked: str, answer: str) -> None:
    if answer and not reviews.is_answer(asked, answer):
        raise ValueError("no answer to this")


def texts(text: str) -> None:
    """Checks a list of texts, in JSON."""
    found = json.loads(text)
    if not (isinstance(found, list) and all(isinstance(each, str) for each in found)):
        raise ValueError("no list of texts")


def document(text: str) -> None:
    """Checks a document in JSON: sections, each a title and lines of a label and words."""
    for title, lines in json.loads(text):
        if not (isinstance(title, str) and all(len(line) == 2 for line in lines)):
            raise ValueError("no document")


def flag(value: object) -> None:
    """Checks a yes or no, kept as the number 1 or 0."""
    if value not in (0, 1):
        raise ValueError("neither yes nor no")


_BOARD = [{each.id for each in some} for some in referrals.RECORDED_DECISIONS.values()]
_MOVES = [referrals.MOVES, *_BOARD, OTHER_EVENTS, (OtherEvent.OPENED,)]
_STATES = ("ready", "held", "no")
_SOURCES = list(RecordSource)
COLUMNS: dict[str, dict[str, Check]] = {
    "worker": {"role": code(workers.ROLES), "added_at": moment, "retired_at": moment},
    "verifier": {"one_time": flag, "made_at": moment, "failed_at": moment, "locked_until": moment},
    "client": {
        "born_on": day, "died_on": day, "safe_to_call": code(("yes", "times", "no")),
        "voicemail_ok": flag, "sms_ok": flag, "say_who": flag, "write_ok": flag, "mail_ok": flag,
        "stopped": code(queue_rules.STOPPED), "stopped_at": moment, "look_on": day,
        "away": code(tuple(queue_rules.Away)), "away_until": moment, "not_before": moment,
        "not_before_cause": code(PUT_OFF_CAUSES),
        "attempts_since": moment, "added_at": moment,
    },
    "call_wish": {"wish": code(list(Wish)), "until": day, "asked_by": code(wishes.ASKED_BY), "how": code(wishes.HOW),
                  "capacity": code(wishes.CAPACITY), "made_at": moment},
    "phone": {"status": code(people.PHONE_STATES), "status_at": moment},
    "contact": {"added_at": moment, "acts_as": code(representatives.KIND),
                "phone_status": code(people.PHONE_STATES)},
    "authority": {"acts_as": code(representatives.KIND), "seen": code(representatives.SEEN), "seen_on": day,
                  "until": day, "made_at": moment},
    "assessment": {"assessed_on": day, "eligibility": code(people.BANDS)},
    "council_answer": {"area": code(reviews.AREA), "assessed_on": day},
    "warning": {"starts_on": day, "review_on": day, "ended_at": moment},
    "duty": {"kind": code(duties.WORDS), "due_at": moment, "made_at": moment, "closed_at": moment,
             "cause": code(list(duties.DutyCause))},
    "call": {
        "direction": code(("in", "out")), "rang_at": moment, "ended_at": moment, "outcome": code(outcomes.BY_CODE),
        "ticks": texts, "led_to": lambda kept: led_to.read(kept, clock.to_store(clock.now())),
    },
    "correction": {"made_at": moment},
    "review": {"reviewed_at": moment, "taken_back_at": moment, "spoke_with": code(representatives.SPOKE_WITH),
               "acts_as": code(representatives.KIND), "why_through": code(representatives.WHY)},
    "review_answer": {"area": code(reviews.AREA, reviews.EXTRA)},
    "action": {"kind": code(reviews.ACTION), "by_on": day, "made_at": moment, "done_at": moment,
               "ended_as": code(list(Said)), "taken_back_at": moment},
    "action_step": {"at": moment, "said": code(list(Said), (GIVEN,)), "by_on": day, "was_by": day,
                    "taken_back_at": moment},
    "note": {"made_at": moment, "seen_at": moment},
    "change": {"changed_at": moment},
    "duplicate": {"judged_at": moment},
    "judgement": {"judged_at": moment},
    "import": {"began_at": moment, "read_at": moment, "ended_at": moment, "undone_at": moment,
               "kind": code(list(ImportKind))},
    "brought": {"how": code(("added", "changed", "unchanged")), "snapshot": unread.object_of},
    "doubt": {"code": code(people.DOUBTS), "made_at": moment, "settled_at": moment, "due_at": moment,
              "record": unread.object_of, "stop": code(twins.WORDS)},
    "draft": {"body": unread.object_of, "saved_at": moment},
    "concern": {
        "opened_at": moment, "answers": unread.answers_of, "saved_at": moment, "discarded_at": moment,
        "submitted_at": moment, "document": document, "said_danger": flag, "untouched": flag,
    },
    "addition": {"added_at": moment},
    "service": {"kind": code(support.SERVICE_KIND), "channel": code(support.CHANNELS), "added_at": moment,
                "retired_at": moment},
    "support": {"made_at": moment, "urgent": flag, "answers": unread.answers_of, "document": document},
    "letter": {"kind": code(correspondence.KIND), "way": code(list(correspondence.LetterWay)), "large": flag,
               "made_at": moment, "ended_at": moment, "rings_at": moment},
    "letter_step": {"at": moment, "step": code(list(correspondence.StepKind))},
    "escalation": {
        "kind": code(referrals.KIND_WORDS), "opened_at": moment, "deadline": moment, "closed_at": moment,
        "moves_at": moment, "state": code(tuple(referrals.EscalationState), *_BOARD),
        "level": code(referrals.LEVELS), "asks": code(list(Asks)),
    },
    "restriction": {"made_at": moment, "ended_at": moment},
    "broken_glass": {"broken_at": moment, "until": moment, "ended_at": moment},
    "booking": {"at": moment, "made_at": moment, "ended_at": moment, "ended_how": code(list(BookingEnd))},
    "young_person": {"category": code(return_codes.CATEGORIES), "category_at": moment,
                     "legal_status": code(return_codes.LEGAL_STATUSES), "made_at": moment},
    "episode": {"began_on": day, "ended_on": day, "status": code(return_codes.LEGAL_STATUSES),
                "why": code(list(CareEnd)), "source": code(_SOURCES), "made_at": moment, "void_at": moment},
    "placement": {"stay": code(list(Stay)), "began_on": day, "ended_on": day, "lives": code(list(Lives)),
                  "to_18": flag, "agreed_on": day, "source": code(_SOURCES), "made_at": moment, "void_at": moment},
    "statutory_event": {"kind": code(list(EventKind)), "happened_on": day, "set_for_on": day, "about_on": day,
                        "source": code(_SOURCES), "made_at": moment, "void_at": moment},
    "born_before": {"born_on": day, "corrected_on": day, "made_at": moment},
    "duty_ended": {"code": code(BY_CODE), "anchor_on": day, "made_at": moment, "void_at": moment},
    "court_order": {"report": code(list(orders.ReportKind)), "made_on": day, "serves": code(list(orders.Serves)),
                    "drafted_on": day, "filed_on": day, "filed_time": wall, "withdrawn_on": day, "made_at": moment},
    "order_child": {"left_on": day, "made_at": moment},
    "order_date": {"move": code(list(orders.OrderMove)), "made_on": day, "file_by_on": day, "file_by_time": wall,
                   "hearing_on": day, "hearing_time": wall, "sealed": flag, "vacated": flag, "made_at": moment},
    "work": {"kind": code(work_states.EVERY), "code": code(BY_CODE), "anchor_on": day, "requested_on": day,
             "state": code(work_states.STATES), "made_at": moment},
    "work_step": {"move": code(work_moves.MOVES), "at": moment, "answers": unread.answers_of},
    "reckoned_duty": {"by_on": day, "since_on": day, "code": code(BY_CODE)},
    "capacity": {"grade": code(list(Grade)), "from_on": day, "made_at": moment},
    "lieu_hours": {"kind": code(list(LieuKind)), "day_on": day, "state": code(list(LieuState)), "made_at": moment,
                   "decided_at": moment},
    "commission": {"ordered_on": day, "began_on": day, "until_on": day, "made_at": moment},
    "commission_item": {"kind": code(work_states.EVERY)},
    "commission_month": {"month_on": day, "made_at": moment},
    "whole_file": {"state": code(list(FileState)), "asked_at": moment, "decided_at": moment},
    "work_document": {"made_at": moment},
    "work_section": {"section": code(*({each.id for each in form.sections} for form in FORMS.values())),
                     "answers": unread.document_answers, "saved_at": moment},
    "school": {"kind": code(list(schools.SettingKind)), "retired_at": moment, "made_at": moment},
    "school_post": {"role": code(list(schools.PostRole)), "began_on": day, "ended_on": day, "made_at": moment},
    "training": {"course": code(list(schools.TrainingKind)), "held_on": day, "whole": flag, "made_at": moment,
                 "void_at": moment},
    "outbox": {
        "kind": code(tuple(MessageKind)), "recipient": outbox.recipient, "message_id": outbox.message_id,
        "channel": code(tuple(terms.Channel), list(correspondence.LetterWay)),
        "state": code(tuple(MessageState)), "next_at": moment, "give_up_at": moment, "claimed_until": moment,
        "made_at": moment, "ended_at": moment,
    },
    "event": {"at": moment, "move": code(*_MOVES), "body": unread.object_of},
    "team_settings": {"body": team_settings.read, "state": code(list(team_settings.VersionState)), "made_at": moment,
                      "decided_at": moment},
    "frozen": {"first": day, "stop": day, "as_of": moment, "body": frozen.read},
    "audit": {"at": moment},
    "queue_status": {
        "state": code(_STATES), "reason": code(queue_rules.REASON_WORDS), "why": code(duties.WORDS),
        "cause": code(tuple(queue_rules.Cause)),
        "due_at": moment, "changes_at": moment, "held_until": moment, "until": moment,
    },
}  # fmt: skip
"""What must be in each column that is read as something else than text; an empty one holds nothing."""
ROWS: dict[str, tuple[tuple[str, ...], Callable[..., object]]] = {
    "draft": (("kind", "body"), lambda kind, body: _none(drafts.wrong_in(kind, unread.object_of(body)))),
    "review_answer": (("area", "answer"), _review_answer),
}
"""What several columns of a row must be together."""
IDS = {"queue_status": "client_id"}
AT_ONCE = 20_000  # rows
_OF_BOARD = ("draft", "worker")
KEY = "looked through"  # in the table `metadata`: when


def unreadable(
    ask: Callable[..., Collection[Any]], tables: Collection[str] = tuple(COLUMNS)
) -> Iterator[tuple[str, int]]:
    """The table and the number of each row of these tables in which something can't be read; `ask` runs a statement.
    What nobody's own login may read on a server (store/rights.py) is left out there."""
    for table in filter(_may_read, tables):
        columns, together = _checks(table)
        id, last = IDS.get(table, "id"), -1
        sql = every_row.after(table, id, columns, AT_ONCE)
        while rows := ask(sql, last):
            begun = last
            for last, *values in rows:
                if not together(values):
                    yield table, last
            if last <= begun:  # a damaged table gives the same rows again, for ever
                break


def _may_read(table: str) -> bool:
    if role := apart():
        return "S" in APART[role].get(table, "")
    return login() is None or bool(RIGHTS[table])


def of_board() -> None:
    """Note the unreadable rows of those small tables on which the board rests and which it does not read itself."""
    for table, id in unreadable(_ask, _OF_BOARD):
        unread.note(table, id)


def forget_mended(met: Collection[tuple[str, str]]) -> None:
    """Forget the unreadable rows that can be read again; `met` are those that were just met again. Values in `metadata`
    are computed anew by whoever meets them."""
    for table, ids in unread.known().items():
        unread.well(table, [id for id in ids if (table, id) not in met and _is_well(table, id)])


def _is_well(table: str, id: str) -> bool:
    """Can every value of this row be read now, or is the row gone?"""
    if table not in COLUMNS or not id.isdecimal() or not _may_read(table):
        return True
    columns, together = _checks(table)
    return all(together(row) for row in _ask(every_row.one(table, IDS.get(table, "id"), columns), int(id)))


def _checks(table: str) -> tuple[tuple[str, ...], Callable[[Sequence[Any]], bool]]:
    """The columns of this table to be read, and a function that says whether all of a row's values in them can be."""
    checks = list(COLUMNS[table].values())
    more, of_row = ROWS.get(table, ((), None))

    def together(values: Sequence[Any]) -> bool:
        own, shared = values[: len(checks)], values[len(checks) :]
        return all(map(_holds, checks, own)) and (of_row is None or _holds(lambda found: of_row(*found), shared))

    return (*COLUMNS[table], *more), together


def _ask(statement: Statement, *values: object) -> list[Any]:
    return list(database.run(statement, values).fetchall())


def due(session: AnySession) -> bool:
    """Was the whole store not looked through for a day? A cheap query."""
    last, now = metadata.value_of(KEY), clock.now()
    return not last or not clock.to_store(now - clock.DAY) < last <= clock.to_store(now)


def daily(session: JobSession) -> None:
    """Look through the whole store once a day, so that the board names rows that nobody has met, and somebody whom a
    damaged row keeps off every list stands on one again."""
    if not due(session):
        return
    hurt = []
    for table, id in unreadable(_ask):
        unread.note(table, id)
        if table == "queue_status":
            hurt.append(id)
    with transaction():
        queue_status.refresh(hurt, session.settings)
        metadata.keep(KEY, clock.to_store(clock.now()))


def _holds(check: Check, value: object) -> bool:
    if value is None or value == "":
        return True
    try:
        check(value)
    except unread.FAULTS:
        return False
    return True
