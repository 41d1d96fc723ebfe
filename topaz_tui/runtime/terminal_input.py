"""What the terminal sends: keys, pastes, and answers to questions, however it is cut up on its way.

Textual 8.2.8 reads UTF-8 strictly, so that one byte in another code ends the program with a traceback
(https://github.com/Textualize/textual/issues/6456), and takes for keys whatever it does not know: what a terminal
answers to a question (which it is, its colours, where the cursor stands), half of a key that a slow line cuts in two.

Here a byte that can't be read becomes a mark (U+FFFD). An answer is never a key, whole or in pieces, and neither is a
sequence that nobody knows. A key or an answer in pieces is waited for, half a second after each piece: so is Alt with a
key that one of them begins with (`[`, `O`, `]`, `P`, `_`). Esc alone is Esc after the tenth of a second in which a
sequence would have gone on (ESCDELAY).

A line loses nothing, so what was torn goes on with what comes next (`_go_on_with`): in the next seconds a key or a
paste is whole all the same, and of anything else nothing is typed. Where Esc, or Alt and a key, was already taken
for one that was pressed, the rest of a key is dropped. What could as well have been typed stays what it is:
- `[` after which the rest of a sequence comes too late, and one letter behind it (`A` of an arrow, `O` of the focus);
- behind an Esc that came long before, `OP` (F1 to F4), and `[A` with more text in one packet;
- one sign alone that does not end what was torn; an unended title (`ESC ] l`), which is Esc and letters.

Esc and a key that come together are Esc and that key, since nothing here is done with Alt, and a slow line sends them
so: else Esc would be lost, and the key would be typed into what one wanted to leave. Only what comes by itself, and
moves by words or deletes one in a text (WORDS), is Alt.

The private names of Textual that this needs are all here; tests/runtime/test_terminal_input.py notices
when they are no more.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import select
import termios
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic

from textual import constants
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Paste
from textual.message import Message

from topaz_tui.runtime.terminal_output import lasting

ESC = "\x1b"
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
PIECE = 0.5  # seconds in which the next piece of a key or an answer comes, on the slowest line
TAIL = 5.0  # seconds in which the rest of what was torn may still come
STALLED = 10.0  # seconds of silence after which a paste has lost its end
WORDS = ("\x1bb", "\x1bf", "\x1b\x7f")  # Alt or Option and an arrow or Backspace, of older terminals
LONGEST = 8192  # characters of one answer
LEFT = b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"  # all modes off
TURN = 0.1  # seconds between two looks whether the program ends

_CSI = re.compile(r"\x1b\[[0-?]*[ -/]*")
_SS3 = re.compile(r"\x1bO[0-9;]*")
_NUMBERED = re.compile(r"\x1b\[(\d+)[\d;:]*~")  # a function key: Textual takes one it does not know for a letter
_TITLE = re.compile(r"\x1b\][lL][^\x00-\x1f\x7f\x9c]*(?P<end>\x1b?)")  # what a window is called, or its icon
_REPORT = re.compile(  # what nobody types: the mouse, a key with its modifiers, the cursor
    r"\x1b\[(?:<\d+;\d+;\d+[Mm]|\d[\d:;]*[~u]|1;\d+[A-HPQS]|\d+;\d+R)"
)
_FOCUS = ("\x1b[I", "\x1b[O")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x9c]")
_ABOUT = re.compile(
    r"\x1b\[(?:[?>=].*"  # modes, the device, the keyboard, the cursor, whether it is dark
    r"|[0-9;]+(?:\$y|[cnx])"  # the same, as old terminals say it
    r"|(?!48;)[0-9;]+t)",  # sizes; 48 is one that Textual wants to know
    re.DOTALL,
)
_STRINGS = {  # what a terminal's longer answers begin with, and a beginning that can still become that
    "]": (re.compile(r"\x1b\]\d{1,5};"), re.compile(r"\x1b\]\d{0,5}")),  # colours, the clipboard (OSC)
    "P": (
        re.compile(r"\x1bP(?:[01]?[$+][rR]|[>!]\|)"),
        re.compile(r"\x1bP(?:[01]?[$+]?|[>!]?)"),
    ),  # settings, names (DCS)
    "_": (re.compile(r"\x1b_G"), re.compile(r"\x1b_")),  # pictures (APC)
}


@dataclass(frozen=True, slots=True)
class TerminalReply:
    """What the terminal says of itself."""

    text: str


@dataclass(frozen=True, slots=True)
class InputPart:
    """So many characters are a `key` (or a report such as the mouse's), an `answer`, `junk`; or `more` is to come."""

    kind: str
    length: int = 0


MORE = InputPart("more")
Whole = str | TerminalReply | Paste


class Sieve:
    """Takes what the terminal sends, piece by piece, and gives what is whole: characters, the sequence of a key or of a
    report, an `TerminalReply`, a `Paste`. `overdue` gives what has waited too long for its next piece."""

    def __init__(self) -> None:
        self._begun = ""  # and not whole
        self._pasted: str | None = None
        self._at = 0.0  # when the last piece came
        self._torn = ""  # what began, and whose next piece did not come in time

    @property
    def patience(self) -> float | None:
        """Seconds from now after which something is overdue; None where nothing is waited for."""
        if self._pasted is not None:
            wait = STALLED
        elif self._begun:
            wait = constants.ESCAPE_DELAY if self._begun == ESC else PIECE
        else:
            return None
        return max(0.0, self._at + wait - monotonic())

    def feed(self, text: str) -> Iterator[Whole]:
        """Add the characters that have just come, and give what is whole now."""
        now, before = monotonic(), self._at
        self._at = now
        torn, self._torn = self._torn, ""
        if torn and now - before < TAIL and (length := _go_on_with(torn, text)) is not None:
            sequence = (torn + text)[:length]
            if len(torn) > 2 or sequence == PASTE_BEGINS or length == 0:
                text = torn + text
            else:  # its beginning was taken for a key
                text = text[length - len(torn) :]
                if part_of(sequence).kind == "answer":
                    yield TerminalReply(sequence)
        is_whole = not self._begun and text in WORDS
        text, self._begun = self._begun + text, ""
        while text:
            if self._pasted is not None:
                pasted, end, text = (self._pasted + text).partition(PASTE_ENDS)
                self._pasted = None if end else pasted
                if end:
                    yield Paste(pasted.replace("\0", ""))
                continue
            plain, esc, after = text.partition(ESC)
            if plain:
                yield plain
            text = esc + after
            if not text:
                return
            part = part_of(text)
            if part is MORE:
                self._begun = text
                return
            length = 1 if part.kind == "key" and part.length == 2 and not is_whole else part.length
            sequence, text = text[:length], text[length:]
            if sequence == PASTE_BEGINS:
                self._pasted = ""
            elif part.kind == "answer":
                yield TerminalReply(sequence)
            elif part.kind == "key":
                yield sequence

    def overdue(self) -> Iterator[Whole]:
        """Give what has waited for its next piece in vain: a paste without its end, or a lone Esc."""
        if self._pasted is not None:
            pasted, self._pasted = self._pasted, None
            yield Paste(pasted.replace("\0", ""))
        elif self._begun:
            self._torn, self._begun = self._begun, ""
            if len(self._torn) <= 2:  # Esc, or Alt and a key
                yield self._torn
            elif _TITLE.match(self._torn):
                yield from (each for each in re.split(f"({ESC})", self._torn) if each)


def _go_on_with(torn: str, text: str) -> int | None:
    """How long the sequence is that was `torn` and that this text ends; 0 where more of it is to come; None where this
    is none of it, or may have been typed."""
    whole = torn + text
    part = part_of(whole)
    if part is MORE:
        is_sure = len(torn) > 2 or any(begins.match(whole) for begins, _ in _STRINGS.values())
        return 0 if is_sure and len(text) > 1 and not _TITLE.match(whole) else None
    sequence = whole[: part.length]
    if part.kind == "answer":
        return part.length
    if part.kind != "key" or part.length <= max(2, len(torn)):
        return None
    is_known = sequence in ANSI_SEQUENCES_KEYS or sequence in _FOCUS or bool(_REPORT.fullmatch(sequence))
    rest = part.length - len(torn)
    if len(torn) > 2:
        return part.length if is_known or rest > 1 else None
    if not is_known or not sequence.startswith("\x1b[") or rest == 1:
        return None
    return part.length if part.length > 3 or whole == sequence else None


def part_of(text: str) -> InputPart:
    """What `text`, which begins with Esc, begins with."""
    if len(text) == 1:
        return MORE
    match text[1]:
        case "[":
            return _control(text)
        case "O":
            return _lettered(text, _SS3)
        case "]" | "P" | "_":
            return _string(text)
        case "\x1b":
            return InputPart("key", 1)
    return InputPart("key", 2)


def _control(text: str) -> InputPart:
    if text[2:3] in ("[", "M"):  # the Linux console's F1 to F5; the mouse as old terminals report it
        length = 4 if text[2] == "[" else 6
        return InputPart("key", length) if len(text) >= length else MORE
    match = _CSI.match(text)
    if match and match[0].endswith("$") and match[0] in ANSI_SEQUENCES_KEYS:  # rxvt: Shift and a key
        return InputPart("key", match.end())
    part = _lettered(text, _CSI)
    is_answer = part.kind == "key" and text[: part.length] not in ANSI_SEQUENCES_KEYS
    return InputPart("answer", part.length) if is_answer and _ABOUT.fullmatch(text, 0, part.length) else part


def _lettered(text: str, begins: re.Pattern[str]) -> InputPart:
    """A sequence that ends in a letter or a sign."""
    match = begins.match(text)
    assert match
    length = match.end()
    if length == len(text):
        return MORE if length < LONGEST else InputPart("junk", length)
    if "@" <= text[length] <= "~":
        return InputPart("key", length + 1)
    return InputPart("key" if length == 2 else "junk", length)  # Alt and [ or O; or broken off


def _string(text: str) -> InputPart:
    """An answer of any length, which ends in BEL, ST, or Esc and a backslash."""
    if title := _TITLE.match(text):
        return _titled(text, title)
    begins, may_begin = _STRINGS[text[1]]
    begun = begins.match(text)
    if not begun:
        return MORE if may_begin.fullmatch(text) else InputPart("key", 2)
    end = _CONTROL.search(text, begun.end())
    if not end:
        return MORE if len(text) < LONGEST else InputPart("junk", len(text))
    if end[0] in "\x07\x9c":
        return InputPart("answer", end.end())
    if end[0] != ESC:
        return InputPart("junk", end.start())
    if end.end() == len(text):
        return MORE
    return InputPart("answer", end.end() + 1) if text[end.end()] == "\\" else InputPart("junk", end.start())


def _titled(text: str, title: re.Match[str]) -> InputPart:
    """A window's title, which begins with letters that somebody may have typed: its end says what it is."""
    end, length = title["end"], title.end()
    if length == len(text) and length < LONGEST:
        return MORE
    return InputPart("answer", length + 1) if end and text[length : length + 1] == "\\" else InputPart("key", 2)


class Parser(XTermParser):
    """Textual's, which knows what each sequence means; it is given whole ones alone."""

    def messages(self, whole: Whole) -> Iterator[Message]:
        """What this means."""
        if isinstance(whole, Paste):
            yield whole
            return
        text = whole.text if isinstance(whole, TerminalReply) else whole
        if isinstance(whole, TerminalReply) and not text.endswith("$y"):  # Textual asks for modes alone
            return
        numbered = _NUMBERED.fullmatch(text)
        if numbered and text not in ANSI_SEQUENCES_KEYS and f"{numbered[1]}~" not in FUNCTIONAL_KEYS:
            return
        yield from self.feed(text)
        if self._timeout_time is not None:  # it waits for more, which there is not
            self._timeout_time = 0.0
            meant = list(self.tick())
            if len(text) <= 2:  # Esc, or Alt and a key; else it is a sequence that it does not know
                yield from meant


class Driver(LinuxDriver):
    """Textual's driver of a terminal, with this module's ears, and with terminal_output's mouth."""

    def start_application_mode(self) -> None:
        """Take the terminal; whoever ends the program from here on has to give it back."""
        takes: Callable[[], object] | None = getattr(self._app, "takes_terminal", None)
        if takes:
            takes()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # as Textual has it

    def hurry(self, *, gone: bool = False) -> None:
        """Write no longer than a moment more: the program is to end. `gone`: there is no terminal any more."""
        if writer := lasting(self):
            writer.gone = writer.gone or gone
            writer.ends()

    @property
    def is_stuck(self) -> bool:
        """Is the terminal still being written to, and takes nothing?"""
        writer = lasting(self)
        return bool(writer and writer.is_alive())

    def give_back(self) -> None:
        """Leave the terminal as it was, past the thread that writes: for the last resort. It may block."""
        with contextlib.suppress(OSError, termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            if select.select([], [self.fileno], [], 0)[1]:
                os.write(self.fileno, LEFT)

    def run_input_thread(self) -> None:
        """Read until the program ends, or the terminal goes."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        sieve, parser, heard = Sieve(), Parser(self._debug), monotonic()
        while not self.exit_event.is_set():
            patience = sieve.patience
            wait = min(TURN, TURN if patience is None else patience)
            if select.select([self.fileno], [], [], wait)[0]:
                try:
                    data = os.read(self.fileno, 4096)
                except OSError:
                    data = b""
                if not data:
                    self._gone()
                    return
                heard = monotonic()
                self._tell(parser, sieve.feed(decoder.decode(data)))
            elif patience is not None and wait == patience:
                self._tell(parser, sieve.overdue())
            elif decoder.getstate()[0] and monotonic() - heard > PIECE:  # half a letter
                self._tell(parser, sieve.feed(decoder.decode(b"", final=True)))

    def _tell(self, parser: Parser, all_whole: Iterator[Whole]) -> None:
        for whole in all_whole:
            if isinstance(whole, TerminalReply):
                self.answered(whole.text)
            for message in parser.messages(whole):
                self.process_message(message)

    def answered(self, text: str) -> None:
        """The terminal has said this of itself."""

    def _gone(self) -> None:
        """Nobody is at the other end any more."""
        gone: Callable[[], object] | None = getattr(self._app, "terminal_gone", None)
        if gone:
            self._loop.call_soon_threadsafe(gone)
