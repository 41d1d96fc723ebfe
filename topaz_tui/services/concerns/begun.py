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
    """Something a worker has begun and may go on with: a concern, or what a draft keeps (`concern_id` is None), whose
    `kind` and `key` these are. `client` is '' for what is about several."""

    client_id: int | None
    client: str
    saved_at: datetime
    concern_id: int | None = None
    danger: bool = False
    kind: str = "concern"
    key: str = ""


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
    """Whose client a draft is about; None for several, GONE for what is no more."""
    id = draft.key.partition("/")[0]
    if not (id.isascii() and id.isdigit()):
        return None if draft.kind == "chase" else GONE
    table = OF.get(draft.kind, "client")
    column = "id" if table == "client" else "client_id"
    row = database.execute_sql(f"SELECT {column} FROM {table} WHERE id = ?", (int(id),)).fetchone()
    return int(row[0]) if row else GONE


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
