"""What a team did in four years, for the databases of the bench of scale: calls, reviews, actions, notes, concerns that
are closed, and what waits for a manager now.

Written in SQL, a day after the other, so that the rows lie on the disk in the order in which a team would have made
them: one person's calls are on pages far apart. What is closed grows with the list; what is open does not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.demo import names
from topaz_tui.rules import reviews
from topaz_tui.rules.forms import Answer
from topaz_tui.services import concerns, owned, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import opening
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction

DAYS, EVERY, KEPT = 1_000, 80, 5  # days with calls; each person's turn comes every 80th, and 4 of 5 turns are a call
TEAM = 20
OPEN_CONCERNS, OPEN_EXHAUSTED, OPEN_QUESTIONS = 140, 60, 40  # on the board, whatever the size
CONCERN_EVERY = 50  # one person in so many had a concern, which is closed
QUIET = 7  # days back in which nobody is called of those who are due now: their tries are told apart (make.py)

OUTCOMES = (
    *("no_answer",) * 8, "engaged", "machine", "machine_message", "callback_vague", *("reached",) * 7, "someone_else",
)  # fmt: skip
TRIES = ("no_answer", "machine", "machine_message", "someone_else")
TEXTS = (
    "Her daughter comes on Tuesdays and does the shopping. The stairs are hard now; she sleeps downstairs.",
    "Wants to be rung after lunch. Asked about the blue badge: sent the form by post.",
    "The line was poor. Said that all is well, and that the carer has changed.",
    "Lonely since the lunch club closed. Gave the number of the befriending line.",
)

# A number for each call that looks like chance, and is the same each time.
_DICE = "(client * 2654435761 + {day} * 40503) % 1000003"
_CALLS = f"""
INSERT INTO call (client_id, worker_id, direction, why, phone_id, rang_at, ended_at, outcome, is_attempt, note, ticks,
                  next_words, token)
SELECT client, 1 + dice % :team, 'out', 'recall', phone,
       :day || printf('T%02d:%02d:%02dZ', minute / 60, minute % 60, dice % 50),
       :day || printf('T%02d:%02d:%02dZ', minute / 60, minute % 60, 50 + dice % 9), outcome,
       outcome IN {TRIES}, CASE WHEN dice % 4 = 0 THEN (SELECT text FROM said WHERE i = dice / 4 % {len(TEXTS)}) END,
       '[]', CASE WHEN outcome = 'reached' THEN 'Review complete.' ELSE 'Tries again another day' END,
       printf('%016x', :before + i)
FROM (SELECT i, client, dice, :opens + i * (:closes - :opens) / :most AS minute,
             (SELECT id FROM phone WHERE id = 2 * client) AS phone,
             CASE WHEN :late THEN 'reached'
             ELSE (SELECT code FROM outcome WHERE i = dice / 7 % {len(OUTCOMES)}) END AS outcome
      FROM (SELECT i, client, {_DICE.format(day=":number")} AS dice
            FROM (SELECT i, :first + i * {EVERY} AS client FROM number WHERE i < :most))
      WHERE dice % {KEPT} AND (NOT :late OR client % 3))
"""
_REVIEWED = "k.outcome = 'reached' AND k.id % 3 = 0"
_AFTER = (
    ("reviews", f"""INSERT INTO review (client_id, call_id, worker_id, reviewed_at, complete)
        SELECT client_id, id, worker_id, ended_at, 1 FROM call k WHERE {_REVIEWED} ORDER BY id"""),
    ("answers", """INSERT INTO review_answer (review_id, area, answer, unable)
        SELECT r.id, a.code, CASE (r.id * 7 + a.i * 13) % 9 WHEN 0 THEN 'worse' WHEN 1 THEN 'better' ELSE 'same' END,
               CASE (r.id * 5 + a.i * 3) % 11 WHEN 0 THEN 'yes' ELSE 'no' END
        FROM review r CROSS JOIN area a ORDER BY r.id, a.code"""),
    ("duties", f"""INSERT INTO duty (client_id, kind, due_at, made_at, closed_at, closed_how)
        SELECT client_id, 'recall', rang_at, rang_at, ended_at, 'done' FROM call k WHERE {_REVIEWED} ORDER BY id"""),
    ("actions", f"""INSERT INTO action (client_id, call_id, kind, detail, who, made_by, made_at, done_at, done_by)
        SELECT client_id, id, 'advice', 'Benefits check', 'Age UK', worker_id, ended_at, ended_at, worker_id
        FROM call k WHERE {_REVIEWED} AND k.id % 2 ORDER BY id"""),
    ("notes", """INSERT INTO note (client_id, worker_id, kind, text, made_at, seen_at)
        SELECT client_id, worker_id, CASE id % 3 WHEN 0 THEN 'note' ELSE 'next caller' END, note, ended_at, ended_at
        FROM call WHERE note IS NOT NULL AND id % 5 = 0 ORDER BY id"""),
    ("changes", """INSERT INTO change (client_id, worker_id, field, was, now, changed_at)
        SELECT client_id, worker_id, 'household', 'Lives alone', 'With a daughter', ended_at
        FROM call WHERE id % 50 = 0 ORDER BY id"""),
    ("contacts", """INSERT INTO contact (client_id, name, relation, phone, source, added_at)
        SELECT id, 'Ann ' || last_name, 'Daughter', '+4416329600' || printf('%02d', id % 100), 'council', added_at
        FROM client WHERE id % 2 ORDER BY id"""),
    ("warnings", """INSERT INTO warning (client_id, kind, detail, starts_on, review_on, agreed_by)
        SELECT id, 'risk to staff', 'A dog', '2026-03-02', '2027-03-02', 1 FROM client
        WHERE id % 100 = 9 ORDER BY id"""),
    ("duplicates", """INSERT INTO duplicate (client_id, other_id, verdict, worker_id, judged_at)
        SELECT id, id + 1, 'dismissed', 1, added_at FROM client WHERE id % 25 = 11 ORDER BY id"""),
    ("log", """INSERT INTO audit (at, worker_id, action, client_id, subject)
        SELECT ended_at, worker_id, 'recorded a call', client_id, 'call ' || id FROM call ORDER BY id"""),
)  # fmt: skip


def write(connection: Any, count: int, now: datetime, tell: Callable[[str], None]) -> None:
    """Some ten calls a person up to `now`, and what came of them. The people are there already."""
    connection.execute("CREATE TEMP TABLE number AS WITH n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n"
                       f" WHERE i < {count // EVERY + 1}) SELECT i FROM n")  # fmt: skip
    for table, column, rows in (
        ("said", "text", TEXTS),
        ("outcome", "code", OUTCOMES),
        ("area", "code", sorted(area.code for area in reviews.AREAS)),
    ):
        connection.execute(f"CREATE TEMP TABLE {table} (i INTEGER PRIMARY KEY, {column} TEXT)")
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", enumerate(rows))
    connection.executemany(
        "INSERT INTO worker (id, account, name, role, added_at) VALUES (?, ?, ?, 'worker', ?)",
        [(each, f"w{each}", f"{names.HERITAGES[0].women[each]} {names.HERITAGES[0].last[each]}", clock.to_store(now))
         for each in range(2, TEAM + 1)],
    )  # fmt: skip
    days, today = _days(now), clock.local(now).date()
    before = 0
    for number, day in enumerate(days):
        first = 1 + number * 37 % EVERY
        most = max(0, (count - first) // EVERY + 1)
        values = {
            "day": day.isoformat(), "number": number, "first": first, "most": most,
            "team": TEAM, "before": before, "late": (today - day).days < QUIET,
            "opens": 8 * 60, "closes": 10 * 60 if day == today else 19 * 60,
        }  # fmt: skip
        connection.execute(_CALLS, values)
        before += most
        if number % 100 == 99:
            tell(f"calls of {number + 1} days of {len(days)}")
    since = clock.at(today - timedelta(QUIET - 1), "00:00")
    connection.execute("UPDATE client SET attempts_since = ?", (clock.to_store(since),))
    for name, sql in _AFTER:
        connection.execute(sql)
        tell(name)


def _days(now: datetime) -> list[date]:
    """So many weekdays, the last is today."""
    day = clock.local(now).date()
    found: list[date] = []
    while len(found) < DAYS:
        if day.weekday() < 5:
            found.append(day)
        day -= clock.DAY
    return found[::-1]


# Concerns, and what waits for a manager

_ANSWERS: dict[str, Answer] = {
    "danger": "no", "types": ["neglect"], "main_type": "neglect", "wanted": "asked_none", "consent": "given",
    "what": "The fridge was empty, and nobody had come since Friday. " * 8,
}  # fmt: skip
_TO_THE_END: tuple[tuple[str, dict[str, Answer]], ...] = (
    ("send", {"how": "phone", "who": "Duty desk"}),
    ("acknowledge", {"who": "Duty desk", "reference": "LB-1"}),
    ("decide", {"decision": "met", "who": "J. Cole"}),
    ("feed_back", {"to": "adult", "given": "given"}),
    ("feed_back", {"to": "referrer", "given": "given"}),
    ("close", {"enquiry": "no_day", "risk": "reduced", "achieved": "fully"}),
)
_AGO = "strftime('%Y-%m-%dT%H:%M:%SZ', {}, -(5 + c.id % 1400) || ' days')"
_OPENED, _SUBMITTED = _AGO.format("k.opened_at"), _AGO.format("k.submitted_at")
_CLOSED = (  # the first concern and its referral once more, for each of the others
    f"""INSERT INTO concern (id, reference, client_id, opened_by, opened_at, answers, saved_at, submitted_at,
           submitted_by, document)
       SELECT c.id, printf('SC-2025-%06d', c.id), c.client, k.opened_by, {_OPENED}, k.answers, {_OPENED}, {_SUBMITTED},
           k.submitted_by, k.document FROM copies c JOIN concern k ON k.id = :first ORDER BY c.id""",
    f"""INSERT INTO escalation (id, kind, client_id, concern_id, opened_by, opened_at, danger, state, waiting_for,
           deadline, level, version, closed_at)
       SELECT c.id, e.kind, c.client, c.id, e.opened_by, {_AGO.format("e.opened_at")}, e.danger, e.state, e.waiting_for,
           e.deadline, e.level, e.version, {_AGO.format("e.closed_at")}
       FROM copies c JOIN escalation e ON e.concern_id = :first ORDER BY c.id""",
    f"""INSERT INTO event (escalation_id, at, worker_id, move, body)
       SELECT c.id, {_AGO.format("v.at")}, v.worker_id, v.move, v.body FROM copies c JOIN event v ON v.escalation_id = (
           SELECT id FROM escalation WHERE concern_id = :first) ORDER BY c.id, v.id""",
)  # fmt: skip
_ANSWERED = (  # the questions of four years, answered and read
    """INSERT INTO escalation (kind, client_id, opened_by, opened_at, state, waiting_for, level, version, closed_at)
       SELECT 'question', client_id, worker_id, ended_at, 'closed', '', 'worker', 3, ended_at
       FROM call WHERE id % 500 = 7 ORDER BY id""",
    """INSERT INTO event (escalation_id, at, worker_id, move, body)
       SELECT e.id, e.closed_at, e.opened_by, m.move, m.body FROM escalation e CROSS JOIN (
           SELECT 'opened' AS move, '{"question": "May I tell her son?"}' AS body
           UNION ALL SELECT 'answer', '{"answer": "Yes."}' UNION ALL SELECT 'read', '{}') m
       WHERE e.kind = 'question' ORDER BY e.id""",
)


def had_a_concern(client_id: int) -> bool:
    """Of this person, in these four years."""
    return client_id % CONCERN_EVERY == 10


def tries_used_up(count: int) -> frozenset[int]:
    """Those about whom a manager has to decide now; all of them are due (make.py)."""
    return frozenset(_spread(count // 3, OPEN_EXHAUSTED, 3))


def _spread(count: int, wanted: int, times: int = 1) -> list[int]:
    wanted = min(wanted, count // 4)
    return [times * (1 + place * count // wanted) for place in range(wanted)]


def closed(count: int, settings: Settings) -> None:
    """Concerns and questions that are done with. The first goes its whole way by the services, the others are made in
    its likeness."""
    session = workers.current_session(settings)
    theirs = [client for client in range(1, count + 1) if had_a_concern(client)]
    _raise(session, theirs[0], steps=len(_TO_THE_END))
    with transaction() as db:
        db.execute_sql("CREATE TEMP TABLE copies (id INTEGER PRIMARY KEY, client INTEGER)")
        connection = db.connection()
        connection.executemany("INSERT INTO copies VALUES (?, ?)", enumerate(theirs[1:], 2))
        for sql in _CLOSED:
            connection.execute(sql, {"first": 1})
        for sql in _ANSWERED:
            connection.execute(sql)


def waiting(count: int, settings: Settings) -> None:
    """What waits for a manager now, by the services: concerns at each step of their way, tries used up, questions; some
    of today, some of days that have gone by, and so overdue."""
    session, now = workers.current_session(settings), clock.now()
    concerned, tried, asked = (
        _spread(count, OPEN_CONCERNS),
        sorted(tries_used_up(count)),
        _spread(count, OPEN_QUESTIONS),
    )
    for place, client_id in enumerate(concerned):
        with _as_of(now - timedelta(place % 9)):
            _raise(session, client_id, steps=place % 4)
    with transaction():
        for place, client_id in enumerate(tried):
            owned.put_once("tries used up", client_id, None, now - timedelta(place % 9), settings)
        for place, client_id in enumerate(asked):
            opening.question(client_id, session.worker_id, "May I tell her son?", now - timedelta(place % 3), settings)
        queue_status.refresh(concerned, settings)


def _raise(session: Session, client_id: int, steps: int) -> None:
    """Submit a concern, and let so many moves follow."""
    draft = concerns.open(session, client_id)
    escalation_id = concerns.submit(session, draft.id, dict(_ANSWERS)).escalation_id
    colleague = replace(
        session, worker_id=next(line.id for line in workers.team(session) if line.id != session.worker_id)
    )
    for move, answers in _TO_THE_END[:steps]:
        version = escalations.case(session, escalation_id).item.version
        who = colleague if move == "close" else session  # nobody closes alone what they raised
        escalations.move(who, escalation_id, version, move, answers)


@contextmanager
def _as_of(moment: datetime) -> Iterator[None]:
    kept = os.environ.get("TOPAZ_NOW")
    os.environ["TOPAZ_NOW"] = clock.to_store(moment)
    try:
        yield
    finally:
        os.environ.pop("TOPAZ_NOW")
        if kept:
            os.environ["TOPAZ_NOW"] = kept
