"""The screen program is told to end while something in it hangs for good, or the system's sleeps fail: it is over
within five seconds, and what was typed is saved or offered at the next start.

    python -m tests.faults.hangs [NAME …] [--times 5] [--seed 1]
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

from tests.faults.endings import Holder
from tests.faults.rows import Row, table
from tests.faults.typist import Counted, Typist, copy, make
from tests.harness.terminal import Terminal
from tests.support.waiting import PATIENCE

OVER = 5.0  # seconds within which it is over
LONG = PATIENCE  # seconds after which it never is
STUCK = ("-m", "tests.faults.stuck")

HANGS = {
    "sleep": "sleeps fail",
    "locked": "the database is locked",
    "service": "a service never answers",
    "loop": "the app waits for ever",
    "main": "the main thread is stuck in the system",
    "writer": "the thread that writes is dead",
    "unread": "the terminal takes nothing",
    "disk": "the recovery file's disk never answers",
}
"""What hangs."""


def _signalled(number: signal.Signals, terminal: Terminal) -> None:
    terminal.kill(number)


def _quit(terminal: Terminal) -> None:
    terminal.press("ctrl+q")


def _crash(terminal: Terminal) -> None:
    terminal.press("f5")


ENDS: dict[str, Callable[[Terminal], object]] = {
    "SIGTERM": partial(_signalled, signal.SIGTERM),
    "SIGHUP": partial(_signalled, signal.SIGHUP),
    "closed": Terminal.hang_up,
    "ctrl+q": _quit,
    "crash": _crash,
}


def once(what: str, how: str, place: Path, made: Path, chance: Random, over: float = OVER) -> Counted:
    """A note is being typed, then this hangs, then it is told to end so."""
    typist = Typist(copy(made, place / "team.db"), place, chance, STUCK)
    holder = Holder(typist.database) if what == "locked" else None
    try:
        trace = place / "trace.txt"
        terminal = typist.start(TOPAZ_TEST_STUCK=what, TOPAZ_TEST_TRACE=str(trace))
        typist.go_to_client()
        note = typist.begin()
        typist.type_for(note, chance.uniform(0.2, 1.0))
        terminal.wait_for(note.text.split()[-1])
        if holder:
            holder.lock()
        elif what not in ("sleep", "unread"):
            terminal.press("f1").listen(0.2)
        if what == "unread":
            _fill(terminal)
        typist.note_end()
        ENDS[how](terminal)
        seconds = _until_over(terminal, trace)
        typist.program = ("-m", "topaz_tui")
        if holder:
            holder.unlock()
        counted = typist.count()
        if seconds > over:
            counted.wrong.append(f"{what}, {how}: over after {seconds:.1f} s")
        return counted
    finally:
        if holder:
            holder.unlock()
        typist.close()


def _fill(terminal: Terminal) -> None:
    """Have so much painted that nobody reads, that the terminal takes no more."""
    for number in range(60):
        terminal.resize(100 + number % 2, 40).kill(signal.SIGWINCH)
        time.sleep(0.03)  # the fault itself: nobody reads meanwhile


def _until_over(terminal: Terminal, trace: Path) -> float:
    """Seconds until the process has ended; it is told nothing, and nothing of it is read. One that never ends says in
    `trace` where it is."""
    began = time.monotonic()
    while terminal.alive:
        if time.monotonic() - began > LONG:
            terminal.kill(signal.SIGUSR2).listen(2)
            where = trace.read_text("utf-8") if trace.exists() else "it does not say where it is"
            raise AssertionError(f"it is still there after {LONG:g} s:\n{where}")
        time.sleep(0.01)
    return time.monotonic() - began


def run(what: str, folder: Path, times: int, chance: Random, over: float = OVER) -> Row:
    """Each end in turn while this hangs."""
    began, total, made = time.monotonic(), Counted(), make(folder)
    ends = [how for how in ENDS if (what, how) not in IMPOSSIBLE]
    for number in range(times):
        (place := folder / str(number)).mkdir()
        counted = once(what, ends[number % len(ends)], place, made, chance, over)
        total.lost += counted.lost
        total.doubled += counted.doubled
        total.wrong += [f"{number}: {words}" for words in counted.wrong]
    name = f"{HANGS[what]}, told to end"
    return Row(name, times, total.lost, total.doubled, tuple(total.wrong), time.monotonic() - began)


IMPOSSIBLE = {("main", "ctrl+q"), ("main", "closed"), ("main", "crash"), ("loop", "crash")}
"""No key is heard by a program whose main thread is stuck, or whose app waits for ever. Of a terminal that is gone
it is told by SIGHUP then."""


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.faults.hangs", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("name", nargs="*", help=f"what hangs: {', '.join(HANGS)}")
    parser.add_argument("--times", type=int, default=5, help="how often each (5: once with each end)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (1)")
    asked = parser.parse_args()
    if unknown := set(asked.name) - set(HANGS):
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    rows = []
    with tempfile.TemporaryDirectory(prefix="topaz-hangs-") as folder:
        for name in asked.name or HANGS:
            (place := Path(folder) / name).mkdir()
            rows.append(run(name, place, asked.times, Random(asked.seed)))
            print(table(rows[-1:]).splitlines()[1], *rows[-1].wrong, sep="\n  ", file=sys.stderr, flush=True)
    print(table(rows))
    return 0 if all(row.clean for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
