"""Leave somebody in the queue for later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from topaz_tui import clock
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question, When
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.queue.several import for_each, names, whom
from topaz_tui.services import queue
from topaz_tui.services.queue import QueuePerson

if TYPE_CHECKING:
    from topaz_tui.screens.queue.screen import QueueScreen

SKIPS = (
    ("interpreter", "Interpreter to be booked"),
    ("better", "Better at another time of day"),
    ("colleague", "Colleague sees to it first"),
    ("asked", "Family or carer asked to wait"),
    ("waiting", "Waiting for an answer about them"),
    ("other", "Other: in my own words"),
)
"""Why somebody is left for later [ours]: the first letters differ, so that one key says it."""


async def skip(page: QueueScreen, people: Sequence[QueuePerson]) -> str | None:
    """Ask why and until when, and skip them; returns what is to be said of it, None where it was left. What is typed
    for several is the first one's draft."""
    kind, key = DraftKind.SKIP, str(people[0].client_id)

    async def skip(answers: dict[str, Any]) -> tuple[datetime, str]:
        until = clock.from_store(str(answers["until"]))
        reason = str(answers.get("own") or dict(SKIPS)[str(answers["reason"])])

        async def skip_one(person: QueuePerson) -> None:
            what = page.app.session, person.client_id, reason, until
            if person is people[0]:
                await page.app.settle(kind, key, queue.skip, *what)
            else:
                await page.call(queue.skip, *what)

        return until, await for_each(page, people[::-1], skip_one)  # the draft goes with the last

    done = await ask_and_do(
        page, kind, key,
        f"Skip {whom(people)} for now",
        (
            Question("reason", "Why not now", "choice", options=SKIPS, needed="Say why not now."),
            Question("own", "In your own words", "line", when=When("reason", ("other",)),
                     needed="Say why not now."),
            Question("until", "Come back", "time", "Such as 2pm, tomorrow at 10, mon, +2w",
                     needed="Say when to come back to them.", sense="ahead"),
        ),
        skip,
        lead=names(people) if len(people) > 1 else "",
        done="Skip",
    )  # fmt: skip
    if done is None:
        return None
    until, refused = done.value
    return f"Skipped until {clock.format_moment(until, clock.now())}. {refused}".strip()
