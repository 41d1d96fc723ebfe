"""Why somebody is not to be called now: in big words, and in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.grammar import does, sentence_case
from topaz_tui.rules import contact_safety as rules
from topaz_tui.rules import people
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.queue import Away
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import unread
from topaz_tui.services.clients.lines import PhoneLine
from topaz_tui.services.session import Session


def day(id: int, text: str | None) -> date | None:
    """The day in this column of a client; None where it is empty or can't be read."""
    return unread.value("client", id, date.fromisoformat, text)


NUMBER_UNREAD = "A number can't be read"
_STOPPED_WORDS: Mapping[str, str] = {
    CallStop.DIED: "HAS DIED",
    CallStop.MOVED: "HAS MOVED AWAY",
    CallStop.REFUSED: "ASKED NOT TO BE CALLED AGAIN",
    CallStop.NOBODY: "A RECORD OF NOBODY",
}
_NEVER_CALL: Mapping[str, str] = {
    CallStop.DIED: "They have died: nobody calls.",
    CallStop.MOVED: "They have moved away: nobody calls.",
    CallStop.REFUSED: "They asked not to be called again.",
    CallStop.NOBODY: "The record is of nobody: there is nobody to call.",
}


def banner_of(row: dict[str, Any], now: datetime) -> tuple[str, ...]:
    """The lines in big words at the top of the client's page: died, moved away, asked not to be called, away."""
    lines = []
    died = day(row["id"], row["died_on"])
    if row["stopped"] == CallStop.DIED or row["died_on"]:
        lines.append("HAS DIED" + (f" on {clock.format_day(died)}" if died else ""))
    elif row["stopped"]:
        lines.append(_STOPPED_WORDS.get(row["stopped"], "NOT TO BE CALLED: why can't be read") + _looked_at(row))
    if is_away(row, now):
        until = _away_until(row)
        where = "IN HOSPITAL" if row["away"] == Away.HOSPITAL else "AWAY"
        lines.append(where + (f" until {clock.format_day(clock.local(until).date())}" if until else ", no date known"))
    return tuple(lines)


def _looked_at(row: dict[str, Any]) -> str:
    """Of somebody who asked not to be called: on which day a manager asks whether that is still so."""
    again = day(row["id"], row["look_on"]) if row["stopped"] == CallStop.REFUSED else None
    return f", looked at again on {clock.format_day(again)}" if again else ""


def _away_until(row: dict[str, Any]) -> datetime | None:
    return unread.value("client", row["id"], clock.from_store, row["away_until"])


def is_away(row: dict[str, Any], now: datetime) -> bool:
    """Are they in hospital, or away, at this moment?"""
    return queue_rules.is_away(row["away"], _away_until(row), now)


def a_number_is_unread(phones: tuple[PhoneLine, ...]) -> bool:
    """Is there a number whose status can't be read, so that nobody knows whether it is usable?"""
    return any(phone.status not in people.PHONE_STATES for phone in phones)


def why_no_call(
    session: Session,
    stopped: str | None,
    banner: tuple[str, ...],
    decided: rules.SafetyDecision,
    phones: tuple[PhoneLine, ...],
    colleague: str | None,
    outside: str,
    *,
    in_doubt: bool,
) -> str | None:
    """Why a worker can't begin a call now, in a sentence; None where they can. `stopped` is a code of CallStop,
    `banner` what the page says in big words, `colleague` who is with the person now, if that is somebody else, and
    `outside` what is said outside the person's safe times."""
    if stopped:
        return _NEVER_CALL.get(stopped, "Calls were stopped, and why can't be read: ask your manager.")
    # Who may show them gives the reason before a number is shown there.
    if decided.hides_numbers and not session.may(Act.SHOW_NUMBERS):
        return f"{decided.why_hidden}: a manager may show the numbers, with a reason (v)."
    if in_doubt:
        return "Somebody has to look at what the council's file says first."
    if banner:
        return f"{sentence_case(banner[0])}."
    if colleague:
        return f"{does(colleague, 'is')} with this person now."
    if not any(phone.status == PhoneStatus.USABLE for phone in phones):
        if a_number_is_unread(phones):
            return f"{NUMBER_UNREAD}: tell whoever looks after Topaz, or add it anew (p)."
        return "There is no usable number: add one (p)."
    return f"{outside}." if outside else None
