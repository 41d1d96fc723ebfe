"""A line of the board whose history or row can't be computed: it keeps its place by what its columns still say, so that
somebody has it, and sees to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.permissions import Role, words_of
from topaz_tui.services import colleagues, unread
from topaz_tui.services.escalations.entries import EscalationRow, who_knows
from topaz_tui.services.escalations.item import Item, cannot_take, level_words, time_left
from topaz_tui.services.escalations.status import Snapshot, with_whom
from topaz_tui.services.session import AnySession, Session

UNKNOWN = "unreadable"


@contextmanager
def refused_in_words(row: EscalationRow) -> Iterator[None]:
    """Within the block, whatever fails because something of the line can't be read is refused with a sentence."""
    try:
        yield
    except UserError:
        raise
    except unread.FAULTS as error:
        raise Invalid("What Topaz keeps of this can't be read: nothing was done to it.", who_knows(row)) from error


def unreckoned(row: EscalationRow, seen: Snapshot, session: AnySession) -> Item:
    """The line of the board for such an escalation."""
    begun = unread.moment(row.opened_at)
    at = unread.moment(row.kept_deadline) or begun or seen.now
    since = begun or at
    level = row.kept_level if row.kept_level in rules.LEVELS else Role.MANAGER
    due = rules.Deadline(at, "its history to be mended", level, rules.format_level(level), None, reached=since)
    whose = with_whom(row, (), due, seen)
    if whose.id is None:
        whose = colleagues.first_above(seen.escalation_path, f"escalation {row.id}", since)
    document, open_over = row.is_document, row.closed_at is None and seen.now > at
    return Item(
        id=row.id,
        kind=row.kind if row.kind in rules.KIND_WORDS else UNKNOWN,
        client_id=row.client_id,
        person_id=row.person_id,
        name=row.name,
        reference=row.reference,
        since=since,
        status=UNKNOWN,
        status_words="not known: its history can't be read",
        waiting_for=due.waiting_for,
        deadline=at,
        left=time_left(at, seen.now) if row.closed_at is None else "closed",
        overdue=open_over,
        soon=False,
        resting=False,
        level=level,
        level_words=level_words(row, level, whose.id),
        owner=whose.name,
        with_id=whose.id,
        owner_id=None if row.owner_retired else row.owner_id,
        danger=bool(row.danger),
        last="can't be read",
        last_at=since,
        version=row.version,
        mine=isinstance(session, Session) and session.worker_id in (whose.id, row.owner_id, row.opened_by),
        cannot_take=words_of(cannot_take(session, row, (), None)) if isinstance(session, Session) else None,
        gone=row.gone,
        unsent=document and row.kept_state in rules.UNDER_WAY,
        advice=who_knows(row),
        urgent=bool(row.danger) and row.closed_at is None and row.kept_state not in rules.DECIDED,
        raised_by=row.opened_by,
        opens=row.id,
        unread=True,
    )
