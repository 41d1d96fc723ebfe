"""The files that the council sent to the demo's team, and whom the last of them left in doubt."""

from __future__ import annotations

import json

from topaz_tui import clock
from topaz_tui.demo.book import Book
from topaz_tui.demo.person import Row
from topaz_tui.rules import people

DOUBTS = (
    ("somebody_else", "Daniel Achterberg, born 1951-08-30"), ("death", "Deceased: X"),
    ("death", "Deceased: see notes"), ("move", "Moved: Kent?"), ("late", "Mr (dec'd)"),
    ("nobody", "TEST RECORD - do not use"),
)  # fmt: skip
"""What the last file said of some who are not due yet, and somebody has to look at; the last was looked at."""
ANOTHER = {
    "name": "Mr Daniel Achterberg", "born_on": "1951-08-30", "nhs_number": None, "phones": ["+442079460931"],
    "address": "4 Tannery Rise, London", "postcode": "SE28 0XQ",
}  # fmt: skip
"""Who stands in the file under somebody else's ID."""
WHOM = json.dumps(["Daniel Achterberg", "1951-08-30", ""])
"""The same, as a later file is compared with it."""


def in_doubt(book: Book) -> None:
    """The council's files leave something open about these people, who therefore are not called; one of each kind."""
    later = book.at(book.days.ahead(30), "00:00")
    due_later = {row["client_id"] for row in book.rows["duty"] if row["closed_at"] is None and row["due_at"] > later}
    doubted = [each for each in book.people if each.id in due_later and not each.row["stopped"]][-len(DOUBTS) :]
    files = _files(book, len(doubted))
    for person, (code, words) in zip(doubted, DOUBTS, strict=True):
        file = files[code == "late"]
        settled: Row = {"settled_at": None, "settled_by": None, "how": None}
        if code == "nobody":
            seen = book.at(book.days.back(3), "10:20")
            settled = {"settled_at": seen, "settled_by": book.workers["rkelly"], "how": "nobody"}
            person.row |= {"stopped": "nobody", "stopped_at": seen}
            book.settle(person, "stopped", seen, "recall")
        record = {
            "row": 2 + person.id, "born_on": person.row["born_on"],
            "phones": [phone["number"] for phone in person.phones],
            "name": people.full_name(*(person.row[part] for part in ("title", "first_name", "last_name"))),
            "nhs_number": person.row["nhs_number"], "address": person.row["address"],
            "postcode": person.row["postcode"],
        }  # fmt: skip
        if code == "somebody_else":
            record |= ANOTHER
        book.add(
            "doubt", client_id=person.id, code=code, words=words, made_at=file["began_at"], **settled,
            record=json.dumps(record, ensure_ascii=False), import_id=file["id"], owner_id=file["worker_id"],
            due_at=_decide_by(book, file), whom=WHOM if code == people.DoubtCode.SOMEBODY_ELSE else None,
        )  # fmt: skip


def _files(book: Book, in_doubt: int) -> tuple[Row, Row]:
    """The council's files: of last week, and of the last office day. The second left everybody as they were but one."""
    theirs = [row for row in book.rows["client"] if not row["added_by"]]
    everybody = len(theirs)
    files = []
    for digest, day, who, added, changed in (
        ("5e0b71c4", book.days.back(5), "rkelly", everybody, 0), ("a93d20f6", book.days.back(1), "hmarsh", 0, 1),
    ):  # fmt: skip
        at = book.at(day, "08:40")
        file = book.add(
            "import", worker_id=book.workers[who], began_at=at, read_at=at, ended_at=at, council=None,
            file="people.xlsx", sheet="People", digest=digest, added=added, changed=changed,
            unchanged=everybody - added - changed - (not added), not_taken=int(not added),
            refused=in_doubt if added else 2,
        )  # fmt: skip
        for row in theirs:
            book.add("brought", import_id=file["id"], client_id=row["id"], how="added" if added else "unchanged")
        files.append(file)
    return files[0], files[1]


def _decide_by(book: Book, file: Row) -> str:
    days = book.settings.imports.decide_days
    return clock.to_store(clock.add_working_days(clock.from_store(file["began_at"]), days, book.settings.office))
