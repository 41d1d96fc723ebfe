"""A year of a list of people on the real services: files of the council every week as they really come
(council_files.py), calls with every outcome at every hour, calls put right, records linked and taken apart again,
people added by hand whom a later file brings, files taken back, numbers and doubts settled, concerns, decisions,
colleagues who come and go, and are ill or on leave (absences.py).
Each day everybody has to be callable, wait with a date, be somebody's, be stopped, or be owed nothing (rules/fates.py),
whatever was put in place and is open has to be somebody's, and on the board where it is late, each referral for support
(referring.py) somebody's until it has ended, each stop looked at again on its day (wished.py),
and whomever a file brought has to be on the list; after each file it holds of each row what is right for it; what
those who are away left lying has to be seen by those who are there; what can't be done has to be refused in words
that an action expects; and at the end the figures have to be those of a second count.

python -m tests.simulation.people [--days 365] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from tests.simulation import absences, booked, council_files, letters, referring, wished
from tests.simulation.council_files import CouncilFiles, Sent
from tests.simulation.file_checks import Listed, wrong
from tests.support import second_count
from tests.support.calls import SAME
from tests.support.concerns import WHOLE
from tests.support.sessions import employ, job
from topaz_tui import clock
from topaz_tui.config import Letters, Settings
from topaz_tui.errors import UserError
from topaz_tui.exchange.council_csv import importer, reader_process
from topaz_tui.exchange.council_csv.importer import Summary
from topaz_tui.exchange.council_csv.question import WantsYes
from topaz_tui.rules import forms, outcomes, people, reviews
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.arranged import IN_CALL, MISTAKES, ArrangedAnswer, Said
from topaz_tui.rules.people import DoubtCode
from topaz_tui.rules.reviews import AreaAnswer, ReviewState
from topaz_tui.services import (
    actions,
    calls,
    clients,
    concerns,
    imports,
    links,
    nobody,
    queue,
    workers,
)
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store.models import (
    Call,
    Client,
    ClientAction,
    Contact,
    Doubt,
    Duplicate,
    Escalation,
    Import,
    Phone,
    Review,
    Worker,
)

START = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
THROUGH = {"through": "for_them", "who": "new", "name": "Ada Stone", "relation": "daughter", "acts_as": "attorney",
           "why": "memory", "seen": "said", "until": None}  # fmt: skip
"""Who speaks for some of them."""
REVIEWS = (reviews.NOTHING_YET, ReviewState({"nutrition": AreaAnswer("same", None)}, {}), SAME)
_NAMED = re.compile(r"\b(?:P|HAND-)?\d+\b.*", re.S)
PROMISES = tuple(each for each in outcomes.OUTCOMES if each.time == "agreed" and each.outgoing)
"""After these the caller has promised to call again."""


class People:
    """The year. `between` are those of whom some day nobody could say what becomes of them, and those whom a file
    brought and who are on no list; `wrong` is what a file did otherwise than is right; `lying` what somebody who was
    away left, and nobody who was there could see or have; `miscounted` the figures that a second count finds
    otherwise."""

    def __init__(self, folder: Path, seed: int, days: int) -> None:
        self.chance, self.days, self.now = random.Random(seed), days, START
        self.settings, self.file = Settings(letters=Letters(telephone="020 7946 0100")), folder / "people.db"
        self.did: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.between: list[str] = []
        self.wrong: list[str] = []
        self.lying: list[str] = []
        self.miscounted: list[str] = []
        self.council = CouncilFiles(folder, random.Random(seed))
        self._brought: dict[int, set[str]] = {}  # by import: whom it brought new, as long as it is not taken back
        self._resumed: set[str] = set()  # whom somebody said to be alive, or not to be in doubt
        self._referring = random.Random(seed)  # its own, so that all else happens as it would without
        self._wishing = random.Random(seed)
        self._away: dict[int, datetime] = {}  # until when each colleague is away

    def run(self) -> None:
        real, clock.now = clock.now, lambda: self.now
        try:
            store.open_database(self.file, create=True)
            store.database.execute_sql("PRAGMA synchronous = 0")  # no power is cut here
            for account, role in (("w1", "worker"), ("w2", "worker"), ("m1", "manager"), ("m2", "manager")):
                employ(account, account, role)
            manager = Worker.get(Worker.account == "m1")
            referring.add_services(Session(manager.id, "m1", "m1", "manager", self.settings))
            for day in range(self.days):
                self._day(day)
            months = [name for name in second_count.BORDERS if f"{START:%Y-%m}" <= name <= f"{self.now:%Y-%m}"]
            terms: dict[str | None, dict[str, int]] = {None: second_count.TERMS}
            self.miscounted = second_count.miscounted(["2026", *months], self.now, self.settings, terms)
            self.did["periods counted a second time"] = 1 + len(months)
        finally:
            store.close()
            clock.now = real

    def _day(self, day: int) -> None:
        self.now = START + timedelta(days=day)
        self._see_to_absences()
        if day % 7 == 0:
            self._read_files()
        for _ in range(self.chance.randint(2, 5)):
            self.now += timedelta(minutes=self.chance.randint(5, 300))
            self._try(self.chance.choice(self._deeds))
        self._try(self._refer)
        self._try(self._refer_on)
        self._try(self._wish)
        self._sweep()
        chance = random.Random(f"letters {day}")  # of their own: all else happens as it would without them
        letters.a_day(self._as(chance.choice(self._at_work())), chance, self.now, self.did)
        escalations.advance_deadlines(job(self.settings))
        found = nobody.coverage(nobody.ask_list, self.now)
        self.did["days"] += 1
        when = f"{self.now:%a %d %b %H:%M}"
        if not found.ok:
            self.between.append(f"{when}: {found.words}. {found.month.words}")
        lost = (*self._lost_actions(), *referring.lost(job(self.settings)), *letters.lost(self.now, self.settings))
        self.between += (f"{when}: {what}" for what in lost)
        lost = (*booked.lost(self.now), *wished.lost(self.now), *self._lost_representatives())
        self.between += (f"{when}: {what}" for what in lost)
        if missing := set().union(*self._brought.values()) - self._ids():
            self.between.append(f"{when}: a file brought {sorted(missing)}, who are on no list")

    def _see_to_absences(self) -> None:
        """In the morning, when all may be called: what was promised for yesterday is offered again by then."""
        self._away = {each: until for each, until in self._away.items() if until > self.now}
        if not self._away:
            return
        self._sweep()
        manager = self._session(manager=True)
        if self._away.pop(manager.worker_id, None) and not self._away:  # called in, and nobody else is away
            return
        self.lying += (f"{self.now:%a %d %b}: {what}" for what in absences.left_lying(manager, [*self._away], self.now))
        self.did["days with somebody away"] += 1
        if self.chance.random() < 0.3:
            away, to = self.chance.choice([*self._away]), self.chance.choice((None, manager.worker_id))
            self.did["seen to for somebody away"] += absences.stand_in(manager, away, to, self.now)

    def _sweep(self) -> None:
        while queue_status.sweep(self.settings):
            pass

    def _try(self, deed: Callable[[], None]) -> None:
        try:
            deed()
            self.did[deed.__name__] += 1
        except UserError as trouble:
            self.did[f"{deed.__name__}: refused"] += 1
            self.refused[f"{deed.__name__}: {_NAMED.sub('…', str(trouble))}"] += 1

    def _session(self, *, manager: bool = False) -> Session:
        return self._as(self.chance.choice(self._at_work(manager=manager)))

    def _as(self, who: Worker) -> Session:
        return Session(who.id, who.account, who.name, who.role, self.settings)

    def _at_work(self, *, manager: bool = False) -> list[Worker]:
        """Where all managers are away, one is called in."""
        here = [each for each in Worker.select().where(Worker.retired_at.is_null())
                if not manager or each.role == "manager"]  # fmt: skip
        return [each for each in here if each.id not in self._away] or here

    def _anybody(self) -> int:
        ids: list[int] = [row.id for row in Client.select(Client.id)]
        return self.chance.choice(ids)

    # What happens

    def _read_files(self) -> None:
        for sent in self.council.week(self.now, [self._as_councils(each) for each in self._by_hand()]):
            self.now += timedelta(minutes=1)
            self._read(sent)

    def _read(self, sent: Sent) -> None:
        """A file, by whoever is there; where it wants a yes, nothing may be written before that."""
        before, by_hand = Listed.now(), len(self._by_hand())
        try:
            summary = self._import(sent, yes=False)
        except WantsYes:
            self.did["a file wanted a yes"] += 1
            if self._ids() != before.people.keys():
                self.wrong.append(f"{sent.path.name} was written before anybody said yes")
            summary = self._import(sent, yes=True)
        after = Listed.now()
        self.wrong += (f"{self.now:%a %d %b}: {what}" for what in wrong(sent, before, after, self._resumed))
        self._brought[summary.import_id or 0] = after.people.keys() - before.people.keys()
        self.did.update(("files", f"file: {sent.shape}", *(f"row: {row.right.name}" for row in sent.rows)))
        self.did["joined by a file"] += by_hand - len(self._by_hand())

    def _import(self, sent: Sent, *, yes: bool) -> Summary:
        """Spreadsheets are read here, as a process for each takes longer; of a file that comes again, what came before
        is looked up, though it is small."""
        looked_up_from = 0 if sent.again else importer.LARGE
        with (
            patch.object(reader_process, "is_workbook", return_value=False),
            patch.object(importer, "LARGE", looked_up_from),
        ):
            return importer.run_import(sent.path, self._session(), dates=sent.dates, yes=yes)

    def _ids(self) -> set[str]:
        return {row.person_id for row in Client.select(Client.person_id)}

    def _by_hand(self) -> list[Client]:
        return [each for each in Client.select() if people.is_hand_id(each.person_id)]

    def _as_councils(self, client: Client) -> council_files.Person:
        """Somebody who was added by hand, as the council has them."""
        phone = Phone.select().where(Phone.client == client.id).first()
        number = phone.number.replace("+44", "0", 1) if phone else ""
        born = date.fromisoformat(client.born_on or "1950-01-01")
        names = client.first_name or "", client.last_name or ""
        return council_files.Person("", "", *names, born, number, client.postcode or "")

    def _take_back(self) -> None:
        """The last file, whole; never the first, which makes the list."""
        if Import.select().where(Import.undone_at.is_null()).count() < 2:
            return
        self.now += timedelta(minutes=11)
        last = Import.select(Import.id).where(Import.undone_at.is_null()).order_by(Import.id.desc()).limit(1).scalar()
        imports.undo(self._session(manager=True), last)
        self._brought.pop(last, None)

    def _add(self) -> None:
        """Somebody who is on no list, though others may be like them."""
        session = self._session()
        typed = {
            "first_name": self.chance.choice(council_files.FIRST),
            "last_name": self.chance.choice(council_files.LAST), "postcode": "SE24 9ZZ",
            "born_on": f"19{self.chance.randint(30, 89)}-01-01", "phone": f"020 7946 00{self.chance.randint(10, 60)}",
        }  # fmt: skip
        alike = [each.client_id for each in clients.candidates(session, typed)]
        clients.add(session, typed, alike, to_call=self.chance.random() < 0.5)

    def _correct(self) -> None:
        """A call that was saved by mistake: today's by whoever saved it, older ones by a manager."""
        last = list(Call.select().where(Call.replaced_by.is_null()).order_by(Call.id.desc()).limit(6))
        if not last:
            return
        call = self.chance.choice(last)
        outcome = self.chance.choice([each for each in outcomes.OUTCOMES if each.outgoing or call.direction == "in"])
        when = self.now + timedelta(hours=self.chance.randint(1, 90)) if outcome.time else None
        calls.correct(
            self._session(manager=True),
            call.id,
            calls.IntendedOutcome(outcome.code, "What was meant", when),
            "By mistake",
        )

    def _link(self) -> None:
        """Records that may be one person's, or any two."""
        waiting = [(each.client_id, each.other_id) for each in Duplicate.select().where(Duplicate.verdict == "open")]
        one, other = self.chance.choice([*waiting, (self._anybody(), self._anybody())])
        verdict = self.chance.choice(("confirmed", "confirmed", "dismissed"))
        clients.judge_duplicate(self._session(), one, other, verdict, "I saw them both")

    def _unlink(self) -> None:
        linked = [
            (each.client_id, each.other_id) for each in Duplicate.select().where(Duplicate.verdict == "confirmed")
        ]
        if linked:
            clients.unlink(self._session(), *self.chance.choice(linked))

    def _safety(self) -> None:
        """Somebody says whether it is safe to call them."""
        client = Client.get_by_id(self._anybody())
        times = self.chance.choice(("Mon-Fri 10-12", "Sundays"))  # the second is outside the calling hours
        said = {"safe_to_call": self.chance.choice(("yes", "no", "times")), "safe_times": times}
        session = self._session(manager=True)  # who alone may say so of whom it was not safe to call
        clients.edit(session, client.id, client.version, said, reason="They say so themselves.")

    def _concern(self) -> None:
        """A concern is submitted, left as it is begun, or found to be an error."""
        session = self._session()
        draft = concerns.open(session, self._anybody())
        if self.chance.random() < 0.7:
            concerns.submit(session, draft.id, WHOLE)

    def _call(self) -> None:
        self._call_by(self._session(), self.chance.choice(outcomes.OUTCOMES))

    def _call_by(self, session: Session, outcome: outcomes.Outcome, *, for_me: bool | None = None) -> None:
        held = queue.claim_next(session)
        client_id = held.client_id if held else self._anybody()
        phones = [phone.id for phone in Phone.select().where(Phone.client == client_id, Phone.status == "usable")]
        incoming = not outcome.outgoing or not phones
        beside = Contact.get_or_none(Contact.client == client_id)  # whose number is rung instead, of some
        another = beside is not None and not incoming and not outcome.only_theirs and client_id % 4 < 2
        calls.record(session, calls.CallRecord(
            f"{self.now}/{client_id}/{self.did['_call']}", client_id, outcome.code, self.now,
            self.now + timedelta(seconds=40),
            direction="in" if incoming else "out", phone_id=phones[0] if phones and not (incoming or another) else None,
            contact_id=beside.id if beside and another else None,
            note="What was said", ticks=("name", "born", "postcode", "ok"), held=held,
            when=self.now + timedelta(hours=self.chance.randint(1, 90)) if outcome.time else None,
            for_me=self.chance.random() < 0.5 if for_me is None else for_me,
            review=self.chance.choice(REVIEWS) if outcome.reached_client else reviews.NOTHING_YET,
            arranged=tuple(self._what_came(client_id)) if outcome.reached_client else (),
            actions=(calls.NewAction("support", "Handrail", "OT", clock.local(self.now).date() + timedelta(days=9)),)
            if outcome.reached_client and client_id % 3 == 0 else (),
            spoke_with=THROUGH if another or (outcome.opens_review and client_id % 4 == 0) else None,
        ))  # fmt: skip

    def _what_came(self, client_id: int) -> Iterator[ArrangedAnswer]:
        """What is said of some of what was arranged for them."""
        chance = random.Random(f"{self.now}/{client_id}")
        for action in calls.brief(self._session(), client_id).actions:
            said = chance.choice((*(each.said for each in IN_CALL), None))
            later = clock.local(self.now).date() + timedelta(days=chance.randint(1, 60))
            if said:
                yield ArrangedAnswer(action.action_id, said, later if said == Said.NOT_YET else None)

    def _settle(self) -> None:
        open_here = [each.client_id for each in Doubt.select().where(Doubt.settled_at.is_null())]
        if open_here:
            how = self.chance.choice([*clients.SETTLED])
            who = self.chance.choice(open_here)
            doubts = clients.open_doubts(who)
            of_one_id = [each.doubt_id for each in doubts if each.code == DoubtCode.SEVERAL and each.of_two]
            if of_one_id:
                self._say_whose(who, of_one_id)
            else:
                clients.settle_doubts(self._session(), who, how, "I asked")
            self._resumed.add(Client.get_by_id(who).person_id)

    def _say_whose(self, client_id: int, doubts: list[int]) -> None:
        """Of those to whom a file gave one ID: it is the first's, the second's, all are one, or nobody can say."""
        theirs = random.Random(f"{self.now}/{client_id}").choice((doubts[:1], doubts[1:2], doubts, []))
        if theirs:
            clients.settle_whose(self._session(manager=True), client_id, theirs, doubts, "I asked")
        else:
            clients.leave_in_doubt(self._session(), client_id, "I asked")
        self.did["whose ID"] += 1

    def _number(self) -> None:
        clients.add_phone(self._session(), self._anybody(), f"020 7946 05{self.chance.randint(10, 99)}")

    def _skip(self) -> None:
        queue.skip(self._session(), self._anybody(), "later", self.now + timedelta(days=self.chance.randint(1, 20)))

    def _resume(self) -> None:
        who = self._anybody()
        clients.resume_calls(self._session(manager=True), who, "It was a mistake")
        self._resumed |= {Client.get_by_id(each).person_id for each in links.group_of(who)}

    def _decide(self) -> None:
        lines = list(Escalation.select().where(Escalation.closed_at.is_null(), Escalation.kind.in_([*rules.DECISIONS])))
        line = self.chance.choice(lines or [None])
        if line is None:
            return
        decision = self.chance.choice(rules.DECISIONS[line.kind])
        sunday = self.now + timedelta(days=7 - self.now.weekday() - 1 or 7)
        known = {"days": "3", "times": "Mon-Fri 10-12", "call": self.chance.choice(("then", "stays"))}
        known |= {"at": clock.to_store(sunday)} if decision.id in ("agreed", "booked") else {}
        known |= dict.fromkeys(("by", "look_on"), (clock.local(self.now).date() + timedelta(days=9)).isoformat())
        given = {question.id: known.get(question.id, "because of that") for question in decision.needs}
        assert not forms.all_lacking(decision.needs, given), decision.id
        escalations.move(self._session(manager=True), line.id, line.version, decision.id, given)

    def _lost_representatives(self) -> Iterator[str]:
        """The reviews through somebody of whom nobody can say who, as what, and why."""
        through = Review.spoke_with.in_(("for_them", "with_help")), Review.taken_back_at.is_null()
        unsaid = Review.contact.is_null() | Review.acts_as.is_null() | Review.why_through.is_null()
        yield from (f"review {each.id} was through nobody" for each in Review.select().where(*through, unsaid))

    def _interpreter(self) -> None:
        """One is booked, comes at another time, or not at all."""
        booked.a_booking(self._session(), self._anybody(), self.chance, self.now)

    def _see_to(self) -> None:
        """Somebody says what became of what they see to, of several at once, gives it away, or takes that back."""
        session = self._session()
        mine, said = [each.id for each in actions.mine(session)][:3], actions.said_today(session)
        later = clock.local(self.now).date() + timedelta(days=self.chance.randint(1, 30))
        if said and self.chance.random() < 0.4:
            actions.take_back(session, (said[0].action_id,), self.chance.choice([*MISTAKES]))
        elif mine and self.chance.random() < 0.3:
            actions.give(session, mine, self.chance.choice(self._at_work()).id)
        elif mine:
            actions.say(session, mine, self.chance.choice([*Said]), later, "They have none left")

    def _referrer(self) -> Session:
        who = self._referring.choice(self._at_work())
        return Session(who.id, who.account, who.name, who.role, self.settings)

    def _refer(self) -> None:
        """Somebody is referred for support, every other day."""
        if self._referring.random() < 0.5:
            client = self._referring.choice([each.id for each in Client.select(Client.id)])
            referring.refer(self._referrer(), client, self._referring)

    def _refer_on(self) -> None:
        """What went out goes on its way."""
        for _ in range(2):
            if step := referring.go_on(self._referrer(), self._referring):
                self.did[f"referral: {step}"] += 1

    def _wish(self) -> None:
        """Somebody asks something about calls, every third day; a manager keeps it."""
        if self._wishing.random() < 0.3:
            who = self._wishing.choice(self._at_work(manager=True))
            client = self._wishing.choice([each.id for each in Client.select(Client.id)])
            wished.a_wish(self._as(who), client, self._wishing, self.now)

    def _lost_actions(self) -> Iterator[str]:
        """What was put in place, is not over, and is nobody's who works here; or is late, and on no board."""
        today = clock.local(self.now).date().isoformat()
        for action in ClientAction.select().where(ClientAction.done_at.is_null(), ClientAction.taken_back_at.is_null()):
            if action.owner is None or action.owner.retired_at:
                yield f"action {action.id} is nobody's"
            line = (Escalation.action == action.id) & Escalation.closed_at.is_null()
            if (action.by_on or today) < today and not Escalation.select().where(line).exists():
                yield f"action {action.id} is late, and on no board"

    def _leave(self) -> None:
        """A colleague leaves, or comes back."""
        account = self.chance.choice(("w1", "w2", "m1", "m2"))
        if Worker.get(Worker.account == account).retired_at:
            employ(account, account, "manager" if account[0] == "m" else "worker")
        else:
            workers.retire(self._session(manager=True), account)

    def _falls_ill(self) -> None:
        """Somebody is away from now on, for some days, whatever they hold, promised or write; a manager is there."""
        who = self.chance.choice(self._at_work())
        if who.role == "manager" and len(self._at_work(manager=True)) < 2:
            return
        session = self._as(who)
        self._call_by(session, self.chance.choice(PROMISES), for_me=True)
        if self.chance.random() < 0.5:
            queue.claim_next(session)
        if self.chance.random() < 0.3:
            concerns.open(session, self._anybody())
        self._away[who.id] = self.now + timedelta(days=self.chance.randint(1, 15))

    @property
    def _deeds(self) -> tuple[Callable[[], None], ...]:
        often = (*(self._call,) * 8, *(self._decide,) * 2, *(self._correct,) * 2, *(self._settle,) * 2)
        more = (self._see_to, self._interpreter, self._leave, self._add, self._link, self._unlink, self._safety)
        return (*often, self._number, self._skip, self._resume, *more, self._concern, self._take_back, self._falls_ill)


def report(year: People) -> str:
    """What came of a year, in words and figures."""
    return "\n".join(
        [
            *(f"{name:<24}{count:>7,}" for name, count in sorted(year.did.items())),
            "refused:",
            *(f"{count:>7,} {words}" for words, count in year.refused.most_common()),
            f"days on which somebody fell between: {len(year.between)}",
            *year.between[:5],
            f"rows of files of which something else came than is right: {len(year.wrong)}",
            *year.wrong[:5],
            f"left lying by somebody away, and out of reach: {len(year.lying)}",
            *year.lying[:5],
            f"figures that a second count finds otherwise: {len(year.miscounted)}",
            *year.miscounted[:5],
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.simulation.people", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="topaz-people-") as folder:
        year = People(Path(folder), asked.seed, asked.days)
        year.run()
    print(report(year))
    return 1 if year.between or year.wrong or year.lying or year.miscounted else 0


if __name__ == "__main__":
    sys.exit(main())
