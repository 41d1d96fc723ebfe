"""The year: what happens to a team's concerns, and the comparing. Everything comes from one seeded generator, and the
clock stands where the next thing happens."""

from __future__ import annotations

import heapq
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from pathlib import Path
from random import Random
from typing import Literal, TypeVar

from tests.simulation import booked, letters, referring
from tests.simulation.model import (
    CLOSES,
    ENDED,
    HOUR,
    LATE,
    LEASE,
    LEVELS,
    MANAGERS,
    MINUTE,
    NEXT,
    OPEN,
    SENT_AFTERWARDS,
    TERMS,
    Concern,
    Council,
    Draft,
    Message,
    Person,
    Team,
    last_telling,
)
from tests.support import second_count
from tests.support.concerns import IN_DANGER, WHOLE
from tests.support.outbox import MAIL
from tests.support.rows import run
from tests.support.sessions import employ, job
from topaz_tui import clock
from topaz_tui.config import Council as CouncilSettings
from topaz_tui.config import Folder, Letters, Sending, Settings
from topaz_tui.errors import UserError
from topaz_tui.rules.referrals import Result
from topaz_tui.rules.terms import ReferralTerms
from topaz_tui.services import concerns, search_index, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.api import Item, SendResult
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store import models

T = TypeVar("T")
START = datetime(2026, 3, 2, tzinfo=UTC)
"""Easter, both changes of the clocks, every bank holiday and Christmas are in the year after it."""
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)

COUNCILS: dict[str | None, Council] = {
    None: Council(TERMS, ("mail", "folder")),
    "Ealing": Council(TERMS | {
        "send_days": 1, "acknowledge_days": 2, "chase_days": 4, "manager_days": 6, "head_days": 9, "director_days": 12,
        "rung_days": 2, "remind_days": 2, "remind_hours_danger": 3,
    }, ("folder",)),
    "Northshire": Council(TERMS | {
        "write_hours": 12, "send_hours_danger": 2, "acknowledge_hours_danger": 3, "feedback_days": 3, "close_days": 8,
        "dispute_days": 2, "dispute_hours_danger": 4, "rung_days": 0, "rung_hours_danger": 2,
    }, ()),
    "Brent": Council(TERMS | {"chase_days": 4, "manager_days": 2, "head_days": 7, "director_days": 30}, ("mail",)),
}  # fmt: skip
"""Ealing is slow; nothing goes to Northshire by itself, and its ladder is climbed at once; with Brent the manager
comes before the deadline."""

ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "send": {"how": "phone", "who": "Duty desk"},
    "resend": {"reason": "They have nothing."},
    "bounce": {"who": "Their server", "said": "Unknown user"},
    "acknowledge": {"who": "Duty desk", "reference": "LB-1"},
    "chase": {"how": "phone", "who": "Duty desk", "said": "Tomorrow."},
    "return": {"who": "Duty desk", "asked": "Who lives there?"},
    "decide": {"who": "Duty manager"},
    "disagree": {"who": "Their manager", "written": "The risk is still there."},
    "accept": {"reason": "They have visited since."},
    "feed_back": {},
    "close": {"enquiry": "no_day", "risk": "reduced", "achieved": "fully"},
    "close_early": {"reason": "They moved away."},
    "withdraw": {"reason": "error"},
    "propose_withdrawal": {"reason": "error", "why": "Meant for somebody else."},
    "confirm_withdrawal": {"words": "Both records."},
    "keep": {"reason": "It stands."},
    "council_told": {"how": "phone", "who": "Duty desk"},
    "reopen": {"reason": "It has happened again."},
}
LIKELY: dict[str, dict[str, int]] = {
    "submitted": {"send": 12, "acknowledge": 8, "close_early": 1, "withdraw": 3, "wait": 20},
    "sending": {"send": 6, "resend": 3, "acknowledge": 12, "return": 5, "decide": 5, "close_early": 1, "withdraw": 2,
                "wait": 40},
    "perhaps_sent": {"resend": 25, "bounce": 10, "acknowledge": 20, "chase": 14, "letter": 8, "return": 5, "decide": 5,
                     "send": 10, "propose_withdrawal": 2, "close_early": 2},
    "delivery_failed": {"send": 45, "resend": 35, "acknowledge": 8, "return": 3, "decide": 4, "withdraw": 3,
                        "close_early": 2},
    "returned": {"resend": 40, "send": 35, "acknowledge": 10, "decide": 8, "propose_withdrawal": 4, "close_early": 2},
    "sent": {"acknowledge": 55, "chase": 10, "letter": 5, "decide": 10, "return": 7, "bounce": 5,
             "propose_withdrawal": 5, "close_early": 1},
    "acknowledged": {"decide": 55, "chase": 14, "letter": 5, "return": 5, "send": 8, "propose_withdrawal": 6,
                     "close_early": 2},
    "decided": {"feed_back": 60, "disagree": 16, "decide": 7, "send": 2, "propose_withdrawal": 3, "close_early": 3},
    "disputed": {"decide": 35, "disagree": 25, "accept": 15, "chase": 10, "letter": 5, "feed_back": 10,
                 "send": 2, "close_early": 3},
    "fed_back": {"close": 60, "decide": 7, "disagree": 8, "send": 2, "propose_withdrawal": 2},
    "withdrawing": {"council_told": 20, "reopen": 10, "wait": 20},
}  # fmt: skip
"""What happens next in each state, and how likely it is."""
COUNCILS_OWN = ("acknowledge", "return", "decide")
PACES = {"prompt": 2, "usual": 9, "late": 25, "never": 40}
"""Hours between two things that happen to a concern, on average; a council that never answers is given up at last."""
TRIES: dict[Result | Literal["slow", "breaks off", "breaks off late"], int] = {
    Result.ACCEPTED: 60, Result.LATER: 12, Result.REFUSED: 9, Result.UNSURE: 6,
    "slow": 6, "breaks off": 4, "breaks off late": 5,
}  # fmt: skip
LATE_WORDS: dict[Result, int] = {
    Result.ACCEPTED: 60,
    Result.REFUSED: 15,
    Result.LATER: 10,
    Result.UNSURE: 15,
}


@dataclass
class Report:
    """What the year came to."""

    concerns: int = 0
    did: Counter[str] = field(default_factory=Counter)
    differences: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    came_back: set[int] = field(default_factory=set)
    states: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def differ(self, what: str, example: str) -> None:
        self.differences[what] += 1
        self.examples.setdefault(what, []).append(example)

    def __str__(self) -> str:
        moves = [f"  {name:<32}{number:>8,}" for name, number in sorted(self.did.items())]
        states = ", ".join(f"{state} {number}" for state, number in self.states.most_common())
        lines = [f"{self.concerns:,} concerns submitted", "", *moves, "", f"at the end: {states}"]
        lines += [f"differences: {self.differences.total()}", f"lost: {len(self.lost)}",
                  f"came back after they were closed: {len(self.came_back)}"]  # fmt: skip
        for what, number in self.differences.most_common():
            lines += [f"  {what}: {number}", *(f"      {each}" for each in self.examples[what][:3])]
        most = sorted(self.spent.items(), key=lambda each: each[1], reverse=True)
        spent = ", ".join(f"{name} {seconds:.0f}" for name, seconds in most)
        return "\n".join([*lines, f"{self.seconds:.0f} seconds ({spent})"])


class Year:
    """One run. `now` is the only clock; every so many days something is put in place for people (`support_days`; 0 is
    never)."""

    def __init__(
        self, folder: Path, concerns: int, seed: int, start: datetime = START, days: int = 365, support_days: int = 1
    ) -> None:
        self.chance = Random(seed)
        self.now = self.begins = start
        self.ends = start + (days + 14) * DAY
        self.file = folder / f"year-{seed}.db"
        self.report = Report()
        self.team = Team()
        self.drafts: dict[int, Draft] = {}
        self.all: dict[int, Concern] = {}
        self.notices: list[tuple[datetime, bool]] = []
        self.last_run: datetime | None = None
        self.outage_until = start
        self.round_at: datetime | None = None
        self.claims = count()
        self._ahead: list[tuple[datetime, int, Callable[..., None], tuple[object, ...]]] = []
        self._order = count()
        self._arrivals(concerns, start, days)
        self._ticks(start)
        for day in range(0, (self.ends - start).days, support_days) if support_days else ():
            self.at(start + timedelta(days=day, hours=14.5), self.support)
        self.settings = Settings(
            letters=Letters(telephone="020 7946 0100"),
            sending=Sending(channels=("mail", "folder", "by hand"), mail=MAIL),
            councils={
                name: CouncilSettings(
                    ReferralTerms(**council.terms),
                    Sending(channels=(*council.ways, "by hand"), mail=MAIL, folder=Folder("/out")),
                )
                for name, council in COUNCILS.items()
                if name
            },
        )
        self.clients = max(20, concerns // 4)
        self.beside = Random(seed)  # of what goes on beside the concerns: these go as they would without it

    # The clock, and what happens when

    def run(self, tell: Callable[[str], None] = lambda words: None) -> Report:
        """The whole of it; `tell` hears how far it is, month by month."""
        begun, month = time.monotonic(), 0
        with self.moving_clock():
            store.open_database(self.file, create=True)
            run("PRAGMA synchronous = 0")  # no power is cut here
            try:
                self._people()
                while self._ahead:
                    when, _, deed, args = heapq.heappop(self._ahead)
                    if when > self.ends:
                        break
                    self.now = when
                    if when.month != month:
                        month = when.month
                        tell(f"{when:%B %Y}: {len(self.all)} concerns, {len(self.open())} open")
                    started = time.monotonic()
                    deed(*args)
                    self.report.spent[deed.__name__] += time.monotonic() - started
                self._count()
            finally:
                store.close()
        self.report.seconds = time.monotonic() - begun
        return self.report

    @contextmanager
    def moving_clock(self) -> Iterator[None]:
        """The product's clock shows this run's time: the seconds that really pass do not matter."""
        real, clock.now = clock.now, lambda: self.now
        try:
            yield
        finally:
            clock.now = real

    def at(self, when: datetime, deed: Callable[..., None], *args: object) -> None:
        when = max(when, self.now).replace(microsecond=0)
        heapq.heappush(self._ahead, (when, next(self._order), deed, args))

    def in_a_while(self, hours: float) -> datetime:
        return (self.now + timedelta(hours=self.chance.expovariate(1 / hours))).replace(microsecond=0)

    def pick(self, likely: Mapping[T, int]) -> T:
        return self.chance.choices([*likely], [*likely.values()])[0]

    def _arrivals(self, concerns: int, start: datetime, days: int) -> None:
        """Most in office hours; some at night, at the weekend and on holidays; some in the hours of the changes."""
        for _ in range(concerns):
            day = start + self.chance.randrange(days) * DAY
            hour = self.chance.uniform(9, 17) if self.chance.random() < 0.7 else self.chance.uniform(0, 24)
            if day.weekday() > 4 and self.chance.random() < 0.6:
                day -= 2 * DAY
            if self.chance.random() < 0.03:
                changes = [each for each in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC))
                           if start <= each < start + days * DAY]  # fmt: skip
                day, hour = self.chance.choice(changes or [day]), self.chance.uniform(0, 3)
            self.at(day + timedelta(hours=hour), self.begin)

    def _ticks(self, start: datetime) -> None:
        """The clocks are moved some times a day, and at each close of the office: at the moment, and a second past."""
        day = start
        while day < self.ends:
            for hour in (0, 8.5, 12) if day.weekday() < 5 else (self.chance.randrange(23),):
                self.at(day + timedelta(hours=hour + self.chance.random()), self.tick)
            self.at(day + timedelta(hours=23.9), self.tick)
            day += DAY
        for moment in CLOSES:
            if start <= moment < self.ends:
                self.at(moment, self.tick)
                self.at(moment + SECOND, self.tick)
        days = 0.0
        while start + timedelta(days=days) < self.ends:
            days += self.chance.uniform(1, 6)
            self.at(start + timedelta(days=days), self.chance.choice((self.joins, self.joins, self.leaves)))
            self.at(start + timedelta(days=days, hours=self.chance.uniform(8, 18)), self.falls_ill)
            if self.chance.random() < 0.3:
                self.at(start + timedelta(days=days, hours=self.chance.uniform(0, 9)), self.outage)

    # The team

    def _people(self) -> None:
        for role, number in (("manager", 2), ("worker", 5), ("head of service", 1), ("director", 1)):
            for _ in range(number):
                self.add(role)
        referring.add_services(self.session(self.team.here("manager")[0]))
        with store.transaction():
            for number in range(self.clients):
                names = [*COUNCILS]
                client = models.Client.create(
                    person_id=f"P{number}", first_name="Ada", last_name=f"Stone{number}", name_key=f"stone{number}",
                    added_at=clock.to_store(self.now), council=names[number % len(names)], postcode="SE24 9ZZ",
                )  # fmt: skip
                search_index.write(client.id)
                queue_status.refresh((client.id,), self.settings)

    def add(self, role: str) -> None:
        number = len(self.team.people) + 1
        mail = number % 3 == 1
        account, name = f"a{number}", f"Worker {number}"
        employ(account, name, role, mail=f"{account}@topaz.example" if mail else None)
        self.team.people.append(Person(number, account, name, role, mail))
        assert models.Worker.get(models.Worker.account == account).id == number

    def joins(self) -> None:
        """Somebody new, where somebody is wanted; now and then one who was here before."""
        self.report.did["team: joined"] += 1
        wanted = [role for role in ("head of service", "director") if not self.team.here(role)]
        gone = [person for person in self.team.people if not person.here]
        if gone and self.chance.random() < 0.3:
            back = self.chance.choice(gone)
            employ(back.account, back.name, back.role, mail=f"{back.account}@topaz.example" if back.mail else None)
            back.here = True
        else:
            self.add(self.chance.choice([*wanted, "worker", "worker", "manager"]))

    def leaves(self) -> None:
        """Anybody; the last manager can't."""
        leaver = self.chance.choice(self.team.here())
        if leaver.role == "worker" and len(self.team.here("worker")) < 4:
            return
        by = self.session(self.chance.choice(self.team.here("manager")))
        last = leaver.role == "manager" and len(self.team.here("manager")) == 1
        try:
            workers.retire(by, leaver.account)
            done = True
        except UserError:
            done = False
        if done == last:
            self.report.differ("the last manager", f"{leaver.name} retired: {done}")
        leaver.here = not done
        self.report.did["team: left" if done else "team: refused to go"] += 1

    def falls_ill(self) -> None:
        """Somebody is away for some days, ill or on leave, and nobody tells the program."""
        person = self.chance.choice(self.at_work())
        if len(self.at_work("manager", "head of service", "director")) > 1 or person.role == "worker":
            person.back_at = self.now + timedelta(days=self.chance.uniform(1, 15))
            self.report.did["team: ill or on leave"] += 1

    def at_work(self, *roles: str) -> list[Person]:
        """Those who are not away; where all are, one is called in."""
        here = self.team.here(*roles)
        return [person for person in here if not person.is_away(self.now)] or here

    def hand_on(self, concern: Concern) -> None:
        """What is late, and stands with somebody who is away, can be had by any manager who is there."""
        with_whom = concern.with_whom(concern.stand(self.now, self.team), self.team)
        if not with_whom or not all(person.is_away(self.now) for person in with_whom):
            return
        who = self.anybody(managers=True)
        if who in with_whom:
            return
        try:
            escalations.take(self.session(who), concern.id)
        except UserError as trouble:
            self.set_aside(concern, "can't be had from somebody who is away", f"{trouble} by {who.role}")
            return
        concern.owner, concern.taken_at, concern.version = who, self.now, concern.version + 1
        self.report.did["handed on from somebody away"] += 1
        self.compare(concern)

    def session(self, person: Person) -> Session:
        return Session(person.id, person.account, person.name, person.role, self.settings)

    def anybody(self, *, managers: bool = False) -> Person:
        """Who does it: workers mostly."""
        above = self.at_work("manager", "head of service", "director")
        return self.chance.choice(above if managers or self.chance.random() < 0.2 else self.at_work())

    # Writing a concern

    def begin(self) -> None:
        author = self.anybody()
        client = self.chance.randrange(self.clients) + 1
        draft = concerns.open(self.session(author), client)
        if draft.continued:
            self.at(self.now + HOUR, self.begin)
            return
        danger = self.chance.random() < 0.2
        concerns.save(self.session(author), draft.id, {"danger": "yes" if danger else "no"})
        council = [*COUNCILS.values()][(client - 1) % len(COUNCILS)]
        self.drafts[draft.id] = Draft(draft.id, self.now, danger, council)
        self.at(self.in_a_while(self.chance.choice((0.3, 0.3, 2, 15))), self.submit, draft.id, author)

    def submit(self, draft_id: int, author: Person) -> None:
        draft = self.drafts[draft_id]
        if self.chance.random() < 0.02:
            who = self.anybody(managers=True)
            try:
                concerns.discard(self.session(who), draft_id, "It was another person.")
            except UserError as refused:
                if not (draft.danger and who is author):
                    self.report.differ("a draft is not discarded", f"{refused} by {who.role}")
            else:
                if draft.danger and who is author:
                    self.report.differ("a draft in danger is discarded", "by its writer alone")
                del self.drafts[draft_id]
                self.report.did["drafts discarded"] += 1
                self.at(self.now + HOUR, self.begin)  # another is written in its place
                return
        if author.is_away(self.now) and self.now < draft.due:  # it lies there
            self.at(max(draft.due, self.in_a_while(6)), self.submit, draft_id, author)
            return
        if not author.here or author.is_away(self.now):
            why = "They are ill." if author.here else "They have left."
            writer, author = author, self.anybody(managers=True)
            if author is not writer:
                concerns.take_over(self.session(author), draft_id, why)
                self.report.did[f"drafts taken over: {why}"] += 1
        if self.chance.random() < 0.05:
            self.unchanged("submit incomplete", None, lambda: concerns.submit(self.session(author), draft_id, {}))
        done = concerns.submit(self.session(author), draft_id, IN_DANGER if draft.danger else WHOLE)
        concern = Concern(done.escalation_id, draft_id, draft.council, draft.danger, self.now, author)
        if draft.council.ways:
            concern.put(0, self.now)
            self.plan_round(self.in_a_while(0.02))
        del self.drafts[draft_id]
        self.all[concern.id] = concern
        self.report.concerns += 1
        self.compare(concern)
        if self.chance.random() < 0.05:  # pressed twice
            again = concerns.submit(self.session(author), draft_id, {})
            if again.escalation_id != concern.id:
                self.report.differ("submitted twice", f"{draft_id}")
        pace = self.chance.choices([*PACES], (35, 45, 16, 4))[0]
        self.at(self.in_a_while(PACES[pace]), self.act, concern, pace)

    # What happens to a concern

    def act(self, concern: Concern, pace: str) -> None:
        """One thing happens to it, and another is put ahead."""
        if not concern.on_board or concern.aside:
            return
        if self.now > concern.due and self.chance.random() < 0.5:
            self.hand_on(concern)
        likely = dict(LIKELY[concern.state])
        if concern.proposal:
            likely |= {"confirm_withdrawal": 60, "keep": 20}
        if pace == "never":
            likely = {move: weight for move, weight in likely.items() if move not in COUNCILS_OWN} or {"wait": 1}
            if self.now - concern.at > 25 * DAY:
                likely = {"close_early": 2, "withdraw": 1} if concern.state != "withdrawing" else {"council_told": 1}
        dice = self.chance.random()
        if dice < 0.06:
            self.mischief(concern)
        elif dice < 0.10:
            self.take(concern)
        elif dice < 0.14:
            self.add_to(concern)
        else:
            move = self.pick(likely)
            if move == "letter":
                self.letter(concern)
            elif move != "wait":
                managers = move in MANAGERS or (move == "disagree" and concern.climbs > 0)
                self.move(concern, move, self.anybody(managers=managers and self.chance.random() < 0.9))
        if not concern.on_board and self.chance.random() < 0.15:
            self.at(self.in_a_while(PACES[pace]), self.reopen, concern, pace)
        if concern.on_board and not concern.aside:
            twice = 0.002 if self.chance.random() < 0.1 else PACES[pace]  # two things at nearly one time
            self.at(self.in_a_while(twice), self.act, concern, pace)

    def reopen(self, concern: Concern, pace: str) -> None:
        """What had ended goes on."""
        if not concern.on_board and not concern.aside:
            self.move(concern, "reopen", self.anybody())
            self.at(self.in_a_while(PACES[pace]), self.act, concern, pace)

    def facts(self, move: str, concern: Concern) -> dict[str, str | list[str]]:
        facts = dict(ANSWERS[move])
        if move == "decide":
            facts["decision"] = self.chance.choice(("met", "enquiry", "not_met", "not_met"))
            if facts["decision"] == "not_met":
                facts["next"] = self.chance.choice((["no_action"], ["advice", "signposting"]))
                facts["reason"] = "No care needs."
        if move == "feed_back":
            left = [who for who in ("adult", "referrer") if who not in concern.fed]
            facts["to"] = self.chance.choice(left if left and self.chance.random() < 0.9 else ["adult", "referrer"])
            facts["given"] = self.chance.choice(("given", "given", "refused"))
            if facts["given"] == "refused":
                facts["why_not"] = "It is not safe to."
        if move == "withdraw":
            facts |= self.chance.choice(
                ({"reason": "error"}, {"reason": "duplicate", "which": "SC-1"}, {"reason": "other", "why": "Theirs."})
            )
        if move == "send":
            facts["how"] = self.chance.choice(("phone", "portal", "post"))
        if move in ("send", "acknowledge", "return", "decide") and self.chance.random() < 0.4:
            when = self.now - timedelta(minutes=self.chance.randint(-5, 200))
            facts["when"] = clock.to_store(max(when, concern.at))
        return facts

    def move(self, concern: Concern, move: str, who: Person) -> None:
        """A person makes a move; refused where the model refuses it, and then nothing may have changed."""
        facts = self.facts(move, concern)
        handed_over = move in ("withdraw", "confirm_withdrawal") and concern.handed_over
        if concern.refuses(move, who) or (move == "resend" and concern.busy) or handed_over:
            self.refused(f"{move} by a {who.role}", concern, who, concern.version, move, facts)
            return
        try:
            escalations.move(self.session(who), concern.id, concern.version, move, facts)
        except UserError as trouble:
            self.set_aside(concern, "refused a move that is legal", f"{move} in {concern.state}: {trouble}")
            return
        afterwards = move == "send" and concern.state in SENT_AFTERWARDS
        self.report.did[f"move {move}" + (", afterwards" if afterwards else "")] += 1
        concern.do(move, {name: str(answer) for name, answer in facts.items()}, self.now, who)
        if move in ("resend", "confirm_withdrawal", "reopen"):
            self.plan_round(self.in_a_while(0.02))
        self.compare(concern)

    def mischief(self, concern: Concern) -> None:
        """A move that must be refused: on an older version, illegal, or without an answer that it needs."""
        who = self.anybody()
        kind = self.chance.choice(("stale", "illegal", "lacking", "before it was submitted"))
        legal = [move for move in ANSWERS if not concern.refuses(move, who)]
        illegal = [move for move in ANSWERS if move not in legal]
        if kind == "illegal":
            move = self.chance.choice(illegal)
            self.refused("illegal", concern, who, concern.version, move, self.facts(move, concern))
        elif kind == "before it was submitted" and "acknowledge" in legal:
            facts = ANSWERS["acknowledge"] | {"when": clock.to_store(concern.at - 2 * MINUTE)}
            self.refused(kind, concern, who, concern.version, "acknowledge", facts)
        elif kind == "stale" and legal:
            move = self.chance.choice(legal)
            self.refused("stale", concern, who, concern.version - 1, move, self.facts(move, concern))
        elif kind == "lacking" and (asking := [move for move in legal if move != "close"]):
            move = self.chance.choice(asking)
            facts = self.facts(move, concern)
            facts.pop("when", None)
            facts.pop(self.chance.choice([*facts]))
            self.refused("lacking", concern, who, concern.version, move, facts)

    def refused(
        self, why: str, concern: Concern, who: Person, version: int, move: str, facts: dict[str, str | list[str]]
    ) -> None:
        self.unchanged(why, concern, lambda: escalations.move(self.session(who), concern.id, version, move, facts))

    def unchanged(self, why: str, concern: Concern | None, deed: Callable[[], object]) -> None:
        """The deed raises UserError, and nothing at all is written."""
        before = self.written()
        try:
            deed()
        except UserError:
            self.report.did["refused: " + (why if " by a " not in why else "by state, person or level")] += 1
        else:
            about = concern and f"{concern.id} in {concern.state}"
            self.report.differ("not refused", f"{why}: {about}")
            if concern:
                concern.aside = True
        if self.written() != before:
            self.report.differ("a refused move changed something", why)

    def written(self) -> list[object]:
        tables = ("event", "audit", "outbox", "escalation", "addition")
        newest = [f"SELECT max(id) FROM {table}" for table in tables]
        sums = ["SELECT sum(version) + count(closed_at) FROM escalation", "SELECT count(submitted_at) FROM concern"]
        return [run(sql).fetchone() for sql in (*newest, *sums)]

    def take(self, concern: Concern) -> None:
        who = self.anybody()
        if not concern.may_take(who, self.now, self.team):
            self.unchanged("take", concern, lambda: escalations.take(self.session(who), concern.id))
            return
        escalations.take(self.session(who), concern.id)
        concern.owner, concern.taken_at, concern.version = who, self.now, concern.version + 1
        self.report.did["taken over"] += 1
        self.compare(concern)

    def add_to(self, concern: Concern) -> None:
        concerns.add(self.session(self.anybody()), concern.concern_id, "It was Tuesday.")
        self.report.did["additions"] += 1
        self.compare(concern)

    def letter(self, concern: Concern) -> None:
        escalations.mail_letter(self.session(self.anybody()), concern.id, concern.version)
        concern.version += 1  # nobody is chased before the council's server has it
        self.report.did["letters mailed"] += 1
        self.compare(concern)

    def chase_several(self) -> None:
        """Some at once, and one of them on an older version."""
        found = [each for each in self.open() if "chase" in NEXT[each.state] and not each.aside][:6]
        if not found:
            return
        versions = {each.id: each.version for each in found}
        versions[found[-1].id] -= 1
        done, refused = escalations.move_all(self.session(self.anybody()), versions, "chase", ANSWERS["chase"])
        if done != len(found) - 1 or [number for number, _ in refused] != [found[-1].id]:
            self.report.differ("chased at once", f"{done} of {len(found)}, refused {refused}")
        for each in found[:-1]:
            each.do("chase", {}, self.now)
        self.report.did["chased several at once"] += done

    # Sending

    def open(self) -> list[Concern]:
        return [concern for concern in self.all.values() if concern.on_board]

    def outage(self) -> None:
        """Dispatch does not run for a while."""
        self.outage_until = self.in_a_while(10)
        self.report.did["outages of dispatch"] += 1

    def plan_round(self, when: datetime) -> None:
        """The next round is then, or sooner."""
        if self.round_at is None or when < self.round_at:
            self.round_at = when
            self.at(when, self.planned_round, when)

    def planned_round(self, when: datetime) -> None:
        if when == self.round_at:
            self.round_at = None
            self.send_round()

    def send_round(self) -> None:
        """What dispatch does after it has moved the clocks: what broke off, then all that is due."""
        if self.now < self.outage_until:
            self.plan_round(self.outage_until)
            return
        on_their_way = [concern for concern in self.all.values() if concern.on_its_way and not concern.aside]
        escalations.sweep(job(self.settings))
        for concern in on_their_way:
            for message in tuple(concern.messages):
                if message.lapses_at and message.lapses_at < self.now:
                    handed = message.state == "handing over"
                    concern.settle(message, "unsure" if handed else "later", self.now)
                    self.report.did["sending: lapsed" + (", handed over" if handed else "")] += 1
                    self.compare(concern)
        while taken := escalations.next_message(job(self.settings)):
            if taken.kind == "concern":
                self.attempt(self.all[taken.escalation_id or 0], taken)
            else:
                self.attempt_beside(taken)
        for concern in on_their_way:
            for each in concern.messages:
                if each.state == "due" and each.next_at <= self.now and not concern.aside:
                    self.set_aside(concern, "not sent though it was due", concern.state)
        escalations.dispatched(job(), escalations.Run(self.now))
        self.last_run = self.now
        messages = [each for concern in on_their_way for each in concern.messages]
        waits = [each.lapses_at or each.next_at for each in messages if each.state in OPEN]
        if waits:
            self.plan_round(max(min(waits), self.now + MINUTE) + timedelta(seconds=self.chance.randrange(90)))

    def attempt_beside(self, message: outbox.Message) -> None:
        """A letter, an addition or a notice is tried once."""
        result: Result = Result.ACCEPTED if self.chance.random() < 0.98 else Result.REFUSED
        outbox.handing_over(job(self.settings), message)
        escalations.settle(job(self.settings), message, SendResult(result, "there", "an answer"))
        self.report.did[f"{message.kind} {result}"] += 1
        concern = self.all.get(message.escalation_id or 0)  # of a referral for support the model has none
        if message.kind != "notice" and concern:
            if message.kind == "letter" and result == Result.ACCEPTED and "chase" in NEXT[concern.state]:
                concern.do("chase", {}, self.now)
            else:
                concern.version += 1
            if message.kind == "withdrawal" and result == Result.ACCEPTED:
                concern.hear_withdrawn(self.now)
        elif message.kind == "notice":
            self.notices = [*self.notices[-200:], (self.now, result == Result.ACCEPTED)]

    def attempt(self, concern: Concern, taken: outbox.Message) -> None:
        """A concern is tried once."""
        if concern.aside:
            outbox.handing_over(job(self.settings), taken)
            escalations.settle(job(self.settings), taken, SendResult(Result.ACCEPTED, "there", "250 OK"))
            return
        rows = [row for row in outbox.of_concern(concern.concern_id) if row.kind == "concern"]
        message = concern.messages[[row.id for row in rows].index(taken.id)]
        if message.state != "due" or message.next_at > self.now:
            self.set_aside(concern, "sent before it was due", f"{message}")
        first = [each for each in self.all.values() if each.danger and not each.aside
                 for ready in each.messages if ready.state == "due" and ready.next_at <= self.now]  # fmt: skip
        if first and not concern.danger:
            self.report.differ("danger did not go first", f"{concern.id} before {first[0].id}")
        message.state, message.tries, message.lapses_at = "trying", message.tries + 1, self.now + LEASE
        message.claim = token = next(self.claims)
        concern.hear("try", self.now)
        how = self.pick(TRIES)
        match how:
            case "slow" | "breaks off" | "breaks off late":
                self.report.did[f"sending: {how}"] += 1
                if how == "breaks off late":
                    self.hand_over(concern, message, taken, token)
                seconds = self.chance.randint(5, 170) if how == "slow" else self.chance.randint(181, 9000)
                if how == "slow" or self.chance.random() < 0.5:
                    word = self.pick(LATE_WORDS)
                    self.at(self.now + seconds * SECOND, self.word, concern, message, taken, token, word)
                self.plan_round(self.now + LEASE + 2 * SECOND)
                if self.chance.random() < 0.3:  # a person or the council does something in between
                    self.at(self.now + 3 * SECOND, self.act_between, concern)
            case _:
                self.word(concern, message, taken, token, how)
        if not concern.aside:
            self.compare(concern)

    def act_between(self, concern: Concern) -> None:
        if concern.on_board and not concern.aside:
            move = self.pick(dict.fromkeys(NEXT[concern.state], 1))
            self.move(concern, move, self.anybody(managers=move in MANAGERS))

    def hand_over(self, concern: Concern, message: Message, taken: outbox.Message, token: int) -> bool:
        may = message.state == "trying" and message.claim == token
        if outbox.handing_over(job(self.settings), taken) != may:
            self.set_aside(concern, "handed over", f"{message}: {may} in the model")
        if may:
            message.state, message.lapses_at = "handing over", self.now + LEASE
        return may

    def word(self, concern: Concern, message: Message, taken: outbox.Message, token: int, result: Result) -> None:
        """Whoever tried it says how it ended, at once or late."""
        if concern.aside:
            return
        if result != "later" and message.state == "trying":
            self.hand_over(concern, message, taken, token)
        counts = message.claim == token and message.state in ("trying", "handing over", "perhaps")
        late = "late word " if message.state not in ("trying", "handing over") else ""
        self.report.did[f"sending: {late}{result}" + ("" if counts else ", not heard")] += 1
        escalations.settle(job(self.settings), taken, SendResult(result, "there", f"an answer: {result}"))
        if counts:
            concern.settle(message, result, self.now)
        self.compare(concern)
        if message.state == "due" or concern.on_its_way:
            self.plan_round(self.now + (MINUTE if self.chance.random() < 0.7 else HOUR))

    # Beside the concerns

    def support(self) -> None:
        """People are written to, interpreters booked, and some referred for support; none of it is ever without an end
        or somebody who sees to it."""
        here = self.at_work()
        one, other = (self.session(self.beside.choice(here)) for _ in range(2))
        client = self.beside.randrange(self.clients) + 1
        letters.a_day(one, self.beside, self.now, self.report.did)
        for deed in (
            lambda: booked.a_booking(other, client, self.beside, self.now),
            lambda: referring.refer(one, client, self.beside),
            lambda: self.report.did.update([f"referral: {referring.go_on(other, self.beside)}"]),
        ):
            try:
                deed()
            except UserError:
                self.report.did["support: refused"] += 1
        if self.now < self.outage_until:
            return
        self.move_clocks()
        found = (booked.lost(self.now), letters.lost(self.now, self.settings), referring.lost(job(self.settings)))
        for what in chain.from_iterable(found):
            self.report.differ("without an end or an owner", f"{what} at {self.now}")
        self.report.did["days of support"] += 1

    # The clocks

    def tick(self) -> None:
        """Dispatch as a whole, several times over, then the board."""
        if self.now >= self.outage_until:
            self.move_clocks()
            self.send_round()
            self.move_clocks()
            if self.chance.random() < 0.2:
                self.move_clocks()
            if self.chance.random() < 0.05:
                self.chase_several()
        self.compare_board()

    def move_clocks(self) -> None:
        """Each is told once for each of its moments, however often the clocks are moved."""
        [(event, row)] = run(
            "SELECT (SELECT coalesce(max(id), 0) FROM event), (SELECT coalesce(max(id), 0) FROM outbox)"
        ).fetchall()
        escalations.advance_deadlines(job(self.settings))
        told = Counter(
            number
            for (number,) in run(
                "SELECT escalation_id FROM event WHERE id > ? AND move IN ('climbed', 'reminded')", (event,)
            )
        )
        keys = [key for (key,) in run("SELECT key FROM outbox WHERE id > ?", (row,))]
        mails = Counter(int(key.split("/")[1]) for key in keys if key[:7] == "notice/" and key[7].isdigit())
        for concern in self.open():
            if concern.aside:
                continue
            key = concern.telling(self.now, self.team)
            self.report.did["tellings"] += bool(key)
            about = f"{concern.id} ({concern.state}) at {self.now:%a %d %b %H:%M:%S}: {key}"
            if told[concern.id] != bool(key):
                late = "told later than it was due" if concern.untold else "told again"
                self.report.differ("not told" if key else late, about)
                concern.untold = bool(key)
            elif key:
                on_level = [each for each in self.team.here(key[0]) if each.mail and key[0] != "worker"]
                if mails[concern.id] != len(on_level):
                    self.report.differ("mailed to others than those on the level", f"{about}: {mails[concern.id]}")
        expected: set[str] = set()
        for draft in self.drafts.values():
            moment = last_telling(draft.due, draft.danger, draft.council.terms, self.now)
            if moment:  # each manager once, those who have just come among them
                managers = {(moment, each.id) for each in self.team.here("manager") if each.mail}
                expected |= {f"notice/draft/{draft.id}/{clock.to_store(at)}/{who}" for at, who in managers - draft.told}
                draft.told |= managers
        self.report.did["tellings of drafts"] += len(expected)
        drafts = {key for key in keys if key.startswith("notice/draft/")}
        for notice in sorted(drafts ^ expected):
            terms = self.drafts[int(notice.split("/")[2])].council.terms
            own = {name for name in ("remind_days", "remind_hours_danger") if terms[name] != TERMS[name]}
            what = "drafts reminded at another council's pace" if own else "told of drafts"
            self.report.differ(what, f"{notice} {'told' if notice in drafts else 'not told'} at {self.now}")

    # Comparing

    def set_aside(self, concern: Concern, what: str, example: str) -> None:
        concern.aside = True
        self.report.differ(what, f"concern {concern.id} at {self.now:%a %d %b %H:%M:%S}: {example}")

    def compare(self, concern: Concern) -> None:
        """One concern, after something happened to it: how it stands, what may be done, what is in the outbox."""
        if concern.aside:
            return
        who = self.anybody()
        case = escalations.case(self.session(who), concern.id)
        self.report.did["concerns compared"] += 1
        wrong = self.wrong(concern, case.item) if concern.on_board else []
        if bool(case.closed_at) == concern.on_board or case.item.status != concern.state:
            wrong.append(f"{case.item.status}, not {concern.state}")
        may = {move.id for move in case.moves if not move.why_not} & {*ANSWERS}
        legal = {move for move in ANSWERS if not concern.refuses(move, who)}
        if may != legal:
            wrong.append(f"a {who.role} may {sorted(may ^ legal)}")
        rows = [(row.channel, row.state) for row in outbox.of_concern(concern.concern_id) if row.kind == "concern"]
        if rows != (mine := [(message.channel, message.state) for message in concern.messages]):
            wrong.append(f"outbox {rows}, not {mine}")
        if wrong:
            last = [happening.words for happening in case.history[-4:]]
            what = "moved on by Topaz from 'returned'" if concern.state == "returned" else "after an event"
            self.set_aside(concern, what, f"{'; '.join(wrong)}. Last: {last}")

    def wrong(self, concern: Concern, item: Item) -> list[str]:
        """What the board says otherwise than the model."""
        stand = concern.stand(self.now, self.team)
        owner = concern.owner.id if concern.owner and concern.owner.here else None
        pairs = {
            "state": (item.status, stand.state),
            "waits for": (item.waiting_for, stand.waits_for),
            "with the council": (item.with_council, stand.with_council),
            "deadline": (item.deadline, stand.deadline),
            "overdue": (item.overdue, stand.overdue),
            "level": (item.level, stand.level),
            "danger": (item.danger, concern.danger),
            "owner": (item.owner_id, owner),
            "version": (item.version, concern.version),
        }
        wrong = [f"{name} {theirs}, not {ours}" for name, (theirs, ours) in pairs.items() if theirs != ours]
        with_whom = concern.with_whom(stand, self.team)
        if with_whom and (item.with_id, item.owner) not in {(each.id, each.name) for each in with_whom}:
            wrong.append(f"with {item.owner}, and not with {[each.name for each in with_whom]}")
        return wrong

    def compare_board(self) -> None:
        """The whole board."""
        board = escalations.board(job(self.settings))
        self.report.did["boards compared"] += 1
        items = {item.id: item for item in board.items if item.kind == "concern"}
        lines = [item for item in board.items if item.kind == "withdrawal"]
        proposed = {concern.id for concern in self.open() if concern.proposal}
        if {line.opens for line in lines} != proposed or len(lines) != len(proposed):
            self.report.differ("proposed withdrawals", f"{sorted(line.opens for line in lines)}, not {proposed}")
        mine = {concern.id: concern for concern in self.open()}
        self.report.did["lines of boards compared"] += len(items)
        self.report.lost |= mine.keys() - items.keys() - {each.id for each in mine.values() if each.aside}
        self.report.came_back |= {id for id in items if id in self.all and not self.all[id].on_board}
        ended = sum(not concern.on_board for concern in self.all.values())
        aside = any(concern.aside for concern in mine.values())
        if not aside and self.report.concerns != len(items) + ended:
            self.report.differ("the sum", f"{self.report.concerns} submitted, {len(items)} on the board, {ended} ended")
        for id, item in items.items():
            concern = self.all[id]
            if concern.on_board and not concern.aside and (wrong := self.wrong(concern, item)):
                self.set_aside(concern, "on the board", "; ".join(wrong))
        unsent = {item.id for item in board.items if getattr(item, "unsent", False)}
        order = [(not item.urgent, item.id not in unsent, item.deadline, item.id) for item in board.items]
        if order != sorted(order):
            self.report.differ("the order of the board", f"at {self.now}")
        late = sum(self.now > draft.due for draft in self.drafts.values())
        overdue = sum(item.overdue for item in board.items) + late
        if (board.outstanding, board.overdue) != (len(board.items) + len(self.drafts), overdue):
            self.report.differ("figures", f"{board.counts}, not {len(items)} + {len(self.drafts)}, {overdue}")
        if (board.written, board.late) != (len(self.drafts), late):
            self.report.differ("drafts", f"{board.written}, {board.late}, not {len(self.drafts)}, {late}")
        self._alarms(board.alarms)

    def _alarms(self, alarms: tuple[escalations.Alarm, ...]) -> None:
        late = self.last_run is None or self.now - self.last_run > LATE
        recent = [went for _, went in self.notices]
        found = [
            alarm for alarm in alarms if alarm.escalation_id not in self.all or not self.all[alarm.escalation_id].aside
        ]
        dispatch = [alarm for alarm in found if alarm.what.startswith("Dispatch")]
        notices = [alarm for alarm in found if "could not be told by mail" in alarm.what]
        stuck = [alarm for alarm in found if "waits to go by" in alarm.what]  # each message that dispatch did not take
        self.report.did["alarms, all expected"] += len(found)
        # While the newest notice could not be mailed there has to be one, and none where all of them went.
        newest = [went for at, went in self.notices if at == self.notices[-1][0]]  # in that second: any may be it
        failing = bool(recent) and not any(newest)
        wrong = len(dispatch) != late or (bool(notices) and all(recent)) or (failing and not notices)
        wrong = wrong or (bool(stuck) and not late)
        empty = [alarm for alarm in found if alarm.what.startswith("Nobody is at work as")]
        wrong = wrong or len(empty) > sum(not self.team.here(role) for role in LEVELS)
        if wrong or len(found) != len(dispatch) + len(notices) + len(stuck) + len(empty):
            self.report.differ("alarms", f"{[alarm.what for alarm in found]} at {self.now}")
        for concern in self.open():
            if concern.state == "sending" and not concern.on_its_way:
                self.set_aside(concern, "on its way, and nothing sends it", "in the model")

    def _count(self) -> None:
        """At the end: every concern that was submitted is somewhere, once."""
        self.compare_board()
        [(submitted,)] = run("SELECT count(submitted_at) FROM concern").fetchall()
        rows = run("SELECT state, count(*) FROM escalation WHERE kind = 'concern' GROUP BY state")
        self.report.states = Counter(dict(rows))
        on_board = sum(item.kind == "concern" for item in escalations.board(job(self.settings)).items)
        ended = sum(self.report.states[state] for state in ENDED)
        if not submitted == self.report.concerns == on_board + ended:
            self.report.differ("the sum at the end", f"{submitted} = {on_board} on the board + {ended}")
        months = [name for name in second_count.BORDERS if f"{self.begins:%Y-%m}" <= name <= f"{self.now:%Y-%m}"]
        terms = {name: council.terms for name, council in COUNCILS.items()}
        for each in second_count.miscounted(months, self.now, self.settings, terms):
            self.report.differ("the figures, counted a second time", each)
        self.report.did["months counted a second time"] = len(months)
        self.report.did["concerns set aside"] = sum(concern.aside for concern in self.all.values())
