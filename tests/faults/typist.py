"""A scripted worker at a real terminal, who writes notes about one client and saves them, and who remembers what was
typed when, and what the screen said was saved."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from sqlcipher3 import dbapi2 as sqlite

from tests.harness.terminal import Terminal, surroundings
from tests.support.moments import NOW
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE
from topaz_tui.screens.dialogs.draft_form import AGAIN

OLD = 2.0  # seconds after which what was typed must outlive anything
ASKS, FRAME, LISTED, CLIENT = "Stays on the timeline", "╭", "to call", "Safe to call? Not known"
WORDS = ("bank", "card", "nephew", "stairs", "lunch", "the", "a", "rang", "says", "fell", "again", "kettle")
PEOPLE = """Person ID;Title;First name;Last name;Date of birth;Address;Telephone;Assessment date;Eligibility
P-1;Mrs;Ada;Stone;03/05/1944;14 Pellan Road;020 7946 0011;03.11.2025;Medium
P-2;Mr;Bo;Bird;03/05/1945;15 Pellan Road;020 7946 0012;03.11.2025;Low
"""


def make(folder: Path) -> Path:
    """A database with two people in it, made by the commands in this folder."""
    make_file(file := folder / "made.db")
    return file


def make_file(file: Path) -> None:
    people = file.with_suffix(".csv")
    people.write_text(PEOPLE)
    env = surroundings(file.parent, TOPAZ_NOW=NOW)
    for words in (("init", "--name", "Helen Marsh"), ("import", str(people))):
        command = [sys.executable, "-m", "topaz_tui", "--db", str(file), *words]
        subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@dataclass
class Note:
    """One note: `typed` says at which moments (of the monotonic clock) how many of its characters had been typed."""

    text: str = ""
    typed: list[tuple[float, int]] = field(default_factory=list)
    asked: bool = False  # F10 was pressed
    saved: bool = False  # and the screen showed it as saved

    @property
    def token(self) -> str:
        return self.text.split(" ", 1)[0]

    def before(self, moment: float) -> str:
        """What of it had been typed by then."""
        return self.text[: max((length for at, length in self.typed if at <= moment), default=0)]


class Typist:
    """Works on `database`; the command is Topaz's, or `program`, to which the database's options are added."""

    def __init__(
        self, database: Path, home: Path, chance: Random, program: Sequence[str] = ("-m", "topaz_tui")
    ) -> None:
        self.database, self.home, self.chance, self.program = database, home, chance, program
        self.notes: list[Note] = []
        self.terminal: Terminal | None = None
        self.ended = 0.0

    # At the terminal

    def start(self, **env: str) -> Terminal:
        """Start the program, as far as its first screen."""
        command = [sys.executable, *self.program, "--db", str(self.database)]
        self.terminal = Terminal(command, env=surroundings(self.home, TOPAZ_NOW=NOW, **env), quick=True)
        return self.terminal.wait_for(LISTED, PATIENCE)

    def go_to_client(self) -> None:
        assert self.terminal
        self.terminal.press("f3").wait_for("Such as", PATIENCE).type("stone").wait_for("Ada Stone", PATIENCE)
        self.terminal.press("enter").wait_for(CLIENT, PATIENCE)

    def begin(self) -> Note:
        """Open the window for a note."""
        assert self.terminal
        self.terminal.press("t").wait_for(ASKS, PATIENCE)
        note = Note()
        self.notes.append(note)
        self.type(note, f"n{len(self.notes)}x{self.chance.randrange(10**6)} ")
        return note

    def type(self, note: Note, text: str) -> None:
        assert self.terminal
        self.terminal.type(text)
        note.text += text
        note.typed.append((time.monotonic(), len(note.text)))

    def type_for(self, note: Note, seconds: float) -> None:
        """Type without a pause."""
        assert self.terminal
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.terminal.hung_up:
            for letter in f"{self.chance.choice(WORDS)} ":
                self.type(note, letter)
                self.terminal.listen(self.chance.uniform(0.01, 0.06))

    def save(self, note: Note, timeout: float = PATIENCE, until: Callable[[Terminal], bool] = lambda _: False) -> bool:
        """F10, and wait for the screen to show it as saved; False where `until` holds first."""
        assert self.terminal
        self.terminal.press("f10")
        note.asked = True
        self.terminal.wait_for(lambda shown: until(shown) or shows_saved(shown, note), timeout)
        note.saved = shows_saved(self.terminal, note)
        return note.saved

    def work_until(self, moment: float) -> None:
        """Write notes and save them, one after the other, and stop at this moment wherever one is."""
        assert self.terminal
        late = lambda _: time.monotonic() >= moment  # noqa: E731
        while not late(None):
            note = self.begin()
            self.type_for(note, min(self.chance.uniform(0.1, 4.5), moment - time.monotonic()))
            if late(None):
                return
            self.terminal.press("f10")
            note.asked = True
            while not (late(None) or shows_saved(self.terminal, note)):
                self.terminal.listen(0.02)
            note.saved = shows_saved(self.terminal, note)

    def note_end(self) -> None:
        """The end comes now."""
        self.ended = time.monotonic()

    # The count

    def written(self) -> list[str]:
        """The notes in the database."""
        with closing(sqlite.connect(str(self.database))) as database:
            return [text for (text,) in database.execute("SELECT text FROM note ORDER BY id")]

    def count(self) -> Counted:
        """Start again, go on with what is offered, save it; then hold what was typed against what is there."""
        counted = Counted()
        here = self.written()
        last = self.notes[-1] if self.notes else None
        open_note = last if last and not last.saved else None
        must = open_note.before(self.ended - OLD) if open_note else ""
        done = bool(open_note and open_note.asked and any(text.startswith(open_note.token) for text in here))
        if open_note and not done:
            self._go_on(open_note, must, counted)
        else:
            terminal = self.start()
            terminal.wait_for(LISTED, PATIENCE).listen(1.0)
            if terminal.find("what you began"):
                counted.doubled += 1
                counted.wrong.append("something that was saved is offered again")
            terminal.press("escape", "ctrl+q")
            terminal.wait_exit()
        here = self.written()
        for note in self.notes:
            times = sum(text.split(" ", 1)[0] == note.token for text in here)
            if note.saved and times == 0:
                counted.lost += 1
                counted.wrong.append(f"{note.token} was said to be saved")
            if times > 1:
                counted.doubled += 1
                counted.wrong.append(f"{note.token} is there {times} times")
        return counted

    def _go_on(self, note: Note, must: str, counted: Counted) -> None:
        """The note in the middle of which the end came: offered, opened as it was, and saved now."""
        terminal = self.start()
        offered = terminal.comes("what you began", 20 if must else 1.5)
        if not offered:
            if len(must) > len(note.token):
                counted.lost += 1
                counted.wrong.append(f"{note.token} is not offered")
        else:
            terminal.press("enter").wait_for(ASKS, PATIENCE).wait_for(re.compile(AGAIN[:30]), PATIENCE)
            terminal.press("f10").wait_for(lambda shown: not shown.find(ASKS) and shown.find("Saved."), PATIENCE)
            text = self.written()[-1]  # it may be less than its first word, which was typed a moment before the end
            if not text.startswith(must.strip()):
                counted.lost += 1
                counted.wrong.append(f"{note.token}: {len(must) - len(text)} characters typed in time are not offered")
            if not note.text.strip().startswith(text.strip()):
                counted.wrong.append(f"{note.token}: other words are offered than were typed: {text!r}, {note.text!r}")
        terminal.press("ctrl+q")
        terminal.wait_exit()

    def close(self) -> None:
        if self.terminal:
            self.terminal.close()


@dataclass
class Counted:
    lost: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)


def shows_saved(shown: Terminal, note: Note) -> bool:
    """The window is closed and the note stands on the timeline, which is read from the database. While a window is
    painted anew, its frame or what it asks may be gone for a moment, and the note be seen in it: never both."""
    return not shown.find(FRAME) and not shown.find(ASKS) and bool(shown.find(note.token))


def copy(made: Path, to: Path) -> Path:
    """A database that nobody has open, copied."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(made, to)
    os.chmod(to, 0o600)
    return to
