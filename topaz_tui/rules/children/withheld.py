"""An address that somebody must not learn prints nowhere: not where it is asked for, and not in the text around it.

It is left out of every copy and not only of one party's: a copy goes from hand to hand. Whoever must know it has it
from the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from topaz_tui.rules import forms
from topaz_tui.rules.concerns import Document
from topaz_tui.rules.forms import Answer, Answers, Question

WITHHELD = "Withheld"
MAY_PRINT = "no"
"""The one answer to 'Withhold it?' that lets an address print: 'not known' or none at all may cost a life."""
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
APOSTROPHE = re.compile("['’]")
STREETS = {
    "avenue": "ave", "boulevard": "blvd", "close": "cl", "court": "ct", "crescent": "cres", "drive": "dr",
    "estate": "est", "gardens": "gdns", "green": "grn", "grove": "gr", "heights": "hts", "lane": "ln", "mount": "mt",
    "parade": "pde", "park": "pk", "place": "pl", "road": "rd", "square": "sq", "street": "st", "terrace": "terr",
    "view": "vw", "walk": "wlk", "yard": "yd",
}  # fmt: skip
"""Kinds of street that are written in two ways."""
SHORT = {short: word for word, short in STREETS.items()}
KINDS = STREETS.keys() | {
    "alley", "approach", "bank", "broadway", "circus", "common", "cottage", "cottages", "croft", "dale", "dene",
    "drove", "end", "farm", "field", "fields", "fold", "garth", "gate", "hill", "house", "lodge", "mansions",
    "meadow", "meadows", "mews", "passage", "path", "quay", "ridge", "rise", "row", "side", "tower", "towers",
    "vale", "villas", "way", "wharf", "wood", "wynd",
}  # fmt: skip
"""Words with which the name of a street or of a house ends."""
NUMBER = re.compile(r"\d+[a-z]?")


def addresses(questions: Iterable[Question], answers: Answers) -> tuple[str, ...]:
    """The addresses in the answers that are withheld: that of the form itself ('address', 'address_withheld'), and
    those in its rows."""
    found = []
    for question in questions:
        if question.id == "address" and answers.get("address_withheld") != MAY_PRINT:
            found.append(str(answers.get("address") or ""))
        for row in forms.rows_of(answers.get(question.id)) if question.columns else ():
            if row.get("withheld") != MAY_PRINT:
                found.append(row.get("address", ""))
    return tuple(address for address in found if address.strip())


def answers_without(questions: Iterable[Question], answers: Answers) -> dict[str, Answer]:
    """The answers without the addresses that are withheld."""
    shown = dict(answers)
    for question in questions:
        if question.id == "address" and answers.get("address") and answers.get("address_withheld") != MAY_PRINT:
            shown["address"] = WITHHELD
        if question.columns and any(column.id == "withheld" for column in question.columns):
            shown[question.id] = [
                {**row, "address": WITHHELD} if row.get("address") and row.get("withheld") != MAY_PRINT else row
                for row in forms.rows_of(answers.get(question.id))
            ]
    return shown


def document_without(document: Document, withheld: Iterable[str]) -> tuple[Document, int]:
    """The document without these addresses, wherever they stand in it, and in how many places they stood: a person has
    to look at those, for a text can give away where somebody lives in other ways."""
    patterns = [pattern for address in withheld for pattern in _patterns(address)]
    count = 0

    def clear(words: str) -> str:
        nonlocal count
        for pattern in patterns:
            words, times = pattern.subn(f"[{WITHHELD.lower()}]", words)
            count += times
        return words

    cleared = tuple((clear(title), tuple((label, clear(words)) for label, words in lines)) for title, lines in document)
    return cleared, count


def _patterns(address: str) -> Iterator[re.Pattern[str]]:
    """How the address may be written, the longest way first: whole, each street in it with and without the number, its
    postcode."""
    parts = _parts(address)
    ways = {tuple(word for part in parts for word in part)}
    for place, part in enumerate(parts):
        if place == 0 or any(map(NUMBER.fullmatch, part)):
            ways.add(tuple(part))
        if NUMBER.fullmatch(part[0]):
            ways.add(tuple(part[1:]))  # '8 Kingsway': a street that no word says is one
        ways |= _streets(part)
    for way in sorted(ways, key=len, reverse=True):
        if not all(map(NUMBER.fullmatch, way)):
            yield _pattern(way)
    for first, second in POSTCODE.findall(address):
        yield re.compile(rf"\b{first}\s*{second}\b", re.IGNORECASE)


def _parts(address: str) -> list[list[str]]:
    """The words of each part; a number alone is one part with what follows it ('12, High Street')."""
    parts: list[list[str]] = []
    for words in filter(None, map(_words, re.split(r"[,\n]", POSTCODE.sub("", address)))):
        if parts and all(map(NUMBER.fullmatch, parts[-1])):
            parts[-1] += words
        else:
            parts.append(words)
    return parts


def _streets(part: list[str]) -> set[tuple[str, ...]]:
    """Every run of words up to one that a street's name ends with: from the part's beginning, from a number on, and
    from the word after one; where there is no number, from any word on."""
    numbers = [place for place, word in enumerate(part) if NUMBER.fullmatch(word)]
    starts = {0, *numbers, *(place + 1 for place in numbers)} if numbers else range(len(part))
    return {
        tuple(part[start : end + 1])
        for end, word in enumerate(part)
        if _long(word) in KINDS
        for start in starts
        if not all(map(NUMBER.fullmatch, part[start:end]))
    }


def _words(part: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", part.casefold())


def _long(word: str) -> str:
    return SHORT.get(word, word)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """These words one after the other, however they are parted, and whichever way the kind of street is written."""
    ways = []
    for word in words:
        street = _long(word)
        both = (street, STREETS[street]) if street in STREETS else (word,)
        ways.append("|".join(APOSTROPHE.sub("['’]?", way) for way in both))
    return re.compile(r"(?<!\w)" + r"\W+".join(f"(?:{way})" for way in ways) + r"(?!\w)", re.IGNORECASE)
