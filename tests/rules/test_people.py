"""What people are made of: each reader by a table, and by what must hold for any text."""

from __future__ import annotations

import unicodedata
from datetime import date, time

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nhs_number.validate import is_valid

from topaz_tui.rules import people

HOSTILE = [
    "x [/nope] y",
    "[b]",
    "=cmd|' /C calc'!A0",
    "N" * 300,
    "שלום עולם",
    "Zoë e\u0301 a\u0308\u0323",
    "👩‍👩‍👧 Ng",
    "العربية",
]
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


# -- text


@pytest.mark.parametrize("text", HOSTILE)
def test_names_come_out_as_they_went_in(text: str) -> None:
    assert people.clean(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\x00b\x07c\x9bd", "abcd"),
        ("two\r\nlines\tand", "two lines and"),
        ("\u202egnirts\u202c", "gnirts"),
        ("  Ada\xa0 ", "Ada"),
        ("\ufeffAda", "Ada"),
        ("\ud800Ada", "Ada"),
    ],
)
def test_clean_leaves_nothing_that_a_terminal_obeys(text: str, kept: str) -> None:
    assert people.clean(text) == kept


@given(st.text())
def test_clean_text_has_no_controls_and_stays_as_it_is(text: str) -> None:
    kept = people.clean(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in kept)
    assert people.clean(kept) == kept
    kept.encode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Đặng", "dang"),
        ("ZOË", "zoe"),
        ("O’Brien", "o'brien"),
        ("İpek", "ipek"),
        ("  a \t b ", "a b"),
        ("Ærø", "aero"),
    ],
)
def test_text_folded_to_be_compared(text: str, folded: str) -> None:
    assert people.fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = people.fold(text)
    assert people.fold(once) == once


@pytest.mark.parametrize("text", ["", " ", "NULL", "null", "Null", "nUll", "N/A", "n/a", "-", "--", "–", "None", "?"])
def test_cell_that_says_nothing_is_empty(text: str) -> None:
    assert people.empty(text)


@pytest.mark.parametrize("text", ["0", "no", "Na", "NA", "x", "--x"])
def test_cell_that_says_something_is_not_empty(text: str) -> None:
    assert not people.empty(text)


# -- NHS number, postcode, names


# Numbers of the ranges that England and the tests have: the library refuses ranges that were never given out.
@given(st.one_of(st.integers(400_000_0000, 499_999_9999), st.integers(999_000_0000, 999_999_9999)).map(str))
def test_nhs_number_agrees_with_the_library(digits: str) -> None:
    assert (people.nhs_number(digits) is not None) == is_valid(digits)


@given(st.integers(0, 999_999).map("999{:06}".format))
def test_nhs_number_needs_its_check_digit(nine: str) -> None:
    total = sum((10 - i) * int(digit) for i, digit in enumerate(nine))
    right = (11 - total % 11) % 11
    good = [digit for digit in range(10) if people.nhs_number(f"{nine}{digit}")]
    assert good == ([right] if right < 10 else [])


@pytest.mark.parametrize("text", ["999 000 0018", "999-000-0018", "9990000018", " 999.000.0018 "])
def test_nhs_number_however_spaced(text: str) -> None:
    assert people.nhs_number(text) == "9990000018"
    assert people.format_nhs_number("9990000018") == "999 000 0018"


@pytest.mark.parametrize(
    "text", ["", "0000000000", "999000001", "99900000180", "9990000019", "٩٩٩٠٠٠٠٠١٨", "abc", "²²²"]
)
def test_nhs_number_refused(text: str) -> None:
    assert people.nhs_number(text) is None


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("SE1 7PB", "SE1 7PB"),
        ("se17pb", "SE1 7PB"),
        (" sw1a  1aa ", "SW1A 1AA"),
        ("M1 1AE", "M1 1AE"),
        ("EC1A-1BB", "EC1A 1BB"),
        ("GIR 0AA", "GIR 0AA"),
        ("SE1", None),
        ("12345", None),
        ("ZZZ9 9ZZ", None),
        ("", None),
        ("SE1 7PC", None),
    ],
)
def test_postcode_read(text: str, kept: str | None) -> None:
    assert people.postcode(text) == kept


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("STONE, Ada", (None, "Ada", "STONE")),
        ("STONE, Mrs Ada May", ("Mrs", "Ada May", "STONE")),
        ("Stone, Ada Mrs", ("Mrs", "Ada", "Stone")),
        ("Mr. Ben Stone", ("Mr.", "Ben", "Stone")),
        ("Ada May Stone", (None, "Ada May", "Stone")),
        ("Stone", (None, None, "Stone")),
        ("Sir", (None, None, "Sir")),
        ("", (None, None, None)),
    ],
)
def test_name_split_in_two(text: str, parts: tuple[str | None, ...]) -> None:
    assert people.split_name(text) == parts


def test_name_in_full_and_for_sorting() -> None:
    assert people.full_name("Mrs", "Ada", "Stone", "Addie") == "Mrs Ada (Addie) Stone"
    assert people.full_name(None, "Ada", "Stone", "ADA") == "Ada Stone"
    assert people.full_name(None, None, None) == ""
    assert people.sort_name("Zoë", "Łuk") == "luk zoe"


# -- phones


@pytest.mark.parametrize(
    ("text", "number", "note"),
    [
        ("020 7946 0123", "+442079460123", ""),
        ("07700900123", "+447700900123", ""),
        ("ring sister 020 7946 0123 after 5", "+442079460123", "ring sister after 5"),
        ("+44 (0)20 7946 0123", "+442079460123", ""),
        ("0044 20 7946 0123", "+442079460123", ""),
        ("(020) 7946-0123 ext 12", "+442079460123", "ext 12"),
        ("07700.900.123", "+447700900123", ""),
        ("7700900123", "+447700900123", ""),
        ("447700900123", "+447700900123", ""),
        ("+1 212 555 0100", "+12125550100", ""),
        ("020 7946 0123 5pm", "+442079460123", "5pm"),
        ("5 020 7946 0123", "+442079460123", "5"),
        ("020 7946 0123 / 07700 900123", "+442079460123", "07700 900123"),
        ("07700900123 07700900124", "+447700900123", "07700 900124"),
        ("Tel: 01632 960123 (daughter)", "+441632960123", "Tel daughter"),
    ],
)
def test_phone_read(text: str, number: str, note: str) -> None:
    phone = people.parse_phone(text)
    assert isinstance(phone, people.PhoneNumber)
    assert (phone.number, phone.note) == (number, note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "999",
        "12345",
        "0000 000 0000",
        "2025-11-03",
        "7.7009E+09",
        "ex-directory",
        "020 7946 0123456",
        *HOSTILE,
    ],
)
def test_phone_refused(text: str) -> None:
    assert people.parse_phone(text) is None


NUMBERS = st.one_of(
    st.integers(0, 999).map("+442079460{:03}".format),
    st.integers(0, 999).map("+447700900{:03}".format),
    st.integers(0, 999).map("+441632960{:03}".format),
)


@given(NUMBERS)
def test_phone_is_read_back_as_it_is_shown(number: str) -> None:
    assert people.parse_phones(number) == (people.PhoneNumber(number, ""),)
    assert people.parse_phones(people.format_phone(number)) == (people.PhoneNumber(number, ""),)


@given(st.text())
def test_phone_of_any_text_is_read_or_refused(text: str) -> None:
    phone = people.parse_phone(text)
    assert phone is None or phone.number.startswith("+")


@pytest.mark.parametrize("begins", ["01632 200", "020 7946 0", "0300 123 4", "07700 900", "0800 000 1"])
def test_phone_among_words_is_read_as_the_library_reads_it(begins: str) -> None:
    digits = f"{begins}{'12345678'[: 11 - sum(map(str.isdigit, begins))]}"
    for written in (digits, digits.replace(" ", ""), digits.replace(" ", "-"), f"({digits[:3]}) {digits[3:]}"):
        parsed = phonenumbers.parse(written, "GB")
        assert phonenumbers.is_possible_number(parsed)
        kept = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        assert [phone.number for phone in people.parse_phones(f"ring sister {written} after 5")] == [kept], written


def test_phone_shown() -> None:
    assert people.format_phone("+442079460123") == "020 7946 0123"
    assert people.format_phone("+447700900123") == "07700 900123"
    assert people.format_phone("+12125550100") == "+1 212-555-0100"
    assert people.format_phone("nonsense") == "nonsense"


# -- days

FORMATS = [
    "{d:%Y-%m-%d}",
    "{d:%d/%m/%Y}",
    "{d.day}/{d.month}/{d.year}",
    "{d:%d.%m.%Y}",
    "{d:%d-%b-%Y}",
    "{d.day} {d:%B %Y}",
    "{d:%d %b %Y}",
    "{d:%Y/%m/%d}",
    "{d:%Y%m%d}",
    "{d:%Y-%m-%d}T00:00:00",
    "{d:%Y-%m-%d} 00:00:00.000",
    "{d:%d/%m/%Y} 00:00",
    "{d:%Y-%m-%d}T00:00:00Z",
    "{d:%A} {d.day} {d:%B %Y}",
    "{d:%d-%b-%Y} 9:30 AM",
]


@pytest.mark.parametrize("form", FORMATS)
@given(day=DAYS)
def test_date_is_read_in_each_form(form: str, day: date) -> None:
    assert people.parse_date(form.format(d=day)) == day
    assert people.iso_date(form.format(d=day).upper()) == day.isoformat()


@pytest.mark.parametrize("form", ["{d:%d/%m/%y}", "{d:%d-%b-%y}", "{d:%d.%m.%y}"])
@given(day=st.dates(date(1926, 1, 1), date(2025, 11, 23)))
def test_date_of_birth_with_two_digits_is_never_in_the_future(form: str, day: date) -> None:
    assert people.parse_date(form.format(d=day), date(2025, 11, 23)) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3-Nov-25", date(2025, 11, 3)),
        ("3rd November 2025", date(2025, 11, 3)),
        ("1st Sept 2025", date(2025, 9, 1)),
        ("01/02/68", date(2068, 2, 1)),
        ("01/02/69", date(1969, 2, 1)),
    ],
)
def test_date_read(text: str, day: date) -> None:
    assert people.parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2025",
        "11/23/2025",
        "2025-13-01",
        "soon",
        "3 Nov",
        "45964",
        "00/00/0000",
        "1/1/25/1",
        "٣/١١/٢٠٢٥",
        "3-Xyz-25",
    ],
)
def test_date_refused(text: str) -> None:
    assert people.parse_date(text) is None


@given(st.text())
def test_date_of_any_text_is_read_or_refused(text: str) -> None:
    found = people.parse_date(text)
    assert found is None or date.min <= found <= date.max


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1950, 11, 23), date(2025, 11, 22), 74),
        (date(1950, 11, 23), date(2025, 11, 23), 75),
        (date(2000, 2, 29), date(2025, 2, 28), 24),
        (date(2000, 2, 29), date(2025, 3, 1), 25),
    ],
)
def test_age_in_years(born: date, on: date, years: int) -> None:
    assert people.age(born, on) == years


# -- answers


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("Low", "low"),
        ("MEDIUM", "moderate"),
        ("moderate", "moderate"),
        ("Substantial", "substantial"),
        ("critical", "critical"),
        ("Eligible needs identified", "eligible"),
        ("Eligible  Needs", "eligible"),
        ("Non-eligible needs identified", "non_eligible"),
        ("Non eligible needs", "non_eligible"),
        ("NOT ELIGIBLE", "non_eligible"),
        ("No needs identified", "no_needs"),
        ("no needs", "no_needs"),
        ("No", "non_eligible"),
        ("Yes", "eligible"),
        ("", None),
        ("NULL", None),
        ("blue", None),
    ],
)
def test_eligibility_band_read(text: str, band: str | None) -> None:
    assert people.eligibility(text) == band


def test_eligibility_band_is_read_from_its_code_and_its_words() -> None:
    for band, words in people.BANDS.items():
        assert people.eligibility(band) == people.eligibility(words) == band
    assert people.BANDS.keys() > people.RECALL_BANDS


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Y", True),
        ("yes", True),
        ("TRUE", True),
        ("1", True),
        ("N", False),
        ("No", False),
        ("0", False),
        ("Yes - daughter agreed", True),
        ("No, never", False),
        ("None", None),
        ("maybe", None),
        ("", None),
        ("yes and no", None),
    ],
)
def test_yes_no_read(text: str, answer: bool | None) -> None:
    assert people.yes_no(text) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Yes", "yes"),
        ("n", "no"),
        ("Do not call", "no"),
        ("Don't call", "no"),
        ("Only at these times", "times"),
        ("times", "times"),
        ("Weekday mornings only", "times"),
        ("yes, at certain times", "times"),
        ("ask", None),
        ("Yes?", None),
    ],
)
def test_safe_to_call_read(text: str, answer: str | None) -> None:
    assert people.safe_to_call(text) == answer


# -- safe times


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mon-Fri 10:00-12:00; Sat 14-16", "Mon-Fri 10:00-12:00; Sat 14:00-16:00"),
        ("weekday mornings", "Mon-Fri 09:00-12:00"),
        ("after 5pm", "Mon-Sun 17:00-23:59"),
        ("before 10", "Mon-Sun 00:00-10:00"),
        ("10am to 12 noon", "Mon-Sun 10:00-12:00"),
        ("between 10 and 12", "Mon-Sun 10:00-12:00"),
        ("5 pm onwards", "Mon-Sun 17:00-23:59"),
        ("10-12 Mon-Fri", "Mon-Fri 10:00-12:00"),
        ("Mon, Wed and Fri 10-12, 2-4pm", "Mon,Wed,Fri 10:00-12:00; Mon,Wed,Fri 14:00-16:00"),
        ("Mon-Fri 10-12, Sat", "Mon-Fri 10:00-12:00; Sat 00:00-23:59"),
        ("Mondays 9-5", "Mon 09:00-17:00"),
        ("any time", "Mon-Sun 00:00-23:59"),
        ("0900-1700", "Mon-Sun 09:00-17:00"),
        ("Weekends 05:30-06:30", "Sat-Sun 05:30-06:30"),
        ("Wed – Thu afternoons", "Wed-Thu 12:00-17:00"),
    ],
)
def test_safe_times_read(text: str, kept: str) -> None:
    assert people.safe_times(text) == kept
    assert people.safe_times(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not mornings",
        "except Tuesdays",
        "when husband is at work",
        "7-9",
        "12",
        "25-26",
        "Fri-Mon 10-12",
        "10-",
        "-",
    ],
)
def test_safe_times_understood_in_part_are_not_understood(text: str) -> None:
    assert people.safe_times(text) is None


@given(st.text(alphabet="montuewedfri -,;:&123450apm after until and", max_size=30))
def test_safe_times_are_read_back_as_stored(text: str) -> None:
    kept = people.safe_times(text)
    if kept:
        assert people.safe_times(kept) == kept
        assert people.parse_windows(kept)


def test_safe_windows_read() -> None:
    assert people.parse_windows("Mon-Wed,Sat 10:00-12:00; Sun 14:00-23:59") == (
        people.SafeWindow(frozenset((0, 1, 2, 5)), time(10), time(12)),
        people.SafeWindow(frozenset((6,)), time(14), time(23, 59)),
    )
    assert people.parse_windows("mornings") == ()


@pytest.mark.parametrize(
    ("cell", "died", "moved", "is_open", "agreed"),
    [
        ("No (Y)", "look", "look", True, False), ("N/Y", "look", "look", True, False),
        ("Y/N", "look", "look", True, False), ("Yes (N)", "look", "look", True, False),
        ("no - yes", "look", "look", True, False), ("No; died: yes", "look", "look", True, False),
        ("N [✓]", "look", "look", True, False), ("No (12/03/2025)", "look", "look", False, False),
        ("Y (alive)", "look", "yes", True, None), ("No - moved to Kent", "no", "look", False, False),
        ("No - lives with son", "no", "no", False, False), ("No - checked 12/03/2025", "no", "no", False, False),
        ("No (01/01/1900)", "no", "no", False, False), ("No (not moved)", "no", "no", False, False),
        ("Yes, no known date", "yes", "yes", True, None), ("Yes (n/k)", "yes", "yes", True, None),
        ("Yes - no longer with us", "yes", "yes", True, None), ("N/A", "no", "no", True, None),
    ],
)  # fmt: skip
def test_cell_that_contradicts_itself_is_no_answer(
    cell: str, died: str, moved: str, is_open: bool, agreed: bool | None
) -> None:
    today = date(2026, 3, 10)
    assert (people.death(cell, today).told, people.move(cell, today).told) == (died, moved)
    assert people.has_open_services(cell) is is_open and people.consent(cell) is agreed
    assert people.safe_to_call(cell) in (None, "no")


def test_every_doubt_has_a_short_form_for_lists_that_fits_one() -> None:
    assert people.DOUBTS_IN_SHORT.keys() == people.DOUBTS.keys()
    assert max(map(len, people.DOUBTS_IN_SHORT.values())) <= 28


# Two people under one ID, and what a name says of its person


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        (("", "1951-02-12", "Tau", "Sid"), ("", "1932-02-12", "Tau", "Tim"), True),
        (("", "1951-02-14", "One", "Fay"), ("", "1951-02-14", "Two", "Gus"), True),
        (("", "1951-02-14", "One", "Fay"), ("", "1932-02-14", "Two", "Fay"), True),
        (("", "1951-02-14", "Stone", "Ada"), ("", "1951-02-14", "Hill", "Ada"), False),  # a marriage
        (("", "1951-02-14", "Stone", "Ada"), ("", "1951-02-15", "Stone", "Ada"), False),  # a slip
        (("", "1951-02-14", "Stone", "Bill"), ("", "1951-02-14", "Stone", "William"), False),
        (("", "1951-02-14", "Same", "Abe"), ("", "1951-02-14", "Same", "Cal"), True),  # twins
        (("", "1951-02-14", "Stone", "Catherine"), ("", "1951-02-14", "Stone", "Katherine"), False),
        (("", "1951-02-14", "Stone", "Mary Ann"), ("", "1951-02-14", "Stone", "Ann"), False),
        (("", "1951-02-14", "Stone", "Anne-Marie"), ("", "1951-02-14", "Stone", "Anne Marie"), False),
        (("", None, "Stone", "Ada"), ("", None, "Stone", "Zoe"), True),
        (("", "1951-02-14", "Stone", "J"), ("", "1951-02-15", "Stone", "John"), False),
        (("", "1951-02-14", "Ada", "Stone"), ("", "1951-02-14", "Stone", "Ada"), False),
        (("", "1951-02-14", "Stone", ""), ("", "1951-02-15", "Stone", "Ada"), False),
        (("9990000018", None, "Stone", "Ada"), ("9990000026", None, "Stone", "Ada"), True),
        (("", "1944-05-03", "Stone", "John"), ("", "1971-11-20", "Stone", "John"), True),  # father and son
        (("", "1944-05-03", "Stone", "John"), ("", "1944-11-20", "Stone", "John"), True),
        (("", "1944-05-03", "Stone", ""), ("", "1971-11-20", "Stone", ""), True),
        (("", "1944-05-03", "", ""), ("", "1971-11-20", "", ""), True),
        (("", "1944-05-03", "Stone", "John"), ("", "1971-11-20", "John", "Stone"), True),
        (("9990000018", "1944-05-03", "Stone", "John"), ("9990000018", "1971-11-20", "Stone", "John"), False),
        (("9990000018", "1944-05-03", "Stone", "John"), ("", "1971-11-20", "Stone", "John"), True),
        (("", "1944-05-03", "Stone", "John"), ("", "1944-03-05", "Stone", "John"), False),  # American
        (("", "1945-05-03", "Stone", "John"), ("", "1954-05-03", "Stone", "John"), False),  # turned round
        (("", "1944-05-12", "Stone", "John"), ("", "1944-05-21", "Stone", "John"), False),
        (("", "1944-05-03", "Stone", "John"), ("", "2044-05-03", "Stone", "John"), False),  # a century
    ],
)
def test_two_people_under_one_id_differ_in_what_no_slip_explains(one, other, two) -> None:
    assert people.are_two(one, other) is two and people.are_two(other, one) is two


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lambeth", "London Borough of Lambeth", True), ("LB Lambeth", "Lambeth Council", True),
        ("City of Westminster", "Westminster City Council", True), ("Kent", "Kent County Council", True),
        ("The Royal Borough of Kensington and Chelsea", "Kensington & Chelsea", True),
        ("Bolton", "Bolton Metropolitan Borough Council", True), ("City of London", "city of LONDON", True),
        ("Lambeth", "Lewisham", False), ("Leicester City Council", "Leicestershire County Council", False),
        ("London", "London Borough of Lambeth", False), ("E09000022", "e09000022", True),
        ("E09000022", "Lambeth", None), ("City of London", "City of London Corporation", True),
        ("City of London", "London Borough of Camden", False),
    ],
)  # fmt: skip
def test_same_council_is_known_however_it_is_written(one, other, same) -> None:
    assert people.same_council(one, other) is same and people.same_council(other, one) is same
    assert len({*people.one_spelling((one, other)).values()}) == (1 if same else 2)


@pytest.mark.parametrize(
    ("other", "same_postcode", "only"),
    [
        (("", "1944-05-03", "", ""), False, False),
        (("", None, "", ""), True, False), (("", None, "", ""), False, True),
        (("", "1944-03-05", "", ""), True, True), (("", "1944-05-03", "Jones", ""), True, True),
        (("", None, "Stone", ""), True, True), (("9990000018", None, "", ""), False, False),
    ],
)  # fmt: skip
def test_date_of_birth_or_postcode_speaks_beside_the_id_where_nobody_is_named(other, same_postcode, only) -> None:
    here = ("9990000018", "1944-05-03", "Stone", "Ada")
    for sides in ((here, other), (other, here)):
        assert people.only_the_id_speaks(*sides, same_postcode=same_postcode) is only


@pytest.mark.parametrize(
    ("parts", "doubt"),
    [
        (("", "RIP", "Vale"), "late"), (("", "RIP - Doris", "Vale"), "late"), (("", "R I P Doris", "Vale"), "late"),
        (("", "Doris", "Vale (RIP 12/1/26)"), "late"), (("", "Doris", "Vale-RIP"), "late"),
        (("", "Doris", "zDECEASED Vale"), "late"), (("Pers Reps of", "Doris", "Vale"), "late"),
        (("mrs", "doris", "smith (late)"), "late"), (("", "doris", "vale rip"), "late"),
        (("", "Doris", "Vale - rip"), "late"),
        (("", "Doris", "Smith, late"), "late"), (("", "Jim", "rip"), "late"), (("", "Late Ramesh", "Patel"), "late"),
        (("Mr (dec.)", "Ada", "Amin"), "late"), (("", "Doris", "Vale (d.)"), "late"), (("", "Dee", "Decker"), None),
        (("", "rip", "torn"), None), (("", "kate", "later"), None), (("", "Jim", "Van Rip"), None),
        (("", "Rip", "Torn"), None), (("", "Doris", "Ripley"), None), (("", "Doris", "Hart-Ripon"), None),
        (("Mr", "Jim", "Brown (passed away)"), "late"), (("Mr", "Jon", "Brawn RIP"), "late"),
        (("Mr", "Jem", "Green - died 3/2/25"), "late"), (("Late Mr", "Tom", "Pinker"), "late"),
        (("Mrs", "Kit", "Scarleto d.2024"), "late"), (("Mrs", "Dead", "Duplicatey"), "late"),
        (("Mr", "Ron", "Ochrely DO NOT CONTACT"), "nobody"), (("Mr", "Merged", "Record see 44"), "nobody"),
        (("Mr", "Rip", "Van Winkle"), None), (("Mr", "Rip", "Torn"), None), (("Mrs", "Ada", "Late"), "late"),
        (("Mr", "Dee", "Ceased"), None), (("Dr", "D", "Deadman"), None), (("Mr", "Seedy", "Merger"), None),
        (("Mr", "Jim", "Brown \u2020"), "late"), (("Mr", "Jim", "Brown - dead"), "late"),
        (("Mr", "Jim", "Brown decea\u017fed"), "late"), (("", "Do not", "Use"), "nobody"),
        (("", "No a", "person"), "nobody"), (("", "In", "error"), "nobody"), (("", "Jim", "Brown see 4711"), "nobody"),
    ],
)  # fmt: skip
def test_a_name_that_says_more_than_a_name_is_looked_at(parts, doubt) -> None:
    assert people.name_doubt(*parts) == doubt
    assert doubt is None or any(people.may_say_more(("Ada", part, "Stone")) for part in parts)
