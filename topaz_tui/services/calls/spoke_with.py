"""Through whom a call's review goes: the contact, as what they speak, and what was seen of their authority."""

from __future__ import annotations

from collections.abc import Collection

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules import representatives as rules
from topaz_tui.rules.forms import Answers, settled
from topaz_tui.rules.representatives import NEED_AUTHORITY, SpokeWith
from topaz_tui.services.calls.record import CallRecord, OtherWhoAnswered
from topaz_tui.services.calls.who_answered import contact_of
from topaz_tui.services.clients import authorities
from topaz_tui.services.reviews import Through
from topaz_tui.store.models import Contact

NOT_YET = "Nothing is saved yet."


def through_whom(worker_id: int, records: Collection[int], call: CallRecord, at: str) -> Through:
    """Keep who spoke for the person, or with them; part of the call's transaction. Raises Invalid where their authority
    is said to be on record, and none that holds is."""
    if not call.spoke_with or call.spoke_with.get("through") == SpokeWith.PERSON:
        return Through()
    given = settled(rules.in_a_call(()), call.spoke_with, clock.now())
    contact_id = _contact(records, call.client_id, given, at)
    acts_as = str(given["acts_as"])
    known = authorities.roles(records, clock.today()).get(contact_id, authorities.NO_ROLE)
    on_record = known.acts_as == acts_as and (acts_as not in NEED_AUTHORITY or given["seen"] == rules.AS_ON_RECORD)
    if acts_as in NEED_AUTHORITY and given["seen"] == rules.AS_ON_RECORD and not (on_record and known.holds):
        raise Invalid(f"{rules.KIND[acts_as].words}: nothing on record holds now. Say what was seen.", NOT_YET)
    whose = Contact.get_by_id(contact_id).client_id
    authority = known.authority if on_record else authorities.write(worker_id, whose, contact_id, given)
    return Through(str(given["through"]), contact_id, acts_as, str(given["why"]), authority)


def _contact(records: Collection[int], client_id: int, given: Answers, at: str) -> int:
    if given["who"] == rules.NEW:
        who = OtherWhoAnswered(str(given.get("name") or ""), str(given.get("relation") or ""))
        new = contact_of(client_id, who, at)
        assert new is not None  # there is a name
        return new
    found = Contact.get_or_none(Contact.id == int(str(given["who"])), Contact.client.in_(list(records)))
    if found is None:
        raise Conflict("Whoever spoke for them is no longer among their contacts.", "Choose who it is again (ctrl+y).")
    return int(found.id)
