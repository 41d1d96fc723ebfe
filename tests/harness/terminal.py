"""A real terminal for tests: a command in a pseudo-terminal, and the screen that it paints, kept by pyte.

    with Terminal([sys.executable, "-m", "topaz_tui"], env=surroundings(tmp_path)) as terminal:
        terminal.wait_for("Queue").press("n").wait_for("Safety")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0

Nothing here sleeps: all waiting is `select` on the terminal, so a wait ends with the byte it waits for.
"""

from __future__ import annotations

import base64
import codecs
import copy
import os
import re
import select
import signal
import subprocess
import termios
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyte
from wcwidth import wcwidth

from tests.harness import ready
from tests.harness.keys import bytes_of
from tests.harness.told import question
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

SILENCE = 0.15  # seconds without a byte after which a screen counts as settled; Textual paints at 60 a second
ESCAPE_GAP = 0.15  # seconds after a lone Esc; Textual takes what comes within 0.1 s for the rest of a key

# What pyte misreads (it would draw the tail of it, or take it for colours), and OSC 52, which it drops.
_FOREIGN = re.compile(
    r"\x1b\]7777;(?P<told>\d+)\x07|"  # what tests.harness.told says
    r"\x1b\]52;[^;]*;(?P<copied>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b\[[<>=][0-9;:]*[ -/]*[@-~]"  # private CSI: kitty's keys, xterm's modifyOtherKeys
    r"|\x1b\[\??[0-9;]*\$[@-~]"  # questions about modes
    r"|\x1b[P_^X].*?\x1b\\",  # strings to the device
    re.DOTALL,
)
_UNFINISHED = re.compile(r"\x1b(?:\[[<>=?]?[0-9;:]*[ -/]*|[P_^X\]][^\x07]*)?\Z", re.DOTALL)

# xterm's sixteen, under the names that pyte gives them.
_NAMED = {
    "black": "000000", "red": "cd0000", "green": "00cd00", "brown": "cdcd00", "blue": "0000ee",
    "magenta": "cd00cd", "cyan": "00cdcd", "white": "e5e5e5", "brightblack": "7f7f7f", "brightred": "ff0000",
    "brightgreen": "00ff00", "brightbrown": "ffff00", "brightblue": "5c5cff", "brightmagenta": "ff00ff",
    "bfightmagenta": "ff00ff",  # spelt so in pyte
    "brightcyan": "00ffff", "brightwhite": "ffffff",
}  # fmt: skip
DEFAULT_INK, DEFAULT_PAPER = "#e5e5e5", "#000000"

IN_A_TERMINAL = ("env", "--default-signal=HUP", "setsid", "--ctty")
"""The words before a command that make it the first process of its terminal (GNU coreutils and util-linux; each
execs the next, so the process id stays). `pty.fork` is no way: it copies a test process with all its locks but only one
of its threads, and Python 3.12 and later warn of it. The signal is set because nohup has its children ignore SIGHUP."""


class ScreenError(AssertionError):
    """What was waited for did not come; the message shows the screen."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place on the screen as it looks: colours '#rrggbb', with reverse video already applied."""

    text: str
    ink: str
    paper: str
    bold: bool
    italic: bool
    underline: bool
    strike: bool


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """An environment for the program in which nothing of the real user is read or written: a home of its own,
    full colour. `more` is added last; the value '' takes a name out."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "TOPAZ_NOW") if name in os.environ}
    made = kept | homes(home) | TERMINAL | {"LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)} | more
    return {name: value for name, value in made.items() if value}


def homes(home: Path) -> dict[str, str]:
    """The variables by which platformdirs and the shell find a user's directories, all set under `home`."""
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
    return {"HOME": str(home)} | {name: str(home / name.removeprefix("XDG_").lower()) for name in names}


TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


class Terminal:
    """A command that runs in a terminal of `size` (columns, rows). Rows and columns count from 0.

    `env` is the whole environment (see `surroundings`). `quick`: where it is the screen program, a process that has
    imported it may fork it (see ready.py). Waiting methods return the terminal, to be chained.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        cwd: Path | None = None,
        quick: bool = False,
    ) -> None:
        columns, rows = size
        self.command = [str(word) for word in command]
        self.started = time.perf_counter()
        self._fd, its_end = os.openpty()
        termios.tcsetwinsize(self._fd, (rows, columns))
        try:
            self._process: ready.Started | subprocess.Popen[bytes]
            if quick and ready.can_start(self.command, env, surroundings(ROOT)):
                self._process = ready.start(self.command, env=env, cwd=cwd or ROOT, terminal=its_end)
            else:
                self._process = subprocess.Popen(
                    [*IN_A_TERMINAL, *self.command],
                    cwd=cwd or ROOT,
                    env=dict(env),
                    stdin=its_end,
                    stdout=its_end,
                    stderr=its_end,
                )
        except BaseException:
            os.close(self._fd)
            raise
        finally:
            os.close(its_end)
        self.pid = self._process.pid
        self._closed = False
        os.set_blocking(self._fd, False)
        self._screen = _Screen(columns, rows, self.send)
        self._stream = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unread = ""
        self._status: int | None = None
        self.hung_up = False
        self._asked = self._told = 0  # see `settled`
        self.copied: list[str] = []  # what was put on the clipboard (OSC 52), oldest first

    # What is on the screen

    @property
    def rows(self) -> list[str]:
        """The screen's rows as text, without the blanks at their ends."""
        return [self._screen.row(y).rstrip() for y in range(self._screen.lines)]

    @property
    def text(self) -> str:
        return "\n".join(self.rows)

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._screen.columns, self._screen.lines

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Row and column of the cursor, or None while it is hidden."""
        cursor = self._screen.cursor
        return None if cursor.hidden else (cursor.y, cursor.x)

    @property
    def modes(self) -> set[int]:
        """Private modes that are on: 1049 is the alternate screen, 1000 the mouse, 2004 bracketed paste."""
        return {mode >> 5 for mode in self._screen.mode if mode >= 32}

    def cell(self, row: int, column: int) -> Cell:
        char = self._screen.buffer[row][column]
        ink, paper = _hex(char.fg, DEFAULT_INK), _hex(char.bg, DEFAULT_PAPER)
        if char.reverse:
            ink, paper = paper, ink
        return Cell(char.data, ink, paper, char.bold, char.italics, char.underscore, char.strikethrough)

    def look(self) -> list[list[Any]]:
        """Every cell as it is now, to be compared with a later look."""
        return [[self._screen.buffer[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]

    def find(self, text: str) -> tuple[int, int] | None:
        """Row and column where `text` stands first, or None."""
        for y in range(self._screen.lines):
            before, found, _ = self._screen.row(y).partition(text)
            if found:
                return y, self._screen.column_after(y, len(before))
        return None

    def cell_of(self, text: str) -> Cell:
        """The first cell of `text` where it stands first."""
        place = self.find(text)
        if place is None:
            raise self._error(f"{text!r} is not on the screen")
        return self.cell(*place)

    # What a person does

    def press(self, *keys: str) -> Terminal:
        """Send keys by name. After a lone Esc the terminal waits as long as a hand does: see ESCAPE_GAP."""
        for key in keys:
            self.send(bytes_of(key))
            if key == "escape":
                self.listen(ESCAPE_GAP)
        return self

    def type(self, text: str) -> Terminal:
        """Type `text` as it stands; a line's end is Enter."""
        return self.send(text.replace("\n", "\r").encode())

    def paste(self, text: str) -> Terminal:
        """Paste, bracketed if the program asked for that."""
        if 2004 in self.modes:
            text = f"\x1b[200~{text}\x1b[201~"
        return self.send(text.encode())

    def send(self, data: bytes) -> Terminal:
        """Write bytes as the keyboard would, reading meanwhile so that neither side blocks the other."""
        deadline = time.monotonic() + PATIENCE
        while data and not self.hung_up:
            readable, writable, _ = select.select([self._fd], [self._fd], [], deadline - time.monotonic())
            if writable:
                data = data[os.write(self._fd, data) :]
            elif readable:
                self.feed(self.read(0))
            else:
                raise self._error(f"the program took no input for {PATIENCE:g} s")
        return self

    def resize(self, columns: int, rows: int) -> Terminal:
        self._screen.resize(rows, columns)
        termios.tcsetwinsize(self._fd, (rows, columns))
        return self

    def kill(self, sign: int = signal.SIGKILL) -> Terminal:
        """Send a signal to the command itself."""
        if self._status is None:
            os.kill(self.pid, sign)
        return self

    def hang_up(self) -> Terminal:
        """Close the window: the terminal is gone, and the program gets SIGHUP."""
        if not self._closed:
            self._closed = True
            os.close(self._fd)
        self.hung_up = True
        return self

    # Waiting

    def read(self, timeout: float) -> bytes:
        """The next bytes that come, not yet on the screen; none after `timeout` s of silence, or at the end.

        Apart from `feed` for the benches' sake: parsing can cost more than painting.
        """
        if self.hung_up or not select.select([self._fd], [], [], max(timeout, 0))[0]:
            return b""
        try:
            data = os.read(self._fd, 1 << 16)
        except OSError:  # EIO is how Linux says that nobody holds the other end
            data = b""
        self.hung_up = not data
        return data

    def feed(self, data: bytes) -> Terminal:
        """Put bytes on the screen."""
        text = self._unread + self._decoder.decode(data)
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        self._unread = text[cut:]
        self._stream.feed(_FOREIGN.sub(self._without, text[:cut]))
        return self

    def listen(self, seconds: float) -> Terminal:
        """Take what comes for a stated time: only for a gap that a person would leave."""
        deadline = time.monotonic() + seconds
        while not self.hung_up and (left := deadline - time.monotonic()) > 0:
            self.feed(self.read(left))
        return self

    def wait_for(self, what: str | re.Pattern[str] | Callable[[Terminal], Any], timeout: float = PATIENCE) -> Terminal:
        """Read until a text or a pattern is on the screen, or a predicate of this terminal holds."""
        return self._until(_test(what), f"waited {timeout:g} s for {what!r}", timeout)

    def comes(self, what: str | re.Pattern[str] | Callable[[Terminal], Any], seconds: float) -> bool:
        """Read for so long at most; whether it came. For what may also not come."""
        there, deadline = _test(what), time.monotonic() + seconds
        while not there(self) and not self.hung_up and (left := deadline - time.monotonic()) > 0:
            self.feed(self.read(left))
        return bool(there(self))

    def wait_gone(self, what: str | re.Pattern[str], timeout: float = PATIENCE) -> Terminal:
        """Read until a text or a pattern is no longer on the screen."""
        there = _test(what)
        return self._until(lambda seen: not there(seen), f"waited {timeout:g} s for {what!r} to go", timeout)

    def steady(self, silence: float = SILENCE, timeout: float = PATIENCE) -> Terminal:
        """Read until nothing has come for `silence` seconds: for pictures and measurements.

        A busy machine is silent too, so a test that knows what it waits for should `wait_for` that.
        """
        deadline = time.monotonic() + timeout
        while data := self.read(silence):
            self.feed(data)
            if time.monotonic() > deadline:
                raise self._error(f"the screen never held still for {silence:g} s in {timeout:g} s")
        return self

    def settled(self, timeout: float = PATIENCE) -> Terminal:
        """Read until all that was typed is dealt with and painted; the program has to be tests.harness.told."""
        self._asked += 1
        self.send(question(self._asked))
        return self._until(lambda seen: seen._told == seen._asked, f"not settled in {timeout:g} s", timeout)

    def wait_exit(self, timeout: float = PATIENCE) -> int:
        """Read to the end; the exit status, or the signal's number below zero."""
        deadline = time.monotonic() + timeout
        while not self.hung_up and (left := deadline - time.monotonic()) > 0:
            self.feed(self.read(left))
        if not self.hung_up or not self._reap(deadline - time.monotonic()):
            raise self._error(f"waited {timeout:g} s for the program to end")
        assert self._status is not None
        return self._status

    @property
    def alive(self) -> bool:
        return not self._reap(0)

    def close(self) -> None:
        """End the command if it still runs, and let the terminal go."""
        if not self._reap(0):
            self.kill()
            self._reap(PATIENCE)
        self.hang_up()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _until(self, holds: Callable[[Terminal], Any], failure: str, timeout: float) -> Terminal:
        deadline = time.monotonic() + timeout
        while not holds(self):
            if self.hung_up:
                raise self._error(f"{failure}, but the program ended")
            if (left := deadline - time.monotonic()) <= 0:
                raise self._error(failure)
            self.feed(self.read(left))
        return self

    def _reap(self, timeout: float) -> bool:
        """Whether the command has ended within `timeout` s; its status is kept."""
        if self._status is None:
            watch = os.pidfd_open(self.pid)
            try:
                ended = select.select([watch], [], [], max(timeout, 0))[0]
            finally:
                os.close(watch)
            if ended:
                self._status = self._process.wait()
        return self._status is not None

    def _without(self, match: re.Match[str]) -> str:
        if match["told"] is not None:
            self._told = int(match["told"])
        if (copied := match["copied"]) is not None:
            self.copied.append(base64.b64decode(copied).decode("utf-8", "replace"))
        return ""

    def _error(self, what: str) -> ScreenError:
        columns, rows = self.size
        # The terminal is gone a moment before the program's status is there.
        ended = self._reap(1 if self.hung_up else 0)
        state = f"ended with {self._status}" if ended else "running"
        edge = "+" + "-" * columns + "+"
        lines = [f"|{row}{' ' * (columns - _width(row))}|" for row in self.rows]
        head = f"{what}. {' '.join(self.command)} ({state}), {columns}x{rows}:"
        return ScreenError("\n".join([head, edge, *lines, edge]))


class _Screen(pyte.Screen):
    """pyte's screen with what it lacks: the alternate screen, marks of no width, answers to the program."""

    def __init__(self, columns: int, rows: int, reply: Callable[[bytes], Any]) -> None:
        self._reply = reply
        self._kept: tuple[dict[int, dict[int, Any]], Any] | None = None
        super().__init__(columns, rows)

    def row(self, y: int) -> str:
        # The right half of a wide character is an empty text, so that a plain join reads as it looks.
        line = self.buffer[y]
        return "".join(line[x].data for x in range(self.columns))

    def column_after(self, y: int, characters: int) -> int:
        """The column where the text stands that follows so many characters of row `y`."""
        x = 0
        while characters > 0 or (x < self.columns and not self.buffer[y][x].data):
            characters -= len(self.buffer[y][x].data)
            x += 1
        return x

    def write_process_input(self, data: str) -> None:
        self._reply(data.encode())

    def set_mode(self, *modes: int, **how: Any) -> None:
        if how.get("private") and 1049 in modes and self._kept is None:
            self._kept = ({y: dict(line) for y, line in self.buffer.items()}, copy.copy(self.cursor))
            self.erase_in_display(2)
        super().set_mode(*modes, **how)

    def reset_mode(self, *modes: int, **how: Any) -> None:
        super().reset_mode(*modes, **how)
        if how.get("private") and 1049 in modes and self._kept is not None:
            lines, self.cursor = self._kept
            self._kept = None
            self.buffer.clear()
            for y, line in lines.items():
                self.buffer[y].update(line)

    def draw(self, data: str) -> None:
        # pyte drops all that follows a joiner or a variation selector.
        if data.isascii():
            super().draw(data)
            return
        run = ""
        for char in data:
            if unicodedata.combining(char) or wcwidth(char) == 0:
                super().draw(run)
                run = ""
                self._mark(char)
            else:
                run += char
        super().draw(run)

    def _mark(self, char: str) -> None:
        line = self.buffer[self.cursor.y]
        for x in range(self.cursor.x - 1, -1, -1):
            if line[x].data:
                line[x] = line[x]._replace(data=line[x].data + char)
                return


def _test(what: str | re.Pattern[str] | Callable[[Terminal], Any]) -> Callable[[Terminal], Any]:
    if isinstance(what, str):
        return lambda terminal: any(what in row for row in terminal.rows)
    if isinstance(what, re.Pattern):
        return lambda terminal: what.search(terminal.text)
    return what


def _hex(colour: str, default: str) -> str:
    return default if colour == "default" else f"#{_NAMED.get(colour, colour)}"


def _width(row: str) -> int:
    return sum(max(wcwidth(char), 0) for char in row)
