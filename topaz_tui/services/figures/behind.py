"""The people behind a figure: exactly those whom it counted, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from topaz_tui.rules import people
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.reading import Reading
from topaz_tui.services import access
from topaz_tui.services import councils as every
from topaz_tui.services.session import Session
from topaz_tui.store.models import Client
from topaz_tui.store.rows import dicts, ids_as_one


@dataclass(frozen=True, slots=True)
class PersonBehind:
    """A person behind a figure. `times` is how often the figure counted them: once, where it counts people."""

    client_id: int
    person_id: str
    name: str
    times: int


def people_behind(session: Session, counted: Iterable[int]) -> tuple[PersonBehind, ...]:
    """The people whom a figure counted, the first by name. Raises NotAllowed where whoever asks may not see the team's
    figures, or no record."""
    session.require(Act.SEE_FIGURES)
    session.require(Act.OPEN_LIST)
    times = Counter(counted)
    access.looked(session, Reading.BEHIND, "", len(times))
    names = Client.title, Client.first_name, Client.last_name, Client.preferred_name
    rows = (
        Client.select(Client.id, Client.person_id, *names)
        .where(Client.id.in_(ids_as_one(times)))
        .order_by(Client.name_key, Client.id)
    )
    return tuple(
        PersonBehind(
            row["id"],
            row["person_id"],
            people.full_name(*(row[each.name] for each in names)) or row["person_id"],
            times[row["id"]],
        )
        for row in dicts(rows)
    )


def councils(session: Session) -> tuple[str, ...]:
    """The councils whose people are on the list. Raises NotAllowed where whoever asks may not see the figures."""
    session.require(Act.SEE_FIGURES)
    return every.names()
