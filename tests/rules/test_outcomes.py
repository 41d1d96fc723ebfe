"""The table of outcomes is sound, names every way in which a call ends, and each row leads where it says."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from topaz_tui import clock
from topaz_tui.rules import call_effect_words, outcomes
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.rules.outcome_soundness import check
from topaz_tui.rules.outcomes import BY_CODE, OUTCOMES, Outcome, next_step
from topaz_tui.rules.terms import CallTerms

WHEN = datetime(2026, 11, 23, 10, tzinfo=UTC)  # a Monday
EACH = pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.code)


def test_outcome_table_is_sound() -> None:
    check()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"delay": None, "counts_as_attempt": False, "another_part_of_day": False}, "no exit"),
        ({"key": "b"}, "taken"),
        ({"key": "Y"}, "taken"),
        ({"key": "1"}, "no letter"),
        ({"key": "é"}, "no letter"),
        ({"key": "e"}, "twice"),
        ({"code": "engaged"}, "twice"),
        ({"group": "others"}, "no heading"),
        ({"stop": "died"}, "without a note"),
        ({"stop": "died", "note_asks": "Who said so?"}, "yet has a time"),
        ({"reached_client": True}, "no household"),
        ({"time": "until"}, "nobody is away"),
        ({"retires_number": "wrong"}, "offers no other"),
        ({"counts_as_attempt": False}, "is no attempt"),
    ],
)
def test_outcome_check_finds_a_broken_row(change: dict[str, Any], fault: str) -> None:
    broken = dataclasses.replace(OUTCOMES[0], **change)
    with pytest.raises(ValueError, match=fault):
        check((broken, *OUTCOMES[1:]))


def test_outcome_can_be_added_with_a_letter_with_shift() -> None:
    next_one = dataclasses.replace(BY_CODE["engaged"], code="next", key="E", words="Another way to end")
    check((*OUTCOMES, next_one))
    with pytest.raises(ValueError, match="key 'E' is there twice"):
        check((*OUTCOMES, next_one, dataclasses.replace(next_one, code="last", words="One more")))


@pytest.mark.parametrize(
    ("code", "minutes"),
    [
        ("no_answer", 180),
        ("engaged", 30),
        ("machine", 180),
        ("machine_message", 180),
        ("refused_soft", 7 * 24 * 60),
        ("unable", 7 * 24 * 60),
        ("fault", 15),
        ("not_identified", 24 * 60),
        ("someone_else", 180),
    ],
)
def test_outcome_delay_is_the_settings_or_the_default(code: str, minutes: int) -> None:
    step = next_step(BY_CODE[code], WHEN, CallTerms())
    assert step.not_before == WHEN + timedelta(minutes=minutes)
    assert next_step(BY_CODE[code], WHEN, CallTerms(delays={code: 45})).not_before == WHEN + timedelta(minutes=45)


@EACH
@pytest.mark.parametrize("chosen", [None, WHEN + timedelta(days=3)])
def test_outcome_leads_to_one_next_step(outcome: Outcome, chosen: datetime | None) -> None:
    if outcome.needs_time and not chosen:
        with pytest.raises(ValueError, match="needs its time"):
            next_step(outcome, WHEN, CallTerms())
        return
    step = next_step(outcome, WHEN, CallTerms(), chosen=chosen)
    ends = [step.not_before, step.callback_at, step.away_until, step.stop, step.opens_review or None]
    none = outcome.retires_number or outcome.only_incoming or outcome.asks_what_came
    assert sum(end is not None for end in ends) == (0 if none else 1)
    assert all(end > WHEN for end in ends[:3] if isinstance(end, datetime))
    assert (step.away is None) == (step.away_until is None)
    then = call_effect_words.recorded((step.then,), WHEN)
    assert then and "{" not in then + outcomes.next_words(outcome, CallTerms())
    if outcome.time and chosen:
        assert chosen in (step.callback_at, step.away_until)


@EACH
def test_outcome_words_fit_the_screen(outcome: Outcome) -> None:
    assert len(outcome.words) <= 32
    assert len(outcomes.next_words(outcome, CallTerms())) <= 76
    assert len(outcome.note_asks) <= 60


@pytest.mark.parametrize("code", ["died", "moved", "refused_hard"])
def test_outcome_that_stops_calls(code: str) -> None:
    step = next_step(BY_CODE[code], WHEN, CallTerms(delays={code: 5}))  # no setting brings them back
    assert BY_CODE[code].final and step.stop in ("died", "moved", "refused") and step.to_manager
    assert step.not_before is step.callback_at is step.away_until is None


def test_outcome_of_a_useless_number_costs_no_attempt() -> None:
    for code in ("wrong_number", "unobtainable"):
        step = next_step(BY_CODE[code], WHEN, CallTerms())
        assert step.retire_number and step.offer_next_number and not step.counts_as_attempt


@pytest.mark.parametrize("code", ["wrong_number", "unobtainable"])
def test_outcome_promises_another_number_only_where_there_is_one(code: str) -> None:
    assert next_step(BY_CODE[code], WHEN, CallTerms()).then == effect(EffectCode.NEXT, code, "")
    assert next_step(BY_CODE[code], WHEN, CallTerms(), others=False).then == effect(EffectCode.NO_OTHER_NUMBER)
    assert outcomes.next_words(BY_CODE["no_answer"], CallTerms(), others=False) != outcomes.NO_OTHER


@pytest.mark.parametrize("code", ["engaged", "fault"])
def test_outcome_engaged_counts_from_the_third_in_a_row(code: str) -> None:
    counted = [next_step(BY_CODE[code], WHEN, CallTerms(), in_a_row=n).counts_as_attempt for n in (1, 2, 3, 4)]
    assert counted == [False, False, True, True]


@EACH
def test_outcome_of_an_incoming_call_is_no_attempt(outcome: Outcome) -> None:
    assert not next_step(outcome, WHEN, CallTerms(), chosen=WHEN + timedelta(1), incoming=True).counts_as_attempt


def test_outcome_suggests_a_time_in_calling_hours() -> None:
    saturday = datetime(2026, 11, 28, 15, tzinfo=UTC)
    step = next_step(BY_CODE["callback_vague"], saturday, CallTerms())
    assert step.callback_at == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert next_step(BY_CODE["hospital"], WHEN, CallTerms()).away_until == WHEN + timedelta(weeks=2)


def test_outcome_refuses_a_time_in_the_past() -> None:
    with pytest.raises(ValueError, match="past"):
        next_step(BY_CODE["callback"], WHEN, CallTerms(), chosen=WHEN)


def test_outcome_words_follow_the_settings() -> None:
    assert "after 30 min" in outcomes.next_words(BY_CODE["engaged"], CallTerms())
    assert outcomes.next_words(BY_CODE["engaged"], CallTerms(), is_owed=False) == outcomes.NOTHING_OWED
    assert outcomes.next_words(BY_CODE["died"], CallTerms(), is_owed=False) != outcomes.NOTHING_OWED
    assert "after 1 h 30" in outcomes.next_words(BY_CODE["engaged"], CallTerms(delays={"engaged": 90}))
    step = next_step(BY_CODE["callback"], WHEN, CallTerms(), chosen=WHEN + timedelta(days=1))
    assert step.then == effect(EffectCode.CALLED_BACK, clock.to_store(WHEN + timedelta(days=1)))


# Every way in which a call ends, by hand: a row lost is a test failed.
NAMED = """no_answer engaged machine machine_message refused_soft refused_hard callback callback_vague away
        hospital language unable died moved unobtainable fault wrong_number someone_else reached not_safe
        not_identified message followed_up"""


def test_outcome_table_has_every_outcome_of_the_practice() -> None:
    assert set(NAMED.split()) == set(BY_CODE)
    assert {o.code for o in OUTCOMES if o.opens_review} == {"reached"}
    assert {o.code for o in OUTCOMES if not o.incoming and o.reached_household} == set()
    assert [o.code for o in OUTCOMES if not o.outgoing] == ["message"]
    assert {o.code for o in OUTCOMES if o.leaves_message} == {"machine_message"}


@pytest.mark.parametrize(
    ("key", "incoming", "code"),
    [("m", False, "machine"), ("m", True, "message"), ("e", True, None), ("r", True, "reached")],
)
def test_outcome_key_works_only_for_calls_of_its_direction(key: str, incoming: bool, code: str | None) -> None:
    found = outcomes.by_key(key, incoming=incoming)
    assert (found and found.code) == code


def test_outcome_message_costs_no_attempt() -> None:
    step = next_step(BY_CODE["message"], WHEN, CallTerms(), incoming=True)
    assert not step.counts_as_attempt and not BY_CODE["message"].reached_client


def test_outcome_engaged_says_whether_it_tries_again_or_another_day() -> None:
    spared, counts = (next_step(BY_CODE["engaged"], WHEN, CallTerms(), in_a_row=n) for n in (2, 3))
    assert (spared.then, counts.then) == (effect(EffectCode.TRIES_AGAIN, "30"), effect(EffectCode.ANOTHER_DAY))


@EACH
def test_call_to_somebody_else_is_no_try_and_waits_for_nothing_that_says_nothing_of_them(outcome: Outcome) -> None:
    step = next_step(
        outcome, WHEN, CallTerms(), chosen=WHEN + timedelta(days=1) if outcome.time else None, another=True
    )
    assert not step.counts_as_attempt
    if not outcome.about_them:
        assert (step.not_before, step.callback_at, step.stop, step.away) == (None, None, None, None)
        assert outcomes.next_words(outcome, CallTerms(), another=True) == outcomes.ANOTHER
    assert (outcome in outcomes.offered(incoming=False, another=True)) == (outcome.outgoing and not outcome.only_theirs)
