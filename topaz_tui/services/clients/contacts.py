"""The contacts of a client: add one, and change what is known of them."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import people
from topaz_tui.services import access
from topaz_tui.services.clients.changes import client_row, finish, given, keep_change, record, who_changed
from topaz_tui.services.conflicts import check
from topaz_tui.services.safety import numbers_of
from topaz_tui.services.session import Session
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Contact

_CONTACT = ("name", "relation", "may_be_told", "authority_seen", "phone")


def save_contact(
    session: Session,
    client_id: int,
    contact_id: int | None,
    *,
    name: str | None = None,
    relation: str | None = None,
    phone: str | None = None,
    may_be_told: str | None = None,
    authority_seen: str | None = None,
    seen: Mapping[str, str] | None = None,
) -> int | None:
    """Add a contact of the client (`contact_id` None), or change one. None leaves a field as it is, '' empties it.
    `seen` is what the form showed of the contact: raises EditConflict where that is no longer so. Raises Invalid
    without a name, and for a telephone number that can't be one. Returns the contact's id, or None where nothing was
    changed."""
    number = people.parse_phone(phone) if phone and phone.strip() else None
    if phone and phone.strip() and number is None:
        raise Invalid("That can't be a phone number.", "Write all its digits, such as 020 7946 0123.", "phone")
    typed = given(name=name, relation=relation, may_be_told=may_be_told, authority_seen=authority_seen)
    with transaction():
        access.need_open(session, client_id)
        client_row(client_id, ("id",))
        was: dict[str, str | None] = dict.fromkeys(_CONTACT)
        if contact_id is not None:
            contact = record(Contact, contact_id)
            was = {field: getattr(contact, field) for field in _CONTACT}
        if seen is not None:
            now = {field: value or "" for field, value in was.items()}
            now["phone"] = people.format_phone(now["phone"]) if now["phone"] else ""
            yours = typed | ({} if phone is None else {"phone": people.format_phone(number.number) if number else ""})
            check(seen, now, yours, lambda field: field.replace("_", " ").capitalize(),
                  lambda _: who_changed(client_id, ["contact"]), numbers_of(client_id).beside)  # fmt: skip
        new = {field: typed.get(field, old) or None for field, old in was.items()}
        new["phone"] = was["phone"] if phone is None else number.number if number else None
        if not new["name"]:
            raise Invalid("A contact needs a name.", "Write who they are, such as 'the neighbour'.")
        if contact_id is None:
            at = clock.to_store(clock.now())
            contact_id = Contact.insert(client=client_id, source="worker", added_at=at, **new).execute()
            keep_change(session, client_id, "contact", None, _contact_words(**new))
        else:
            if new == was:
                return None
            number_is = {} if new["phone"] == was["phone"] else {"phone_status": None}
            Contact.update(**new, **number_is).where(Contact.id == contact_id, Contact.client == client_id).execute()
            keep_change(session, client_id, "contact", _contact_words(**was), _contact_words(**new))
        finish(session, client_id, "saved a contact", f"contact {contact_id}")
    return int(contact_id)


def _contact_words(
    *, name: str | None, relation: str | None, may_be_told: str | None, authority_seen: str | None, phone: str | None
) -> str:
    """The columns of _CONTACT in one line, for the changes."""
    said = (
        name,
        relation,
        f"may be told: {may_be_told}" if may_be_told else "",
        f"authority: {authority_seen}" if authority_seen else "",
        phone,
    )
    return ", ".join(filter(None, said))
