"""What the demo is written into: rows by table, and people as they are made up.

Chance has one seed, and never depends on the day: the same people every day, with all their days moved along.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, TypeVar

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.demo import names, texts
from topaz_tui.demo.days import Days
from topaz_tui.demo.numbers import NumberPool
from topaz_tui.demo.person import DemoPerson, Row
from topaz_tui.demo.review_answers import answers
from topaz_tui.rules import call_effects, outcomes, people, reviews
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.representatives import SpokeWith
from topaz_tui.services import owing

T = TypeVar("T")
Event = tuple[str, int | None, str, Row]
"""When, by whom, which move, and what was given for it."""


class Book:
    """The rows of the whole demo. Every maker adds to it and gives back what it made."""

    def __init__(self, today: date, settings: Settings, account: str, name: str) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.days = Days(today, settings.office)
        self.settings = settings
        self.chance = Random(1948)  # any number does, so long as it stays
        self.numbers = NumberPool(self.chance)
        self.workers: dict[str, int] = {}
        self.people: list[DemoPerson] = []
        self._workers(account, name)

    def add(self, table: str, **row: Any) -> Row:
        """A new row, with the next id of its table; days and moments take their stored form."""
        row = {"id": len(self.rows[table]) + 1} | row
        self.rows[table].append(row)
        return row

    def pick(self, options: Sequence[T]) -> T:
        """One of these, by chance: the same one each time for the same seed."""
        return self.chance.choice(options)

    def one_in(self, number: int) -> bool:
        """True once in so many times."""
        return self.chance.randrange(number) == 0

    def text(self, options: Sequence[str | None], woman: bool) -> str | None:
        """One of the texts that suit, without its mark; hospitals are named."""
        wrong = "m:" if woman else "f:"
        said = self.pick([text for text in options if not (text or "").startswith(wrong)])
        return plain(said).format(hospital=self.pick(names.HOSPITALS)) if said else None

    # Workers

    def _workers(self, account: str, name: str) -> None:
        mine = ((account, name, "manager", 12, False),)
        for position, (code, called, role, months, gone) in enumerate(mine + names.COLLEAGUES):
            added = self.add(
                "worker",
                account=code if position == 0 or code != account else f"{code}2",
                name=called,
                role=role,
                phone=people.format_phone(self.numbers.landlines.pop()),
                added_at=self.at(self.days.ago(months=months), "09:00"),
                retired_at=self.at(self.days.ago(months=1), "17:00") if gone else None,
            )
            self.workers["me" if position == 0 else code] = added["id"]

    def caller(self) -> int:
        """Who made some call: the colleagues at work, or me."""
        return self.workers[self.pick(("me", "rkelly", "rkelly", "tbello", "tbello"))]

    def at(self, day: date, hhmm: str) -> str:
        """A moment of a day in London, as it is kept."""
        return clock.to_store(clock.at(day, hhmm))

    # People

    def person(
        self,
        woman: bool | None = None,
        *,
        careful: bool = True,
        phones: int | None = None,
        foreign: bool = False,
    ) -> DemoPerson:
        """Somebody new with an address, phones, a language and a surgery. Without `careful` there are no safe
        times: who can be called, can be called at any hour. With `foreign` they speak another language than
        English."""
        chance = self.chance
        heritages = [each for each in names.HERITAGES if each.language or not foreign]
        heritage = chance.choices(heritages, [each.share for each in heritages])[0]
        woman = chance.random() < 0.62 if woman is None else woman
        first, last = self.pick(heritage.women if woman else heritage.men), self.pick(heritage.last)
        age = chance.choice(
            (chance.randint(66, 95), chance.randint(70, 90), chance.randint(72, 88), chance.randint(24, 65))
        )
        title = self.pick(("Mrs", "Mrs", "Mrs", "Miss", "Ms") if woman else ("Mr",) * 5)
        if self.one_in(60):
            title = self.pick(("Dr", "Rev", "Mx"))
        speaks = heritage.language if foreign or chance.randrange(10) < heritage.speak_it else None
        born = date(self.days.today.year - age, chance.randint(1, 12), chance.randint(1, 28))
        person_id = str(self.numbers.person_ids.pop())
        row = self.add(
            "client",
            person_id=person_id,
            nhs_number=next(iter(self.numbers.nhs)) if chance.random() < 0.9 else None,
            title=title, first_name=first, last_name=last, preferred_name=self._preferred(first, woman),
            name_key=people.sort_name(first, last),
            born_on=born.isoformat(), died_on=None, **self._home(),
            language=speaks, interpreter=self.pick(("yes", "yes", "no", None)) if speaks else None,
            communication=self.pick(names.COMMUNICATION) if self.one_in(6) else None,
            gp=self.pick(names.SURGERIES) if not self.one_in(8) else None,
            household=self.pick(names.HOUSEHOLDS) if not self.one_in(7) else None,
            **self._care(careful),
            open_to_services=0, stopped=None, stopped_at=None, look_on=None, write_ok=None, mail=None, mail_ok=None,
            **self._returns(woman, names.HERITAGES.index(heritage)),
            away=None, away_until=None, put_first=0,
            not_before=None, not_before_cause=None, not_before_why=None, attempts_since=None, version=1,
            added_at=self.at(self.days.ago(months=13), "08:40"), added_by=None,
        )  # fmt: skip
        found = DemoPerson(row, woman)
        self.people.append(found)
        for _ in range(chance.choice((1, 1, 1, 2, 2)) if phones is None else phones):
            self.phone(found)
        if chance.random() < 0.45:
            self.contact(found)
        return found

    def _returns(self, woman: bool, heritage: int) -> Row:
        """What returns ask of them, as a council's file writes it. It takes no chance, so that all else stays."""
        number = len(self.rows["client"])
        return {
            "gender": ("F" if woman else "M") if number % 17 else None,
            "ethnicity": names.ETHNICITIES[heritage % len(names.ETHNICITIES)] if number % 11 else "Not stated",
            "primary_support_reason": names.SUPPORT_REASONS[number % len(names.SUPPORT_REASONS)],
            "client_type": "Service User" if number % 13 else "Carer",
        }

    def _preferred(self, first: str, woman: bool) -> str | None:
        if first in names.OWN_SCRIPT:
            return names.OWN_SCRIPT[first] if self.one_in(2) else None
        return self.pick(names.PREFERRED["women" if woman else "men"]) if self.one_in(14) else None

    def _home(self) -> Row:
        chance = self.chance
        street = f"{chance.randint(1, 180)} {self.pick(names.STREETS)} {self.pick(names.KINDS_OF_STREET)}"
        if self.one_in(3):
            street = f"Flat {chance.randint(1, 44)}, {self.pick(names.HOUSES)}, {street}"
        inward = f"{chance.randint(0, 9)}{self.pick(names.INWARD)}{self.pick(names.INWARD)}"
        return {"address": f"{street}, London", "postcode": f"{self.pick(names.DISTRICTS)} {inward}"}

    def _care(self, careful: bool) -> Row:
        """How to call safely."""
        safe = self.pick(("yes", "yes", "yes", "yes", "yes", None, None, "times")) if careful else "yes"
        return {
            "safe_to_call": safe,
            "safe_times": self.pick(names.SAFE_TIMES) if safe == "times" else None,
            "voicemail_ok": self.pick((1, 0, 0, None)),
            "sms_ok": self.pick((1, 0, None)),
            "say_who": self.pick((1, 1, 0, None)),
            "what_to_say": self.pick(names.WHAT_TO_SAY) if safe == "times" or self.one_in(20) else None,
            "code_word": self.pick(names.CODE_WORDS) if safe == "times" and self.one_in(2) else None,
        }

    def phone(
        self, person: DemoPerson, number: str | None = None, status: str = "usable", status_at: str | None = None
    ) -> Row:
        """Give somebody one more number: a mobile or a landline of those that Ofcom keeps for drama."""
        pool = self.numbers.mobiles if person.phones or self.one_in(3) else self.numbers.landlines
        note = self.pick(names.PHONE_NOTES) if person.phones or self.one_in(5) else None
        row = self.add(
            "phone", client_id=person.id, number=number or pool.pop(), note=note,
            position=len(person.phones) + 1,
            source="council", status=status, status_at=status_at,
        )  # fmt: skip
        person.phones.append(row)
        return row

    def contact(self, person: DemoPerson) -> Row:
        """Give somebody a relative or a neighbour, of a name that fits theirs."""
        relation = self.pick(names.RELATIONS)
        woman = relation in ("Daughter", "Wife", "Sister", "Niece")
        heritage = names.HERITAGES[0] if relation == "Neighbour" else self._heritage(person)
        first = self.pick(heritage.women if woman else heritage.men)
        last = (
            person.row["last_name"] if relation in ("Son", "Wife", "Husband", "Brother") else self.pick(heritage.last)
        )
        told = self.pick((*names.MAY_BE_TOLD, None, None))
        row = self.add(
            "contact", client_id=person.id, name=f"{first} {last}", relation=relation,
            phone=self.pick((self.numbers.elsewhere, self.numbers.mobiles)).pop(), may_be_told=told,
            authority_seen=self.pick(names.AUTHORITY) if told and not self.one_in(3) else None,
            source="council", added_at=person.row["added_at"], acts_as=None,
            phone_status=None,
        )  # fmt: skip
        person.contacts.append(row)
        return row

    def _heritage(self, person: DemoPerson) -> names.Heritage:
        last = person.row["last_name"]
        return next(each for each in names.HERITAGES if last in each.last)

    # What happened

    def assessed(self, person: DemoPerson, day: date, band: str, *, recall: bool = True) -> None:
        """An assessment by the council, and the recall that it brings."""
        reference = f"A{self.chance.randint(200_000, 999_999)}"
        self.add(
            "assessment",
            client_id=person.id,
            assessed_on=day.isoformat(),
            eligibility=band,
            reference=reference,
        )
        if recall and band in people.RECALL_BANDS:
            self.owes(person, "recall", self.year_after(day), made_at=person.row["added_at"])

    def year_after(self, day: date) -> str:
        """When the recall is due that follows a review on this day, as the store keeps it."""
        return clock.to_store(queue_rules.due_moment(clock.add_months(day, self.settings.calls.recall_months)))

    def owes(
        self, person: DemoPerson, kind: str, due_at: str, *, made_at: str, by: int | None = None,
        for_worker: int | None = None, reason: str | None = None,
    ) -> Row:  # fmt: skip
        """Have a call owed to somebody."""
        return self.add(
            "duty", client_id=person.id, kind=kind, due_at=due_at, for_worker_id=for_worker, reason=reason,
            made_by=by, made_at=made_at, closed_at=None, closed_how=None,
        )  # fmt: skip

    def settle(self, person: DemoPerson, how: str, at: str, *kinds: str) -> None:
        """Close what is open of these kinds."""
        for duty in self.rows["duty"]:
            if duty["client_id"] == person.id and duty["closed_at"] is None and duty["kind"] in kinds:
                duty |= {"closed_at": at, "closed_how": how}

    def call(
        self, person: DemoPerson, day: date, hhmm: str, outcome: str, *, why: str | None = "recall",
        by: int | None = None, direction: str = "out",
        note: str | None = "", minutes: int | None = None, when: datetime | None = None,
        phone: Row | None = None,
        for_worker: int | None = None,
    ) -> Row:  # fmt: skip
        """A call and how it ended; what follows is what rules/outcomes.py says: when they may be tried again,
        or the callback that was promised. `note` '' is one that suits."""
        row = outcomes.BY_CODE[outcome]
        rang = clock.at(day, hhmm)
        long = self.chance.randint(9, 34) if row.opens_review else self.chance.randint(1, 4)
        ended = rang + timedelta(minutes=minutes or long)
        step = outcomes.next_step(row, ended, self.settings.calls, chosen=when)
        contact = person.contacts[0] if outcome == "someone_else" and person.contacts else None
        ticks = (
            [
                "name",
                *self.pick((("born", "postcode"), ("born", "address"))),
                "ok",
                *self.pick((("alone",), ())),
            ]
            if row.opens_review
            else []
        )
        ring = phone or (person.phones[0] if person.phones else None)
        call = self.add(
            "call", client_id=person.id, worker_id=by or self.caller(), direction=direction, why=why,
            phone_id=ring["id"] if ring else None, rang_at=clock.to_store(rang),
            ended_at=clock.to_store(ended),
            outcome=outcome, is_attempt=int(step.counts_as_attempt),
            note=(self.text(texts.CALL_NOTES[outcome], person.woman) if note == "" else note),
            ticks=json.dumps(ticks), spoke_to=contact["id"] if contact else None,
            led_to=call_effects.to_json((step.then,)), next_words=None,
        )  # fmt: skip
        if row.leaves_message:
            person.row["voicemail_ok"] = 1
        if row.reached_client and not row.counts_as_attempt:
            person.row["attempts_since"] = call["ended_at"]
        if direction == "out":
            person.row |= (
                owing.put_off(step.not_before, Cause.AFTER_CALL, outcome) if step.not_before else owing.NOT_PUT_OFF
            )
        if step.callback_at:
            self.owes(
                person, "callback", clock.to_store(step.callback_at), made_at=call["ended_at"],
                by=call["worker_id"],
                for_worker=for_worker, reason=call["note"],
            )  # fmt: skip
        return call

    def reviewed(
        self, person: DemoPerson, day: date, hhmm: str, *, why: str = "recall", by: int | None = None,
        note: str | None = "", worse: int | None = None, actions: bool = True,
    ) -> Row:  # fmt: skip
        """A call that brought a whole review: the recall is done, and the next one set for a year later."""
        call = self.call(person, day, hhmm, "reached", why=why, by=by, note=note)
        ended = call["ended_at"]
        review = self.add(
            "review", client_id=person.id, call_id=call["id"], worker_id=call["worker_id"], reviewed_at=ended,
            complete=1, spoke_with=SpokeWith.PERSON, contact_id=None, acts_as=None, why_through=None, authority_id=None,
        )  # fmt: skip
        for area, answer, unable in answers(self.chance, worse):
            self.add("review_answer", review_id=review["id"], area=area, answer=answer, unable=unable)
        self.settle(person, "done", ended, "recall", "follow-up", "callback")
        self.owes(person, "recall", self.year_after(day), made_at=ended, by=call["worker_id"])
        if actions and self.chance.random() < 0.6:
            for kind in self.chance.sample(texts.ACTIONS[:-2], self.chance.choice((1, 1, 2))):
                self.action(person, call, day, kind)
        return call

    def action(
        self,
        person: DemoPerson,
        call: Row,
        day: date,
        kind: tuple[str, str, str | None, int | None],
        done: bool | None = None,
    ) -> None:
        """What a call put in place. What is given at once is done at once; the rest by some day, or still
        open."""
        code, detail, who, within = kind
        by = day + timedelta(within) if within is not None else None
        done_at = None if reviews.ACTION[code].stays_open else call["ended_at"]
        chosen = self.one_in(4)
        forgotten = chosen and by and by >= self.days.ago(14)  # what is late for long was asked about
        if by and done is not False and not forgotten and by < self.days.today:
            done_at = self.at(self.days.near(by), "15:30")
        self.add(
            "action", client_id=person.id, call_id=call["id"], kind=code, detail=detail, who=who,
            by_on=by.isoformat() if by else None, made_by=call["worker_id"], made_at=call["ended_at"],
            done_at=done_at, done_by=call["worker_id"] if done_at else None,
            ended_as=Said.CAME if done_at and reviews.ACTION[code].stays_open else None,
            owner_id=None if done_at else call["worker_id"], ended_why=None,
        )  # fmt: skip

    def note(
        self, person: DemoPerson, kind: str, text: str, at: str, by: int | None = None, seen_at: str | None = None
    ) -> None:
        """Write a note on somebody, by anybody who calls if not `by` one."""
        self.add(
            "note", client_id=person.id, worker_id=by or self.caller(), kind=kind, text=text, made_at=at,
            seen_at=seen_at,
        )  # fmt: skip

    def warning(self, person: DemoPerson, kind: str, detail: str, told: str, months: int) -> None:
        """Set a warning that a manager agreed to so many months ago."""
        starts = self.days.ago(months=months)
        self.add(
            "warning", client_id=person.id, kind=kind, detail=detail, starts_on=starts.isoformat(),
            review_on=clock.add_months(starts, 12).isoformat(), agreed_by=self.workers["hmarsh"], told=told,
            ended_at=None,
        )  # fmt: skip

    def escalation(
        self, kind: str, person: DemoPerson, at: str, by: int | None, events: Iterable[Event] = (), *,
        body: Row | None = None, concern_id: int | None = None, danger: bool = False, call_id: int | None = None,
        action_id: int | None = None, support_id: int | None = None, letter_id: int | None = None,
    ) -> Row:  # fmt: skip
        """Something on the manager's board with its history; `call_id` is the call whose outcome asks it. How it stands
        after that, the services reckon."""
        told: list[Event] = [(at, by, "opened", body or {}), *events]
        row = self.add(
            "escalation", kind=kind, client_id=person.id, concern_id=concern_id, opened_by=by, opened_at=at,
            danger=int(danger), call_id=call_id, action_id=action_id, support_id=support_id, letter_id=letter_id,
            state="", waiting_for="", level="worker", version=len(told),
            owner_id=next((worker for _, worker, move, _ in reversed(told) if move == "taken"), None),
        )  # fmt: skip
        for when, worker, move, facts in told:
            self.event(row, when, worker, move, facts)
        return row

    def event(
        self, escalation: Row, at: str, by: int | None, move: str, facts: Row, *, corrects: int | None = None
    ) -> Row:
        """One line of a history."""
        return self.add(
            "event", escalation_id=escalation["id"], at=at, worker_id=by, move=move,
            body=json.dumps(facts, ensure_ascii=False), corrects=corrects,
        )  # fmt: skip


def plain(text: str) -> str:
    """A text without the mark of whom it suits."""
    return text[2:] if text[:2] in ("f:", "m:") else text
