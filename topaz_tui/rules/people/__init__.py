"""Facts about a person, as councils write them and as Topaz keeps them: pure functions, no clock, no
database.

text.py what is on the page; identity.py and names.py who it is; phones.py, dates.py, ends.py, answers.py, windows.py
the cells of a file; record.py all of a row. Each reader takes what somebody typed and gives the one form that is kept,
or None where it can't be that at all.
"""

from __future__ import annotations

from topaz_tui.rules.people.answers import (
    BANDS,
    RECALL_BANDS,
    SHORT_BANDS,
    consent,
    eligibility,
    has_open_services,
    safe_to_call,
    yes_no,
)
from topaz_tui.rules.people.cell_readings import CellMeaning, death, denies, is_filler, move
from topaz_tui.rules.people.dates import age, file_date, is_serial, iso_date, parse_date
from topaz_tui.rules.people.doubts import DOUBTS, DOUBTS_IN_SHORT, SAID_AGAIN, UNSAID, DoubtCode, Settlement
from topaz_tui.rules.people.identity import (
    Identity,
    Name,
    are_surely_two,
    are_two,
    format_nhs_number,
    full_name,
    hand_id,
    is_hand_id,
    is_rounded,
    nhs_number,
    no_person_id,
    person_key,
    postcode,
    sort_name,
    split_name,
)
from topaz_tui.rules.people.matching import Known
from topaz_tui.rules.people.names import name_doubt
from topaz_tui.rules.people.phones import (
    PHONE_STATES,
    PhoneNumber,
    dialled,
    forbids_calls,
    format_phone,
    parse_phone,
    parse_phones,
)
from topaz_tui.rules.people.record import CouncilRecord
from topaz_tui.rules.people.text import (
    LONGEST_NAME,
    NAMES_NOT_NOTHINGS,
    NOTHINGS,
    bare,
    clean,
    empty,
    fold,
    is_clean,
    unsure,
)
from topaz_tui.rules.people.verdicts import Verdict
from topaz_tui.rules.people.windows import (
    SafeWindow,
    parse_windows,
    read_windows,
    safe_times,
    window_words,
    windows_kept,
)

__all__ = [
    "BANDS",
    "DOUBTS",
    "DOUBTS_IN_SHORT",
    "LONGEST_NAME",
    "NAMES_NOT_NOTHINGS",
    "NOTHINGS",
    "PHONE_STATES",
    "RECALL_BANDS",
    "SAID_AGAIN",
    "SHORT_BANDS",
    "UNSAID",
    "CellMeaning",
    "CouncilRecord",
    "DoubtCode",
    "Identity",
    "Known",
    "Name",
    "PhoneNumber",
    "SafeWindow",
    "Settlement",
    "Verdict",
    "age",
    "are_surely_two",
    "are_two",
    "bare",
    "clean",
    "consent",
    "death",
    "denies",
    "dialled",
    "eligibility",
    "empty",
    "file_date",
    "fold",
    "forbids_calls",
    "format_nhs_number",
    "format_phone",
    "full_name",
    "hand_id",
    "has_open_services",
    "is_clean",
    "is_filler",
    "is_hand_id",
    "is_rounded",
    "is_serial",
    "iso_date",
    "move",
    "name_doubt",
    "nhs_number",
    "no_person_id",
    "parse_date",
    "parse_phone",
    "parse_phones",
    "parse_windows",
    "person_key",
    "postcode",
    "read_windows",
    "safe_times",
    "safe_to_call",
    "sort_name",
    "split_name",
    "unsure",
    "window_words",
    "windows_kept",
    "yes_no",
]
