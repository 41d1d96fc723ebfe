"""Print what there is of a piece of work into a file: which paper of it, and where to."""

from __future__ import annotations

from topaz_tui.errors import UserError
from topaz_tui.rules.forms import Question
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import refusal
from topaz_tui.services.statutory import prints
from topaz_tui.services.statutory.opened_work import OpenedWork
from topaz_tui.services.statutory.prints import Paper
from topaz_tui.widgets.dialogs import Answers, ChoiceDialog, FormDialog
from topaz_tui.widgets.record_list import Column, RecordLine

COLUMNS = (Column("What is printed", 44, grows=True, wraps=True),)
FILE = Question("file", "File", "line", "A new PDF. You alone can read it.", needed="Name the file.")
FOLDER = Question("file", "Folder", "line", "A new folder: a PDF in it for each of them.", needed="Name the folder.")
LEAD = "It leaves Topaz: keep it as safe as the record. That it was printed is logged, with your name."
NO_PAPER = "Nothing is written yet, so nothing prints."
NOT_HERE = "This terminal makes no PDF: topaz work show does."


def cannot_print(page: Page, opened: OpenedWork | None) -> str | None:
    """Why nothing prints here; None where something does."""
    if opened is None or not prints.papers(opened.known, opened.document):
        return NO_PAPER
    return None if page.app.draw else NOT_HERE


async def print_out(page: Page, opened: OpenedWork) -> None:
    """Ask what, and where to, and write it. Where it is refused the window is there again, with what was typed."""
    there, app = prints.papers(opened.known, opened.document), page.app
    if not there or app.draw is None:
        app.hint(cannot_print(page, opened) or NO_PAPER)
        return
    paper: object = there[0]
    if len(there) > 1:
        lines = [RecordLine(each, (prints.PAPERS[each],)) for each in there]
        paper = await app.push_screen_wait(ChoiceDialog(f"Print: {opened.title}", COLUMNS, lines, done="Go on"))
    if not isinstance(paper, Paper):
        return
    asked = FOLDER if paper == Paper.EACH else FILE
    answers: Answers = {FILE.id: f"~/{prints.proposed(opened.known, opened.document, paper)}"}
    wrong: UserError | None = None
    while True:
        title = f"{prints.PAPERS[paper]} · {opened.title}"
        window = FormDialog(title, (asked,), answers=answers, lead=LEAD, wrong=wrong, done="Print it")
        given: Answers | None = await app.push_screen_wait(window)
        if given is None:
            return
        answers = given
        try:
            what = (app.session, opened.known.id, paper, str(given[FILE.id]), app.draw)
            written = await page.call(prints.write, *what)
        except UserError as trouble:
            wrong = refusal(page, trouble)
        else:
            app.say(written.words)
            return
