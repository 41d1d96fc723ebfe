"""Find a client as one types: any part of a name, person ID, NHS number, phone, postcode or date of birth.

Each client has one line of folded words, indexed by the start of each word. What is no word's start is looked for
inside the lines, when the index knows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from topaz_tui.rules import people
from topaz_tui.store.database import database

_DIGITS = re.compile(r"[\d\s()+./-]+")
_WORDS = re.compile(r"\w+")

WRITE = """
INSERT INTO finding (client_id, words) VALUES (?, ?)
ON CONFLICT (client_id) DO UPDATE SET words = excluded.words WHERE words <> excluded.words
"""
_INDEXED = "SELECT rowid FROM finder WHERE finder MATCH ? LIMIT ?"
_INSIDE = "SELECT client_id FROM finding WHERE words LIKE ? ESCAPE '\\' LIMIT ?"


def words(
    names: Iterable[str | None],
    person_id: str,
    nhs_number: str | None,
    numbers: Iterable[str],
    postcode: str | None,
    born_on: str | None,
) -> str:
    """The line of a client. Numbers are E.164 and stand as dialled here; a day of birth is one word (d19440503)."""
    parts = [people.fold(" ".join(filter(None, names))), people.fold(person_id), nhs_number or ""]
    parts += ["0" + number[3:] if number.startswith("+44") else number[1:] for number in numbers]
    if postcode:
        folded = postcode.casefold()
        parts += [folded, folded.replace(" ", "")]
    if born_on:
        parts.append("d" + born_on.replace("-", ""))
    return " ".join(filter(None, parts))


def write(client_id: int) -> None:
    """Write a client's line anew, after a change to what it is made of. Part of the caller's deed."""
    row = database.execute_sql(
        "SELECT title, first_name, last_name, preferred_name, person_id, nhs_number, postcode, born_on FROM client"
        " WHERE id = ?",
        (client_id,),
    ).fetchone()
    numbers = [n for (n,) in database.execute_sql("SELECT number FROM phone WHERE client_id = ?", (client_id,))]
    *names, person_id, nhs_number, postcode, born_on = row
    database.execute_sql(WRITE, (client_id, words(names, person_id, nhs_number, numbers, postcode, born_on)))


def terms(text: str) -> tuple[str, ...]:
    """What was typed as the starts of words to look for: a number in groups is one, a day of birth is one."""
    if day := people.parse_date(text):
        return (f"d{day:%Y%m%d}",)
    digits = re.sub(r"\D", "", text)
    if digits and _DIGITS.fullmatch(text.strip()) and "/" not in text:
        if text.strip().startswith("+44") or digits.startswith("0044"):
            digits = "0" + digits.removeprefix("00").removeprefix("44")
        return (digits,)
    return tuple(_WORDS.findall(people.fold(text)))


def match(starts: Iterable[str]) -> str:
    """The index's own words for 'each of these begins a word'."""
    return " AND ".join(f'"{start}"*' for start in starts)


def find_ids(text: str, limit: int = 50) -> tuple[int, ...]:
    """The clients that the text may mean, at most `limit`, in no order of rank: ranking would read them all."""
    starts = terms(text)
    if not starts:
        return ()
    rows = database.execute_sql(_INDEXED, (match(starts), limit)).fetchall()
    if not rows and max(map(len, starts)) >= 3:
        inside = "%".join(re.sub(r"([%_\\])", r"\\\1", start) for start in starts)
        rows = database.execute_sql(_INSIDE, (f"%{inside}%", limit)).fetchall()
    return tuple(client_id for (client_id,) in rows)
