"""Write the list on show into a file: asks for its name, and what it is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules import permissions
from topaz_tui.rules.forms import REASON, Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import refusal
from topaz_tui.services import lists
from topaz_tui.services.lists import ListTable
from topaz_tui.widgets.dialogs import Answers, FormDialog

FILE = Question(
    "file", "File", "line", "A new file: .csv, or .xlsx for a spreadsheet. You alone can read it.",
    needed="Name the file.",
)  # fmt: skip
WHY = Question(
    REASON, "What it is for", "line", "It goes into the log, with your name: name nobody of the list in it.",
    needed="Say what the file is for.",
)  # fmt: skip
LEAD = "It has people's names in it, and leaves Topaz: keep it as safe as the list, and delete it after use."


def cannot_export(page: Page) -> str | None:
    """Why whoever sits there can write no list into a file; None where they can."""
    return None if page.app.session.may(Act.EXPORT_PEOPLE) else permissions.refusal(Act.EXPORT_PEOPLE)


async def export(page: Page, name: str, table: Callable[[], Awaitable[ListTable]]) -> None:
    """Ask, and write the list as it stands now; `name` goes into the name of the file that is proposed. Where it is
    refused the window is there again, with what was typed."""
    made = await table()
    file = f"~/topaz-{name.replace('_', '-')}-{clock.today().isoformat()}.csv"
    answers: Answers = {FILE.id: file}
    wrong: UserError | None = None
    title = f"Write {len(made.rows):,} {'row' if len(made.rows) == 1 else 'rows'} into a file?"
    while True:
        window = FormDialog(title, (FILE, WHY), answers=answers, lead=LEAD, wrong=wrong, done="Write it")
        given: Answers | None = await page.app.push_screen_wait(window)
        if given is None:
            return
        answers = given
        try:
            written = await page.call(lists.write, page.app.session, made, str(given[FILE.id]), str(given[REASON]))
        except UserError as trouble:
            wrong = refusal(page, trouble)
        else:
            page.app.say(written.words)
            return
