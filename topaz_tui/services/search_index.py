"""Finds a client as one types: by any part of a name, person ID, NHS number, phone, postcode or date of birth.

Each client has one line of folded words, ' ada stone 4711 9990000018 02079460123 se1 7pb 1944-05-03 ', with an index of
its groups of three letters. What was typed becomes needles, pieces that must stand in the line: a needle with a blank
in front is the start of a word. The index gives the lines that have all the groups, and the line itself settles it. The
beginning of a surname or a number is looked for in the tables' own indexes, in their order. Where nothing begins with
what was typed, it is looked for inside the words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from peewee import EXCLUDED

from topaz_tui.rules import people
from topaz_tui.store.database import database
from topaz_tui.store.models import Client, Phone, SearchEntry
from topaz_tui.store.rows import dicts, named
from topaz_tui.store.sql import search as sql
from topaz_tui.store.statement import statement

Needles = tuple[str, ...]

LONGEST, MOST_WORDS = 100, 8  # of what is typed or pasted: more names nobody
LOOKED_THROUGH = 10_000  # lines, for single letters that nobody's surname begins with: in a longer list, one types on
_FIRST = sql.FIRST_LINES % LOOKED_THROUGH
OFTEN = LOOKED_THROUGH // 100

# Between the words, on both sides: of what is kept, and of what is typed.
_BETWEEN = re.compile(r"[\s'\-.,;:/()&+]+")
_JOINED = re.compile(r"['\-./]")
_NUMBER = re.compile(r"[\d\s()+./-]+", re.ASCII)

# Dates of birth, whole or in part.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_WORD = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?:(?:st|nd|rd|th)?[\s/.-]*(?:of\s+)?{_MONTH_WORD}(?:[\s/.-]+(?P<yw>\d{{1,4}}))?"
    r"|\s*[/.-]\s*(?:(?P<m>\d{1,2})(?:\s*[/.-]\s*(?P<y>\d{1,4})?)?)?)",
    re.ASCII,
)
_MONTH_FIRST = re.compile(rf"(?:{_MONTH_WORD}\s+|(?P<m>\d{{1,2}})\s*[/.-]\s*)(?P<y>\d{{3,4}})", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(?P<y>(?:18|19|20)\d\d)(?:\s*[-/.]\s*(?P<m>\d{1,2})?(?:\s*[-/.]\s*(?P<d>\d{1,2})?)?)?", re.ASCII
)
_BORN = re.compile(r" \d{4}-[\d-]* ?", re.ASCII)
_POSTCODE = re.compile(r"([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{0,2})", re.ASCII)


# The line


def words(
    names: Iterable[str | None],
    person_id: str,
    nhs_number: str | None,
    numbers: Iterable[str],
    postcode: str | None,
    born_on: str | None,
) -> str:
    """The line of a client. Numbers are E.164 and stand as dialled here; `born_on` is ISO."""
    parts = [_pieces(" ".join(filter(None, (*names, person_id)))), nhs_number or ""]
    parts += ["0" + number[3:] if number.startswith("+44") else number[1:] for number in numbers]
    parts += [postcode.lower() if postcode else "", born_on or ""]
    return f" {' '.join(filter(None, parts))} "


def _pieces(text: str) -> str:
    """The text folded, each word in its pieces and, where it had several, also joined: O'Brien is o, brien, obrien."""
    folded = people.fold(text)
    if not _JOINED.search(folded):
        return folded
    said = []
    for word in folded.split():
        pieces = [piece for piece in _BETWEEN.split(word) if piece]
        said += [*pieces, "".join(pieces)] if len(pieces) > 1 else pieces
    return " ".join(said)


def write(client_id: int) -> None:
    """Write a client's line anew, after a change to what it is made of. Part of the caller's transaction."""
    c, f = Client, SearchEntry
    [row] = dicts(
        c.select(
            c.title, c.first_name, c.last_name, c.preferred_name, c.person_id, c.nhs_number, c.postcode, c.born_on
        ).where(c.id == client_id)
    )
    names = row["title"], row["first_name"], row["last_name"], row["preferred_name"]
    numbers = [each["number"] for each in dicts(Phone.select(Phone.number).where(Phone.client == client_id))]
    line = words(names, row["person_id"], row["nhs_number"], numbers, row["postcode"], row["born_on"])
    f.insert(client=client_id, words=line).on_conflict(
        conflict_target=[f.client], preserve=[f.words], where=f.words != EXCLUDED.words
    ).execute()


# What was typed


def readings(text: str) -> tuple[Needles, ...]:
    """The needles for each meaning that the text can have: a day of birth, a number, a postcode, words."""
    folded = people.fold(people.clean(text)[:LONGEST])
    found = list(_born(folded))
    if digits := _digits(folded):
        if len(digits) == 4 and digits[:2] in ("18", "19", "20"):
            found.append((f" {digits}-",))
        return (*found, (f" {digits}",))
    said = tuple(word for word in _BETWEEN.split(folded) if word)[:MOST_WORDS]
    if said and not (found and folded[0].isdigit()):  # 'may 1944' may be somebody's name, 3/5/1944 is nobody's
        *before, last = (f" {word}" for word in said)
        if postcode := _POSTCODE.fullmatch(said[-1]):
            found.append((*before, f" {postcode[1]} {postcode[2]}"))
        found.append((*before, last))
    return tuple(found)


def _digits(folded: str) -> str:
    """The digits of a text that is nothing but a number, as dialled in Britain; '' for any other text."""
    digits = re.sub(r"\D", "", folded)
    if not digits or not _NUMBER.fullmatch(folded) or "/" in folded:
        return ""
    if folded.startswith("+44") or digits.startswith("0044"):
        return "0" + digits.removeprefix("00").removeprefix("44")
    return digits


def _born(folded: str) -> Iterator[Needles]:
    """The days, months or years of birth that this may name, as they stand in the line: 1944-05-03."""
    if day := people.parse_date(folded) if re.search(r"\d{4}", folded) else None:
        yield (f" {day.isoformat()} ",)
        return
    if match := _YEAR_FIRST.fullmatch(folded):
        year, month, rest = match["y"], match["m"], match["d"]
        if rest and len(rest) == 2:
            return  # a day that there is not, or parse_date had read it
        if rest:
            yield (f" {year}-{month:0>2}-", f"-{rest}")
        elif month and len(month) == 1:
            yield (f" {year}-{month:0>2}-",)
            yield (f" {year}-{month}",)
        elif not folded.isdigit():
            yield (f" {year}-{month or ''}",)
        return
    if match := _DAY_FIRST.fullmatch(folded):
        month = _month(match["word"], match["m"])
        year = match["yw"] or match["y"] or ""
        day_end = f"-{match['d']:0>2} "
        if month is None:
            yield (day_end,)
        elif len(year) == 4:
            yield (f" {year}-{month}{day_end}",)
        elif len(year) == 3 or year in ("19", "20"):
            yield (f" {year}", f"-{month}{day_end}")
        elif len(year) == 2:
            yield (f" 19{year}-{month}{day_end}",)
            yield (f" 20{year}-{month}{day_end}",)
        else:
            yield (f"-{month}{day_end}",)
    elif match := _MONTH_FIRST.fullmatch(folded):
        month, year = _month(match["word"], match["m"]), match["y"]
        yield (f" {year}-{month}-",) if len(year) == 4 else (f" {year}", f"-{month}-")


def _month(word: str | None, number: str | None) -> str | None:
    if word:
        return f"{_MONTHS.index(word) + 1:02}"
    return f"{number:0>2}" if number else None


# Looking


def groups(needles: Iterable[str]) -> tuple[str, ...]:
    """All groups of three in them: what an index knows. A line that has all groups may still have them apart."""
    return tuple(dict.fromkeys(needle[at : at + 3] for needle in needles for at in range(len(needle) - 2)))


def narrow(text: str, client: str) -> tuple[str, tuple[object, ...]] | None:
    """A condition, with its values, that keeps the clients whom the text may mean; None while it is too short to mean
    anything. `client` is the column with the client's id. For a list that is narrowed: it looks at the starts of words
    alone."""
    conditions: list[str] = []
    values: list[object] = []
    for needles in readings(text):
        lines, found = _where(needles)
        ids = sql.LINES % lines
        if groups(needles):
            conditions.append(f"{client} IN ({ids})")
        elif _often(needles):  # fits so many that each of the list is looked at until there are enough
            conditions.append(f"EXISTS ({ids} AND f.client_id = {client})")
        else:
            conditions.append(f"{client} IN (SELECT CAST(value AS INTEGER) FROM json_each(?))")
            found = (json.dumps(_ask(ids, found)),)
        values += found
    return (f"({' OR '.join(conditions)})", tuple(values)) if conditions else None


def find_ids(text: str, limit: int = 50) -> tuple[int, ...]:
    """The clients that the text may mean, at most `limit`: first whose surname, person ID, NHS number or
    phone begins so, in that order, then the others. Not ranked: ranking would read them all."""
    found: dict[int, None] = {}
    for client_id in _probe(text, limit):
        found[client_id] = None
        if len(found) >= limit:
            break
    return tuple(found)


def _probe(text: str, limit: int) -> Iterator[int]:
    folded = people.fold(text)
    read = readings(folded)
    nothing = True
    for client_id in _begins(folded, limit):
        nothing = False
        yield client_id
    for needles in read:
        if not nothing and (needles[0].strip().isdigit() or max(map(len, needles)) < 3):
            return  # what begins with these digits, or with one letter, the tables knew
        found = _have(needles, limit)
        yield from found
        if found:
            return  # the likeliest reading that fits anybody is the one that was meant
    if nothing and read:
        yield from _have(tuple(needle.strip() for needle in read[-1]), limit)


def _begins(folded: str, limit: int) -> Iterator[int]:
    """The clients whose surname, person ID, NHS number or phone begins with these letters, by the indexes of their
    tables."""
    if digits := _digits(folded):
        for text in sql.NUMBERED:
            yield from _ask(text, (*span(digits), limit))
        if digits[0] == "0":
            yield from _ask(sql.PHONED, (*span("+44" + digits[1:]), limit))
        return
    said = folded.split()
    if not said or not said[0][0].isalpha():
        return
    yield from _ask(sql.NAMED, (*span(folded), limit))
    if len(said) > 1:  # 'ada stone' stands as 'stone ada'
        turned = " ".join((said[-1], *said[:-1]))
        if len(said[-1]) > 1:
            first = " ".join(said[:-1])
            yield from _ask(sql.NAMED_BOTH, (*span(said[-1]), f" {first}", limit))
        else:
            yield from _ask(sql.NAMED, (*span(turned), limit))


def span(start: str) -> tuple[str, str]:
    """The bounds of all texts that begin with `start`: from the first, up to but not including the second."""
    after = ord(start[-1]) + 1
    if 0xD800 <= after < 0xE000:
        after = 0xE000  # no letters between
    return start, start[:-1] + chr(after) if after <= 0x10FFFF else start + "\U0010ffff"


def _have(needles: Needles, limit: int) -> list[int]:
    """The ids of clients whose line has every needle; for a day, month or year of birth alone, by the table's own
    index."""
    if len(needles) == 1 and _BORN.fullmatch(needles[0]):
        return _ask(sql.BORN_ON, (*span(needles[0].strip()), limit))
    if len(needles[0]) < 3 and needles[0][0] != " ":
        return []  # one or two letters inside a word: too many have them
    lines, values = _where(needles, _FIRST)
    return _ask(f"{sql.LINES % lines} LIMIT ?", (*values, limit))


def _where(needles: Needles, lines: str = sql.LINE) -> tuple[str, tuple[object, ...]]:
    """Tables and conditions, with their values: the line `f` has every needle. The groups of three of the
    longer ones are asked of the index; single letters alone are looked for in the `lines`, line by line."""
    has_all = " AND ".join([sql.HAS] * len(needles))
    if known := groups(needles):
        tables, value = database.search_clause(known)
        return f"{tables} AND {has_all}", (value, *needles)
    return f"{lines} WHERE {has_all}", needles


def _often(needles: Needles) -> bool:
    """Do these letters stand in many lines? Then at least OFTEN of the lines that are looked through have them."""
    lines, values = _where(needles, _FIRST)
    return len(_ask(f"{sql.LINES % lines} LIMIT ?", (*values, OFTEN))) == OFTEN


def _ask(text: str, values: tuple[object, ...]) -> list[int]:
    return [row["id"] for row in named(database.run(statement(text), values))]
