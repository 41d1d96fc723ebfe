"""The files that the council sent to the demo's team, and whom the last of them left in doubt."""

from __future__ import annotations

import json

from topaz_tui import clock
from topaz_tui.demo.book import Book
from topaz_tui.demo.person import Row
from topaz_tui.rules import people

DOUBTS = (
    ("somebody_else", "Daniel Achterberg, born 1951-08-30"),
    ("death", "Deceased: X"),
    ("death", "Deceased: see notes"),
    ("move", "Moved: Kent?"),
    ("late", "{title} (dec'd)"),
    ("nobody", "TEST RECORD - do not use"),
)
"""What the last file said of some who are not due yet, and somebody has to look at, with their own title
where the name itself says it; the last was looked at."""
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
        said = words.format(title=person.row["title"] or "Mr")
        record = {
            "row": 2 + person.id,
            "born_on": person.row["born_on"],
            "phones": [phone["number"] for phone in person.phones],
            "name": people.full_name(*(person.row[part] for part in ("title", "first_name", "last_name"))),
            "nhs_number": person.row["nhs_number"],
            "address": person.row["address"],
            "postcode": person.row["postcode"],
        }
        if code == "somebody_else":
            record |= ANOTHER
        book.add(
            "doubt", client_id=person.id, code=code, words=said, made_at=file["began_at"], **settled,
            record=json.dumps(record, ensure_ascii=False), import_id=file["id"], owner_id=file["worker_id"],
            due_at=_decide_by(book, file), whom=WHOM if code == people.DoubtCode.SOMEBODY_ELSE else None,
        )  # fmt: skip


FOUND = (
    ("nutrition", ("Unmet need. Daughter shops; skips hot meals when alone.", "Need met by meals at home.", "2")),
    ("hygiene", ("Managed with perching stool.", "Unmet need: needs prompting, refuses the bath.", "3")),
    ("toilet", ("No need identified.", "None", "1")),
    ("home_safety", ("Grab rails fitted. Stairs one at a time, holds on.", "Unmet need: has fallen twice.", "4")),
    ("relationships", ("Son rings on Sundays. Says that weeks go by.", "No need identified.", "2")),
    ("community", ("Taxi card. Has not been out since the winter.", "Need met: day centre on Tuesdays.", "3")),
)
"""What a council's form has of an area: words, whether the need is met, or a level, as its workers write them."""


def found_before(book: Book) -> None:
    """What the council found of those whom the team has not reviewed to the end, each council's own way; of every third
    the file says nothing. It takes no chance, so that all others stay as they are."""
    whole = {row["client_id"] for row in book.rows["review"] if row["complete"]}
    days = {row["client_id"]: row["assessed_on"] for row in book.rows["assessment"]}
    for person in book.people:
        if person.id in whole or person.id not in days or person.id % 3 == 0:
            continue
        for place, (area, words) in enumerate(FOUND):
            if (person.id + place) % 4:
                book.add(
                    "council_answer", client_id=person.id, area=area, words=words[(person.id + place) % len(words)],
                    assessed_on=days[person.id], council=person.row.get("council"),
                )  # fmt: skip


def _files(book: Book, in_doubt: int) -> tuple[Row, Row]:
    """The council's files: of last week, and of the last office day. The second left everybody as they were but one."""
    theirs = [row for row in book.rows["client"] if not row["added_by"]]
    everybody = len(theirs)
    files = []
    for digest, day, who, added, changed in (
        ("5e0b71c4", book.days.back(5), "rkelly", everybody, 0),
        ("a93d20f6", book.days.back(1), "hmarsh", 0, 1),
    ):
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
