"""Write the list on show into a file: asks for its name, and what it is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import permissions
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import REASON, Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import lists, whole_files
from topaz_tui.services.lists import ListFile, ListTable
from topaz_tui.services.whole_files import AskedFile
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine

FILE = Question(
    "file", "File", "line", "A new file: .csv, or .xlsx for a spreadsheet. You alone can read it.",
    needed="Name the file.",
)  # fmt: skip
WHY = Question(
    REASON, "What it is for", "line", "It goes into the log, with your name: name nobody of the list in it.",
    needed="Say what the file is for.",
)  # fmt: skip
WHICH = Question(
    "which", "Which list", "choice", options=tuple((each.code, each.words) for each in lists.LISTS),
    letters=tuple((each.code, each.letter) for each in lists.LISTS), needed="Choose the list.",
)  # fmt: skip
NOW, YEAR = "now", "year"
OF_WHEN = Question(
    "of_when", "Of when", "choice", "What is open: still to come, booked, not gone, not closed, or what holds.",
    options=((NOW, "What is open now"), (YEAR, "All of the last twelve months")),
    needed="Choose of when.",
)  # fmt: skip
WHICH_FILE = (Column("Who asks", 20), Column("List", 30, grows=1, wraps=True), Column("Lines", 7, right=True))
YES, NO = "yes", "no"
ANSWER = Question(
    "said", "May it be written?", "choice", "A yes stands for a day, and for one file.",
    options=((YES, "Yes: they write it themselves"), (NO, "No")), needed="Say yes or no.",
)  # fmt: skip
LEAD = "It has people's names in it, and leaves Topaz: keep it as safe as the list, and delete it after use."


def cannot_export(page: Page) -> str | None:
    """Why whoever sits there can write no list into a file; None where they can."""
    return None if page.app.session.may(Act.EXPORT_PEOPLE) else permissions.refusal(Act.EXPORT_PEOPLE)


async def export(page: Page, name: str, table: Callable[[], Awaitable[ListTable]]) -> None:
    """Ask, and write the list as it stands now; `name` goes into the name of the file that is proposed, and is the key
    of the draft."""
    made = await table()
    known: Answers = {FILE.id: f"~/topaz-{name.replace('_', '-')}-{clock.today().isoformat()}.csv"}

    async def write(given: Answers) -> ListFile:
        file, why = str(given[FILE.id]), str(given[REASON])
        written = await page.call(lists.write, page.app.session, made, file, why)
        await page.app.drop_draft(DraftKind.EXPORT, name)  # not with it: no transaction waits for a slow folder
        return written

    title = f"{made.title}: write {counted(len(made.rows), 'row')} into a file?"
    done = await ask_and_do(
        page, DraftKind.EXPORT, name, title, (FILE, WHY), write, known=known, lead=LEAD, done="Write it"
    )
    if done:
        page.app.say(done.value.words)


async def export_of_team(page: Page) -> None:
    """Ask which of the lists of what was put in place and arranged, and write it."""

    async def chosen(given: Answers) -> tuple[str, date | None]:
        since = clock.add_months(clock.today(), -12) if given[OF_WHEN.id] == YEAR else None
        return str(given[WHICH.id]), since

    done = await ask_and_do(page, "", "", "Write which list into a file?", (WHICH, OF_WHEN), chosen, done="Go on")
    if done:
        code, since = done.value
        await export(page, f"team-{code}", lambda: page.call(lists.of_support, page.app.session, code, since))


async def answer_whole_files(page: Page) -> None:
    """Say yes or no to a whole list that a colleague asks to write into a file."""
    app = page.app
    found = await page.call(whole_files.asked, app.session)
    waiting = {each.id: each for each in found if each.asked_by != app.session.worker_id}
    if not waiting:
        own = " What you asked for somebody else answers; 'topaz files --no NUMBER' takes it back." if found else ""
        app.hint(f"No whole list waits for you.{own}")
        return
    lines = [RecordLine(each.id, (each.name, each.title, f"{each.lines:,}")) for each in waiting.values()]
    chosen = await app.push_screen_wait(ChoiceDialog("Which list?", WHICH_FILE, lines, done="Answer it"))
    if not isinstance(chosen, int):
        return

    async def answer(given: Answers) -> AskedFile:
        return await page.call(whole_files.decide, app.session, chosen, given[ANSWER.id] == YES)

    title, lead = "May a whole list be written into a file?", f"{sanitize(waiting[chosen].words)}."
    if done := await ask_and_do(page, "", "", title, (ANSWER,), answer, lead=lead, done="Say so"):
        app.say(f"{sanitize(done.value.name)} can see your answer as they write it again.")
