"""The review: the areas of the law, three different silences, and what two unable areas suggest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topaz_tui.rules import review_soundness, reviews
from topaz_tui.rules.reviews import ACTION, AREAS, EXTRAS, NOTHING_YET, AreaAnswer, ReviewState

ANSWER = st.builds(
    AreaAnswer,
    st.sampled_from([None, *(choice.code for choice in reviews.ANSWERS)]),
    st.sampled_from([None, *(choice.code for choice in reviews.UNABLE)]),
)
EXTRA = {
    extra.code: st.sampled_from([choice.code for choice in extra.choices])
    if extra.choices
    else st.one_of(st.integers(0, 9), st.sampled_from(reviews.COUNTED))
    for extra in EXTRAS
}
REVIEW = st.builds(
    ReviewState,
    st.fixed_dictionaries({}, optional={area.code: ANSWER for area in AREAS}),
    st.fixed_dictionaries({}, optional=EXTRA),
)
FULL = ReviewState(
    {area.code: AreaAnswer("same", "no") for area in AREAS},
    {"falls": 0, "hospital": 0, "carer": "none", "money": "no", "loneliness": "hardly"},
)


def with_unable(*codes: str, wellbeing: str | None = None) -> ReviewState:
    unable = {code: AreaAnswer("worse", "yes") for code in codes}
    return replace(FULL, areas={**FULL.areas, **unable}, extras={**FULL.extras, "wellbeing": wellbeing})


def test_review_tables_are_sound() -> None:
    review_soundness.check()


def test_review_areas_are_the_ten_outcomes_of_regulation_2() -> None:
    assert [area.code for area in AREAS] == [
        "nutrition", "hygiene", "toilet", "clothing", "home_safety", "home_habitable", "relationships",
        "work", "community", "child_care",
    ]  # fmt: skip
    assert all(len(row.words) <= 34 and row.ask.endswith("?") for row in (*AREAS, *EXTRAS))
    assert [choice.key for choice in reviews.ANSWERS[:3]] == ["b", "s", "w"]


def test_review_begins_with_everything_unanswered() -> None:
    asked = len(AREAS) + len(reviews.asked(NOTHING_YET))
    assert len(reviews.missing(NOTHING_YET)) == asked
    assert not reviews.is_complete(NOTHING_YET)
    assert reviews.summary(NOTHING_YET) == ""
    assert reviews.unanswered(NOTHING_YET) == f"{asked} questions are unanswered"
    assert not reviews.suggest(NOTHING_YET).referral_back


def test_review_with_every_answer_is_complete() -> None:
    assert reviews.is_complete(FULL)
    not_asked = ReviewState(
        {area.code: AreaAnswer("not_asked") for area in AREAS}, {extra.code: "not_asked" for extra in EXTRAS}
    )
    assert reviews.is_complete(not_asked)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"areas": {**FULL.areas, "toilet": AreaAnswer()}}, "toilet"),
        ({"areas": {**FULL.areas, "toilet": AreaAnswer("worse")}}, "toilet"),
        ({"areas": {**FULL.areas, "toilet": AreaAnswer(None, "yes")}}, "toilet"),
        ({"extras": {**FULL.extras, "falls": None}}, "falls"),
        ({"areas": with_unable("toilet", "work").areas}, "wellbeing"),
    ],
)
def test_review_names_what_is_missing(change: dict[str, Any], code: str) -> None:
    assert [gap.code for gap in reviews.missing(replace(FULL, **change))] == [code]


def test_review_question_is_asked_where_its_row_says() -> None:
    for unable in range(4):
        review = with_unable(*(area.code for area in AREAS[:unable]))
        expected = [each.code for each in EXTRAS if each.unable <= unable]
        assert [each.code for each in reviews.asked(review)] == expected
        assert ("wellbeing" in expected) == (unable >= 2)


@pytest.mark.parametrize(
    ("codes", "wellbeing", "back", "words"),
    [
        ((), "yes", False, "Nothing here"),
        (("toilet",), "yes", False, "Nothing here"),
        (("toilet", "work"), "yes", True, "Suggests a referral back"),
        (("toilet", "work"), "no", False, "without a significant effect"),
        (("toilet", "work"), None, False, "is the effect on wellbeing significant?"),
        (("toilet", "work"), "not_known", False, "is the effect on wellbeing significant?"),
    ],
)
def test_review_with_two_unable_areas_suggests_a_referral_back(
    codes: tuple[str, ...], wellbeing: str | None, back: bool, words: str
) -> None:
    suggestion = reviews.suggest(with_unable(*codes, wellbeing=wellbeing))
    assert suggestion.referral_back is back and words in suggestion.words
    assert all(reviews.AREA[code].words + ": unable" in suggestion.reasons for code in codes)


@given(REVIEW)
def test_review_suggestion_has_its_reasons(review: ReviewState) -> None:
    suggestion = reviews.suggest(review)
    unable = sum(given.unable == "yes" for given in review.areas.values())
    assert suggestion.referral_back == (unable >= 2 and review.extras.get("wellbeing") == "yes")
    assert len(suggestion.reasons) == unable + suggestion.referral_back
    answered = sum(given.answer is not None for given in review.areas.values())
    said = reviews.summary(replace(review, areas={a: AreaAnswer(g.answer) for a, g in review.areas.items()}))
    assert sum(int(part.split()[0]) for part in said.split(", ") if part) == answered
    gaps = [gap.code for gap in reviews.missing(review)]
    assert len(gaps) == len(set(gaps))
    assert reviews.is_complete(review) == (not gaps)


@pytest.mark.parametrize(
    ("extras", "hint"),
    [
        ({"carer": "strained"}, "carer an assessment"),
        ({"money": "yes"}, "benefits"),
        ({"loneliness": "often"}, "befriending"),
        ({"falls": 2}, "falls service"),
    ],
)
def test_review_hint_of_each_answer(extras: dict[str, int | str], hint: str) -> None:
    assert any(hint in words for words in reviews.suggest(ReviewState({}, extras)).hints)
    assert not reviews.suggest(FULL).hints


def test_review_is_compared_with_the_last_one() -> None:
    assert reviews.changes(with_unable("toilet"), FULL.areas) == ("Toilet needs: now unable",)
    assert reviews.changes(with_unable("toilet"), {}) == ("Toilet needs: worse",)
    assert reviews.changes(FULL, FULL.areas) == ()
    assert reviews.summary(with_unable("toilet")) == "9 same, 1 worse; 1 unable"


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "detail", "who", "by", "lacks"),
    [
        ("advice", "keep warm", "", None, []),
        ("advice", "  ", "", None, ["detail"]),
        ("information", "leaflet", "", None, []),
        ("signposted", "company", "", None, ["who"]),
        ("signposted", "company", "Age UK", None, []),
        ("support", "", "", None, ["detail", "who", "by"]),
        ("support", "rails", "OT", TODAY, []),
        ("support", "rails", "OT", date(2026, 11, 22), ["by"]),
        ("referral_back", "two falls", "", None, []),
    ],
)
def test_review_action_needs_its_details(kind: str, detail: str, who: str, by: date | None, lacks: list[str]) -> None:
    assert [gap.code for gap in reviews.action_lacks(ACTION[kind], detail, who, by, TODAY)] == lacks


def test_review_action_of_a_referral_back_is_marked() -> None:
    assert [kind.code for kind in reviews.ACTIONS if kind.counts_as_referral_back] == ["referral_back"]
