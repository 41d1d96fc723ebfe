"""The lines of a person's profile: what one number, contact, warning or other record says there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A standing warning on the profile. `overdue`: the day of its review is over; warnings that have `ended` are shown
    with the others of the warnings' tab alone."""

    id: int
    kind: str
    words: str
    detail: str
    starts_on: date
    review_on: date
    overdue: bool
    agreed_by: str
    told: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A telephone number on the profile. `number` is E.164, `words` how it is dialled; both are None while numbers are
    held back. `status_words` is '' where the number is usable."""

    id: int
    number: str | None
    words: str | None
    note: str
    status: str
    status_words: str
    source: str
    under: str = ""  # the records that have it, where several do


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact on the profile. `key`: the council named them. `phone` is None where there is none, or it is held back.
    `role` says as what they speak, and how their authority stands; `ask`: the authority is to be asked for."""

    id: int
    name: str
    relation: str
    phone: str | None
    may_be_told: str
    authority_seen: str
    key: bool
    acts_as: str | None = None
    role: str = ""
    ask: bool = False
    phone_state: str = ""  # how their number is, where it can't be rung


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """An assessment by the council on the profile: its day, and the band that came of it, as a code and in words."""

    id: int
    assessed_on: date
    band: str | None
    band_words: str
    reference: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A call that is owed, on the profile: `kind` is a key of duties.WORDS."""

    kind: str
    words: str
    due_at: datetime
    for_worker: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """A note for the next caller, on the profile."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action for the client that is still open, on the profile. `late`: its day is over."""

    id: int
    words: str
    by_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A concern about the client, on the profile. `stage` is how far it is, in words; `open`: it still waits for
    somebody."""

    id: int
    reference: str
    at: datetime
    stage: str
    submitted: bool
    in_error: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of one field by a worker, on the profile."""

    id: int
    at: datetime
    words: str
    was: str
    now: str
    by: str
