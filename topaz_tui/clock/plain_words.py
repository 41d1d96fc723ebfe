"""A day or a time as somebody says it, put into plain words, so that fewer patterns tell what is meant."""

from __future__ import annotations

import re

WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "couple": "2",
}  # fmt: skip
DROPPED = frozenset((
    "at", "on", "in", "about", "around", "approx", "approximately", "roughly", "circa", "the", "of", "by", "from",
    "please", "time", "oclock", "o'clock",
))  # fmt: skip
"""Words that change nothing: 'by the 24th of November, at about 2'."""


def in_plain_words(text: str) -> str:
    """In small letters, without commas and words that change nothing, numbers in figures, one blank between words."""
    text = text.lower().translate(_SIGNS)
    text = " ".join(text.split()).replace("from now", "").replace("as soon as possible", "asap")
    for said, meant in _SAID:
        text = said.sub(meant, text)
    words = [WORDS.get(word, word) for word in text.split() if word not in DROPPED]
    return _AFTER.sub("", " ".join(words))


_AFTER = re.compile(
    r"\bafter (?=(?:half|quarter|\d+ (?:past|to)|noon|midday)\b|\d[\d:.]*(?: ?[ap]m)?(?: (?:today|tomorrow)\b|$))",
    re.ASCII,
)
"""'After 2' is from two on; after a day, or after lunch, is another time than that day, or lunch."""
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "−": "-", ",": " ", ";": " ", "@": " ", "\xa0": " "}
)
_SAID = tuple(
    (re.compile(pattern, re.ASCII), meant)
    for pattern, meant in (
        (r"(?<![a-z])([ap])\.? ?m(?![a-z])\.?", r"\1m"),  # 2 p.m.
        (r"\b(days?|weeks?|months?|minutes?|mins?|hours?)'s?(?![a-z])", r"\1"),  # in a week's time
        (r"\btwenty[ -]five\b", "25"),
        (r"\bthirty[ -]five\b", "35"),
        (r"\bforty[ -]five\b", "45"),
        (r"\bfifty[ -]five\b", "55"),
        (r"(?<=[a-z])\.(?= |$)|(?<=\w)[.!]$", ""),  # tues. at 2; a sentence's end
        (r"\bday after tom(?:orrow)?\b", "overmorrow"),
        (r"\bday before yesterday\b", "ereyesterday"),
        (r"(?<=[\dm]) ?-?ish\b", ""),  # 2ish
        (r"\b(o) clock\b", "oclock"),
        (r"(?<=\d)o'?clock\b", ""),
        (r"\bhalf-", "half "),
        (r"\b(early|mid|late)-", r"\1 "),
        (r"\blunch-? ?time\b", "lunchtime"),
        (r"\btea-? ?time\b", "teatime"),
        (r"\bmid-? ?day\b", "midday"),
        (r"\bafter lunch(?:time)?\b", "afternoon"),
        (r"\bin (\d\d?) ?h(?:rs?)?(?= |$)", r"\1 hours"),  # in 17h
        (r"\b(?:at|by) (\d\d?) ?h(?= |$)", r"\1:00"),  # at 17h
    )
)
