"""Write a concern: what is typed goes straight into its own row, so that it is there after any kind of end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.grammar import does
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import Adult, RaisedBy
from topaz_tui.rules.forms import Answer, Answers
from topaz_tui.services import drafts, links, unread
from topaz_tui.services.concerns.begun import untouched
from topaz_tui.services.concerns.kept import (
    FROM,
    TAKEN_OVER,
    adult_of,
    answers_of,
    moment,
    name_of,
    need_author,
    need_draft,
    raised_by_of,
    row_of,
    to_json,
)
from topaz_tui.services.desk import Desk
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed


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


UNTOUCHED = "Nothing was written in it."
"""Why one that was opened by mistake is put away."""


_DRAFT = "submitted_at IS NULL AND discarded_at IS NULL"


_MINE = f"SELECT id FROM concern WHERE client_id = ? AND opened_by = ? AND {_DRAFT} ORDER BY id DESC"


_NEW = (
    "INSERT INTO concern (id, reference, client_id, opened_by, opened_at, answers, saved_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


_ALSO = """
SELECT k.id, k.reference, w.name, k.opened_at, k.submitted_at FROM concern k JOIN worker w ON w.id = k.opened_by
LEFT JOIN escalation e ON e.concern_id = k.id
WHERE k.client_id = ? AND k.id <> ? AND k.discarded_at IS NULL AND e.closed_at IS NULL ORDER BY k.id
"""


def open(desk: Desk, client_id: int, call_id: int | None = None) -> ConcernDraft:
    """The worker's concern about this client: the one they have begun and not submitted, else a new one.

    A new one holds what is on record and is a fact, and no answer to a question of judgement; its reference
    says nothing about anybody. Raises Trouble when there is no such client.
    """
    with deed():
        found = _mine(desk, client_id)
        if found:
            concern_id = found
        else:
            answers = rules.prefill(adult_of(client_id), raised_by_of(desk.worker_id, desk.settings.organisation))
            (concern_id,) = database.execute_sql("SELECT coalesce(max(id), 0) + 1 FROM concern").fetchone()
            now = clock.now()
            reference = f"SC-{clock.local(now).year}-{concern_id:05}"
            at = clock.to_store(now)
            values = (concern_id, reference, client_id, desk.worker_id, at, to_json(answers), at)
            database.execute_sql(_NEW, values)
            during = f", call {call_id}" if call_id else ""
            audit.note(desk.worker_id, "began a concern", client_id, f"concern {concern_id}{during}")
        return _draft(concern_id, continued=bool(found))


def _mine(desk: Desk, client_id: int) -> int | None:
    """The one that the worker has begun about them, the newest that can be read: one that can't must not keep them from
    raising another."""
    for (concern_id,) in database.execute_sql(_MINE, (client_id, desk.worker_id)).fetchall():
        with unread.aside("concern", concern_id):
            row = row_of(concern_id)
            unread.answers_of(row["answers"])
            clock.from_store(row["opened_at"])
            return int(concern_id)
    return None


def load(desk: Desk, concern_id: int) -> ConcernDraft:
    """A concern with its answers, whoever wrote it (see `may_write`). Raises Trouble when there is none."""
    return _draft(concern_id, continued=True)


def save(desk: Desk, concern_id: int, answers: Answers) -> None:
    """Keep what has been typed so far. Raises Closed once it is submitted or discarded, and for all but its
    author."""
    with deed():
        need_author(desk, concern_id)
        _write(concern_id, answers)


def restore(desk: Desk, concern_id: int, answers: Answers, at: str) -> None:
    """Keep what was typed at this moment (in the clock's store form) and could not be saved then, unless something
    newer was kept since. Raises Closed as `save` does."""
    with deed():
        need_author(desk, concern_id)
        if drafts.newer(at, row_of(concern_id)["saved_at"]):
            _write(concern_id, answers)


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
        row = need_draft(concern_id)
        if row["opened_by"] == desk.worker_id:
            raise Trouble("It is yours to write already.", "Open it and go on.")
        adult = adult_of(row["client_id"])
        theirs = rules.prefill(adult, raised_by_of(row["opened_by"], desk.settings.organisation))
        mine = rules.prefill(adult, raised_by_of(desk.worker_id, desk.settings.organisation))
        answers = answers_of(row)  # the role and phone that were filled in are the writer's own
        answers |= {
            name: mine.get(name)
            for name in theirs
            if theirs[name] != mine.get(name) and answers.get(name) == theirs[name]
        }
        database.execute_sql(
            "UPDATE concern SET opened_by = ?, answers = ? WHERE id = ?",
            (desk.worker_id, to_json(answers), concern_id),
        )
        text = f"{row['reference']}, begun by {name_of(row['opened_by'])}, is taken over: {reason.strip()}"
        database.execute_sql(
            "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (?, ?, 'note', ?, ?)",
            (row["client_id"], desk.worker_id, text, clock.to_store(clock.now())),
        )
        subject = f"concern {concern_id}{FROM}{row['opened_by']}"
        audit.note(desk.worker_id, TAKEN_OVER, row["client_id"], subject)


def discard(desk: Desk, concern_id: int, reason: str) -> None:
    """Put away a concern that was not submitted: it stays, with the reason. Its author may, and a manager.

    Raises Trouble without a reason, for others, and once it is submitted or discarded.
    """
    if not reason.strip():
        raise Trouble("A concern is put away for a reason only.", "Say why it is not needed.")
    with deed():
        row = need_draft(concern_id)
        if row["opened_by"] != desk.worker_id and not desk.is_manager:
            who = does(name_of(row["opened_by"]), "is")
            raise Trouble(f"{who} writing this concern.", "Ask them, or your manager.")
        database.execute_sql(
            "UPDATE concern SET discarded_at = ?, discarded_why = ? WHERE id = ?",
            (clock.to_store(clock.now()), reason.strip(), concern_id),
        )
        audit.note(desk.worker_id, "discarded a concern", row["client_id"], f"concern {concern_id}")


def discard_untouched(desk: Desk, concern_id: int) -> bool:
    """Put away the worker's concern when nothing was written in it (opened by mistake); True where that was
    done."""
    with deed():
        row = row_of(concern_id)
        if row["submitted_at"] or row["discarded_at"] or row["opened_by"] != desk.worker_id:
            return False
        if not untouched(desk, row["client_id"], answers_of(row)):
            return False
        discard(desk, concern_id, UNTOUCHED)
        return True


def _draft(concern_id: int, *, continued: bool) -> ConcernDraft:
    row = row_of(concern_id)
    saved_at = unread.value("concern", concern_id, clock.from_store, row["saved_at"]) or clock.now()
    now = clock.now()

    def other(id: int, reference: str, name: str, opened: str, submitted: str | None) -> str:
        if submitted:
            return f"{reference} was submitted {clock.moment_words(clock.from_store(submitted), now)} by {name}"
        return f"{name} is writing one since {clock.moment_words(clock.from_store(opened), now)}"

    records = links.group_of(row["client_id"])
    rows = [each for id in records for each in database.execute_sql(_ALSO, (id, concern_id)).fetchall()]
    also = tuple(unread.each("concern", rows, other))
    # A time that was typed and not left before the end means what it meant when it was kept.
    answers = forms.settled(rules.QUESTIONS.values(), answers_of(row), saved_at)
    return ConcernDraft(
        row["id"],
        row["reference"],
        row["client_id"],
        row["opened_by"],
        clock.from_store(row["opened_at"]),
        saved_at,
        answers,
        adult_of(row["client_id"]),
        raised_by_of(row["opened_by"]),
        moment(row["submitted_at"]),
        moment(row["discarded_at"]),
        continued,
        also,
    )


def _write(concern_id: int, answers: Answers) -> None:
    known = {name: answers[name] for name in rules.QUESTIONS if name in answers}
    database.execute_sql(
        "UPDATE concern SET answers = ?, saved_at = ? WHERE id = ?",
        (to_json(known), clock.to_store(clock.now()), concern_id),
    )
