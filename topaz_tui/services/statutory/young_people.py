"""Make somebody on the list a young person of children's services, and change what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.statutory import return_codes
from topaz_tui.services.clients import changes
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, Worker, YoungPerson

FACTS = (
    "legal_status", "team", "social_worker", "personal_adviser", "reviewing_officer", "school", "family",
)  # fmt: skip
"""What a worker may change, each with its line among the changes, so that no file overwrites it."""


def take_on(session: Session, client_id: int) -> None:
    """Make this client a young person; the work for them is nobody's yet. Raises NotFound where there is no such
    client, Conflict where they are one."""
    with transaction():
        if not Client.select().where(Client.id == client_id).exists():
            raise NotFound("This person is no longer on the list.", "Find them again (F3).")
        if YoungPerson.select().where(YoungPerson.client == client_id).exists():
            raise Conflict("They are a young person of this list.", "Open them.")
        now = clock.to_store(clock.now())
        YoungPerson.insert(client=client_id, made_by=session.worker_id, made_at=now).execute()
        audit.record(session.worker_id, "took on a young person", client_id)


def change(session: Session, client_id: int, typed: Mapping[str, str]) -> None:
    """Keep these of FACTS as they were typed; what is empty is taken away. Raises Invalid for what can't be."""
    if unknown := set(typed) - set(FACTS):
        raise Invalid(f"There is no {', '.join(sorted(unknown))} of a young person.")
    new: dict[str, str | None] = {name: people.clean(value) or None for name, value in typed.items()}
    status = new.get("legal_status")
    if status and status not in return_codes.LEGAL_STATUSES:
        known = ", ".join(return_codes.LEGAL_STATUSES)
        raise Invalid(f"{status!r} is no legal status.", f"The codes are {known}.", "legal_status")
    with transaction():
        row = row_of(client_id)
        new = {name: value for name, value in new.items() if value != getattr(row, name)}
        if not new:
            return
        for name, value in new.items():
            changes.keep_change(session, client_id, name, getattr(row, name), value)
        _update(client_id, new)
        audit.record(session.worker_id, "changed a young person", client_id)


def confirm(session: Session, client_id: int, category: str) -> None:
    """Keep that a worker confirms what a young person is as a care leaver: the law's own is reckoned, and this stands
    beside it with who said it. Raises Invalid for what is no category."""
    if category not in return_codes.CATEGORIES:
        known = ", ".join(return_codes.CATEGORIES)
        raise Invalid(f"{category!r} is no category.", f"They are: {known}.", "category")
    with transaction():
        was = row_of(client_id).category
        changes.keep_change(session, client_id, "category", was, category)
        at = clock.to_store(clock.now())
        _update(client_id, {"category": category, "category_by": session.worker_id, "category_at": at})
        audit.record(session.worker_id, "confirmed a category", client_id)


def give(session: Session, client_id: int, worker_id: int) -> None:
    """Make this colleague the owner of the work for a young person. Raises NotFound where nobody of that id works
    here."""
    with transaction():
        row_of(client_id)
        if not Worker.select().where(Worker.id == worker_id, TAKES_WORK).exists():
            raise NotFound("Nobody of that name works here.", "'topaz workers list' has all of them.")
        _update(client_id, {"owner": worker_id})
        audit.record(session.worker_id, "gave a young person to a colleague", client_id, f"worker {worker_id}")


def row_of(client_id: int) -> Any:
    """The row of this young person. Raises NotFound where they are none."""
    row = YoungPerson.get_or_none(YoungPerson.client == client_id)
    if row is None:
        raise NotFound("They are no young person of this list.", "Find them again (F3).")
    return row


def _update(client_id: int, values: Mapping[str, Any]) -> None:
    YoungPerson.update({**values, "version": YoungPerson.version + 1}).where(YoungPerson.client == client_id).execute()
