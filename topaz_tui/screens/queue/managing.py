"""What a manager does with whoever the cursor of the queue stands on. Each returns what is to be said of it, None where
it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from topaz_tui import clock
from topaz_tui.grammar import does
from topaz_tui.rules.forms import Question
from topaz_tui.rules.queue_words import format_status
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import queue, workers
from topaz_tui.services.queue import QueuePerson
from topaz_tui.widgets.dialogs import ConfirmDialog

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen


async def put_first(page: QueueScreen, person: QueuePerson) -> str:
    """Before the other recalls, or where they stood before."""
    words = f"{person.name} {'stands as before' if person.put_first else 'comes before the other recalls now'}."
    await page.call(queue.put_first, page.app.session, person.client_id, not person.put_first)
    return words


async def release(page: QueueScreen, person: QueuePerson) -> str | None:
    """Let go of them for the colleague who holds them."""
    lead = (
        f"{does(person.held_by or 'A colleague', 'is')} with {person.name}. Release them only when they are not on "
        "the phone: what they typed is kept as their draft."
    )
    if not await page.app.push_screen_wait(ConfirmDialog("Release this person?", lead, done="Release them")):
        return None
    await page.call(queue.release_as_manager, page.app.session, person.client_id)
    return f"{person.name} can be taken by anybody again."


async def move_callback(page: QueueScreen, person: QueuePerson) -> str | None:
    """Have another colleague, or anybody, make the callback that they are promised."""
    team = [line for line in await page.call(workers.team, page.app.session) if not line.retired]
    options = (("anybody", "Anybody"), *((str(line.id), line.name) for line in team))
    question = Question("to", "Who calls back", "choice", options=options, needed="Choose who calls back.")
    lead = f"{format_status(person.stands, clock.now())}. Kept for {person.kept_for or 'anybody'}."

    async def move(answers: dict[str, Any]) -> str:
        to = None if answers["to"] == "anybody" else int(str(answers["to"]))
        await page.call(queue.move_callback, page.app.session, person.client_id, to)
        return dict(options)[str(answers["to"])]

    done = await ask_and_do(page, "", "", f"Callback to {person.name}", (question,), move, lead=lead)
    return f"The callback to {person.name} is kept for {done.value} now." if done else None
