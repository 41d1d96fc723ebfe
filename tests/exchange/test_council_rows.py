"""Rows of a council's file: what is taken, what is left out, what is refused."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from topaz_tui.exchange.council_csv import CouncilFile, CouncilRecord, Refusal
from topaz_tui.exchange.council_csv.reaching import NOT_UNTIL_SET
from topaz_tui.rules.people import PhoneNumber

TODAY = date(2025, 11, 23)
BASE = {
    "Person ID": "P1",
    "First name": "Ada",
    "Last name": "Stone",
    "Assessment date": "2025-11-03",
    "Eligibility": "Low",
}
Read = Callable[..., Any]
PLAIN = PhoneNumber("+442079460123", "")
RETIRED = PLAIN._replace(note="DO NOT RING", retired=True)
OUT_OF_USE = PLAIN._replace(note="not in use", retired=True)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads one row: the given cells on top of a plain one."""

    def one(**cells: str) -> CouncilRecord | Refusal:
        row = BASE | {heading.replace("_", " "): cell for heading, cell in cells.items()}
        path = tmp_path / "people.csv"
        with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
        with CouncilFile(path, TODAY) as council:
            (found,) = council.rows()
            assert council.unknown_headings == ()
        assert isinstance(found, CouncilRecord | Refusal)
        return found

    return one


def test_a_name_of_thousands_of_letters_is_shortened_and_said_and_still_looked_through(read: Read) -> None:
    found = read(First_name="A" * 5000, Last_name="B" * 600 + " (DECEASED)")
    assert (found.first_name, found.last_name) == ("A" * 500, "B" * 500)
    assert found.warnings[-2] == "'First name' has 5,000 letters, and was shortened to 500: look at it."
    assert found.doubts


@pytest.mark.parametrize(
    "last", ["Stone RIP", "Stone \u2020", "Stone (passed away)", "Stone d. 2024", "Stone see 4711"]
)
def test_name_that_says_more_is_looked_at_where_no_other_in_the_file_does(read: Read, last: str) -> None:
    assert [words for _, words in read(Last_name=last).doubts] == [f"Ada {last}"]


def test_council_row_with_every_cell_is_read(read: Read) -> None:
    found = read(
        NHS_number="999 000 0018",
        title="Mrs",
        known_as="Addie",
        DOB="03/02/41",
        address_1="1 Made Up Road",
        town="London",
        postcode="se17pb",
        phone_1="ring sister 020 7946 0123 after 5",
        mobile="07700 900123",
        phone_1_note="sister",
        first_language="English",
        interpreter="No",
        communication_needs="large print",
        safe_to_call="Yes",
        voicemail_allowed="N",
        safe_times="weekday mornings",
        who_lives_there="husband",
        GP="Dr Lee",
        Council="Lambeth",
        next_of_kin="Jo",
        relationship="sister",
        next_of_kin_phone="07700 900124",
        assessment_ref="A1",
        open_to_services="No",
    )
    assert found == CouncilRecord(
        row=2,
        person_id="P1",
        nhs_number="9990000018",
        title="Mrs",
        first_name="Ada",
        last_name="Stone",
        preferred_name="Addie",
        born_on="1941-02-03",
        died=False,
        died_on=None,
        moved=False,
        address="1 Made Up Road, London",
        postcode="SE1 7PB",
        phones=(PhoneNumber("+442079460123", "ring sister after 5; sister"), PhoneNumber("+447700900123", "")),
        language="English",
        interpreter=False,
        communication="large print",
        safe_to_call="yes",
        voicemail_ok=False,
        safe_times="Mon-Fri 09:00-12:00",
        safe_times_note="",
        household="husband",
        gp="Dr Lee",
        council="Lambeth",
        contact_name="Jo",
        contact_relation="sister",
        contact_phone="+447700900124",
        contact_phone_note="",
        assessed_on="2025-11-03",
        kind="assessment",
        eligibility="low",
        assessment_ref="A1",
        open_to_services=False,
        doubts=(),
        warnings=(),
    )


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Person_ID": ""}, "no person ID"),
        ({"Person_ID": "NULL"}, "no person ID"),
        ({"Person_ID": "1.23E+11"}, "rounded"),
        ({"Person_ID": "1,23457E+11"}, "rounded"),
        ({"Person_ID": "0"}, "The person ID is none"),
        ({"Person_ID": "#REF!"}, "no person ID"),
        ({"Person_ID": "##########"}, "The person ID is none"),
        ({"Person_ID": "TBC"}, "The person ID is none"),
        ({"Assessment_date": ""}, "'Assessment date' is empty"),
        ({"Assessment_date": "N/A"}, "'Assessment date' is empty"),
        ({"Assessment_date": "soon"}, "no date"),
        ({"Assessment_date": "24/11/2025"}, "in the future"),
        ({"Assessment_date": "01/01/1900"}, "before April 1948"),
        ({"Event_type": "Service"}, "The event is a service"),
    ],
)
def test_council_row_refused_with_its_reason(read: Read, cells: dict[str, str], reason: str) -> None:
    found = read(**cells)
    assert isinstance(found, Refusal)
    assert found.row == 2
    assert len(found.reasons) == 1 and reason in found.reasons[0]
    row = BASE | {heading.replace("_", " "): cell for heading, cell in cells.items()}
    assert found.cells == tuple(row.values())


def test_council_row_refused_tells_every_reason(read: Read) -> None:
    assert len(read(Person_ID="", Assessment_date="soon").reasons) == 2


UNDERSTOOD = "was not understood: nobody calls until a manager sets when it is safe"
NEVER = "Yes - but never when my son is in"


@pytest.mark.parametrize(
    ("cells", "field", "value", "warning"),
    [
        ({"NHS_number": "9990000019"}, "nhs_number", None, "'NHS number' fails its check"),
        ({"DOB": "soon"}, "born_on", None, "'DOB' is no date"),
        ({"DOB": "2026-01-01"}, "born_on", None, "'DOB' is in the future"),
        ({"DOB": "01/01/1900"}, "born_on", None, "more than 120 years"),
        ({"postcode": "nowhere"}, "postcode", None, "'postcode' can't be"),
        ({"phone_1": "12345"}, "phones", (), "'phone 1' can't be a phone"),
        ({"phone_3": "ex-directory"}, "phones", (), "'phone 3' can't be a phone"),
        ({"contact_phone": "999"}, "contact_phone", None, "'contact phone' can't be"),
        ({"voicemail": "perhaps"}, "voicemail_ok", None, "'voicemail' is no plain yes"),
        ({"voicemail": "Yes - unless my son answers"}, "voicemail_ok", None, "'voicemail' is no plain yes"),
        ({"safe_to_write": "Only c/o my sister"}, "write_ok", False, NOT_UNTIL_SET),
        ({"safe_to_write": "Only c/o my sister"}, "communication", "Writing: Only c/o my sister", NOT_UNTIL_SET),
        ({"safe_to_write": "?"}, "write_ok", False, NOT_UNTIL_SET),
        ({"email_consent": "Yes - unless my son reads it"}, "mail_ok", False, NOT_UNTIL_SET),
        ({"SMS_consent": "Yes - not to his phone"}, "sms_ok", False, NOT_UNTIL_SET),
        ({"email": "ada at home"}, "mail", "", "'email' is no mail address"),
        ({"open_to_services": "perhaps"}, "open_to_services", True, "read as open services"),
        ({"open_to_services": "Homecare x3"}, "open_to_services", True, "read as open services"),
        ({"Eligibility": "blue"}, "eligibility", None, "no band that Topaz knows"),
        ({"Eligibility": ""}, "eligibility", None, "'Eligibility' is empty, so no new recall"),
        ({"safe_to_call": "ask first"}, "safe_times_note", "ask first", UNDERSTOOD),
        ({"safe_to_call": "?"}, "safe_times_note", "?", UNDERSTOOD),
        ({"safe_to_call": "Yes?"}, "safe_times_note", "Yes?", UNDERSTOOD),
        ({"safe_to_call": NEVER, "safe_times": "Mon 9-12"}, "safe_times_note", f"{NEVER}; Mon 9-12", UNDERSTOOD),
        ({"safe_to_call": NEVER, "safe_times": "Mon 9-12"}, "safe_times", None, UNDERSTOOD),
        ({"safe_to_call": NEVER}, "safe_to_call", "times", UNDERSTOOD),
        ({"safe_to_call": "times"}, "safe_to_call", "times", "are not given"),
        ({"safe_times": "not on Mondays"}, "safe_times_note", "not on Mondays", "can't be read: nobody calls"),
        ({"date_of_death": "last spring"}, "died", False, "has to be looked at"),
        ({"date_of_death": "last spring"}, "doubts", (("death", "date of death: last spring"),), "has to be looked at"),
        ({"date_of_death": "2025-12-01"}, "doubts", (("death", "date of death: 2025-12-01"),), "has to be looked at"),
        ({"deceased": "X"}, "doubts", (("death", "deceased: X"),), "has to be looked at"),
        ({"deceased": "?"}, "doubts", (("death", "deceased: ?"),), "has to be looked at"),
        ({"deceased": "Y?"}, "doubts", (("death", "deceased: Y?"),), "has to be looked at"),
        ({"date_of_death": "?"}, "doubts", (("death", "date of death: ?"),), "has to be looked at"),
        ({"event_outcome": "Deceased?"}, "doubts", (("death", "event outcome: Deceased?"),), "has to be looked at"),
        ({"moved": "?"}, "doubts", (("move", "moved: ?"),), "has to be looked at"),
        ({"status": "Deceased"}, "doubts", (("death", "status: Deceased"),), "has to be looked at"),
        ({"DOB": "1950-01-01", "date_of_death": "1940-01-01"}, "died", True, "before the date of birth"),
        ({"moved": "perhaps"}, "doubts", (("move", "moved: perhaps"),), "has to be looked at"),
        ({"Last_name": "Stone (DECEASED)"}, "doubts", (("late", "Ada Stone (DECEASED)"),), "says that they have died"),
        ({"First_name": "Test", "Last_name": "Do Not Use"}, "doubts", (("nobody", "Test Do Not Use"),), "nobody's"),
        ({"DOB": "10/11/2025"}, "born_on", None, "after the assessment"),
        ({"Last_name": "O\u00e2\u20ac\u2122Brien"}, "last_name", "O\u00e2\u20ac\u2122Brien", "garbled"),
        ({"phone_1": "DO NOT RING 020 7946 0123"}, "phones", (RETIRED,), "not to be rung"),
        ({"phone_1": "020 7946 0123", "phone_1_note": "not in use"}, "phones", (OUT_OF_USE,), "not to be rung"),
        ({"First_name": "", "Last_name": ""}, "last_name", "", "no name"),
    ],
)
def test_council_row_taken_with_a_warning(
    read: Read, cells: dict[str, str], field: str, value: object, warning: str
) -> None:
    found = read(**cells)
    assert isinstance(found, CouncilRecord)
    assert getattr(found, field) == value
    assert len(found.warnings) == 1 and warning in found.warnings[0]


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"date_of_death": "03/11/2025"}, "died_on", "2025-11-03"),
        ({"date_of_death": "31/12/9999"}, "died", False),
        ({"date_of_death": "No"}, "died", False),
        ({"date_of_death": "NULL"}, "died", False),
        ({"date_of_death": "Yes"}, "died", True),
        ({"deceased": "Y"}, "died", True),
        ({"event_outcome": "NFA - Deceased"}, "died", True),
        ({"event_outcome": "NFA - Moved to another LA"}, "moved", True),
        ({"moved": "yes"}, "moved", True),
        ({"moved": "1/2/2025"}, "moved", True),
        ({"interpreter": "Somali, a woman"}, "interpreter", True),
        ({"interpreter": "Somali, a woman"}, "communication", "Somali, a woman"),
        ({"interpreter": "n/a"}, "interpreter", None),
        ({"letters_ok": "N"}, "write_ok", False),
        ({"OK_to_write": "Yes"}, "write_ok", True),
        ({"safe_to_write": "NULL"}, "write_ok", None),
        ({"e-mail_address": "ada@home.example"}, "mail", "ada@home.example"),
        ({"email": "N/A"}, "mail", ""),
        ({"OK_to_email": "Y"}, "mail_ok", True),
        ({"texts_OK": "Y"}, "sms_ok", True),
        ({"safe_to_call": "weekday mornings only"}, "safe_times", "Mon-Fri 09:00-12:00"),
        ({"safe_to_call": "NULL"}, "safe_to_call", None),
        ({"phone_1": "020 7946 0123", "phone_2": "+442079460123"}, "phones", (PLAIN,)),
        ({"phone_1": "18001 020 7946 0123"}, "phones", (PLAIN._replace(dial_first="18001"),)),
        ({"phone_1": "020 7946 0123/07700 900456"}, "phones", (PLAIN, PhoneNumber("+447700900456", ""))),
        ({"date_of_death": "01/01/1900"}, "died", False),
        ({"date_of_death": "Alive"}, "died", False),
        ({"deceased": "12/03/2025"}, "died_on", "2025-03-12"),
        ({"deceased": "RIP Jan 25"}, "died", True),
        ({"deceased": "Unknown"}, "doubts", ()),
        ({"moved": "01/06/2027"}, "moved", False),
        ({"moved": "31/12/9999"}, "doubts", ()),
        ({"DOB": "10/11/25"}, "born_on", "1925-11-10"),
        ({"DOB": "01/01/24"}, "born_on", "1924-01-01"),  # no child of one year was assessed for an adult's eligibility
        ({"DOB": "01/01/09"}, "born_on", "2009-01-01"),
        ({"DOB": "02/01/2024"}, "born_on", "2024-01-02"),
        ({"Person_ID": '="0012345"'}, "person_id", "0012345"),
        ({"Person_ID": "'5550003"}, "person_id", "5550003"),
        ({"First_name": '="Ann"'}, "first_name", "Ann"),
        ({"First_name": "O&#39;Brien"}, "first_name", "O'Brien"),
        ({"First_name": "A\u200bda"}, "first_name", "Ada"),
        ({"language": "not known"}, "language", ""),
        ({"household": "\\N"}, "household", ""),
        ({"GP": "0"}, "gp", ""),
        ({"status": "Current"}, "doubts", ()),
        ({"event_type": "Review"}, "kind", "review"),
        ({"event_type": "Planned Review"}, "kind", "review"),
        ({"event_type": "Assessments"}, "kind", "assessment"),
        ({"Eligibility": "Non-eligible needs identified"}, "eligibility", "non_eligible"),
        ({"Last_name": "Null"}, "last_name", "Null"),
        ({"Last_name": "NULL"}, "last_name", ""),
        ({"GP": "Null"}, "gp", ""),
        ({"NHS_number": "null", "DOB": "-", "postcode": "N/A", "phone_1": " "}, "nhs_number", None),
        ({"Assessment_date": "2025-11-23T00:00:00"}, "assessed_on", "2025-11-23"),
        ({"Assessment_date": "3-Nov-25"}, "assessed_on", "2025-11-03"),
        ({"First_name": "", "Last_name": "", "name": "STONE, Mr Ben"}, "first_name", "Ben"),
        ({"GP": "line one\nline two"}, "gp", "line one line two"),
        ({"GP": "  Dr  Lee\t"}, "gp", "Dr  Lee"),
        ({"GP": "a\x00b"}, "gp", "ab"),
    ],
)
def test_council_row_taken_without_a_warning(read: Read, cells: dict[str, str], field: str, value: object) -> None:
    found = read(**cells)
    assert isinstance(found, CouncilRecord)
    assert getattr(found, field) == value
    assert found.warnings == ()


@pytest.mark.parametrize(
    "name",
    [
        "x [/nope] y",
        "[b]",
        "=cmd|' /C calc'!A0",
        "N" * 300,
        "שלום עולם",
        "Zoe\u0308 a\u0308\u0323",
        "👩‍👩‍👧 Ng",
        "O|B",
        "'t Hooft",
    ],
)
def test_names_come_out_as_they_went_in(read: Read, name: str) -> None:
    assert read(Last_name=name).last_name == name


def test_an_escape_sequence_has_no_escape(read: Read) -> None:
    assert read(Last_name="\x1b[2Jx").last_name == "[2Jx"


def test_warnings_do_not_tell_what_was_in_the_cell(read: Read) -> None:
    found = read(
        NHS_number="secret",
        DOB="secret",
        postcode="secret",
        phone_1="secret",
        safe_times="secret",
        moved="secret",
    )
    assert len(found.warnings) == 6
    assert "secret" not in "".join(found.warnings)
