"""Say of two records whether they are one person's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.rules.forms import Question, When
from topaz_tui.rules.people import Verdict
from topaz_tui.services import access, clients
from topaz_tui.services.clients import Likely
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen

UNDECIDED = ((Verdict.CONFIRMED, "The same person"), (Verdict.DISMISSED, "Somebody else"))
HOW = Question(
    "reason",
    "How you know",
    "line",
    "Needed where one of the two has died, moved, refused or is not safe to call.",
    when=When("verdict", (Verdict.DISMISSED,)),
)
LINKED = ((Verdict.OPEN, "Not linked any more"), (Verdict.DISMISSED, "Somebody else"))


HOLDS_NO_MORE = "That holds no more: stand on the newest line that says it."


async def take_back_judgement(page: ClientScreen, judgement_id: int) -> None:
    """Take back what a line of the timeline says of this record and another."""
    app = page.app
    said = await page.call(clients.judged, app.session, judgement_id)
    if said is None:
        app.hint(HOLDS_NO_MORE)
        return
    window = ConfirmDialog("Take it back?", f"{said.words}.", done="Take it back", says=said.taken_back)
    if await app.push_screen_wait(window):
        await page.call(clients.take_back, app.session, said)
        app.say(said.taken_back)
        await page.look()


async def judge(page: ClientScreen, other: Likely) -> None:
    """Ask whether the other record is this person's, and save it."""
    app, client_id = page.app, page.subject_id
    kind, key = f"judge {other.client_id}", str(client_id)
    question = Question(
        "verdict",
        "They are",
        "choice",
        "Linked they are called once, and what stops one stops both; nothing is merged.",
        LINKED if other.verdict == Verdict.CONFIRMED else UNDECIDED,
        needed="Choose one of the two.",
    )
    why = f" ({other.why})" if other.why else ""
    born = f"born {clock.format_day(other.born_on) if other.born_on else 'not known'}, "
    lead = f"{other.name}, {'' if access.is_held_back(other) else born}{other.person_id}{why}."

    async def save(answers: Answers) -> None:
        verdict = str(answers["verdict"])
        if verdict == Verdict.OPEN:
            await app.settle(kind, key, clients.unlink, app.session, client_id, other.client_id)
        else:
            what = (app.session, client_id, other.client_id, verdict, str(answers.get("reason") or ""))
            await app.settle(kind, key, clients.judge_duplicate, *what)

    if await page.ask_over(kind, key, "The same person twice?", (question, HOW), save, lead=lead):
        app.say("Saved.")
        await page.look()
