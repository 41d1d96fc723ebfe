"""What a council says of one person at one assessment: made by exchange/council_csv, taken by services/importing."""

from __future__ import annotations

from typing import Literal, NamedTuple

from topaz_tui.rules.people.phones import PhoneNumber


class CouncilRecord(NamedTuple):
    """One row of a council's file, as Topaz reads it. Text is clean, and '' where there was none; what has a form of
    its own is None then. Days are 'YYYY-MM-DD', telephone numbers E.164, the NHS number ten digits, safe times as
    `safe_times` gives them."""

    row: int
    person_id: str
    nhs_number: str | None
    title: str
    first_name: str
    last_name: str
    preferred_name: str
    born_on: str | None
    died: bool  # said in any way, even by a date that can't be read
    died_on: str | None
    moved: bool
    address: str  # the lines with ', ' between them
    postcode: str | None
    phones: tuple[PhoneNumber, ...]  # at most four, in the file's order, none twice
    language: str
    interpreter: bool | None
    communication: str
    safe_to_call: Literal["yes", "times", "no"] | None
    voicemail_ok: bool | None
    safe_times: str | None
    safe_times_note: str  # the council's words where they can't be understood: for people to read
    household: str
    gp: str
    council: str  # whose client it is, where a team works for several
    contact_name: str
    contact_relation: str
    contact_phone: str | None
    contact_phone_note: str
    assessed_on: str  # of an event that is neither: its day, or ''
    kind: Literal["assessment", "review", "event"]
    eligibility: str | None  # a code of BANDS
    assessment_ref: str
    open_to_services: bool | None
    doubts: tuple[tuple[str, str], ...]  # codes of doubts.py, and the cell
    warnings: tuple[str, ...]
    ended: str = ""  # in the file's words, that they died or moved
    lives: str = ""  # in the file's words, that they have not died
    stays: str = ""  # in the file's words, that they have not moved
    moved_on: str = ""  # the day, where the file has it
    same: str = ""  # stands for the row as it came, where the like of it says the same in a later file; see seen.py
    areas: tuple[tuple[str, str], ...] = ()  # codes of reviews.AREAS, and what the file says of each
    write_ok: bool | None = None  # is it safe to write to their address?
    mail: str = ""
    mail_ok: bool | None = None  # do they agree to mail?
    gender: str = ""  # these four as the file has them: characteristics.py reads them
    ethnicity: str = ""
    primary_support_reason: str = ""
    client_type: str = ""
    sms_ok: bool | None = None  # do they agree to texts?
