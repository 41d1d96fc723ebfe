"""The ways by which a document goes to whom it is for: the council's, by its settings, or those of a service.

A referral back for formal care never goes to those who take concerns: it goes where the council has it of its own, and
where the settings have no such place, a person sends it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from topaz_tui.config import Sending, Settings
from topaz_tui.rules.terms import Channel


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
    Channel.BY_HAND: lambda theirs: "a person",
}
"""The place of its own that a council has for referrals back, by each channel."""


def referrals_back(theirs: Sending) -> Sending:
    """The ways to this council for a referral back: of those for concerns, which have a place of its own for it."""
    mail, folder = theirs.mail, theirs.folder
    channels = tuple(channel for channel in theirs.channels if OF_REFERRALS_BACK[channel](theirs))
    return replace(
        theirs,
        channels=channels or (Channel.BY_HAND,),
        telephone=theirs.referrals_telephone,
        mail=replace(mail, to=mail.referrals_to),
        folder=replace(folder, path=folder.referrals_path),
    )


def way_words(sending: Sending) -> str:
    """How it goes there first, in words: 'by mail', or 'by hand'."""
    first = sending.channels[0] if sending.channels else Channel.BY_HAND
    return first if first == Channel.BY_HAND else f"by {first}"
