"""How somebody can be written to, by all records that are theirs: the stricter of each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import NotFound
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules import linked, outcomes, people
from topaz_tui.rules.contact_safety import why_no_text
from topaz_tui.rules.correspondence import KIND, LetterWay, Reach
from topaz_tui.rules.people import PhoneStatus
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.queue_words import put_off_cause
from topaz_tui.rules.stops import CallStop
from topaz_tui.services import links, unread, written_times
from topaz_tui.services.safety import safety_of
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Call, Client, Contact, Doubt, Phone
from topaz_tui.store.rows import dicts

SHARED = "Somebody else on the list has the number, too"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is to be written to. `name` is how lists have them, `dear` how a letter addresses them."""

    client_id: int
    records: tuple[int, ...]
    name: str
    on_the_envelope: str
    dear: str
    reach: Reach


def addressee(client_id: int) -> Addressee:
    """Who it is, and how they can be written to. Raises NotFound where nobody has this number."""
    records = links.group_of(client_id)
    rows = {row["id"]: row for row in _rows(tuple(records))}
    if client_id not in rows:
        raise NotFound("This client is not on the list.", "Find them again (F3).")
    own, every = rows[client_id], list(rows.values())
    title, first, last = own["title"], own["first_name"], own["last_name"]
    full = people.full_name(title, first, last)
    mobile, no_text = _mobile(records)
    (away, away_until), (later, later_cause, later_why) = _away(every), _put_off(every)
    return Addressee(
        client_id=client_id, records=records, name=people.full_name(title, first, last, own["preferred_name"]),
        on_the_envelope=full, dear=f"{title} {last}" if title and last else full,
        reach=Reach(
            safety=safety_of(records, clock.today()),
            write_ok=linked.agreed(row["write_ok"] for row in every),
            mail_ok=linked.agreed(row["mail_ok"] for row in every),
            mail=next((row["mail"] for row in (own, *every) if row["mail"] and row["mail_ok"] == 1), None),
            address=own["address"], postcode=own["postcode"],
            mobile=mobile, no_text=no_text,
            stopped=_stop(every), in_doubt=_in_doubt(records),
            away=away, away_until=away_until, reached=_reached(records),
            later=later, later_cause=later_cause, later_why=later_why,
        ),
    )  # fmt: skip


def _mobile(records: Sequence[int]) -> tuple[str | None, str]:
    """The first mobile to which a text may go, by what stands beside it under each record; else why none does."""
    mobiles = [number for number in links.numbers(records) if rules.mobile(number)]
    if not mobiles:
        return None, ""
    why: dict[str, str] = {}
    there = Phone.client.in_(list(records)), Phone.number.in_(mobiles), Phone.note.is_null(False)
    for row in dicts(Phone.select(Phone.number, Phone.note).where(*there)):
        why[row["number"]] = why.get(row["number"]) or why_no_text(row["note"])
    others = Contact.client.in_(list(records)), Contact.phone.in_(mobiles)
    for row in dicts(Contact.select(Contact.phone, Contact.name).where(*others)):
        why[row["phone"]] = why.get(row["phone"]) or f"The number is that of {row['name']}, too"
    on_the_list = Phone.number.in_(mobiles), Phone.client.not_in(list(records)), Phone.status == PhoneStatus.USABLE
    for row in dicts(Phone.select(Phone.number, Phone.client.alias("client_id")).where(*on_the_list)):
        if not why.get(row["number"]) and not _is_nobodys(row["client_id"]):
            why[row["number"]] = SHARED
    theirs = next((number for number in mobiles if not why.get(number)), None)
    return (theirs, "") if theirs else (None, why[mobiles[0]])


def _is_nobodys(client_id: int) -> bool:
    """Is it a record of nobody who could read a text: of somebody who has died, under whichever record that stands, or
    one that is nobody's? Whoever moved away, or wants no calls, has their telephone still."""
    return _stop(list(_rows(tuple(links.group_of(client_id))))) in (CallStop.DIED, CallStop.NOBODY)


def _stop(rows: Sequence[Any]) -> str | None:
    """What keeps calls from them, by all these records of theirs: a day of death that stands alone is a death."""
    died = [CallStop.DIED.value for row in rows if row["died_on"]]
    return linked.stop_of([*died, *(row["stopped"] for row in rows)])


def no_call_then(client_id: int, at: datetime) -> str:
    """Why nobody may promise to ring them at this time, at which nobody would; '' where somebody may."""
    reach = addressee(client_id).reach
    return "Nobody calls them" if reach.stopped else rules.no_call_then(reach, at, clock.now())


def _in_doubt(records: Sequence[int]) -> bool:
    """Does what a council's file says of them, under any of these records, wait to be settled?"""
    return bool(Doubt.select().where(Doubt.client.in_(list(records)), Doubt.settled_at.is_null()).exists())


def held_back(letter: Any) -> str:
    """Why this letter must not go any more: it is not safe to write to them since, they changed how, it comes too
    late, or says that we ring at a time at which nobody may, or for which the call is set no more. '' where it may."""
    at = unread.value("letter", letter.id, clock.from_store, letter.rings_at) if letter.rings_at else None
    if letter.kind not in KIND or letter.way not in set(LetterWay) or (letter.rings_at and at is None):
        return "What it is can't be read"
    reach, way, now = addressee(letter.client_id).reach, LetterWay(letter.way), clock.now()
    if why := rules.held_back(KIND[letter.kind], way, reach) or _goes_elsewhere(letter, reach):
        return why
    then = (rules.too_late(way, at, now) or rules.no_call_then(reach, at, now)) if at else ""
    moved = at and written_times.moved_since(letter.client_id, at)
    return then or ("The call is set for another time since" if moved else "")


def unsafe(letter: Any) -> str:
    """Why nothing may go any more to where this letter goes, whatever it says; '' where something may."""
    if letter.way not in set(LetterWay):
        return "What it is can't be read"
    reach = addressee(letter.client_id).reach
    why = (rules.CHECKS[need](reach) for need in rules.NEEDS[LetterWay(letter.way)])
    return next(filter(None, why), "") or _goes_elsewhere(letter, reach)


def _goes_elsewhere(letter: Any, reach: Reach) -> str:
    """That they are not to be found any more where this letter goes."""
    now: str | tuple[str, ...] | None = reach.mail if letter.way == LetterWay.MAIL else reach.mobile
    there: str | tuple[str, ...] = letter.sent_to
    if letter.way == LetterWay.PRINT:  # by the address alone: whom it names is them, whatever they are called now
        now = rules.address_lines("", reach.address or "", reach.postcode or "")[1:]
        there = tuple(letter.sent_to.split("\n")[1:])
    return "" if now == there else "It was made for another address, or number"


def _away(rows: Sequence[Any]) -> tuple[str | None, datetime | None]:
    """Where they are, and until when, under the record that says the longest, which is none where nobody knows."""
    until = {row["id"]: unread.value("client", row["id"], clock.from_store, row["away_until"]) for row in rows}
    away = [row for row in rows if row["away"]]
    if not away:
        return None, None
    longest = max(away, key=lambda row: until[row["id"]] or _NEVER)
    return longest["away"], until[longest["id"]]


def _put_off(rows: Sequence[Any]) -> tuple[datetime | None, Cause, str]:
    """Until when nobody is to call them, under the record that says the latest, why, and what that is about."""
    until = {row["id"]: unread.value("client", row["id"], clock.from_store, row["not_before"]) for row in rows}
    latest = max((row for row in rows if until[row["id"]]), key=lambda row: until[row["id"]] or _NEVER, default=None)
    if latest is None:
        return None, Cause.PUT_OFF, ""
    cause = unread.value("client", latest["id"], put_off_cause, latest["not_before_cause"]) or Cause.PUT_OFF
    return until[latest["id"]], cause, latest["not_before_why"] or ""


_REACHED = tuple(outcome.code for outcome in outcomes.OUTCOMES if outcome.reached_client)


def _reached(records: tuple[int, ...]) -> bool | None:
    """Did the last call reach them? None where there was none; a call of somebody else's who rang us is none."""
    last = next(iter(_calls(tuple(records), _REACHED)), None)
    return last["outcome"] in _REACHED if last else None


@Compiled
def _calls(client_ids: Any, reached: Any) -> Any:
    c = Call
    counts = (c.direction == "out") | c.outcome.in_(reached)
    found = c.select(c.outcome).where(c.client.in_(client_ids), c.replaced_by.is_null(), counts)
    return found.order_by(c.rang_at.desc(), c.id.desc()).limit(1)


@Compiled
def _rows(client_ids: Any) -> Any:
    c = Client
    return c.select(
        c.id, c.title, c.first_name, c.last_name, c.preferred_name, c.address, c.postcode, c.write_ok, c.mail,
        c.mail_ok, c.stopped, c.died_on, c.away, c.away_until, c.not_before, c.not_before_cause,
        c.not_before_why,
    ).where(c.id.in_(client_ids))  # fmt: skip
