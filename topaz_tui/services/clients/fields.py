"""The fields of a client that a worker may change, as a table: how what they type is kept, and how it is
shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.config import ADDRESS
from topaz_tui.errors import Invalid
from topaz_tui.rules import people
from topaz_tui.rules.people import characteristics

Stored = str | int | None


@dataclass(frozen=True, slots=True)
class EditableField:
    """A column that a worker may change: what it is called, how what they typed is kept (raising UserError
    where it can't be), and how it is shown again."""

    words: str
    read: Callable[[str], Stored]
    shown: Callable[[str | None], str] = lambda value: value or ""


def _text(typed: str) -> Stored:
    return people.clean(typed) or None


def _name(typed: str) -> Stored:
    name = people.clean(typed)
    if len(name) > people.LONGEST_NAME:
        raise Invalid(f"A name has at most {people.LONGEST_NAME} letters, and this {len(name):,}.", "Shorten it.")
    return name or None


def _postcode(typed: str) -> Stored:
    found = people.postcode(typed)
    if typed.strip() and found is None:
        raise Invalid(f"{typed.strip()} is no postcode.", "Write it like SE1 7PB, or leave it empty.")
    return found


def _born(typed: str) -> Stored:
    today = clock.today()
    found = people.parse_date(typed, not_after=today)
    if typed.strip() and (found is None or found > today):
        raise Invalid(f"{typed.strip()} is no date of birth.", "Write it like 3 May 1944, or 03/05/1944.")
    return found.isoformat() if found else None


def _times(typed: str) -> Stored:
    found = people.safe_times(typed) if typed.strip() else None
    if typed.strip() and found is None:
        raise Invalid(
            "Those safe times can't be understood.",
            "Write them like Mon-Fri 10-12; Sat 2-4pm, or weekday mornings.",
        )
    return found


def _truth(typed: str) -> Stored:
    return {"yes": 1, "no": 0, "1": 1, "0": 0}.get(typed)


def _mail(typed: str) -> Stored:
    address = typed.strip()
    if address and not ADDRESS.fullmatch(address):
        raise Invalid(f"'{address}' is no mail address.", "Write it as name@domain, or leave it empty.")
    return address or None


def _one_of(*codes: str) -> Callable[[str], Stored]:
    def read(typed: str) -> Stored:
        if typed and typed not in codes:
            raise Invalid(f"{typed!r} is not one of the answers.", "Choose again.")
        return typed or None

    return read


def _yes_no(value: str | None) -> str:
    return {"1": "yes", "0": "no"}.get(value or "", value or "")


def _day_shown(value: str | None) -> str:
    try:
        return clock.format_day(date.fromisoformat(value)) if value else ""
    except ValueError:
        return value or ""


EDITABLE: dict[str, EditableField] = {
    "safe_to_call": EditableField("Safe to call", _one_of("yes", "times", "no")),
    "safe_times": EditableField("Safe times", _times),
    "voicemail_ok": EditableField("Voicemail", _truth, _yes_no),
    "sms_ok": EditableField("Text messages", _truth, _yes_no),
    "write_ok": EditableField("Safe to write", _truth, _yes_no),
    "mail": EditableField("Mail", _mail),
    "mail_ok": EditableField("Mail agreed", _truth, _yes_no),
    "say_who": EditableField("Say who is calling", _truth, _yes_no),
    "what_to_say": EditableField("What to say", _text),
    "code_word": EditableField("Code word", _text),
    "language": EditableField("Language", _text),
    "interpreter": EditableField("Interpreter", _text),
    "communication": EditableField("Communication", _text),
    "title": EditableField("Title", _name),
    "first_name": EditableField("First name", _name),
    "last_name": EditableField("Last name", _name),
    "preferred_name": EditableField("Preferred name", _name),
    "born_on": EditableField("Date of birth", _born, _day_shown),
    "address": EditableField("Address", _text),
    "postcode": EditableField("Postcode", _postcode),
    "household": EditableField("Who lives there", _text),
    "gp": EditableField("GP", _text),
    "council": EditableField("Council", _text),
    **{each.code: EditableField(each.words, _text) for each in characteristics.CHARACTERISTICS},
}
"""The columns of a client that `edit` changes."""

_OTHERS = {
    "person_id": "Person ID",
    "nhs_number": "NHS number",
    "phone": "Phone",
    "contact": "Contact",
    "warning": "Warning",
    "stopped": "Calls stopped",
    "look_on": "Looked at again",
    "away": "Away",
    "died_on": "Died on",
}


def field_words(field: str) -> str:
    """What was changed, as people call it: a column, or another kind of record."""
    return EDITABLE[field].words if field in EDITABLE else _OTHERS.get(field, field.replace("_", " ").capitalize())


def value_words(field: str, value: str | None) -> str:
    """A changed value as it is shown: what is called '…_on' is a day, also where no worker may change it."""
    if field.endswith("_on"):
        return _day_shown(value)
    return EDITABLE[field].shown(value) if field in EDITABLE else value or ""
