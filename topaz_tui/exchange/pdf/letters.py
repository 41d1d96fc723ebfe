"""Text as the bundled font can show it: composed, without what a printer or a reader would obey, and with a mark in
place of each letter that the font does not have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # which drawing of a letter: the font has one


def shown(text: str, has: Container[int]) -> str:
    """The text with '‹U+738B›' for a letter that is not in `has`: the reader sees that something stands there, and can
    look it up. Lines stay lines."""
    from topaz_tui.plain import plain

    composed = unicodedata.normalize("NFC", _SELECTORS.sub("", plain(text).expandtabs(4)))
    return "".join(letter if letter == "\n" or ord(letter) in has else f"‹U+{ord(letter):04X}›" for letter in composed)
