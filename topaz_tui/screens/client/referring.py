"""Refer somebody for support, from their own page: the form, what it will say for good, and where it stands then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.errors import Invalid, UserError
from topaz_tui.rules import support as rules
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Answers as Given
from topaz_tui.screens.client.newest import look_at_newest, told
from topaz_tui.screens.dialogs.draft_form import ForGood, asked_and_shown, refusal
from topaz_tui.services import support
from topaz_tui.services.support import Begun, Sent

if TYPE_CHECKING:
    from topaz_tui.screens.client.screen import ClientScreen

DRAFT = DraftKind.REFERRAL
"""The kind of the draft of what is typed; the key is the client's number."""
ONLY_THE_COUNCIL = "No service is on the list yet: a manager adds them (topaz services add)."


async def refer(page: ClientScreen) -> None:
    """Ask, show what goes out, and send it. What is typed outlives any end, until it is sent."""
    app, client_id, key = page.app, page.subject_id, str(page.subject_id)
    begun: Begun = await page.call(support.begin, app.session, client_id)
    lead = "" if len(begun.questions[0].options) > 1 else ONLY_THE_COUNCIL
    title = f"Refer {page.page.name if page.page else 'them'}"
    then = "It goes out as it stands, and nothing of it can be altered."
    record = ForGood(title, "Referred for support", "Go on", then)
    wrong: UserError | None = None
    before = told(page)
    page.is_asking()
    while True:
        answers = await asked_and_shown(
            page,
            DRAFT,
            key,
            begun.questions,
            record,
            lead=lead,
            wrong=wrong,
            known=dict(begun.known),
            check=_wrong_with,
        )
        if answers is None:
            return
        try:
            sent: Sent = await app.settle(DRAFT, key, support.refer, app.session, client_id, answers)
            break
        except UserError as trouble:
            wrong = refusal(page, trouble)
    app.dispatch_soon()
    app.say(_said(sent))
    await look_at_newest(page, before)


def _wrong_with(answers: Given) -> UserError | None:
    why_not = rules.forbidden(answers)
    return Invalid(why_not, field="consent") if why_not else None


def _said(sent: Sent) -> str:
    due = clock.format_moment(sent.deadline, clock.now())
    goes = f"it goes by {sent.goes_by} now" if sent.goes_by else f"send it by {due} (F4, s)"
    return f"{sent.reference} to {sent.to}: {goes}."
