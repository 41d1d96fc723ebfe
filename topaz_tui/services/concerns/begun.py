"""What somebody has begun and not finished: concerns being written, and calls with a draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import people, referrals
from topaz_tui.services import drafts as kept
from topaz_tui.services.concerns.kept import adult_of
from topaz_tui.services.desk import Desk
from topaz_tui.store.database import database


@dataclass(frozen=True, slots=True)
class BeingWritten:
    """A concern that has not been submitted: about whom, by whom, since when, and when last typed into.
    `author` says so where they are retired (`author_gone`). `deadline` is by when it should be submitted.
    `council` is whose client it is about (None: the team's own)."""

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


_BEING_WRITTEN = """
SELECT k.id, k.reference, k.client_id, c.title, c.first_name, c.last_name, c.preferred_name, w.name,
       k.opened_at, k.saved_at, k.answers, k.opened_by, w.retired_at IS NOT NULL, c.council
FROM concern k JOIN client c ON c.id = k.client_id JOIN worker w ON w.id = k.opened_by
WHERE k.submitted_at IS NULL AND k.discarded_at IS NULL %s ORDER BY k.opened_at DESC, k.id DESC
"""


def drafts(desk: Desk) -> tuple[BeingWritten, ...]:
    """The concerns that this worker has not submitted, the newest first."""
    return _being_written(desk.settings, "AND k.opened_by = ?", desk.worker_id)


def all_drafts(settings: Settings) -> tuple[BeingWritten, ...]:
    """Every concern being written, the oldest first: for the manager's board, as one that never goes off may
    cost a life."""
    return tuple(reversed(_being_written(settings, "")))


def unfinished(desk: Desk) -> tuple[Unfinished, ...]:
    """All that this worker may go on with, the newest first: concerns, then calls whose draft is kept under
    the client's id."""
    begun = [Unfinished(each.client_id, each.client, each.saved_at, each.id, each.danger) for each in drafts(desk)]
    for draft in kept.pending(desk, "call"):
        if draft.key.isascii() and draft.key.isdigit():
            client_id = int(draft.key)
            begun.append(Unfinished(client_id, adult_of(client_id).name, draft.saved_at))
    return tuple(begun)


def _being_written(settings: Settings, which: str, *values: object) -> tuple[BeingWritten, ...]:
    found = []
    for row in database.execute_sql(_BEING_WRITTEN % which, values).fetchall():
        id, reference, client_id, *names, author, opened, saved, answers, author_id, gone, council = row
        since, danger = clock.from_store(opened), rules.in_danger(json.loads(answers))
        found.append(
            BeingWritten(
                id,
                reference,
                client_id,
                people.full_name(*names),
                f"{author} (retired)" if gone else author,
                since,
                clock.from_store(saved),
                danger,
                author_id,
                referrals.to_submit(since, danger, settings.terms_of(council).referral),
                bool(gone),
                council,
            )
        )
    return tuple(found)
