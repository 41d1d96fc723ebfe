"""What a manager does with whoever the cursor of the queue stands on, or with those who are marked. Each returns what
is to be said of it, None where it was left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from topaz_tui import clock
from topaz_tui.grammar import does, several
from topaz_tui.rules.forms import Question
from topaz_tui.rules.queue_words import format_status
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.queue.several import for_each, names, whom
from topaz_tui.services import queue, workers
from topaz_tui.services.queue import QueuePerson
from topaz_tui.widgets.dialogs import ConfirmDialog

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen


async def put_first(page: QueueScreen, people: Sequence[QueuePerson]) -> str:
    """Before the other recalls; or where they stood before, where all of them are first already."""
    first = not all(each.put_first for each in people)
    refused = await for_each(
        page, people, lambda each: page.call(queue.put_first, page.app.session, each.client_id, first)
    )
    does_so, where = ("comes", "before the other recalls now") if first else ("stands", "as before")
    return f"{whom(people)} {several(len(people), does_so)} {where}. {refused}".strip()


async def release(page: QueueScreen, people: Sequence[QueuePerson]) -> str | None:
    """Let go of them for the colleagues who hold them."""
    if len(people) == 1:
        title = "Release this person?"
        lead = f"{does(people[0].held_by or 'A colleague', 'is')} with {people[0].name}. Release them"
    else:
        title = f"Release {whom(people)}?"
        lead = f"{', '.join(f'{each.name} ({each.held_by})' for each in people)}. Release them"
    lead += " only when they are not on the phone: what was typed is kept as a draft."
    if not await page.app.push_screen_wait(ConfirmDialog(title, lead, done="Release them")):
        return None
    refused = await for_each(
        page, people, lambda each: page.call(queue.release_as_manager, page.app.session, each.client_id)
    )
    return f"{whom(people)} can be taken by anybody again. {refused}".strip()


async def move_callback(page: QueueScreen, people: Sequence[QueuePerson]) -> str | None:
    """Have another colleague, or anybody, make the callbacks that they are promised."""
    team = [line for line in await page.call(workers.team, page.app.session) if line.takes_work]
    options = (("anybody", "Anybody"), *((str(line.id), line.name) for line in team))
    question = Question("to", "Who calls back", "choice", options=options, needed="Choose who calls back.")
    lead = names(people)
    if len(people) == 1:
        lead = f"{format_status(people[0].stands, clock.now())}. Kept for {people[0].kept_for or 'anybody'}."

    async def move(answers: dict[str, Any]) -> tuple[str, str]:
        to = None if answers["to"] == "anybody" else int(str(answers["to"]))
        refused = await for_each(
            page, people, lambda each: page.call(queue.move_callback, page.app.session, each.client_id, to)
        )
        return dict(options)[str(answers["to"])], refused

    callback = several(len(people), "callback")
    done = await ask_and_do(page, "", "", f"Callback to {whom(people)}", (question,), move, lead=lead)
    if done is None:
        return None
    to, refused = done.value
    return f"The {callback} to {whom(people)} {several(len(people), 'is')} kept for {to} now. {refused}".strip()
