"""The ways by which a document goes to whom it is for: the council's, by its settings, or those of a service."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from topaz_tui.config import Sending, Settings


class Reached(Protocol):
    """A service as the list of services has it."""

    @property
    def channel(self) -> str: ...
    @property
    def mail(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


def sending_to(settings: Settings, council: str | None, service: Reached | None, *, back: bool = False) -> Sending:
    """The ways to this service, which are sent by the team's own mail server; to the council, where there is none.
    `back`: it is a referral back, which may have an address of its own there."""
    if service is not None:
        own = settings.sending
        to = replace(own.mail, to=service.mail)
        return replace(own, channels=(service.channel,), telephone=service.phone, mail=to)
    theirs = settings.terms_of(council).sending
    if back and theirs.mail.referrals_to:
        return replace(theirs, mail=replace(theirs.mail, to=theirs.mail.referrals_to))
    return theirs
