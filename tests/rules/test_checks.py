"""Before the review: who it is, and whether it is safe to talk."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topaz_tui.rules import checks


@given(st.sets(st.sampled_from([step.code for step in checks.IDENTITY])))
def test_identity_is_confirmed_by_the_name_and_two_more(ticked: set[str]) -> None:
    assert checks.identity_met(ticked) == ("name" in ticked and len(ticked) >= 3)
    assert checks.identity_met(ticked) == (checks.identity_lacks(ticked) == "")


@pytest.mark.parametrize(
    ("ticked", "words"),
    [
        ([], "Still to ask: full name; two of date of birth, address and postcode."),
        (["name", "postcode"], "Still to ask: one of date of birth and address."),
        (["born", "postcode"], "Still to ask: full name."),
        (["name", "born", "postcode"], ""),
    ],
)
def test_identity_says_what_is_still_to_ask(ticked: list[str], words: str) -> None:
    assert checks.identity_lacks(ticked) == words


@given(*[st.sets(st.sampled_from([step.code for step in checks.IDENTITY]))] * 2)
def test_identity_is_not_confirmed_by_what_is_not_on_record(ticked: set[str], known: set[str]) -> None:
    others = known - {"name"}
    met = checks.identity_met(ticked, known)
    assert met == checks.identity_met(ticked & known, known), "a tick of what is not known counts for nothing"
    assert met == bool(others and known & {"name"} <= ticked and len(ticked & others) >= min(2, len(others)))


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ("name born address", "Still to ask: full name; date of birth and address."),
        ("name postcode", "Still to ask: full name; postcode."),
        ("name", checks.NAME_ALONE),
    ],
)
def test_identity_says_what_is_still_to_ask_where_little_is_on_record(known: str, words: str) -> None:
    assert checks.identity_lacks([], known.split()) == words
    facts = {"name": "Ada Stone", "born": "", "address": " ", "postcode": ""} | dict.fromkeys(known.split(), "x")
    assert checks.comparable(facts) == set(known.split())


def test_safe_to_talk_needs_their_ok() -> None:
    codes = [step.code for step in checks.SAFE_TO_TALK]
    for ticked in itertools.chain.from_iterable(itertools.combinations(codes, n) for n in range(4)):
        assert checks.safe_to_talk_met(ticked) == ("ok" in ticked)
    assert checks.safe_to_talk_lacks([]) == "Still to ask: Is it OK to go on?"
