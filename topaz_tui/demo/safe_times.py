"""Who is safe to call at no calling hour, and at times that nobody can read."""

from __future__ import annotations

from topaz_tui.demo import texts
from topaz_tui.demo.book import Book
from topaz_tui.demo.person import DemoPerson

TABLES = ("call", "warning", "note", "change", "escalation", "concern", "doubt", "queue_status")
"""What may be told of somebody beside their recall."""


def by_their_times(book: Book) -> None:
    """Safe to call at no calling hour; and in words, as the council's file has them, that nobody can read."""
    outside, unread = recalled_only(book)[:2]
    outside.row |= {"safe_to_call": "times", "safe_times": texts.OUTSIDE_HOURS}
    unread.row |= {"safe_to_call": "yes", "safe_times": texts.UNREAD_TIMES}


def recalled_only(book: Book) -> list[DemoPerson]:
    """Who was only ever assessed, and whose recall is due now: nothing else is told of them. It takes no chance, so
    that all others stay as they are."""
    now = book.at(book.days.today, "00:00")
    more = {row["client_id"] for table in TABLES for row in book.rows[table]}
    due_now = {row["client_id"] for row in book.rows["duty"] if row["closed_at"] is None and row["due_at"] < now}
    return [
        each
        for each in reversed(book.people)
        if each.id in due_now - more
        and (each.row["safe_to_call"], each.row["safe_times"]) == ("yes", None)
        and not (each.row["stopped"] or each.row["open_to_services"])
    ]
