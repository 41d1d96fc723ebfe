"""The services run in order, in one other thread, and a slow answer is told of."""

from __future__ import annotations

import asyncio
import threading

import pytest

from topaz_tui.errors import UserError
from topaz_tui.runtime import service_thread
from topaz_tui.runtime.service_thread import ServiceThread


async def test_services_run_in_order_in_one_thread_beside_ours() -> None:
    thread = ServiceThread()
    seen: list[int] = []

    def run_in(number: int) -> int:
        seen.append(number)
        return threading.get_ident()

    answers = await asyncio.gather(*(thread(run_in, number) for number in range(5)))
    assert seen == list(range(5))
    assert len(set(answers)) == 1 and answers[0] != threading.get_ident()
    thread.close()


async def test_services_raise_their_errors_in_our_thread() -> None:
    thread = ServiceThread()

    def refuse() -> None:
        raise UserError("No.", "Try another.")

    with pytest.raises(UserError, match="No"):
        await thread(refuse)
    thread.close()


async def test_services_that_are_slow_are_told_of_and_waited_for(monkeypatch) -> None:
    monkeypatch.setattr(service_thread, "SLOW", 0.0)
    told: list[bool] = []
    go = threading.Event()

    def on_slow(slow: bool) -> None:
        told.append(slow)
        go.set()

    thread = ServiceThread(on_slow)
    assert await thread(lambda: go.wait(5)) is True
    assert told == [True, False]
    thread.close()
