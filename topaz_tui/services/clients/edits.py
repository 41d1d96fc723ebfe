"""Change the facts of a client, for which fields.py is the table."""

from __future__ import annotations

from collections.abc import Mapping

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, UserError
from topaz_tui.rules import people
from topaz_tui.rules.notes import NoteKind
from topaz_tui.services import access, search_index
from topaz_tui.services.clients import lifting
from topaz_tui.services.clients.changes import client_row, finish, set_facts, who_changed
from topaz_tui.services.clients.fields import EDITABLE, Stored, field_words
from topaz_tui.services.clients.notes import write_note
from topaz_tui.services.conflicts import check
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Change, Client, Worker

_FOUND_BY = {"title", "first_name", "last_name", "preferred_name", "born_on", "postcode"}


def edit(
    session: Session,
    client_id: int,
    version: int,
    changes: Mapping[str, str],
    *,
    seen: Mapping[str, str] | None = None,
    reason: str = "",
) -> bool:
    """Change fields: a column of EDITABLE and what was typed for it ('' empties it). Returns whether anything was
    changed.

    Raises UserError where something can't be kept, and where the client was changed since `version`: it says by
    whom, and nothing is written. With `seen`, what each fact of a form showed, only a change of those counts,
    and the UserError is an EditConflict. A `reason` is needed where it lets somebody be called who was not safe to
    call (lifting.py), and stands on the timeline.
    """
    new = {name: EDITABLE[name].read(typed) for name, typed in changes.items()}
    with transaction():
        access.need_open(session, client_id)
        row = client_row(client_id, ("version", *EDITABLE))
        if seen is not None:
            now, yours = ({name: _in_words(name, value) for name, value in each.items()} for each in (row, new))
            check(seen, now, yours, field_words, lambda fields: who_changed(client_id, fields))
        elif row["version"] != version:
            raise _changed_since(client_id)
        changed = {name: value for name, value in new.items() if value != row[name]}
        after = {**row, **changed}
        if not (after["first_name"] or after["last_name"]) and (row["first_name"] or row["last_name"]):
            raise Invalid("They need a name.", "Leave the first or the last name there.")
        if not changed:
            return False
        if changed.get("safe_times") and after["safe_to_call"] in (None, "yes") and "safe_to_call" not in changed:
            changed["safe_to_call"] = "times"  # times that are given are the only safe ones, as in the council's file
        why = lifting.reason_to_lift(session, client_id, row, {**row, **changed}, reason)
        set_facts(session, client_id, row, changed)
        if why:
            write_note(session, client_id, NoteKind.NOTE, why)
        if changed.keys() & {"first_name", "last_name"}:
            key = people.sort_name(after["first_name"], after["last_name"])
            Client.update(name_key=key).where(Client.id == client_id).execute()
        if changed.keys() & _FOUND_BY:
            search_index.write(client_id)
        finish(session, client_id, "changed")
    return True


def _in_words(field: str, value: Stored) -> str:
    """A fact as the form shows it."""
    return "" if value is None or field not in EDITABLE else EDITABLE[field].shown(str(value))


def _changed_since(client_id: int) -> UserError:
    """The error that says who changed the client last, and which fields."""
    newest = Change.select(fn.MAX(Change.changed_at)).where(Change.client == client_id)
    last = Change.select(Change.field, Change.changed_at, Worker.name).join(Worker)
    rows = list(last.where(Change.client == client_id, Change.changed_at == newest).order_by(Change.id))
    if not rows:
        return Conflict(
            "This person was changed since you opened them, by the council's file.",
            "What you typed is kept: look at them again, then press e.",
        )
    when = clock.format_moment(clock.from_store(rows[0].changed_at), clock.now())
    what = ", ".join(dict.fromkeys(field_words(row.field).lower() for row in rows))
    return Invalid(
        f"{rows[0].worker.name} changed their {what} ({when}) since you opened them.",
        "What you typed is kept: look at them again, then press e.",
    )
