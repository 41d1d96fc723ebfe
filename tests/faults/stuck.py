"""Topaz in which something hangs or fails: TOPAZ_TEST_STUCK says what, and F1 makes it so from then on. F5 is a fault
of its own, by which it crashes. On SIGUSR2 it writes into the file TOPAZ_TEST_TRACE where each of its threads is.

`sleep` is there from the start: each `time.sleep` fails, as under a library that makes the system's sleeps fail.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import signal
import threading
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from textual.drivers.linux_driver import LinuxDriver

from topaz_tui import app, cli
from topaz_tui.runtime import recovery_file, service_thread

WHAT = os.environ.get("TOPAZ_TEST_STUCK", "")
NEVER = threading.Event()
stuck = False


def failing(_seconds: float) -> None:
    raise OSError(4, "the system's sleep failed")


def hangs(right: Callable[..., Any]) -> Callable[..., Any]:
    """Never comes back, once F1 was pressed."""

    def deed(*args: Any, **kwargs: Any) -> Any:
        if stuck:
            NEVER.wait()
        return right(*args, **kwargs)

    return deed


async def f1(_self: app.Topaz) -> None:
    global stuck
    stuck = True
    if WHAT == "loop":
        await asyncio.Event().wait()
    if WHAT == "main":
        os.read(os.pipe()[0], 1)
    if WHAT == "writer":
        assert isinstance(_self._driver, LinuxDriver) and _self._driver._writer_thread
        _self._driver._writer_thread._queue.put(None)  # its thread ends


def crash(_self: app.Topaz) -> None:
    raise RuntimeError("a fault of its own")


if __name__ == "__main__":
    if "TOPAZ_TEST_TRACE" in os.environ:
        trace = open(os.environ["TOPAZ_TEST_TRACE"], "w", encoding="utf-8")  # noqa: SIM115  (open to the end)
        faulthandler.register(signal.SIGUSR2, trace, all_threads=True)
    patch("time.sleep", failing).start()
    patch.multiple(app.Topaz, action_help=f1, action_team=crash).start()
    if WHAT == "service":
        ask = service_thread.ServiceThread._ask
        patch.object(
            service_thread.ServiceThread,
            "_ask",
            lambda self, service, *args, **kwargs: ask(self, hangs(service), *args, **kwargs),
        ).start()
    if WHAT == "disk":
        write = recovery_file.RecoveryFile.write
        patch.object(recovery_file.RecoveryFile, "write", hangs(write)).start()
    cli.main()
