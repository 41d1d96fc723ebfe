"""Schools and colleges in the demo: their people, and who has had which training. One has lost its lead this week."""

from __future__ import annotations

from datetime import date, timedelta

from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts
from topaz_tui.rules.statutory.schools import PostRole, SettingKind, TrainingKind

KINDS = (SettingKind.SCHOOL, SettingKind.SCHOOL, SettingKind.SCHOOL, SettingKind.COLLEGE, SettingKind.EARLY_YEARS)
LEFT = 4
"""The school whose lead has left."""


def write(book: Book) -> None:
    """All schools with their people."""
    names = iter(texts.STAFF * 2)
    for number, (name, kind) in enumerate(zip(texts.SCHOOLS, KINDS, strict=True)):
        made = {"made_by": book.workers["me"], "made_at": book.at(book.days.ago(months=10), "10:00")}
        school = book.add(
            "school", name=name, kind=kind.value, urn=str(104_200 + 31 * number), council=texts.COUNCILS[number % 3],
            version=1, **made,
        )  # fmt: skip
        for place, what in enumerate((PostRole.LEAD, PostRole.STAFF, PostRole.STAFF)):
            gone = number == LEFT and what == PostRole.LEAD
            began = book.days.ago(months=12 + 4 * place)
            post = book.add(
                "school_post", school_id=school["id"], name=next(names), role=what.value, began_on=str(began),
                ended_on=str(book.days.back(1)) if gone else None,
                ended_why="Took a post in another town" if gone else None, **made,
            )  # fmt: skip
            _trained(book, post["id"], what, began, number)


def _trained(book: Book, post: int, what: PostRole, began: date, number: int) -> None:
    today = book.days.today
    courses = [
        (TrainingKind.INDUCTION, began),
        (TrainingKind.PREVENT, began + timedelta(30)),
        (TrainingKind.WHOLE_STAFF, began + timedelta(60)),
        (TrainingKind.UPDATE, today - timedelta(330 - 20 * number)),
    ]
    if what == PostRole.LEAD:
        courses += [(TrainingKind.LEAD, began), (TrainingKind.LEAD_UPDATE, today - timedelta(350 - 45 * number))]
    for course, day in courses:
        book.add(
            "training", post_id=post, course=course.value, held_on=str(day), whole=1, edition=str(day.year), note=None,
            work_id=None, made_by=book.workers["me"], made_at=book.at(book.days.near(day), "16:00"),
        )  # fmt: skip
