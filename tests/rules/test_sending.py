"""How long each way is tried and when; and the letter that chases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topaz_tui.rules import referrals
from topaz_tui.rules.referrals import OUTCOMES, sending
from topaz_tui.rules.terms import ReferralTerms

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAUSES = st.lists(st.integers(1, 60), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("left", "ways", "tried_for"),
    [(60, 1, 30), (60, 2, 20), (420, 2, 140), (15, 2, 10), (0, 1, 10), (-500, 3, 10)],
)
def test_sending_gives_each_channel_its_share_and_a_person_the_last(left, ways, tried_for):
    until = referrals.give_up_at(NOW, NOW + left * MINUTE, ways, 10 * MINUTE)
    assert until - NOW == tried_for * MINUTE


@given(st.integers(30, 10_000), st.integers(1, 4))
def test_sending_by_all_channels_leaves_a_person_time(left, ways):
    due = NOW + left * MINUTE
    now = NOW
    for ways_left in range(ways, 0, -1):
        now = referrals.give_up_at(now, due, ways_left, MINUTE)
    assert now <= due - left * MINUTE / (ways + 1) + timedelta(seconds=1) or left < 2 * ways


@given(st.integers(1, 40), st.integers(-5, 600), PAUSES)
def test_sending_retry_is_later_and_within_its_share(tries, left, pauses):
    until = NOW + left * MINUTE
    found = referrals.next_try(tries, NOW, until, pauses)
    assert (found is None) == (until <= NOW)
    if found:
        assert NOW < found <= until and found - NOW <= max(pauses) * MINUTE


def test_sending_pauses_grow_and_the_last_repeats():
    far = NOW + 600 * MINUTE
    found = [referrals.next_try(n, NOW, far, (1, 5, 15)) for n in range(1, 6)]
    assert found == [NOW + minutes * MINUTE for minutes in (1, 5, 15, 15, 15)]


@given(st.integers(1, 600), PAUSES)
def test_sending_retries_come_to_an_end(left, pauses):
    until, tries = NOW + left * MINUTE, 0
    now: datetime | None = NOW
    while now is not None:
        tries += 1
        assert tries <= left + 2
        now = referrals.next_try(tries, now, until, pauses)
    assert tries >= 2


def test_sending_result_is_recorded_by_a_move_of_topazs_own():
    for outcome in OUTCOMES.values():
        for move in filter(None, (outcome.concern, outcome.other)):
            assert referrals.MOVES[move].by == "topaz"
        assert outcome.message in (*sending.OPEN, *sending.ENDED)
    assert set(sending.ENDED).isdisjoint(sending.OPEN)


def test_sending_by_hand_sends_nothing_by_itself():
    assert referrals.automatic(("mail", "folder", "by hand")) == ("mail", "folder")
    assert referrals.automatic(("by hand",)) == ()


@pytest.mark.parametrize("state", referrals.ASKS)
@pytest.mark.parametrize("danger", [True, False])
def test_letter_says_what_it_asks_and_names_only_who_signs(state, danger):
    asked = referrals.Chase(
        reference="SC-2026-00012", their_reference="MASH-77", state=state, danger=danger, submitted_at=NOW,
        sent_at=NOW, due=NOW + 5 * MINUTE, chased=2, written="She is alone.", signed="Helen Marsh",
        organisation="TOPAZ",
    )  # fmt: skip
    text = asked.letter(NOW + 125 * MINUTE)
    flat = " ".join(text.split())
    assert referrals.ASKS[state].replace("  ", " ") in flat
    assert "Your answer was due 23 Nov 2026 10:05: 2 h over. We have asked 2 times before." in flat
    assert ("immediate danger" in flat) == danger
    assert all(len(line) <= 72 for line in text.splitlines()) and flat.endswith("Helen Marsh TOPAZ")


def test_letter_exists_for_every_state_in_which_the_council_is_chased():
    for kind in referrals.DocumentKind:
        chased = set(referrals.MOVES["chase"].from_states) & set(referrals.STATES_OF[kind])
        assert set(referrals.asks_of(kind)) == chased


@given(st.integers(0, 90 * 24 * 60), st.booleans(), st.integers(1, 5))
def test_reminder_is_repeated_at_its_pace(late, danger, days):
    from dataclasses import replace

    from topaz_tui import clock

    week = clock.Week((("09:00", "17:00"),) * 5 + (None, None))
    terms = replace(ReferralTerms(), remind_days=days, remind_hours_danger=days)
    at = week.close_after(NOW)
    due = referrals.Deadline(at, "x", "manager", "Manager", None)
    told, last = 0, None
    for moment in referrals.telling(due, danger, terms, week):
        if moment > at + late * MINUTE:
            break
        assert last is None or moment > last
        if last is not None and not danger:
            assert moment == clock.add_working_days(last + MINUTE, days - 1, week)
        told, last = told + 1, moment
    assert told >= 1
