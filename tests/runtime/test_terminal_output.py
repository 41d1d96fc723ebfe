"""A terminal that goes, or takes nothing any more, holds up nobody."""

from __future__ import annotations

import inspect
import os
import pty
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from textual.drivers import linux_driver
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from topaz_tui.runtime import terminal_output
from topaz_tui.runtime.terminal_output import Writer


class Window:
    """A terminal, and the end at which a person sits."""

    def __init__(self) -> None:
        self.person, ours = pty.openpty()
        self.file = os.fdopen(ours, "w")
        self.writer = Writer(self.file)
        self.writer.start()
        self.there = True

    def hang_up(self) -> None:
        """It goes: whoever writes to it is told."""
        if self.there:
            os.close(self.person)
        self.there = False


@pytest.fixture
def window() -> Iterator[Window]:
    opened = Window()
    yield opened
    opened.hang_up()
    opened.writer.join(30)
    with suppress(OSError):  # what was not written can't be any more
        opened.file.close()


def test_terminal_output_comes_in_order(window: Window) -> None:
    for letter in "abc":
        window.writer.write(letter)
    window.writer.stop()
    assert os.read(window.person, 9) == b"abc"
    assert not window.writer.is_alive()


def test_terminal_output_to_a_terminal_that_has_gone_is_dropped(window: Window) -> None:
    window.hang_up()
    for _ in range(MAX_QUEUED_WRITES * 3):
        window.writer.write("x")
    window.writer.join(30)
    assert window.writer.gone
    window.writer.stop()


@pytest.mark.parametrize("stops", [False, True])
def test_terminal_that_takes_nothing_holds_up_no_end(
    window: Window, stops: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal_output, "LAST", 0.2)
    written = threading.Event()

    def fill() -> None:
        for _ in range(MAX_QUEUED_WRITES * 3):
            window.writer.write("x" * 8192)
        written.set()

    thread = threading.Thread(target=fill, daemon=True)
    thread.start()
    assert not written.wait(0.3)  # it waits, as for any slow line
    window.writer.stop() if stops else window.writer.ends()
    assert written.wait(30)
    window.hang_up()


def test_terminal_output_thread_that_died_holds_up_nobody(window: Window) -> None:
    window.writer.stop()
    for _ in range(MAX_QUEUED_WRITES * 3):
        window.writer.write("x")
    assert window.writer.gone


def test_textual_still_needs_our_terminal_output() -> None:
    """When this fails Textual has changed beneath: see whether the module can go, or has to follow."""
    assert vars(linux_driver)["WriterThread"] is Writer
    assert "except" not in inspect.getsource(WriterThread.run)
    assert "self._queue.put(text)" in inspect.getsource(WriterThread.write)
