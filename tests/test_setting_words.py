"""The team's settings in people's words: each has a name, and what its form is given is what its value was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from topaz_tui.config import Settings, setting_words, team, toml
from topaz_tui.config.setting_names import NAMES
from topaz_tui.errors import Invalid
from topaz_tui.rules import forms

COUNCIL = 'councils."Great Yar.mouth".'
OTHER = {
    "calls": {"delays": {"no_answer": 180, "refused_soft": 2880}, "hours": {"sun": ["10:00", "12:30"]}},
    "office": {"mon": [], "bank_holidays": True},
    "sending": {
        "channels": ["mail", "by hand"], "mail": {"server": "m.example", "sender": "a@b.example", "to": "c@d.example"},
    },
    "services": ["children", "calls"],
    "council": "Ours",
    "children": {"targets": {"NEEDS": "+8w"}, "school_terms": [["2026-09-01", "2026-12-18"]], "spare_days": 0},
    "councils": {
        "Great Yar.mouth": {"send_days": 2, "sending": {"telephone": "01632 960001", "mail": {"to": "e@f.example"}}},
    },
}  # fmt: skip


def test_every_setting_has_a_name_of_its_own_and_a_form() -> None:
    rows = team.rows(Settings())
    assert {row.key for row in rows} == NAMES.keys()
    assert len({name.words for name in NAMES.values()}) == len(NAMES)
    for row in rows:
        assert not forms.faults_of_form(setting_words.questions(row.key)), row.key


@pytest.mark.parametrize("settings", [{}, OTHER], ids=["usual", "other"])
def test_what_a_form_is_given_makes_the_same_value_again(settings) -> None:
    known = team.read(settings)
    for row in team.rows(known):
        answers, questions = setting_words.answers(row.key, row.value), setting_words.questions(row.key)
        assert not forms.all_lacking(questions, answers), row.key
        again = team.with_value({}, row.key, setting_words.value_of(row.key, answers))
        assert again == team.with_value({}, row.key, row.value) or row.key == "services", row.key


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("calls.tries", "1", "1 attempt"),
        ("referral.send_days", "0", "the same day"),
        ("sending.channels", '["folder", "by hand"]', "Into a folder, then by hand"),
        ("services", '["children", "calls"]', "Calls, and work for children's services"),
        ("calls.delays", "{ no_answer = 180, engaged = 90 }", "Nobody answered 3 hours; Engaged 90 minutes"),
        ("children.school_terms", '[["2026-09-01", "2026-12-18"]]', "1 Sep 2026 to 18 Dec 2026"),
        (f"{COUNCIL}acknowledge_days", "2", "2 working days"),
        ("office",
         '{ mon = ["09:00", "17:00"], tue = ["09:00", "17:00"], thu = ["09:00", "12:30"], bank_holidays = true }',
         "Monday to Tuesday 9:00 to 17:00, Thursday 9:00 to 12:30, bank holidays too"),
    ],
)  # fmt: skip
def test_value_is_said_as_people_say_it(key, value, words) -> None:
    assert setting_words.value_words(key, value) == words


def test_council_has_its_own_group() -> None:
    key = f"{COUNCIL}sending.folder.path"
    assert setting_words.council_of(key) == "Great Yar.mouth"
    assert setting_words.common_key(key) == "sending.folder.path"
    assert (
        setting_words.group_of(key)
        != setting_words.group_of("sending.folder.path")
        != setting_words.group_of("sending.channels")
    )


@pytest.mark.parametrize(
    ("typed", "window"),
    [
        ("9 to 5", ["09:00", "17:00"]), ("09:00-17:30", ["09:00", "17:30"]), ("8.30am to 6pm", ["08:30", "18:00"]),
        ("12 to 1", ["12:00", "13:00"]), ("0900 to 1700", ["09:00", "17:00"]), ("", []), ("Closed", []),
        ("9", None), ("5pm to 9am", None), ("25 to 26", None), ("9 to 9pm tomorrow", None), ("9:75 to 10", None),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(typed, window) -> None:
    hours = {"mon": typed, "tue": "9 to 5"}
    if window is None:
        with pytest.raises(Invalid) as wrong:
            setting_words.value_of("office", hours)
        assert wrong.value.field == "mon"
    else:
        assert f"mon = {toml(window)}," in setting_words.value_of("office", hours)


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("calls.tries", {"value": "three"}), ("sending.pauses", {"value": "1, 2 hours"}),
        ("calls.delays", {"engaged": "soon"}), ("children.school_terms", {"value": "1 Sep 2026"}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_question(key, given) -> None:
    with pytest.raises(Invalid) as wrong:
        setting_words.value_of(key, given)
    assert wrong.value.field == next(iter(given))


def test_table_of_settings_says_the_same_again() -> None:
    known = team.read(OTHER)
    assert not team.differences(known, team.read(team.as_table(known)))
    assert team.as_table(replace(known, organisation="Duty"))["organisation"] == "Duty"
