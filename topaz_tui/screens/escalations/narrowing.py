"""Which of the people on the board are to be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.rules.forms import Question
from topaz_tui.rules.referrals import KINDS
from topaz_tui.services.escalations import api as escalations
from topaz_tui.widgets.dialogs import Answers, FormDialog

if TYPE_CHECKING:
    from topaz_tui.screens.escalations.screen import EscalationsScreen

ALL = "all"


async def ask_kind(page: EscalationsScreen) -> Answers | None:
    """Ask for those alone who are here for one reason; None where it was left."""
    board = await page.call(escalations.board, page.app.session, "people")
    options = ((ALL, "All"), *((kind, f"{KINDS[kind]} ({count})") for kind, count in board.kinds.items()))
    question = Question("kind", "Why", "choice", options=options)
    answers: Answers | None = await page.app.push_screen_wait(
        FormDialog("Show only", (question,), answers={"kind": page.kind or ALL}, done="Show")
    )
    return answers


def kind_of(answers: Answers) -> str | None:
    """The reason that was chosen; None for all of them."""
    return None if answers.get("kind") in (None, ALL) else str(answers["kind"])
