"""Somebody through whom a person is spoken with: what each kind may do, and how an authority stands on a day."""

from __future__ import annotations

from datetime import date

import pytest

from topaz_tui.rules import forms
from topaz_tui.rules import representatives as rules
from topaz_tui.rules.representatives import AuthorityStands, KnownAuthority

TODAY = date(2026, 11, 23)
LPA = KnownAuthority("attorney", "document", "LPA 7000-1", "Ada Khan", date(2026, 5, 3))
CALL = {"through": "for_them", "who": "7", "acts_as": "attorney", "why": "memory", "seen": "document",
        "document": "LPA", "seen_on": "2026-05-03"}  # fmt: skip


def authority(**change):
    facts = {name: getattr(LPA, name) for name in ("acts_as", "seen", "words", "by", "on", "until")}
    return KnownAuthority(**facts | change)


def test_tables_of_representatives_are_sound():
    assert rules.check() == ()


@pytest.mark.parametrize(
    ("acts_as", "kept", "stands", "says"),
    [
        (None, None, AuthorityStands.NOT_NEEDED, ""),
        ("carer", None, AuthorityStands.NOT_NEEDED, "Carer"),
        ("attorney", None, AuthorityStands.NONE, "NOTHING SEEN"),
        ("attorney", authority(), AuthorityStands.SEEN, "LPA 7000-1, seen by Ada Khan on 3 May 2026"),
        ("attorney", authority(until=TODAY), AuthorityStands.SEEN, "until 23 Nov 2026"),
        (
            "attorney",
            authority(until=date(2026, 11, 22)),
            AuthorityStands.LAPSED,
            "LAPSED on 22 Nov 2026, ask to see it again",
        ),
        ("attorney", authority(seen="said"), AuthorityStands.SAID, "said so on 3 May 2026, NOTHING SEEN"),
        ("attorney", authority(seen="ended"), AuthorityStands.NONE, "NOTHING SEEN"),
        ("deputy", authority(), AuthorityStands.NONE, "NOTHING SEEN"),
    ],
)
def test_authority_stands_by_what_was_seen_and_lapses_with_its_end(acts_as, kept, stands, says):
    assert rules.stands(acts_as, kept, TODAY) == stands
    assert says in rules.words(acts_as, kept, TODAY)
    assert rules.ask_again(acts_as, kept, TODAY) == (stands not in (AuthorityStands.NOT_NEEDED, AuthorityStands.SEEN))


def test_only_an_attorney_for_welfare_and_a_deputy_may_answer_for_somebody():
    assert [kind.code for kind in rules.KINDS if kind.may == rules.May.ANSWER] == ["attorney", "deputy"]


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, None),
        ({"through": "person", "who": None, "acts_as": None, "why": None, "seen": None}, None),
        ({"through": None}, "through"),
        ({"who": None}, "who"),
        ({"who": "new"}, "name"),
        ({"who": "new", "name": "Ada Stone"}, None),
        ({"acts_as": None}, "acts_as"),
        ({"acts_as": "appointee"}, "acts_as"),
        ({"acts_as": "appointee", "through": "with_help"}, None),
        ({"acts_as": "interpreter"}, "acts_as"),
        ({"acts_as": "interpreter", "through": "with_help", "seen": None}, None),
        ({"acts_as": "carer", "seen": None}, None),
        ({"why": None}, "why"),
        ({"seen": None}, "seen"),
        ({"seen": "on_record", "document": None, "seen_on": None}, None),
        ({"seen": "ended"}, "seen"),
        ({"document": ""}, "document"),
        ({"seen_on": None}, "seen_on"),
        ({"seen_on": "2026-12-24"}, "seen_on"),
        ({"until": "2026-11-22"}, "until"),
        ({"seen": "said", "document": None, "seen_on": None}, None),
    ],
)
def test_call_through_somebody_says_who_why_and_on_what_authority(change, lacks):
    found = rules.lacks(CALL | change, TODAY)
    assert (found and found[0]) == lacks


@pytest.mark.parametrize("question", [each for each in rules.in_a_call(()) if each.options], ids=lambda each: each.id)
def test_choice_about_somebody_is_made_by_one_letter_of_its_own(question: forms.Question) -> None:
    own = dict(question.letters)
    letters = [own.get(code, words[0].lower()) for code, words in question.options]
    assert len(set(letters)) == len(letters)
