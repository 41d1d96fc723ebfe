"""What is done to the lines of the board that are marked, or to the one under the cursor: given to somebody, taken,
moved on, or whom they are about is written to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topaz_tui.screens.dialogs.colleagues import which_colleague
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.dialogs.writing import write_to
from topaz_tui.screens.escalations.chasing import record_for_all, tell
from topaz_tui.screens.escalations.lines import Thing, client_of, name_of
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Item, Refused
from topaz_tui.text import one_line
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine

if TYPE_CHECKING:
    from topaz_tui.screens.escalations.screen import EscalationsScreen

COLUMNS = (Column("Key", 3), Column("What", 24), Column("Then", 30, grows=1, wraps=True))
NOTHING_ALIKE = "Nothing can be recorded of these alike: each has steps of its own (Enter opens one)."


def whose(items: Sequence[Item]) -> str:
    """'Mr Amin', or '3 lines'."""
    return items[0].name if len(items) == 1 else f"{len(items)} lines"


async def take(page: EscalationsScreen, items: Sequence[Item]) -> None:
    """Make them one's own."""
    done, refused = await page.call(escalations.take_all, page.app.session, [item.id for item in items])
    if refused and not done:
        raise refused[0][1]
    tell(page, items, "It is yours now." if len(items) == 1 else f"{done} of them are yours now.", refused)


async def give(page: EscalationsScreen, items: Sequence[Item]) -> bool:
    """Ask to whom, and give them; whether that was done."""
    question = await which_colleague(page, "Who has it", "Choose who has it from now on.")
    if question is None:
        return False

    async def hand_over(answers: Answers) -> tuple[int, Refused, str]:
        to, ids = str(answers["to"]), [item.id for item in items]
        done, refused = await page.call(escalations.give_all, page.app.session, ids, int(to))
        if refused and not done:
            raise refused[0][1]
        return done, refused, one_line(dict(question.options)[to])

    given = await ask_and_do(page, "", "", f"Give to somebody: {whose(items)}", (question,), hand_over, done="Give")
    if given is not None:
        done, refused, to = given.value
        tell(page, items, f"Given to {to}." if len(items) == 1 else f"{done} of them are given to {to}.", refused)
    return given is not None


async def move_on(page: EscalationsScreen, items: Sequence[Item]) -> bool:
    """Ask which step is to be recorded of all of them, and what it needs; whether it was recorded."""
    found = await page.call(escalations.common_moves, page.app.session, [item.id for item in items])
    if not found:
        page.app.hint(NOTHING_ALIKE)
        return False
    lines = [RecordLine(each.id, (each.key, each.words, each.then)) for each in found]
    chosen = await page.app.push_screen_wait(ChoiceDialog(f"Record of {whose(items)}", COLUMNS, lines, done="Go on"))
    move = next((each for each in found if each.id == chosen), None)
    return move is not None and await record_for_all(page, items, move)


async def write(page: EscalationsScreen, things: Sequence[Thing]) -> bool:
    """Write to whom these lines are about, to each once; whether that was made. What a line waits for is recorded on it
    all the same."""
    people = {client_id: name_of(thing) for thing in things if (client_id := client_of(thing)) is not None}
    done = await write_to(page, people) if people else None
    if done:
        page.marked.clear()
        page.app.say(done)
    return done is not None
