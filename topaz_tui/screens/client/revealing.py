"""Show the numbers of somebody who is not safe to call, once, for a reason that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.screens.client.forms import ON_THE_TIMELINE
from topaz_tui.services import clients
from topaz_tui.services.clients import ClientProfile
from topaz_tui.widgets.dialogs import Answers

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen


async def reveal(page: ClientScreen) -> ClientProfile | None:
    """Ask for the reason, and look them up with their numbers; None where nobody gave one."""
    question = Question("reason", "Reason", "line", ON_THE_TIMELINE, needed="Say why the number has to be seen.")
    lead = "It is not safe to call them: a call can put them in danger. The numbers are shown this once."
    kind, key, title = DraftKind.SHOW_NUMBERS, str(page.subject_id), "Show the numbers?"

    async def look(answers: Answers) -> ClientProfile:
        what = (page.app.session, page.subject_id, str(answers["reason"]))
        return await page.app.settle(kind, key, clients.reveal_numbers, *what, limit=page.limit)

    done = await page.ask_over(kind, key, title, (question,), look, lead=lead, danger=True, done="Show them")
    return done.value if done else None
