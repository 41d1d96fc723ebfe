"""One worker signed in, as a process of its own: takes the next person, calls them, writes concerns, and, as a
manager, decides; by the same services as the screens, and as a person does, one thing after the other.

python -m tests.faults.one_worker DATABASE ACCOUNT NUMBER DIARY

Each line of the diary is written out before the next thing is done: what it is about to do, and then what it was told.
The clock comes by the standard input, a moment a line; its end is the end of the day's work.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any, ParamSpec, TypeVar

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import UserError
from topaz_tui.rules import outcomes, reviews
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.rules.permissions import Act
from topaz_tui.services import calls, clients, concerns, drafts, queue
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.session import Session
from topaz_tui.store import database as store
from topaz_tui.store import models

P = ParamSpec("P")
T = TypeVar("T")
THOUGHT = 0.004  # seconds, on average, between two things
IDLE = 0.15  # seconds until somebody who found nobody to call looks again
WHOLE: dict[str, Answer] = {
    "danger": "no", "types": ["neglect"], "main_type": "neglect", "wanted": "asked_none", "consent": "given",
}  # fmt: skip
CHECKED = ("name", "born", "address", "ok", "alone")
OFTEN = {"reached": 60, "no_answer": 12, "callback": 6, "refused_hard": 1, "moved": 1, "died": 1}
"""How often a call ends so; else 2."""


class Worker:
    """Everything that is told to `diary` has a mark that is nowhere else, so that it can be found in the database."""

    def __init__(self, session: Session, number: int, diary: int) -> None:
        self.session, self.diary = session, diary
        self.name = f"{session.account}.{number}"
        self.chance = Random(self.name)
        self.numbers = count(1)
        self.closed = False

    # The diary

    def tell(self, **line: Any) -> None:
        os.write(self.diary, json.dumps({"at": time.monotonic(), **line}).encode() + b"\n")

    def mark(self) -> str:
        return f"<{self.name}.{next(self.numbers)}>"

    def confirmed(
        self, kinds: Sequence[str], key: str, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do it, between the line that says so and the line that it is done."""
        self.tell(about=kinds, key=key)
        done = service(*args, **kwargs)
        self.tell(saved=kinds, key=key)
        return done

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def think(self) -> None:
        time.sleep(self.chance.expovariate(1 / THOUGHT))

    # The day

    def work(self) -> None:
        """Until the standard input ends."""
        queue.list_people(self.session)  # the first screen
        self.resume()
        while not self.closed:
            self.hear(0)
            busy = self.one_person()
            if self.session.may(Act.GIVE_DECISION) and self.likely(0.15 if busy else 1):
                busy = self.decide() or busy
            if not busy:
                self.hear(IDLE)

    def hear(self, seconds: float) -> None:
        """The clock, where it was moved on."""
        while not self.closed and select.select([0], [], [], seconds)[0]:
            told = os.read(0, 65536).decode().split()
            self.closed, seconds = not told, 0
            for moment in told[-1:]:
                os.environ["TOPAZ_NOW"] = moment
                clock._offset.cache_clear()

    def one_person(self) -> bool:
        """Take the next, and do with them what is to be done; False where there is nobody."""
        try:
            begun = time.monotonic()
            held = queue.claim_next(self.session)
            if held is None:
                return False
            self.holds(held, begun, waited=time.monotonic() - begun)
            self.with_them(held)
        except UserError as trouble:
            self.tell(trouble=str(trouble))
        return True

    def holds(self, held: queue.Claim, begun: float, **more: float) -> None:
        line = {"client": held.client_id, "fencing_token": held.fencing_token, "until": clock.to_store(held.until)}
        self.tell(got=line, begun=begun, **more)

    def with_them(self, held: queue.Claim) -> None:
        told = calls.brief(self.session, held.client_id)
        self.think()
        if self.likely(0.03):
            self.skip(held)
        elif told.numbers:
            self.call(held, told)
        else:
            self.let_go(held)
        if self.likely(0.15):
            self.edit(held.client_id)

    def let_go(self, held: queue.Claim) -> None:
        self.tell(letting=held.fencing_token, client=held.client_id)
        queue.release(self.session, held)

    def skip(self, held: queue.Claim) -> None:
        mark, until = self.mark(), clock.now() + timedelta(days=self.chance.randint(1, 20))
        self.tell(letting=held.fencing_token, client=held.client_id)
        self.confirmed(["skip"], mark, queue.skip, self.session, held.client_id, f"Not now {mark}", until)

    # A call

    def call(self, held: queue.Claim, told: calls.Brief) -> None:
        number = told.numbers[0]
        against = calls.objections(told, number.phone_id, clock.now(), self.session.settings.calls)
        begun = time.monotonic()
        started = calls.start(self.session, held.client_id, held, number.phone_id, reason="Agreed." if against else "")
        self.holds(started.held, begun)
        mark = self.mark()
        draft = {"token": mark, "phone_id": number.phone_id, "rang_at": clock.to_store(started.at)}
        for letters in range(self.chance.choice((0, 1, 4))):
            self.think()
            self.confirmed(["draft"], f"{held.client_id} {mark} {letters}", drafts.save, self.session, "call",
                           str(held.client_id), {**draft, "letters": letters})  # fmt: skip
        if self.likely(0.12):
            self.concern(held.client_id)
        self.think()
        done = self.record(held.client_id, draft, started.held)
        if done.next_number:
            self.let_go(started.held)

    def record(self, client_id: int, draft: dict[str, Any], held: queue.Claim | None) -> calls.SavedCall:
        """The call, and all that goes with it."""
        call, kinds = told_of(client_id, draft, held)
        if held:
            self.tell(letting=held.fencing_token, client=client_id)
        return self.confirmed(kinds, call.token, calls.record, self.session, call)

    def resume(self) -> None:
        """What was begun before, by a process that is no more: each call is finished once."""
        found = drafts.pending(self.session, "call")
        self.tell(found=[f"{draft.key} {draft.body['token']} {draft.body['letters']}" for draft in found])
        for draft in found:
            client_id, held = int(draft.key), None
            if calls.is_saved(self.session, str(draft.body["token"])):
                drafts.drop(self.session, "call", draft.key)
                continue
            try:
                begun = time.monotonic()
                held = queue.claim(self.session, client_id)
                self.holds(held, begun)
            except UserError as trouble:  # a colleague has them: it is recorded all the same
                self.tell(trouble=str(trouble))
            done = self.record(client_id, draft.body, held)
            if done.next_number and held:
                self.let_go(held)
        for concern in concerns.drafts(self.session)[:3]:  # which a manager may be taking over just now
            self.tried(partial(self.write_on, concern.id))

    # A concern, and facts

    def concern(self, client_id: int) -> None:
        self.write_on(concerns.open(self.session, client_id).id)

    def write_on(self, concern_id: int) -> None:
        draft = concerns.load(self.session, concern_id)
        answers = dict(draft.answers)
        for _ in range(2):
            mark = self.mark()
            answers["what"] = f"{answers.get('what', '')} {mark}".strip()
            self.confirmed(["typed"], mark, concerns.save, self.session, concern_id, answers)
            self.think()
        if self.likely(0.9):
            mark = self.mark()
            answers |= WHOLE | {"what": f"{answers['what']} {mark}"}
            self.confirmed(["concern", "referral"], mark, concerns.submit, self.session, concern_id, answers)

    def edit(self, client_id: int) -> None:
        page = clients.open_profile(self.session, client_id)
        self.think()
        mark = self.mark()
        self.confirmed(["fact"], mark, clients.edit, self.session, client_id, page.version, {"gp": f"Surgery {mark}"})

    # A manager

    def decide(self) -> bool:
        """Look at the board, and make a few moves; now and then something with the queue."""
        made = False
        board = escalations.board(self.session)
        things: list[Callable[[], None]] = [partial(self.move, item) for item in board.items]
        things += [partial(self.take_over, each) for each in board.drafts if self.likely(0.2)]
        for thing in self.chance.sample(things, min(len(things), 12)):
            made |= self.tried(thing)
        if self.likely(0.3):
            self.tried(self.hand_on_the_queue)
        return made

    def tried(self, thing: Callable[[], None]) -> bool:
        try:
            thing()
        except UserError as trouble:
            self.tell(trouble=str(trouble))
            return False
        return True

    def move(self, item: escalations.Item) -> None:
        case = escalations.case(self.session, item.id)
        can = [move for move in case.moves if not move.why_not and any(map(_says, move.needs))]
        if not can:
            raise UserError("No move that can be marked.")
        move, mark = self.chance.choice(can), self.mark()
        answers = {each.id: _answer(each, mark) for each in move.needs}
        self.think()
        self.confirmed(["move"], mark, escalations.move, self.session, item.id, case.item.version, move.id, answers)

    def take_over(self, draft: concerns.BeingWritten) -> None:
        mark = self.mark()
        self.confirmed(["taken"], mark, concerns.take_over, self.session, draft.id, f"They are away {mark}")
        self.write_on(draft.id)

    def hand_on_the_queue(self) -> None:
        look = queue.list_people(self.session, self.chance.choice(("callable", "waiting", "callbacks")), limit=40)
        if not look.people:
            return
        person = self.chance.choice(look.people)
        client_id, me = person.client_id, self.session.worker_id
        if person.reason == "held":
            self.tell(freeing=client_id)
            self.confirmed(
                ["hand"], f"released a claim {client_id} {me}", queue.release_as_manager, self.session, client_id
            )
        elif person.why == "callback":
            key = f"moved a callback {client_id} {me}"
            self.confirmed(["hand"], key, queue.move_callback, self.session, client_id, None)
        else:
            key = f"{'no longer put' if person.put_first else 'put'} first {client_id} {me}"
            self.confirmed(["hand"], key, queue.put_first, self.session, client_id, not person.put_first)


def told_of(client_id: int, draft: dict[str, Any], held: queue.Claim | None) -> tuple[calls.CallRecord, list[str]]:
    """The call as its mark has it, now and when it is gone on with after a kill; and what is to be found of it."""
    mark = str(draft["token"])
    chance, now = Random(mark), clock.now()
    rows = outcomes.offered(incoming=False)
    row = chance.choices(rows, [OFTEN.get(each.code, 2) for each in rows])[0]
    kinds = ["call"]
    more: dict[str, Any] = {}
    if row.opens_review:
        kinds.append("review")
        more |= {"ticks": CHECKED, "review": whole_review(chance)}
        for kind in chance.sample(reviews.ACTIONS, chance.choice((0, 0, 1, 2))):
            by = clock.local(now).date() + timedelta(days=9)
            action = calls.NewAction(kind.code, f"{kind.words} {mark}", "The carer", by)
            more["actions"] = (*more.get("actions", ()), action)
            kinds.append(f"action {kind.code}")
        if chance.random() < 0.2:
            more["follow_up_on"] = clock.local(now).date() + timedelta(weeks=6)
    if row.time:
        more |= {"when": now + timedelta(hours=chance.choice((1, 5, 30, 90))), "for_me": chance.random() < 0.3}
    if chance.random() < 0.15:
        more["next_note"] = f"Ask for the door code {mark}"
        kinds.append("word left")
    if chance.random() < 0.1:
        more["question"] = f"May we write? {mark}"
        kinds.append("question")
    rang = clock.from_store(str(draft["rang_at"]))
    call = calls.CallRecord(mark, client_id, row.code, rang, now, phone_id=int(draft["phone_id"]), held=held,
                            note=f"Noted {mark}", **more)  # fmt: skip
    return call, kinds


def whole_review(chance: Random) -> reviews.ReviewState:
    """Everything is answered, so that the next recall is in a year."""
    areas = {
        area.code: reviews.AreaAnswer(chance.choice(("better", "same", "worse")), chance.choice(("yes", "no")))
        for area in reviews.AREAS
    }
    extras = {extra.code: extra.choices[0].code if extra.choices else 0 for extra in reviews.EXTRAS}
    return reviews.ReviewState(areas, extras)


def _says(question: Question) -> bool:
    return question.kind in ("line", "text")


def _answer(question: Question, mark: str) -> Any:
    match question.kind:
        case "line" | "text":
            return f"Said {mark}"
        case "choice":
            return question.options[0][0]
        case "many":
            return [question.options[0][0]]
        case "number":
            return "3"
    return None


def main() -> None:
    where, account, number, diary = sys.argv[1:]
    store.open_database(where)
    row = models.Worker.get(models.Worker.account == account)
    session = Session(row.id, row.account, row.name, row.role, Settings())
    Worker(session, int(number), os.open(diary, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)).work()
    queue.release_all(session)
    store.close()


if __name__ == "__main__":
    main()
