"""What has happened to whom: each track makes one person (or a pair) and their history.

Days are office days before today, and all that has happened lies before midnight of today.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.demo import names, texts
from topaz_tui.demo.book import Book, plain
from topaz_tui.demo.person import DemoPerson, Row
from topaz_tui.rules import outcomes, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Cause
from topaz_tui.services import owing, pairs

TIMES = (
    "09:35",
    "10:10",
    "10:50",
    "11:25",
    "13:20",
    "14:05",
    "14:40",
    "15:15",
    "15:50",
    "16:30",
    "17:40",
    "18:20",
)


def band(book: Book) -> str:
    """An eligibility band, the low and moderate ones more often."""
    return book.pick(("low", "low", "moderate", "moderate", "moderate", "non_eligible"))


def due(book: Book, days: int, **how: Any) -> DemoPerson:
    """Assessed a year ago, so that the recall has been due for about so many days."""
    person = book.person(**how)
    book.assessed(person, book.days.ago(days, months=12), band(book))
    return person


def handover_note(book: Book, person: DemoPerson, at: str) -> None:
    """Leave a word for the next caller, where there is one that was not used yet."""
    if said := book.text(texts.NEXT_CALLER, person.woman):
        book.note(person, "next caller", said, at)


# Callable


def fresh(book: Book) -> None:
    """Due, never called before."""
    due(book, book.chance.randint(1, 75))


def put_first(book: Book) -> None:
    """Somebody whom a manager put first."""
    person = due(book, book.chance.randint(5, 30), careful=False)
    person.row["put_first"] = 1
    at = book.at(book.days.back(2), "12:10")
    book.note(person, "note", "The surgery asked that somebody rings soon: put first.", at, book.workers["hmarsh"])


def due_again(book: Book) -> None:
    """Assessed two years ago, reviewed a year ago, and due again."""
    person = book.person()
    book.assessed(person, book.days.ago(book.chance.randint(400, 420), months=12), band(book))
    if book.one_in(3):
        book.call(person, book.days.ago(16, months=13), book.pick(TIMES), "no_answer")
    book.reviewed(person, book.days.ago(book.chance.randint(3, 45), months=12), book.pick(TIMES))


def assessed_twice(book: Book) -> None:
    """Somebody whom the council assessed again: the older day counts no more."""
    person = book.person()
    days = book.chance.randint(4, 60)
    book.assessed(person, book.days.ago(days, months=31), book.pick(("moderate", "substantial")), recall=False)
    book.assessed(person, book.days.ago(days, months=12), band(book))


def tried(book: Book, attempts: int) -> None:
    """Tried once or twice in vain, the last time in one part of the day: another part is wanted next."""
    person = due(book, book.chance.randint(10, 50))
    if book.one_in(4) and not person.contacts:
        book.contact(person)
    first = book.chance.randint(3, 7)
    for days in (first, 1 + book.chance.randrange(2))[-attempts:]:
        ends = book.pick(("no_answer", "no_answer", "no_answer", "machine", "machine_message", "someone_else"))
        book.call(person, book.days.back(days), book.pick(TIMES), ends)
    if book.one_in(3):
        handover_note(book, person, book.rows["call"][-1]["ended_at"])


def once_each(book: Book, outcome: str) -> None:
    """One call that ended so, and that leaves them in the queue."""
    person = due(book, book.chance.randint(10, 50), phones=2, foreign=outcome == "language")
    call = book.call(person, book.days.back(book.chance.randint(2, 6)), book.pick(TIMES), outcome)
    if outcome in ("wrong_number", "unobtainable"):
        status = "wrong" if outcome == "wrong_number" else "unobtainable"
        person.phones[0] |= {"status": status, "status_at": call["ended_at"]}
    if outcomes.BY_CODE[outcome].needs_manager:
        told = f"{outcomes.BY_CODE[outcome].words}. {call['note']}"
        asked(book, person, call, told, texts.UNABLE_SEEN, 1)
    if kind := outcomes.BY_CODE[outcome].board:
        body = {"note": call["note"], "_phone": call["phone_id"]}
        book.escalation(kind, person, call["ended_at"], call["worker_id"], body=body)
    if outcome in ("refused_soft", "not_identified"):
        handover_note(book, person, call["ended_at"])


# Promised


def callback(book: Book, day: Callable[[Book], date], hhmm: str, kept_for: str | None) -> None:
    """Reached, and asked to be called at a time. A promise counts outside the calling hours too."""
    person = due(book, book.chance.randint(8, 40), careful=False)
    at = clock.at(day(book), hhmm)
    by = book.workers[kept_for] if kept_for else None
    on = book.days.back(book.chance.randint(3, 5))
    book.call(person, on, book.pick(TIMES), "callback", by=by, when=at, for_worker=by)


def followed_up(book: Book, days: int) -> None:
    """Reviewed with something to look after; the follow-up fell due so many days ago (below 0: to come)."""
    person = due(book, 60 + max(days, 0), careful=False)
    on = book.days.ago(42 + days)
    call = book.reviewed(person, on, book.pick(TIMES), worse=2, actions=False)
    for kind in book.chance.sample(texts.ACTIONS[9:13], 2):
        book.action(person, call, on, kind, done=False if book.one_in(2) else None)
    due_at = clock.to_store(queue_rules.due_moment(book.days.today - timedelta(days)))
    book.owes(
        person, "follow-up", due_at, made_at=call["ended_at"], by=call["worker_id"],
        reason="Whether what was arranged has come",
    )  # fmt: skip


# Waiting


def skipped(book: Book, place: int) -> None:
    """Somebody who was skipped, with a reason and a time."""
    reason, days = texts.SKIPPED[place]
    person = due(book, book.chance.randint(8, 40))
    on = book.days.back(1)
    until = clock.at(book.days.ahead(days), "09:00")
    person.row |= owing.put_off(until, Cause.SKIPPED, reason)
    words = clock.format_moment(until, clock.at(on, "15:00"))
    book.note(person, "skipped", f"{reason} (until {words})", book.at(on, "15:00"))


def held(book: Book, by: str) -> None:
    """A colleague has them on the screen: all day long, so that it is so whenever the demo is looked at."""
    person = due(book, book.chance.randint(8, 40))
    until = book.at(book.days.today + clock.DAY, "24:00")
    book.rows["queue_status"].append(
        {
            "client_id": person.id,
            "state": "held",
            "reason": "held",
            "held_by": book.workers[by],
            "held_until": until,
            "fencing_token": 1,
        }
    )


# Not due


def not_due(book: Book) -> None:
    """Somebody who was assessed within the last year."""
    person = book.person()
    book.assessed(person, book.days.ago(book.chance.randint(5, 27), months=book.chance.randint(0, 10)), band(book))


def reviewed_lately(book: Book) -> None:
    """Called and reviewed in the last months; the next recall is a year after that."""
    person = book.person()
    months, days = book.chance.randint(0, 9), book.chance.randint(2, 27)
    book.assessed(person, book.days.ago(days + 25, months=months + 12), band(book))
    for back in range(book.chance.choice((0, 0, 1, 2))):
        outcome = book.pick(("no_answer", "no_answer", "machine", "engaged", "fault", "someone_else"))
        book.call(person, book.days.ago(days + 9 - back * 4, months=months), book.pick(TIMES), outcome)
    call = book.reviewed(person, book.days.ago(days, months=months), book.pick(TIMES))
    if book.one_in(8):
        day = book.days.ago(days, months=months)
        book.action(person, call, day, book.pick(texts.ACTIONS[-2:]))


# Not callable


def exhausted(
    book: Book, attempts: tuple[tuple[int, str], ...], decided: tuple[tuple[str, int, Row], ...] = ()
) -> None:
    """Tried as often as the rules ask; the escalation that came of it, and what a manager decided since."""
    person = due(book, 14 + attempts[0][0] * 2, careful=False)
    for (days, hhmm), outcome in zip(attempts, ("no_answer", "machine", "no_answer"), strict=True):
        call = book.call(person, book.days.back(days), hhmm, outcome)
    manager = book.workers["hmarsh"]
    events = [(book.at(book.days.back(days), "09:40"), manager, move, facts) for move, days, facts in decided]
    book.escalation("tries used up", person, call["ended_at"], None, events)
    for at, _, move, _ in events:
        if move in ("put_back", "close"):
            person.row["attempts_since"] = at
        if move == "put_back":
            person.row["put_first"] = 1
        if move == "close":
            book.settle(person, "closed by a manager", at, "recall")


def no_number(book: Book, statuses: tuple[str, ...]) -> None:
    """Somebody all whose numbers were found wrong or unobtainable."""
    person = due(book, book.chance.randint(8, 40), phones=len(statuses))
    for phone, status in zip(person.phones, statuses, strict=True):
        outcome = "wrong_number" if status == "wrong" else "unobtainable"
        call = book.call(person, book.days.back(book.chance.randint(2, 9)), book.pick(TIMES), outcome, phone=phone)
        phone |= {"status": status, "status_at": call["ended_at"]}


def not_safe(book: Book, place: int) -> None:
    """Somebody who said in a call that it is not safe to ring them."""
    person = due(book, book.chance.randint(8, 40), woman=True, careful=False)
    on = book.days.back(4)
    call = book.call(person, on, "10:45", "not_safe", by=book.workers["rkelly"])
    person.row |= {"safe_to_call": "no", "code_word": book.pick(names.CODE_WORDS)}
    book.add(
        "change", client_id=person.id, worker_id=book.workers["rkelly"], field="safe_to_call", was="yes",
        now="no",
        changed_at=call["ended_at"],
    )  # fmt: skip
    book.warning(person, "disclosure", plain(texts.NOT_SAFE[place]), "no", 1)


def times_unknown(book: Book) -> None:
    """Somebody who may be called at certain times alone, and nobody wrote down which."""
    person = due(book, book.chance.randint(8, 40), careful=False)
    person.row |= {"safe_to_call": "times"}


def away(book: Book, kind: str, days: int | None) -> None:
    """In hospital, or away, until a day that may not be known."""
    person = due(book, book.chance.randint(8, 40), careful=False)
    until = clock.at(book.days.today + timedelta(days), "09:00") if days else None
    call = book.call(person, book.days.back(book.chance.randint(1, 6)), book.pick(TIMES), kind, when=until)
    person.row |= {"away": kind, "away_until": clock.to_store(until) if until else None}
    if until is None:
        call |= {"led_to": None, "next_words": "No call until they are back: no date known"}


def open_to_services(book: Book) -> None:
    """Somebody with whom the council works already: no recall arises."""
    person = book.person()
    person.row["open_to_services"] = 1
    bands = ("substantial", "critical", "eligible", "moderate", "low")
    book.assessed(person, book.days.ago(book.chance.randint(2, 300), months=4), book.pick(bands), recall=False)


def no_recall(book: Book) -> None:
    """The council's finding brings no recall."""
    person = book.person()
    bands = ("substantial", "critical", "eligible", "no_needs", "no_needs")
    book.assessed(person, book.days.ago(book.chance.randint(2, 400), months=2), book.pick(bands))


def stopped(book: Book, why: str, by_council: bool = False) -> None:
    """Never to be called again: said on the phone, or in the council's file."""
    person = due(book, book.chance.randint(20, 70), careful=False)
    days = book.chance.randint(2, 30)
    at = book.at(book.days.ago(months=1), "08:40")
    if not by_council:
        outcome = {"refused": "refused_hard"}.get(why, why)
        call = book.call(person, book.days.back(days), book.pick(TIMES), outcome)
        at = call["ended_at"]
        told = f"{outcomes.BY_CODE[outcome].words}. {call['note']}"
        if days > 3:
            asked(book, person, call, told, texts.STOP_SEEN[why], days - 1)
        else:
            body = {"question": told}
            book.escalation("question", person, at, call["worker_id"], body=body, call_id=call["id"])
    if why == "died" and by_council:
        person.row["died_on"] = book.days.ago(days, months=3).isoformat()
    person.row |= {"stopped": why, "stopped_at": at}
    book.settle(person, "stopped", at, "recall")


# For a manager, and for a second look


def question(book: Book, place: int, days: int) -> None:
    """A worker's question, which waits on the board."""
    text = texts.QUESTIONS[place]
    person = due(book, book.chance.randint(8, 40), woman=text.startswith("f:"), careful=False)
    again = clock.at(book.days.ahead(1), "11:30")
    note = "Asked a manager first: see the question."
    call = book.call(
        person,
        book.days.back(days),
        "15:20",
        "callback_vague",
        by=book.workers["rkelly"],
        when=again,
        note=note,
    )
    book.escalation("question", person, call["ended_at"], call["worker_id"], body={"question": plain(text)})


def asked(book: Book, person: DemoPerson, call: Row, question: str, answer: str, days: int) -> None:
    """A question that a manager has answered, for whoever calls next."""
    at, manager = book.at(book.days.back(days), "09:25"), book.workers["hmarsh"]
    book.escalation(
        "question",
        person,
        call["ended_at"],
        call["worker_id"],
        [(at, manager, "answer", {"answer": answer})],
        body={"question": question},
    )
    who = book.rows["worker"][call["worker_id"] - 1]["name"]
    book.note(person, "next caller", f"Helen Marsh answers {who}'s question “{question}”: {answer}", at, manager)


def answered(book: Book) -> None:
    """A question to a manager that was answered."""
    person = due(book, 25, woman=False, careful=False)
    if not person.contacts:
        book.contact(person)
    call = book.call(person, book.days.back(5), "17:30", "someone_else", by=book.workers["tbello"])
    question, answer = (plain(text) for text in texts.ANSWERED)
    asked(book, person, call, question, answer, 4)


def twins(book: Book, alike: tuple[str, ...], verdict: str | None = None) -> None:
    """Two records that may be one person: alike in these columns, or in the phone; and what somebody said of them."""
    one, other = due(book, book.chance.randint(8, 40)), due(book, book.chance.randint(8, 40))
    other.woman = one.woman
    for column in alike:
        if column == "phone":
            other.phones[0]["number"] = one.phones[0]["number"]
        else:
            other.row[column] = one.row[column]
    if "nhs_number" in alike:
        other.row |= {column: one.row[column] for column in ("title", "last_name", "born_on")}
        other.row["first_name"] = one.row["first_name"][:1]
    if verdict:
        judged: Row = {"worker_id": book.workers["tbello"], "judged_at": book.at(book.days.back(8), "15:10")}
        evidence = pairs.evidence_json(frozenset(("phone",)))
        for table in ("duplicate", "judgement"):
            book.add(table, client_id=one.id, other_id=other.id, verdict=verdict, evidence=evidence, **judged)
    other.row["name_key"] = people.sort_name(other.row["first_name"], other.row["last_name"])
