"""Dispatch: move every clock, then send what is due. Any number of them may run at once: each message is one's."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue

from topaz_tui import clock
from topaz_tui.crash_log import log_error
from topaz_tui.errors import UserError
from topaz_tui.exchange.delivery.channels import CHANNELS, no_such_way
from topaz_tui.exchange.delivery.package import HandOver, packed
from topaz_tui.rules.correspondence import LetterWay
from topaz_tui.rules.referrals import MessageKind, Result, automatic
from topaz_tui.services import backups, connection, correspondence, legible, nobody
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.api import (
    Run,
    SendResult,
    advance_deadlines,
    dispatched,
    next_message,
    settle_within,
    sweep,
    ways,
)
from topaz_tui.services.escalations.outbox import Message
from topaz_tui.services.escalations.ways import for_children, referrals_back
from topaz_tui.services.session import JobSession

ENDS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")


@dataclass(frozen=True, slots=True)
class Round:
    """One round, and what this process lacked to send all that was due."""

    run: Run
    lacks: tuple[str, ...]


def run(session: JobSession, stop: Callable[[], bool] = lambda: False) -> Round:
    """One round: clocks, what broke off, then all that is due and that this process can send. `stop` is asked between
    two messages."""
    advance_deadlines(session)
    sweep(session)
    counts = dict.fromkeys(Result, 0)
    lacks: dict[str, None] = {}

    def able(message: Message) -> bool:
        if why := lacking(session, message):
            lacks[why] = None
        return not why

    def so_far() -> Run:
        return Run(
            clock.now(), counts[Result.ACCEPTED], counts[Result.LATER], counts[Result.REFUSED], counts[Result.UNSURE]
        )

    while not stop() and (message := next_message(session, able)):
        told, made = send(session, message)
        if told:
            counts[told.result] += 1
            settle_within(session, so_far(), message, told, made)
    if not stop():
        from topaz_tui.exchange.delivery import printing

        lacks |= dict.fromkeys(printing.to_folder(session))
    dispatched(session, so_far())
    return Round(so_far(), tuple(lacks))


def lacking(session: JobSession, message: Message) -> str | None:
    """Why this process can't send it, in a sentence: its settings don't have this way to this council, or it has no
    password; None where it can."""
    try:
        sending = ways(session, message)
    except UserError:
        return f"Message {message.id} in the outbox belongs to no concern on the board."
    if _is_text(message):
        from topaz_tui.exchange.delivery import texts

        return texts.able(session.settings.letters.texts)
    channel = CHANNELS.get(message.channel)
    return channel.lacks(sending, message) if channel else no_such_way(sending, message)


def _is_text(message: Message) -> bool:
    """Is it a text message to somebody? They alone are sent any, by the team's own gateway."""
    return message.kind == MessageKind.PERSONAL and message.channel == LetterWay.TEXT


def watch(load: Callable[[], JobSession], tell: Callable[[Run], None], tell_trouble: Callable[[str], None]) -> None:
    """Round after round, each so many seconds after the last (the settings' sending.every_seconds), until the process
    is told to end; the message under way is finished first. The settings are read anew for each round. `tell` hears of
    each round in which something went; no fault of one round ends the next."""
    # A signal may come in the middle of any wait: an Event that waits holds its own lock, and `set` would wait for it.
    told: list[int] = []
    woken = SimpleQueue[None]()

    def end(number: int, _frame: object) -> None:
        told.append(number)
        woken.put(None)

    for name in ENDS:
        if hasattr(signal, name):  # a system has some of them
            signal.signal(getattr(signal, name), end)
    session, keeping = load(), threading.Thread()
    while not told:
        try:
            session = load()
            done = run(session, lambda: bool(told))
            # What is done once a day may take minutes, and nothing waits for it.
            if not keeping.is_alive() and _is_day_due(session):
                keeping = threading.Thread(target=_back_up, args=(session, tell_trouble), daemon=True)
                keeping.start()
        except UserError as trouble:  # a wrong setting, a locked database, a full disk: the next round may do better
            tell_trouble(str(trouble))
        except Exception as error:
            tell_trouble(f"A fault of Topaz's own (reference {log_error(error)}); it goes on.")
        else:
            for words in done.lacks:
                tell_trouble(words)
            if done.run.sent or done.run.later or done.run.failed or done.run.unsure:
                tell(done.run)
        with contextlib.suppress(Empty):
            woken.get(timeout=session.settings.sending.every_seconds)


def _is_day_due(session: JobSession) -> bool:
    """Is something still to be done of what `daily` does?"""
    return backups.due(session) or legible.due(session) or nobody.due(session, clock.now())


def _back_up(session: JobSession, tell_trouble: Callable[[str], None]) -> None:
    """What is done once a day, in a thread of its own."""
    try:
        for words in daily(session):
            tell_trouble(words)
    except UserError as trouble:
        tell_trouble(str(trouble))
    finally:
        connection.close()


def daily(session: JobSession) -> tuple[str, ...]:
    """What is done once a day: look through all that is kept, ask of everybody what becomes of them, and back it up.
    Returns what went wrong, in words."""
    legible.daily(session)
    nobody.daily(session, clock.now())
    return backups.daily(session)


def check(session: JobSession) -> list[tuple[bool, str]]:
    """Try each way to each council up to the last step, without sending: does it work, and what the other end says."""
    found, settings = [], session.settings
    ways_to = {"": settings.sending, **{name: own.sending for name, own in settings.councils.items()}}
    for council, sending in ways_to.items():
        back = referrals_back(sending)
        for channel in sending.channels:
            works, words = CHANNELS[channel].check(session, sending)
            found.append((works, f"{council}: {words}" if council else words))
        for what, theirs in (("referrals back", back), ("children's services", for_children(sending))):
            for channel in automatic(theirs.channels):
                works, words = CHANNELS[channel].check(session, theirs)
                found.append((works, f"{council + ': ' if council else ''}{what}: {words}"))
    if settings.letters.texts.url:
        from topaz_tui.exchange.delivery import texts

        found.append(texts.check(settings.letters.texts))
    return found


def send(session: JobSession, message: Message) -> tuple[SendResult | None, datetime]:
    """Try a message once by its channel. Returns how that ended (None where the outbox no longer lets it go), and when
    the document was made."""
    made = clock.now()
    if outbox.damaged(session, message):
        return SendResult(
            Result.REFUSED, "", "What Topaz keeps of this message can't be read: nothing was sent of it."
        ), made
    asked = handed_over = False

    def hand_over() -> bool:
        nonlocal asked, handed_over
        asked = True
        handed_over = outbox.handing_over(session, message)
        return handed_over

    try:
        return _by_channel(session, message, hand_over), made
    except UserError as trouble:
        result: Result = Result.UNSURE if handed_over else Result.LATER
        # That the database could not be written as it was to be handed over is our own affair, and mends itself.
        words = "Topaz could not write down that it hands it over." if asked else str(trouble)
        return SendResult(result, "", words), made
    except Exception as error:  # a fault of our own must not end the round: the others have to go
        words = f"A fault of Topaz's own (reference {log_error(error)})."
        return SendResult(Result.UNSURE if handed_over else Result.LATER, "", words), made


def _by_channel(session: JobSession, message: Message, hand_over: HandOver) -> SendResult | None:
    if message.kind == MessageKind.PERSONAL and (why := correspondence.sending.held_back(session, message)):
        return SendResult(Result.REFUSED, "", f"Held back: {why}.")
    if _is_text(message):
        from topaz_tui.exchange.delivery import texts

        letter, gateway = correspondence.sending.letter_of(session, message), session.settings.letters.texts
        return texts.send(letter.sent_to, letter.text, gateway, message.message_id, hand_over)
    channel = CHANNELS.get(message.channel)
    if channel is None or channel.send is None:
        raise ValueError(f"nothing goes by {message.channel}")
    return channel.send(packed(session, message), ways(session, message), hand_over)
