"""An address that somebody must not learn prints nowhere: not where it is asked for, and not in the text around it.

It is left out of every copy and not only of one party's: a copy goes from hand to hand. Whoever must know it has it
from the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from topaz_tui.rules import forms
from topaz_tui.rules.concerns import Document
from topaz_tui.rules.forms import Answer, Answers, Question

WITHHELD = "Withheld"
NOT_SAID = ("yes", "not_known")
"""Answers to 'Withhold it?' that do: not known may cost a life."""
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
APOSTROPHE = re.compile("['’]")
STREETS = {
    "avenue": "ave", "close": "cl", "court": "ct", "crescent": "cres", "drive": "dr", "gardens": "gdns", "grove": "gr",
    "lane": "ln", "place": "pl", "road": "rd", "square": "sq", "street": "st", "terrace": "terr",
}  # fmt: skip
SHORT = {short: word for word, short in STREETS.items()}


def addresses(questions: Iterable[Question], answers: Answers) -> tuple[str, ...]:
    """The addresses that are withheld: of the form itself ('address' and 'address_withheld'), and of its rows."""
    found = []
    for question in questions:
        if question.id == "address" and answers.get("address_withheld") in NOT_SAID:
            found.append(str(answers.get("address") or ""))
        for row in forms.rows_of(answers.get(question.id)) if question.columns else ():
            if row.get("withheld") in NOT_SAID:
                found.append(row.get("address", ""))
    return tuple(address for address in found if address.strip())


def answers_without(questions: Iterable[Question], answers: Answers) -> dict[str, Answer]:
    """The answers with nothing in the place of each address that is withheld."""
    shown = dict(answers)
    for question in questions:
        if question.id == "address" and answers.get("address_withheld") in NOT_SAID:
            shown["address"] = WITHHELD
        if question.columns and any(column.id == "withheld" for column in question.columns):
            shown[question.id] = [
                {**row, "address": WITHHELD} if row.get("withheld") in NOT_SAID else row
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
    """How the address may be written: whole, its street with and without the number, its postcode."""
    words = [_words(part) for part in re.split(r"[,\n]", POSTCODE.sub("", address))]
    words = [part for part in words if part]
    if len(words) > 1:
        yield _pattern([word for part in words for word in part])
    for place, part in enumerate(words):
        street = [word for word in part if not re.fullmatch(r"\d+[a-z]?", word)]
        named = len(street) > 1 and _long(street[-1]) in STREETS
        if place == 0 or named:
            yield _pattern(part)
            if named and len(street) < len(part):
                yield _pattern(street)
    for first, second in POSTCODE.findall(address):
        yield re.compile(rf"\b{first}\s*{second}\b", re.IGNORECASE)


def _words(part: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", part.casefold())


def _long(word: str) -> str:
    return SHORT.get(word, word)


def _pattern(words: list[str]) -> re.Pattern[str]:
    """These words one after the other, however they are parted, and whichever way the kind of street is written."""
    ways = []
    for word in words:
        street = _long(word)
        both = (street, STREETS[street]) if street in STREETS else (word,)
        ways.append("|".join(APOSTROPHE.sub("['’]?", way) for way in both))
    return re.compile(r"(?<!\w)" + r"\W+".join(f"(?:{way})" for way in ways) + r"(?!\w)", re.IGNORECASE)
