"""A year of a list of people on the real services: files of the council every week with what such files have in them,
calls with every outcome at every hour, calls put right, records linked and taken apart again, people added by hand
whom a later file brings, files taken back, numbers and doubts settled, concerns, decisions, colleagues who come and go.
Each day everybody has to be callable, wait with a date, be somebody's, be stopped, or be owed nothing (rules/fates.py);
and what can't be done has to be refused in words that an action expects.

python -m tests.simulation.people [--days 365] [--seed 1]
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.calls import SAME
from tests.support.concerns import WHOLE
from tests.support.council import row
from tests.support.sessions import employ, job
from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.rules import forms, outcomes, people, reviews
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.people import CouncilRecord
from topaz_tui.rules.reviews import AreaAnswer, ReviewState
from topaz_tui.services import calls, clients, concerns, imports, nobody, queue, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.importing import Importer, Source, prepare
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store.models import Call, Client, Doubt, Duplicate, Escalation, Import, Phone, Worker

START = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NAMES = ("Stone", "Smith", "Smyth", "Amin", "Draper", "Rosen", "Kowalski", "Okafor")
REVIEWS = (reviews.NOTHING_YET, ReviewState({"nutrition": AreaAnswer("same", None)}, {}), SAME)
_NAMED = re.compile(r"\b(?:P|HAND-)?\d+\b.*", re.S)
FIRST = ("Ada", "Bob", "Róisín")
COLUMNS = frozenset(("died_on", "deceased", "moved", "phone_1", "gp"))


class People:
    """The year. `between` are those of whom some day nobody could say what becomes of them."""

    def __init__(self, folder: Path, seed: int, days: int) -> None:
        self.chance, self.days, self.now = random.Random(seed), days, START
        self.settings, self.file = Settings(), folder / "people.db"
        self.did: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.between: list[str] = []

    def run(self) -> None:
        real, clock.now = clock.now, lambda: self.now
        try:
            store.open_database(self.file, create=True)
            store.database.execute_sql("PRAGMA synchronous = 0")  # no power is cut here
            for account, role in (("w1", "worker"), ("w2", "worker"), ("m1", "manager"), ("m2", "manager")):
                employ(account, account, role)
            for day in range(self.days):
                self._day(day)
        finally:
            store.close()
            clock.now = real

    def _day(self, day: int) -> None:
        self.now = START + timedelta(days=day)
        if day % 7 == 0:
            self._try(self._read_file)
        for _ in range(self.chance.randint(2, 5)):
            self.now += timedelta(minutes=self.chance.randint(5, 300))
            self._try(self.chance.choice(self._deeds))
        while queue_status.sweep(self.settings):
            pass
        escalations.advance_deadlines(job(self.settings))
        found = nobody.coverage(nobody.ask_list, self.now)
        self.did["days"] += 1
        if not found.ok:
            self.between.append(f"{self.now:%a %d %b %H:%M}: {found.words}. {found.month.words}")

    def _try(self, deed: Callable[[], None]) -> None:
        try:
            deed()
            self.did[deed.__name__] += 1
        except UserError as trouble:
            self.did[f"{deed.__name__}: refused"] += 1
            self.refused[f"{deed.__name__}: {_NAMED.sub('…', str(trouble))}"] += 1

    def _session(self, *, manager: bool = False) -> Session:
        there = [each for each in Worker.select().where(Worker.retired_at.is_null())
                 if not manager or each.role == "manager"]  # fmt: skip
        who = self.chance.choice(there)
        return Session(who.id, who.account, who.name, who.role, self.settings)

    def _anybody(self) -> int:
        ids: list[int] = [row.id for row in Client.select(Client.id)]
        return self.chance.choice(ids)

    # What happens

    def _read_file(self) -> None:
        """Known people with other facts, new ones, two IDs of one person, some dead, moved, unsafe or in doubt."""
        rows = []
        for number in range(self.chance.randint(4, 8)):
            id = f"P{self.chance.randint(1, 60)}"
            rows.append(row(
                row=number + 2, person_id=id, last_name=self.chance.choice(NAMES),
                born_on=f"19{int(id[1:]) % 60 + 30}-01-01",
                phones=[] if self.chance.random() < 0.2 else [f"+4420794600{self.chance.randint(10, 60)}"],
                died=self.chance.random() < 0.05, moved=self.chance.random() < 0.05,
                safe_to_call=self.chance.choice((None, None, "yes", "no", "times")),
                safe_times_note=self.chance.choice(("", "", "", "", "not Tuesdays")),
                open_to_services=self.chance.choice((None, None, False, True)),
                assessed_on=(self.now - timedelta(days=self.chance.randint(20, 420))).date().isoformat(),
                doubts=(("death", "Deceased: X"),) if self.chance.random() < 0.1 else (),
            ))  # fmt: skip
        rows += self._brought(len(rows) + 2)
        rows = [*{each.person_id: each for each in rows}.values()]
        by_hand = self._by_hand()
        Importer(self._session(), Source(f"file {self.now}", COLUMNS)).take(prepare(rows))
        self.did["joined by a file"] += len(by_hand) - len(self._by_hand())

    def _by_hand(self) -> list[Client]:
        return [each for each in Client.select() if people.is_hand_id(each.person_id)]

    def _brought(self, number: int) -> list[CouncilRecord]:
        """Somebody who was added by hand, under the ID that the council has for them."""
        by_hand = self._by_hand()
        if not by_hand or self.chance.random() < 0.5:
            return []
        who = self.chance.choice(by_hand)
        numbers = [phone.number for phone in Phone.select().where(Phone.client == who.id)]
        return [row(row=number, person_id=f"P{1000 + who.id}", first_name=who.first_name, last_name=who.last_name,
                    born_on=who.born_on, postcode=who.postcode, phones=numbers)]  # fmt: skip

    def _take_back(self) -> None:
        """The last file, whole; never the first, which makes the list."""
        if Import.select().where(Import.undone_at.is_null()).count() < 2:
            return
        self.now += timedelta(minutes=11)
        last = Import.select(Import.id).where(Import.undone_at.is_null()).order_by(Import.id.desc()).limit(1).scalar()
        imports.undo(self._session(manager=True), last)

    def _add(self) -> None:
        """Somebody who is on no list, though others may be like them."""
        session = self._session()
        typed = {
            "first_name": self.chance.choice(FIRST), "last_name": self.chance.choice(NAMES), "postcode": "SE24 9ZZ",
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
        clients.edit(self._session(), client.id, client.version, said)

    def _concern(self) -> None:
        """A concern is submitted, left as it is begun, or found to be an error."""
        session = self._session()
        draft = concerns.open(session, self._anybody())
        if self.chance.random() < 0.7:
            concerns.submit(session, draft.id, WHOLE)

    def _call(self) -> None:
        session = self._session()
        held = queue.claim_next(session)
        client_id = held.client_id if held else self._anybody()
        phones = [phone.id for phone in Phone.select().where(Phone.client == client_id, Phone.status == "usable")]
        outcome = self.chance.choice(outcomes.OUTCOMES)
        incoming = not outcome.outgoing or not phones
        calls.record(session, calls.CallRecord(
            f"{self.now}/{client_id}/{self.did['_call']}", client_id, outcome.code, self.now,
            self.now + timedelta(seconds=40),
            direction="in" if incoming else "out", phone_id=phones[0] if phones and not incoming else None,
            note="What was said", ticks=("name", "born", "postcode", "ok"), held=held,
            when=self.now + timedelta(hours=self.chance.randint(1, 90)) if outcome.time else None,
            review=self.chance.choice(REVIEWS) if outcome.reached_client else reviews.NOTHING_YET,
        ))  # fmt: skip

    def _settle(self) -> None:
        open_here = [each.client_id for each in Doubt.select().where(Doubt.settled_at.is_null())]
        if open_here:
            how = self.chance.choice([*clients.SETTLED])
            clients.settle_doubts(self._session(), self.chance.choice(open_here), how, "I asked")

    def _number(self) -> None:
        clients.add_phone(self._session(), self._anybody(), f"020 7946 05{self.chance.randint(10, 99)}")

    def _skip(self) -> None:
        queue.skip(self._session(), self._anybody(), "later", self.now + timedelta(days=self.chance.randint(1, 20)))

    def _resume(self) -> None:
        clients.resume_calls(self._session(manager=True), self._anybody(), "It was a mistake")

    def _decide(self) -> None:
        lines = list(Escalation.select().where(Escalation.closed_at.is_null(), Escalation.kind != "concern"))
        line = self.chance.choice(lines or [None])
        if line is None:
            return
        decision = self.chance.choice(rules.DECISIONS[line.kind])
        sunday = self.now + timedelta(days=7 - self.now.weekday() - 1 or 7)
        known = {"days": "3", "times": "Mon-Fri 10-12"}
        known |= {"at": clock.to_store(sunday)} if decision.id == "agreed" else {}
        given = {question.id: known.get(question.id, "because of that") for question in decision.needs}
        assert not forms.all_lacking(decision.needs, given)
        escalations.move(self._session(manager=True), line.id, line.version, decision.id, given)

    def _leave(self) -> None:
        """A colleague leaves, or comes back."""
        account = self.chance.choice(("w1", "w2", "m1", "m2"))
        if Worker.get(Worker.account == account).retired_at:
            employ(account, account, "manager" if account[0] == "m" else "worker")
        else:
            workers.retire(self._session(manager=True), account)

    @property
    def _deeds(self) -> tuple[Callable[[], None], ...]:
        often = (*(self._call,) * 8, *(self._decide,) * 2, *(self._correct,) * 2, *(self._settle,) * 2)
        return (*often, self._number, self._skip, self._resume, self._leave, self._add, self._link, self._unlink,
                self._safety, self._concern, self._take_back)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.simulation.people", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="topaz-people-") as folder:
        year = People(Path(folder), asked.seed, asked.days)
        year.run()
    print(*(f"{name:<24}{count:>7,}" for name, count in sorted(year.did.items())), sep="\n")
    print("refused:", *(f"{count:>7,} {words}" for words, count in year.refused.most_common()), sep="\n")
    print(f"days on which somebody fell between: {len(year.between)}", *year.between[:5], sep="\n")
    return 1 if year.between else 0


if __name__ == "__main__":
    sys.exit(main())
