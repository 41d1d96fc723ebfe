from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest

from tests.harness.keys import bytes_of
from tests.harness.terminal import ScreenError, Terminal, surroundings

SAMPLE = [sys.executable, "-m", "tests.harness.sample_app"]


def run(home: Path, *code: str) -> Terminal:
    return Terminal([sys.executable, "-c", "; ".join(code)], env=surroundings(home))


@pytest.fixture
def sample(terminal):
    return terminal(*SAMPLE).wait_for("Sample").wait_for("80 by 24.")


# What xterm sends (ctlseqs, 'PC-Style Function Keys').
@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("n", b"n"),
        ("é", "é".encode()),
        ("enter", b"\r"),
        ("escape", b"\x1b"),
        ("f1", b"\x1bOP"),
        ("f6", b"\x1b[17~"),
        ("shift+f3", b"\x1b[1;2R"),
        ("ctrl+q", b"\x11"),
        ("shift+tab", b"\x1b[Z"),
        ("down", b"\x1b[B"),
        ("ctrl+home", b"\x1b[1;5H"),
        ("alt+x", b"\x1bx"),
        ("pagedown", b"\x1b[6~"),
        ("question_mark", b"?"),
        ("exclamation_mark", b"!"),
        ("slash", b"/"),
    ],
)
def test_keys_are_sent_as_xterm_sends_them(key, sent):
    assert bytes_of(key) == sent


@pytest.mark.parametrize("key", ["f66", "entre", "hyper+a", "ctrl+enter"])
def test_a_key_that_cannot_be_sent_is_an_error(key):
    with pytest.raises(ValueError):
        bytes_of(key)


NAMES = (
    "f1", "f5", "f6", "f9", "escape", "pagedown", "home", "ctrl+l", "n", "question_mark", "exclamation_mark",
    "enter", "up", "shift+tab",
)  # fmt: skip


def test_keys_reach_a_textual_app_under_their_names(sample):
    sample.press("f4")
    for name in NAMES:
        sample.press(name).wait_for(f"key {name}.")


def test_text_is_typed_and_pasted(sample):
    assert sample.type("hello ").paste("and [b]goodbye[/b]").wait_for("hello and [b]goodbye[/b]").alive


def test_terminal_rows_cells_and_places(sample):
    assert sample.rows[0] == "Sample"
    assert len(sample.rows) == 24
    assert sample.find("Warning") == (1, 0)
    cell = sample.cell_of("Warning")
    assert (cell.text, cell.ink, cell.paper, cell.bold) == ("W", "#ffffff", "#aa0000", True)
    assert sample.find("nowhere") is None


def test_wide_characters_and_joiners_keep_their_place(sample):
    row, column = sample.find("日本")
    assert (row, column) == (4, 4)
    assert sample.cell(row, column + 1).text == ""
    assert "👩\u200d⚕\ufe0f end" in sample.rows[4]


def test_terminal_resize_reaches_the_program(sample):
    sample.resize(120, 40).wait_for("120 by 40.")
    assert len(sample.rows) == 40


def test_terminal_sees_what_the_program_copies(sample):
    sample.press("f2").wait_for(lambda seen: seen.copied)
    assert sample.copied == ["020 7946 0123"]


def test_terminal_sees_the_end_its_status_and_the_screen_before(sample):
    assert 1049 in sample.modes
    assert sample.press("f3").wait_exit() == 3
    assert sample.rows[:2] == ["before the app", "after the app"]
    assert 1049 not in sample.modes and sample.cursor is not None


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_program_ends_with_its_signal(sample, sign):
    assert sample.kill(sign).wait_exit() == -sign


def test_a_closed_window_hangs_the_program_up(tmp_path):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as whoever is started by nohup is
    try:
        with run(tmp_path, "import signal", "print('here', flush=True)", "signal.pause()") as terminal:
            assert terminal.wait_for("here").hang_up().wait_exit() == -signal.SIGHUP
    finally:
        signal.signal(signal.SIGHUP, before)


def test_steady_waits_for_the_last_of_several_paints(tmp_path):
    paints = "[(print(n, flush=True), time.sleep(0.02)) for n in range(10)]"
    with run(tmp_path, "import time", paints, "input()") as terminal:
        terminal.wait_for("0").steady(0.6)
        assert terminal.rows[9] == "9"


def test_terminal_waits_for_a_pattern_and_for_something_to_go(tmp_path):
    code = ("print('loading 10 %', flush=True)", "input()", "print('\\x1b[2J\\x1b[Hdone')")
    with run(tmp_path, *code) as terminal:
        terminal.wait_for(re.compile(r"loading \d+ %")).press("enter").wait_gone("loading").wait_for("done")
        assert terminal.wait_exit() == 0


def test_a_long_paste_blocks_neither_side(tmp_path):
    code = ("import sys, tty", "tty.setraw(0)", "print('ready', flush=True)",
            "print(len(sys.stdin.read(100_000)), 'read')")  # fmt: skip
    with run(tmp_path, *code) as terminal:
        terminal.wait_for("ready").send(b"x" * 100_000).wait_for("100000 read")
        assert terminal.wait_exit() == 0


def test_a_failed_wait_shows_the_screen(tmp_path):
    with run(tmp_path, "print('what there is', flush=True)", "input()") as terminal:
        terminal.wait_for("what there is")
        with pytest.raises(ScreenError, match=r"for 'what is not'[\s\S]*running[\s\S]*\|what there is +\|"):
            terminal.wait_for("what is not", timeout=0.1)


def test_a_wait_ends_at_once_when_the_program_does(tmp_path):
    with run(tmp_path, "print('last words')", "raise SystemExit(7)") as terminal:
        with pytest.raises(ScreenError, match=r"the program ended[\s\S]*ended with 7[\s\S]*last words"):
            terminal.wait_for("more")


def test_the_program_lives_in_a_home_of_its_own(tmp_path):
    env = surroundings(tmp_path, NO_COLOR="1", COLORTERM="")
    assert env["HOME"] == str(tmp_path) and env["XDG_DATA_HOME"].startswith(str(tmp_path))
    assert env["NO_COLOR"] == "1" and "COLORTERM" not in env
