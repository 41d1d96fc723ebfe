"""Say of two records whether they are one person's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.rules.forms import Question
from topaz_tui.services import clients
from topaz_tui.services.clients import Likely
from topaz_tui.widgets.ask import Answers

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen

UNDECIDED = (("confirmed", "The same person"), ("dismissed", "Somebody else"))
LINKED = (("open", "Not linked any more"), ("dismissed", "Somebody else"))


async def judge(page: ClientScreen, other: Likely) -> None:
    """Ask whether the other record is this person's, and save it. One choice without words: it has no draft."""
    app, client_id = page.app, page.subject_id
    question = Question(
        "verdict", "They are", "choice",
        "Linked they are called once, and what stops one stops both; nothing is merged.",
        LINKED if other.verdict == "confirmed" else UNDECIDED,
        needed="Choose one of the two.",
    )  # fmt: skip
    why = f" ({other.why})" if other.why else ""
    born = clock.day_words(other.born_on) if other.born_on else "not known"
    lead = f"{other.name}, born {born}, {other.person_id}{why}."

    async def save(answers: Answers) -> None:
        verdict = str(answers["verdict"])
        if verdict == "open":
            await page.ask(clients.unlink, app.desk, client_id, other.client_id)
        else:
            await page.ask(clients.judge_duplicate, app.desk, client_id, other.client_id, verdict)

    if await page.ask_over("", "", "The same person twice?", (question,), save, lead=lead):
        app.say("Saved.")
        await page.look()
