"""The councils whose people are on the list, as somebody types one."""

from __future__ import annotations

from topaz_tui.errors import Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.services.session import AnySession
from topaz_tui.store.models import Client
from topaz_tui.store.rows import dicts


def named(_session: AnySession, typed: str | None) -> str | None:
    """The council as the list spells it, for whatever spelling was typed; None where nothing was. Raises NotFound, with
    the councils that are there, where nobody on the list is of this one; Invalid where the list has several spellings
    and the typed one is none of them."""
    if typed is None:
        return None
    known = _spelled()
    if typed in known:
        return typed
    found = [each for each in known if people.fold(each) == people.fold(typed)]
    found = found or [each for each in known if people.same_council(each, typed)]
    if not found:
        there = f"These are there: {', '.join(known)}." if known else "No council stands with anybody on the list."
        raise NotFound(f"Nobody on the list is of '{typed}'.", there)
    if len(found) > 1:
        written = ", ".join(f"'{each}'" for each in found)
        raise Invalid(
            f"The list has '{typed}' written in {len(found)} ways: {written}.", "Name one as it stands there."
        )
    return found[0]


def written_otherwise(_session: AnySession, council: str | None) -> tuple[str, ...]:
    """The other spellings of this council on the list: the people who stand there under one of them do not count as its
    people."""
    others = _spelled() if council is not None else ()
    return tuple(each for each in others if each != council and people.same_council(each, str(council)))


def _spelled() -> list[str]:
    """Every spelling of a council that stands with anybody on the list, in order."""
    rows = Client.select(Client.council).where(Client.council.is_null(False)).distinct().order_by(Client.council)
    return [str(row["council"]) for row in dicts(rows)]
