"""The ways in which a document goes out, a row each: what this process lacks for it, how it is tried, how it sends.

The module of a way is loaded as it is first used: a dispatch that sends nothing by mail needs no TLS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from topaz_tui.config import Folder, Sending
from topaz_tui.exchange.delivery.package import HandOver, Package, packed
from topaz_tui.rules.terms import Channel
from topaz_tui.services import unread
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.api import SendResult, ways
from topaz_tui.services.escalations.outbox import Message
from topaz_tui.services.session import JobSession


@dataclass(frozen=True, slots=True)
class DeliveryChannel:
    """One way. `lacks` says what this process lacks to send this message so, in a sentence, and None where it can;
    `check` goes up to the last step without sending: does it work, and what the other end says. `send` hands a package
    over: None where a person does."""

    lacks: Callable[[Sending, Message], str | None]
    check: Callable[[JobSession, Sending], tuple[bool, str]]
    send: Callable[[Package, Sending, HandOver], SendResult | None] | None


def no_such_way(_: Sending, message: Message) -> str:
    """That the settings have nothing for the message's channel."""
    return f"Something waits to go by {message.channel}, and the settings here do not say how."


# Mail


def _mail_lacks(sending: Sending, message: Message) -> str | None:
    from topaz_tui.exchange.delivery import mail

    if not (sending.mail.server and sending.mail.sender and (message.recipient or sending.mail.to)):
        return no_such_way(sending, message)
    return mail.able(sending.mail, message)


def _check_mail(_: JobSession, sending: Sending) -> tuple[bool, str]:
    from topaz_tui.exchange.delivery import mail

    return mail.check(sending.mail)


def _send_mail(package: Package, sending: Sending, hand_over: HandOver) -> SendResult | None:
    from topaz_tui.exchange.delivery import mail

    return mail.send(package, sending.mail, hand_over)


# Folder


def _folder_lacks(sending: Sending, message: Message) -> str | None:
    return None if sending.folder.path else no_such_way(sending, message)


def _check_folder(session: JobSession, sending: Sending) -> tuple[bool, str]:
    from topaz_tui.exchange.delivery import folder

    return folder.check(sending.folder, _waiting_for(session, sending.folder))


def _waiting_for(session: JobSession, folder: Folder) -> list[str]:
    """The names under which what waits is to go to this folder."""
    names = []
    for message in outbox.waiting(session, Channel.FOLDER):
        with unread.aside("outbox", message.id):
            if ways(session, message).folder == folder:
                names.append(packed(session, message).name)
    return names


def _send_to_folder(package: Package, sending: Sending, hand_over: HandOver) -> SendResult | None:
    from topaz_tui.exchange.delivery import folder

    return folder.send(package, sending.folder, hand_over)


# By hand


def _check_by_hand(_session: JobSession, _sending: Sending) -> tuple[bool, str]:
    return True, "by hand: a person sends it"


CHANNELS: Mapping[str, DeliveryChannel] = {
    Channel.MAIL: DeliveryChannel(_mail_lacks, _check_mail, _send_mail),
    Channel.FOLDER: DeliveryChannel(_folder_lacks, _check_folder, _send_to_folder),
    Channel.BY_HAND: DeliveryChannel(no_such_way, _check_by_hand, None),
}
"""Each Channel of rules/terms.py. What the settings must have for one: config/file.py, NEEDED_SETTINGS; where it has a
place of its own for a referral back: services/escalations/ways.py, OF_REFERRALS_BACK."""
