"""The question to which colleague something goes."""

from __future__ import annotations

from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.services import workers


async def which_colleague(page: Page, words: str, needed: str) -> Question | None:
    """The question ('to'), with everybody at work but whoever sits here. None, and it is said, where nobody else is."""
    session = page.app.session
    team = [each for each in await page.call(workers.team, session) if each.takes_work]
    options = tuple((str(each.id), each.name) for each in team if each.id != session.worker_id)
    if not options:
        page.app.hint("Nobody else is at work here.")
        return None
    return Question("to", words, "choice", options=options, needed=needed)
