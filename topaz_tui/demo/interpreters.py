"""The demo's interpreters: one is booked, and the call bound to it; one was cancelled, as the agency had nobody."""

from __future__ import annotations

from topaz_tui.demo.book import Book
from topaz_tui.rules.bookings import BookingEnd
from topaz_tui.rules.duties import DutyCause


def interpreters(book: Book) -> None:
    """Bind a call that is promised to somebody who speaks another language to an interpreter. It takes no chance, so
    that all others stay as they are."""
    speak = {each.id: each.row["language"] for each in book.people if each.row["language"]}
    waits = {row["client_id"] for row in book.rows["escalation"] if row["kind"] == "interpreter"}
    later = book.at(book.days.today, "23:59")
    owed = [
        row for row in book.rows["duty"]
        if row["kind"] == "callback" and row["closed_at"] is None and row["due_at"] > later
        and row["client_id"] in speak and row["client_id"] not in waits
    ]  # fmt: skip
    by = book.workers["rkelly"]
    for duty in owed[:1]:
        duty |= {"reason": "Interpreter booked", "cause": DutyCause.INTERPRETER, "for_worker_id": None}
        at = duty["due_at"]
        booked = {"agency": "Language Line, 020 7946 0161", "reference": "LL-20881", "made_by": by}
        _booking(book, duty["client_id"], speak, at, made_at=book.at(book.days.back(2), "15:20"), **booked)
    whom = next((row["client_id"] for row in book.rows["escalation"] if row["kind"] == "interpreter"), None)
    if whom in speak:
        _booking(
            book, whom, speak, book.at(book.days.back(1), "11:00"), made_at=book.at(book.days.back(6), "10:15"),
            agency="Borough interpreters", reference=None, made_by=by,
            ended_at=book.at(book.days.back(1), "09:10"), ended_how=BookingEnd.CANCELLED, ended_by=by,
            ended_why="Ill, and nobody else speaks it before next week.",
        )  # fmt: skip


def _booking(book: Book, client_id: int, speak: dict[int, str], at: str, **more: object) -> None:
    row = {
        "client_id": client_id, "escalation_id": None, "language": speak[client_id], "agency": "", "reference": None,
        "at": at, "made_by": None, "made_at": at, "ended_at": None, "ended_how": None, "ended_by": None,
        "ended_why": None,
    }  # fmt: skip
    book.add("booking", **row | more)
