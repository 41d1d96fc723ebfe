"""An end is an end: what is told to end has saved, and is over within five seconds, whatever hangs.

An end goes its own way first: what is typed is saved, whom one holds is let go of, the terminal is given back. But a
database may be locked, a disk or a network drive not answer, a thread be stuck in it, a terminal take no more letters,
the screen's own loop wait for any of them. So a thread beside all that counts down from the moment at which the end
was told. It is the last resort: it writes what is typed and in no database into the recovery file, from where the next
start takes it, gives the terminal back as far as it takes it, and ends the process without asking anybody. Nothing else
can: a Python thread can't be broken off, and a process that waits for one stays as long as that does.

Signals are heard by this thread too, and not by the loop: what the system writes into its pipe it reads even while the
main thread is stuck. Nothing here waits by `time.sleep`, which can fail where the rest of the system is in trouble.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import ClassVar

KEYS = (signal.SIGINT, *((signal.SIGQUIT,) if hasattr(signal, "SIGQUIT") else ()))  # sent by a terminal's keys
ENDS = (signal.SIGTERM, *KEYS, *((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()))
OVER = 4.2  # seconds after which the last resort comes; with what that takes it is five at most
OWN_WAY = 3.4  # seconds in which the end may go its own way
DISK = 0.4  # seconds that the last resort gives a disk


class Countdown:
    """`last` is called at the end of the countdown, if it comes to that, with the exit code; it should not return."""

    def __init__(self, last: Callable[[int], object]) -> None:
        self._last = last
        self._ends_at: float | None = None
        self._code = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def begin(self, code: int, told_at: float | None = None) -> None:
        """Start the countdown to the end with this exit code, from now or from `told_at` (time.monotonic). A later call
        changes nothing."""
        with self._changed:
            if self._ends_at is None:
                self._ends_at, self._code = (told_at or monotonic()) + OVER, code
                self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._count, name="topaz-countdown", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop the countdown: the program goes on."""
        with self._changed:
            self._ends_at = None
            self._changed.notify_all()

    def left(self, most: float) -> float:
        """How long one step of the end may take: `most`, and no longer than is left for all of them."""
        if self._ends_at is None:
            return most
        return max(0.05, min(most, self._ends_at - (OVER - OWN_WAY) - monotonic()))

    def _count(self) -> None:
        with self._changed:
            while self._ends_at is None or (left := self._ends_at - monotonic()) > 0:
                self._changed.wait(None if self._ends_at is None else left)
            code = self._code
        self._last(code)


class Signals:
    """Hears what tells a program to end, and calls `told` with the number in a thread of its own."""

    hearing: ClassVar[set[int]] = set()  # the pipe of each
    ANOTHERS, OURS = b"\xfe", b"\xff"  # whose KEYS are from here on, between the numbers in the pipe

    def __init__(self, told: Callable[[int], object]) -> None:
        self._told = told
        self._ours, self._theirs = os.pipe()
        os.set_blocking(self._theirs, False)
        self._before = {number: signal.signal(number, _heard) for number in ENDS}
        self._wakeup = signal.set_wakeup_fd(self._theirs, warn_on_full_buffer=False)
        self.hearing.add(self._theirs)
        threading.Thread(target=self._listen, name="topaz-signals", daemon=True).start()

    def _listen(self) -> None:
        anothers = False
        while numbers := os.read(self._ours, 64):
            for number in numbers:
                if number in (*self.ANOTHERS, *self.OURS):
                    anothers = number in self.ANOTHERS
                elif number in ENDS and not (anothers and number in KEYS):
                    self._told(number)

    def close(self) -> None:
        """Signals do what they did before."""
        signal.set_wakeup_fd(self._wakeup)
        for number, before in self._before.items():
            signal.signal(number, before)
        self.hearing.discard(self._theirs)
        os.close(self._theirs)


def _heard(_number: int, _frame: object) -> None:
    """A handler that does nothing: without one the system would write no signal into the pipe."""


@contextlib.contextmanager
def interrupts_left_to_another() -> Iterator[None]:
    """Another program has the terminal: its ctrl+c and ctrl+\\ come to us too, as to all that it has in front, and
    end nothing here. What came before another's end stands in the pipe before the word that they are ours again.
    Nothing is ignored in the system's own way: the other program would be born so, and be deaf itself."""
    before = {number: signal.signal(number, _heard) for number in KEYS}
    for pipe in Signals.hearing:
        os.write(pipe, Signals.ANOTHERS)
    try:
        yield
    finally:
        for pipe in Signals.hearing:
            os.write(pipe, Signals.OURS)
        for number, handler in before.items():
            signal.signal(number, handler)


def try_for(seconds: float, work: Callable[[], object]) -> bool:
    """Do this in a thread, and wait for it no longer than that; whether it was done."""
    done = threading.Event()

    def do() -> None:
        with contextlib.suppress(Exception):
            work()
            done.set()

    threading.Thread(target=do, daemon=True).start()
    return done.wait(seconds)


def ends_whatever_hangs(seconds: float | None = None) -> None:
    """Have the system end this process after so many seconds (OVER), if it is still there. Python's own end stops
    every thread before it is through, the countdown's too, and may then write to a terminal that takes nothing."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, OVER if seconds is None else seconds)


def at_once(code: int) -> None:
    """End the process now: no thread is waited for, nothing is written any more."""
    os._exit(code)
