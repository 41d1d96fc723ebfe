"""A safeguarding concern: written by one worker as they talk, submitted once, and only added to afterwards.

What is typed goes straight into the concern's own row, so that it is there after any kind of end, and a
manager can see that one is being written. Submitted, it stands still (the database's triggers refuse any
change), and its referral stands on the manager's board in the same transaction
(practice.md, 'The concern form').
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms, people, referrals
from topaz_tui.rules.concerns import Adult, Document, Missing, RaisedBy
from topaz_tui.rules.forms import Answer, Answers
from topaz_tui.services import drafts as kept
from topaz_tui.services import escalate, standing, workers
from topaz_tui.services.desk import Desk
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed


class Incomplete(Trouble):
    """A submission that lacks something: `missing` names each thing, and where it is asked."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__("This can't be submitted yet.", " ".join(each.sentence for each in missing))
        self.missing = missing


class Closed(Trouble):
    """A concern that takes no more answers, from this worker or from anybody: trying again is of no use."""


@dataclass(frozen=True, slots=True)
class ConcernDraft:
    """A concern with its answers, and the facts that its document takes from the records.

    `continued` is True where it had been begun before; `also` says in words which other concerns about this
    client are being written or on their way, so that two workers need not raise the same one.
    """

    id: int
    reference: str
    client_id: int
    author_id: int
    opened_at: datetime
    saved_at: datetime
    answers: dict[str, Answer]
    adult: Adult
    raised_by: RaisedBy
    submitted_at: datetime | None = None
    discarded_at: datetime | None = None
    continued: bool = False
    also: tuple[str, ...] = ()

    def may_write(self, desk: Desk) -> bool:
        """May the worker who sits here still write in it?"""
        return self.author_id == desk.worker_id and not self.submitted_at and not self.discarded_at


@dataclass(frozen=True, slots=True)
class BeingWritten:
    """A concern that has not been submitted: about whom, by whom, since when, and when last typed into.
    `author` says so where they are retired (`author_gone`)."""

    id: int
    reference: str
    client_id: int
    client: str
    author: str
    since: datetime
    saved_at: datetime
    danger: bool
    author_id: int
    author_gone: bool = False

    @property
    def deadline(self) -> datetime:
        """By when it should be submitted."""
        return referrals.to_submit(self.since, self.danger)

    def late(self, now: datetime) -> bool:
        """Is it past that?"""
        return now > self.deadline


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something a worker has begun and may go on with: a concern, or a call (`concern_id` is None)."""

    client_id: int
    client: str
    saved_at: datetime
    concern_id: int | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Submitted:
    """A concern that has gone, and the deadline of the first step that its referral waits for."""

    id: int
    reference: str
    escalation_id: int
    at: datetime
    waiting_for: str
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Addition:
    """What was added after the submission."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """A concern to be read. `document` is as submitted; of one that was not, as it would be now."""

    id: int
    reference: str
    client_id: int
    client: str
    author: str
    document: Document
    additions: tuple[Addition, ...]
    opened_at: datetime
    submitted_at: datetime | None
    discarded: str | None

    @property
    def sections(self) -> Document:
        """The document, with each addition as a section of its own at the end."""
        more = []
        for each in self.additions:
            added = f"{forms.when_words(each.at)} by {each.by}"
            more.append(("Added afterwards", (("Added", added), ("Addition", each.text))))
        return (*self.document, *more)

    def text(self, width: int = 78) -> str:
        """All of it as plain text."""
        return rules.as_text(self.sections, width)


UNTOUCHED = "Nothing was written in it."
"""Why one that was opened by mistake is put away."""
TAKEN_OVER = "took over a concern"
_FROM = " from worker "

# Writing


_DRAFT = "submitted_at IS NULL AND discarded_at IS NULL"
_MINE = f"SELECT id FROM concern WHERE client_id = ? AND opened_by = ? AND {_DRAFT} ORDER BY id DESC LIMIT 1"
_ROW = (
    "SELECT id, reference, client_id, opened_by, opened_at, saved_at, answers, submitted_at, discarded_at,"
    " document, discarded_why FROM concern WHERE id = ?"
)
_NEW = (
    "INSERT INTO concern (id, reference, client_id, opened_by, opened_at, answers, saved_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def open(desk: Desk, client_id: int, call_id: int | None = None) -> ConcernDraft:
    """The worker's concern about this client: the one they have begun and not submitted, else a new one.

    A new one holds what is on record and is a fact, and no answer to a question of judgement; its reference
    says nothing about anybody. Raises Trouble when there is no such client.
    """
    with deed():
        found = database.execute_sql(_MINE, (client_id, desk.worker_id)).fetchone()
        if found:
            concern_id = int(found[0])
        else:
            answers = rules.prefill(_adult(client_id), _raised_by(desk.worker_id))
            (concern_id,) = database.execute_sql("SELECT coalesce(max(id), 0) + 1 FROM concern").fetchone()
            now = clock.now()
            reference = f"SC-{clock.local(now).year}-{concern_id:05}"
            at = clock.to_store(now)
            values = (concern_id, reference, client_id, desk.worker_id, at, _json(answers), at)
            database.execute_sql(_NEW, values)
            during = f", call {call_id}" if call_id else ""
            audit.note(desk.worker_id, "began a concern", client_id, f"concern {concern_id}{during}")
        return _draft(concern_id, continued=bool(found))


def load(desk: Desk, concern_id: int) -> ConcernDraft:
    """A concern with its answers, whoever wrote it (see `may_write`). Raises Trouble when there is none."""
    return _draft(concern_id, continued=True)


def save(desk: Desk, concern_id: int, answers: Answers) -> None:
    """Keep what has been typed so far. Raises Closed once it is submitted or discarded, and for all but its
    author."""
    with deed():
        _need_author(desk, concern_id)
        _write(concern_id, answers)


def drafts(desk: Desk) -> tuple[BeingWritten, ...]:
    """The concerns that this worker has not submitted, the newest first."""
    return _being_written("AND k.opened_by = ?", desk.worker_id)


def all_drafts() -> tuple[BeingWritten, ...]:
    """Every concern being written, the oldest first: for the manager's board, as one that never goes off may
    cost a life."""
    return tuple(reversed(_being_written("")))


def unfinished(desk: Desk) -> tuple[Unfinished, ...]:
    """All that this worker may go on with, the newest first: concerns, then calls whose draft is kept under
    the client's id."""
    begun = [
        Unfinished(each.client_id, each.client, each.saved_at, each.id, each.danger) for each in drafts(desk)
    ]
    for draft in kept.pending(desk, "call"):
        if draft.key.isascii() and draft.key.isdigit():
            client_id = int(draft.key)
            begun.append(Unfinished(client_id, _adult(client_id).name, draft.saved_at))
    return tuple(begun)


def take_over(desk: Desk, concern_id: int, reason: str) -> None:
    """A manager goes on with a concern that somebody else began and did not submit, so that it can go: from
    now on it is theirs to write. Who began it, and why it changed hands, stands on the client's timeline, and
    in the history of its referral.

    Raises Trouble without a reason, for others than managers, for one's own, and once it is submitted or
    discarded.
    """
    desk.need_manager("take over a concern that a colleague is writing")
    if not reason.strip():
        raise Trouble("A concern is taken over for a reason only.", "Say why you go on with it.")
    with deed():
        row = _need_draft(concern_id)
        if row["opened_by"] == desk.worker_id:
            raise Trouble("It is yours to write already.", "Open it and go on.")
        adult = _adult(row["client_id"])
        theirs = rules.prefill(adult, _raised_by(row["opened_by"]))
        mine = rules.prefill(adult, _raised_by(desk.worker_id))
        answers = json.loads(row["answers"])  # the role and phone that were filled in are the writer's own
        answers |= {
            name: mine.get(name)
            for name in theirs
            if theirs[name] != mine.get(name) and answers.get(name) == theirs[name]
        }
        database.execute_sql(
            "UPDATE concern SET opened_by = ?, answers = ? WHERE id = ?",
            (desk.worker_id, _json(answers), concern_id),
        )
        text = f"{row['reference']}, begun by {_name(row['opened_by'])}, is taken over: {reason.strip()}"
        database.execute_sql(
            "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (?, ?, 'note', ?, ?)",
            (row["client_id"], desk.worker_id, text, clock.to_store(clock.now())),
        )
        subject = f"concern {concern_id}{_FROM}{row['opened_by']}"
        audit.note(desk.worker_id, TAKEN_OVER, row["client_id"], subject)


def _begun_by(concern_id: int, client_id: int) -> dict[str, str]:
    """Who began it, where somebody else took it over: for the history of its referral."""
    found = database.execute_sql(
        "SELECT subject FROM audit WHERE client_id = ? AND deed = ? AND subject LIKE ? ORDER BY id LIMIT 1",
        (client_id, TAKEN_OVER, f"concern {concern_id}{_FROM}%"),
    ).fetchone()
    return {"begun_by": _name(int(found[0].rpartition(_FROM)[2]))} if found else {}


def discard(desk: Desk, concern_id: int, reason: str) -> None:
    """Put away a concern that was not submitted: it stays, with the reason. Its author may, and a manager.

    Raises Trouble without a reason, for others, and once it is submitted or discarded.
    """
    if not reason.strip():
        raise Trouble("A concern is put away for a reason only.", "Say why it is not needed.")
    with deed():
        row = _need_draft(concern_id)
        if row["opened_by"] != desk.worker_id and not desk.is_manager:
            raise Trouble(f"{_name(row['opened_by'])} is writing this concern.", "Ask them, or your manager.")
        database.execute_sql(
            "UPDATE concern SET discarded_at = ?, discarded_why = ? WHERE id = ?",
            (clock.to_store(clock.now()), reason.strip(), concern_id),
        )
        audit.note(desk.worker_id, "discarded a concern", row["client_id"], f"concern {concern_id}")


def discard_untouched(desk: Desk, concern_id: int) -> bool:
    """Put away the worker's concern when nothing was written in it (opened by mistake); True where that was
    done."""
    with deed():
        row = _row(concern_id)
        if row["submitted_at"] or row["discarded_at"] or row["opened_by"] != desk.worker_id:
            return False
        facts = rules.prefill(_adult(row["client_id"]), _raised_by(desk.worker_id))
        answers = json.loads(row["answers"])
        if {name: answer for name, answer in answers.items() if not forms.unanswered(answer)} != facts:
            return False
        discard(desk, concern_id, UNTOUCHED)
        return True


# Submitting


def submit(desk: Desk, concern_id: int, answers: Answers) -> Submitted:
    """Submit it: the document is fixed for good, and its referral stands on the board, in one transaction.

    A second time it gives what the first gave. Raises Incomplete, which names exactly what is missing, and
    Closed for a discarded one or another worker's.
    """
    with deed():
        row = _row(concern_id)
        if row["submitted_at"] and row["opened_by"] == desk.worker_id:
            return _submitted(row)
        _need_author(desk, concern_id)
        now = clock.now()
        answers = forms.settled(rules.QUESTIONS.values(), answers, now)
        if missing := rules.missing(answers):
            raise Incomplete(missing)
        client_id = row["client_id"]
        adult, raised_by = _adult(client_id), _raised_by(desk.worker_id)
        document = rules.document(answers, adult, raised_by, row["reference"], now)
        at = clock.to_store(now)
        database.execute_sql(
            "UPDATE concern SET answers = ?, saved_at = ?, submitted_at = ?, submitted_by = ?, document = ?"
            " WHERE id = ?",
            (_json(rules.tidy(answers)), at, at, desk.worker_id, _json(document), concern_id),
        )
        danger = rules.in_danger(answers)
        case = referrals.Case(now, desk.worker_id, danger)
        due = referrals.deadline(case, desk.settings.referral, desk.settings.office, now)
        assert due is not None  # a referral that begins is never final
        escalate.open_escalation(
            "concern",
            client_id,
            desk.worker_id,
            now,
            state=case.state,
            waiting_for=due.waiting_for,
            deadline=due.at,
            concern_id=concern_id,
            danger=danger,
            rung=due.rung,
            body={"reference": row["reference"], **_begun_by(concern_id, client_id)},
        )
        standing.refresh((client_id,), desk.settings)
        audit.note(desk.worker_id, "submitted a concern", client_id, f"concern {concern_id}")
        return _submitted(_row(concern_id))


def _submitted(row: dict[str, Any]) -> Submitted:
    escalation_id, waiting_for, deadline = database.execute_sql(
        "SELECT id, waiting_for, deadline FROM escalation WHERE concern_id = ? ORDER BY id LIMIT 1",
        (row["id"],),
    ).fetchone()
    return Submitted(
        row["id"],
        row["reference"],
        escalation_id,
        clock.from_store(row["submitted_at"]),
        waiting_for,
        clock.from_store(deadline) if deadline else None,
    )


# Afterwards


def add(desk: Desk, concern_id: int, text: str) -> None:
    """Add to a submitted concern, with author and time: the one way to correct it. Raises Trouble for no
    text, and for a concern that is still being written."""
    if not text.strip():
        raise Trouble("There is nothing to add yet.", "Write what is to be added.")
    with deed():
        row = _row(concern_id)
        if not row["submitted_at"]:
            raise Trouble("This concern is not submitted.", "Write it into the form itself.")
        database.execute_sql(
            "INSERT INTO addition (concern_id, worker_id, added_at, text) VALUES (?, ?, ?, ?)",
            (concern_id, desk.worker_id, clock.to_store(clock.now()), text.strip()),
        )
        audit.note(desk.worker_id, "added to a concern", row["client_id"], f"concern {concern_id}")


_ADDITIONS = """
SELECT a.text, w.name, a.added_at FROM addition a JOIN worker w ON w.id = a.worker_id
WHERE a.concern_id = ? ORDER BY a.id
"""


def view(desk: Desk, concern_id: int) -> View:
    """A concern to be read, with its additions. Raises Trouble when there is none."""
    row = _row(concern_id)
    adult, raised_by = _adult(row["client_id"]), _raised_by(row["opened_by"])
    if row["document"]:
        sections = json.loads(row["document"])
        document: Document = tuple((title, tuple(map(tuple, lines))) for title, lines in sections)
    else:
        document = rules.document(json.loads(row["answers"]), adult, raised_by, row["reference"])
    said = database.execute_sql(_ADDITIONS, (concern_id,)).fetchall()
    return View(
        row["id"],
        row["reference"],
        row["client_id"],
        adult.name,
        raised_by.name,
        document,
        tuple(Addition(text, by, clock.from_store(at)) for text, by, at in said),
        clock.from_store(row["opened_at"]),
        _moment(row["submitted_at"]),
        row["discarded_why"],
    )


# What the records say


_CLIENT = """
SELECT title, first_name, last_name, preferred_name, person_id, nhs_number, born_on, address, postcode,
       communication, language, interpreter, gp, household FROM client WHERE id = ?
"""
_PHONES = "SELECT number, note FROM phone WHERE client_id = ? AND status = 'usable' ORDER BY position"
_BEING_WRITTEN = """
SELECT k.id, k.reference, k.client_id, c.title, c.first_name, c.last_name, c.preferred_name, w.name,
       k.opened_at, k.saved_at, k.answers, k.opened_by, w.retired_at IS NOT NULL
FROM concern k JOIN client c ON c.id = k.client_id JOIN worker w ON w.id = k.opened_by
WHERE k.submitted_at IS NULL AND k.discarded_at IS NULL %s ORDER BY k.opened_at DESC, k.id DESC
"""
_ALSO = """
SELECT k.reference, w.name, k.opened_at, k.submitted_at FROM concern k JOIN worker w ON w.id = k.opened_by
LEFT JOIN escalation e ON e.concern_id = k.id
WHERE k.client_id = ? AND k.id <> ? AND k.discarded_at IS NULL AND e.closed_at IS NULL ORDER BY k.id
"""


def _adult(client_id: int) -> Adult:
    row = database.execute_sql(_CLIENT, (client_id,)).fetchone()
    if row is None:
        raise Trouble("This client is not on the list.", "Find them again (F3).")
    (title, first, last, preferred, person_id, nhs_number, born, address, postcode, communication, language,
     interpreter, gp, household) = row  # fmt: skip
    needed = people.yes_no(interpreter or "")
    phones = [
        people.phone_words(number) + (f" ({note})" if note else "")
        for number, note in database.execute_sql(_PHONES, (client_id,))
    ]
    return Adult(
        name=people.full_name(title, first, last, preferred),
        person_id=person_id,
        nhs_number=people.nhs_words(nhs_number) if nhs_number else "",
        born=clock.day_words(date.fromisoformat(born)) if born else "",
        address=", ".join(filter(None, (address, postcode))),
        phones="; ".join(phones),
        communication=communication or "",
        language=language or "",
        interpreter="" if needed is None else "yes" if needed else "no",
        gp=gp or "",
        household=household or "",
    )


def _raised_by(worker_id: int) -> RaisedBy:
    name, role, phone = database.execute_sql(
        "SELECT name, role, phone FROM worker WHERE id = ?", (worker_id,)
    ).fetchone()
    return RaisedBy(name=name, role=workers.ROLES.get(role, role), phone=phone or "")


def _name(worker_id: int) -> str:
    return _raised_by(worker_id).name


def _being_written(which: str, *values: object) -> tuple[BeingWritten, ...]:
    rows = database.execute_sql(_BEING_WRITTEN % which, values).fetchall()
    return tuple(
        BeingWritten(
            id,
            reference,
            client_id,
            people.full_name(*names),
            f"{author} (retired)" if gone else author,
            clock.from_store(opened),
            clock.from_store(saved),
            rules.in_danger(json.loads(answers)),
            author_id,
            bool(gone),
        )
        for id, reference, client_id, *names, author, opened, saved, answers, author_id, gone in rows
    )


def _draft(concern_id: int, *, continued: bool) -> ConcernDraft:
    row = _row(concern_id)
    saved_at = clock.from_store(row["saved_at"])
    now = clock.now()
    also = tuple(
        f"{reference} was submitted {clock.moment_words(clock.from_store(submitted), now)} by {name}"
        if submitted
        else f"{name} is writing one since {clock.moment_words(clock.from_store(opened), now)}"
        for reference, name, opened, submitted in database.execute_sql(_ALSO, (row["client_id"], concern_id))
    )
    # A time that was typed and not left before the end means what it meant when it was kept.
    answers = forms.settled(rules.QUESTIONS.values(), json.loads(row["answers"]), saved_at)
    return ConcernDraft(
        row["id"],
        row["reference"],
        row["client_id"],
        row["opened_by"],
        clock.from_store(row["opened_at"]),
        saved_at,
        answers,
        _adult(row["client_id"]),
        _raised_by(row["opened_by"]),
        _moment(row["submitted_at"]),
        _moment(row["discarded_at"]),
        continued,
        also,
    )


def _row(concern_id: int) -> dict[str, Any]:
    cursor = database.execute_sql(_ROW, (concern_id,))
    row = cursor.fetchone()
    if row is None:
        raise Trouble("There is no such concern.", "Look again in the list that you came from.")
    return dict(zip((each[0] for each in cursor.description), row, strict=True))


def _need_draft(concern_id: int) -> dict[str, Any]:
    row = _row(concern_id)
    if row["submitted_at"]:
        raise Closed(f"{row['reference']} was submitted, and stands as it is.", "Open it and add to it.")
    if row["discarded_at"]:
        raise Closed(f"{row['reference']} was put away: {row['discarded_why']}", "Raise another with F6.")
    return row


def _need_author(desk: Desk, concern_id: int) -> None:
    row = _need_draft(concern_id)
    if row["opened_by"] != desk.worker_id:
        raise Closed(f"{_name(row['opened_by'])} is writing this concern.", "Raise one of your own with F6.")


def _write(concern_id: int, answers: Answers) -> None:
    known = {name: answers[name] for name in rules.QUESTIONS if name in answers}
    database.execute_sql(
        "UPDATE concern SET answers = ?, saved_at = ? WHERE id = ?",
        (_json(known), clock.to_store(clock.now()), concern_id),
    )


def _moment(text: str | None) -> datetime | None:
    return clock.from_store(text) if text else None


def _json(value: Mapping[str, Answer] | Document) -> str:
    return json.dumps(value, ensure_ascii=False)
