"""Sentences about people: whoever is called You has, and is, as you do."""

from __future__ import annotations

import re
from collections.abc import Sequence

YOURS = {"has": "have", "is": "are", "was": "were", "proposes": "propose"}
SEVERAL = {
    **YOURS,
    "person": "people",
    "young person": "young people",
    "comes": "come",
    "does": "do",
    "falls": "fall",
    "fits": "fit",
    "refers": "refer",
    "stands": "stand",
    "waits": "wait",
}
"""What a word becomes beside another number than one, where that is not the word with an s."""


def does(name: str, verb: str) -> str:
    """'Róisín Kelly has', 'You have'."""
    return f"{name} {YOURS[verb] if name == 'You' else verb}"


MOST_NAMES = 6  # that a window lists


def whom(names: Sequence[str]) -> str:
    """'Mr Amin', or '3 people'."""
    return names[0] if len(names) == 1 else counted(len(names), "person")


def several(number: int, word: str) -> str:
    """The word as it goes with a number: 'person' or 'people', 'line' or 'lines', 'is' or 'are'."""
    return word if number == 1 else SEVERAL.get(word, f"{word}s")


def counted(number: int, noun: str, verb: str = "") -> str:
    """'1 line', '1,200 lines', '3 people'; with a verb of SEVERAL '1 line is', '3 people are'."""
    told = f"{number:,} {several(number, noun)}"
    return f"{told} {several(number, verb)}" if verb else told


def in_short(names: Sequence[str]) -> str:
    """'Mr Amin, Mrs Stone': who they are, as far as a window has room."""
    more = len(names) - MOST_NAMES
    return ", ".join([*names[:MOST_NAMES], *([f"{more} more"] if more > 0 else [])])


ABBREVIATIONS = ("ID", "NHS", "GP")


def sentence_case(words: str) -> str:
    """Big words as a sentence begins: 'HAS DIED on 3 Dec' is 'Has died on 3 Dec', and an ID stays one."""

    def small(found: re.Match[str]) -> str:
        return found[0] if found[0] in ABBREVIATIONS else found[0].lower()

    told = re.sub(r"\b[A-Z']{2,}\b", small, words)
    return told[:1].upper() + told[1:]


def within(words: str) -> str:
    """Words as they stand within a sentence: 'Referral to Age Well' begins small, and a name or 'GP' stays as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
