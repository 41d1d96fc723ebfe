"""The demo's restricted record: a colleague's aunt, open to one worker by name; another opened it all the same."""

from __future__ import annotations

from topaz_tui.demo.book import Book

WHY = "Her niece works in this building."
RANG = "She rang us, and the colleagues who know her were out."


def restricted(book: Book) -> None:
    """Restrict the record of somebody to whom nothing is owed for now. It takes no chance, so that all others stay as
    they are."""
    now = book.at(book.days.today, "23:59")
    busy = {row["client_id"] for row in book.rows["duty"] if row["closed_at"] is None and row["due_at"] <= now}
    busy |= {row["client_id"] for table in ("escalation", "doubt", "concern") for row in book.rows[table]}
    owed = {row["client_id"] for row in book.rows["duty"] if row["kind"] == "recall" and row["closed_at"] is None}
    person = next(each for each in reversed(book.people) if each.woman and each.id in owed - busy)
    manager, named, other = (book.workers[account] for account in ("hmarsh", "rkelly", "tbello"))
    since = book.at(book.days.back(8), "09:40")
    kept = book.add(
        "restriction", client_id=person.id, reason=WHY, made_by=manager, made_at=since, ended_at=None, ended_by=None,
        ended_why=None,
    )  # fmt: skip
    book.add("open_to", restriction_id=kept["id"], worker_id=named)
    book.note(person, "note", f"Restricted, open to Róisín Kelly, managers. {WHY}", since, manager)
    at, ended = book.at(book.days.back(4), "11:05"), book.at(book.days.back(4), "11:19")
    until = book.at(book.days.back(4), "12:05")
    book.add(
        "broken_glass", client_id=person.id, worker_id=other, reason=RANG, broken_at=at, until=until, ended_at=ended
    )
    book.note(person, "note", f"Restricted, and opened all the same: {RANG}", at, other)
    looked = book.at(book.days.back(4), "14:30"), manager, "was_right", {"note": "I have spoken with them."}
    line = book.escalation("broken glass", person, at, other, [looked], body={"reason": RANG, "_not_for": [other]})
    line["owner_id"] = manager
