"""Ask with one of the windows of a client's page, keep what is typed until it is saved, and look again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui.errors import UserError
from topaz_tui.screens.client.changes import ChangeForm
from topaz_tui.screens.client.forms import ClientForm
from topaz_tui.screens.client.newest import look_at_newest, told
from topaz_tui.screens.dialogs.conflict import left_to_them, which
from topaz_tui.services import written_times
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.widgets.dialogs import Answers

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen


async def ask_and_save(page: ClientScreen, form: ClientForm) -> None:
    """Ask, and save what was answered."""
    app, client_id = page.app, page.subject_id
    key, before = str(client_id), told(page)

    async def save(answers: Answers) -> None:
        try:
            await app.settle(form.kind, key, form.save, app.session, client_id, answers)
        except UserError:
            await page.look()  # somebody else may have changed it: show it
            raise

    done = await page.ask_over(form.kind, key, form.title, form.questions, save, known=form.known, lead=form.lead,
                               danger=form.danger, done=form.done, check=form.check)  # fmt: skip
    if done:
        anew = await page.call(written_times.to_tell, app.session, client_id)
        app.say(f"{form.saved} {anew}".strip())
        await look_at_newest(page, before)


async def ask_and_change(page: ClientScreen, form: ChangeForm) -> None:
    """Ask what is to be changed, and save that. Where a colleague was quicker, the worker sees theirs, and chooses."""
    app, client_id = page.app, page.subject_id
    key, before = str(client_id), told(page)
    shown = {question.id: str(form.known.get(question.id) or "") for question in form.questions}
    seen = dict(shown)

    async def save(answers: Answers) -> bool | None:
        """Whether anything was changed; None where theirs and yours were left as they are."""
        after = {name: str(answers.get(name) or "") for name in shown}
        changed = {name: typed for name, typed in after.items() if typed != shown[name]}
        stood = seen
        while True:
            try:
                return await app.settle(form.kind, key, form.save, app.session, client_id, changed, stood)
            except EditConflict as meanwhile:
                await page.look()
                chosen = await page.put_over(which(meanwhile))
                if chosen is None:
                    return None  # what was typed is kept
                theirs, stood = left_to_them(meanwhile, chosen), meanwhile.seen
                changed = {name: typed for name, typed in changed.items() if name not in theirs}

    done = await page.ask_over(
        form.kind, key, form.title, form.questions, save, known=form.known, seen=seen, check=form.check
    )
    if done and done.value is not None:
        app.say("Saved." if done.value else "Nothing was changed.")
        await look_at_newest(page, before)
