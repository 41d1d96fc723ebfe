"""The demo of the second kind of team: 40 invented young people of three councils, their care as far back as it goes,
court orders, schools, and work in every state.

young_people.py who they are and what happened to them; works.py the work for them, move by move; written.py what is
written in it; courts.py orders and their reports; schools.py schools and their people; sessions.py their training;
texts.py the words.
"""

from __future__ import annotations

from datetime import timedelta

from topaz_tui.demo.book import Book
from topaz_tui.demo.children import courts, ordered, schools, sessions, works, young_people
from topaz_tui.rules.children.lieu_hours import LieuKind, LieuState
from topaz_tui.rules.children.load import Grade

TABLES = (
    "worker", "client", "restriction", "open_to", "note", "phone", "young_person", "episode", "placement",
    "statutory_event", "court_order", "order_child", "order_date", "school", "school_post", "commission",
    "commission_item", "commission_month", "work", "work_step", "work_document", "work_section", "training", "outbox",
    "capacity", "lieu_hours",
)  # fmt: skip
"""The tables that it fills, in the order in which they can be written."""
HOURS: dict[str, tuple[Grade, float, str]] = {
    "me": (Grade.MANAGER, 37, "Contract"),
    "hmarsh": (Grade.MANAGER, 37, "Contract"),
    "rkelly": (Grade.SENIOR, 37, "Contract"),
    "tbello": (Grade.NEWLY_QUALIFIED, 22.5, "Studies two days a week"),
}
"""What those who do the work are employed as, and their hours a week."""


LIEU = (
    ("rkelly", LieuKind.EARNED, 100, 420, "A Saturday at the foster home; the placement broke down.", LieuState.AGREED),
    ("rkelly", LieuKind.EARNED, 12, 150, "The hearing ran late.", LieuState.AGREED),
    ("rkelly", LieuKind.TAKEN, 5, 120, "", LieuState.AGREED),
    ("tbello", LieuKind.EARNED, 1, 90, "An evening visit: they are at college by day.", LieuState.ASKED),
)
"""Hours in lieu: whose, which way, how many days ago, minutes, why, and whether they are agreed."""


def write(book: Book) -> None:
    """Write all of it into the book."""
    team = young_people.write(book)
    works.write(book, team)
    courts.write(book, team)
    schools.write(book)
    sessions.write(book)
    ordered.write(book)
    since = book.days.ago(months=12)
    for account, kind, days, minutes, why, state in LIEU:
        day = book.days.today - timedelta(days)
        decided = state != LieuState.ASKED
        book.add(
            "lieu_hours", worker_id=book.workers[account], kind=kind.value, day_on=day.isoformat(), minutes=minutes,
            why=why, work_id=None, state=state.value, made_at=book.at(day, "17:30"),
            decided_by=book.workers["me"] if decided else None, decided_at=book.at(day, "18:00") if decided else None,
            decided_why=None,
        )  # fmt: skip
    for account, (grade, hours, why) in HOURS.items():
        book.add(
            "capacity", worker_id=book.workers[account], grade=grade.value, minutes=round(hours * 60),
            from_on=since.isoformat(), why=why, made_by=book.workers["me"], made_at=book.at(since, "09:00"),
        )  # fmt: skip
