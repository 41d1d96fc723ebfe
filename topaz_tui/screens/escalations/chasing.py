"""Record one step of several lines at once: a chase, a letter, to look again later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from topaz_tui.errors import UserError
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.rules.referrals import MOVES, EscalationKind, MoveId
from topaz_tui.screens.dialogs.draft_form import ForGood, asked_and_shown, refusal
from topaz_tui.screens.escalations.lines import is_today
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Item, OfferedMove, Refused

if TYPE_CHECKING:
    from topaz_tui.screens.escalations.screen import EscalationsScreen

CHASE = DraftKind.CHASE
"""The kind of the drafts kept of what is recorded of several lines; their keys say of which move."""
BOARD = "board"  # the key of a chase's


def late(items: Iterable[Item]) -> set[int]:
    """The numbers of those for which the council is late, and was not chased today."""
    return {
        item.id
        for item in items
        if item.chaseable and item.with_council and item.overdue and not is_today(item.chased_at)
    }


def _whom(items: Sequence[Item]) -> str:
    """Who is chased, in words."""
    kinds = {item.kind == EscalationKind.SERVICE for item in items}
    return "the council and services" if len(kinds) > 1 else "the service" if True in kinds else "the council"


async def chase(page: EscalationsScreen, items: Sequence[Item]) -> bool:
    """Chase whoever each of these documents went to; whether it was recorded."""
    move = MOVES[MoveId.CHASE]
    what = ChaseStep(move.id, BOARD, f"Chase {_whom(items)}", move.needs, move.words, "Chased", "No deadline moves.")
    return await _record(page, items, what)


async def record_for_all(page: EscalationsScreen, items: Sequence[Item], move: OfferedMove) -> bool:
    """Record this move of each of these lines; whether it was."""
    if move.id == MoveId.CHASE:
        return await chase(page, items)
    return await _record(page, items, ChaseStep(move.id, move.id, move.words, move.needs, move.tells, move.words, ""))


@dataclass(frozen=True, slots=True)
class ChaseStep:
    """What is recorded of several: `key` that of its draft, `does` and `done` say it in the window, `tells` in the
    history; `then` is what else is to be known."""

    move_id: str
    key: str
    does: str
    needs: tuple[Question, ...]
    tells: str
    done: str
    then: str


async def _record(page: EscalationsScreen, items: Sequence[Item], step: ChaseStep) -> bool:
    """One note for all of them; what is typed is kept until it is saved. Whether it was."""
    several = f"{len(items)} {_things(items, len(items))} at once"
    title = f"{step.does}: {items[0].name if len(items) == 1 else several}"
    lead = ", ".join(f"{item.reference or item.short_words} {item.name}" for item in items)
    lead += f"\nEach gets this in its history. {step.then}".rstrip()
    last = max(items, key=lambda item: item.since)
    it = "it" if len(items) == 1 else last.reference or last.name
    check = partial(escalations.wrong_with, step.needs, last.since, it=it)
    wrong: UserError | None = None
    while True:
        answers = await asked_and_shown(
            page,
            CHASE,
            step.key,
            step.needs,
            ForGood(title, step.tells, step.done, lead),
            wrong=wrong,
            check=check,
        )
        if answers is None:
            return False
        versions = {item.id: item.version for item in items}
        try:
            done, refused = await page.call(escalations.move_all, page.app.session, versions, step.move_id, answers)
            break
        except UserError as trouble:
            wrong = refusal(page, trouble)
    if not refused:
        await page.app.drop_draft(CHASE, step.key)
    tell(page, items, f"{step.done}: recorded on {done} {_things(items, done)}." if done else "", refused)
    return True


def _things(items: Sequence[Item], count: int) -> str:
    one = "concern" if all(item.kind == EscalationKind.CONCERN for item in items) else "line"
    return one if count == 1 else f"{one}s"


def tell(page: EscalationsScreen, items: Sequence[Item], done: str, refused: Refused) -> None:
    """Say what was done, and of which of them it could not be, and why: those stay marked."""
    names = {item.id: item.name for item in items}
    page.marked -= {item.id for item in items} - {each for each, _ in refused}
    stays = " It is still marked." if page.marked else ""
    told = [f"{names[each]}: {trouble.message}{stays}" for each, trouble in refused]
    page.app.say(" ".join(filter(None, (*told, done))), "trouble" if refused else "done")
