"""Text that strangers typed: made harmless, compared without accents, told from nothing at all."""

from __future__ import annotations

import re
import unicodedata

# What a terminal obeys instead of showing: C0, DEL and C1 controls, line and paragraph separators, the codes
# that turn the direction of the rest of a line round, and halves of surrogate pairs, which no file can hold.
# Right-to-left letters, combining letters, joiners (names, emoji) and marks without reach stay as they are.
_HARMLESS: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFEFF]),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFFF9, 0xFFFC)]),
    **dict.fromkeys([0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0xA0, 0x2028, 0x2029], " "),
}

# Marks that are not seen: they turn the direction of what follows, join letters, or ask for one of a letter's forms.
# In a name they belong only beside a letter of a script that needs them (Arabic, Hebrew, the scripts of India), or in
# an emoji; in an ID, a number or a date they are dirt.
_JOINS = "\u200c\u200d"  # between two letters
_SHOWS = "\u200e\u200f\u061c"  # beside one
_FORMS = "\ufe00-\ufe0f"  # behind one
_HIDDEN = re.compile(rf"[\u00ad\u034f\u180e\u200b\u2060-\u2064{_JOINS}{_SHOWS}{_FORMS}]+")
# What Excel and people put around a cell so that it stays text: ="0012345", '0012345.
_GUARD = re.compile(r"""='?"(.*)"|'(.*)""", re.S)

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
        "null",
        "(null)",
        "<null>",
        "n/a",
        "#n/a",
        "n.a.",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "?",
        "nil",
        "none",
        "\\n",
        "nan",
        "nat",
        "#ref!",
        "#value!",
        "#name?",
        "#num!",
        "#null!",
        "#div/0!",
        "(blank)",
        "blank",
        "not known",
        "unknown",
        "not recorded",
        "not stated",
    )
)

#: The usual spellings of an empty cell, for a quick look at a whole row; `empty` knows every case.
NOTHINGS = frozenset(f(word) for word in _NOTHING for f in (str.lower, str.upper, str.capitalize, str.title)) | {
    "NaN",
    "NaT",
}
#: Those of NOTHINGS that are somebody's name.
NAMES_NOT_NOTHINGS = frozenset(("Null", "Nil", "None", "Nan", "Nat"))
#: Letters that a part of a name may have [ours]: the longest that people bear have fewer.
LONGEST_NAME = 500


def clean(text: str) -> str:
    """`text` as one line that no terminal obeys: controls gone, newlines and tabs a space, no blanks at the
    ends."""
    if is_clean(text):
        return text
    text = text.replace("\r\n", "\n").translate(_HARMLESS).strip()
    return text if text.isascii() else _HIDDEN.sub(_where_needed, text).strip()


def bare(text: str) -> str:
    """What an ID, a number or a date really is: `clean`, without Excel's guards and without marks that hide."""
    if text.isalnum() and text.isascii():
        return text  # nearly every ID and number
    text = clean(text)
    if not text.isascii():
        text = _HIDDEN.sub("", text).strip()
    if text[:1] in ("=", "'") and (match := _GUARD.fullmatch(text)):
        text = (match[1] if match[1] is not None else match[2]).strip()
    return text


def _where_needed(match: re.Match[str]) -> str:
    """The marks of a run that do something for the letters beside it."""
    text = match.string
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    beside = [letter for letter in (before, after) if letter]
    kept = ""
    if len(beside) == 2 and all(map(_joins, beside)):
        kept = _JOINS + _SHOWS
    elif any(map(_joins, beside)):
        kept = _SHOWS
    if before and unicodedata.category(before) == "So":
        kept += "\ufe0e\ufe0f\u200d"
    return "".join(mark for mark in match[0] if mark in kept)


def _joins(letter: str) -> bool:
    """Does the script of this letter need marks to be written right? Latin, Greek and Cyrillic don't."""
    return letter > "\u058f" and unicodedata.category(letter)[0] in "LMS" and not "\u1e00" <= letter <= "\u218f"


def is_clean(text: str) -> bool:
    """Whether `clean` would certainly leave `text` alone (it may leave alone what this calls unclean)."""
    if not text.isprintable() or text[:1] == " " or text[-1:] == " ":
        return False
    return text.isascii() or not _HIDDEN.search(text)  # some hiding marks count as printable


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


def unsure(text: str) -> bool:
    """Whether whoever wrote a cell asks, where it decides on a life: '?' is no answer there, and neither is 'Yes?'."""
    return "?" in text


_PARTS = re.compile(r"[-,:;.()/\\\[\]|+&=\s]*[-,:;.()/\\\[\]|+&=][-,:;.()/\\\[\]|+&=\s]*")
_NOT_KNOWN = re.compile(r"\bn/?[ka]\b")
_SAYS_YES = frozenset(("yes", "y", "true", "t", "1", "✓", "✔", "☑", "√"))
_SAYS_NO = frozenset(("no", "n", "false", "f"))


def parts_of(text: str) -> frozenset[str]:
    """What stands between the marks of a cell, folded: 'no' and 'y' of 'No (Y)'."""
    return frozenset(_PARTS.split(_NOT_KNOWN.sub("", fold(text)))) - {""}


def contradicts(text: str) -> bool:
    """Whether a cell says both yes and no: 'No (Y)', 'Y/N'. That is no answer where it decides on a life. Words behind
    an answer are none: 'Yes, no known date'."""
    if not any(mark in text for mark in "-,:;.()/\\[]|+&="):
        return False
    parts = parts_of(text)
    return not (_SAYS_YES.isdisjoint(parts) or _SAYS_NO.isdisjoint(parts))


def empty(text: str) -> bool:
    """Whether a cell says nothing: blank, NULL, N/A, '-', 'none' and the like, in any case (SOURCES.md,
    29).

    'NA' is not among them, as Na is a surname; in a column of names, 'Null' as it stands here is one too.
    """
    return not text or text.strip().lower() in _NOTHING or text.isspace()
