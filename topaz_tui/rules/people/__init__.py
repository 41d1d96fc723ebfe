"""Facts about a person, as councils write them and as Topaz keeps them: pure functions, no clock, no
database.

text.py what is on the page; identity.py who it is; phones.py, dates.py, answers.py, windows.py the cells of a
file; record.py all of a row. Each reader takes what somebody typed and gives the one form that is kept, or
None where it can't be that at all.
"""

from __future__ import annotations

from topaz_tui.rules.people.answers import (
    BANDS,
    RECALL_BANDS,
    SHORT_BANDS,
    eligibility,
    safe_to_call,
    yes_no,
)
from topaz_tui.rules.people.dates import age, iso_date, parse_date
from topaz_tui.rules.people.identity import (
    Name,
    full_name,
    nhs_number,
    nhs_words,
    postcode,
    sort_name,
    split_name,
)
from topaz_tui.rules.people.phones import Phone, parse_phone, phone_words
from topaz_tui.rules.people.record import Record
from topaz_tui.rules.people.text import NAMES_NOT_NOTHINGS, NOTHINGS, clean, empty, fold, is_clean
from topaz_tui.rules.people.windows import Window, parse_windows, safe_times

__all__ = [
    "BANDS",
    "NAMES_NOT_NOTHINGS",
    "NOTHINGS",
    "RECALL_BANDS",
    "SHORT_BANDS",
    "Name",
    "Phone",
    "Record",
    "Window",
    "age",
    "clean",
    "eligibility",
    "empty",
    "fold",
    "full_name",
    "is_clean",
    "iso_date",
    "nhs_number",
    "nhs_words",
    "parse_date",
    "parse_phone",
    "parse_windows",
    "phone_words",
    "postcode",
    "safe_times",
    "safe_to_call",
    "sort_name",
    "split_name",
    "yes_no",
]
