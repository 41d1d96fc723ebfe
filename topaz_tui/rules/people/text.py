"""Text that strangers typed: made harmless, compared without accents, told from nothing at all."""

from __future__ import annotations

import unicodedata

# What a terminal obeys instead of showing: C0, DEL and C1 controls, line and paragraph separators, the codes
# that turn the direction of the rest of a line round, and halves of surrogate pairs, which no file can hold.
# Right-to-left letters, combining letters, joiners (names, emoji) and marks without reach stay as they are.
_HARMLESS: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFEFF]),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFFF9, 0xFFFC)]),
    **dict.fromkeys([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x2028, 0x2029], " "),
}

# Letters with a stroke through them and ligatures, which have no accent that could be taken off.
_PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n",
        "ŧ": "t", "ɨ": "i", "ƒ": "f", "ẞ": "ss", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
        "‐": "-", "‑": "-", "–": "-", "—": "-",
    }
)  # fmt: skip

_NOTHING = frozenset(
    (
        "null", "(null)", "<null>", "n/a", "#n/a", "n.a.", "-", "--", "---", "–", "—", ".", "?", "nil",
        "none",
    )
)

#: The usual spellings of an empty cell, for a quick look at a whole row; `empty` knows every case.
NOTHINGS = frozenset(f(word) for word in _NOTHING for f in (str.lower, str.upper, str.capitalize, str.title))
#: Those of NOTHINGS that are somebody's name.
NAMES_NOT_NOTHINGS = frozenset(("Null", "Nil", "None"))


def clean(text: str) -> str:
    """`text` as one line that no terminal obeys: controls gone, newlines and tabs a space, no blanks at the
    ends."""
    if is_clean(text):
        return text
    return text.replace("\r\n", "\n").translate(_HARMLESS).strip()


def is_clean(text: str) -> bool:
    """Whether `clean` would certainly leave `text` alone (it may leave alone what this calls unclean)."""
    return text.isprintable() and not (text[:1] == " " or text[-1:] == " ")


class _Folding(dict[int, str]):
    """Letter -> what it is when folded; worked out once a letter."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        plain = "".join(c for c in letter if unicodedata.category(c) not in ("Mn", "Cf", "Cs"))
        folded = self[code] = plain.translate(_PLAIN_LETTERS)
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` for searching and comparing: no case, no accents, plain letters, single blanks. Folding twice is
    folding once; 'Łukasz  O’Brien' and 'lukasz o'brien' are the same."""
    folded = text.lower() if text.isascii() else text.translate(_FOLDING)
    return " ".join(folded.replace("`", "'").split())


def empty(text: str) -> bool:
    """Whether a cell says nothing: blank, NULL, N/A, '-', 'none' and the like, in any case (practice.md,
    source 29).

    'NA' is not among them, as Na is a surname; in a column of names, 'Null' as it stands here is one too.
    """
    return not text or text.strip().lower() in _NOTHING or text.isspace()
