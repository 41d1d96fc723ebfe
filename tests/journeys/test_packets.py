"""Keys that come in one packet, bytes that are no letters, answers that nobody waits for: at the real program."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import packets
from tests.faults.packets import bytes_in_packet
from tests.faults.typist import copy
from tests.harness.keys import bytes_of
from tests.harness.terminal import Terminal
from tests.support.moments import NOW
from topaz_tui.rules import outcomes

TRIED = (
    ("note", "case, addition", "letter", "imports", "new person", "callback moved", "saved"),
    ("concern, what happened", "case, withdrawal", "case, put right", "doubt", "pairs", "checks", "call put right"),
)
"""The pages that are tried here, those of one pair of programs together: each kind of thing that takes keys."""
LENGTH = 6


@pytest.fixture
def made(demo_file: Path) -> Path:
    return demo_file


@pytest.fixture
def told(made: Path, tmp_path: Path, terminal: Callable[..., Terminal]) -> Terminal:
    file = copy(made, tmp_path / "team.db")
    return terminal(sys.executable, *packets.TOLD, "--db", file, TOPAZ_NOW=NOW).wait_for("to call").settled()


def sent(*keys: str) -> bytes:
    return b"".join(bytes_in_packet(key) for key in keys)


def test_a_name_after_a_slash_narrows_the_list_and_holds_nobody(told: Terminal) -> None:
    told.send(b"/nora").settled()
    assert told.find("nora") and told.find("Narrowed") and told.find("[Callable")


def test_a_name_after_f3_is_looked_for(told: Terminal) -> None:
    told.send(sent("f3", *"amin", "enter")).settled()
    assert told.find("Dinesh Amin") and told.find("[Timeline")


def test_the_keys_of_a_call_are_taken_by_the_page_that_the_first_opens(told: Terminal) -> None:
    told.send(sent("n", "c", outcomes.BY_CODE["engaged"].key)).settled()
    assert told.find("Engaged") and told.find("[Wrap-up]")


def test_backspaces_in_a_note_in_one_packet_are_all_taken(told: Terminal) -> None:
    told.send(sent("f3", *"amin", "enter", "t", *"She is NOT safe", *["backspace"] * 8, *"well", "f10")).settled()
    assert told.find("She is well") and not told.find("NOT safe")


def test_a_byte_in_another_code_is_a_mark_and_the_program_goes_on(told: Terminal) -> None:
    told.send(bytes_of("f3") + b"am\xa3").settled()
    assert told.find("am\ufffd")
    told.send(bytes_of("backspace") + b"in").settled()
    assert told.find("Dinesh Amin")


ANSWERS = (
    b"\x1b[?62;22c", b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07", b"\x1bP1+r544e=787465726d\x1b\\", b"\x1b[?2026;2$y",
)  # fmt: skip


def test_a_late_answer_of_the_terminal_is_no_key(told: Terminal) -> None:
    told.send(bytes_of("f3")).settled()
    for answer in ANSWERS:
        told.send(b"am" + answer + b"i")
        told.send(answer[:5]).listen(0.2).send(answer[5:] + b"n").settled()
        assert told.find(" amin ") or told.find(" amin"), answer
        assert told.find("Dinesh Amin"), answer
        told.send(bytes_of("backspace") * 4).settled()
        assert not told.find("Dinesh Amin"), answer


@pytest.mark.parametrize("part", range(len(TRIED)))
def test_a_mixture_of_keys_comes_to_the_same_at_once_as_one_by_one(part: int, made: Path, tmp_path: Path) -> None:
    """With the same seeds each time; python -m tests.faults.packets goes through all pages, and draws others."""
    assert packets.compare(TRIED[part], made, tmp_path, part + 1, LENGTH) == []
