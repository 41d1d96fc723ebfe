"""Move a piece of work on: one of the moves of its state is chosen, what it needs asked, and it is made."""

from __future__ import annotations

from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do, pending
from topaz_tui.services.statutory import opened_work, work
from topaz_tui.services.statutory.opened_work import OfferedWorkMove, OpenedWork
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine

DRAFT = DraftKind.WORK_MOVE
"""The kind of the draft of what a move is given; the key is 'work/move'."""
COLUMNS = (Column("What is done", 26, grows=True, wraps=True), Column("Why not now", 36, grows=True, wraps=True))
TYPED = "What you typed in the document is not saved in it yet: open the document first, and go back from it."


async def move_on(page: Page, work_id: int, move: str = "") -> bool:
    """Ask which move, and make it; whether it was made. `move` goes on with that one."""
    app = page.app
    opened = await page.call(opened_work.look, app.session, work_id)
    if await unsaved(page, opened):
        app.hint(TYPED)
        return False
    chosen: object = move
    if not move:
        window = ChoiceDialog(
            f"What is done with it? {opened.title}", COLUMNS, lines(opened), lead=opened.stands, done="Go on"
        )
        chosen = await app.push_screen_wait(window)
    found = next((each for each in opened.moves if each.id == chosen), None)
    if found is None:
        if move:
            app.say("What you began to write can't be done now: it is kept.")
        return False
    if found.why_not:
        app.hint(f"Not now: {found.why_not}")
        return False
    return await _make(page, opened, found)


def lines(opened: OpenedWork) -> list[RecordLine]:
    """A line for each move of the state: first those that can be made, of these first what brings it on."""
    moves = sorted(opened.moves, key=lambda each: (each.why_not is not None, not each.onward))
    return [RecordLine(each.id, (each.does, each.why_not or ""), "quiet" if each.why_not else "") for each in moves]


async def unsaved(page: Page, opened: OpenedWork) -> bool:
    """Does this worker have words for its document that are a draft alone, and can be saved in it?"""
    kept = await pending(page, DraftKind.DOCUMENT)
    return not kept.keys().isdisjoint(f"{opened.known.id}/{section}" for section in opened.sections)


async def _make(page: Page, opened: OpenedWork, move: OfferedWorkMove) -> bool:
    app, known = page.app, opened.known
    key = f"{known.id}/{move.id}"

    async def make(answers: Answers) -> KnownWork:
        typed = dict(answers)
        gives_to = int(str(typed.pop("worker"))) if move.gives else None
        what = (app.session, known.id, known.version, move.id, typed, gives_to)
        return await app.settle(DRAFT, key, work.move, *what)

    title = f"{move.does}: {opened.title}"
    done = await ask_and_do(page, DRAFT, key, title, move.needs, make, lead=opened.about, done=move.does)
    if done is None:
        return False
    app.say(f"{move.words}: recorded.")
    if move.id in (WorkMoveId.SEND, WorkMoveId.RESUME):
        app.dispatch_soon()
    return True
