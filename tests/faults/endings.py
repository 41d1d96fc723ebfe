"""Whatever ends the screen program, nothing is lost: a scripted worker types and saves in a real pseudo-terminal, and
in the middle of it comes one of these, at a random moment.

    python -m tests.faults.endings [NAME …] [--times 20] [--seed 1]

`lost` is what the screen had shown as saved and is not there, or was typed more than two seconds before the end and is
not offered at the next start (or, where the program lives on, is not saved when the trouble ends); `doubled` what is
there twice, or is offered though it was saved.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random

from sqlcipher3 import dbapi2 as sqlite

from tests.faults import mounts
from tests.faults.crashing import WORD as CRASH
from tests.faults.rows import Row, table
from tests.faults.typist import ASKS, FRAME, Counted, Typist, copy, make, shows_saved
from tests.support.waiting import PATIENCE

LONGEST = 7.0  # seconds that a worker works before the end comes, at most
TROUBLE = (3.0, 5.0)  # seconds that a disk is full, or a drive away
HOURS = 3600
CLOCK_JUMPS = ("-m", "tests.faults.clock_jumps")
CRASHING = ("-m", "tests.faults.crashing")


One = Callable[[Path, Path, Random], Counted]
"""One try: in this folder, on a copy of this database."""
WITHIN_FRAME = re.compile(r"^.*?│(.*)│.*$")


def _run(fault: str, one: One, folder: Path, times: int, chance: Random) -> Row:
    began, total = time.monotonic(), Counted()
    made = make(folder)
    for number in range(times):
        (place := folder / str(number)).mkdir()
        counted = one(place, made, chance)
        total.lost += counted.lost
        total.doubled += counted.doubled
        total.wrong += [f"{number}: {words}" for words in counted.wrong]
    return Row(fault, times, total.lost, total.doubled, tuple(total.wrong), time.monotonic() - began)


@contextmanager
def _typist(place: Path, database: Path, chance: Random, *program: str) -> Iterator[Typist]:
    typist = Typist(database, place, chance, *((program,) if program else ()))
    try:
        yield typist
    finally:
        typist.close()


# The program ends


def _ended_by(
    end: Callable[[Typist], None], program: tuple[str, ...], place: Path, made: Path, chance: Random
) -> Counted:
    with _typist(place, copy(made, place / "team.db"), chance, *program) as typist:
        typist.start()
        typist.go_to_client()
        typist.work_until(time.monotonic() + chance.uniform(0.3, LONGEST))
        typist.note_end()
        end(typist)
        typist.program = ("-m", "topaz_tui")
        return typist.count()


def _signalled(number: signal.Signals, typist: Typist) -> None:
    assert typist.terminal
    typist.terminal.kill(number).wait_exit()


def _closed(typist: Typist) -> None:
    assert typist.terminal
    typist.terminal.hang_up().wait_exit()


def _crashed(typist: Typist) -> None:
    assert typist.terminal
    if not typist.terminal.find(ASKS):  # between two notes
        typist.begin()
        typist.note_end()
    typist.type(typist.notes[-1], CRASH)  # each letter is kept as it comes, up to the one that is a crash
    typist.terminal.wait_exit()
    if "Traceback" in typist.terminal.text or "fault of its own" not in typist.terminal.text:
        raise AssertionError(f"a crash says something else:\n{typist.terminal.text}")


def _slept(place: Path, made: Path, chance: Random) -> Counted:
    """The machine sleeps: the program stands still, and the clock is hours on, or back, when it wakes."""
    with _typist(place, copy(made, place / "team.db"), chance, *CLOCK_JUMPS) as typist:
        clock = place / "clock"
        terminal = typist.start(TOPAZ_TEST_CLOCK=str(clock))
        typist.go_to_client()
        for _ in range(2):
            typist.work_until(time.monotonic() + chance.uniform(0.3, LONGEST / 2))
            terminal.kill(signal.SIGSTOP).listen(chance.uniform(0.1, 0.5))
            clock.write_text(str(chance.choice((-1, 1)) * chance.randrange(1, 12) * HOURS))
            terminal.kill(signal.SIGCONT)
            _end_note(typist)
        typist.work_until(time.monotonic() + chance.uniform(0.3, LONGEST / 2))
        typist.note_end()
        terminal.kill().wait_exit()
        typist.program = ("-m", "topaz_tui")
        return typist.count()


# The database does not answer


def _told(text: str) -> str:
    """What a window says, wherever its lines break: without its frame, and the page to the left and right of it."""
    return " ".join(" ".join(WITHIN_FRAME.sub(r"\1", line) for line in text.splitlines()).split())


def _troubled(
    begin: Callable[[], object], end: Callable[[], object], seconds: float, say: str, killed: bool, typist: Typist
) -> Counted:
    """UserError comes while a note is typed and lasts so long: the screen says it in words, and typing goes on. Where
    the worker is not killed in the middle of it the note is saved afterwards, by the same program."""
    terminal = typist.start()
    typist.go_to_client()
    note = typist.begin()
    typist.type_for(note, typist.chance.uniform(0.2, 1.5))
    begin()
    said = False
    ends = time.monotonic() + seconds
    try:
        while time.monotonic() < ends or not said:
            before = len(note.text)
            typist.type_for(note, 0.3)
            said = said or say in _told(terminal.text)
            if not terminal.alive:
                raise AssertionError(f"it ended:\n{terminal.text}")
            if time.monotonic() > ends + PATIENCE:
                raise AssertionError(f"it does not say {say!r}:\n{terminal.text}")
            assert len(note.text) > before
        if killed:
            typist.note_end()
            terminal.kill().wait_exit()
    finally:
        end()
    if killed:
        return typist.count()
    terminal.wait_for(lambda shown: note.text.split()[-1] in shown.text, PATIENCE)
    if not _saves(typist):
        return Counted(lost=1, wrong=[f"{note.token} is not saved when it is over:\n{terminal.text}"])
    terminal.press("ctrl+q").wait_exit()
    counted = typist.count()
    if note.text.strip() not in [text.strip() for text in typist.written()]:
        counted.lost += 1
        counted.wrong.append(f"{note.token}: not all that was typed is saved")
    return counted


def _saves(typist: Typist) -> bool:
    """When the trouble is over the note is saved by one F10, or by a second where the first came too early: its window
    is there again then, and says why in place of what it asks."""
    assert typist.terminal
    note = typist.notes[-1]
    for _ in range(3):
        if typist.terminal.find(FRAME) is None:
            typist.terminal.press("t").wait_for(ASKS, PATIENCE)
        typist.terminal.press("f10")
        note.asked = True
        note.saved = typist.terminal.comes(lambda shown: shows_saved(shown, note), 10)
        if note.saved:
            return True
    return False


def _end_note(typist: Typist) -> None:
    """Save the note that is being typed, if any."""
    if typist.notes and not typist.notes[-1].saved:
        note = typist.notes[-1]
        if not note.asked:
            typist.save(note)
        else:
            assert typist.terminal
            note.saved = typist.terminal.comes(lambda shown: shows_saved(shown, note), PATIENCE)


def _hold(file: str, kind: str, held: threading.Event, over: threading.Event) -> None:
    """A process that holds the write lock."""
    connection = sqlite.connect(file, isolation_level=None, timeout=30)
    connection.execute(f"BEGIN {kind}")
    held.set()
    over.wait()
    connection.rollback()
    connection.close()


class Holder:
    """Another process that locks the database."""

    def __init__(self, file: Path, kind: str = "IMMEDIATE") -> None:
        spawned = multiprocessing.get_context("spawn")
        self._held, self._over = spawned.Event(), spawned.Event()
        self._process = spawned.Process(target=_hold, args=(str(file), kind, self._held, self._over), daemon=True)

    def lock(self) -> None:
        self._process.start()
        if not self._held.wait(PATIENCE):
            raise AssertionError("the lock could not be had")

    def unlock(self) -> None:
        self._over.set()
        if self._process.pid is not None:  # else it was never locked
            self._process.join(PATIENCE)


def _locked(seconds: float, killed: bool, place: Path, made: Path, chance: Random) -> Counted:
    file = copy(made, place / "team.db")
    holder = Holder(file, chance.choice(("IMMEDIATE", "EXCLUSIVE")))
    with _typist(place, file, chance) as typist:
        return _troubled(holder.lock, holder.unlock, seconds, "busy", killed, typist)


def _full(killed: bool, place: Path, made: Path, chance: Random) -> Counted:
    with (
        mounts.small_disk(place / "disk", 8192) as disk,
        _typist(place, copy(made, disk / "team.db"), chance) as typist,
    ):
        filler = disk / "filler"
        fill = partial(mounts.fill, disk)
        counted = _troubled(fill, filler.unlink, chance.uniform(*TROUBLE), "The disk is full", killed, typist)
        typist.close()
        return counted


def _vanished(killed: bool, place: Path, made: Path, chance: Random) -> Counted:
    """A network mount goes, and comes back."""
    with mounts.Drive(place / "server", place / "net") as drive:
        copy(made, drive.place / "team.db")
        with _typist(place, drive.place / "team.db", chance) as typist:
            return _troubled(drive.pull, drive.plug, chance.uniform(*TROUBLE), "is not there any", killed, typist)


def _read_only(killed: bool, place: Path, made: Path, chance: Random) -> Counted:
    """The drive goes, comes back read-only, and only then as it was."""
    with mounts.Drive(place / "server", place / "net") as drive:
        copy(made, drive.place / "team.db")
        with _typist(place, drive.place / "team.db", chance) as typist:

            def begin() -> None:
                drive.pull()  # a file that is open stays so: it is opened again once the drive was missed
                ends = time.monotonic() + PATIENCE
                while typist.terminal is None or "is not there any" not in _told(typist.terminal.text):
                    typist.type_for(typist.notes[-1], 0.3)
                    assert time.monotonic() < ends, "nobody missed the drive"
                drive.plug(read_only=True)

            return _troubled(begin, drive.plug, chance.uniform(*TROUBLE), "be written", killed, typist)


def _replaced(place: Path, made: Path, chance: Random) -> Counted:
    """The folder is moved away with the file, another file is there for a while, and all comes back."""
    home, away = place / "folder", place / "away"
    file = copy(made, home / "team.db")

    def take_away() -> None:
        home.rename(away)

    def bring_back() -> None:
        away.rename(home)

    with _typist(place, file, chance) as typist:
        return _troubled(take_away, bring_back, chance.uniform(*TROUBLE), "is not there any", False, typist)


End = Callable[[Path, int, Random], Row]


def _end(fault: str, one: One) -> End:
    return partial(_run, fault, one)


TOPAZ = ("-m", "topaz_tui")
HELD = 30.0  # seconds that another process holds the lock
ENDS: dict[str, End] = {
    "kill": _end("kill -9", partial(_ended_by, partial(_signalled, signal.SIGKILL), TOPAZ)),
    "term": _end("SIGTERM", partial(_ended_by, partial(_signalled, signal.SIGTERM), TOPAZ)),
    "hup": _end("SIGHUP", partial(_ended_by, partial(_signalled, signal.SIGHUP), TOPAZ)),
    "closed": _end("the terminal is closed", partial(_ended_by, _closed, TOPAZ)),
    "crash": _end("a crash in a screen", partial(_ended_by, _crashed, CRASHING)),
    "sleep": _end("the machine sleeps, the clock jumps, kill -9", _slept),
    "locked": _end("locked for 30 s", partial(_locked, HELD, False)),
    "locked-kill": _end("locked, and kill -9 meanwhile", partial(_locked, 4.0, True)),
    "full": _end("the disk is full for a while", partial(_full, False)),
    "full-kill": _end("the disk is full, and kill -9", partial(_full, True)),
    "vanished": _end("the network drive goes and comes back", partial(_vanished, False)),
    "vanished-kill": _end("the network drive goes, and kill -9", partial(_vanished, True)),
    "read-only": _end("the drive is read-only for a while", partial(_read_only, False)),
    "moved": _end("the folder is moved away and back", _replaced),
}
MOUNTED = {name for name in ENDS if name.startswith(("full", "vanished", "read-only"))}
SHARES = {"locked": 0.15}  # of --times: it lasts
BRIEF = {  # what lasts too long for the smallest run
    "locked": _end("locked for 2 s", partial(_locked, 2.0, False)),
    "locked-kill": _end("locked, and kill -9 meanwhile", partial(_locked, 2.0, True)),
}


def smallest(name: str, folder: Path, chance: Random) -> Row:
    """This end once, and soon."""
    global LONGEST, TROUBLE
    before = LONGEST, TROUBLE
    LONGEST, TROUBLE = 2.5, (0.5, 1.5)
    try:
        return BRIEF.get(name, ENDS[name])(folder, 1, chance)
    finally:
        LONGEST, TROUBLE = before


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.faults.endings", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("name", nargs="*", help=f"which ends: {', '.join(ENDS)}")
    parser.add_argument("--times", type=int, default=20, help="how often each (20; the long lock less)")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments (1)")
    asked = parser.parse_args()
    if unknown := set(asked.name) - set(ENDS):
        parser.error(f"no such end: {', '.join(sorted(unknown))}")
    ended = []
    with tempfile.TemporaryDirectory(prefix="topaz-ends-") as folder:
        for name in asked.name or ENDS:
            if name in MOUNTED and (why := mounts.allowed()):
                print(f"{name}: not tried: {why}")
                continue
            (place := Path(folder) / name).mkdir()
            times = max(1, round(asked.times * SHARES.get(name, 1)))
            ended.append(ENDS[name](place, times, Random(asked.seed)))
            print(table(ended[-1:]).splitlines()[1], *ended[-1].wrong, sep="\n  ", file=sys.stderr, flush=True)
    print(table(ended))
    return 0 if all(each.clean for each in ended) else 1


if __name__ == "__main__":
    sys.exit(main())
