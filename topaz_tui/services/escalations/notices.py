"""Notices: mails to those on the escalation path about what stands on the board. A notice names the concern, what it
waits for and how late it is, and says nothing about anybody: a mail to a colleague may lie open on any screen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.referrals import MessageKind
from topaz_tui.rules.terms import Channel
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.entries import EscalationEvent, EscalationRow
from topaz_tui.services.escalations.status import Snapshot, status_of, with_whom
from topaz_tui.services.session import Session
from topaz_tui.store.models import Worker
from topaz_tui.store.rows import columns, objects


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: str
    mail: str | None


def put(row: EscalationRow, events: tuple[EscalationEvent, ...], key: str, seen: Snapshot, due: rules.Deadline) -> str:
    """Put a notice to those on the level into the outbox, that it is overdue or has come to them, once for each `key`;
    says in words who is told, and how. Part of the caller's transaction."""
    level = due.level
    if not row.is_document:
        return _put_line(row, key, seen, due)
    if level == Role.WORKER:
        people = _one(row.owner_id if row.owner_id and not row.owner_retired else row.opened_by)
    else:
        people = _on_level(level)
    how = f"waits for {due.waiting_for}: {clock.format_time_left(due.at, seen.now)}"
    body = _body(_which(row), how, with_whom(row, events, due, seen).name, danger=bool(row.danger))
    mailed = _mail(people, level, f"{row.id}/{key}", body, row.concern_id, row.id, bool(row.danger), seen)
    return _told(level, mailed, seen)


def put_unsent(row: EscalationRow, events: tuple[EscalationEvent, ...], key: str, seen: Snapshot) -> str:
    """Tell the managers that something could not be sent, once for each `key`; says in words who is told, and how. Part
    of the caller's transaction."""
    whose = with_whom(row, events, status_of(row, events, seen).deadline, seen)
    body = _body(_which(row), "could not be sent", whose.name, danger=bool(row.danger))
    people = _on_level(Role.MANAGER)
    mailed = _mail(people, Role.MANAGER, f"{row.id}/{key}", body, row.concern_id, row.id, bool(row.danger), seen)
    return _told(Role.MANAGER, mailed, seen)


def _put_line(row: EscalationRow, key: str, seen: Snapshot, due: rules.Deadline) -> str:
    """Tell whoever owns it, and those on the level that it has reached, that something is overdue: one mail to each for
    all that fell due at that moment, since one morning may bring a hundred."""
    owner = _one(row.owner_id)
    on_level = _on_level(due.level) if due.level != rules.LEVELS[0] else []
    people = {person.id: person for person in (*owner, *on_level)}
    moment = key.rpartition(" ")[2]
    body = _LINES.format(when=clock.format_moment(clock.from_store(moment), seen.now))
    mailed = _mail([*people.values()], due.level, f"board/{moment}", body, None, row.id, False, seen)
    return _told(due.level, mailed, seen)


_LINES = (
    "On the board in Topaz something is past its deadline ({when}), and stands with you.\n\nOpen Topaz and press F4.\n"
)


def _told(level: str, mailed: list[str], seen: Snapshot) -> str:
    told = ["on the board"] if "board" in seen.settings.ladder.on(level) else []
    told += [f"a mail goes to {', '.join(mailed)}"] if mailed else []  # that it was taken is told when it was
    return " and ".join(told) or "nobody: no mail address is known, or the settings (ladder) say so"


def tell_raiser(row: EscalationRow, how: str, key: str, by: str, seen: Snapshot) -> str:
    """Tell whoever raised it what became of it: on their board, and by mail where they have an address; says in words
    who is told, and how. Part of the caller's transaction."""
    if row.opened_by is None or row.opener_retired:
        return f"nobody: {row.opener} is retired" if row.opener else "nobody"
    body = f"Concern {row.reference}, which you raised, {how}.\n\nBy: {by}.\nOpen Topaz and press F4.\n"
    people = _one(row.opened_by)
    mailed = _mail(people, Role.WORKER, f"{row.id}/{key}", body, row.concern_id or 0, row.id, bool(row.danger), seen)
    return f"{row.opener} on the board" + (" and a mail goes to them" if mailed else "")


def tell_all(
    row: EscalationRow, ids: Collection[int], levels: Collection[str], what: str, key: str, by: Session, seen: Snapshot
) -> str:
    """Tell these people of it, on their board and by mail, and by mail those on these levels; says in words who is
    told, and how. Part of the caller's transaction."""
    named = [person for id in sorted(ids) for person in _one(id)]
    on_levels = [person for level in sorted(levels) for person in _on_level(level)]
    others = {person.id: person for person in on_levels if person.id not in (by.worker_id, *ids)}
    what_of = rules.worded(row.kind, f"concern {row.reference}") if row.reference else "a line of the board"
    body = f"Of {what_of}: {what}.\n\nBy: {by.name}.\nOpen Topaz and press F4.\n"
    mailed = _mail(
        [*named, *others.values()], Role.WORKER, f"{row.id}/{key}", body, row.concern_id, row.id, bool(row.danger), seen
    )
    told = [f"{' and '.join(person.name for person in named)} on the board"] if named else []
    told += [f"a mail goes to {', '.join(mailed)}"] if mailed else []
    return " and ".join(told) or "nobody: it was yours alone"


def put_draft(draft: BeingWritten, key: str, seen: Snapshot, due: rules.Deadline) -> int:
    """Put a notice about a concern that was begun and not submitted in time into the outbox, to each manager once,
    newly come ones too; returns how many notices that are."""
    how = f"was begun and is not submitted: {clock.format_time_left(due.at, seen.now)}"
    body = _body(f"Concern {draft.reference}", how, draft.owner, danger=draft.danger)
    people = _on_level(due.level)
    return len(_mail(people, due.level, f"draft/{draft.id}/{key}", body, draft.id, None, draft.danger, seen))


def _one(worker_id: int | None) -> list[_Person]:
    return _people(Worker.id == worker_id)


def _on_level(level: str) -> list[_Person]:
    return _people(Worker.role == level)


def _people(which: Any) -> list[_Person]:
    """The workers at work of whom the conditions hold."""
    at_work = Worker.select(*columns(Worker, _Person)).where(which, Worker.retired_at.is_null())
    return objects(at_work.order_by(Worker.id), _Person)


def name_of(address: str | None) -> str:
    """The name of the worker with this address; the address itself where nobody has it any more."""
    if not address:
        return ""
    found = Worker.select(Worker.name).where(Worker.mail == address).order_by(Worker.id).first()
    return found.name if found else address


def _mail(
    people: list[_Person],
    level: str,
    key: str,
    body: str,
    concern_id: int | None,
    escalation_id: int | None,
    danger: bool,
    seen: Snapshot,
) -> list[str]:
    """Put the notice into the outbox for each of these people who has an address; returns their names."""
    sending = seen.settings.sending
    if "mail" not in seen.settings.ladder.on(level) or not sending.mail.server or not sending.mail.sender:
        return []
    for person in people:
        if person.mail:
            notice = outbox.MessageBeside(
                MessageKind.NOTICE,
                concern_id,
                escalation_id,
                Channel.MAIL,
                f"{key}/{person.id}",
                person.mail,
                body,
                danger,
            )
            outbox.put_beside(notice, sending, seen.now)
    return [person.name for person in people if person.mail]


def _which(row: EscalationRow) -> str:
    """'Concern SC-2026-00012', or 'Referral RF-2026-00003'."""
    return rules.worded(row.kind, f"Concern {row.reference}")


def _body(which: str, how: str, with_whom: str, *, danger: bool) -> str:
    urgent = "IMMEDIATE DANGER. " if danger else ""
    return f"{urgent}{which} {how}.\n\nIt stands with: {with_whom}.\nOpen Topaz and press F4.\n"
