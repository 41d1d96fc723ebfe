"""Times at which a letter says that we ring, where the call is set for another time since: the person is to be told.
Whoever moves the call is told so at once; until another letter names the new time, or somebody has spoken with the
person, it is a question on the board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.rules import outcomes
from topaz_tui.rules import referrals as rules
from topaz_tui.rules.correspondence import NOUNS, StepKind
from topaz_tui.rules.escalation_ends import EndReason, EscalationEnd
from topaz_tui.rules.referrals import EscalationKind, OtherEvent
from topaz_tui.services import access, interpreter_bookings, links, owned, unread
from topaz_tui.services.escalations import opening
from topaz_tui.services.escalations.opening import Asks, NewLine
from topaz_tui.services.session import AnySession
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.models import Call, Escalation, Event, Letter, LetterStep
from topaz_tui.store.rows import dicts

WENT = (StepKind.PRINTED, StepKind.POSTED, StepKind.ACCEPTED, StepKind.WENT)
"""How a letter stands that they have, or that may be in its envelope."""
NOT_GOING = (StepKind.FAILED, StepKind.GIVEN_UP)
_REACHED = tuple(outcome.code for outcome in outcomes.OUTCOMES if outcome.reached_client)


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """A letter says that we ring `at`, and the call is set for `due`, or for no time."""

    letter_id: int
    way: str
    made_at: datetime
    at: datetime
    due: datetime | None

    @property
    def words(self) -> str:
        """'The text of Tue 3 Nov says that we ring on Tue 10 Nov, 14:00; the call is set for Wed 11 Nov, 10:00.'"""
        now = clock.now()
        noun, day = NOUNS.get(self.way, "Letter").lower(), clock.format_day(clock.local(self.made_at).date())
        says = f"The {noun} of {day} says that we ring on {clock.format_full_moment(self.at, now)}"
        due = f"the call is set for {clock.format_full_moment(self.due, now)}" if self.due else "no call is set"
        return f"{says}; {due}."

    @property
    def facts(self) -> dict[str, object]:
        at = clock.format_full_moment(self.at, self.made_at)
        says = f"a {NOUNS.get(self.way, 'Letter').lower()} says {at}"
        what = f"them to be told: {says}"
        return {"_what": what, "_letter": self.letter_id, "_call": clock.to_store(self.due) if self.due else None}


ASK = "Write to them anew (L on their page), or tell them."


def to_tell(session: AnySession, client_id: int) -> str:
    """Two sentences that say that the person was written another time than the call has; '' where they were not."""
    found = None if access.is_closed(session, client_id) else told_otherwise(client_id, clock.now())
    return f"{found.words} {ASK}" if found else ""


def told_otherwise(client_id: int, now: datetime) -> ToldOtherwise | None:
    """What was written to them last of when we ring, where the call is set for another time, and nobody told them."""
    records = links.group_of(client_id)
    letters = list(_letters(tuple(records)))
    last = next((row for row in letters if row["step"] in WENT), None)
    if last is None or links.stop(records):
        return None
    at, made = (unread.value("letter", last["id"], clock.from_store, last[name]) for name in ("rings_at", "made_at"))
    due = interpreter_bookings.due_call(records)
    if at is None or made is None or at <= now or due == at or _reached(tuple(records), last["made_at"]):
        return None
    newer = [row for row in letters if row["id"] > last["id"] and row["step"] not in NOT_GOING]
    if due and any(row["rings_at"] == clock.to_store(due) for row in newer):
        return None
    return ToldOtherwise(last["id"], last["way"], made, at, due)


def moved_since(client_id: int, at: datetime) -> bool:
    """Is the call set for another time than a letter names that has not gone yet?"""
    return interpreter_bookings.due_call(links.group_of(client_id)) != at


def point_out(worker_id: int | None, client_id: int, now: datetime, settings: Settings) -> ToldOtherwise | None:
    """Where what was written says another time than the call has, ask on the board that they are told, once for each
    time; else what was asked is over. Part of the caller's transaction."""
    records = links.group_of(client_id)
    found = told_otherwise(client_id, now)
    asked = list(_asked(tuple(records)))
    if found is None:
        for line in asked:
            if not line["closed_at"] and _is_answered(records, line, now):
                owned.end(line["id"], now, EscalationEnd(EndReason.TOLD_ANEW))
        return None
    over = _over_by_itself([line["id"] for line in asked if line["closed_at"]])
    told = [unread.body("event", line["event_id"], line["body"]) for line in asked if line["id"] not in over]
    if not any(found.facts.items() <= each.items() for each in told):
        for line in asked:
            if not line["closed_at"]:
                owned.end(line["id"], now, EscalationEnd(EndReason.TOLD_ANEW))
        first = min((each for each in (found.at, found.due) if each and each > now), default=None)
        new = NewLine(
            kind=rules.KIND[EscalationKind.QUESTION], client_id=client_id, opened_by=worker_id, by=first,
            body={"question": f"{found.words} {ASK}", **found.facts}, asks=Asks.TOLD_OTHERWISE,
        )  # fmt: skip
        opening.put(new, now, settings)
    return found


def look_after(now: datetime, settings: Settings) -> None:
    """Do what `point_out` does for everybody to whom a time to come was written, or about whom the board asks. Part of
    the caller's transaction."""
    ahead = Letter.select(Letter.client.alias("client_id")).where(Letter.rings_at > clock.to_store(now))
    lines = Escalation.select(Escalation.client.alias("client_id")).where(
        Escalation.asks == Asks.TOLD_OTHERWISE, Escalation.closed_at.is_null()
    )
    for client_id in dict.fromkeys(row["client_id"] for query in (ahead, lines) for row in dicts(query)):
        point_out(None, client_id, now, settings)


def _over_by_itself(lines: Sequence[int]) -> set[int]:
    """Those of the lines that nobody answered and that are settled: the call was set back, or for a third time, and is
    at the second again."""
    ended = Event.select(Event.escalation).where(Event.escalation.in_(lines), Event.move == rules.ENDED)
    return {row["escalation"] for row in dicts(ended)} if lines else set()


def _is_answered(records: Sequence[int], line: dict[str, Any], now: datetime) -> bool:
    """Is there nothing left to tell? That the time has gone by while nobody told them is no answer."""
    letter_id = unread.body("event", line["event_id"], line["body"]).get("_letter")
    row: Any = Letter.get_or_none(Letter.id == letter_id) if isinstance(letter_id, int) else None
    at = unread.value("letter", row.id, clock.from_store, row.rings_at) if row else None
    return at is None or at > now or _reached(tuple(records), row.made_at) or bool(links.stop(records))


def _reached(records: tuple[int, ...], since: str) -> bool:
    """Did anybody speak with them since?"""
    return bool(list(_calls(records, since)))


@Compiled
def _calls(records: Any, since: Any) -> Any:
    spoke = Call.client.in_(records), Call.outcome.in_(_REACHED), Call.replaced_by.is_null(), Call.rang_at > since
    return Call.select(Call.id).where(*spoke).limit(1)


def _letters(records: tuple[int, ...]) -> Sequence[dict[str, Any]]:
    """The letters that say when we ring, the newest first, each with its last step."""
    rows = list(_of_times(records))
    steps = LetterStep.select(LetterStep.letter.alias("letter_id"), LetterStep.step).where(
        LetterStep.letter.in_([row["id"] for row in rows])
    )
    last = {row["letter_id"]: row["step"] for row in dicts(steps.order_by(LetterStep.id))} if rows else {}
    return [{**row, "step": last.get(row["id"])} for row in rows]


@Compiled
def _of_times(records: Any) -> Any:
    of_times = Letter.client.in_(records), Letter.rings_at.is_null(False)
    return Letter.select(Letter.id, Letter.way, Letter.made_at, Letter.rings_at).where(*of_times).order_by(
        Letter.id.desc()
    )  # fmt: skip


@Compiled
def _asked(records: Any) -> Any:
    asked = Escalation.client.in_(records), Escalation.asks == Asks.TOLD_OTHERWISE, Event.move == OtherEvent.OPENED
    found = Escalation.select(Escalation.id, Escalation.closed_at, Event.id.alias("event_id"), Event.body)
    return found.join(Event, on=(Event.escalation == Escalation.id)).where(*asked).order_by(Escalation.id)
