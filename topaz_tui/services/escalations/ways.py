"""The ways by which a document goes to whom it is for: the council's, by its settings, or those of a service.

A referral back for formal care, or work for children's services, never goes to those who take concerns: it goes where
the council has a place of its own for it, and where the settings have none, a person sends it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from topaz_tui.config import Sending, Settings
from topaz_tui.rules.terms import Channel


class Reached(Protocol):
    """A service that people are referred to, as the list of services has it."""

    @property
    def channel(self) -> str: ...
    @property
    def mail(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


def sending_to(settings: Settings, council: str | None, service: Reached | None, *, back: bool = False) -> Sending:
    """The ways to this service, which are sent by the team's own mail server; to the council, where there is none.
    `back`: it is a referral back."""
    if service is not None:
        own = settings.sending
        to = replace(own.mail, to=service.mail)
        return replace(own, channels=(service.channel,), telephone=service.phone, mail=to)
    theirs = settings.terms_of(council).sending
    return referrals_back(theirs) if back else theirs


OF_REFERRALS_BACK: Mapping[str, Callable[[Sending], str | None]] = {
    Channel.MAIL: lambda theirs: theirs.mail.referrals_to,
    Channel.FOLDER: lambda theirs: theirs.folder.referrals_path,
    Channel.BY_HAND: lambda _theirs: "a person",
}
"""The place of its own that a council has for referrals back, by each channel."""


OF_CHILDREN: Mapping[str, Callable[[Sending], str | None]] = {
    Channel.MAIL: lambda theirs: theirs.mail.children_to,
    Channel.FOLDER: lambda theirs: theirs.folder.children_path,
    Channel.BY_HAND: lambda _theirs: "a person",
}
"""That for work for children's services."""


def referrals_back(theirs: Sending) -> Sending:
    """The ways to this council for a referral back: of those for concerns, which have a place of its own for it."""
    mail, folder = theirs.mail, theirs.folder
    own = replace(
        theirs,
        telephone=theirs.referrals_telephone,
        mail=replace(mail, to=mail.referrals_to),
        folder=replace(folder, path=folder.referrals_path),
    )
    return _with_a_place(own, theirs, OF_REFERRALS_BACK)


def for_children(theirs: Sending) -> Sending:
    """The ways to this council for plans and reports of children's services: they go to no one who takes concerns."""
    mail, folder = theirs.mail, theirs.folder
    own = replace(
        theirs,
        telephone=None,
        mail=replace(mail, to=mail.children_to),
        folder=replace(folder, path=folder.children_path),
    )
    return _with_a_place(own, theirs, OF_CHILDREN)


def _with_a_place(own: Sending, theirs: Sending, places: Mapping[str, Callable[[Sending], str | None]]) -> Sending:
    """Those of the council's ways that lead to such a place; by hand, where none does."""
    channels = tuple(channel for channel in theirs.channels if places[channel](theirs))
    return replace(own, channels=channels or (Channel.BY_HAND,))


def who_sends(settings: Settings) -> str:
    """Who sends what is due, in words."""
    if settings.sending.at_work:
        return "whoever has Topaz open sends what is due, and dispatch accounts do"
    return "managers send what is due, and dispatch accounts do; nobody else (sending.at_work is false)"


def fixed(sending: Sending, channel: str, goes_to: str | None) -> Sending:
    """The ways, with the address or folder that was fixed for this message as it was put in, whatever the settings have
    now."""
    if goes_to and channel == Channel.MAIL:
        return replace(sending, mail=replace(sending.mail, to=goes_to))
    if goes_to and channel == Channel.FOLDER:
        return replace(sending, folder=replace(sending.folder, path=goes_to))
    return sending


def way_words(sending: Sending) -> str:
    """The first way, in words: 'by mail', or 'by hand'."""
    first = sending.channels[0] if sending.channels else Channel.BY_HAND
    return first if first == Channel.BY_HAND else f"by {first}"
