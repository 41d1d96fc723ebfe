"""What has happened to whom: each track makes one person (or a pair) and their history.

Days are office days before today, and all that has happened lies before midnight of today.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from topaz_tui import clock
from topaz_tui.demo import concerns as tales
from topaz_tui.demo import names, texts
from topaz_tui.demo.book import Book, DemoPerson, Row, plain
from topaz_tui.rules import call_effects, concerns, forms, outcomes, people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.services import pairs
from topaz_tui.services.workers import ROLES

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
    return book.pick(("low", "low", "moderate", "moderate", "moderate", "non_eligible"))


def due(book: Book, days: int, **how: Any) -> DemoPerson:
    """Assessed a year ago, so that the recall has been due for about so many days."""
    person = book.person(**how)
    book.assessed(person, book.days.ago(days, months=12), band(book))
    return person


def handover_note(book: Book, person: DemoPerson, at: str) -> None:
    if said := book.text(texts.NEXT_CALLER, person.woman):
        book.note(person, "next caller", said, at)


# Callable


def fresh(book: Book) -> None:
    """Due, never called before."""
    due(book, book.chance.randint(1, 75))


def put_first(book: Book) -> None:
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
    person = book.person()
    days = book.chance.randint(4, 60)
    book.assessed(person, book.days.ago(days, months=31), book.pick(("moderate", "substantial")), recall=False)
    book.assessed(person, book.days.ago(days, months=12), band(book))


def tried(book: Book, tries: int) -> None:
    """Tried once or twice in vain, the last time in one part of the day: another part is wanted next."""
    person = due(book, book.chance.randint(10, 50))
    if book.one_in(4) and not person.contacts:
        book.contact(person)
    first = book.chance.randint(3, 7)
    for days in (first, 1 + book.chance.randrange(2))[-tries:]:
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
    reason, days = texts.SKIPPED[place]
    person = due(book, book.chance.randint(8, 40))
    on = book.days.back(1)
    until = clock.at(book.days.ahead(days), "09:00")
    person.row |= {"not_before": clock.to_store(until), "not_before_why": f"Skipped ({reason})"}
    words = clock.format_moment(until, clock.at(on, "15:00"))
    book.note(person, "skipped", f"{reason} (until {words})", book.at(on, "15:00"))


def held(book: Book, by: str) -> None:
    """A colleague has them on the screen: all day long, so that it is so whenever the demo is looked at."""
    person = due(book, book.chance.randint(8, 40))
    until = book.at(book.days.today + clock.DAY, "24:00")
    book.rows["standing"].append(
        {
            "client_id": person.id,
            "state": "held",
            "reason": "held",
            "held_by": book.workers[by],
            "held_until": until,
            "fence": 1,
        }
    )


# Not due


def not_due(book: Book) -> None:
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


def used_up(book: Book, tries: tuple[tuple[int, str], ...], decided: tuple[tuple[str, int, Row], ...] = ()) -> None:
    """Tried as often as the rules ask; the escalation that came of it, and what a manager decided since."""
    person = due(book, 14 + tries[0][0] * 2, careful=False)
    for (days, hhmm), outcome in zip(tries, ("no_answer", "machine", "no_answer"), strict=True):
        call = book.call(person, book.days.back(days), hhmm, outcome)
    manager = book.workers["hmarsh"]
    events = [(book.at(book.days.back(days), "09:40"), manager, move, facts) for move, days, facts in decided]
    book.escalation("tries used up", person, call["ended_at"], None, events)
    for at, _, move, _ in events:
        if move in ("put_back", "close"):
            person.row["tries_since"] = at
        if move == "put_back":
            person.row["put_first"] = 1
        if move == "close":
            book.settle(person, "closed by a manager", at, "recall")


def no_number(book: Book, statuses: tuple[str, ...]) -> None:
    person = due(book, book.chance.randint(8, 40), phones=len(statuses))
    for phone, status in zip(person.phones, statuses, strict=True):
        outcome = "wrong_number" if status == "wrong" else "unobtainable"
        call = book.call(person, book.days.back(book.chance.randint(2, 9)), book.pick(TIMES), outcome, phone=phone)
        phone |= {"status": status, "status_at": call["ended_at"]}


def not_safe(book: Book, place: int) -> None:
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
            book.escalation("question", person, at, call["worker_id"], body={"question": told})
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
        "question", person, call["ended_at"], call["worker_id"],
        [(at, manager, "answer", {"answer": answer})],
        body={"question": question},
    )  # fmt: skip
    who = book.rows["worker"][call["worker_id"] - 1]["name"]
    book.note(person, "next caller", f"Helen Marsh answers {who}'s question “{question}”: {answer}", at, manager)


def answered(book: Book) -> None:
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


# Concerns


def concern(book: Book, stage: tales.Stage) -> None:
    """A concern that came up in a call, and what became of it."""
    who, tale = tales.STORIES[stage.story]
    by, opened = book.workers[stage.by], clock.at(book.days.back(stage.days), stage.opened)
    person = due(book, max(0, stage.days - 20) * 7 // 5 + 40, woman=who == "f", careful=False)
    person.row["household"] = tale["household"]
    hhmm = f"{clock.local(opened - timedelta(minutes=9)):%H:%M}"
    on = book.days.back(stage.days)
    if stage.story == "husband":
        book.call(person, on, hhmm, "not_safe", by=by, note="Used the code word. See the concern.", minutes=12)
        book.settle(person, "closed by a manager", book.at(on, "19:50"), "callback")
        person.row |= {
            "safe_to_call": "no",
            "code_word": names.CODE_WORDS[0],
            "say_who": 0,
            "voicemail_ok": 0,
        }
        book.warning(person, "disclosure", "Husband listens in. Police and council know.", "no", 0)
    else:
        book.reviewed(person, on, hhmm, by=by, note="Told of something that worries: see the concern.", worse=2)
    row = _written(book, person, stage, by, opened)
    if stage.submitted:
        _referred(book, person, stage, row)


def _written(book: Book, person: DemoPerson, stage: tales.Stage, by: int, opened: Any) -> Row:
    adult, raised_by = _adult(person), _raised_by(book, by)
    on = book.days.back(stage.days)
    told = {
        name: book.at(on, value[1:]) if isinstance(value, str) and value.startswith("@") else value
        for name, value in (tales.USUAL | tales.STORIES[stage.story][1]).items()
    }
    if not stage.submitted:
        told = {name: told[name] for name in stage.written}
    answers = concerns.prefill(adult, raised_by) | told | {"found_at": clock.to_store(opened)}
    number = len(book.rows["concern"]) + 1
    row = book.add(
        "concern", reference=f"SC-{clock.local(opened).year}-{number:05}", client_id=person.id, begun_by=by,
        opened_by=by, opened_at=clock.to_store(opened), answers=_json(answers),
        saved_at=clock.to_store(opened + timedelta(minutes=7)), discarded_at=None, discarded_why=None,
        submitted_at=None, submitted_by=None, document=None,
    )  # fmt: skip
    if stage.submitted:
        at = clock.at(on, stage.submitted)
        document = concerns.document(answers, adult, raised_by, row["reference"], at)
        row |= {"answers": _json(concerns.tidy(answers)), "document": _json(document), "submitted_by": by}
        row |= {"saved_at": clock.to_store(at), "submitted_at": clock.to_store(at)}
    return row


def _referred(book: Book, person: DemoPerson, stage: tales.Stage, row: Row) -> None:
    danger = concerns.in_danger(json.loads(row["answers"]))
    events = [
        (book.at(book.days.back(step.days), step.at), book.workers.get(step.by), step.move, step.facts)
        for step in stage.steps
    ]
    book.escalation(
        "concern", person, row["submitted_at"], row["submitted_by"], events,
        body={"reference": row["reference"]},
        concern_id=row["id"], danger=danger,
    )  # fmt: skip
    if stage.addition:
        book.add(
            "addition", concern_id=row["id"], worker_id=row["submitted_by"], text=stage.addition,
            added_at=book.at(book.days.back(1), "12:25"),
        )  # fmt: skip


def _adult(person: DemoPerson) -> concerns.Adult:
    row = person.row
    phones = (
        people.format_phone(phone["number"]) + (f" ({phone['note']})" if phone["note"] else "")
        for phone in person.phones
        if phone["status"] == "usable"
    )
    return concerns.Adult(
        name=people.full_name(row["title"], row["first_name"], row["last_name"], row["preferred_name"]),
        person_id=row["person_id"],
        nhs_number=people.format_nhs_number(row["nhs_number"]) if row["nhs_number"] else "",
        born=clock.format_day(date.fromisoformat(row["born_on"])),
        address=f"{row['address']}, {row['postcode']}",
        phones="; ".join(phones),
        communication=row["communication"] or "",
        language=row["language"] or "",
        interpreter=row["interpreter"] or "",
        gp=row["gp"] or "",
        household=row["household"] or "",
    )


def _raised_by(book: Book, worker_id: int) -> concerns.RaisedBy:
    worker = book.rows["worker"][worker_id - 1]
    return concerns.RaisedBy(worker["name"], ROLES[worker["role"]], names.ORGANISATION, worker["phone"])


def _json(value: forms.Answers | concerns.Document) -> str:
    return json.dumps(value, ensure_ascii=False)


# All of them


def _office(number: int) -> Callable[[Book], date]:
    """An office day: before today (below 0), today or the next (0), or so many after that."""
    return lambda book: book.days.back(-number) if number < 0 else book.days.ahead(number)


def _today(book: Book) -> date:
    return book.days.today


CALLBACKS: tuple[tuple[Callable[[Book], date], str, str | None], ...] = (
    # Overdue at any hour of today:
    (_office(-1), "16:30", None), (_office(-1), "18:15", None), (_office(-1), "19:10", None),
    (_office(-2), "15:00", None), (_office(-1), "14:45", None), (_office(-1), "17:30", "rkelly"),
    # Today, then later:
    (_today, "14:15", None), (_today, "17:45", None), (_office(0), "10:30", None),
    (_office(0), "11:30", "rkelly"), (_office(0), "15:30", "me"),
    (_office(1), "09:30", None), (_office(1), "11:00", "tbello"), (_office(1), "16:00", None),
    (_office(2), "13:00", "me"),
)  # fmt: skip

DECIDED: tuple[tuple[tuple[tuple[int, str], ...], tuple[tuple[str, int, Row], ...]], ...] = (
    (((9, "10:15"), (6, "14:30"), (1, "18:10")), ()),
    (((8, "11:20"), (5, "16:10"), (3, "09:40")), ()),
    (((20, "10:30"), (16, "15:40"), (9, "18:30")), ()),
    (((32, "09:50"), (29, "14:20"), (24, "18:05")), (
        ("letter", 19, {"days": "10", "note": texts.LETTER_NOTE}),)),
    (((26, "10:40"), (22, "15:05"), (15, "17:50")), (("visit", 12, {"who": "Tunde Bello", "days": "15"}),)),
    (((24, "13:50"), (19, "10:05"), (14, "18:40")), (
        ("gp", 11, {"who": "Osierfield Surgery", "days": "14"}),)),
    (((60, "10:40"), (55, "15:05"), (50, "17:50")), (
        ("letter", 48, {"days": "10"}), ("visit", 36, {"who": "Róisín Kelly", "days": "10"}),
        ("close", 24, {"reason": texts.CLOSED_REASON}))),
    (((18, "09:45"), (13, "14:50"), (10, "11:10")), (("put_back", 2, {"reason": texts.PUT_BACK_REASON}),)),
)  # fmt: skip

Track = tuple[int, Callable[[Book], None]]

TRACKS: tuple[Track, ...] = (
    (3, put_first), (24, due_again), (8, assessed_twice), (15, partial(tried, tries=1)),
    (8, partial(tried, tries=2)),
    *((1, partial(once_each, outcome=code)) for code in (
        "engaged", "machine", "machine_message", "fault", "unobtainable", "wrong_number", "refused_soft",
        "someone_else",
        "not_identified", "no_answer", "language", "unable")),
    *((1, partial(callback, day=day, hhmm=hhmm, kept_for=kept)) for day, hhmm, kept in CALLBACKS),
    *((1, partial(followed_up, days=days)) for days in (0, 1, 1, 3, 5, 8, 12, -4, -15)),
    *((1, partial(skipped, place=place)) for place in range(len(texts.SKIPPED))),
    (1, partial(held, by="rkelly")), (1, partial(held, by="tbello")),
    (40, not_due), (36, reviewed_lately),
    *((1, partial(used_up, tries=tries, decided=decided)) for tries, decided in DECIDED),
    (2, partial(no_number, statuses=())), (2, partial(no_number, statuses=("wrong",))),
    (1, partial(no_number, statuses=("unobtainable",))),
    (2, partial(no_number, statuses=("unobtainable", "wrong"))),
    *((1, partial(not_safe, place=place)) for place in range(len(texts.NOT_SAFE))), (1, times_unknown),
    *((1, partial(away, kind="hospital", days=days)) for days in (3, 9, 14, 20, None)),
    *((1, partial(away, kind="away", days=days)) for days in (2, 6, 12, None)),
    (14, open_to_services), (16, no_recall),
    (4, partial(stopped, why="refused")), (4, partial(stopped, why="moved")),
    (2, partial(stopped, why="moved", by_council=True)),
    (4, partial(stopped, why="died")), (3, partial(stopped, why="died", by_council=True)),
    *((1, partial(question, place=place, days=days)) for place, days in ((0, 1), (1, 2), (2, 4))),
    (1, answered),
    (1, partial(twins, alike=("nhs_number",))),
    (1, partial(twins, alike=("first_name", "last_name", "born_on"))),
    (1, partial(twins, alike=("phone",), verdict="confirmed")),
    (1, partial(twins, alike=("phone",), verdict="dismissed")),
)  # fmt: skip
PEOPLE = 300
WARNED = 11


def write(book: Book) -> None:
    """Fill the book: first the concerns, the oldest first, then all others in a chance order."""
    for stage in sorted(tales.STAGES, key=lambda stage: (-stage.days, stage.opened)):
        concern(book, stage)
    order = [track for count, track in TRACKS for _ in range(count)]
    people_to_come = sum(2 if getattr(track, "func", None) is twins else 1 for track in order)
    order += [fresh] * (PEOPLE - len(book.rows["client"]) - people_to_come)
    book.chance.shuffle(order)
    for track in order:
        track(book)
    _asides(book)
    _by_hand(book)
    _in_doubt(book)
    served = next(each for each in reversed(book.people) if each.row["open_to_services"] and not each.row["stopped"])
    when = book.at(book.days.ahead(2), "10:30")
    book.owes(served, "callback", when, made_at=book.at(book.days.back(3), "15:10"), by=book.workers["rkelly"])
    rang_us = next(each for each in reversed(book.people) if not each.row["stopped"] and each.phones)
    note = "Asked when we ring. Told that it is this month."
    book.call(
        rang_us, book.days.back(2), "11:10", "message", by=book.workers["rkelly"], note=note, direction="in", why=None
    )
    _put_right(book)


def _by_hand(book: Book) -> None:
    """Somebody on no list of the council's, whom a colleague added: nothing is known but what they said themselves."""
    owed = {row["client_id"] for table in ("duty", "call", "warning", "note") for row in book.rows[table]}
    person = next(
        each
        for each in reversed(book.people)
        if each.woman and each.id not in owed and not each.row["open_to_services"]
    )
    at = book.at(book.days.back(1), "14:25")
    book.rows["assessment"][:] = [row for row in book.rows["assessment"] if row["client_id"] != person.id]
    person.row |= {
        "person_id": people.hand_id(person.id), "added_by": book.workers["tbello"], "added_at": at, "nhs_number": None,
        "gp": None,
    }  # fmt: skip
    book.note(person, "added", plain(texts.ADDED_BY_HAND), at, book.workers["tbello"])


def _put_right(book: Book) -> None:
    """What was saved by mistake: how a call ended, and that the council acknowledged a concern."""
    meant = next(row for row in reversed(book.rows["call"]) if row["outcome"] == "no_answer")
    wrong = outcomes.BY_CODE["engaged"]
    step = outcomes.next_step(wrong, clock.from_store(meant["ended_at"]), book.settings.calls)
    saved = {name: value for name, value in meant.items() if name != "id"}
    saved |= {"outcome": wrong.code, "is_try": 0, "note": None, "led_to": call_effects.to_json((step.then,))}
    mistake = book.add("call", **saved)
    soon = clock.to_store(clock.from_store(meant["ended_at"]) + timedelta(minutes=2))
    book.add(
        "correction", client_id=meant["client_id"], call_id=mistake["id"], meant_id=meant["id"],
        worker_id=meant["worker_id"], reason=texts.CALL_PUT_RIGHT, made_at=soon,
    )  # fmt: skip
    last = {row["escalation_id"]: row for row in book.rows["event"]}
    concern = next(
        row for row in reversed(book.rows["escalation"])
        if row["kind"] == "concern" and not row["danger"] and last[row["id"]]["move"] == "send"
    )  # fmt: skip
    sent, by = last[concern["id"]], concern["opened_by"]
    at = [clock.to_store(clock.from_store(sent["at"]) + timedelta(minutes=minutes)) for minutes in (21, 24)]
    facts = {"who": "Duty desk", "reference": "none given"}
    wrong_event = book.event(concern, at[0], by, "acknowledge", facts)
    told = {
        "mistake": "Acknowledged by the council",
        "reason": texts.MOVE_PUT_RIGHT,
        "told": "nobody: it was yours alone",
    }
    book.event(concern, at[1], by, "put_right", told, corrects=wrong_event["id"])
    concern["version"] += 2


DOUBTS = (
    ("somebody_else", "Daniel Achterberg, born 1951-08-30"), ("death", "Deceased: X"),
    ("death", "Deceased: see notes"), ("move", "Moved: Kent?"), ("late", "Mr (dec'd)"),
    ("nobody", "TEST RECORD - do not use"),
)  # fmt: skip
"""What the last file said of some who are not due yet, and somebody has to look at; the last was looked at."""
ANOTHER = {
    "name": "Mr Daniel Achterberg", "born_on": "1951-08-30", "nhs_number": None, "phones": ["+442079460931"],
    "address": "4 Tannery Rise, London", "postcode": "SE28 0XQ",
}  # fmt: skip
"""Who stands in the file under somebody else's ID."""


def _in_doubt(book: Book) -> None:
    later = book.at(book.days.ahead(30), "00:00")
    due_later = {row["client_id"] for row in book.rows["duty"] if row["closed_at"] is None and row["due_at"] > later}
    doubted = [each for each in book.people if each.id in due_later and not each.row["stopped"]][-len(DOUBTS) :]
    files = _files(book, len(doubted))
    for person, (code, words) in zip(doubted, DOUBTS, strict=True):
        file = files[code == "late"]
        settled: Row = {"settled_at": None, "settled_by": None, "how": None}
        if code == "nobody":
            seen = book.at(book.days.back(3), "10:20")
            settled = {"settled_at": seen, "settled_by": book.workers["rkelly"], "how": "nobody"}
            person.row |= {"stopped": "nobody", "stopped_at": seen}
            book.settle(person, "stopped", seen, "recall")
        record = {
            "row": 2 + person.id, "born_on": person.row["born_on"],
            "phones": [phone["number"] for phone in person.phones],
            "name": people.full_name(*(person.row[part] for part in ("title", "first_name", "last_name"))),
            "nhs_number": person.row["nhs_number"], "address": person.row["address"],
            "postcode": person.row["postcode"],
        }  # fmt: skip
        if code == "somebody_else":
            record |= ANOTHER
        book.add(
            "doubt", client_id=person.id, code=code, words=words, made_at=file["began_at"], **settled,
            record=json.dumps(record, ensure_ascii=False), import_id=file["id"], owner_id=file["worker_id"],
            due_at=_decide_by(book, file),
        )  # fmt: skip


def _files(book: Book, in_doubt: int) -> tuple[Row, Row]:
    """The council's files: of last week, and of the last office day. The second left everybody as they were but one."""
    theirs = [row for row in book.rows["client"] if not row["added_by"]]
    everybody = len(theirs)
    files = []
    for digest, day, who, added, changed in (
        ("5e0b71c4", book.days.back(5), "rkelly", everybody, 0), ("a93d20f6", book.days.back(1), "hmarsh", 0, 1),
    ):  # fmt: skip
        at = book.at(day, "08:40")
        file = book.add(
            "import", worker_id=book.workers[who], began_at=at, read_at=at, ended_at=at, council=None,
            file="people.xlsx", sheet="People", digest=digest, added=added, changed=changed,
            unchanged=everybody - added - changed, refused=in_doubt if added else 2,
        )  # fmt: skip
        for row in theirs:
            book.add("brought", import_id=file["id"], client_id=row["id"], how="added" if added else "unchanged")
        files.append(file)
    return files[0], files[1]


def _decide_by(book: Book, file: Row) -> str:
    days = book.settings.imports.decide_days
    return clock.to_store(clock.add_working_days(clock.from_store(file["began_at"]), days, book.settings.office))


def _asides(book: Book) -> None:
    """What may come with any of them: warnings, words left for the next caller, what workers set right."""
    plainly = [each for each in book.people if each.row["safe_to_call"] == "yes" and not each.row["stopped"]]
    chosen = book.chance.sample(plainly, WARNED + 20)
    for place, person in enumerate(chosen[:WARNED]):
        kind, detail, told = texts.WARNINGS[place % len(texts.WARNINGS)]
        book.warning(person, kind, detail, told, book.chance.randint(1, 12))
    at = book.at(book.days.back(6), "16:05")
    for person in chosen[WARNED : WARNED + 8]:
        handover_note(book, person, at)
    for person in chosen[WARNED + 8 :]:
        was, now = person.row["gp"], book.pick(names.SURGERIES)
        if was != now:
            person.row |= {"gp": now, "version": 2}
            book.add(
                "change",
                client_id=person.id,
                worker_id=book.caller(),
                field="gp",
                was=was,
                now=now,
                changed_at=at,
            )
