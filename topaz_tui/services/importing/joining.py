"""A file brings somebody who was added by hand: the record that is there gets the council's ID, and is brought up to
date like any other. Where it is not sure, the file's person is new, and both wait as a pair to be judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from topaz_tui.rules import people
from topaz_tui.rules.people import matching
from topaz_tui.services import pairs
from topaz_tui.services.importing.imported_person import FACTS, ImportedPerson
from topaz_tui.store import audit
from topaz_tui.store.audit import LoggedAction
from topaz_tui.store.models import Change, Client

_KNOWN = tuple(FACTS.index(name) for name in ("first_name", "last_name", "preferred_name", "born_on", "nhs_number"))
_POSTCODE = FACTS.index("postcode")


class Joined(NamedTuple):
    """Whose record got the council's ID."""

    client_id: int
    said: ImportedPerson


def join(
    new: Iterable[ImportedPerson], worker_id: int, at: str, before: Callable[[Sequence[int]], None]
) -> list[Joined]:
    """Give the ID of each to the one record that was added by hand and is surely theirs. Part of the caller's
    transaction;
    `before` is told whose record is about to be changed."""
    waiting = _waiting()
    if not waiting:
        return []
    joined = []
    for said in new:
        fits = [id for id, known in waiting.items() if matching.surely(known, _known(said))]
        if len(fits) == 1:
            del waiting[fits[0]]
            before(fits)
            _rename(fits[0], said.person_id, worker_id, at)
            joined.append(Joined(fits[0], said))
    return joined


def added_by_hand(said: ImportedPerson) -> int | None:
    """The one who was added by hand and is surely this person, where there is one."""
    fits = [id for id, known in _waiting().items() if matching.surely(known, _known(said))]
    return fits[0] if len(fits) == 1 else None


def _waiting() -> dict[int, matching.Known]:
    """Those who were added by hand, and have no council's ID yet."""
    by_hand = Client.select(Client.id, Client.person_id).where(Client.added_by.is_null(False))
    return pairs.known([each.id for each in by_hand if people.is_hand_id(each.person_id)])


def _known(said: ImportedPerson) -> matching.Known:
    first, last, preferred, born, nhs = (str(said.facts[place]) for place in _KNOWN)
    postcode = str(said.facts[_POSTCODE])
    numbers = frozenset(phone.number for phone in said.phones if not phone.retired)
    return matching.Known(first, last, preferred, born or None, nhs or None, postcode or None, numbers)


def _rename(client_id: int, person_id: str, worker_id: int, at: str) -> None:
    was = Client.select(Client.person_id).where(Client.id == client_id).scalar()
    Client.update(person_id=person_id, version=Client.version + 1).where(Client.id == client_id).execute()
    Change.insert(
        client=client_id, worker=worker_id, field="person_id", was=was, now=person_id, changed_at=at
    ).execute()
    audit.record(worker_id, LoggedAction.JOINED, client_id)
