"""Two years of a provider's work for three councils on the real services, beside an independent model: what is due has
to be what the model says on each day that is looked at. No duty is lost, none is met without what shows it, and none is
late that the list doesn't say is late, or that isn't on the manager's board; and what the morning's reckoning kept is,
after the day, what everybody's says.

python -m tests.simulation.care                   400 young people, 120 orders, 60 schools, two years
python -m tests.simulation.care --young-people 40 --days 200 --seed 7
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from tests.simulation.care_model import CODES, DAY, PROVED_BY, Child, Order, Worker
from tests.support.documents import answer
from tests.support.rows import run
from tests.support.sessions import desk_of, employ
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_moves import Count
from topaz_tui.rules.children.work_moves import WorkMoveId as Do
from topaz_tui.rules.escalation_kinds import EscalationKind
from topaz_tui.rules.statutory.language import DueBy
from topaz_tui.rules.statutory.life import CareEnd, EventKind
from topaz_tui.rules.statutory.orders import Dated, OrderMove
from topaz_tui.rules.statutory.reckoning import DutyState
from topaz_tui.rules.statutory.schools import PostRole, TrainingKind
from topaz_tui.services.statutory import (
    board_lines,
    due,
    history,
    kept,
    new_orders,
    orders,
    pieces,
    schools,
    work,
    writing,
    young_people,
)
from topaz_tui.services.statutory.new_orders import NewOrder
from topaz_tui.store import database as store
from topaz_tui.store import models
from topaz_tui.store.rows import dicts

START = date(2026, 2, 2)
COUNCILS = ("Northmere", "Calderwick", "Westhaven")
KINDS = {
    "review": EventKind.REVIEW_HELD, "visit": EventKind.VISITED, "health": EventKind.HEALTH_ASSESSED,
    "placement plan": EventKind.PLACEMENT_PLAN_SIGNED, "placement note": EventKind.PLACEMENT_NOTIFIED,
    "care plan": EventKind.CARE_PLAN_MADE, "assessed": EventKind.NEEDS_ASSESSED, "plan": EventKind.PLAN_SIGNED_OFF,
    "plan review": EventKind.PLAN_REVIEWED,
}  # fmt: skip
WAY = (
    Do.ACCEPT,
    Do.ALLOCATE,
    Do.START,
    Do.WRITE,
    Do.SUBMIT,
    Do.APPROVE,
    Do.SIGNED,
    Do.SEND,
    Do.SIGN_OFF,
    Do.GIVE_COPIES,
)
AGAIN = (Do.RETURN, Do.RESUBMIT, Do.APPROVE, Do.SIGNED, Do.SEND, Do.SIGN_OFF)
BY_MANAGER = (Do.ACCEPT, Do.ALLOCATE, Do.APPROVE)
COURSES = {
    "STAFF_IND": TrainingKind.INDUCTION, "STAFF_UPD": TrainingKind.UPDATE, "DSL": TrainingKind.LEAD,
    "DSL_UPD": TrainingKind.LEAD_UPDATE,
}  # fmt: skip


@dataclass
class Report:
    """What was done, and what was not as the model says: lost, met without evidence, late and not said to be."""

    did: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    made_up: list[str] = field(default_factory=list)
    without_evidence: list[str] = field(default_factory=list)
    not_late: list[str] = field(default_factory=list)
    kept_otherwise: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        return [*self.lost, *self.made_up, *self.without_evidence, *self.not_late, *self.kept_otherwise]

    def __str__(self) -> str:
        did = [f"  {name:<28}{number:>8,}" for name, number in sorted(self.did.items())]
        ends = [
            f"lost: {len(self.lost)}", f"on the list and not due: {len(self.made_up)}",
            f"met without evidence: {len(self.without_evidence)}", f"late and not said so: {len(self.not_late)}",
            f"kept otherwise than reckoned: {len(self.kept_otherwise)}",
        ]  # fmt: skip
        return "\n".join([*did, *ends, *(f"    {each}" for each in self.wrong[:12])])


@dataclass
class Piece:
    """A piece of work, the moves that are still to be made, and what its sign-off showed."""

    id: int
    code: str
    ahead: list[Do]
    showed: list[tuple[str, date]] = field(default_factory=list)


class Care:
    """One run: a day after the other, looked at every so many days."""

    def __init__(
        self, folder: Path, people: int, orders: int, schools: int, seed: int, days: int = 730, look_every: int = 7
    ) -> None:
        self.chance = Random(seed)
        self.file, self.days, self.look_every = folder / f"care-{seed}.db", days, look_every
        self.sizes = people, orders, schools
        self.today, self.report = START, Report()
        self.children: list[Child] = []
        self.orders: list[Order] = []
        self.staff: list[Worker] = []
        self.works: dict[int, Piece] = {}
        self.slack: dict[tuple[str, str, str], int] = {}

    def run(self) -> Report:
        with self.moving_clock():
            store.open_database(self.file, create=True)
            run("PRAGMA synchronous = 0")  # no power is cut here
            try:
                employ("kay", "Kay Worker")
                employ("max", "Max Manager", "manager")
                settings = Settings(services=("children",))
                self.worker, self.manager = desk_of("kay", settings), desk_of("max", settings)
                for number in range(self.sizes[0]):
                    self.arrive(number)
                for number in range(self.sizes[1]):
                    self.ordered(number)
                for number in range(self.sizes[2]):
                    self.open_school(number)
                for number in range(self.days):
                    self.today = START + number * DAY
                    if number % self.look_every == 0:
                        board_lines.daily(self.worker, clock.now())
                    self.one_day()
                    if number % self.look_every == 0:
                        self.look()
                self.look_at_what_is_met()
            finally:
                store.close()
        return self.report

    @contextmanager
    def moving_clock(self) -> Iterator[None]:
        real, clock.now = clock.now, lambda: datetime.combine(self.today, time(10), UTC)
        try:
            yield
        finally:
            clock.now = real

    def one_in(self, number: int) -> bool:
        return self.chance.randrange(number) == 0

    # Who there is

    def arrive(self, number: int) -> None:
        """Somebody of 13 to 17 who is in care, some of them for the second time: that is recorded afterwards."""
        youngest, oldest = (13 * 365 + 10, 17 * 365 + 200) if self.one_in(3) else (15 * 365 + 270, 16 * 365 + 200)
        born = START - timedelta(days=self.chance.randint(youngest, oldest))
        born = born.replace(day=min(born.day, 28))
        id, key = number + 1, f"K{number:04}"
        models.Client.insert(
            id=id, person_id=key, first_name="Kim", last_name=key, name_key=key.lower(), born_on=str(born),
            council=COUNCILS[number % 3], added_at=clock.to_store(clock.now()),
        ).execute()  # fmt: skip
        young_people.take_on(self.worker, id)
        child = Child(id, key, born)
        self.children.append(child)
        self.enter(child, START - timedelta(days=self.chance.randint(0, 300)))
        if self.one_in(3):
            began = child.care[0][0] - timedelta(days=self.chance.randint(200, 400))
            ended = began + timedelta(days=self.chance.randint(20, 150))
            history.begin_care(self.worker, id, began, "V2")
            history.place(self.worker, id, began)
            history.end_care(self.worker, id, ended, CareEnd.OTHER)
            child.care.insert(0, (began, ended, "V2"))
            child.places.insert(0, (began, ended))
            self.report.did["earlier care, recorded late"] += 1

    def enter(self, child: Child, day: date) -> None:
        status = self.chance.choice(("V2", "C2"))
        history.begin_care(self.worker, child.id, day, status)
        history.place(self.worker, child.id, day)
        child.care.append((day, None, status))
        child.places.append((day, None))
        self.report.did["came into care"] += 1

    def ordered(self, number: int) -> None:
        children = self.chance.sample(self.children, min(len(self.children), self.chance.choice((1, 1, 2))))
        file_by = START + timedelta(days=self.chance.randint(40, max(41, self.days - 20)))
        case = f"C{number:04}"
        new = NewOrder("Family Court", case, START, "Contact", tuple(each.id for each in children),
                              DueBy(file_by, time(16)))  # fmt: skip
        id = new_orders.make(self.worker, new).id
        key = f"{', '.join(each.key for each in children)} ({case})"
        self.orders.append(Order(id, key, datetime.combine(file_by, time(16))))

    def open_school(self, number: int) -> None:
        id = schools.add(self.worker, f"School {number}", council=COUNCILS[number % 3])
        for place, role in enumerate((PostRole.LEAD, PostRole.STAFF)):
            began = START - timedelta(days=self.chance.randint(0, 500))
            post = schools.appoint(self.worker, id, f"P{place}", role, began)
            self.staff.append(Worker(post, f"School {number}: P{place}", began, role == PostRole.LEAD))

    # What happens on a day

    def one_day(self) -> None:
        for child in self.children:
            self.live(child)
            if (piece := self.works.get(child.id)) and self.one_in(3):
                self.go_on(child, piece)
            for code, by in child.due(self.today).items():
                if self.ready(child.key, code, by):
                    self.do(child, code)
        for order in self.orders:
            self.at_court(order)
        for each in self.staff:
            for code, by in each.due().items():
                if self.ready(each.key, code, by):
                    schools.trained(self.worker, each.id, COURSES[code], self.today, whole=True)
                    each.courses.setdefault(COURSES[code].value, []).append(self.today)
                    self.report.did[f"trained: {COURSES[code]}"] += 1

    def ready(self, key: str, code: str, by: date) -> bool:
        """Is it done today? Most things are done some days before they are due, some late, a few very late."""
        about = key, code, str(by)
        if about not in self.slack:
            self.slack[about] = self.chance.choice((12, 6, 3, 1, 0, -2, -9, -30))
        return self.today >= by - timedelta(days=self.slack[about])

    def live(self, child: Child) -> None:
        """Moves, and comes and goes."""
        care, place = child.span(self.today), child.place(self.today)
        if care and place and place[0] < self.today and self.one_in(120):
            history.place(self.worker, child.id, self.today)
            child.places[-1:] = [(place[0], self.today), (self.today, None)]
            self.report.did["moved"] += 1
        elif care and place and place[0] < self.today and self.one_in(150):
            self.mistake(child)
        elif care and care[0] < self.today and self.one_in(300):
            history.end_care(self.worker, child.id, self.today, CareEnd.OTHER)
            child.care[-1] = (child.care[-1][0], self.today, child.care[-1][2])
            child.places[-1] = (child.places[-1][0], self.today)
            self.report.did["left care"] += 1
        elif not care and child.care[-1][1] != self.today < child.birthday(18) - 30 * DAY and self.one_in(60):
            self.enter(child, self.today)

    def mistake(self, child: Child) -> None:
        """What was recorded of somebody else is taken back: then all is as it was before."""
        day = self.today - timedelta(days=self.chance.randint(0, 3))
        place = child.place(self.today)
        if place is None or day <= place[0] or day <= child.care[-1][0]:
            return
        wrong = history.place(self.worker, child.id, day)
        also = history.begin_care(self.worker, child.id, day, "V2")
        history.void(self.worker, models.CareEpisode, also, "Of another child.")
        history.void(self.worker, models.CarePlacement, wrong, "Of another child.")
        self.report.did["mistakes taken back"] += 1

    def do(self, child: Child, code: str) -> None:
        """Do what is due: record it, or write the plan for it."""
        what = PROVED_BY[code]
        if code in ("PLAN", "PLAN_REV") and child.id in self.works:
            return
        if code in ("PLAN", "PLAN_REV") and self.one_in(2):
            id = work.begin_for_duty(self.worker, child.id, code)
            self.works[child.id] = Piece(id, code, list(WAY))
            self.report.did[f"work begun: {code}"] += 1
            return
        if code in ("NEEDS", "NEEDS_R") and child.id in self.works:
            return  # the plan's sign-off has it with it
        if self.today in child.happened(what):
            return
        event = history.record(self.worker, child.id, KINDS[what], self.today)
        if self.one_in(12):
            history.void(self.worker, models.StatutoryEvent, event, "Of another child.")
            self.report.did["events taken back"] += 1
            return
        child.add(what, self.today)
        self.report.did[what] += 1

    def go_on(self, child: Child, piece: Piece) -> None:
        """The next move of a piece of work; the council returns some of what it signed off."""
        move = piece.ahead.pop(0)
        known = pieces.one(piece.id)
        assert known
        if move == Do.SUBMIT:
            self.write(piece.id, signed=False)
        if move == Do.SEND:
            self.write(piece.id, signed=True)
        owed = child.due(self.today)
        by = self.manager if move in BY_MANAGER else self.worker
        work.move(
            by,
            piece.id,
            known.version,
            move,
            self.answers(move),
            self.worker.worker_id if move == Do.ALLOCATE else None,
        )
        self.report.did[f"move: {move}"] += 1
        if move == Do.SIGN_OFF:
            piece.showed = [(PROVED_BY[piece.code], self.today)]
            if piece.code == "PLAN" and {"NEEDS", "NEEDS_R"} & owed.keys():
                piece.showed.append(("assessed", self.today))
            for what, day in piece.showed:
                child.add(what, day)
            if self.one_in(2) and known.stands.counts[Count.ROUNDS] < 2:
                piece.ahead = [*AGAIN, *piece.ahead]
        if move == Do.RETURN:
            for what, day in piece.showed:
                child.days[what].remove(day)
        if not piece.ahead:
            del self.works[child.id]

    def answers(self, move: Do) -> Mapping[str, str]:
        soon, today = str(self.today + timedelta(days=20)), str(self.today)
        return {
            Do.ACCEPT: {"scope": "A plan", "price": "P1", "due": soon}, Do.ALLOCATE: {"why": "Has room"},
            Do.SEND: {"how": "mail", "to": "The council"}, Do.SIGN_OFF: {"who": "Ann Lee", "day": today},
            Do.RETURN: {"who": "Ann Lee", "changes": "Money"}, Do.RESUBMIT: {"changed": "Money"},
            Do.GIVE_COPIES: {"to": "All", "day": today},
        }.get(move, {})  # fmt: skip

    def write(self, id: int, *, signed: bool) -> None:
        document = writing.of_work(id) or writing.begin(self.worker, id)
        for section in FORMS[document.kind].sections:
            if (section.id == writing.SIGNATURES) == signed and (signed or section.id not in document.saved):
                typed = {
                    each.id: answer(each, str(self.today), str(self.today + 100 * DAY)) for each in section.questions
                }
                writing.save(self.worker, id, section.id, document.saved.get(section.id, 0), typed)

    def at_court(self, order: Order) -> None:
        """The order is adjourned, or a day is only expected; the report is drafted, and filed with its time."""
        if order.filed:
            return
        if self.one_in(90):
            expected = self.one_in(2)
            later = order.file_by + timedelta(days=self.chance.randint(-5, 30))
            said = Dated(self.today, DueBy(later.date(), later.time()))
            move = OrderMove.EXPECTED if expected else OrderMove.ADJOURNED
            orders.change(self.worker, order.id, order.version, move, said)
            order.file_by, order.version = order.file_by if expected else later, order.version + 1
            self.report.did[f"order: {move}"] += 1
        for code, by in order.due().items():
            day = by.date() if isinstance(by, datetime) else by
            if not self.ready(order.key, code, day):
                continue
            if code == "S7_DRAFT":
                orders.drafted(self.worker, order.id, order.version, self.today)
                order.drafted = True
            else:
                orders.filed(self.worker, order.id, order.version, DueBy(self.today, time(9)), "Receipt")
                order.filed = True
            order.version += 1
            self.report.did[code] += 1

    # Whether it is so

    def look(self) -> None:
        """What is due is what the model says, each with its day, and late is said to be late."""
        page = due.due(self.worker)
        if kept.page(self.worker, None).lines != page.lines:
            self.report.kept_otherwise.append(str(self.today))
        listed = {
            (line.subject.key, line.code): (line.due or "", line.overdue) for line in page.lines if line.code in CODES
        }
        meant = {(each.key, code): by for each in self.children for code, by in each.due(self.today).items()}
        meant |= {(each.key, code): by for each in self.staff for code, by in each.due().items()}
        ordered = {(each.key, code): by for each in self.orders for code, by in each.due().items()}
        wanted: dict[tuple[str, str], date | datetime] = {**meant, **ordered}
        for about, by in wanted.items():
            day = f"{by:%Y-%m-%dT%H:%M}" if isinstance(by, datetime) else str(by)
            late = by < datetime.combine(self.today, time(10)) if isinstance(by, datetime) else by < self.today
            if about not in listed or listed[about][0] != day:
                self.report.lost.append(f"{self.today} {about}: {day}, and not {listed.get(about)}")
            elif late != listed[about][1]:
                self.report.not_late.append(f"{self.today} {about}: {day}")
        self.report.made_up += [f"{self.today} {about}: {listed[about]}" for about in listed.keys() - wanted.keys()]
        self.report.did["looked at"] += len(wanted)
        self.report.did["of it late"] += sum(late for _, late in listed.values())
        taught = {each.key for each in self.staff}
        late_now = {about for about, (_, late) in listed.items() if late and about[0] not in taught}
        self.look_at_the_board(Counter(code for _, code in late_now))

    def look_at_the_board(self, late: Counter[str]) -> None:
        """None is late that isn't on the board, and what stands there as late is so: by their codes."""
        board_lines.look_again()
        board_lines.daily(self.worker, clock.now())
        lines = models.Escalation.select(models.Escalation.client, models.Event.body).join(models.Event)
        there = lines.where(
            models.Escalation.kind == EscalationKind.DUTY_LATE,
            models.Escalation.closed_at.is_null(),
            models.Event.move == "opened",
        )
        about = {(row["client"], json.loads(row["body"])["_about"].rsplit(" ", 1)[0]) for row in dicts(there)}
        stand = Counter(each.rsplit(" ", 1)[-1] for _, each in about)
        self.report.did["late on the board"] += stand.total()
        self.report.not_late += [
            f"{self.today} {code}: {late[code]} late, {stand[code]} of it on the board"
            for code in CODES
            if late[code] != stand[code]
        ]

    def look_at_what_is_met(self) -> None:
        """Nothing is met but on a day on which what shows it happened."""
        for child in self.children:
            for item in due.of_client(child.id, self.worker):
                if item.state == DutyState.MET and item.code in PROVED_BY and item.met:
                    self.report.did["met"] += 1
                    if item.met.day not in child.happened(PROVED_BY[item.code]):
                        self.report.without_evidence.append(f"{child.key} {item.code}: {item.met}")


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.simulation.care", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--young-people", type=int, default=400)
    parser.add_argument("--orders", type=int, default=120)
    parser.add_argument("--schools", type=int, default=60)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="topaz-care-") as folder:
        care = Care(Path(folder), asked.young_people, asked.orders, asked.schools, asked.seed, asked.days)
        report = care.run()
    print(report)
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
