"""What is due for young people, courts and schools as lines of the page: by the week in which they fall, each with what
its card says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.rules.children.work_duties import CODE_OF_REPORT, COURSE_OF, KIND_OF
from topaz_tui.rules.children.work_states import STATES
from topaz_tui.screens.arrangement import Facet, Listing, ListOrder
from topaz_tui.screens.listings import late
from topaz_tui.services.statutory.due import DueLine, DuePage, Subject
from topaz_tui.services.statutory.opened_work import WorkLine
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.services.statutory.schools import LeadAlarm

TO_PUT_RIGHT, LATE, NO_DAY, LATER = "Put right", "Late", "As soon as possible", "Later"
OF_ORDER = frozenset(CODE_OF_REPORT.values()) | {"S7_DRAFT"}
"""The duties of an order that its report meets."""
WEEKS = 12  # that have a heading each


@dataclass(frozen=True, slots=True)
class DueRow:
    """A line of the page. `by` is its day in words, `waits_for` what stands in the way, `card` all of it in words,
    `clients` the young people whom it is about, the one whom Enter opens first, `code` that of the duty, and `work` the
    piece of work that is to meet it, where one is begun. `aside`: a piece of work for it is put aside."""

    key: tuple[str, ...]
    group: str
    by: str
    who: str
    what: str
    owner: str
    council: str
    waits_for: str
    late: bool
    card: tuple[str, ...]
    clients: tuple[int, ...] = ()
    subject: Subject | None = None
    code: str = ""
    work: KnownWork | None = None
    aside: bool = False

    @property
    def can_begin(self) -> bool:
        """Is there work of ours for it, that can be begun?"""
        subject = self.subject
        if subject is None or self.work is not None:
            return False
        if subject.school_id is not None:
            return self.code in COURSE_OF
        return self.code in OF_ORDER if subject.order_id is not None else self.code in KIND_OF


DUE: Listing[DueRow] = Listing(
    "due",
    (
        Facet("worker", "Who does it", lambda each: each.owner),
        Facet("council", "Council", lambda each: each.council),
        Facet("kind", "What", lambda each: each.what),
        Facet("late", "In time", lambda each: "" if each.group == TO_PUT_RIGHT else late(each.late)),
    ),
    (
        ListOrder("name", "Name", lambda each: each.who),
        ListOrder("what", "What is due", lambda each: each.what),
        ListOrder("worker", "Who does it", lambda each: each.owner),
        ListOrder("council", "Council", lambda each: each.council),
    ),
    lambda each: each.clients,
    more=lambda each: (each.by, each.waits_for, each.subject.key if each.subject else ""),
)


def rows_of(page: DuePage) -> tuple[DueRow, ...]:
    """The lines in their order: first what keeps something from being reckoned, then the soonest."""
    today = clock.local(page.at).date()
    alarms = (_without_lead(each) for each in page.without_lead)
    wrong = (_to_put_right(each.subject, each.what, aside=bool(each.work)) for each in page.to_put_right)
    return _by_one_name((*alarms, *wrong, *(_line(each, today) for each in page.lines)))


def rows_of_work(going_on: Iterable[WorkLine], today: date) -> tuple[DueRow, ...]:
    """The pieces of work that go on, by the day on which each has to leave its state."""
    rows = [_work(each, today) for each in sorted(going_on, key=lambda each: each.by or date.max)]
    return _by_one_name(sorted(rows, key=lambda row: not row.late))


def _by_one_name(rows: Sequence[DueRow]) -> tuple[DueRow, ...]:
    """Each council by one name, however it is written."""
    called = people.one_spelling(each.council for each in rows)
    names = ((each, called[each.council]) for each in rows)
    return tuple(each if each.council == name else replace(each, council=name) for each, name in names)


def _work(line: WorkLine, today: date) -> DueRow:
    known, subject = line.known, line.subject
    state = STATES[known.stands.state]
    is_late = line.by is not None and line.by < today
    by = clock.format_day(line.by) if line.by else "-"
    return DueRow(
        key=("work", str(known.id)),
        group=LATE if is_late else f"The work is {state.words}",
        by=by,
        who=_who(subject),
        what=line.title,
        owner=known.owner,
        council=subject.council,
        waits_for=known.waits,
        late=is_late,
        card=(_about(subject), f"{line.title}: {state.words}, with {known.owner}", f"Waits for: {known.waits}"),
        clients=_clients(subject),
        subject=subject,
        code=known.code,
        work=known,
    )


def _line(line: DueLine, today: date) -> DueRow:
    by, subject = _by(line.due), line.subject
    return DueRow(
        key=(subject.key, line.code, line.since.isoformat(), line.due or "", str(subject.order_id or "")),
        group=_group(line, today),
        by=by,
        who=_who(subject),
        what=line.words,
        owner=line.owner,
        council=subject.council,
        waits_for=line.waits_for,
        late=line.overdue,
        card=(
            _about(subject),
            f"{line.words}: {_when(line, by)}, by {line.owner}",
            f"Waits for: {line.waits_for}",
            f"Reckoned from {clock.format_day(line.since)}: {line.source}",
        ),
        clients=_clients(subject),
        subject=subject,
        code=line.code,
        work=line.work,
    )


def _to_put_right(subject: Subject, what: tuple[str, ...], *, aside: bool) -> DueRow:
    return DueRow(
        key=(subject.key, "wrong"),
        group=TO_PUT_RIGHT,
        by="-",
        who=_who(subject),
        what="Can't be reckoned",
        owner=subject.owner,
        council=subject.council,
        waits_for=" ".join(what),
        late=False,
        card=(_about(subject), *what),
        clients=_clients(subject),
        subject=subject,
        aside=aside,
    )


def _without_lead(alarm: LeadAlarm) -> DueRow:
    since = clock.format_day(alarm.since)
    told = f"No designated lead or deputy since {since}: whoever takes the post is trained before they do."
    return DueRow(
        key=("school", str(alarm.school_id)),
        group=TO_PUT_RIGHT,
        by=since,
        who=alarm.name,
        what="No designated lead",
        owner="",
        council=alarm.council,
        waits_for="somebody who takes the post",
        late=False,
        card=(alarm.name, told),
        subject=Subject(alarm.name, alarm.name, alarm.council, "", school_id=alarm.school_id),
    )


def _who(subject: Subject) -> str:
    """A young person's name, those of an order's children; of somebody in a school the school, too."""
    return subject.name if _clients(subject) else subject.key


def _clients(subject: Subject) -> tuple[int, ...]:
    return subject.clients if subject.client_id is None else (subject.client_id,)


def _about(subject: Subject) -> str:
    return " · ".join(dict.fromkeys(filter(None, (subject.name, subject.key, subject.council))))


def _when(line: DueLine, by: str) -> str:
    if line.due is None:
        return "as soon as possible"
    return f"was due {by}" if line.overdue else f"due {by}"


def _day(due: str) -> date:
    return datetime.fromisoformat(due).date()


def _by(due: str | None) -> str:
    if due is None:
        return "-"
    day = clock.format_day(_day(due))
    return f"{day} {due.partition('T')[2][:5]}" if "T" in due else day


def _group(line: DueLine, today: date) -> str:
    """The heading under which a line stands: its week, from Monday."""
    if line.overdue:
        return LATE
    if line.due is None:
        return NO_DAY
    return next((words for ends, words in _weeks(today) if _day(line.due) < ends), LATER)


def _weeks(today: date) -> Iterator[tuple[date, str]]:
    """The first day after each of the next weeks, with its heading."""
    monday = today - timedelta(days=today.weekday())
    for ahead in range(WEEKS):
        begins = monday + timedelta(weeks=ahead)
        words = ("This week", "Next week")[ahead] if ahead < 2 else f"In {ahead} weeks: from {clock.format_day(begins)}"
        yield begins + timedelta(weeks=1), words
