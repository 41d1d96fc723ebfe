"""Of what something is recorded by hand, and who or what there is to choose from in its form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.children.happenings import Of
from topaz_tui.rules.forms import Option
from topaz_tui.rules.statutory.duties import BY_CODE
from topaz_tui.rules.statutory.listing import WORKED_ON
from topaz_tui.services.colleagues import TAKES_WORK
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import due, schools
from topaz_tui.store.models import Client, OrderChild, Worker, YoungPerson


@dataclass(frozen=True, slots=True)
class About:
    """Of what something is recorded: somebody on the list, an order, a school; nothing of them, where it is new."""

    client_id: int | None = None
    order_id: int | None = None
    school_id: int | None = None


def what_of(about: About) -> Of:
    """What it is of which something is recorded."""
    if about.order_id is not None:
        return Of.ORDER
    if about.school_id is not None:
        return Of.SCHOOL
    if about.client_id is None:
        return Of.ANYTHING
    is_one = YoungPerson.select().where(YoungPerson.client == about.client_id).exists()
    return Of.YOUNG_PERSON if is_one else Of.CLIENT


def _posts(_session: Session, about: About) -> Iterable[Option]:
    known = next((each for each in schools.every() if each.id == about.school_id), None)
    there = known.posts if known else ()
    return ((str(each.id), f"{each.post.person}, {each.role}") for each in there if each.post.ended is None)


def _children(_session: Session, about: About) -> Iterable[Option]:
    found: Any = (
        OrderChild.select(OrderChild.client, Client.first_name, Client.last_name, Client.person_id)
        .join(Client, on=OrderChild.client == Client.id)
        .where(OrderChild.court_order == about.order_id, OrderChild.left_on.is_null())
        .order_by(OrderChild.id)
    )
    for each in found.dicts():
        yield str(each["client"]), " ".join(filter(None, (each["first_name"], each["last_name"], each["person_id"])))


def _colleagues(_session: Session, _about: About) -> Iterable[Option]:
    return ((str(row.id), row.name) for row in Worker.select().where(TAKES_WORK).order_by(Worker.name))


def _duties(session: Session, about: About) -> Iterable[Option]:
    if about.client_id is None or what_of(about) != Of.YOUNG_PERSON:
        return
    for item in due.of_client(about.client_id, session):
        if item.state in WORKED_ON:
            by = f", by {clock.format_day(item.by.day)}" if item.by else ""
            yield f"{item.code} {item.anchor}", f"{BY_CODE[item.code].words}{by}"


OPTIONS: Mapping[str, Callable[[Session, About], Iterable[Option]]] = {
    "post": _posts, "posts": _posts, "child": _children, "owner": _colleagues, "named": _colleagues,
    "duty": _duties,
}  # fmt: skip
"""The options of each question of that name. What is due is reckoned where its row asks for it alone."""
