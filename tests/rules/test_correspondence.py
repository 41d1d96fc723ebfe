"""Letters to the people themselves as data: who may be written to by which way, and what a template may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.places import PACKAGE
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.correspondence import KIND, LetterWay, Reach, TemplateFault

ENGLISH = PACKAGE / "services" / "correspondence" / "templates" / "english"
WHOLE = Reach(
    safety=Safety("yes", sms_ok=True), write_ok=True, mail_ok=True, mail="ada@home.example", address="14 Pellan Road",
    postcode="SE24 9ZZ", mobile="+447700900123",
)  # fmt: skip
CALL, AGREED, NO_ANSWER = KIND["call_on"], KIND["agreed"], KIND["no_answer"]
FORBIDS = (
    ({"stopped": "died"}, "Has died", tuple(LetterWay)),
    ({"stopped": "moved"}, "Moved away", tuple(LetterWay)),
    ({"stopped": "refused"}, "Asked not to be called", tuple(LetterWay)),
    ({"safety": Safety("no", sms_ok=True)}, "Not safe to call: nothing is written either", tuple(LetterWay)),
    ({"safety": Safety("yes", sms_ok=True, unreadable=True)}, "Not known whether it is safe to call", tuple(LetterWay)),
    ({"safety": Safety("times", unread_times="not Tue", sms_ok=True)}, "Not known when", tuple(LetterWay)),
    ({"write_ok": False}, "Not safe to write", tuple(LetterWay)),
    ({"write_ok": None, "safety": Safety("times", "Mon 10:00-12:00", sms_ok=True)}, "ask first", tuple(LetterWay)),
    ({"write_ok": None, "safety": Safety("yes", say_who=False, sms_ok=True)}, "Never say who", tuple(LetterWay)),
    ({"write_ok": None, "safety": Safety("yes", sms_ok=True, warnings=(("disclosure", None, date(2027, 1, 1)),))},
     "disclosure", tuple(LetterWay)),
    ({"postcode": None}, "No whole address", (LetterWay.PRINT,)),
    ({"mail_ok": None}, "Nobody has said that they agree to mail", (LetterWay.MAIL,)),
    ({"mail_ok": False}, "They want no mail", (LetterWay.MAIL,)),
    ({"mail": None}, "No mail address", (LetterWay.MAIL,)),
    ({"safety": Safety("yes")}, "Nobody has said that they agree to texts", (LetterWay.TEXT,)),
    ({"safety": Safety("yes", sms_ok=False)}, "They want no texts", (LetterWay.TEXT,)),
    ({"mobile": None}, "No mobile number", (LetterWay.TEXT,)),
)  # fmt: skip


def test_tables_have_no_faults() -> None:
    assert list(rules.faults()) == []


@pytest.mark.parametrize("way", LetterWay)
def test_whoever_agreed_is_written_to(way: LetterWay) -> None:
    assert rules.held_back(CALL, way, WHOLE) == ""


@pytest.mark.parametrize(("known", "why", "ways"), FORBIDS)
def test_what_is_known_holds_back_the_ways_it_forbids_and_no_other(known, why, ways) -> None:
    reach = replace(WHOLE, **known)
    for way in LetterWay:
        said = rules.held_back(CALL, way, reach)
        assert (why in said) if way in ways else said == "", way


def test_letter_nobody_has_spoken_of_goes_by_post_alone() -> None:
    reach = replace(WHOLE, safety=Safety(), write_ok=None, mail_ok=None)
    assert [way for way in LetterWay if not rules.held_back(CALL, way, reach)] == [LetterWay.PRINT]


def test_what_was_agreed_reaches_whoever_wants_no_calls() -> None:
    assert rules.held_back(AGREED, LetterWay.PRINT, replace(WHOLE, stopped="refused")) == ""
    assert rules.wrong_way({"kind": "agreed", "way": "text"}) and not rules.wrong_way({"kind": "agreed", "way": "mail"})


@pytest.mark.parametrize("way", LetterWay)
def test_that_we_could_not_reach_them_is_written_to_nobody_whom_we_did_not_try_or_did_reach(way: LetterWay) -> None:
    said = [rules.held_back(NO_ANSWER, way, replace(WHOLE, reached=reached)) for reached in (None, True, False)]
    assert said == ["Nobody has rung them", "They were spoken with since", ""]


@pytest.mark.parametrize(
    ("text", "way", "why"),
    [
        (
            "Subject: A\n\nDear {nam},",
            LetterWay.PRINT,
            "x.txt line 3: {nam} is no field here. There are {name}, {today}",
        ),
        ("Subject: A\n\nOn {day}, { so", LetterWay.PRINT, "line 3: a brace stands alone"),
        ("Dear {name}", LetterWay.MAIL, "begins with its subject"),
        ("Subject: A\n\n ", LetterWay.MAIL, "says nothing"),
        ("Dear {name}, ring {phone}.", LetterWay.TEXT, "{name} is no field here. There are {phone}, {day}, {time}."),
        ("The adult social care team will ring.", LetterWay.TEXT, "tells whoever reads it"),
        ("x" * 307, LetterWay.TEXT, "306 letters at most"),
    ],
)
def test_wrong_template_is_said_with_its_line(text: str, way: LetterWay, why: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        rules.read_template(text, CALL, way, "x.txt")
    assert why in str(caught.value)


def test_fields_are_filled_once_and_a_name_is_no_field() -> None:
    template = rules.read_template("Subject: For {name}\n\nDear {name}, on {day}.", CALL, LetterWay.PRINT, "x.txt")
    filled = rules.fill(
        template, dict.fromkeys(rules.fields_of(CALL, LetterWay.PRINT), "") | {"name": "{day}", "day": "Tue"}
    )
    assert (filled.subject, filled.text) == ("For {day}", "Dear {day}, on Tue.")


@pytest.mark.parametrize(
    ("written", "large"),
    [("Large print", True), ("Needs letters in a bigger font", True), ("Hard of hearing", False), (None, False)],
)
def test_large_print_is_read_from_the_record(written: str | None, large: bool) -> None:
    assert rules.wants_large(written) is large


def test_language_mobile_and_address_are_read_from_the_record() -> None:
    assert [rules.language_of(each) for each in ("Bengali (Sylheti)", "Português", None, " 1")] == [
        "bengali", "portugues", "english", "english",
    ]  # fmt: skip
    assert [rules.mobile(each) for each in ("+447700900123", "+447012345678", "+442079460001")] == [True, False, False]
    lines = rules.address_lines("Mrs Ada Stone", "Flat 2, 14 Pellan Road, London", "SE24 9ZZ")
    assert lines == ("Mrs Ada Stone", "Flat 2", "14 Pellan Road", "London", "SE24 9ZZ")
    assert rules.day_words(date(2026, 12, 3)) == "Thursday 3 December 2026"


def test_each_kind_has_a_template_in_english_for_each_way() -> None:
    for kind in rules.KINDS:
        files = {f"{kind.code}{'.text' if way == LetterWay.TEXT else ''}.txt" for way in kind.ways}
        assert files <= {file.name for file in ENGLISH.glob("*.txt")}, kind.code
