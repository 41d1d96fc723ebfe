"""Chase the council, for one concern or for several at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from topaz_tui.errors import UserError
from topaz_tui.rules.referrals import MOVES, MoveId
from topaz_tui.screens.dialogs.draft_form import asked_and_shown, refusal
from topaz_tui.screens.escalations.lines import is_today
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Item

if TYPE_CHECKING:
    from topaz_tui.screens.escalations.screen import EscalationsScreen

CHASE = "chase"  # the kind of the draft kept of a chase from the board


def late(items: Iterable[Item]) -> set[int]:
    """The numbers of those for which the council is late, and was not chased today."""
    return {
        item.id
        for item in items
        if item.chaseable and item.with_council and item.overdue and not is_today(item.chased_at)
    }


async def chase(page: EscalationsScreen, items: Sequence[Item]) -> bool:
    """One note for all of them; what is typed is kept until it is saved. Whether it was."""
    title = items[0].name if len(items) == 1 else f"{len(items)} concerns at once"
    lead = ", ".join(f"{item.reference} {item.name}" for item in items)
    lead += "\nEach gets this in its history. No deadline moves."
    title = f"Chase the council: {title}"
    chase = MOVES[MoveId.CHASE]
    last = max(items, key=lambda item: item.since)
    it = "it" if len(items) == 1 else last.reference or last.name
    check = partial(escalations.wrong_with, chase.needs, last.since, it=it)
    wrong: UserError | None = None
    while True:
        answers = await asked_and_shown(
            page,
            CHASE,
            "board",
            title,
            chase.needs,
            chase.words,
            then=lead,
            done="Chased",
            wrong=wrong,
            check=check,
        )
        if answers is None:
            return False
        versions = {item.id: item.version for item in items}
        try:
            done, refused = await page.call(escalations.chase_all, page.app.session, versions, answers)
            break
        except UserError as trouble:
            wrong = refusal(page, trouble)
    names = {item.id: item.name for item in items}
    page.marked -= {item.id for item in items} - {each for each, _ in refused}
    told = [f"{names[each]}: {trouble.message} It is still marked." for each, trouble in refused]
    if not refused:
        await page.app.drop_draft(CHASE, "board")
    if done:
        told.append(f"Chased: recorded on {done} concern{'' if done == 1 else 's'}.")
    page.app.say(" ".join(told), "trouble" if refused else "done")
    return True
