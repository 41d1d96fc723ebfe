"""The councils whose people are on the list, as somebody types one."""

from __future__ import annotations

from topaz_tui.errors import NotFound
from topaz_tui.rules import people
from topaz_tui.services.session import AnySession
from topaz_tui.store.models import Client
from topaz_tui.store.rows import dicts


def named(_session: AnySession, typed: str | None) -> str | None:
    """The council as the list has it, whatever its case and blanks; None for none. Raises NotFound where nobody on the
    list is of it, with those that are there."""
    if typed is None:
        return None
    rows = Client.select(Client.council).where(Client.council.is_null(False)).distinct().order_by(Client.council)
    known = [str(row["council"]) for row in dicts(rows)]
    if typed in known:
        return typed
    found = [each for each in known if people.fold(each) == people.fold(typed)]
    if len(found) != 1:
        there = f"These are there: {', '.join(known)}." if known else "No council stands with anybody on the list."
        raise NotFound(f"Nobody on the list is of '{typed}'.", there)
    return found[0]
