"""What councils' files leave open: who decides about whom, by when, and both records beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from peewee import JOIN, fn

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, NotFound
from topaz_tui.rules import people, permissions
from topaz_tui.rules.contact_safety import Numbers, quoted_times
from topaz_tui.rules.people import DoubtCode, PhoneStatus
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.reading import Reading
from topaz_tui.rules.referrals import KIND_WORDS, EscalationKind
from topaz_tui.rules.twins import TwinStop, twin_stop, unsafe
from topaz_tui.rules.twins import words as words_of
from topaz_tui.services import access, colleagues, links, owned, twins, unread
from topaz_tui.services.clients import held_by_another
from topaz_tui.services.colleagues import NO_ONE, TAKES_WORK, Colleague
from topaz_tui.services.escalations.records import read
from topaz_tui.services.escalations.status import snapshot, status_of, with_whom
from topaz_tui.services.safety import by_file, numbers_of, safety_of_each
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Assessment, Client, Doubt, Escalation, Import, Phone, Worker
from topaz_tui.store.rows import dicts

LISTED = 1_000
UNREAD_TIMES = "unread_times"
"""What there is to settle about somebody whose safe times can't be read, beside the codes of people.DOUBTS."""


@dataclass(frozen=True, slots=True)
class UnderOneId:
    """One of those to whom a file gives an ID: the doubt about them, their name, and what the file says of them."""

    doubt_id: int
    name: str
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """Somebody in doubt: nobody calls them until it is settled. `words` is what there is to settle, `file_has` what the
    file says, `owner_id` who decides (None: nobody is at work who could), `due` by when. `line_id` is the line of the
    board on whose page that is done which is settled there: safe times that can't be read."""

    SHOWN: ClassVar[frozenset[str]] = frozenset({"client_id", "person_id", "name", "since", "due", "owner_id", "owner"})

    client_id: int
    person_id: str
    name: str
    codes: tuple[str, ...]
    words: tuple[str, ...]
    file_has: tuple[str, ...]
    since: datetime
    due: datetime
    owner_id: int | None
    owner: str
    file: str | None
    record: Mapping[str, Any]
    also: tuple[str, ...] = ()  # the IDs of further records that are theirs
    twin_id: int | None = None  # the record that looks like theirs, where one does
    line_id: int | None = None
    several: tuple[UnderOneId, ...] = ()  # to whom a file gives this ID; it is said first whose it is
    rows_refused: bool = False  # of two to whom a file gives this ID: nothing is kept of either
    held: bool = False  # the other record keeps everybody from calling them: a manager says that they may be called

    @property
    def of_two(self) -> bool:
        """Does all of it speak of somebody else under this ID, of whom it is known who they are? Then it is said first
        whether they are one (clients.OF_TWO)."""
        return set(self.codes) == {people.DoubtCode.SOMEBODY_ELSE} and bool(self.record)

    def late(self, now: datetime) -> bool:
        """Is the time over by which it was to be decided?"""
        return now > self.due


@dataclass(frozen=True, slots=True)
class Waits:
    """How many people wait for a decision, and for how many of them it is late."""

    open: int
    late: int


NOTHING_WAITS = Waits(0, 0)


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact of both records: here, and in the file or the other record. `differs` where both say something."""

    words: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        """Do both records have this fact, and not the same? Capitals and accents don't count."""
        return bool(self.here and self.there and people.fold(self.here) != people.fold(self.there))


@dataclass(frozen=True, slots=True)
class Beside:
    """Two records beside each other; `there` says what the second is, `here` what the first is, where that is not the
    one of the list."""

    there: str
    lines: tuple[FactLine, ...]
    here: str = ""


def waits(now: datetime | None = None) -> Waits:
    """How many people wait for a decision, for boards and titles."""
    at = clock.to_store(now or clock.now())
    found = (*_doubts_waiting(at), *_times_waiting(at))
    return Waits(sum(row["every"] for row in found), sum(row["late"] for row in found))


@Compiled
def _doubts_waiting(at: Any) -> Any:
    every = fn.count(Doubt.client.distinct())
    late = every.filter(Doubt.due_at < at)
    return Doubt.select(every.alias("every"), late.alias("late")).where(Doubt.settled_at.is_null())


@Compiled
def _times_waiting(at: Any) -> Any:  # one line a person
    every = fn.count(Escalation.id)
    late = every.filter(Escalation.deadline < at)
    return Escalation.select(every.alias("every"), late.alias("late")).where(*_TIMES)


def decisions(session: AnySession) -> tuple[ImportDecision, ...]:
    """The people about whom somebody has to decide, a line each, the soonest deadline first."""
    found: dict[int, list[Any]] = {}
    for row in _open():
        found.setdefault(row.client, []).append(row)
    told = []
    groups = links.groups(found)
    named = {each for group in groups.values() for each in group}
    ids = links.person_ids(named | {row.twin for rows in found.values() for row in rows if row.twin})
    lines, there, up = _on_the_board(), colleagues.escalation_path(), _gone_up(session)
    by_another = held_by_another(found)
    for client_id, rows in found.items():
        with unread.aside("doubt", rows[0].id):
            theirs = groups.get(client_id, ())
            also = tuple(ids[each] for each in theirs if each != client_id)
            decision = replace(
                _decision(client_id, rows, ids, session.settings), also=also, held=client_id in by_another
            )
            if decision.owner_id is None:
                held = next((lines[each] for each in (client_id, *theirs) if each in lines), None)
                held = held or colleagues.first_above(there, f"client {client_id}", decision.since)
                decision = replace(decision, owner_id=held.id, owner=held.name)
            told.append(_with(decision, next((up[each] for each in (client_id, *theirs) if each in up), None)))
    told += (_with(each, up.get(each.client_id)) for each in _unread_times())
    return access.shown(session, sorted(told, key=lambda each: (each.due, each.client_id)))


_TIMES = Escalation.kind == EscalationKind.UNREAD_TIMES, Escalation.closed_at.is_null()


def _unread_times() -> Iterator[ImportDecision]:
    """Whose safe times, as a file gave them, nobody can read, with the board's line on whose page they are set. No form
    takes such."""
    names = Client.person_id, Client.title, Client.first_name, Client.last_name, Client.preferred_name
    lines: Any = (
        Escalation.select(Escalation.id, Escalation.client, Escalation.opened_at, Escalation.deadline, *names,
                          Worker.id.alias("owner"), fn.coalesce(Worker.name, NO_ONE.name).alias("owner_name"))
        .join(Client, on=Escalation.client == Client.id)
        .join_from(Escalation, Worker, JOIN.LEFT_OUTER, on=Escalation.owner == Worker.id)
        .where(*_TIMES).order_by(Escalation.deadline, Escalation.id).limit(LISTED).namedtuples()
    )  # fmt: skip
    safety = safety_of_each(line.client for line in lines)
    for line in lines:
        with unread.aside("escalation", line.id):
            times = safety[line.client].unread_times
            yield ImportDecision(
                client_id=line.client, person_id=line.person_id,
                name=people.full_name(line.title, line.first_name, line.last_name, line.preferred_name)
                or line.person_id,
                codes=(UNREAD_TIMES,), words=(KIND_WORDS[EscalationKind.UNREAD_TIMES],),
                file_has=(quoted_times(times),),
                since=clock.from_store(line.opened_at), due=clock.from_store(line.deadline), owner_id=line.owner,
                owner=line.owner_name, file=None, record={}, line_id=line.id,
            )  # fmt: skip


def _with(decision: ImportDecision, up: Colleague | None) -> ImportDecision:
    """The decision with whom it has gone up to, where it has."""
    return replace(decision, owner_id=up.id, owner=up.name) if up else decision


def _gone_up(session: AnySession) -> dict[int, Colleague]:
    """With whom each line stands now that is late and has gone up to somebody else, by whom it is about."""
    seen, found = snapshot(session.settings), {}
    late = Escalation.kind.in_((EscalationKind.DOUBT, EscalationKind.UNREAD_TIMES)), Escalation.closed_at.is_null()
    for row, events in read(*late, Escalation.deadline < clock.to_store(seen.now)):
        with unread.aside("escalation", row.id):
            due = status_of(row, events, seen).deadline
            if due and due.level != due.begins:
                found[row.client_id] = with_whom(row, events, due, seen)
    return found


def _on_the_board() -> dict[int, Colleague]:
    """With whom the board's line of a doubt stands, by whom it is about."""
    lines = (
        Escalation.select(Escalation.client.alias("client_id"), Worker.id.alias("id"), Worker.name.alias("name"))
        .join(Worker, on=Escalation.owner == Worker.id)
        .where(Escalation.closed_at.is_null(), Escalation.kind == EscalationKind.DOUBT, Worker.retired_at.is_null())
    )
    return {line["client_id"]: Colleague(line["id"], line["name"]) for line in dicts(lines)}


def _open() -> Iterable[Any]:
    names = Client.person_id, Client.title, Client.first_name, Client.last_name, Client.preferred_name
    owner = fn.coalesce(Worker.name, "").alias("owner_name")
    query: Any = (
        Doubt.select(Doubt, *names, owner, Worker.retired_at, Import.file)
        .join(Client, on=Doubt.client == Client.id)
        .join_from(Doubt, Worker, JOIN.LEFT_OUTER, on=Doubt.owner == Worker.id)
        .join_from(Doubt, Import, JOIN.LEFT_OUTER, on=Doubt.import_ == Import.id)
        .where(Doubt.settled_at.is_null())
        .order_by(Doubt.due_at, Doubt.id)
        .limit(LISTED)
    )
    rows: Iterable[Any] = query.namedtuples()
    return rows


def _decision(client_id: int, rows: list[Any], ids: Mapping[int, str], settings: Settings) -> ImportDecision:
    first = rows[0]
    since = clock.from_store(first.made_at)
    due = min((clock.from_store(row.due_at) for row in rows if row.due_at), default=None)
    owned = next((row for row in rows if row.owner and not row.retired_at), None)
    by_rank = sorted(rows, key=lambda row: row.code != DoubtCode.SOMEBODY_ELSE)  # of two, the other's
    name = people.full_name(first.title, first.first_name, first.last_name, first.preferred_name)
    several = () if any(row.code == DoubtCode.SOMEBODY_ELSE for row in rows) else tuple(_several(rows))
    return ImportDecision(
        client_id=client_id,
        person_id=first.person_id,
        name=name or _names(several) or first.person_id,
        codes=tuple(row.code for row in rows),
        words=tuple(people.DOUBTS.get(row.code, row.code) for row in rows),
        file_has=tuple(twins.said(row.words, row.twin, row.stop, ids) for row in rows),
        since=since,
        due=due or clock.add_working_days(since, settings.imports.decide_days, settings.office),
        owner_id=owned.owner if owned else None,
        owner=owned.owner_name if owned else NO_ONE.name,
        file=next((row.file for row in rows if row.file), None),
        record=unread.object_of(next((row.record for row in by_rank if row.record), None) or "{}"),
        twin_id=next((row.twin for row in rows if row.twin), None),
        several=several,
        rows_refused=any(row.code in (DoubtCode.SOMEBODY_ELSE, DoubtCode.SEVERAL) and not row.whom for row in rows),
    )


def _names(several: Sequence[UnderOneId]) -> str:
    """'Sue Tau or Tim Upsilon', of more the first two."""
    more = f" or {len(several) - 2} more" if len(several) > 2 else ""
    return " or ".join(each.name for each in several[:2]) + more


def _several(rows: list[Any]) -> Iterator[UnderOneId]:
    """Those to whom one file gives the ID. Where somebody has it here and one of them is somebody else, that is said
    first."""
    for row in rows:
        if row.code == DoubtCode.SEVERAL:
            with unread.aside("doubt", row.id):
                record = unread.object_of(row.record or "{}")
                if record:
                    yield UnderOneId(row.id, str(record.get("name") or "Somebody without a name"), record)


def beside(session: Session, decision: ImportDecision, first: int = 0) -> Beside:
    """What stands here beside what the file says; of two records that look like one person's, beside the other; of
    several people under one ID the one at this place beside the next."""
    access.opened(session, Reading.FILE, decision.client_id, decision.twin_id)
    door = numbers_of(decision.client_id)
    if decision.twin_id is not None:
        other = _here(decision.twin_id, numbers_of(decision.twin_id))
        return Beside(f"Record {other['person_id']}", _lines(_here(decision.client_id, door), other))
    if decision.line_id is not None:  # the words of the file stand here, too
        return Beside("", _lines(_here(decision.client_id, door), {}))
    if several := decision.several:
        sides = [several[(first + place) % len(several)] for place in range(min(2, len(several)))]
        hides = (each for each in (door, *(by_file(one.record) for one in several)) if each.hidden)
        shown = next(hides, door)  # whoever of them is not safe to call may be each of them: the strictest holds
        told = [_of_file(each.record, shown) for each in sides]
        rows = [f"Row {each.record.get('row', '')}" for each in sides]
        return Beside(rows[1] if len(rows) > 1 else "", _lines(told[0], told[1] if len(told) > 1 else {}), rows[0])
    there = f"The file, row {decision.record['row']}" if "row" in decision.record else "The file"
    record = decision.record
    shown = door if door.hidden else by_file(record)  # by what stands here, and by what the file says
    return Beside(there, _lines(_here(decision.client_id, shown), _of_file(record, door)))


def _of_file(record: Mapping[str, Any], door: Numbers) -> dict[str, Any]:
    """What a file says of somebody, with the numbers that may be shown by what stands here and what it says."""
    shown = door if door.hidden else by_file(record)
    return dict(record) | {"stops": _stops(record), "phones": [shown.said(each) for each in record.get("phones") or ()]}


def _stops(record: Mapping[str, Any]) -> str:
    """What the file says against calling somebody, in words."""
    door = by_file(record)
    holds = {
        TwinStop.DIED: record.get("died"),
        TwinStop.MOVED: record.get("moved"),
        unsafe(door.decision.why): door.hidden,
    }
    told = [words_of(stop) for stop, is_so in holds.items() if is_so]
    told += ["has open services"] if record.get("open_to_services") else []
    told += [people.DOUBTS_IN_SHORT.get(code, code).lower() for code, _ in record.get("doubts") or ()]
    return ", ".join(told)


def _lines(here: dict[str, Any], there: dict[str, Any]) -> tuple[FactLine, ...]:
    lines = [FactLine(words, read(here), read(there)) for words, read in _FACTS]
    council = FactLine("Council", here.get("council") or "", there.get("council") or "")
    return (*lines, council) if council.differs else tuple(lines)


def _here(client_id: int, door: Numbers) -> dict[str, Any]:
    """What is on the list, in the form of a file's record."""
    row = Client.get_by_id(client_id)
    numbers: Any = (
        Phone.select(Phone.number)
        .where((Phone.client == client_id) & (Phone.status == PhoneStatus.USABLE))
        .order_by(Phone.position)
    )
    assessed: Any = (
        Assessment.select(Assessment.assessed_on, Assessment.eligibility)
        .where(Assessment.client == client_id)
        .order_by(Assessment.assessed_on.desc())
    )
    last = next(dicts(assessed.limit(1)), {"assessed_on": "", "eligibility": ""})
    return {
        "person_id": row.person_id,
        "name": people.full_name(row.title, row.first_name, row.last_name, row.preferred_name),
        "born_on": row.born_on, "nhs_number": row.nhs_number, "address": row.address, "postcode": row.postcode,
        "council": row.council,
        "phones": [door.said(row["number"]) for row in dicts(numbers)], **last,
        "stops": words_of(twin_stop(row.stopped)) if row.stopped else None,
    }  # fmt: skip


def _day(value: Any) -> str:
    try:
        return clock.format_day(date.fromisoformat(value)) if value else ""
    except ValueError:
        return str(value)


_FACTS: tuple[tuple[str, Callable[[dict[str, Any]], str]], ...] = (
    ("Name", lambda each: str(each.get("name") or "")),
    ("Born", lambda each: _day(each.get("born_on"))),
    ("NHS", lambda each: people.format_nhs_number(each["nhs_number"]) if each.get("nhs_number") else ""),
    ("Home", lambda each: ", ".join(filter(None, (each.get("postcode"), each.get("address"))))),
    ("Phone", lambda each: ", ".join(dict.fromkeys(each.get("phones") or ()))),
    ("Assessed", lambda each: " ".join(filter(None, (
        _day(each.get("assessed_on")), people.BANDS.get(each.get("eligibility") or "", "").lower())))),
    ("Calls", lambda each: f"{each['stops']}" if each.get("stops") else ""),
)  # fmt: skip


def give(session: Session, client_id: int, worker_id: int) -> None:
    """Let this worker decide about somebody in doubt: a manager gives it to anybody, others to a manager, or take it
    themselves."""
    with transaction():
        to = Worker.get_or_none((Worker.id == worker_id) & TAKES_WORK)
        if to is None:
            raise NotFound("They are not at work here any more.", "Choose somebody else.")
        if worker_id != session.worker_id and not permissions.may(to.role, Act.GIVE_DECISION):
            session.require(Act.GIVE_DECISION)
        here = (Doubt.client == client_id) & Doubt.settled_at.is_null()
        if not Doubt.update(owner=worker_id).where(here).execute():
            raise Conflict("There is nothing to settle about this person.", "Somebody else may have done it.")
        records = links.group_of(client_id)
        owned.give_doubts(records, worker_id)
        owned.handed(records, session.worker_id, to, clock.now())
        audit.record(session.worker_id, "gave a doubt to somebody", client_id, f"worker {worker_id}")
