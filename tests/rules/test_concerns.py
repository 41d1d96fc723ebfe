"""The concern form: what is asked, what submission needs, and what the council reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from topaz_tui.rules import concerns, forms
from topaz_tui.rules.forms import Answer, Question, When

WHOLE: dict[str, Answer] = {
    "danger": "no",
    "types": ["physical", "neglect"],
    "main_type": "neglect",
    "what": "A bruise on the left arm.",
    "wanted": "asked_none",
    "consent": "given",
}
"""The shortest form that can be submitted."""

ASKED_AFTER = [  # answers that are added to WHOLE, and what they make needed
    ({"danger": "yes"}, {"called_999"}),
    ({"danger": "yes", "called_999": "yes"}, {"called_999_at"}),
    ({"danger": "yes", "called_999": "yes", "called_999_at": "14:05"}, set()),
    ({"danger": "yes", "called_999": "yes", "called_999_at": "soon"}, {"called_999_at"}),
    ({"danger": "yes", "called_999": "no"}, {"called_999_why_not"}),
    ({"danger": "yes", "called_999": "not_known"}, set()),
    ({"danger": "not_known"}, set()),
    ({"types": [], "main_type": None}, {"types"}),
    ({"types": ["physical"]}, set()),
    ({"types": ["physical"], "main_type": None}, set()),
    ({"main_type": None}, {"main_type"}),
    ({"what": "  \n"}, {"what"}),
    ({"wanted": "asked_expressed"}, {"wanted_what"}),
    ({"wanted": "not_asked"}, {"wanted_why_not"}),
    ({"wanted": "not_asked", "wanted_why_not": "Asking was not safe."}, set()),
    ({"wanted": "dont_know"}, set()),
    *[({"consent": consent}, {"grounds"}) for consent in concerns.NOT_GIVEN],
    ({"consent": "refused", "grounds": ["crime"]}, set()),
    ({"can_protect": None, "capacity": None, "source": None}, set()),
]
KINDS = {
    "choice": lambda q: st.sampled_from([code for code, _ in q.options]),
    "yes_no": lambda q: st.sampled_from(["yes", "no", "not_known"]),
    "many": lambda q: st.lists(st.sampled_from([code for code, _ in q.options]), unique=True),
    "time": lambda q: st.sampled_from(["14:05", "2026-11-22T22:05:52Z", "nonsense", ""]),
    "text": lambda q: st.text(max_size=20),
    "line": lambda q: st.text(max_size=20),
    "number": lambda q: st.sampled_from(["3", "x"]),
}
any_answers = st.fixed_dictionaries(
    {}, optional={name: st.none() | KINDS[q.kind](q) for name, q in concerns.QUESTIONS.items()}
)


def needed(answers):
    return {gap.question for gap in concerns.missing(answers)}


def test_the_list_of_what_is_missing_has_room_for_each_sentence():
    assert all(cell_len(question.needed or "") <= 47 for question in concerns.QUESTIONS.values())


def test_concern_form_is_sound():
    assert concerns.check() == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"when": When("nothing", ("yes",))}, "not asked before"),
        ({"when": When("q", ("yes",))}, "not asked before"),
        ({"when": When("first", ("maybe",))}, "does not have"),
        ({"when": When("first", ())}, "does not have"),
        ({"id": "first"}, "twice"),
        ({"words": "x" * 31}, "columns"),
        ({"options": ()}, "go together"),
        ({"kind": "text"}, "go together"),
        ({"needed": "the main one"}, "sentence"),
        ({"within": "first"}, "options of"),
        ({"alone": "b"}, "alone"),
    ],
)
def test_concern_form_check_finds_each_fault(change, fault):
    first = Question("first", "First", "yes_no")
    second = Question("q", "Q", "choice", "", (("a", "A"), ("b", "B")))
    assert forms.faults_of_form((first, second)) == ()
    assert any(fault in found for found in forms.faults_of_form((first, replace(second, **change))))


def test_danger_comes_first_and_an_empty_form_names_what_it_needs():
    assert concerns.SECTIONS[0].id == "danger"
    assert [gap.question for gap in concerns.missing({})] == ["danger", "types", "what", "wanted", "consent"]
    assert all(gap.sentence.endswith(".") for gap in concerns.missing({}))


def test_concern_with_the_shortest_whole_form_can_be_submitted():
    assert concerns.missing(WHOLE) == ()


@pytest.mark.parametrize(("change", "gaps"), ASKED_AFTER)
def test_concern_answer_makes_other_questions_needed(change, gaps):
    assert needed(WHOLE | change) == gaps


@pytest.mark.parametrize("name", WHOLE)
def test_concern_lacks_each_answer_of_the_shortest_whole_form(name):
    assert needed({**WHOLE, name: None}) == {name}


@given(any_answers, st.sampled_from([None, "yes", "no", "not_known"]))
def test_part_c_of_the_test_never_stops_a_submission(answers, part_c):
    assert needed({**answers, "can_protect": part_c}) == needed({**answers, "can_protect": None})


@given(any_answers)
def test_concern_gaps_are_visible_and_counted_beside_their_section(answers):
    gaps = concerns.missing(answers)
    assert all(concerns.visible(concerns.QUESTIONS[gap.question], answers) for gap in gaps)
    assert sum(concerns.open_count(section, answers) for section in concerns.SECTIONS) == len(gaps)


@given(any_answers)
def test_concern_tidy_keeps_the_answers_that_are_asked(answers):
    kept = concerns.tidy(answers)
    assert all(kept[name] == forms.given(concerns.QUESTIONS[name], answers) for name in kept)
    assert needed(kept) == needed(answers)
    assert concerns.tidy(kept) == kept
    unanswered = sum(concerns.unanswered_count(section, answers) for section in concerns.SECTIONS)
    asked = [q for q in concerns.QUESTIONS.values() if concerns.visible(q, answers)]
    assert unanswered + len(kept) == len(asked)


def test_a_hidden_question_hides_what_hangs_on_it():
    answers = {"danger": "no", "called_999": "no", "called_999_why_not": "kept in the draft"}
    assert not concerns.visible(concerns.QUESTIONS["called_999_why_not"], answers)
    assert concerns.tidy(answers) == {"danger": "no"}


def test_999_is_called_for_until_somebody_did():
    assert concerns.call_999({"danger": "yes"}) and concerns.call_999({"danger": "yes", "called_999": "no"})
    assert not concerns.call_999({"danger": "yes", "called_999": "yes"})
    assert not concerns.call_999({}) and not concerns.call_999({"danger": "not_known"})


def test_danger_that_is_not_known_runs_on_the_clock_of_danger():
    answers = {answer: concerns.in_danger({"danger": answer}) for answer in ("yes", "not_known", "no", "")}
    assert answers == {"yes": True, "not_known": True, "no": False, "": False}


def test_the_main_type_is_one_of_those_chosen():
    main = concerns.QUESTIONS["main_type"]
    assert [code for code, _ in forms.choices(main, WHOLE)] == ["physical", "neglect"]
    assert concerns.main_type(WHOLE) == "Neglect and acts of omission"
    assert concerns.main_type({}) is None


def test_the_only_type_is_the_main_one_and_the_first_of_two_is_not():
    one: dict[str, Answer] = {**WHOLE, "types": ["physical"], "main_type": None}
    assert needed(one) == set() and concerns.main_type(one) == "Physical"
    sections = {title: dict(rows) for title, rows in the_document(one)}
    assert sections["What happened"]["The main type"] == "Physical"
    two: dict[str, Answer] = {**one, "types": ["physical", "neglect"]}
    assert needed(two) == {"main_type"} and concerns.main_type(two) is None


def test_answer_none_is_refused_beside_another():
    assert forms.fault(concerns.QUESTIONS["agencies"], {"agencies": ["none", "gp"]})
    assert forms.fault(concerns.QUESTIONS["agencies"], {"agencies": ["none"]}) is None


def test_typed_time_is_settled_once():
    now = datetime(2026, 11, 23, 15, tzinfo=UTC)
    settled = forms.settled(concerns.QUESTIONS.values(), {"called_999_at": "14:05", "found_at": "soon"}, now)
    assert settled == {"called_999_at": "2026-11-23T14:05:00Z", "found_at": "soon"}
    assert forms.settled(concerns.QUESTIONS.values(), settled, now.replace(day=25)) == settled


def test_concern_prefill_takes_facts_and_no_judgements():
    adult = concerns.Adult(name="Ada Okoro", language="Igbo", interpreter="yes", address="1 Topaz Row")
    answers = concerns.prefill(adult, concerns.RaisedBy("Bo", "Social worker", "TOPAZ", "020 7946 0001"))
    assert answers["language"] == "Igbo" and answers["interpreter"] == "yes"
    assert answers["lives"] == "1 Topaz Row"
    assert answers["raised_role"] == "Social worker" and "gp" not in answers
    assert {concerns.section_of(concerns.QUESTIONS[name]).id for name in answers} == {"adult", "raised"}
    assert needed(answers) == needed({})


# The document


def the_document(answers, **more):
    return concerns.document(answers, concerns.Adult(name="Ada Okoro"), concerns.RaisedBy("Bo"), **more)


def test_concern_document_reads_as_the_form_does():
    document = the_document(
        {**WHOLE, "called_999": "yes", "found_at": "2026-07-01T08:30:00Z"},
        reference="C-7",
        submitted_at=datetime(2026, 11, 22, 22, 5, tzinfo=UTC),
    )
    sections = {title: dict(rows) for title, rows in document}
    titles = ["Safeguarding concern", *(section.title for section in concerns.SECTIONS)]
    assert list(sections) == titles
    assert sections["Safeguarding concern"] == {"Reference": "C-7", "Submitted": "22 Nov 2026 22:05"}
    assert sections["Immediate danger"] == {"In immediate danger now?": "No"}
    assert sections["The adult"]["Name"] == "Ada Okoro"
    assert sections["What happened"]["Types of abuse or neglect"] == "Physical; Neglect and acts of omission"
    assert sections["Capacity"]["Able to decide on this now?"] == "Not answered"
    assert sections["Raised by"]["Found at"] == "1 Jul 2026 09:30"
    assert "Draft" in dict(the_document({})[0][1])["Submitted"]


def test_concern_document_tells_unanswered_no_and_not_known_apart():
    question = concerns.QUESTIONS["told"]
    assert len({forms.answer_words(question, answer) for answer in (None, "no", "not_known", "yes")}) == 4


@given(st.text(max_size=300), st.integers(50, 120))
def test_text_fits_its_width_and_carries_no_control_characters(words, width):
    text = concerns.as_text(the_document({**WHOLE, "what": words}), width)
    assert all(len(line) <= width for line in text.split("\n"))
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in text.replace("\n", ""))


@pytest.mark.parametrize("words", ["x [/nope] y", "[b]", "=cmd|' /C calc'!A0", "Ł ë مرحبا 👩🏽‍🚒"])
def test_concern_document_keeps_odd_words(words):
    assert words in concerns.as_text(the_document({**WHOLE, "what": words}))


def test_an_escape_sequence_is_harmless_and_lines_stay_lines():
    text = concerns.as_text(the_document({**WHOLE, "what": "\x1b[31mred\n\nand blue"}))
    assert "\x1b" not in text and "[31mred\n\n" + " " * 32 + "and blue\n" in text
