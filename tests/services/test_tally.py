"""The counts that are kept are those that there are, whatever was done."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.rows import run
from tests.support.tally import tally_wrong
from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import duties
from topaz_tui.services import calls, queue
from topaz_tui.services.queue import status as queue_status
from topaz_tui.store.database import database, transaction

PEOPLE = 6
OUTCOMES = ("no_answer", "engaged", "callback", "refused_hard", "moved", "wrong_number", "hospital")
DEEDS = ("claim", "claim next", "release", "call", "skip", "first", "open", "gone", "broken off", "later")
DAYS = st.lists(
    st.tuples(
        st.sampled_from(DEEDS),
        st.integers(0, PEOPLE - 1),
        st.sampled_from(OUTCOMES),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DAYS)
def test_tally_is_right_after_any_actions(session, manager, make_client, at, deeds) -> None:
    moment = clock.from_store("2026-11-23T10:00:00Z")
    at(clock.to_store(moment))
    people = [make_client(callback=moment - timedelta(minutes=5) if place == 0 else None) for place in range(PEOPLE)]
    held: dict[int, queue.Claim] = {}
    for what, place, outcome in deeds:
        client_id = people[place]
        try:
            match what:
                case "claim":
                    held[client_id] = queue.claim(session, client_id)
                case "claim next":
                    if claim := queue.claim_next(session):
                        held[claim.client_id] = claim
                case "release" if client_id in held:
                    queue.release(session, held.pop(client_id))
                case "call":
                    _call(session, client_id, outcome, held.pop(client_id, None))
                case "skip":
                    queue.skip(session, client_id, "Asleep", clock.now() + timedelta(hours=1))
                case "first":
                    queue.put_first(manager, client_id, True)
                case "open":
                    run("UPDATE client SET open_to_services = 1 WHERE id = ?", (client_id,))
                    queue_status.refresh((client_id,), session.settings)
                case "gone":
                    run("DELETE FROM queue_status WHERE client_id = ?", (client_id,))
                    queue_status.refresh((client_id,), session.settings)
                case "broken off":
                    with pytest.raises(RuntimeError), transaction():
                        queue.put_first(manager, client_id, False)
                        _call(session, client_id, "no_answer", None)
                        raise RuntimeError
                case "later":
                    moment += timedelta(hours=5)
                    at(clock.to_store(moment))
        except UserError:
            pass  # refused, and so nothing was changed
        counts = queue.counts(session)
        [(there,)] = run("SELECT count(*) FROM queue_status").fetchall()
        assert tally_wrong() == ()
        assert counts["total"] == there and min(counts.values()) >= 0


def _call(session, client_id: int, outcome: str, held: queue.Claim | None) -> None:
    now = clock.now()
    [number, *_] = calls.brief(session, client_id).numbers or [None]
    when = now + timedelta(days=1) if outcome in ("callback", "hospital") else None
    calls.record(session, calls.CallRecord(
        secrets.token_hex(8), client_id, outcome, now, now, phone_id=number.phone_id if number else None,
        note="Somebody said so.", when=when, held=held,
    ))  # fmt: skip


def test_tally_that_is_wrong_is_found(session, make_client) -> None:
    make_client()
    if database.obj.name != "sqlite":
        pytest.skip("a server counts, and keeps nothing")
    run("UPDATE tally SET people = people + 3 WHERE reason = 'callable'")
    run("INSERT INTO calls_made (hour, calls) VALUES ('2026-11-23T09', 2)")
    assert tally_wrong() == (
        f"tally says 4 for 'ready callable {duties.LAST_RANK}', and there are 1.",
        "calls_made says 2 for '2026-11-23T09', and there are 0.",
    )


def test_tally_of_today_begins_at_londons_midnight(session, make_client, at) -> None:
    at("2026-06-10T08:00:00Z")
    client_id = make_client()
    for rang_at in ("2026-06-09T22:59:59Z", "2026-06-09T23:00:00Z", "2026-06-10T07:00:00Z"):
        run(
            "INSERT INTO call (client_id, worker_id, rang_at, ended_at, outcome) VALUES (?, ?, ?, ?, 'no_answer')",
            (client_id, session.worker_id, rang_at, rang_at),
        )
    assert queue.list_people(session).done_today == 2


def test_the_done_tab_has_each_once_with_the_newest_call_first(session, make_client) -> None:
    one, two, other = make_client(), make_client(), make_client()
    for client_id, rang_at in ((one, "08:00"), (two, "08:30"), (one, "09:00")):
        at = f"2026-11-23T{rang_at}:00Z"
        run(
            "INSERT INTO call (client_id, worker_id, rang_at, ended_at, outcome) VALUES (?, ?, ?, ?, 'no_answer')",
            (client_id, session.worker_id, at, at),
        )
    done = [person.client_id for person in queue.list_people(session, "done").people]
    assert done == [one, two] and other not in done


def test_waiting_tab_is_ordered_by_when_they_come_back(session, make_client) -> None:
    late, soon = make_client(), make_client()
    queue.skip(session, late, "Asleep", clock.now() + timedelta(hours=3))
    queue.skip(session, soon, "Asleep", clock.now() + timedelta(hours=1))
    taken = queue.claim(session, make_client())
    assert [person.client_id for person in queue.list_people(session, "waiting").people] == [
        taken.client_id,
        soon,
        late,
    ]
