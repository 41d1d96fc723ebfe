"""The numbers of a client: add one, and say how one is."""

from __future__ import annotations

from collections.abc import Mapping

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import people
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.services import access, search_index
from topaz_tui.services.clients.changes import client_row, finish, given, keep_change, record, who_changed
from topaz_tui.services.conflicts import check
from topaz_tui.services.safety import numbers_of
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Phone

PHONE_STATUS: Mapping[str, str] = {
    PhoneStatus.USABLE: "Usable",
    PhoneStatus.WRONG: "Wrong number",
    PhoneStatus.UNOBTAINABLE: "Unobtainable",
}
"""The statuses that a worker may give a number, in words."""


def add_phone(session: Session, client_id: int, typed: str, note: str = "") -> int:
    """Add a number, or take one up again that was given up; words around it are its note. Returns its id."""
    found = people.parse_phone(typed)
    if found is None:
        raise Invalid("That can't be a phone number.", "Write all its digits, such as 020 7946 0123.", "number")
    note = people.clean(" ".join(filter(None, (note.strip(), found.note))))
    with transaction():
        access.need_open(session, client_id)
        client_row(client_id, ("id",))
        theirs = Phone.client == client_id
        known = Phone.get_or_none(theirs, Phone.number == found.number)
        if known and known.status == PhoneStatus.USABLE:
            words = numbers_of(client_id).words(found.number)
            raise Conflict(f"{words or 'This number'} is there already.", "Change its note with p.")
        if known:
            change_phone(session, known.id, PhoneStatus.USABLE, note or None)
            return int(known.id)
        last = Phone.select(fn.MAX(Phone.position)).where(theirs).scalar() or 0
        phone_id = Phone.insert(
            client=client_id, number=found.number, note=note or None, position=last + 1, source="worker"
        ).execute()
        keep_change(session, client_id, "phone", None, found.number)
        search_index.write(client_id)
        finish(session, client_id, "added a phone", f"phone {phone_id}")
    return int(phone_id)


def change_phone(
    session: Session,
    phone_id: int,
    status: str | None,
    note: str | None = None,
    *,
    seen: Mapping[str, str] | None = None,
) -> bool:
    """Say of a number that it is usable, wrong or unobtainable (a key of PHONE_STATUS), and what its note is;
    None leaves either. Returns whether anything was changed. `seen` is what a form showed of both: raises
    EditConflict where that is no longer so."""
    if status is not None and status not in PHONE_STATUS:
        raise Invalid(f"{status!r} says nothing about a number.", f"Choose one of: {', '.join(PHONE_STATUS)}.")
    with transaction():
        phone = record(Phone, phone_id)
        client_id, was, old_note = phone.client_id, phone.status, phone.note
        access.need_open(session, client_id)
        if seen is not None:
            now = {"status": was if was in PHONE_STATUS else "", "note": old_note or ""}
            yours = given(status=status, note=note)
            check(seen, now, yours, {"status": "It is", "note": "Note"}.__getitem__,
                  lambda _: who_changed(client_id, ["phone"]),
                  lambda value: PHONE_STATUS.get(value) or numbers_of(client_id).beside(value))  # fmt: skip
        new_note = old_note if note is None else people.clean(note) or None
        status = was if status is None else status
        if (status, new_note) == (was, old_note):
            return False
        at = clock.to_store(clock.now())
        Phone.update(status=status, status_at=at, note=new_note).where(Phone.id == phone_id).execute()
        said = [
            " ".join(filter(None, (phone.number, people.PHONE_STATES.get(each, each), kept)))
            for each, kept in ((was, old_note), (status, new_note))
        ]
        keep_change(session, client_id, "phone", *said)
        finish(session, client_id, "changed a phone", f"phone {phone_id}")
    return True
