"""Which stories the demo tells, how often, and what comes on top of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from topaz_tui import clock
from topaz_tui.demo import names, texts
from topaz_tui.demo.book import Book, plain
from topaz_tui.demo.concern_rows import concern, to_be_discarded
from topaz_tui.demo.concern_stages import STAGES
from topaz_tui.demo.council_files import found_before, in_doubt
from topaz_tui.demo.interpreters import interpreters
from topaz_tui.demo.letters import letters
from topaz_tui.demo.person import Row
from topaz_tui.demo.referrals import referrals
from topaz_tui.demo.representatives import representatives
from topaz_tui.demo.restricted import restricted
from topaz_tui.demo.safe_times import by_their_times
from topaz_tui.demo.stories import (
    answered,
    assessed_twice,
    away,
    callback,
    due_again,
    exhausted,
    followed_up,
    fresh,
    handover_note,
    held,
    no_number,
    no_recall,
    not_due,
    not_safe,
    once_each,
    open_to_services,
    put_first,
    question,
    reviewed_lately,
    skipped,
    stopped,
    times_unknown,
    tried,
    twins,
)
from topaz_tui.rules import call_effects, outcomes, people, wishes
from topaz_tui.rules.arranged import Said
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.wishes import Wish
from topaz_tui.services import owing


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
    (((32, "09:50"), (29, "14:20"), (24, "18:05")), (("letter", 19, {"days": "10", "note": texts.LETTER_NOTE}),)),
    (((26, "10:40"), (22, "15:05"), (15, "17:50")), (("visit", 12, {"who": "Tunde Bello", "days": "15"}),)),
    (((24, "13:50"), (19, "10:05"), (14, "18:40")), (("gp", 11, {"who": "Osierfield Surgery", "days": "14"}),)),
    (
        ((60, "10:40"), (55, "15:05"), (50, "17:50")),
        (
            ("letter", 48, {"days": "10"}),
            ("visit", 36, {"who": "Róisín Kelly", "days": "10"}),
            ("close", 24, {"reason": texts.CLOSED_REASON}),
        ),
    ),
    (((18, "09:45"), (13, "14:50"), (10, "11:10")), (("put_back", 2, {"reason": texts.PUT_BACK_REASON}),)),
)

Track = tuple[int, Callable[[Book], None]]

TRACKS: tuple[Track, ...] = (
    (3, put_first), (24, due_again), (8, assessed_twice), (15, partial(tried, attempts=1)),
    (8, partial(tried, attempts=2)),
    *((1, partial(once_each, outcome=code)) for code in (
        "engaged", "machine", "machine_message", "fault", "unobtainable", "wrong_number", "refused_soft",
        "someone_else",
        "not_identified", "no_answer", "language", "unable")),
    *((1, partial(callback, day=day, hhmm=hhmm, kept_for=kept)) for day, hhmm, kept in CALLBACKS),
    *((1, partial(followed_up, days=days)) for days in (0, 1, 1, 3, 5, 8, 12, -4, -15)),
    *((1, partial(skipped, place=place)) for place in range(len(texts.SKIPPED))),
    (1, partial(held, by="rkelly")), (1, partial(held, by="tbello")),
    (40, not_due), (36, reviewed_lately),
    *((1, partial(exhausted, attempts=attempts, decided=decided)) for attempts, decided in DECIDED),
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
    for stage in sorted(STAGES, key=lambda stage: (-stage.days, stage.opened)):
        concern(book, stage)
    order = [track for count, track in TRACKS for _ in range(count)]
    people_to_come = sum(2 if getattr(track, "func", None) is twins else 1 for track in order)
    order += [fresh] * (PEOPLE - len(book.rows["client"]) - people_to_come)
    book.chance.shuffle(order)
    for track in order:
        track(book)
    _asides(book)
    _by_hand(book)
    in_doubt(book)
    served = next(each for each in reversed(book.people) if each.row["open_to_services"] and not each.row["stopped"])
    when = book.at(book.days.ahead(2), "10:30")
    book.owes(served, "callback", when, made_at=book.at(book.days.back(3), "15:10"), by=book.workers["rkelly"])
    rang_us = next(each for each in reversed(book.people) if not each.row["stopped"] and each.phones)
    note = "Asked when we ring. Told that it is this month."
    book.call(
        rang_us, book.days.back(2), "11:10", "message", by=book.workers["rkelly"], note=note, direction="in", why=None
    )
    by_their_times(book)
    to_be_discarded(book)
    _came(book)
    _in_place(book)
    _put_right(book)
    _wishes(book)
    referrals(book)
    representatives(book)
    interpreters(book)
    letters(book)
    found_before(book)
    restricted(book)


def _wishes(book: Book) -> None:
    """Who asked for no calls is looked at again a year later, but for one who asked for some weeks: that is a
    manager's now. Another asked in a letter, through her daughter; somebody else would like to be called later."""
    refused = [person for person in book.people if person.row["stopped"] == "refused"]
    refused.sort(key=lambda person: (person.row["stopped_at"], person.id))
    for person in refused:
        said = clock.local(clock.from_store(person.row["stopped_at"])).date()
        person.row["look_on"] = wishes.look_on_of_a_refusal(said).isoformat()
    weeks = refused[0]
    weeks.row["look_on"] = book.days.back(1).isoformat()
    book.add("call_wish", client_id=weeks.id, worker_id=book.workers["tbello"], wish=Wish.NO_CALLS,
             until=weeks.row["look_on"], **texts.WISH_FOR_WEEKS, made_at=weeks.row["stopped_at"])  # fmt: skip
    letter = next((person for person in reversed(refused) if person.woman), refused[-1])
    book.add("call_wish", client_id=letter.id, worker_id=book.workers["rkelly"], wish=Wish.NO_CALLS,
             until=letter.row["look_on"], **texts.WISH, made_at=letter.row["stopped_at"])  # fmt: skip
    owed = {row["client_id"]: row["due_at"] for row in book.rows["duty"] if row["kind"] == "recall"}
    owed = {id: due for id, due in owed.items() if due > book.at(book.days.today, "23:59")}
    later = min((each for each in book.people if each.id in owed), key=lambda each: (owed[each.id], each.id))
    until = clock.add_months(clock.local(clock.from_store(owed[later.id])).date(), 2)
    later.row |= owing.put_off(clock.at(until, "00:00"), Cause.ASKED_LATER)
    book.add("call_wish", client_id=later.id, worker_id=book.workers["tbello"], wish=Wish.PUT_OFF,
             until=until.isoformat(), **texts.WISH_LATER, made_at=book.at(book.days.back(2), "16:05"))  # fmt: skip


def _came(book: Book) -> None:
    """A follow-up at which what was arranged had come."""
    callable_ones = {person.id: person for person in book.people if person.phones and not person.row["stopped"]}
    action = next(
        row
        for row in reversed(book.rows["action"])
        if row["kind"] == "support" and row["done_at"] and row["client_id"] in callable_ones
    )
    day = clock.local(clock.from_store(action["done_at"])).date()
    person, by = callable_ones[action["client_id"]], action["made_by"]
    call = book.call(person, day, "15:26", "followed_up", why="follow-up", by=by, note=texts.CAME)
    led_to = (effect(EffectCode.SPOKE), effect(EffectCode.CAME, str(action["id"]), action["detail"]))
    call |= {"ticks": json.dumps(["name", "born", "postcode", "ok"]), "led_to": call_effects.to_json(led_to)}
    action |= {"done_at": call["ended_at"], "done_by": by, "ended_as": "came"}


def _in_place(book: Book) -> None:
    """What was put in place and is late: one for so long that it has gone up, one of this terminal's own, and some
    more; of the others somebody asked, and it comes later. One was not wanted, and one could not be done."""
    today = book.days.today.isoformat()
    open_ones = [row for row in book.rows["action"] if not row["done_at"] and row["by_on"]]
    late = sorted((row for row in open_ones if row["by_on"] < today), key=lambda row: (row["by_on"], row["id"]))
    oldest, mine = late[0], next(row for row in late if row["owner_id"] == book.workers["me"])
    at, about = book.at(book.days.back(3), "09:00"), {"_what": f"{oldest['detail']} ({oldest['who']})"}
    person = next(each for each in book.people if each.id == oldest["client_id"])
    line = book.escalation("action", person, at, None, body=about, action_id=oldest["id"])
    line["owner_id"] = oldest["owner_id"]
    asked = sorted((row for row in late[1:-2] if row is not mine), key=lambda row: row["id"])
    for number, row in enumerate(asked):
        by = book.days.ahead(3 + number).isoformat()
        book.add(
            "action_step", client_id=row["client_id"], action_id=row["id"], worker_id=row["owner_id"],
            at=book.at(book.days.back(1 + number % 3), "16:20"), said=Said.NOT_YET, by_on=by, was_by=row["by_on"],
            was_owner=row["owner_id"],
        )  # fmt: skip
        row["by_on"] = by
    done = [row for row in book.rows["action"] if row["kind"] == "support" and row["ended_as"] == Said.CAME]
    done[0] |= {"ended_as": Said.NOT_WANTED}
    done[1] |= {"ended_as": Said.NOT_DONE, "ended_why": texts.NOT_DONE}


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
        "person_id": people.hand_id(person.id),
        "added_by": book.workers["tbello"],
        "added_at": at,
        "nhs_number": None,
        "gp": None,
    }
    book.note(person, "added", plain(texts.ADDED_BY_HAND), at, book.workers["tbello"])


def _put_right(book: Book) -> None:
    """What was saved by mistake: how a call ended, and that the council acknowledged a concern."""
    meant = next(row for row in reversed(book.rows["call"]) if row["outcome"] == "no_answer")
    wrong = outcomes.BY_CODE["engaged"]
    step = outcomes.next_step(wrong, clock.from_store(meant["ended_at"]), book.settings.calls)
    saved = {name: value for name, value in meant.items() if name != "id"}
    saved |= {"outcome": wrong.code, "is_attempt": 0, "note": None, "led_to": call_effects.to_json((step.then,))}
    mistake = book.add("call", **saved)
    soon = clock.to_store(clock.from_store(meant["ended_at"]) + timedelta(minutes=2))
    book.add(
        "correction", client_id=meant["client_id"], call_id=mistake["id"], meant_id=meant["id"],
        worker_id=meant["worker_id"], reason=texts.CALL_PUT_RIGHT, made_at=soon,
    )  # fmt: skip
    last = {row["escalation_id"]: row for row in book.rows["event"]}
    concern = next(
        row
        for row in reversed(book.rows["escalation"])
        if row["kind"] == "concern" and not row["danger"] and last[row["id"]]["move"] == "send"
    )
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
