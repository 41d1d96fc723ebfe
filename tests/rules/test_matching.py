"""Whether two records may be one person's: what speaks for it, and what is enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topaz_tui.rules.people import matching
from topaz_tui.rules.people.matching import Known

BORN, OTHER = "1944-05-03", "1961-11-19"
NHS, NHS_2 = "9990000018", "9990000026"


def known(
    name: str = "", born: str | None = BORN, *, nhs: str = "", at: str = "", phones: str = "", called: str = ""
) -> Known:
    """'Ada Stone', with what else is known."""
    first, _, last = name.rpartition(" ")
    return Known(first, last, called, born, nhs or None, at or None, frozenset(phones.split()))


@pytest.mark.parametrize(
    ("one", "other", "speaks"),
    [
        (known("Ada Stone"), known("ADA STONE"), {"name", "born"}),
        (known("John Smith"), known("Jon SMYTH"), {"sounds", "born"}),
        (known("Mohammed Khan"), known("Muhammad Khan"), {"sounds", "born"}),
        (known("Siobhan O'Brien"), known("Siobhan OBrien"), {"name", "born"}),
        (known("Bill Roe"), known("William Roe"), {"sounds", "born"}),
        (known("Sean O'Neill"), known("Shaun ONeil"), {"sounds", "born"}),
        (known("Catherine Philips"), known("Kathryn Phillips"), {"sounds", "born"}),
        (known("A Stone"), known("Ada Stone"), {"sounds", "born"}),
        (known("Mary Ann Stone"), known("Mary Stone"), {"name", "born"}),
        (known("Winifred Stone", called="Freda"), known("Freda Stone"), {"name", "born"}),
        (known("Ada Smith-Jones"), known("Ada Jones"), {"sounds", "born"}),
        (known("Ali Hassan"), known("Hassan Ali"), {"turned", "born"}),
        (known("Ada Stone"), known("Ada Stone", "1944-03-05"), {"name", "swapped"}),
        (known("Ada Stone", nhs=NHS), known("Bob Rowe", OTHER, nhs=NHS), {"nhs"}),
        (known("Ada Stone", None, phones="1 2"), known("Ada Stone", phones="2"), {"name", "phone"}),
        (known("Ada Stone", None, at="SE24 9ZZ"), known("Aida Stone", at="SE24 9ZZ"), {"sounds", "postcode"}),
        (known("Ada Stone", "1944-05-03", phones="1"), known("Ada Stone", "1944-05-08", phones="1"), {"name", "phone"}),
        (known("Ada Stone", phones="1"), known("Ada Rowe", phones="1"), {"born", "phone"}),
    ],
)  # fmt: skip
def test_matching_finds_what_speaks_for_one_person(one: Known, other: Known, speaks: set[str]) -> None:
    assert matching.kinds_of(matching.evidence(one, other)) == speaks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (known("Ada Stone"), known("Ada Stone", OTHER)),
        (known("Ada Stone", None), known("Ada Stone", None)),
        (known("Jane Smith"), known("John Smith")),
        (known("Mahmoud Ali"), known("Mohamed Ali")),
        (known("Ada Stone", phones="1", at="SE24 9ZZ"), known("Bob Stone", OTHER, phones="1", at="SE24 9ZZ")),
        (known("Ada Stone", nhs=NHS), known("Ada Stone", nhs=NHS_2)),
        (known("Ann Stone", phones="1"), known("Anna Stone", OTHER, phones="1")),
        (known("", phones="1"), known("", None, phones="1")),
        (known(), known()),
    ],
)
def test_matching_makes_no_pair_of_two_people(one: Known, other: Known) -> None:
    assert not matching.evidence(one, other)


def test_matching_of_a_name_alone_is_never_sure() -> None:
    alone = known("Ada Stone", None)._replace(by_hand=True)
    for other in (known("Ada Stone"), known("Ada Stone", None), known("Ada Stone", nhs=NHS, phones="1")):
        assert matching.kinds_of(matching.evidence(alone, other)) == {"name", "alone"}
        assert not matching.surely(alone, other)
    for two in (known("Aida Stone"), known("Stone"), known("Ada Rowe")):
        assert not matching.evidence(alone, two)
    assert not matching.evidence(known("Ada Stone", None, phones="2")._replace(by_hand=True), known("Ada Stone"))
    assert not matching.evidence(known("Stone", None)._replace(by_hand=True), known("Stone"))


@pytest.mark.parametrize(
    ("one", "other", "sure"),
    [
        (known("Ada Stone", nhs=NHS), known("Ada Stone", None, nhs=NHS), True),
        (known("Ada Stone", phones="1"), known("Ada Stone", phones="1"), True),
        (known("Ada Stone", at="SE24 9ZZ"), known("Ada Stone", at="SE24 9ZZ"), True),
        (known("Ada Stone"), known("Ada Stone"), False),
        (known("Ada Stone", None, phones="1"), known("Ada Stone", None, phones="1"), False),
        (known("Ada Stone", nhs=NHS), known("Bob Rowe", OTHER, nhs=NHS), False),
        (known("Ada Stone", phones="1", nhs=NHS), known("Ada Stone", nhs=NHS_2), False),
    ],
)
def test_matching_joins_a_record_added_by_hand_only_where_it_is_plain(one: Known, other: Known, sure: bool) -> None:
    assert matching.surely(one, other) is sure


@pytest.mark.parametrize(
    ("now", "then", "anew"),
    [
        ({"nhs 1", "name"}, {"name"}, True),
        ({"phone 1", "phone 2", "name"}, {"phone 1", "name"}, True),
        ({"phone 1", "name"}, {"phone 1", "phone 2", "name"}, False),
        ({"name", "born 1", "postcode 2"}, {"name", "born 1", "postcode 1"}, False),
        ({"sounds", "born 1"}, {"turned", "born 1"}, False),
    ],
)
def test_matching_brings_a_dismissed_pair_back_only_for_something_new(
    now: set[str], then: set[str], anew: bool
) -> None:
    assert matching.speaks_anew(now, then) is anew


NAMES = st.sampled_from(
    ("", "Ada", "Aida", "A", "Mary Ann", "Smith", "SMYTH", "Smith-Jones", "O'Brien", "שלום", "Łucja")
)
PEOPLE = st.builds(
    Known, NAMES, NAMES, st.sampled_from(("", "Addie")), st.sampled_from((None, BORN, "1944-03-05", OTHER)),
    st.sampled_from((None, NHS, NHS_2)), st.sampled_from((None, "SE24 9ZZ")),
    st.frozensets(st.sampled_from(("1", "2"))),
)  # fmt: skip


@given(PEOPLE, PEOPLE)
def test_matching_is_the_same_in_either_order(one: Known, other: Known) -> None:
    assert matching.evidence(one, other) == matching.evidence(other, one)
    found = matching.evidence(one, other)
    assert not found or matching.words_of(found)
    if matching.kinds_of(found) & {"name", "turned"} and "postcode" in matching.kinds_of(found):
        assert matching.sound(one.first, one.last) or not (one.first or one.last)


def test_names_that_sound_alike_are_looked_for_by_the_same_sound_whichever_comes_first() -> None:
    assert matching.sound("John", "SMITH") == matching.sound("Smyth", "Jon") != matching.sound("Ada", "Stone")
