"""A page that reads much says nothing that was never so: all of it is of one moment, while dispatchers send beside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.support.outbox import ACCEPTED, MAIL, submit, taken
from tests.support.sessions import job
from topaz_tui import clock
from topaz_tui.config import Sending, Settings
from topaz_tui.services import calls, nobody
from topaz_tui.services.calls import CallRecord
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import outbox
from topaz_tui.services.escalations.api import Run
from topaz_tui.store import database as store
from topaz_tui.store import models

SENT_BESIDE = 10


@pytest.fixture
def settings() -> Settings:
    return Settings(sending=Sending(channels=("mail", "folder", "by hand"), mail=MAIL))


def _elsewhere(deed: Callable[[], object]) -> None:
    """Do this in another thread, which has a connection of its own, to its end."""

    def do() -> None:
        try:
            deed()
        finally:
            store.close()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()


@pytest.fixture
def before_each_statement(monkeypatch: pytest.MonkeyPatch, db: Any) -> Callable[[list[Callable[[], object]]], None]:
    """Takes deeds, of which another process does one before each statement that this thread runs."""

    def do(deeds: list[Callable[[], object]]) -> None:
        here, real = threading.current_thread(), db.execute_sql

        def execute_sql(sql: str, params: Any = None) -> Any:
            if threading.current_thread() is here and sql.lstrip().startswith(("SELECT", "WITH")) and deeds:
                _elsewhere(deeds.pop(0))
            return real(sql, params)

        monkeypatch.setattr(db, "execute_sql", execute_sql)

    return do


@pytest.fixture
def being_sent(session, make_client, settings) -> list[Callable[[], object]]:
    """Concerns of which each is being sent; each deed is its arrival."""
    sender = job(settings)
    for _ in range(SENT_BESIDE):
        submit(session, make_client())
    under_way = [taken(settings) for _ in range(SENT_BESIDE)]
    assert all(outbox.handing_over(sender, message) for message in under_way)
    settle = partial(escalations.settle_within, sender, Run(clock.now(), 1))
    return [partial(settle, message, ACCEPTED, clock.now()) for message in under_way]


def test_dispatch_status_raises_no_alarm_while_others_send(before_each_statement, being_sent, settings):
    before_each_statement(being_sent)
    status = escalations.dispatch_status(job(settings))
    assert not being_sent, "all arrived while it was read"
    assert status.ok, (status.alarms, status.unsent)
    assert sum(status.outbox.values()) == SENT_BESIDE


def test_board_raises_no_alarm_while_others_send(before_each_statement, being_sent, worker):
    before_each_statement(being_sent)
    board = escalations.board(worker)
    assert not being_sent, "all arrived while it was read"
    assert board.alarms == ()
    assert [item.advice for item in board.items if item.unsent] == [""] * (SENT_BESIDE - 1)  # one came before


def test_look_at_everybody_finds_nobody_between_while_calls_are_saved(before_each_statement, make_client, session):
    """After the call a manager decides: their line is on the board, and they are callable no more."""
    wrong = [partial(calls.record, session, _only_number_is_wrong(make_client())) for _ in range(3)]
    before_each_statement(wrong)
    nobody.look_and_keep(clock.now())
    assert not wrong, "all were saved while it looked"
    kept = nobody.kept()
    assert kept and kept.found.ok, kept


def _only_number_is_wrong(client: int) -> CallRecord:
    phone = models.Phone.get(models.Phone.client == client)
    now = clock.now()
    return CallRecord(f"call of {client}", client, "wrong_number", now, now, phone_id=phone.id, note="A stranger")
