"""What the councils of the demo ordered: one nearly used it up, one bought a team, one has none."""

from __future__ import annotations

import json

from topaz_tui import clock
from topaz_tui.demo.book import Book
from topaz_tui.demo.children import texts
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.children.work_states import WorkKind

PRICE = "Lot 2, item 4"
"""What the steps of the work say, too."""


def write(book: Book) -> None:
    """Keep the commissions, and put the work of these councils under them. It comes after all work."""
    began = book.days.ago(months=10)
    of_council: dict[str, int] = {}
    for number, (council, until, team) in enumerate(
        ((texts.COUNCILS[0], book.days.ahead(20), None), (texts.COUNCILS[1], book.days.ahead(120), "Lot 4"))
    ):
        row = book.add(
            "commission", reference=f"CS-{began.year}-{number + 11:02}", council=council, ordered_by=texts.ORDERED_BY,
            ordered_on=began.isoformat(), began_on=began.isoformat(), until_on=until.isoformat(), team_price=team,
            version=1, made_by=book.workers["me"], made_at=book.at(began, "10:00"),
        )  # fmt: skip
        of_council[council] = row["id"]
    first = of_council[texts.COUNCILS[0]]
    items: tuple[tuple[WorkKind, int | None], ...] = (
        (WorkKind.PATHWAY_PLAN, 5),
        (WorkKind.PLAN_REVIEW, 20),
        (WorkKind.TRAINING, None),
    )
    for kind, most in items:
        book.add("commission_item", commission_id=first, kind=kind.value, number=most, price=PRICE)
    second = of_council[texts.COUNCILS[1]]
    for month in (clock.add_months(began, number) for number in range(8)):
        book.add(
            "commission_month", commission_id=second, month_on=month.isoformat(), bill=f"INV-{month:%y%m}-02",
            made_by=book.workers["me"], made_at=book.at(month, "10:00"),
        )  # fmt: skip
    taken_on = {row["work_id"]: row for row in book.rows["work_step"] if row["move"] == WorkMoveId.ACCEPT}
    kinds = {WorkKind.PATHWAY_PLAN, WorkKind.PLAN_REVIEW, WorkKind.TRAINING}
    for work in book.rows["work"]:
        id, step = of_council.get(str(work["council"])), taken_on.get(work["id"])
        if step is None or id is None or (id == first and work["kind"] not in kinds):
            continue
        work["commission_id"] = id
        reference = next(row["reference"] for row in book.rows["commission"] if row["id"] == id)
        step["answers"] = json.dumps({**json.loads(step["answers"]), "commission": reference}, ensure_ascii=False)
