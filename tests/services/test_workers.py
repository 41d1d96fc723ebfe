"""Workers come, are found by their account, and go without leaving anybody held."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import pytest

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, NotAllowed, NotFound, SessionEnded, UserError
from topaz_tui.services import queue, workers
from topaz_tui.store.models import Worker
from topaz_tui.store.postgresql import Postgres


def test_worker_is_found_by_the_account(db, monkeypatch) -> None:
    monkeypatch.setattr(workers, "account", lambda: "akhan")
    with pytest.raises(UserError, match="'akhan' is not a worker"):
        workers.current_session(Settings())
    workers.add_first("akhan", "Amina Khan")
    session = workers.current_session(Settings())
    how = f" · {workers.ONE_LOGIN if isinstance(db, Postgres) else workers.NO_PHRASE}"
    assert (session.name, session.title) == ("Amina Khan", f"Amina Khan (manager){how}")
    assert replace(session, role="head of service").title == f"Amina Khan (head of service){how}"
    assert replace(session, role="worker").title == f"Amina Khan{how}"


def test_worker_is_added_by_nobody_only_where_there_is_none(manager) -> None:
    with pytest.raises(Conflict):
        workers.add_first("akhan", "Amina Khan")
    with pytest.raises(NotAllowed):
        workers.add(replace(manager, role="worker"), "akhan", "Amina Khan", "manager")


@pytest.mark.parametrize(("account", "name", "role"), [("a", "A", "boss"), (" ", "A", "worker"), ("a", "", "worker")])
def test_a_worker_needs_account_name_and_a_known_role(manager, account, name, role) -> None:
    with pytest.raises(UserError):
        workers.add(manager, account, name, role)


def test_a_workers_name_has_a_limit(db) -> None:
    with pytest.raises(UserError, match="at most 500 letters"):
        workers.check("rk", "A" * 501, "worker")


def test_worker_is_not_added_twice_but_may_come_back(manager, worker) -> None:
    with pytest.raises(Conflict):
        workers.add(manager, "rkelly", "Somebody Else", "worker")
    workers.retire(manager, "rkelly")
    workers.add(manager, "rkelly", "Róisín Kelly-Byrne", "worker")
    assert [line.name for line in workers.team(manager) if not line.retired] == ["Helen Marsh", "Róisín Kelly-Byrne"]


def test_worker_retired_lets_go_of_all_that_was_theirs(manager, worker, make_client) -> None:
    held = make_client()
    kept = make_client(callback=clock.now(), for_worker=worker.worker_id)
    queue.claim(worker, held)
    assert next(line for line in workers.team(manager) if line.id == worker.worker_id).holding == "Ada Stone"
    workers.retire(manager, "rkelly")
    assert queue.list_people(manager).counts["held"] == 0
    taken = queue.claim_next(manager)
    assert taken is not None and taken.client_id == kept


def test_worker_is_retired_by_a_manager_and_never_the_last_manager(manager, worker) -> None:
    with pytest.raises(NotAllowed):
        workers.retire(worker, "hmarsh")
    with pytest.raises(Conflict):
        workers.retire(manager, "hmarsh")
    with pytest.raises(NotFound):
        workers.retire(manager, "nobody")


@pytest.mark.parametrize(
    ("column", "value", "over"),
    [
        ("name", "Róisín Byrne", False),
        ("retired_at", "2026-03-02T09:00:00Z", True),
        ("retired_at", "some day", True),
        ("role", "manager", True),
        ("role", "no role", False),
    ],
)
def test_session_is_over_once_its_worker_is_retired_or_has_another_role(worker, column, value, over) -> None:
    workers.require_still_at_work(worker)
    Worker.update({column: value}).where(Worker.id == worker.worker_id).execute()
    with pytest.raises(SessionEnded) if over else nullcontext():
        workers.require_still_at_work(worker)


def test_session_is_over_where_its_worker_is_not_on_the_list(worker) -> None:
    with pytest.raises(SessionEnded):
        workers.require_still_at_work(replace(worker, worker_id=0))
