"""Somebody who is on no list, by keys alone: added by hand, called, the call put right, linked with the record that a
later file brings; and the two people whom that file has under one ID, decided."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.harness.terminal import Terminal
from tests.support.moments import NOW
from tests.support.waiting import PATIENCE

HEADINGS = "Person ID;Title;First name;Last name;Date of birth;Postcode;Telephone;Assessment date;Eligibility"
FIRST = f"{HEADINGS}\nP-1;Mr;Omar;Haddad;03/05/1944;SE24 9ZZ;020 7946 0011;03.11.2025;critical\n"
OTHER = "P-1;Ms;Dana;Ohlsson;30/08/1951;SE28 0XQ;020 7946 0931;03.11.2025;Medium"
LATER = f"{HEADINGS}\nP-2;Mrs;Aida;Stone;;;020 7946 0123;03.11.2025;Medium\n{OTHER}\n"


def run(file: Path, *words: str) -> str:
    command = [sys.executable, "-m", "topaz_tui", "--db", str(file), *words]
    env = {**os.environ, "TOPAZ_NOW": NOW}
    done = subprocess.run(command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_added_by_hand_called_put_right_and_linked_with_the_files_record(
    home: Path, tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    file, people, later = (tmp_path / name for name in ("t.db", "people.csv", "later.csv"))
    people.write_text(FIRST, encoding="utf-8")
    later.write_text(LATER, encoding="utf-8")
    run(file, "init", "--name", "Helen Marsh")
    run(file, "import", str(people))
    screen = topaz("--db", file, TOPAZ_NOW=NOW)
    screen.wait_for("Nobody to call now").press("f3").wait_for("Such as").type("ada stone").wait_for("Nobody is found")
    screen.type("+").wait_for("Somebody who is on no list").press("enter", "enter").type("020 7946 0123")
    screen.press(*["enter"] * 7).wait_for("Put them on the phone list").press("p").wait_for("(•) Put them")
    screen.press("f10").wait_for("added by hand, no council ID yet")

    screen.press("f2").wait_for("1 to call").press("n").wait_for("020 7946 0123")
    screen.press("c").wait_for("Nobody answered").press("n").wait_for("Wrap-up]").press("f10").wait_for("Saved")
    screen.press("z").wait_for("How it did end").press("e", "tab", "tab").type("The key beside it").press("f10")
    screen.wait_for("Undone:").wait_for("The attempt no longer counts").press("y").wait_for("Put right.")
    screen.press("f2").wait_for("Nobody to call now")

    run(file, "import", str(later), "--yes")
    screen.press("5").wait_for("gives this ID to somebody else").wait_for("Dana Ohlsson").press("c")
    screen.wait_for("say first whether it is somebody else").press("w").wait_for("Settle it")
    screen.type("Asked the council: it is his").press("f10").wait_for("Settled:").press("f2")
    screen.wait_for("2 to call").wait_for("Mrs Aida Stone").wait_for("Dana Ohlsson")
    screen.press("d").wait_for("1 pair waits").wait_for("same telephone").wait_for("Aida Stone")
    screen.press("s").wait_for("Linked").wait_for("Nobody waits")
    counts = json.loads(run(file, "queue", "--json"))["counts"]
    assert (counts["linked"], counts["total"]) == (1, 4), "whom the file means is on the list, too"
    screen.press("escape").wait_for("1 to call").press("f3").wait_for("Such as")
    screen.type("aida").wait_for("1 person fits")
    screen.press("enter").wait_for("[HAND-2]").wait_for("Engaged").wait_for("linked, called")
    screen.press("ctrl+q")
    assert screen.wait_exit() == 0
