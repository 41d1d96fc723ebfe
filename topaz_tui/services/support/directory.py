"""The services that somebody can be referred to, with how each is reached: a list that a manager keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from topaz_tui import clock
from topaz_tui.config import ADDRESS
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import support as rules
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.terms import Channel
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Service
from topaz_tui.store.rows import columns, objects

LONGEST = 200  # letters of anything that is said of a service


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service as the list has it. `channel` is 'mail' or 'by hand'; a retired one takes no more referrals."""

    id: int
    name: str
    kind: str
    channel: str
    mail: str | None
    phone: str | None
    address: str | None
    note: str | None
    retired_at: str | None
    version: int

    @property
    def kind_words(self) -> str:
        return rules.SERVICE_KIND[self.kind].words if self.kind in rules.SERVICE_KIND else "(unreadable)"

    @property
    def goes(self) -> str:
        """How a referral goes to the service: 'by mail', or 'by hand'."""
        return "by mail" if self.channel == Channel.MAIL else Channel.BY_HAND

    @property
    def way(self) -> str:
        """How the service is reached, in words: 'mail to x@y', or 'by hand'."""
        return f"mail to {self.mail}" if self.channel == Channel.MAIL else "by hand"


FIELDS = ("name", "kind", "channel", "mail", "phone", "address", "note")
"""What is said of a service, in the order of its form."""


def lines(session: AnySession, *, retired: bool = False) -> tuple[ServiceLine, ...]:
    """All services by their names; those that were retired last, and only where they are asked for."""
    found = Service.select(*columns(Service, ServiceLine)).order_by(Service.retired_at.is_null(False), Service.name)
    every = tuple(objects(found, ServiceLine))
    return every if retired else tuple(each for each in every if not each.retired_at)


def add(session: Session, name: str, kind: str, channel: str, **more: str | None) -> int:
    """Add a service; returns its number. Raises UserError where something is missing or wrong, or one of that name is
    there."""
    session.require(Act.KEEP_SERVICES)
    given = _sound({"name": name, "kind": kind, "channel": channel, **more})
    with transaction():
        _alone(given["name"] or "", None)
        row = Service.create(**given, added_by=session.worker_id, added_at=clock.to_store(clock.now()))
        audit.record(session.worker_id, "added a service", subject=f"service {row.id}")
        return int(row.id)


def change(session: Session, named: str, **new: str | None) -> None:
    """Change the service of this name; None leaves a field as it is. Referrals that went out before are not changed."""
    session.require(Act.KEEP_SERVICES)
    with transaction():
        row = _named(named)
        known = {field: getattr(row, field) for field in FIELDS}
        given = _sound({**known, **{field: words for field, words in new.items() if words is not None}})
        if given == known:
            raise Invalid("Nothing was changed.", "Say what is new.")
        _alone(given["name"] or "", row.id)
        Service.update(**given, version=Service.version + 1).where(Service.id == row.id).execute()
        audit.record(session.worker_id, "changed a service", subject=f"service {row.id}")


def retire(session: Session, name: str) -> None:
    """Take a service off the list: it gets no more referrals. Those that it has go on to their end."""
    _retired(session, name, retired=True)


def take_up(session: Session, name: str) -> None:
    """Put a service that was retired back on the list."""
    _retired(session, name, retired=False)


def _retired(session: Session, name: str, *, retired: bool) -> None:
    session.require(Act.KEEP_SERVICES)
    with transaction():
        row = _named(name)
        if bool(row.retired_at) == retired:
            is_so = "retired" if retired else "on the list"
            raise Conflict(f"{row.name} is {is_so} already.", "There is nothing to do.")
        at = clock.to_store(clock.now()) if retired else None
        Service.update(retired_at=at, version=Service.version + 1).where(Service.id == row.id).execute()
        action = "retired a service" if retired else "put a service back on the list"
        audit.record(session.worker_id, action, subject=f"service {row.id}")


def _named(name: str) -> Service:
    found = next((row for row in Service.select() if row.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise NotFound(f"There is no service '{name}'.", "'topaz services list' has them all.")
    return found


def _alone(name: str, but: int | None) -> None:
    for row in Service.select(Service.id, Service.name):
        if row.id != but and row.name.casefold() == name.casefold():
            raise Conflict(f"There is a service '{row.name}' already.", "Change that one, or give another name.")


def _sound(given: Mapping[str, str | None]) -> dict[str, str | None]:
    """The answers about a service, trimmed. Raises UserError, with the field, for what can't be kept."""
    said = {field: " ".join((given.get(field) or "").split()) or None for field in FIELDS}
    for field, words in said.items():
        if words and len(words) > LONGEST:
            raise Invalid(f"That is longer than {LONGEST} letters.", "Shorten it.", field)
    if not said["name"]:
        raise Invalid("A service needs a name.", "Write it as colleagues know it.", "name")
    if said["kind"] not in rules.SERVICE_KIND:
        raise Invalid("Say what kind of service it is.", f"One of: {', '.join(rules.SERVICE_KIND)}.", "kind")
    if said["channel"] not in rules.CHANNELS:
        raise Invalid("Say how it is reached.", f"One of: {', '.join(rules.CHANNELS)}.", "channel")
    if said["mail"] and not ADDRESS.fullmatch(said["mail"]):
        raise Invalid(f"'{said['mail']}' is no mail address.", "Write it as name@domain.", "mail")
    if said["channel"] == Channel.MAIL and not said["mail"]:
        raise Invalid("It is reached by mail, and has no address.", "Give the address, or choose 'by hand'.", "mail")
    return said
