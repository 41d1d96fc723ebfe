"""One letter has one meaning in every window that offers an end of a call, or what means the same."""

from __future__ import annotations

import string

import pytest

from topaz_tui import actions
from topaz_tui.rules import letters, outcomes
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.forms import Question
from topaz_tui.screens.client import changes, correcting, forms
from topaz_tui.screens.imports import CHOICES
from topaz_tui.services.calls import CorrectableCall
from topaz_tui.widgets.choice import Choice, TypedPrefix

FATES = {row.key: row.code for row in outcomes.OUTCOMES if row.stop or row.away or row.retires_number}
"""The letters that end calls, or a number: nowhere may one of them be another's."""


def put_right(*, incoming: bool) -> Question:
    was = CorrectableCall.__new__(CorrectableCall)
    object.__setattr__(was, "incoming", incoming)
    object.__setattr__(was, "another", False)
    object.__setattr__(was, "arranged", {})
    return correcting.questions(was)[0]


REASONS = tuple((reason, f"{words} (3)") for reason, words in queue_rules.REASON_WORDS.items())
LISTS = {
    "put right": put_right(incoming=False),
    "put right, they rang": put_right(incoming=True),
    "looked into": forms.FORMS["settle"].questions[0],
    "a number": changes.PHONE[0],
    "narrowed by why": Question("reason", "Why not", "choice", options=REASONS, letters=letters.of(dict(REASONS))),
}


def taken(question: Question) -> dict[str, str]:
    """The answer to which each letter goes, as the widget takes it."""
    choice = Choice(question.options, letters=question.letters)
    ways = choice._ways()
    found = {}
    for letter in string.ascii_letters:
        place = TypedPrefix().letter(letter, ways, 0)
        if place is not None:
            found[letter] = question.options[place][0]
    return found


def means(code: str) -> str:
    return letters.SAME.get(code, code)


@pytest.mark.parametrize("name", LISTS)
def test_letter_that_ends_calls_is_the_same_in_every_list(name: str) -> None:
    question = LISTS[name]
    goes = taken(question)
    shared = {code for code, _ in question.options if means(code) in letters.ENDS}
    assert shared, "it shares an end with the call"
    for code in shared:
        assert goes[letters.ENDS[means(code)]] == code
    for letter, fate in FATES.items():
        assert letter not in goes or means(goes[letter]) == fate, f"{letter}: {goes[letter]}, and {fate} in a call"
    own = dict(question.letters)
    assert len(set(own.values())) == len(own)
    drawn = Choice(question.options, letters=question.letters)._words()
    for (code, words), shown in zip(question.options, drawn, strict=True):
        assert shown == (f"{own[code]} {words}" if code in own else words), "a letter of its own is shown"


def test_letter_that_acts_in_a_call_is_free_for_no_outcome() -> None:
    does = {key for act in (*actions.of("call"), *actions.of("everywhere")) for key in act.keys}
    assert {key for key in does if len(key) == 1 and key.isupper()} <= outcomes.RESERVED_KEYS


def test_letters_of_the_imports_page_are_those_of_the_call() -> None:
    keys = {CHOICES[act.name]: act.keys[0] for act in actions.of("imports") if act.name in CHOICES}
    assert keys == dict(letters.of(keys)), "as the window of the client's page has them"
    every = [act for act in actions.of("imports") if act.name not in CHOICES]
    assert not {key for act in every for key in act.keys} & FATES.keys()


def test_letter_h_is_in_hospital_and_never_moved_away() -> None:
    for name in ("put right", "put right, they rang"):
        assert (taken(LISTS[name])["h"], taken(LISTS[name])["g"]) == ("hospital", "moved")
    assert "h" not in taken(LISTS["looked into"])
