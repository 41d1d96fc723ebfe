"""Several records of one person as one: what counts of each."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.facts import facts
from topaz_tui.config import Settings
from topaz_tui.rules import linked
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.rules.linked import LinkedRecord
from topaz_tui.rules.queue import QueueFacts

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CALLS = Settings().calls
DUE = facts(numbers=1, recall=NOW - timedelta(days=7))
MORNINGS, TILL_NOON = (frozenset(range(5)), time(9), time(12)), (frozenset((0, 1)), time(10), time(12))
WEEKEND = (frozenset((5, 6)), time(9), time(12))


@pytest.mark.parametrize(
    ("records", "which"),
    [
        ([(1, False, False), (2, False, False)], 1),
        ([(1, False, True), (2, False, False)], 2),
        ([(1, False, False), (2, True, True)], 2),
    ],
)
def test_linked_records_are_called_by_the_open_one_then_the_councils(records, which):
    assert linked.lead(LinkedRecord(*each) for each in records) == which


@pytest.mark.parametrize(
    ("stops", "stop"),
    [
        ((None, None), None), (("refused", "died"), "died"), ((None, "moved"), "moved"), (("nobody", None), None),
        (("nobody", "nobody"), "nobody"), (("strange", "died"), "strange"),
    ],
)  # fmt: skip
def test_linked_records_are_stopped_by_the_gravest_stop(stops, stop):
    assert linked.stop_of(stops) == stop


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ([MORNINGS], [TILL_NOON], ((frozenset((0, 1)), time(10), time(12)),)),
        ([MORNINGS], [WEEKEND], ()),
        ([MORNINGS, WEEKEND], [WEEKEND], (WEEKEND,)),
    ],
)
def test_linked_records_are_safe_at_the_times_that_all_have(one, other, both):
    assert linked.in_common(one, other) == both


def test_linked_records_have_the_stricter_safety_and_each_warning():
    one = Safety("yes", None, True, None, True, code_word="bluebell", warnings=(("staff", "dog", NOW.date()),))
    other = Safety("times", "Mon-Fri 09:00-12:00", False, warnings=(("adult", None, NOW.date()),))
    told = linked.safety((one, other))
    assert (told.safe_to_call, told.safe_times) == ("times", "Mon-Fri 09:00-12:00")
    assert (told.voicemail_ok, told.sms_ok, told.say_who, told.code_word) == (False, None, True, "bluebell")
    assert len(told.warnings) == 2
    apart = linked.safety((other, Safety("times", "Sat-Sun 09:00-12:00")))
    assert apart.hides_numbers, "no time is safe by both"


MOMENTS = st.sampled_from((None, NOW - timedelta(days=9), NOW - timedelta(hours=1), NOW + timedelta(days=3)))
FACTS = st.builds(
    facts, stopped=st.sampled_from((None, "died", "moved", "refused")), doubt=st.sampled_from(("", "Look")),
    open_to_services=st.booleans(), safe_to_call=st.sampled_from((None, "yes", "times", "no")),
    safe_times=st.sampled_from(((), (MORNINGS,), (WEEKEND,))), numbers=st.integers(0, 2),
    away=st.sampled_from((None, "hospital")), away_until=MOMENTS, callback=MOMENTS, follow_up=MOMENTS, recall=MOMENTS,
    put_first=st.booleans(), not_before=MOMENTS, attempts=st.sampled_from(((), (NOW - timedelta(days=2),))),
)  # fmt: skip


@given(FACTS, FACTS)
def test_linked_records_are_called_at_most_once_and_not_where_one_forbids_it(one: QueueFacts, other: QueueFacts):
    fate = queue_rules.queue_status(linked.one_fate((one, other)), NOW, CALLS)
    follower = linked.of_another(fate, "1")
    assert follower.state == "no", "never both"
    assert fate == queue_rules.queue_status(linked.one_fate((other, one)), NOW, CALLS), "in whichever order"
    if fate.reason == "callable":
        for each in (one, other):
            assert not each.stopped and each.safe_to_call != "no" and not each.doubt and not each.open_to_services


@given(FACTS)
def test_linked_rules_leave_one_record_alone_as_it_is(facts: QueueFacts):
    assert queue_rules.queue_status(linked.one_fate((facts,)), NOW, CALLS) == queue_rules.queue_status(
        facts, NOW, CALLS
    )
