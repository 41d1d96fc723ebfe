"""A team that signs in with passphrases, by its keys: a phrase for once, wrong ones, the wait after them, one that a
manager gives; and what goes on without one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.harness.terminal import Terminal
from tests.support.journeys import topaz_command
from tests.support.moments import NOW
from topaz_tui.services import workers

OWN, OTHER, WRONG = "harbour lantern otter", "quiet barley compass", "harbour lantern"


def phrase_in(said: str) -> str:
    return said.split("for once: ")[1].split()[0]


def test_first_sign_in_wrong_phrases_a_wait_and_another_that_is_given(
    tmp_path: Path, topaz: Callable[..., Terminal]
) -> None:
    file, account = tmp_path / "t.db", workers.account()
    given = phrase_in(topaz_command(file, "init", "--name", "Helen Marsh", "--passphrase").stdout)
    for words, code in {
        ("workers", "add", "rkelly", "--name", "R"): 2,  # nobody to be asked
        ("due",): 2,
        ("dispatch",): 0,  # at which nobody sits
        ("escalations",): 0,
        ("backup", str(tmp_path / "copy.db")): 0,
    }.items():
        assert topaz_command(file, *words).returncode == code, words
    screen = topaz("--db", file, TOPAZ_NOW=NOW).wait_for("Passphrase")
    screen.type(given).press("enter").wait_for("Your new passphrase")
    screen.type("short").press("enter").type("short").press("enter").wait_for("at least 12 letters")
    screen.type(OWN).press("enter").type(OWN).press("enter").wait_for("Helen Marsh (manager)")
    added = topaz("--db", file, "workers", "add", "rkelly", "--name", "R", TOPAZ_NOW=NOW).wait_for("Account [")
    added.press("enter").wait_for("Passphrase:").type(OWN).press("enter").wait_for("of rkelly for once: ")
    assert OWN not in added.text and added.wait_exit() == 0
    given = phrase_in(topaz_command(file, "workers", "phrase", account, "--by-owner").stdout)
    screen.wait_for("You have another passphrase now")
    assert screen.wait_exit() == 2
    with closing(sqlite3.connect(file)) as kept, kept:
        kept.execute("UPDATE verifier SET failures = 9")  # since this morning: the next wait is longer than any test
    screen = topaz("--db", file, TOPAZ_NOW=NOW).wait_for(account).wait_for("Passphrase")
    screen.type(WRONG).press("enter").wait_for("passphrase is wrong")
    assert given not in screen.type(given).text
    screen.press("enter").wait_for("Several wrong passphrases").press("escape")
    assert screen.wait_exit() == 0
