"""What the worker has typed, ticked and chosen about one call: a plain thing that is kept as the draft, and
becomes the record. Each call has a draft of its own, so that nothing of one reaches the next."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import checks, outcomes, reviews
from topaz_tui.rules.arranged import ArrangedAnswer, Said
from topaz_tui.rules.reviews import AreaAnswer, MissingAnswer, ReviewState
from topaz_tui.services import calls, queue

UNFINISHED = {
    "next_caller": "The word for the next caller is not finished: ctrl+n, then save it or empty it.",
    "flag": "The question to the manager is not finished: ctrl+a, then save it or empty it.",
    "answered": "Who answered is not finished: ctrl+o, then save it or empty it.",
    "spoke_with": "With whom you speak is not finished: ctrl+y, then save it or empty it.",
}


@dataclass(slots=True)
class CallDraft:
    """`rang_at`, `chosen_at` (when the outcome was chosen) and `last_at` (the last key) are moments in
    clock's store form. A time is kept as typed, and as the moment it meant then ('tomorrow' means another day
    tomorrow), or with why it can't be told. `asides` are the small windows over the screen: what was said in
    each, and whether that was saved there; `arranged` has by the number of each action that was open what was said of
    it, the day as typed, and the day."""

    token: str = field(default_factory=lambda: secrets.token_hex(8))
    direction: str = "out"
    step: str = "card"
    phone_id: int | None = None
    contact_id: int | None = None
    rang_at: str | None = None
    chosen_at: str | None = None
    last_at: str | None = None
    outcome: str = ""
    ticks: list[str] = field(default_factory=list)
    areas: dict[str, list[str | None]] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    meant: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    follow_up_why: str = ""
    for_whom: str | None = None
    arranged: dict[str, dict[str, str]] = field(default_factory=dict)
    actions: list[dict[str, Any]] = field(default_factory=list)
    asides: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, body: dict[str, Any]) -> CallDraft:
        """The call as it was kept: what of that can be read."""
        blank = cls()
        names = {each.name for each in fields(cls)}
        call = cls(**{name: value for name, value in body.items() if name in names and _fits(value, name, blank)})
        if isinstance(weighs := body.get("wellbeing"), str):  # as it was kept before it was one of the extras
            call.extras.setdefault("wellbeing", weighs)
        return call

    def body(self) -> dict[str, Any]:
        """The call as it is to be kept: what JSON can hold."""
        return asdict(self)

    @property
    def empty(self) -> bool:
        """Was nothing done yet that would be missed?"""
        return not (self.rang_at or self.typed_anything)

    @property
    def typed_anything(self) -> bool:
        """Was anything typed, ticked or chosen?"""
        given = (self.outcome, self.note, self.actions, self.asides, self.ticks, self.areas, self.extras, self.arranged)
        return any((*given, *self.typed.values(), self.follow_up_why))

    @property
    def number(self) -> int | tuple[str, int] | None:
        """The line of the number that was rung: the person's own, or that of somebody beside them."""
        return self.phone_id if self.contact_id is None else ("contact", self.contact_id)

    @property
    def another(self) -> bool:
        """Was somebody else's number rung?"""
        return self.direction == "out" and self.contact_id is not None

    @property
    def row(self) -> outcomes.Outcome | None:
        """The outcome's row, or None while none is chosen."""
        return outcomes.BY_CODE.get(self.outcome)

    @property
    def review(self) -> ReviewState:
        """What was answered of the review so far."""
        areas = {code: AreaAnswer(answer, unable) for code, (answer, unable) in self.areas.items()}
        return ReviewState(areas, dict(self.extras))

    def checked(self, known: Collection[str]) -> bool:
        """Is it certain who it is, and safe to talk? `known` is what there is to compare (checks.comparable)."""
        return checks.identity_met(self.ticks, known) and checks.safe_to_talk_met(self.ticks)

    # Answers

    def choose(self, code: str, now: datetime) -> None:
        """Choose the outcome of this code. The call ended at this moment, unless somebody was spoken to."""
        if code != self.outcome:
            self.outcome, self.chosen_at = code, clock.to_store(now)

    def begin_anew(self, direction: str) -> None:
        """Another call, to them or from them: what was typed stays, and nothing says how it ended or who it was."""
        self.direction = direction
        self.rang_at = self.chosen_at = self.last_at = None
        self.outcome, self.ticks = "", []

    def type_time(self, name: str, text: str, now: datetime, week: clock.Week | None = None) -> None:
        """A time ('when') or a day ('follow_up', 'next_recall') as it is typed, and what it means now: of so many weeks
        from now ('+6w') the first day from then on that is a working day of this `week`."""
        self.typed[name] = text
        self.meant.pop(name, None)
        self.unclear.pop(name, None)
        try:
            if name == "when":
                self.meant[name] = clock.to_store(clock.read_when(text, now))
            else:
                day = clock.read_day(text, clock.local(now).date())
                reckoned = week and text.strip().casefold().startswith(("+", "in "))
                self.meant[name] = (week.working_day_from(day) if week and reckoned else day).isoformat()
        except clock.Unclear as unclear:
            self.unclear[name] = str(unclear)

    def moment(self, name: str = "when") -> datetime | None:
        """The time that was typed there, if it was understood."""
        return clock.from_store(self.meant[name]) if name in self.meant else None

    def day(self, name: str) -> date | None:
        """The day that was typed there, if it was understood."""
        return date.fromisoformat(self.meant[name]) if name in self.meant else None

    def _arranged(self) -> Iterator[ArrangedAnswer]:
        for action, given in self.arranged.items():
            by = date.fromisoformat(given["by"]) if given["by"] else None
            yield ArrangedAnswer(int(action), Said(given["said"]), by)

    def said(self, aside: str) -> dict[str, Any]:
        """What was said in one of the small windows, and saved there."""
        kept = self.asides.get(aside, {})
        return dict(kept.get("said", {})) if kept.get("saved") else {}

    # Saving

    def faults(self) -> tuple[MissingAnswer, ...]:
        """What was typed and can't be read, or was begun in a window and not finished."""
        wanted = {"when"} if self.row and self.row.time else set()
        wanted |= {"follow_up"} | ({"next_recall"} if self.row and self.row.opens_review else set())
        found = [
            MissingAnswer(name, self.unclear.get(name, "Write it again: it can't be told."))
            for name, text in self.typed.items()
            if name in wanted and text.strip() and name not in self.meant
        ]
        found += [
            MissingAnswer(
                f"action {place}",
                f"'{reviews.ACTION[action['kind']].words}' is not finished: Enter on it opens it, Del deletes it.",
            )
            for place, action in enumerate(self.actions)
            if not action["saved"]
        ]
        found += [MissingAnswer(name, UNFINISHED[name]) for name, kept in self.asides.items() if not kept["saved"]]
        return tuple(found)

    def record(
        self, client_id: int, now: datetime, *, seen: tuple[int, ...] = (), held: queue.Claim | None = None
    ) -> calls.CallRecord:
        """The call as it is told so far. A talk ends with the last key, a ring with its outcome."""
        row = self.row
        talked = row is not None and row.reached_household
        ended = (self.last_at if talked else self.chosen_at) or self.rang_at
        answered = self.said("answered")
        return calls.CallRecord(
            token=self.token,
            client_id=client_id,
            outcome=self.outcome,
            rang_at=clock.from_store(self.rang_at) if self.rang_at else now,
            ended_at=clock.from_store(ended) if ended else now,
            direction=self.direction,
            phone_id=self.phone_id if self.direction == "out" and self.rang_at else None,
            contact_id=self.contact_id if self.direction == "out" and self.rang_at else None,
            note=self.note,
            ticks=tuple(self.ticks),
            when=self.moment() if row and row.time else None,
            for_me=self.for_whom == "me",
            review=self.review,
            arranged=tuple(self._arranged()),
            actions=tuple(
                calls.NewAction(a["kind"], a["detail"], a["who"], date.fromisoformat(a["by"]) if a["by"] else None)
                for a in self.actions
            ),
            follow_up_on=self.day("follow_up"),
            follow_up_why=self.follow_up_why,
            next_recall_on=self.day("next_recall") if row and row.opens_review else None,
            next_note=str(self.said("next_caller").get("text") or ""),
            question=str(self.said("flag").get("text") or ""),
            answered_by=calls.OtherWhoAnswered(**{name: str(text or "") for name, text in answered.items()})
            if answered
            else None,
            spoke_with=self.said("spoke_with") or None,
            seen=seen,
            held=held,
        )


def _fits(value: object, name: str, blank: CallDraft) -> bool:
    """Is this of the shape that a draft has there?"""
    usual = getattr(blank, name)
    if name == "direction":
        return value in ("in", "out")
    if name.endswith("_at"):
        return value is None or (isinstance(value, str) and _is_moment(value))
    if usual is None:
        return value is None or isinstance(value, int if name in ("phone_id", "contact_id") else str)
    if isinstance(value, dict) and name == "arranged":
        return all(map(_is_arranged, value.items()))
    if isinstance(value, dict) and name in ("areas", "asides"):
        return all(isinstance(each, list if name == "areas" else dict) for each in value.values())
    return type(value) is type(usual)


def _is_arranged(kept: tuple[str, Any]) -> bool:
    action, given = kept
    parts = isinstance(given, dict) and given.keys() == {"said", "typed", "by"} and all(map(_is_text, given.values()))
    return action.isdigit() and parts and given["said"] in set(Said) and (not given["by"] or _is_day(given["by"]))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        clock.from_store(text)
    except ValueError:
        return False
    return True
