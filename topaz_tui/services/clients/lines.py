"""The lines of a person's profile: what one number, contact, warning or other record says there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A standing warning. `overdue`: its review should have been; `ended` ones are shown with the warnings
    alone."""

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
    """`number` is E.164, `words` as it is dialled; both None while numbers are held back. `status` in words,
    '' where it is usable."""

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
    """Somebody beside the client. `key`: whom the council named. `phone` is None where there is none, or it
    is held back. `role` says as what they speak, and how their authority stands; `ask`: it is to be asked for."""

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
    """A day on which the council assessed them, and the band that came of it: its code, and in words."""

    id: int
    assessed_on: date
    band: str | None
    band_words: str
    reference: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """What the team owes: `kind` is a key of duties.WORDS."""

    kind: str
    words: str
    due_at: datetime
    for_worker: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """What somebody left for the next caller."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ActionLine:
    """What is to be done for them. `late`: its day is over."""

    id: int
    words: str
    by_on: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """A concern about them. `stage` is how far it is, in words; `open`, where it still waits for somebody."""

    id: int
    reference: str
    at: datetime
    stage: str
    submitted: bool
    in_error: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What a worker changed of a field, and who."""

    id: int
    at: datetime
    words: str
    was: str
    now: str
    by: str
