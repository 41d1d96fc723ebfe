"""The second reckoning of where each concern stands: plain bookkeeping, written from what the team does after a
form is submitted and from what the docstrings of the product promise. It shares no code with rules/referrals or the
services.

Its clock is a list of the closes of the office, off the tape of test_office_hours_oracle: 'so many working days later'
is so many places on in that list. Real hours are hours of UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.support.tape import WEEKS, openings

Key = tuple[str, datetime]
ENDS_BESIDE_A_PROPOSAL = ("confirm_withdrawal", "keep", "close", "close_early")  # never by who proposed it
MANAGERS = ("accept", "close_early", "withdraw", "confirm_withdrawal", "keep")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CLOSES = [closes for _, closes in openings(WEEKS["office"], datetime(2026, 1, 1, tzinfo=UTC))]
"""Every close of the office in 2026 and 2027."""

TERMS = {
    "write_hours": 24, "write_hours_danger": 1, "send_days": 0, "send_hours_danger": 1, "acknowledge_days": 1,
    "acknowledge_hours_danger": 1, "chase_days": 3, "decide_hours_danger": 24, "manager_days": 5, "head_days": 10,
    "director_days": 15,
    "feedback_days": 2, "close_days": 5, "dispute_days": 1, "dispute_hours_danger": 2, "rung_days": 1,
    "rung_hours_danger": 1, "question_days": 1, "remind_days": 1, "remind_hours_danger": 1,
}  # fmt: skip
"""The defaults of `rules/terms.py`, by hand."""
PAUSES, LEAST, LEASE, LATE = (1, 2, 5, 10, 15), 10 * MINUTE, timedelta(seconds=180), 15 * MINUTE

LEVELS = ("worker", "manager", "head of service", "director")
UNDER_WAY = ("submitted", "sending", "perhaps_sent", "delivery_failed")
WITH_US = (*UNDER_WAY, "returned")
ENDED = ("closed", "withdrawn")
ENDING = ("withdrawing", *ENDED)
OPEN = ("due", "trying", "handing over")
OUT = {"close_early": "closed", "withdraw": "withdrawn", "propose_withdrawal": "", "confirm_withdrawal": "withdrawing",
       "keep": ""}  # fmt: skip
"""The ways out, from every state that has not ended; '' stays where it is."""
HAVE = ("send", "accepted", "unsure", "acknowledge", "chase", "return", "decide")
"""After these the council has it, or may have it."""
NEXT: dict[str, dict[str, str]] = {
    "submitted": {"send": "sent", "resend": "sending", "acknowledge": "acknowledged", **OUT},
    "sending": {"send": "sent", "resend": "sending", "acknowledge": "acknowledged", "return": "returned",
                "decide": "decided", **OUT},
    "perhaps_sent": {"send": "sent", "resend": "sending", "bounce": "delivery_failed", "chase": "perhaps_sent",
                     "acknowledge": "acknowledged", "return": "returned", "decide": "decided", **OUT},
    "delivery_failed": {"send": "sent", "resend": "sending", "acknowledge": "acknowledged", "return": "returned",
                        "decide": "decided", **OUT},
    "returned": {"send": "sent", "resend": "sending", "acknowledge": "acknowledged", "decide": "decided", **OUT},
    "sent": {"bounce": "delivery_failed", "acknowledge": "acknowledged", "chase": "sent", "return": "returned",
             "decide": "decided", **OUT},
    "acknowledged": {"chase": "acknowledged", "return": "returned", "decide": "decided", **OUT},
    "decided": {"decide": "decided", "disagree": "disputed", "feed_back": "decided", **OUT},
    "disputed": {"decide": "decided", "disagree": "disputed", "accept": "decided", "chase": "disputed",
                 "feed_back": "disputed", **OUT},
    "fed_back": {"decide": "decided", "disagree": "disputed", "close": "closed",
                 **{move: state for move, state in OUT.items() if move != "close_early"}},
    "withdrawing": {"council_told": "withdrawn", "reopen": ""},
    "closed": {"reopen": ""},
    "withdrawn": {"reopen": ""},
}  # fmt: skip
"""Where a person's move leads. Telling the council of an addition ('hand_on') leads nowhere, and is left out."""
TOLD_BY_TOPAZ = {"try": "sending", "later": "sending", "refused": "sending", "accepted": "sent",
                 "unsure": "perhaps_sent", "failed": "delivery_failed"}  # fmt: skip
SENT_AFTERWARDS = ("acknowledged", "decided", "disputed", "fed_back")

WAITS: dict[str, tuple[str, bool]] = {
    "submitted": ("us to send it", False),
    "sending": ("it to arrive", False),
    "perhaps_sent": ("us to ask if it arrived", False),
    "delivery_failed": ("us to send it another way", False),
    "returned": ("our answer to the council", False),
    "sent": ("the council to acknowledge", True),
    "acknowledged": ("the council's decision", True),
    "decided": ("feedback: ", False),
    "disputed": ("the council to answer us", True),
    "fed_back": ("us to close it", False),
    "withdrawing": ("us to tell the council", False),
}
"""What each state waits for, and whether with the council."""


def days_after(start: datetime, days: int) -> datetime:
    """The close of the working day so many after that of `start`."""
    return CLOSES[bisect_right(CLOSES, start) + days]


@dataclass
class Person:
    """One of the team. `mail`: notices can reach them."""

    id: int
    account: str
    name: str
    role: str
    mail: bool
    here: bool = True
    back_at: datetime | None = None
    """When they come back who are ill or on leave: nobody has told the program."""

    def is_away(self, now: datetime) -> bool:
        return self.back_at is not None and now < self.back_at


@dataclass(eq=False)
class Message:
    """A concern on its way, as the outbox should have it."""

    channel: str
    next_at: datetime
    give_up_at: datetime
    state: str = "due"
    tries: int = 0
    claim: int | None = None
    lapses_at: datetime | None = None


@dataclass
class Council:
    """A council's terms, and the ways to it that need no person."""

    terms: dict[str, int]
    ways: tuple[str, ...]


@dataclass
class Draft:
    """A concern that is being written."""

    id: int
    begun: datetime
    danger: bool
    council: Council
    told: set[tuple[datetime, int]] = field(default_factory=set)

    @property
    def due(self) -> datetime:
        return self.begun + self.council.terms["write_hours_danger" if self.danger else "write_hours"] * HOUR


@dataclass(frozen=True)
class Stand:
    """What the board has to say of one concern. `reached` is when it came to its level, None where it began there."""

    state: str
    waits_for: str
    with_council: bool
    deadline: datetime
    overdue: bool
    level: str
    reached: datetime | None
    begun: datetime


@dataclass
class Concern:
    """One concern after its submission. `since` is the last time of each thing that a clock counts from; `version`
    goes up with each thing that somebody should see before they act."""

    id: int
    concern_id: int
    council: Council
    danger: bool
    at: datetime
    by: Person
    owner: Person | None = None
    taken_at: datetime | None = None
    state: str = "submitted"
    version: int = 1
    since: dict[str, datetime] = field(default_factory=dict)
    decision: str = ""
    fed: set[str] = field(default_factory=set)
    climbs: int = 0
    recorded_sent: bool = False
    messages: list[Message] = field(default_factory=list)
    told: set[Key] = field(default_factory=set)
    asked: datetime | None = None
    proposal: tuple[datetime, Person] | None = None
    """To withdraw it: when, and by whom."""
    council_has: bool = False
    denied_by: list[Person] = field(default_factory=list)
    """Who said that the council has not got it after all: none of them withdraws it alone."""
    let_go: bool = False
    """Was the council told of its withdrawal, and has it not been opened again?"""
    taken_up: datetime | None = None
    """When it was opened again after that: it has to be sent anew, and the time for that began then."""
    had_it: datetime | None = None
    """When the council's time to decide had begun, before it let it go."""
    before: str = "submitted"
    """Where it was before it ended."""
    untold: bool = False
    """A telling of it was missed."""
    aside: bool = False
    """It differed once: it is looked for on the board still, and not compared any more."""

    @property
    def on_board(self) -> bool:
        return self.state not in ENDED

    @property
    def on_its_way(self) -> bool:
        """Is a message of it open in the outbox?"""
        return any(message.state in OPEN for message in self.messages)

    @property
    def gone(self) -> bool:
        """Who raised it, or has it, is retired: it stands with a manager from the first."""
        return not self.by.here or bool(self.owner and not self.owner.here)

    def with_whom(self, stand: Stand, team: Team) -> list[Person]:
        """The people of whom one has it now: who took it, until it has gone up beyond them; who raised it, or those on
        its level."""
        there = team.here(stand.level) if stand.level != "worker" else []
        if self.owner and self.owner.here:
            reaches = LEVELS.index(self.owner.role) >= LEVELS.index(stand.level)
            since = self.taken_at is not None and self.taken_at >= (stand.reached or self.at)
            return [self.owner] if reaches or since or not there else there
        return [self.by] if stand.level == "worker" else there

    # What may be done

    def may_take(self, who: Person, now: datetime, team: Team) -> bool:
        """Can they make it theirs? Who has it can't, as long as it stands with them; a worker takes it from nobody."""
        if who is self.owner:
            return who.role != "worker" and who not in self.with_whom(self.stand(now, team), team)
        return who.role != "worker" or self.owner is None or not self.owner.here

    def refuses(self, move: str, who: Person) -> bool:
        """Must this move of this person's be refused?"""
        least = "worker"
        if move in MANAGERS or (move == "disagree" and self.climbs):
            least = "manager"
        if move == "send" and self.state in SENT_AFTERWARDS:
            return self.recorded_sent
        return (
            move not in NEXT[self.state]
            or LEVELS.index(who.role) < LEVELS.index(least)
            or (move in ("accept", "close", "close_early", "withdraw", "confirm_withdrawal", "keep") and who is self.by)
            or (move == "withdraw" and (self.council_has or any(who is each for each in self.denied_by)))
            or (move == "propose_withdrawal" and (not self.council_has or self.proposal is not None))
            or (move in ("confirm_withdrawal", "keep") and self.proposal is None)
            or (move in ENDS_BESIDE_A_PROPOSAL and self.proposal is not None and self.proposal[1] is who)
            or (move == "disagree" and (self.decision != "not_met" or self.climbs >= 4))
            or (move == "resend" and not self.council.ways)
        )

    @property
    def busy(self) -> bool:
        """Is it being sent at this moment, so that nothing can be hurried?"""
        return self.state == "sending" and all(message.state != "due" for message in self.messages)

    @property
    def handed_over(self) -> bool:
        """Is it handed over at this moment, so that nobody can tell whether they will have it?"""
        return any(message.state == "handing over" for message in self.messages)

    def do(self, move: str, facts: dict[str, str], now: datetime, who: Person | None = None) -> None:
        """A person's move has been recorded."""
        was = self.state
        if move == "propose_withdrawal" and who:
            self.proposal = now, who
        elif move in (*OUT, "close", "reopen"):
            self.proposal = None
        if move == "bounce" and who:
            self.denied_by.append(who)
        self.version += 1
        self.recorded_sent |= move == "send"
        if move != "send" or was not in SENT_AFTERWARDS:
            self._to(move, NEXT[was][move] or was, facts, now)
        if move == "reopen":
            self.state = self.before
            if self.let_go:
                self.taken_up, self.let_go, self.asked = now, False, None
            for message in self.messages:
                if message.state in ("due", "trying"):
                    message.state, message.lapses_at = "cancelled", None
            if self.state in ("submitted", "sending") and self.council.ways:
                self.messages.append(self._anew(now))
            return
        if move in ("propose_withdrawal", "keep"):
            return
        if move == "resend":
            waiting = [message for message in self.messages if message.state == "due"]
            for message in waiting:
                message.next_at = now
            if not waiting:
                self.put(0, now)
            return
        by_phone = move == "send" and facts.get("how") == "phone"  # they have no document yet: that goes all the same
        if self.state in ENDED or not (by_phone or move == "chase" or self.state in ("submitted", "sending")):
            for message in self.messages:
                if message.state in ("due", "trying"):  # what is handed over can't be called back
                    message.state, message.lapses_at = "cancelled", None

    def _anew(self, now: datetime) -> Message:
        until = now + LEAST
        return Message(self.council.ways[0], now, until.replace(microsecond=0))

    def hear(self, news: str, now: datetime) -> None:
        """Topaz tells what became of a sending. Where the council's answer has brought the concern somewhere, it is
        history alone."""
        self.version += news in ("accepted", "unsure", "refused", "failed")
        self.council_has |= news in HAVE
        if self.state in UNDER_WAY:
            self._to(news, TOLD_BY_TOPAZ[news], {}, now)

    def hear_withdrawn(self, now: datetime) -> None:
        """The council was told by Topaz that it is withdrawn."""
        if self.state == "withdrawing":
            self._to("withdrawal_sent", "withdrawn", {}, now)

    def _to(self, move: str, state: str, facts: dict[str, str], now: datetime) -> None:
        if state in ENDING and self.state not in ENDING:
            self.before = self.state
        if move in ("council_told", "withdrawal_sent"):  # they have let it go
            self.before, self.council_has, self.let_go = "submitted", False, True
            sent, acknowledged = (self.since.pop(name, None) for name in ("sent", "acknowledge"))
            self.had_it = sent or acknowledged
        self.council_has = (self.council_has or move in HAVE) and move != "bounce"
        self.state = state
        happened = min(datetime.fromisoformat(facts["when"]), now) if "when" in facts else now
        self.since[move] = happened
        if move in ("send", "accepted"):
            self.since["sent"] = happened
        if move in ("send", "accepted", "acknowledge"):
            self.asked = None
        if move == "return":
            self.asked = self.asked or happened
        if move == "decide":
            self.decision, self.fed, self.climbs = facts["decision"], set(), 0
        if move == "feed_back":
            self.fed.add(facts["to"])
        self.climbs = {"disagree": self.climbs + 1, "accept": 0}.get(move, self.climbs)
        if self.state == "decided" and self.fed == {"adult", "referrer"}:
            self.state = "fed_back"

    def put(self, way: int, now: datetime) -> None:
        """A message goes into the outbox: each way has its share of the time, and one share is a person's."""
        until = now + max((self.due - now) / (len(self.council.ways) - way + 1), LEAST)
        self.messages.append(Message(self.council.ways[way], now, until.replace(microsecond=0)))

    def settle(self, message: Message, result: str, now: datetime) -> None:
        """A try has ended so. Nothing is tried again, or another way, once the concern is closed or withdrawn."""
        later = self.messages[self.messages.index(message) + 1 :]
        newer = any(each.state in OPEN for each in later)  # somebody has sent it again meanwhile
        if result == "later" and now < message.give_up_at and not newer and self.on_board:
            pause = PAUSES[min(message.tries, len(PAUSES)) - 1] * MINUTE
            message.state, message.claim, message.lapses_at = "due", None, None
            message.next_at = min(now + pause, message.give_up_at)
            self.hear("later", now)
            return
        result = "refused" if result == "later" else result
        message.state = {"accepted": "sent", "refused": "failed", "unsure": "perhaps"}[result]
        message.lapses_at = None
        waits = self.state in UNDER_WAY
        self.hear(result, now)
        if result == "refused" and not newer and self.on_board:
            following = self.council.ways.index(message.channel) + 1
            if following < len(self.council.ways):
                self.put(following, now)
            elif waits:
                self.hear("failed", now)

    # How it stands

    @property
    def begun(self) -> datetime:
        """When the clock of its present step began: what was left of the council's time to decide is left of it."""
        began, had = self._began, self.had_it
        if self.state == "acknowledged" and self.taken_up and had:
            kept = self._marks_from(had)[0]
            return had if self.taken_up < kept < self._marks_from(began)[0] else began
        return began

    @property
    def _began(self) -> datetime:
        since = self.since
        if self.state in WITH_US:
            return self.asked or self.taken_up or self.at  # a bounce buys no time
        if self.state in ("sent", "acknowledged"):
            return since.get("sent") or since.get("acknowledge") or self.taken_up or self.at
        began = {"decided": "decide", "disputed": "disagree", "fed_back": "feed_back"}
        return since[began.get(self.state, "confirm_withdrawal")]

    @property
    def hours(self) -> int | None:
        """The real hours that the step may take in danger; None where it has working days."""
        sends = "send" if self.state in (*WITH_US, "withdrawing") else ""
        name = {"sent": "acknowledge", "acknowledged": "decide", "disputed": "dispute"}.get(self.state, sends)
        return self.council.terms[f"{name}_hours_danger"] if self.danger and name else None

    @property
    def due(self) -> datetime:
        return self._marks()[0]

    def _marks(self) -> tuple[datetime, list[datetime]]:
        """The deadline, and the moments at which it comes to the manager, the head and the director."""
        return self._marks_from(self.begun)

    def _marks_from(self, begun: datetime) -> tuple[datetime, list[datetime]]:
        terms = self.council.terms
        if self.hours is not None:
            due = begun + self.hours * HOUR
            return due, [due + n * terms["rung_hours_danger"] * HOUR for n in range(3)]
        if self.state == "acknowledged":
            steps = [terms[f"{name}_days"] for name in ("manager", "head", "director")]
            return days_after(begun, terms["chase_days"]), [days_after(begun, days) for days in steps]
        name = {"sent": "acknowledge", "decided": "feedback", "disputed": "dispute", "fed_back": "close"}
        days = terms[f"{name.get(self.state, 'send')}_days"]
        return days_after(begun, days), [days_after(begun, days + n * terms["rung_days"]) for n in range(3)]

    def stand(self, now: datetime, team: Team) -> Stand:
        """Where it stands at this moment."""
        due, marks = self._marks()
        first = max(self.climbs - 1, 0) if self.state == "disputed" else 0
        above = list(range(first + 1, 2 if self.state == "fed_back" else 4))
        reached = [(level, at) for level, at in zip(above, marks, strict=False) if at < now]
        level, since = reached[-1] if reached else (first, None)
        words, with_council = WAITS[self.state]
        if self.state == "decided":
            people = (("adult", "the adult"), ("referrer", "who raised it"))
            words += " and ".join(text for code, text in people if code not in self.fed)
        stands = team.stands_on(level, self.gone)
        return Stand(self.state, words, with_council, due, now > due, stands, since, self.begun)

    def telling(self, now: datetime, team: Team) -> Key | None:
        """What those on its level have to be told now, and have not been told, once for each moment and level: that it
        stands with them since its step began, or that it is overdue still."""
        stand = self.stand(now, team)
        moments = [stand.reached, last_telling(stand.deadline, self.danger, self.council.terms, now)]
        last = max(filter(None, moments), default=None)
        if last is None and stand.level == "worker":
            return None
        key = (stand.level, last or stand.begun)
        if key in self.told:
            return None
        self.told.add(key)
        return key


def last_telling(due: datetime, danger: bool, terms: dict[str, int], now: datetime) -> datetime | None:
    """The last moment before now at which an overdue step is told: at its deadline, and at the reminders' pace."""
    if now <= due:
        return None
    if danger:
        pace = terms["remind_hours_danger"] * HOUR
        return due + (now - due - timedelta(seconds=1)) // pace * pace
    if due not in CLOSES_AT:  # of a draft: from its deadline to the close of that day, and so on
        following = days_after(due, terms["remind_days"] - 1)
        return due if following >= now else last_telling(following, danger, terms, now)
    passed = bisect_left(CLOSES, now) - 1 - CLOSES_AT[due]
    return CLOSES[CLOSES_AT[due] + passed // terms["remind_days"] * terms["remind_days"]]


CLOSES_AT = {moment: place for place, moment in enumerate(CLOSES)}


@dataclass
class Team:
    """Who works here, and who did."""

    people: list[Person] = field(default_factory=list)

    def here(self, *roles: str) -> list[Person]:
        return [person for person in self.people if person.here and (not roles or person.role in roles)]

    def stands_on(self, level: int, gone: bool) -> str:
        """The level itself where somebody is there, else the next above, else the highest below."""
        there = {person.role for person in self.people if person.here} - {"worker"} | (set() if gone else {"worker"})
        ways_to_look = (*LEVELS[level:], *reversed(LEVELS[:level]))
        return next((each for each in ways_to_look if each in there), LEVELS[level])
