"""The councils whose people are on the list: each is one, in however many ways files have written its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from peewee import fn

from topaz_tui.errors import Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.services.session import AnySession
from topaz_tui.store.models import Client, FamilyOrder, School, Work, WorkCommission

Spellings = tuple[str, ...]
"""The ways in which the list has one council; none of them where nobody on it is of that council."""


def named(_session: AnySession, typed: str | None) -> str | None:
    """The council as it is called here, however its name is written; None for none. Raises NotFound where nobody on
    the list is of it, with those that are there."""
    if typed is None:
        return None
    nobody = f"Nobody on the list is of '{typed}'."
    return _one_of(written(), typed, nobody, "No council stands with anybody on the list.")


def of_children(session: AnySession, typed: str | None) -> str | None:
    """The same for children's services, of which a council may be with no young person: with a school, an order, a
    piece of work or a commission; '' is the team's own. Raises NotFound as `named`, Invalid where the team has none."""
    if typed is None:
        return None
    settings = session.settings
    typed = typed.strip() or settings.council or ""
    if not typed:
        raise Invalid("The settings name no council that is the team's own.", "Name one: --council NAME.")
    there: set[str] = {*written(), *settings.councils, *filter(None, (settings.council,))}
    for table in (School, FamilyOrder, Work, WorkCommission):
        there.update(filter(None, (row.council for row in table.select(table.council).distinct())))
    return _one_of(there, typed, f"No council '{typed}' is known here.", "None is known yet.")


def _one_of(there: Iterable[str], typed: str, unknown: str, none: str) -> str:
    """What the council is called that is typed. Raises NotFound where it is none of these, and says them."""
    called = people.one_spelling(there)
    for each, name in called.items():
        if people.same_council(each, typed):
            return name
    raise NotFound(unknown, f"These are there: {', '.join(sorted({*called.values()}))}." if called else none)


def names(most: int | None = None) -> tuple[str, ...]:
    """What each council of the list is called, the first in the alphabet first; with `most`, of so many spellings."""
    return tuple(sorted({*people.one_spelling(islice(written(), most)).values()}))


def spellings(council: str | None) -> Spellings | None:
    """How the list writes this council; None of no council, which is all of them."""
    if council is None:
        return None
    return tuple(people.spellings_of(council, written()))


def of(council: str | None) -> tuple[Any, ...]:
    """The conditions under which somebody is of this council; None asks for nothing."""
    return of_these(spellings(council))


def of_these(written_as: Spellings | None) -> tuple[Any, ...]:
    """The same, where it is known how the list writes it."""
    return () if written_as is None else (Client.council.in_(written_as),)


def written() -> Iterator[str]:
    """Each way in which a council stands on the list, by a look into the index for one after the other: nobody reads
    through a list for a handful of names."""
    name = None
    while True:
        after = Client.council > name if name is not None else Client.council.is_null(False)
        name = Client.select(fn.min(Client.council)).where(after).scalar()
        if name is None:
            return
        yield str(name)
