"""The door through which a command's words leave: it never breaks what the command does, whatever is behind it.

A terminal, pipe or file may not know a letter (a locale without UTF-8, Latin-1, cp1252): it gets the nearest that it
knows, 'Lukasz' for 'Łukasz' and '->' for an arrow. A reader may have seen enough ('| head'): the rest is dropped, and
the command goes on to its end with its own exit code. A disk may be full: the command is done all the same, and then
says that its words were lost, with an exit code of its own. A command may have been started with a stream closed: its
words are lost, too; and what it opens next would take the stream's number, so the number is filled at once.
"""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

UNWRITTEN = 3
"""The exit code of a command that went to its end, and whose words could not be written."""

_INSTEAD = {
    "→": "->", "←": "<-", "↑": "^", "↓": "v", "·": "-", "•": "*", "…": "...", "×": "x", "›": ">", "‹": "<", "▸": ">",
    "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "€": "EUR", "£": "GBP ",
    "▲": "!", "✓": "v", "□": "[ ]", "●": "*", "○": "o", "─": "-", "│": "|", "█": "#", "\xa0": " ", "\u2009": " ",
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ß": "ss",
    "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h",
}  # fmt: skip


def fitted(text: str, encoding: str) -> str:
    """The text in letters that the encoding has: the nearest where one is missing, '?' where none is near."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(letter if _has(encoding, letter) else _nearest(letter, encoding) for letter in text)
    return text


def is_text(word: str) -> bool:
    """Whether all of it is letters: a byte that is none in the terminal's encoding is kept as half of a pair."""
    return _has("utf-8", word)


def _has(encoding: str, letter: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _nearest(letter: str, encoding: str) -> str:
    if letter in _INSTEAD:
        return fitted(_INSTEAD[letter], encoding)
    parts = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    if parts and parts != [letter] and all(_has(encoding, part) for part in parts):
        return "".join(parts)
    return "" if unicodedata.combining(letter) else "?"


NAMED = {
    "accents": "éüñ", "Polish or Turkish letters": "łęşğ", "Vietnamese letters": "ạữ", "Cyrillic": "дя", "Greek": "λω",
    "Hebrew": "אב", "Arabic": "من", "Bengali": "বা", "Gujarati": "ગુ", "Chinese": "王李",
}  # fmt: skip
"""Letters that the names of a borough are written in."""


def missing(encoding: str) -> str:
    """Which letters of people's names an encoding lacks: 'ascii, which has no accents, no Cyrillic …'; '' where it has
    all of them."""
    try:
        lacks = [words for words, letters in NAMED.items() if not all(_has(encoding, letter) for letter in letters)]
    except LookupError:
        return f"an unknown encoding ({encoding})"
    return f"{encoding}, which lacks {', '.join(lacks)}" if lacks else ""


def encoding_of(stream: Any) -> str:
    """The encoding that a stream really has; UTF-8 where it says nothing."""
    return getattr(stream, "target", None) or getattr(stream, "encoding", None) or "utf-8"


class Steady:
    """A stream to write to that raises nothing: what it can't show is shown otherwise, what can't be written is
    dropped. `lost` is why something was dropped that somebody would have read. Without a stream, all of it is."""

    def __init__(self, stream: TextIO | None) -> None:
        self._absent = stream is None
        self.stream = stream or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        self.target = getattr(stream, "encoding", None) or "utf-8"
        # Click writes UTF-8 to whatever calls itself ASCII; what comes here fits already.
        self.encoding = "utf-8" if self.target.lower().replace("-", "_") in _ASCII else self.target
        self.lost: OSError | None = None
        self._closed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError("text is written here, not bytes")
        if self._absent and text:
            self.lost = OSError(errno.EBADF, "the output is closed")
        elif not self._closed:
            try:
                self.stream.write(fitted(text, self.target))
            except (OSError, ValueError) as fault:  # a ValueError: it is closed
                self._close(fault)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        if not self._closed:
            try:
                self.stream.flush()
            except (OSError, ValueError) as fault:
                self._close(fault)

    def _close(self, fault: Exception) -> None:
        """Write nothing any more. What is in the buffer still goes somewhere as Python ends: to nowhere."""
        self._closed = True
        if isinstance(fault, OSError) and fault.errno not in (errno.EPIPE, errno.ESHUTDOWN):
            self.lost = fault
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())
            os.close(nowhere)


_ASCII = {"ascii", "us_ascii", "646", "ansi_x3.4_1968", "iso646_us"}


@contextmanager
def steady() -> Iterator[None]:
    """Within it, whatever is written to stdout and stderr goes out as well as it can. Ends with UNWRITTEN where what a
    command said to stdout was lost."""
    _fill()
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = (Steady(stream) for stream in before[1:])
    sys.stdin = before[0] or open(os.devnull, encoding="utf-8")  # noqa: SIM115
    sys.stdout, sys.stderr = out, err
    code: Any = 0
    try:
        yield
    except SystemExit as end:
        code = end.code
        raise
    finally:
        out.flush()
        if out.lost:
            err.write(f"What this command says could not be written: {out.lost.strerror}.\n")
        err.flush()
        sys.stdin, sys.stdout, sys.stderr = before
        if out.lost and code in (0, 1, None):
            sys.exit(UNWRITTEN)


def _fill() -> None:
    """Open what was closed of the first three files: the next to be opened, the database perhaps, would be one."""
    with suppress(OSError):
        while (number := os.open(os.devnull, os.O_RDWR)) < 3:
            os.set_inheritable(number, True)
        os.close(number)
