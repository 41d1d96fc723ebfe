"""A real database, really damaged, at random: what do the commands and the screen say?

`python -m tests.store.damaged 200` damages it so often, from a seed that it prints, and counts how they ended. No
traceback may ever come, nor a reference to a fault of Topaz's own: whoever reads that can do nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests.harness import forked
from tests.harness.terminal import Terminal, surroundings
from tests.store import filled
from topaz_tui import demo

COMMANDS = (("queue",), ("doctor",), ("escalations",), ("dispatch",), ("workers", "list"), ("backup", "COPY"))
FORBIDDEN = ("Traceback", "fault of its own", "(reference ")
PAGE = 4096
LEFT = """
import os, sys
from sqlcipher3 import dbapi2 as s
c = s.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA journal_mode = WAL")
c.execute("UPDATE client SET household = hex(randomblob(200))")
c.execute("UPDATE queue_status SET about = hex(randomblob(200))")
os._exit(0)
"""


def pages(db: Path, random: Random) -> str:
    """Random bytes over some pages, or over parts of them."""
    size = db.stat().st_size
    places = [random.randrange(size) for _ in range(random.choice((1, 3, 10, 40)))]
    with db.open("r+b") as file:
        for place in places:
            whole = random.random() < 0.5
            file.seek(place // PAGE * PAGE if whole else place)
            file.write(random.randbytes(PAGE if whole else random.randrange(1, 200)))
    return f"{len(places)} places"


def head(db: Path, random: Random) -> str:
    """Some bytes of the first page: the header, and the schema."""
    with db.open("r+b") as file:
        for _ in range(random.choice((1, 4, 20))):
            file.seek(random.randrange(PAGE if random.random() < 0.5 else 100))
            file.write(random.randbytes(random.randrange(1, 9)))
    return "the head"


def truncated(db: Path, random: Random) -> str:
    """Cut off, at a page or anywhere."""
    length = random.randrange(db.stat().st_size)
    os.truncate(db, length // PAGE * PAGE if random.random() < 0.5 else length)
    return f"cut to {db.stat().st_size:,}"


def zeros(db: Path, random: Random) -> str:
    """Pages of zeros, as after a power cut on a bad disk."""
    first = random.randrange(db.stat().st_size // PAGE)
    with db.open("r+b") as file:
        file.seek(first * PAGE)
        file.write(bytes(PAGE * random.randrange(1, 30)))
    return f"zeros from page {first + 1}"


def wrong_wal(db: Path, random: Random) -> str:
    """The -wal of another database of ours beside it, as when a file was copied alone."""
    other = db.with_name("other.db")
    filled.make(other, rows=random.randrange(20, 200))
    subprocess.run([sys.executable, "-c", LEFT, str(other)], check=True)
    os.replace(other.with_name("other.db-wal"), db.with_name(f"{db.name}-wal"))
    return "another's -wal"


def own_wal(db: Path, random: Random) -> str:
    """Its own -wal, left by a kill, and damaged."""
    subprocess.run([sys.executable, "-c", LEFT, str(db)], check=True)
    pages(db.with_name(f"{db.name}-wal"), random)
    return "its own -wal" + (f", and {pages(db, random)}" if random.random() < 0.5 else "")


def garbage(db: Path, random: Random) -> str:
    """Something else altogether."""
    db.write_bytes(random.randbytes(random.choice((0, 1, 100, PAGE, 50_000))))
    return f"{db.stat().st_size:,} bytes of nothing"


DAMAGES: tuple[Callable[[Path, Random], str], ...] = (
    pages, pages, pages, head, head, truncated, truncated, zeros, wrong_wal, own_wal, garbage,
)  # fmt: skip


def damage(pristine: Path, folder: Path, seed: int) -> tuple[Path, str]:
    """A copy in this folder, damaged; and how."""
    random = Random(seed)
    db = folder / "t.db"
    db.write_bytes(pristine.read_bytes())
    how = random.choice(DAMAGES)
    return db, f"{how.__name__}: {how(db, random)}"


def commands(db: Path, which: tuple[tuple[str, ...], ...] = COMMANDS) -> list[tuple[str, int, str]]:
    """Each command on a copy of the same damage: its words, exit code, and all that it said."""
    found = []
    for words in which:
        with tempfile.TemporaryDirectory() as place:
            for file in db.parent.iterdir():
                (Path(place) / file.name).write_bytes(file.read_bytes())
            own = (word.replace("COPY", f"{place}/copy") for word in words)
            done = forked.topaz("--db", f"{place}/t.db", *own, env=surroundings(Path(place) / "home"))
            found.append((" ".join(words), done.returncode, done.stdout + done.stderr))
    return found


def screen(db: Path) -> str:
    """The app's start, a look at the board and at somebody: all that it said, on the screen and after it."""
    with tempfile.TemporaryDirectory() as place:
        for file in db.parent.iterdir():
            (Path(place) / file.name).write_bytes(file.read_bytes())
        command = [sys.executable, "-m", "topaz_tui", "--db", f"{place}/t.db"]
        with Terminal(command, env=surroundings(Path(place) / "home"), size=(100, 30)) as terminal:
            said = []
            terminal.wait_for(lambda seen: seen.hung_up or "F1 Help" in seen.text)
            for key in ("f4", "f3", "f2", "n", "escape", "f5", "f2", "ctrl+q", "y", "ctrl+q"):
                if terminal.hung_up:
                    break
                said.append(terminal.steady(0.5).text)
                terminal.press(key)
            said.append(terminal.steady(2.0).text)
        return "\n".join(said)


def main(times: int, seed: int) -> int:
    counts: Counter[str] = Counter()
    wrong = 0
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as made:
        pristine = Path(made) / "t.db"
        demo.make(pristine)
        for number in range(times):
            with tempfile.TemporaryDirectory() as place:
                db, how = damage(pristine, Path(place), seed + number)
                # Each damage over two of the commands, turn about, and every tenth on the screen.
                which = (COMMANDS[0], COMMANDS[1], COMMANDS[2 + number % (len(COMMANDS) - 2)])
                found = commands(db, which)
                if number % 10 == 0:
                    found.append(("the screen", 0, screen(db)))
                for words, code, said in found:
                    counts[f"{words}: exit code {code}"] += 1
                    if code not in (0, 1, 2) or any(word in said for word in FORBIDDEN):
                        wrong += 1
                        print(f"seed {seed + number}, {how}: {words} ended with {code}:\n{said[-1500:]}", flush=True)
    for words, count in sorted(counts.items()):
        print(f"{count:>6}  {words}")
    print(f"{times} damages, {wrong} of {counts.total()} ended with what nobody can use")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int((sys.argv[1:] or ["20"])[0]), int((sys.argv[2:] or ["1"])[0])))
