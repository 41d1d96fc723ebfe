"""Dispatch: move every clock, then send what is due. Any number of them may run at once: each message is one's."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.crash import record
from topaz_tui.errors import Trouble
from topaz_tui.exchange.parcel import HandOver, Parcel
from topaz_tui.services import outbox
from topaz_tui.services.outbox import Message
from topaz_tui.services.referrals import Run, Told, dispatched, move_clocks, next_message, settle, sweep, ways


def run(settings: Settings, stop: Callable[[], bool] = lambda: False) -> Run:
    """One round: clocks, what broke off, then all that is due. `stop` is asked between two messages."""
    move_clocks(settings)
    sweep(settings)
    counts = dict.fromkeys(("accepted", "later", "refused", "unsure"), 0)
    while not stop() and (message := next_message(settings)):
        told = send(message, settings)
        if told:
            settle(message, told, settings)
            counts[told.result] += 1
    round_ = Run(clock.now(), counts["accepted"], counts["later"], counts["refused"] + counts["unsure"])
    dispatched(round_)
    return round_


def watch(settings: Settings, tell: Callable[[Run], None], tell_trouble: Callable[[str], None]) -> None:
    """Round after round, each so many seconds after the last (the settings' sending.every_seconds), until the process
    is told to end; the message under way is finished first. `tell` hears of each round in which something went."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ending.set())
    while not ending.is_set():
        try:
            done = run(settings, ending.is_set)
        except Trouble as trouble:  # a locked database, a full disk: the next round may do better
            tell_trouble(str(trouble))
        else:
            if done.sent or done.later or done.failed:
                tell(done)
        ending.wait(settings.sending.every_seconds)


def check(settings: Settings) -> list[tuple[bool, str]]:
    """Try each way to each council up to the last step, without sending: does it work, and what the other end says."""
    from topaz_tui.exchange import folder, mail

    found = []
    ways = {"": settings.sending, **{name: own.sending for name, own in settings.councils.items()}}
    for council, sending in ways.items():
        for channel in sending.channels:
            works, words = (
                mail.check(sending.mail) if channel == "mail" else
                folder.check(sending.folder) if channel == "folder" else
                (True, "by hand: a person sends it")
            )  # fmt: skip
            found.append((works, f"{council}: {words}" if council else words))
    return found


def send(message: Message, settings: Settings) -> Told | None:
    """Try it once by its channel; None where it must not go any more."""
    handed_over = False

    def hand_over() -> bool:
        nonlocal handed_over
        handed_over = outbox.handing_over(message, settings.sending.lease_seconds)
        return handed_over

    try:
        return _by_channel(message, settings, hand_over)
    except Trouble as trouble:
        return Told("unsure" if handed_over else "refused", "", str(trouble))
    except Exception as error:  # a fault of our own must not end the round: the others have to go
        words = f"A fault of Topaz's own (reference {record(error)})."
        return Told("unsure" if handed_over else "later", "", words)


def _by_channel(message: Message, settings: Settings, hand_over: HandOver) -> Told | None:
    parcel = Parcel(message)
    sending = ways(message, settings)
    if message.channel == "mail":
        from topaz_tui.exchange import mail

        return mail.send(parcel, sending.mail, hand_over)
    if message.channel == "folder":
        from topaz_tui.exchange import folder

        return folder.send(parcel, sending.folder, hand_over)
    raise Trouble(f"Nothing is sent by '{message.channel}'.", "Look at sending.channels in the settings.")
