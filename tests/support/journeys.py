"""Lists made by the commands, once in a run: a new one, and one of three people, for tests in a real terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.harness import forked
from tests.harness.terminal import Terminal
from tests.support.made import MadeOnce
from tests.support.moments import NOW

HOSTILE = "x [/nope] y"
PEOPLE = f"""Person ID;Title;First name;Last name;Date of birth;Address;Postcode;Telephone;Assessment date;Eligibility
P-1;Mrs;Ada;Stone;03/05/1944;14 Pellan Road;SE24 9ZZ;020 7946 0011;03.11.2025;Medium
P-2;;{HOSTILE};[b];3-Nov-50;;;ring sister 020 7946 0123 after 5;3-Nov-25;low
P-3;;Łucja;שלום;1950-01-02;;;07700 900123;2025-11-03;critical
;;No;Id;;;;;2025-11-03;low
"""


def topaz_command(file: Path | str, *words: str) -> subprocess.CompletedProcess[str]:
    return forked.topaz("--db", file, *words, env={**os.environ, "TOPAZ_NOW": NOW})


def fill(where: Path | str, folder: Path) -> None:
    """A database made and filled by the commands, as the README has them."""
    (people := folder / "people.csv").write_text(PEOPLE, encoding="utf-8-sig")
    for words, code in ((("init", "--name", "Helen Marsh"), 0), (("import", str(people)), 1)):
        done = topaz_command(where, *words)
        assert done.returncode == code, done.stderr


def new_list(made_once: MadeOnce, to: Path) -> Path:
    """A copy of a list as `topaz init` makes it, whose manager is Helen Marsh."""

    def make(file: Path) -> None:
        done = topaz_command(file, "init", "--name", "Helen Marsh")
        assert done.returncode == 0, done.stderr

    shutil.copy(made_once("a new list", make), to)
    return to


def filled_file(made_once: MadeOnce, to: Path) -> Path:
    """A copy of a file that was filled so."""
    shutil.copy(made_once("three people", lambda file: fill(file, file.parent)), to)
    return to


def fill_the_concern(screen: Terminal) -> None:
    """What submission needs, found by the key that goes to the next thing missing."""
    screen.wait_for("Types of abuse").press(*["down"] * 4, "space").wait_for("[x] Financial").wait_for("(•) Financial")
    screen.press("ctrl+f").wait_for("seen, said and heard").type("Says her nephew keeps it.").wait_for("keeps it")
    screen.press("ctrl+f").wait_for("Outcomes wanted").press("down", "down").wait_for("(•) Asked, and wants nothing")
    screen.press("ctrl+f").wait_for("Do they agree").press("space").wait_for("(•) Given")
