"""What is written to the terminal, by a thread, so that a slow line holds up nothing else.

Textual 8.2.8's thread dies of the first error, and whoever writes then waits for ever as soon as its queue is full
(src/textual/drivers/_writer_thread.py in https://github.com/Textualize/textual): a program whose terminal had gone
stayed. Here nothing is written to a terminal that has gone, and once the program is to end nobody waits for long for
one that takes nothing any more.

The private names of Textual that this needs are all here; tests/runtime/test_terminal_output.py notices
when they are no more.
"""

from __future__ import annotations

from queue import Full
from time import monotonic
from typing import IO

from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread

TURN = 0.1  # seconds between two looks whether the program is to end
LAST = 1.0  # seconds that a terminal has for the last that is written to it


class Writer(WriterThread):
    """Textual's thread; it outlives its terminal."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__(file)
        self.gone = False  # the terminal is
        self._ends_at: float | None = None

    def ends(self) -> None:
        """The program is to end."""
        self._ends_at = self._ends_at or monotonic() + LAST

    def write(self, text: str | None) -> None:
        """Put this in line to be written; waits while the line is full, and gives up once the terminal has gone."""
        while not self.gone:
            try:
                self._queue.put(text, timeout=TURN)
            except Full:
                late = self._ends_at is not None and monotonic() > self._ends_at
                self.gone = late or not self.is_alive()
            else:
                return

    def run(self) -> None:
        """Write what comes, until the end or until the terminal has gone."""
        while not self.gone:
            try:
                super().run()
            except UnicodeEncodeError:
                continue  # a terminal that can't show a letter takes the next
            except (OSError, ValueError):  # it has gone, or its file is closed
                self.gone = True
            else:
                return

    def stop(self) -> None:
        """Write what is still in line, for a while, and end."""
        self.ends()
        self.write(None)
        self.join(0 if self.gone else LAST)


def lasting(driver: object) -> Writer | None:
    """The thread that writes for this driver of Textual's."""
    writer = getattr(driver, "_writer_thread", None)
    return writer if isinstance(writer, Writer) else None


linux_driver.WriterThread = Writer  # type: ignore[attr-defined]  # Textual does not export it from there
