"""Somebody else who answered a call."""

from __future__ import annotations

from topaz_tui.rules import people
from topaz_tui.services.calls.record import OtherWhoAnswered
from topaz_tui.store.models import Contact


def contact_of(client_id: int, answered: OtherWhoAnswered | None, at: str) -> int | None:
    """The contact who answered. A known contact of that name is updated; otherwise one is added."""
    if answered is None:
        return None
    name = answered.name.strip() or "Name not given"
    given = {
        "relation": answered.relation.strip(),
        "phone": answered.phone.strip(),
        "may_be_told": answered.may_be_told.strip(),
        "authority_seen": answered.authority_seen.strip(),
    }
    given = {field: value for field, value in given.items() if value}
    for known in Contact.select().where(Contact.client == client_id):
        same_relation = people.fold(known.relation or "") == people.fold(answered.relation)
        if people.fold(known.name) == people.fold(name) and (answered.name.strip() or same_relation):
            if given:
                number_is = {"phone_status": None} if given.get("phone", known.phone) != known.phone else {}
                Contact.update(**given, **number_is).where(Contact.id == known.id).execute()
            return int(known.id)
    row = Contact.create(client=client_id, name=name, source="call", added_at=at, **given)
    return int(row.id)
