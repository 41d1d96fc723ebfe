"""The queue on a real file: its order, its counts, claims, skips, a manager's hand, and the index that serves it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.desks import ON_A_FILE
from topaz_tui import clock
from topaz_tui.errors import Conflict, NotAllowed, UserError
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.queue import Cause
from topaz_tui.rules.queue_words import format_status
from topaz_tui.services import queue
from topaz_tui.services.queue import Filters, sorting
from topaz_tui.store.database import database
from topaz_tui.store.models import Client
from topaz_tui.store.sql import claims, status
from topaz_tui.store.sql import queue as sql

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def crowd(make_client, worker):
    """One of each who may be called, in the order they should be."""
    now = clock.now()
    return {
        "recall": make_client(recall=now - 9 * DAY),
        "longer": make_client(recall=now - 90 * DAY),
        "first": make_client(recall=now - DAY, put_first=1),
        "follow-up": make_client(recall=None, follow_up=now - DAY),
        "callback": make_client(callback=now - HOUR),
        "later": make_client(callback=now + HOUR),
        "not due": make_client(recall=now + DAY),
        "died": make_client(stopped="died"),
        "no number": make_client(phones=()),
    }


def test_queue_order_and_counts(crowd, session) -> None:
    look = queue.list_people(session)
    order = ("callback", "follow-up", "first", "longer", "recall")
    assert [person.client_id for person in look.people] == [crowd[name] for name in order]
    assert look.counts["callable"] == 5 and look.callbacks_due == 1
    assert look.counts["callback_later"] == look.counts["not_due"] == look.counts["died"] == 1
    assert look.counts["total"] == len(crowd) == sum(n for name, n in look.counts.items() if name != "total")
    assert set(look.counts) == {*queue_rules.REASON_WORDS, "total"}


def test_tabs_show_everybody_once_but_callbacks_that_are_due(crowd, session) -> None:
    shown = {tab: {p.client_id for p in queue.list_people(session, tab).people} for tab in queue.TABS}
    assert shown["callbacks"] == {crowd["callback"], crowd["later"]}
    assert shown["not_callable"] == {crowd["not due"], crowd["died"], crowd["no number"]}
    assert set.union(*shown.values()) == set(crowd.values())


def test_claims_go_in_order_and_nobody_is_held_twice(crowd, session, colleague) -> None:
    taken = [queue.claim_next(who) for who in (session, colleague, session, colleague, session, colleague)]
    ids = [claim.client_id for claim in taken if claim]
    assert ids == [crowd[name] for name in ("callback", "follow-up", "first", "longer", "recall")]
    assert taken[5] is None
    with pytest.raises(UserError, match="Róisín Kelly is with this person"):
        queue.claim(colleague, ids[0])
    assert queue.list_people(session).counts["held"] == 5


def test_a_claim_is_renewed_let_go_and_lapses(client, session, colleague, at) -> None:
    held = queue.claim(session, client)
    assert held.until == clock.now() + timedelta(minutes=30)
    at("2026-11-23T10:20:00Z")
    renewed = queue.renew(session, held)
    assert renewed is not None and renewed.until > clock.now() + timedelta(minutes=29)
    at("2026-11-23T11:00:00Z")  # lapsed: the next look puts the person back
    assert queue.list_people(colleague).counts["callable"] == 1
    again = queue.renew(session, renewed)  # nobody has taken them meanwhile
    assert again is not None and again.fencing_token > held.fencing_token
    queue.release(session, again)
    assert queue.list_people(session).counts["held"] == 0
    theirs = queue.claim_next(colleague)
    assert theirs is not None and queue.renew(session, again) is None
    queue.release(session, again)  # an old claim lets go of nothing
    assert queue.holder(session, client) == "Tunde Bello"


def test_claims_are_released_when_one_leaves(make_client, session) -> None:
    first, second = make_client(), make_client()
    queue.claim(session, first)
    queue.claim(session, second)
    queue.release_all(session)
    assert queue.list_people(session).counts["callable"] == 2


def test_a_callback_kept_for_a_colleague_is_theirs_until_it_is_late(
    make_client, session, colleague, manager, at
) -> None:
    client = make_client(recall=None, callback=clock.now(), for_worker=colleague.worker_id)
    assert queue.claim_next(session) is None
    queue.move_callback(manager, client, None)
    held = queue.claim_next(session)
    assert held is not None
    queue.release(session, held)
    queue.move_callback(manager, client, colleague.worker_id)
    assert queue.claim_next(session) is None
    at("2026-11-23T10:16:00Z")
    late = queue.claim_next(session)
    assert late is not None and late.client_id == client


def test_skip_needs_a_reason_and_a_time_and_comes_back(client, session, at) -> None:
    for reason, until in (("", clock.now() + HOUR), ("at the dentist", clock.now() - HOUR)):
        with pytest.raises(UserError):
            queue.skip(session, client, reason, until)
    queue.skip(session, client, "at the dentist", clock.now() + HOUR)
    [person] = queue.list_people(session, "waiting").people
    assert (person.stands.cause, person.stands.until) == (Cause.SKIPPED, clock.now() + HOUR)
    assert "at the dentist" in person.stands.about
    assert queue.claim_next(session) is None
    at("2026-11-23T11:00:00Z")
    assert queue.claim_next(session) is not None


def test_only_a_manager_releases_moves_and_puts_first(client, session, colleague, manager) -> None:
    queue.claim(colleague, client)
    for work in (queue.release_as_manager, queue.put_first, queue.move_callback):
        with pytest.raises(NotAllowed):
            work(session, client, *(() if work is queue.release_as_manager else (True,)))
    queue.release_as_manager(manager, client)
    assert queue.list_people(session).counts["callable"] == 1
    with pytest.raises(Conflict):
        queue.move_callback(manager, client, None)


def test_queue_outside_calling_hours_has_promised_callbacks_alone(make_client, session, at) -> None:
    recall = make_client()
    promised = make_client(callback=clock.from_store("2026-11-29T02:40:00Z"))
    at("2026-11-29T03:00:00Z")  # a Sunday
    look = queue.list_people(session)
    assert [person.client_id for person in look.people] == [promised]
    assert look.counts["callable"] == 1 and look.counts["waiting"] == 1 and look.gate
    assert [p.client_id for p in queue.list_people(session, "waiting").people] == [recall]
    held = queue.claim_next(session)
    assert held is not None and held.client_id == promised and queue.claim_next(session) is None


def test_queue_filters_narrow(make_client, session, colleague) -> None:
    now = clock.now()
    polish = make_client(
        first_name="Łucja", last_name="Wójcik", language="Polish", council="Lambeth", recall=now - 400 * DAY
    )
    plain = make_client(recall=now - 2 * DAY)
    queue.claim(colleague, plain)
    today = clock.today()
    for filters, found in (
        (Filters(language="pol"), {polish}),
        (Filters(text="lucja woj"), {polish}),
        (Filters(council="London Borough of Lambeth"), {polish}),
        (Filters(council="Barnet"), set()),
        (Filters(band="moderate"), {polish}),
        (Filters(band="low"), set()),
        (Filters(why="callback"), set()),
        (Filters(due_to=today - timedelta(days=300)), {polish}),
        (Filters(due_from=today - timedelta(days=300)), set()),
    ):
        assert {p.client_id for p in queue.list_people(session, "callable", filters).people} == found, filters
    held = queue.list_people(session, "waiting", Filters(worker_id=colleague.worker_id)).people
    assert [p.client_id for p in held] == [plain]
    assert queue.narrowing(session, "callable").councils == (), "one council is no choice"
    for name in ("Barnet", "LB Barnet", "BARNET"):
        make_client(council=name)
    assert queue.narrowing(session, "callable").councils == ("Barnet", "Lambeth")


def test_a_tab_is_sorted_by_each_of_its_columns(crowd, session) -> None:
    names = ["Zofia", "anna", "Bela", None, "Carl"]
    for name, who in zip(names, ("callback", "follow-up", "first", "longer", "recall"), strict=True):
        born = f"19{40 + len(name or '')}-01-01" if name else None
        Client.update(last_name=name, born_on=born).where(Client.id == crowd[who]).execute()
    shown = {
        order: [each.client_id for each in queue.list_people(session, "callable", order=order).people]
        for order in queue.OF_TAB["callable"]
    }
    by_name = ["follow-up", "first", "recall", "callback", "longer"]
    assert shown["name"] == [crowd[who] for who in by_name]
    assert shown["age"][-1] == crowd["longer"] and shown["age"][-2] == crowd["callback"]
    for tab, orders in queue.OF_TAB.items():
        own = queue.list_people(session, tab)
        for order in orders:
            look = queue.list_people(session, tab, order=order)
            assert look.order == order and {*look.people} == {*own.people}, (tab, order)
        assert queue.list_people(session, tab, order="no such").order is None


@pytest.mark.parametrize(
    ("tab", "reason", "counts", "sorted_"),
    [
        ("callable", None, {"callable": sorting.MOST}, True),
        ("callable", None, {"callable": sorting.MOST + 1}, False),
        ("not_callable", None, {"not_due": sorting.MOST, "away": 1}, False),
        ("not_callable", "away", {"not_due": sorting.MOST, "away": 1}, True),
        ("done", None, {"callable": sorting.MOST + 1}, True),
    ],
)
def test_a_tab_of_too_many_keeps_its_own_order(tab, reason, counts, sorted_) -> None:
    assert sorting.in_force("name", tab, reason, Counter(counts)) == ("name" if sorted_ else None)


def test_queue_changes_are_told_only_when_something_changed(client, session, colleague) -> None:
    before = queue.change_token(session)
    assert queue.change_token(session) == before
    queue.claim(colleague, client)
    assert queue.change_token(session) != before


@pytest.mark.parametrize("where", ["postgresql"], indirect=True)
def test_queue_changes_are_not_told_by_a_server_that_tidies_up(client, session) -> None:
    before = queue.change_token(session)
    database.execute_sql("CHECKPOINT")
    assert queue.change_token(session) == before


@ON_A_FILE
def test_the_hot_statements_read_an_index_and_sort_nothing(client, session) -> None:
    now = clock.to_store(clock.now())
    claim = {"worker": 1, "client": 1, "fencing_token": 1, "until": now, "top": 4, "late": now, "now": now}
    for statement, values in (
        (claims.CLAIM_NEXT.sqlite, claim),
        (claims.CLAIM.sqlite, claim),
        (claims.RENEW.sqlite, claim),
        (status.CHANGED.sqlite, (now, 10)),
        (sql.PEOPLE % (sql.LISTED, sql.READY, sql.BY_RANK), (4, 200)),
        (sql.PEOPLE % (sql.LISTED, sql.REASON, sql.BY_RANK), ("died", 200)),
    ):
        plan = " | ".join(row[-1] for row in database.execute_sql("EXPLAIN QUERY PLAN " + statement, values).fetchall())
        assert "TEMP B-TREE" not in plan, plan
        assert "SCAN queue_status" not in plan.replace("SCAN queue_status USING INDEX queue_status_ready", ""), plan
        assert "SCAN s" not in plan.replace("SCAN s USING INDEX queue_status_ready", ""), plan


def test_queue_words_of_yesterday_are_true_today(client, session, at) -> None:
    [person] = queue.list_people(session).people
    assert format_status(person.stands, clock.now()) == "Recall due 7 days ago"
    at("2026-11-24T10:00:00Z")
    [person] = queue.list_people(session).people
    assert format_status(person.stands, clock.now()) == "Recall due 8 days ago"


def test_who_is_callable_for_a_time_that_has_not_come_is_decided_anew_where_the_clock_was_set_back(
    session, make_client, at
):
    promised = make_client(recall=None, callback=datetime(2026, 12, 1, 10, 3, tzinfo=UTC))
    missed = make_client(recall=None, callback=datetime(2026, 11, 28, 15, tzinfo=UTC))

    def offered(moment):
        at(moment)
        queue.change_token(session)
        return {person.client_id for person in queue.list_people(session, "callable").people}

    assert offered("2026-11-29T11:00:00Z") == set(), "nobody is rung on a Sunday for a promise of Saturday"
    assert offered("2026-12-01T11:00:00Z") == {promised, missed}
    assert offered("2026-12-01T10:58:00Z") == {promised, missed}, "clocks differ a little"
    assert offered("2026-11-30T10:07:00Z") == {missed}
    assert offered("2026-11-29T11:00:00Z") == set()
    assert queue.claim_next(session) is None
    assert offered("2026-12-01T11:00:00Z") == {promised, missed}
