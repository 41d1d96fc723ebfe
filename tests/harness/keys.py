"""Key names (Textual's) and the bytes that an xterm sends for them."""

from __future__ import annotations

import unicodedata

_MODIFIERS = {"shift": 1, "alt": 2, "ctrl": 4}

# A key that ends in a letter is sent as CSI letter, or CSI 1 ; modifier letter.
_LETTERED = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
# F1 to F4 are the same with a modifier, and SS3 letter without one.
_SS3 = {"f1": "P", "f2": "Q", "f3": "R", "f4": "S"}
# The rest is sent as CSI number ~, or CSI number ; modifier ~.
_NUMBERED = {
    "insert": 2, "delete": 3, "pageup": 5, "pagedown": 6,
    "f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20, "f10": 21, "f11": 23, "f12": 24,
}  # fmt: skip
_PLAIN = {
    "enter": "\r", "tab": "\t", "backspace": "\x7f", "escape": "\x1b", "space": " ",
    "shift+tab": "\x1b[Z", "ctrl+space": "\0",
}  # fmt: skip
# Where Textual's name of a character is not the one that Unicode gives it.
_CHARACTERS = {
    "slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_",
}  # fmt: skip


def bytes_of(key: str) -> bytes:
    """What an xterm sends for `key`: 'n', 'enter', 'f6', 'ctrl+q', 'shift+f3', 'question_mark'.

    A name that it cannot send is a ValueError: a misspelt key must not pass for one that does nothing.
    """
    if len(key) == 1:
        return key.encode()
    if key in _PLAIN:
        return _PLAIN[key].encode()
    *held, base = key.split("+")
    if unknown := set(held) - set(_MODIFIERS):
        raise ValueError(f"no such modifier: {', '.join(sorted(unknown))} in {key!r}")
    modifier = 1 + sum(_MODIFIERS[name] for name in held)
    if base in _SS3 and not held:
        return f"\x1bO{_SS3[base]}".encode()
    if letter := _LETTERED.get(base) or _SS3.get(base):
        return f"\x1b[1;{modifier}{letter}".encode() if held else f"\x1b[{letter}".encode()
    if base in _NUMBERED:
        return f"\x1b[{_NUMBERED[base]};{modifier}~".encode() if held else f"\x1b[{_NUMBERED[base]}~".encode()
    if held == ["ctrl"] and len(base) == 1 and "a" <= base <= "z":
        return bytes([ord(base) & 0x1F])
    if held == ["alt"]:
        return b"\x1b" + bytes_of(base)
    if not held:
        return _character(base).encode()
    raise ValueError(f"an old terminal cannot send {key!r}")


def _character(name: str) -> str:
    if name in _CHARACTERS:
        return _CHARACTERS[name]
    try:
        return unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        raise ValueError(f"no such key: {name!r}") from None
