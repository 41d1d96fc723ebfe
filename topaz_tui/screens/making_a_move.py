"""Make a move on an escalation: ask what it needs, and record it, also where somebody was quicker."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from topaz_tui.errors import Conflict, UserError
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.referrals import EscalationKind
from topaz_tui.screens.dialogs.draft_form import WINDOW_WIDTH, ForGood, asked_and_shown, refusal, will_say
from topaz_tui.services import nobody, written_times
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Case, OfferedMove
from topaz_tui.text import wrap_hanging
from topaz_tui.widgets.dialogs import Answers, FormDialog

if TYPE_CHECKING:
    from topaz_tui.screens.case import CaseScreen

DRAFT = DraftKind.MOVE  # the kind of the drafts kept of what a move is given; the key is 'escalation/move'


class CanNot(Conflict):
    """Somebody was quicker, and after theirs this move is none: no answer in its form would make it one."""


async def make_move(page: CaseScreen, case: Case, move: OfferedMove) -> None:
    """Ask what the move needs, make it, and say so. What is typed is kept until it is made."""
    key = f"{case.item.id}/{move.id}"
    record = ForGood(f"{move.words}: {case.item.name}", move.tells, move.words, move.then, move.danger)
    wrong: UserError | None = None
    while True:
        answers = await asked_and_shown(
            page,
            DRAFT,
            key,
            move.needs,
            record,
            check=partial(escalations.wrong_with, move.needs, case.item.since),
            wrong=wrong,
        )
        if answers is None:
            return
        try:
            made = await _record(page, case, move, key, answers)
            break
        except CanNot:
            raise
        except UserError as trouble:
            wrong = refusal(page, trouble)
    if made:
        page.app.dispatch_soon()
        then: tuple[str, ...] = ()
        if case.item.kind == EscalationKind.INTERPRETER:  # a time was named, and the call may be at another
            then = await page.call(nobody.following, page.app.session, case.item.client_id)
        anew = await page.call(written_times.to_tell, page.app.session, case.item.client_id)
        page.say_done(" ".join(filter(None, (f"{move.words}: recorded.", *then, anew))))


async def _record(page: CaseScreen, case: Case, move: OfferedMove, key: str, answers: Answers) -> bool:
    """Whether it was recorded: where somebody was quicker, they may leave it with theirs."""
    version = case.item.version
    while True:
        try:
            what = (page.app.session, page.escalation_id, version, move.id, answers)
            await page.app.settle(DRAFT, key, escalations.move, *what)
        except EditConflict as meanwhile:
            await page.look_up()
            now = page.case or case
            cannot = next(each.why_not for each in now.moves if each.id == move.id)
            if cannot:
                raise CanNot(meanwhile.message, f"{cannot} What you typed is kept.") from meanwhile
            if await page.app.push_screen_wait(_beside(meanwhile, now, move, answers)) is None:
                return False  # what was given for it is kept
            version = now.item.version
        else:
            return True
        finally:
            await page.look_up()


def _beside(meanwhile: EditConflict, now: Case, move: OfferedMove, answers: Answers) -> FormDialog:
    """What somebody recorded meanwhile, and what was typed here: is it to be recorded as well?"""
    theirs = [
        each for label, words in now.history[-1].said for each in wrap_hanging(f"{label}: {words}", WINDOW_WIDTH, at=4)
    ]
    yours = will_say(move.tells, "you", move.needs, answers)
    lead = "\n".join((meanwhile.message, *theirs, "Yours, not recorded yet:", yours))
    return FormDialog(f"{move.words} all the same?", lead=lead, done="Record yours as well")
