"""Submit a concern: what is still missing, what happens then, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.grammar import counted
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.rules.concerns import MissingForSubmission
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens.concern.sections import BY_ID
from topaz_tui.services.concerns import ConcernDraft, Submitted
from topaz_tui.widgets.dialogs import ChoiceDialog, ConfirmDialog
from topaz_tui.widgets.record_list import Column, RecordLine

if TYPE_CHECKING:
    from topaz_tui.screens.concern.screen import ConcernScreen

WHAT_HAPPENS = (
    "It goes on the manager's board at once, and its clock begins.\n"
    "What is submitted can't be altered: you can add to it afterwards."
)


async def is_sure(page: ConcernScreen, draft: ConcernDraft) -> bool:
    """Ask whether it is to be submitted, for good."""
    lead = f"About {draft.adult.name}, as {draft.reference}.\n\n{WHAT_HAPPENS}"
    return bool(await page.app.push_screen_wait(ConfirmDialog("Submit this concern?", lead, done="Submit it")))


async def pick_missing(page: ConcernScreen, missing: tuple[MissingForSubmission, ...]) -> MissingForSubmission | None:
    """Say what is still needed; returns what of it one goes to, None where the window is left."""
    lines = [RecordLine(each, (BY_ID[each.section].title, each.sentence)) for each in missing]
    title = f"It can't be submitted yet: {counted(len(missing), 'answer', 'is')} still needed"
    columns = (Column("Section", 18), Column("What is missing", 20, grows=True, wraps=True))
    chosen = await page.app.push_screen_wait(ChoiceDialog(title, columns, lines, done="Go there"))
    return chosen if isinstance(chosen, MissingForSubmission) else None


def submitted_words(done: Submitted) -> str:
    """Where it stands now, and what is to be done with it."""
    words = f"{done.reference} is submitted and stands on the manager's board."
    by = clock.format_moment(done.deadline, clock.now()) if done.deadline else ""
    if done.goes_by:
        return f"{words} Topaz sends it now, by {done.goes_by}: the board (F4) shows how that ends."
    if by:
        return f"{words} Now send it to the council, by {by}, and record how: F4, Enter, s."
    return words


def keep_what_came_late(page: ConcernScreen, draft: ConcernDraft, submitted: forms.Answers) -> None:
    """What was typed while the database took its time was not submitted: it waits as an addition."""
    late = [
        f"{question.words}: {forms.answer_words(question, answer)}"
        for name, question in rules.QUESTIONS.items()
        if (answer := page.answers.get(name)) != submitted.get(name)
    ]
    if late:
        page.app.keep_draft(DraftKind.ADDITION, str(draft.id), {"text": "\n".join(late)})
        page.app.say("What you typed after that waits as an addition to it, not sent yet.")
