"""What a terminal sends, whole, in pieces, and in no code that anybody knows."""

from __future__ import annotations

import inspect
import os
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import constants
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

from topaz_tui.runtime import terminal_input
from topaz_tui.runtime.terminal_input import (
    PASTE_BEGINS,
    PASTE_ENDS,
    PIECE,
    STALLED,
    TAIL,
    Parser,
    Sieve,
    TerminalReply,
    part_of,
)

ANSWERS = {
    "a mode": "\x1b[?2026;2$y",
    "a mode of the in-band resize": "\x1b[?2048;0$y",
    "a mode of an old terminal": "\x1b[4;2$y",
    "the device": "\x1b[?62;1;4;22c",
    "the device, second": "\x1b[>41;354;0c",
    "the device, third": "\x1bP!|00000000\x1b\\",
    "its name": "\x1bP>|XTerm(354)\x1b\\",
    "the cursor, extended": "\x1b[?12;40;1R",
    "that all is well": "\x1b[0n",
    "light or dark": "\x1b[?997;1n",
    "its ink": "\x1b]10;rgb:ffff/ffff/ffff\x07",
    "its paper": "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "a colour of its palette": "\x1b]4;7;rgb:c0c0/c0c0/c0c0\x1b\\",
    "the clipboard": "\x1b]52;c;SGVsbG8=\x07",
    "the keyboard": "\x1b[?25u",
    "modified keys": "\x1b[>4;2m",
    "a capability": "\x1bP1+r544e=787465726d2d6b69747479\x1b\\",
    "no such capability": "\x1bP0+r\x1b\\",
    "a setting": "\x1bP1$r2 q\x1b\\",
    "pictures": "\x1b_Gi=31;OK\x1b\\",
    "its size": "\x1b[8;24;80t",
}
"""What a terminal answers to what somebody has asked it."""


class Line:
    """A line to the terminal, with a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(terminal_input, "monotonic", lambda: self.now)
        self.sieve, self.parser = Sieve(), Parser()
        self.messages: list[Message] = []

    def sends(self, *pieces: str, each: float = 0.0) -> Line:
        """This comes, with so much time after each piece."""
        for piece in pieces:
            for whole in self.sieve.feed(piece):
                self.messages += self.parser.messages(whole)
            self.waits(each)
        return self

    def waits(self, seconds: float) -> Line:
        """Nothing comes for so long."""
        ends = self.now + seconds
        while (patience := self.sieve.patience) is not None and self.now + patience <= ends:
            self.now += patience
            for whole in self.sieve.overdue():
                self.messages += self.parser.messages(whole)
        self.now = ends
        return self

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.messages if isinstance(each, Key)]


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_no_key_however_it_is_cut(line: Line, answer: str) -> None:
    for cut in range(1, len(answer)):
        late = (*((PIECE * 0.9,) if cut > 1 else ()), *((TAIL * 0.9,) if cut > 2 else ()))  # Esc alone is a key by then
        for pause in (0.0, constants.ESCAPE_DELAY / 2, *late):
            line.sends("a", answer[:cut], each=pause).sends(answer[cut:]).waits(TAIL)
    assert set(line.keys) == {"a"}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_comes_letter_by_letter_is_no_key(line: Line, answer: str) -> None:
    line.sends("\x1b").sends(*answer[1:], each=PIECE * 0.9).sends("n").waits(TAIL)
    assert line.keys == ["n"]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_after_an_esc_that_came_long_before_it_types_nothing(line: Line, answer: str) -> None:
    line.sends("\x1b", each=1.0).sends(answer[1:]).waits(TAIL)
    assert line.keys == ["escape"]
    line.sends(answer[:2], each=1.0).sends(answer[2:]).waits(TAIL)
    assert len(line.keys) == 2, "Alt and a key, as it seemed, and nothing of the answer"


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_never_ends_takes_no_key_with_it(line: Line, answer: str) -> None:
    line.sends(answer[: len(answer) // 2 + 1]).waits(TAIL + 1).sends("n").sends("\x1b[A")
    assert line.keys == ["n", "up"]


KEYS = [key for key in ANSI_SEQUENCES_KEYS if key.startswith("\x1b[") and len(key) > 2]
LATE = (PIECE * 1.2, TAIL * 0.9)


@pytest.mark.parametrize("pause", LATE)
def test_a_key_that_is_torn_is_that_key_when_its_rest_comes(monkeypatch: pytest.MonkeyPatch, pause: float) -> None:
    for sent in (*KEYS, "\x1b[97;5u"):
        line = Line(monkeypatch)
        pressed = line.sends(sent).keys
        for cut in range(3, len(sent)):
            line.messages.clear()
            line.sends(sent[:cut], each=pause).sends(sent[cut:], "n").waits(TAIL + 1)
            assert line.keys == [*pressed, "n"], f"{sent!r}, cut after {sent[:cut]!r}"


REPORTS = {
    "the cursor": "\x1b[24;80R",
    "the mouse, moved": "\x1b[<35;20;10M",
    "the mouse, let go": "\x1b[<0;20;10m",
    "a window's title": "\x1b]lTopaz \u2013 the board\x1b\\",
    "a window's icon": "\x1b]LIcon\x1b\\",
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_report_types_nothing_whole_or_in_two(line: Line, report: str) -> None:
    line.sends(report, "n")
    for cut in range(2, len(report)):
        line.sends(report[:cut], each=PIECE * 0.9).sends(report[cut:], "n")
    assert set(line.keys) == {"n"}


@pytest.mark.parametrize("pause", LATE)
@pytest.mark.parametrize("report", [each for each in REPORTS.values() if each[1] == "["])
def test_a_report_that_is_torn_types_nothing(line: Line, report: str, pause: float) -> None:
    for cut in range(3, len(report)):
        line.sends(report[:cut], each=pause).sends(report[cut:], "n").waits(TAIL + 1)
    assert set(line.keys) == {"n"}


def test_a_report_that_is_torn_twice_types_nothing(line: Line) -> None:
    line.sends("\x1b[24", ";8", "0R", each=1.0).sends("n")
    line.sends("\x1b]52;c;SGVs", "bG8gYWx", "sIG9m\x07", each=1.0).sends("n")
    assert line.keys == ["n", "n"]


@pytest.mark.parametrize("rest", ["[15~", "[1;5A", "[A", "[O", "[I", "[<35;20;10M", "[24;80R", "[?1u", "]lTitle\x1b\\"])
def test_the_rest_of_what_began_with_an_esc_that_was_taken_for_a_key_types_nothing(line: Line, rest: str) -> None:
    line.sends("\x1b", each=0.3).sends(rest).waits(TAIL + 1).sends("n")
    assert line.keys == ["escape", "n"]
    if len(rest) > 2:
        line.messages.clear()
        line.sends(f"\x1b{rest[0]}", each=0.8).sends(rest[1:]).waits(TAIL + 1).sends("n")
        assert len(line.keys) == 2 and line.keys[1] == "n"


@pytest.mark.parametrize("cut", range(1, len(PASTE_BEGINS)))
def test_a_paste_whose_beginning_is_torn_is_that_paste(line: Line, cut: int) -> None:
    sent = f"{PASTE_BEGINS}amin{PASTE_ENDS}"
    line.sends(sent[:cut], each=1.0).sends(f"{sent[cut:]}n")
    *before, paste, key = line.messages
    assert isinstance(paste, Paste) and paste.text == "amin" and isinstance(key, Key) and key.key == "n"
    assert len(before) == (1 if cut <= 2 else 0), "Esc, or Alt and a key, as it seemed"


TORN = [
    "\x1b",
    "\x1b[",
    "\x1bO",
    "\x1b[2",
    "\x1b[24;",
    "\x1b[<35;20",
    "\x1b[<35;20;",
    "\x1b]11;rgb:ff",
    "\x1b]l",
    "\x1bP1$r",
]
ENDS = {"\x1b[2": "$@ucnxt", "\x1b[24;": "ucnxt"}


@pytest.mark.parametrize("torn", TORN)
def test_no_key_that_is_pressed_after_something_torn_is_lost(line: Line, torn: str) -> None:
    """But one that ends it: nobody can tell it from its end."""
    for pressed in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ;-?!":
        if pressed in ENDS.get(torn, ""):
            continue
        line.sends(torn).waits(1)
        line.messages.clear()
        line.sends(pressed, "n").waits(1)
        typed = "".join(each.character or "" for each in line.messages if isinstance(each, Key))
        assert typed == f"{pressed}n", f"{pressed!r} after {torn!r}"
        line.waits(TAIL)


@pytest.mark.parametrize(
    "typed", ["[1] Asked", "[2", "OK then", "OP", "[Alice]", "]love", "]love you\rn", "P.S.", "_x"]
)
def test_words_after_an_esc_are_typed_though_a_sequence_begins_so(line: Line, typed: str) -> None:
    for pause in (0.3, *((0.0,) if typed[0] in "]P_" else ())):
        line.messages.clear()
        line.sends("\x1b", each=pause).sends(typed).waits(TAIL + 1)
        pressed = [each.character or "" for each in line.messages if isinstance(each, Key)]
        assert line.keys[0] == "escape" and "".join(pressed[1:]) == typed


def test_what_textual_asks_it_is_told(line: Line) -> None:
    line.sends("\x1b[?20", "26;2$y")
    assert [type(each).__name__ for each in line.messages] == ["TerminalSupportsSynchronizedOutput"]


def test_esc_alone_is_esc_after_a_tenth_of_a_second(line: Line) -> None:
    line.sends("\x1b").waits(constants.ESCAPE_DELAY * 0.9)
    assert line.keys == []
    line.waits(constants.ESCAPE_DELAY * 0.2)
    assert line.keys == ["escape"]


def test_several_escs_are_as_many(line: Line) -> None:
    line.sends("\x1b\x1b\x1b[B\x1b").waits(1)
    assert line.keys == ["escape", "escape", "down", "escape"]


@pytest.mark.parametrize("sent", ["\x1b[", "\x1bO", "\x1b]", "\x1bP", "\x1b_"])
def test_alt_and_what_a_sequence_begins_with_is_one_key(line: Line, sent: str) -> None:
    line.sends(sent).waits(1).sends("x")
    assert len(line.keys) == 2 and "escape" not in line.keys
    if sent[1].isalpha():
        assert line.keys[0] == f"alt+shift+{sent[1].lower()}"


@pytest.mark.parametrize("typed", ["n", "é", "5", "-", "b", "f", "y", "]", "P", "_x", "]x"])
@pytest.mark.parametrize("before", ["", "a"])
def test_esc_and_what_comes_in_one_packet_with_it_are_the_keys_that_were_pressed(
    line: Line, before: str, typed: str
) -> None:
    for key in (before, "\x1b", *typed):
        line.sends(key).waits(1)
    pressed = line.keys
    line.messages.clear()
    line.sends(f"{before}\x1b{typed}z").waits(1)
    assert line.keys == [*pressed, "z"] and "escape" in pressed


@pytest.mark.parametrize(
    ("sent", "key"), [("\r", "enter"), ("\t", "tab"), ("\x7f", "backspace"), ("\x1b[A", "up"), ("\x01", "ctrl+a")]
)
def test_esc_and_a_key_without_a_letter_in_one_packet_are_two_keys(line: Line, sent: str, key: str) -> None:
    line.sends(f"a\x1b{sent}").waits(1)
    assert line.keys == ["a", "escape", key]


@pytest.mark.parametrize(("sent", "key"), [("\x1bb", "ctrl+left"), ("\x1bf", "ctrl+right"), ("\x1b\x7f", "ctrl+w")])
def test_alt_that_moves_by_words_comes_by_itself(line: Line, sent: str, key: str) -> None:
    line.sends(sent, "x").waits(1)
    assert line.keys == [key, "x"]
    line.messages.clear()
    line.sends("\x1b").sends(sent[1:]).waits(1)
    assert line.keys[0] == "escape"


def test_each_key_that_textual_knows_is_the_same_key_whole_and_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for sent in [key for key in ANSI_SEQUENCES_KEYS if key.startswith("\x1b") and len(key) > 2]:
        textual = [each.key for each in XTermParser().feed(sent) if isinstance(each, Key)]
        line = Line(monkeypatch).sends(sent)
        assert line.keys == textual, repr(sent)
        line.sends("x")
        for cut in range(2, len(sent)):
            line.messages.clear()
            line.sends(sent[:cut], each=PIECE * 0.9).sends(sent[cut:]).waits(1)
            assert line.keys == textual, f"{sent!r}, cut after {sent[:cut]!r}"


@pytest.mark.parametrize("sent", ["\x1b[99~", "\x1b[1;99Z", "\x1b[5;5;5!w", "\x1bO9Q"])
def test_a_sequence_that_nobody_knows_types_nothing(line: Line, sent: str) -> None:
    line.sends(sent, "n")
    assert line.keys == ["n"]


def test_a_sequence_that_is_broken_off_by_another_types_nothing(line: Line) -> None:
    line.sends("\x1b[1;\x1b[A", "\x1b]11;rgb:ff\rn")
    assert line.keys == ["up", "enter", "n"]


def test_a_paste_is_one_whatever_is_in_it_and_however_it_is_cut(line: Line) -> None:
    text = "She said: \x1b[A\r\n\x1b]11;x\x07 £ 日本"
    for cut in range(1, len(PASTE_BEGINS + text + PASTE_ENDS)):
        line.messages.clear()
        sent = PASTE_BEGINS + text + PASTE_ENDS
        line.sends(sent[:cut], each=0.0 if cut < 2 else PIECE * 0.9).sends(sent[cut:] + "n")
        [paste, key] = line.messages
        assert isinstance(paste, Paste) and paste.text == text
        assert isinstance(key, Key) and key.key == "n"


def test_a_paste_that_lost_its_end_is_over_after_a_time(line: Line) -> None:
    line.sends(PASTE_BEGINS + "half a").waits(STALLED + 1).sends("n")
    [paste, key] = line.messages
    assert isinstance(paste, Paste) and paste.text == "half a"
    assert isinstance(key, Key) and key.key == "n"


PIECES = st.lists(
    st.sampled_from([*ANSWERS.values(), *(k for k in ANSI_SEQUENCES_KEYS if len(k) > 2), "n", "é", "\r", "\x7f"]),
    max_size=8,
)


@given(PIECES, st.data())
def test_however_a_packet_is_cut_the_same_comes_out(sent: list[str], data: st.DataObject) -> None:
    text = "".join(sent)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=6)))
    whole, cut = Sieve(), Sieve()
    at_once = _joined([*whole.feed(text)])
    in_pieces = _joined([each for a, b in zip([0, *cuts], [*cuts, None], strict=True) for each in cut.feed(text[a:b])])
    assert at_once == in_pieces
    assert whole.patience is None


def _joined(found: list[object]) -> list[object]:
    """Plain characters as they come, one by one."""
    return [part for each in found for part in (each if isinstance(each, str) and each[:1] != "\x1b" else [each])]


@given(st.text(st.sampled_from("\x1b[]OP_?>;0123456789$+rRycnt~AMG\\\x07\x9c\x18né"), max_size=40))
def test_nothing_that_comes_stops_the_reading_of_what_comes_after(text: str) -> None:
    sieve, parser = Sieve(), Parser()
    for each in (*sieve.feed(text), *sieve.overdue(), *sieve.overdue()):
        list(parser.messages(each))
    last = [message for each in sieve.feed("\x1b[A") for message in parser.messages(each)]
    assert last and isinstance(last[-1], Key) and last[-1].key == "up"


class _Heard(terminal_input.Driver):
    """A driver that reads from a pipe, and only remembers what it would tell the app."""

    def __init__(self, fileno: int) -> None:
        self.fileno, self._debug, self.exit_event = fileno, False, Event()
        self.messages: list[Message] = []

    def process_message(self, message: Message) -> None:
        self.messages.append(message)

    def _gone(self) -> None:
        self.messages.append(Paste("gone"))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ([b"a\xa3b"], "a\ufffdb"),  # a pound sign in Latin-1
        (["£".encode()[:1], "£".encode()[1:]], "£"),
        (["日".encode()[:1], "日".encode()[1:2], "日".encode()[2:]], "日"),
        ([b"\xff\xfe\x80x"], "\ufffd\ufffd\ufffdx"),
    ],
)
def test_a_byte_that_is_no_letter_is_a_mark_and_a_letter_in_pieces_is_whole(sent: list[bytes], read: str) -> None:
    ours, theirs = os.pipe()
    for piece in sent:
        os.write(theirs, piece)
    os.close(theirs)
    heard = _Heard(ours)
    heard.run_input_thread()
    os.close(ours)
    assert "".join(each.character or "" for each in heard.messages if isinstance(each, Key)) == read
    assert isinstance(heard.messages[-1], Paste)  # and that nobody is there any more


def test_textual_still_needs_our_terminal_input() -> None:
    """When one of these fails Textual has changed beneath: see whether the module can go, or has to follow."""
    assert 'getincrementaldecoder("utf-8")().decode' in inspect.getsource(LinuxDriver.run_input_thread)
    parser = XTermParser()
    list(parser.feed("\x1b[?62;4c"))
    assert parser._timeout_time is not None  # it waits for more, and takes it for keys when there is none
    assert "XTermParser(self._debug)" in inspect.getsource(LinuxDriver.run_input_thread)
    assert "99~" not in FUNCTIONAL_KEYS
    assert [each.key for each in XTermParser().feed("\x1b[99~") if isinstance(each, Key)] == ["c"]


def test_part_of_says_what_is_an_answer() -> None:
    assert all(part_of(answer).kind == "answer" for answer in ANSWERS.values())
    assert part_of("\x1b[48;24;80;480;800t").kind == "key"
    assert [*Sieve().feed("\x1b[?1;2cn")] == [TerminalReply("\x1b[?1;2c"), "n"]
