"""What somebody has begun and not finished: concerns being written, and calls with a draft."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms, people, referrals
from topaz_tui.services import drafts as kept
from topaz_tui.services import unread
from topaz_tui.services.concerns.kept import adult_of, answers_of, raised_by_of, row_of
from topaz_tui.services.desk import Desk
from topaz_tui.store.database import database


@dataclass(frozen=True, slots=True)
class BeingWritten:
    """A concern that has not been submitted: about whom, by whom, since when, and when last typed into.
    `author` says so where they are retired (`author_gone`). `deadline` is by when it should be submitted.
    `council` is whose client it is about (None: the team's own). `missing` counts the answers that submission still
    needs. `empty` says that nothing was written in it yet: left so, it was never begun."""

    id: int
    reference: str
    client_id: int
    client: str
    author: str
    since: datetime
    saved_at: datetime
    danger: bool
    author_id: int
    deadline: datetime
    author_gone: bool = False
    council: str | None = None
    missing: int = 0
    empty: bool = False

    def late(self, now: datetime) -> bool:
        """Is it past that?"""
        return now > self.deadline


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Something a worker has begun and may go on with: a concern, or what a draft keeps (`concern_id` is None), whose
    `kind` and `key` these are. `client` is '' for what is about several."""

    client_id: int | None
    client: str
    saved_at: datetime
    concern_id: int | None = None
    danger: bool = False
    kind: str = "concern"
    key: str = ""


LATE = timedelta(days=2)  # whatever the terms are, it should have been submitted by now
_BEING_WRITTEN = """
SELECT k.id, k.reference, k.client_id, c.title, c.first_name, c.last_name, c.preferred_name, w.name,
       k.opened_at, k.saved_at, k.answers, k.opened_by, w.retired_at IS NOT NULL, c.council
FROM concern k JOIN client c ON c.id = k.client_id JOIN worker w ON w.id = k.opened_by
WHERE k.submitted_at IS NULL AND k.discarded_at IS NULL %s ORDER BY k.opened_at DESC, k.id DESC
"""


def drafts(desk: Desk) -> tuple[BeingWritten, ...]:
    """The concerns that this worker has not submitted, the newest first."""
    return tuple(
        replace(each, empty=untouched(desk, each.client_id, answers_of(row_of(each.id)))) if not each.danger else each
        for each in _being_written(desk.settings, "AND k.opened_by = ?", desk.worker_id)
    )


def untouched(desk: Desk, client_id: int, answers: forms.Answers) -> bool:
    """Is there nothing in this concern but what the program itself knew?"""
    facts = rules.prefill(adult_of(client_id), raised_by_of(desk.worker_id, desk.settings.organisation))
    return {name: answer for name, answer in answers.items() if not forms.unanswered(answer)} == facts


def all_drafts(settings: Settings) -> tuple[BeingWritten, ...]:
    """Every concern being written, the oldest first: for the manager's board, as one that never goes off may
    cost a life."""
    return tuple(reversed(_being_written(settings, "")))


def unfinished(desk: Desk) -> tuple[Unfinished, ...]:
    """All that this worker may go on with: concerns, then what drafts keep; of each the newest first."""
    begun = [Unfinished(each.client_id, each.client, each.saved_at, each.id, each.danger) for each in drafts(desk)]
    for draft in kept.pending(desk):
        about = _about(draft)
        if about != GONE:
            client = adult_of(about).name if about is not None else ""
            begun.append(Unfinished(about, client, draft.saved_at, kind=draft.kind, key=draft.key))
    return tuple(begun)


GONE = -1
OF = {
    "addition": "concern", "put away": "concern", "left over": "concern", "take over": "concern", "move": "escalation",
}  # fmt: skip
"""The drafts whose key begins with the id of something else than a client: its table."""


def _about(draft: kept.Draft) -> int | None:
    """Whose client a draft is about; None for several, or somebody who is not on the list yet, GONE for what is no
    more."""
    id = draft.key.partition("/")[0]
    if not (id.isascii() and id.isdigit()):
        return None if draft.kind == "chase" else GONE
    if draft.kind == "new person":
        return None
    table = OF.get(draft.kind, "client")
    column = "id" if table == "client" else "client_id"
    row = database.execute_sql(f"SELECT {column} FROM {table} WHERE id = ?", (int(id),)).fetchone()
    return int(row[0]) if row else GONE


def _being_written(settings: Settings, which: str, *values: object) -> tuple[BeingWritten, ...]:
    rows = database.execute_sql(_BEING_WRITTEN % which, values).fetchall()
    return tuple(unread.each("concern", rows, functools.partial(_one, settings)))


def _one(settings: Settings, id: int, reference: str, client_id: int, *rest: Any) -> BeingWritten:
    """One of them. What can't be read in it takes it off no list: without its date it is late, and without its
    answers, as somebody in danger may be in them, it is taken for danger."""
    *names, author, opened, saved, answers, author_id, gone, council = rest
    since = unread.value("concern", id, clock.from_store, opened) or clock.at(clock.today(), "00:00") - LATE
    given = unread.value("concern", id, unread.answers_of, answers)
    danger = given is None or rules.in_danger(given)
    return BeingWritten(
        id,
        reference,
        client_id,
        people.full_name(*names),
        f"{author} (retired)" if gone else author,
        since,
        unread.value("concern", id, clock.from_store, saved) or since,
        danger,
        author_id,
        referrals.to_submit(since, danger, settings.terms_of(council).referral),
        bool(gone),
        council,
        len(rules.missing(given or {})),
    )
