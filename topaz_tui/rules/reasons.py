"""What counts as a reason: words by which a colleague who reads them in a year knows why it was done. A stroke, a
letter or a 'no' is none. Whatever lifts what keeps somebody from being called, or from being seen to, needs a reason by
this one rule."""

from __future__ import annotations

import re

from topaz_tui.rules import people

FEWEST = 3  # letters: 'ill' says something [ours]
_SAYS_NOTHING = frozenset(
    (
        "no", "yes", "none", "nope", "nil", "null", "nothing", "okay", "yep", "tbc", "tba", "n a", "because", "ditto",
        "just because", "reason", "no reason", "a reason", "unknown", "not known", "not sure", "dunno", "dont know",
        "test", "testing", "asdf", "qwerty", "abc", "any", "and", "the", "same", "stuff", "whatever", "as above",
        "see above",
    )
)  # fmt: skip


def is_reason(text: str) -> bool:
    """Do these words give a reason?"""
    letters = [letter for letter in people.fold(text) if letter.isalpha()]
    if len(letters) < FEWEST or len(set(letters)) == 1:
        return False
    words = " ".join(re.sub(r"[^\w\s]|[\d_]", " ", people.fold(text).replace("'", "")).split())
    return words not in _SAYS_NOTHING
