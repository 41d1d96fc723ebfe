"""Random keys, one by one and in one packet, on every page and window that takes keys: the same screen, the same store.

    python -m tests.faults.packets [PAGE …] [--times 20] [--seed 1]

Two programs on two copies of one database go the same way to a page, key by key; there one of them is sent the whole
mixture at once, the other goes on when each key is dealt with. Letters, editing keys, Tab, Enter, Esc, function keys
and pastes are in it. They go on so from page to page, and what is then in their databases is compared, too. A pair that
differs is shown with the seed that brings it again.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random

from sqlcipher3 import dbapi2 as sqlite

from tests.faults.rows import Row, table
from tests.faults.typist import copy
from tests.harness.keys import bytes_of
from tests.harness.terminal import Terminal, surroundings
from tests.support.moments import NOW
from tests.support.places import ROOT
from topaz_tui import actions
from topaz_tui.rules import outcomes
from topaz_tui.rules.reading import OF_LIST

TOLD = ("-m", "tests.harness.told")
ESC = b"\x1b"
PATIENCE = 120.0

FIND = ("everywhere.find", *"amin")
CLIENT = (*FIND, "enter")
CONCERN = (*CLIENT, "everywhere.concern")
ENDED = ("queue.take_next", "call.afresh", "y", "call.ring")  # a call that was left there is thrown away first
NEXT = "concern.next_section"
WITH_COUNCIL = ("everywhere.escalations", "down", "enter")  # the board's second line
SAVED = (*ENDED, "outcome.no_answer", "call.save")
PAGES: dict[str, tuple[str, ...]] = {
    "queue": (),
    "narrowed": ("queue.narrow",),
    "filter": ("queue.filter",),
    "skip": ("queue.skip",),
    "waiting": ("queue.next_tab", "queue.next_tab"),
    "find": ("everywhere.find",),
    "found": (*FIND, "down"),
    "client": CLIENT,
    "contacts": (*CLIENT, "client.next_tab"),
    "note": (*CLIENT, "client.note"),
    "word left": (*CLIENT, "client.leave_word"),
    "question": (*CLIENT, "client.question"),
    "edit": (*CLIENT, "client.edit"),
    "phone": (*CLIENT, "client.phone"),
    "contact": (*CLIENT, "client.contact"),
    "warning": (*CLIENT, "client.warning"),
    "concern": CONCERN,
    "concern, what happened": (*CONCERN, NEXT, NEXT),
    "concern, wishes": (*CONCERN, NEXT, NEXT, NEXT),
    "concern, consent": (*CONCERN, *(NEXT,) * 5),
    "concern, read": (*CONCERN, *(NEXT,) * 9),
    "card": ("queue.take_next",),
    "ended": ENDED,
    "no answer": (*ENDED, "outcome.no_answer"),
    "checks": (*ENDED, "outcome.reached"),
    "note of a call": (*ENDED, "call.note"),
    "put in place": (*ENDED, "outcome.reached", "call.put_in_place"),
    "for next caller": (*ENDED, "call.next_caller"),
    "ask manager": (*ENDED, "call.flag"),
    "who answered": (*ENDED, "call.answered"),
    "board": ("everywhere.escalations",),
    "timeline": ("everywhere.escalations", "escalations.timeline"),
    "case": ("everywhere.escalations", "enter"),
    "case, chase": (*WITH_COUNCIL, "case.chase"),
    "case, decide": (*WITH_COUNCIL, "case.decide"),
    "case, addition": (*WITH_COUNCIL, "case.add"),
    "case, put right": (*WITH_COUNCIL, "case.correct"),
    "case, withdrawal": (*WITH_COUNCIL, "case.propose_withdrawal"),
    "letter": (*WITH_COUNCIL, "case.paper"),
    "team": ("everywhere.team",),
    "imports": ("everywhere.imports",),
    "files": ("everywhere.imports", "imports.next_tab"),
    "doubt": ("everywhere.imports", "down", "imports.died"),
    "pairs": ("queue.pairs",),
    "new person": ("everywhere.find", *"zzzq", "ctrl+n"),
    "callback moved": ("queue.next_tab", "queue.move_callback"),
    "saved": SAVED,
    "call put right": (*SAVED, "z"),
    "help": ("everywhere.help",),
    "palette": ("everywhere.command_palette",),
}
"""What leads from the queue to each page or window that takes keys: actions of the registry, outcomes, and keys."""


def way(page: str) -> list[str]:
    """The keys that lead there."""
    keys = []
    for step in PAGES[page]:
        if step.startswith("outcome."):
            step = outcomes.BY_CODE[step.removeprefix("outcome.")].key
        keys.append(actions.BY_ID[step].keys[0] if step in actions.BY_ID else step)
    return keys


TEXTS = ("She is NOT safe", "well", "Nora O'Brien", "2 pm tomorrow", "£20, naïve", "first line\rsecond", "日本 ok")
KEYS: dict[str, int] = {
    **dict.fromkeys("abcdefghijklmnopqrstuvwxyz0123456789", 2), "space": 8, "é": 4, "slash": 2, "minus": 2,
    "backspace": 20, "delete": 6, "left": 10, "right": 10, "up": 10, "down": 12, "home": 5, "end": 5,
    "pageup": 2, "pagedown": 2, "tab": 16, "shift+tab": 8, "enter": 18, "escape": 12,
    **{f"f{number}": 3 for number in range(1, 11)}, "ctrl+s": 3, "ctrl+f": 2, "ctrl+n": 2, "ctrl+y": 1,
    "ctrl+r": 1, "ctrl+t": 1, "ctrl+a": 1, "ctrl+o": 1, "ctrl+w": 1, "ctrl+p": 1,
}  # fmt: skip
"""And how often each comes. Ctrl+Q alone is left out, which ends the comparison."""
PASTED, TYPED = 0.06, 0.12  # how often a paste comes, and a run of letters, in place of a key


def mixture(chance: Random, length: int) -> list[bytes]:
    """Keys as a terminal sends them, one by one."""
    sent: list[bytes] = []
    while len(sent) < length:
        kind = chance.random()
        if kind < PASTED:
            sent.append(b"\x1b[200~" + chance.choice(TEXTS).encode() + b"\x1b[201~")
        elif kind < PASTED + TYPED:
            sent += [letter.encode() for letter in chance.choice(TEXTS)]
        else:
            [key] = chance.choices(list(KEYS), list(KEYS.values()))
            sent.append(bytes_in_packet(key))
    return sent[:length]


def bytes_in_packet(key: str) -> bytes:
    return ESC if key == "escape" else key.encode() if len(key) == 1 else bytes_of(key)


class Pair:
    """Two programs that are to come to the same: `slow` is asked after each key, `quick` after all."""

    def __init__(self, made: Path, folder: Path, stack: ExitStack) -> None:
        self.files = [copy(made, folder / name / "team.db") for name in ("slow", "quick")]
        self.both = [stack.enter_context(_started(file)) for file in self.files]
        self.slow, self.quick = self.both[0], self.both[-1]

    def go(self, keys: Sequence[bytes]) -> None:
        """Both, key by key."""
        for key in keys:
            for terminal in self.both:
                terminal.send(key)
            for terminal in self.both:
                terminal.settled(PATIENCE)

    def mix(self, keys: Sequence[bytes]) -> None:
        self.quick.send(b"".join(keys))
        for key in keys:
            self.slow.send(key).settled(PATIENCE)
        self.quick.settled(PATIENCE)

    @property
    def differs(self) -> str:
        """How their screens differ; '' where they don't."""
        pairs = zip(self.slow.rows, self.quick.rows, strict=True)
        return "\n".join(f"  one by one |{slow}\n  at once    |{quick}" for slow, quick in pairs if slow != quick)

    def home(self) -> None:
        """Back to the queue, from wherever."""
        for key in ("escape", "escape", "y", "escape", "escape", "y", "f2", "y", "escape"):
            if all(map(_is_home, self.both)):
                return
            self.go([bytes_in_packet(key)])

    def end(self) -> str:
        """End both; how their databases differ."""
        for terminal in self.both:
            terminal.press("ctrl+q").wait_exit(PATIENCE)
        slow, quick = (dict(stored(file)) for file in self.files)
        return "\n".join(
            f"  {table}\n    one by one {slow[table] - quick[table]}\n    at once    {quick[table] - slow[table]}"
            for table in slow
            if slow[table] != quick[table]
        )


NOT_HOME = ("Narrowed", "Type part of", "╭", "┏", "▁▁▁")  # the list narrowed, or about to be; a window over it


def _started(file: Path) -> Terminal:
    command = [sys.executable, *TOLD, "--db", str(file)]
    started = Terminal(command, env=surroundings(file.parent, TOPAZ_NOW=NOW), size=(80, 24), quick=True)
    return started.wait_for("to call", PATIENCE)


def _is_home(terminal: Terminal) -> bool:
    shown = terminal.text
    return "n Take next" in terminal.rows[-1] and "[Callable" in shown and not any(sign in shown for sign in NOT_HOME)


_TOKEN = re.compile(r"\b[0-9a-f]{16}(?:[0-9a-f]{16}|[0-9a-f]{48})?\b")  # drawn by lot, or a code over what was
_BY_LOOKS = ("id", "chain", "number")  # of a line of the log: how many looks came before it, and whose thread wrote it


def stored(file: Path) -> Iterator[tuple[str, set[tuple[object, ...]]]]:
    """What is in a database that nobody has open. Of the log all but the looks at lists, and how many lines of each:
    keys that come at once pass over lists that would be shown between them, and nobody sees those."""
    with closing(sqlite.connect(str(file))) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if not name.startswith(("sqlite_", "search_trigram")):
                names = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
                if name == "audit":
                    names = [each for each in names if each not in _BY_LOOKS]
                columns = ", ".join(f'"{each}"' for each in names)
                found = database.execute(f"SELECT {columns} FROM {name}").fetchall()
                rows = [tuple(map(_without_lots, row)) for row in found]
                if name == "audit":
                    counted = Counter(row for row in rows if row[names.index("action")] not in OF_LIST)
                    rows = [(*row, times) for row, times in counted.items()]
                yield name, set(rows)


def _without_lots(cell: object) -> object:
    return _TOKEN.sub("…", cell) if isinstance(cell, str) else cell


def compare(pages: Sequence[str], made: Path, folder: Path, seed: int, length: int = 14) -> list[str]:
    """One pair of programs, from page to page; each difference in words. Two ways that lead to one screen are a fault
    too: one page would be tried twice, another never. What comes after a difference is not looked at."""
    seen: dict[str, str] = {}
    with ExitStack() as stack:
        pair = Pair(made, folder, stack)
        pair.go([b"\x1b[27u"])  # an offer, if any
        for page in pages:
            print(f"{page} …", file=sys.stderr, flush=True)
            keys = mixture(Random(f"{seed} {page}"), length)
            pair.home()
            pair.go([bytes_in_packet(key) for key in way(page)])
            before = pair.slow.text
            if differs := pair.differs:
                return [f"{page}, seed {seed}, on the way there:\n{differs}"]
            if "does nothing here" in before:
                return [f"the way to {page} leads elsewhere:\n{before}"]
            if before in seen:
                return [f"{page} looks as {seen[before]} did:\n{before}"]
            seen[before] = page
            pair.mix(keys)
            if differs := pair.differs:
                return [f"{page}, seed {seed}, {b' '.join(keys)!r}:\n{differs}\n\n{before}"]
        if differs := pair.end():
            return [f"{', '.join(pages)}, seed {seed}: the stores differ\n{differs}"]
    return []


def make(folder: Path) -> Path:
    """The demo of that Monday."""
    file = folder / "made.db"
    command = [sys.executable, "-m", "topaz_tui", "--db", str(file), "demo", "--make-only"]
    env = surroundings(folder, TOPAZ_NOW=NOW)
    subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return file


def run(folder: Path, times: int, chance: Random, pages: Sequence[str] = tuple(PAGES), length: int = 14) -> Row:
    """So many rounds through these pages, in any order."""
    began, made = time.monotonic(), make(folder)
    wrong: list[str] = []
    for number in range(times):
        (place := folder / str(number)).mkdir()
        found = compare(chance.sample(pages, len(pages)), made, place, chance.randrange(10**6), length)
        print(f"round {number}: {time.monotonic() - began:.0f} s", *found, sep="\n", file=sys.stderr, flush=True)
        wrong += found
    return Row("keys in one packet", times, 0, 0, tuple(wrong), time.monotonic() - began)


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.faults.packets", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("page", nargs="*", help=f"which pages: {', '.join(PAGES)}")
    parser.add_argument("--times", type=int, default=20, help="how many rounds through them (20)")
    parser.add_argument("--seed", type=int, default=1, help="of the mixtures (1)")
    parser.add_argument("--length", type=int, default=14, help="keys in each (14)")
    asked = parser.parse_args()
    if unknown := set(asked.page) - set(PAGES):
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    chance = Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="topaz-packets-") as folder:
        row = run(Path(folder), asked.times, chance, asked.page or tuple(PAGES), asked.length)
    print(table([row]), *row.wrong, sep="\n")
    return 0 if row.clean else 1


if __name__ == "__main__":
    sys.exit(main())
