"""What a worker has begun and not finished, offered when the program starts again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.runtime.keyboard import GLANCE
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.services import concerns
from topaz_tui.services.concerns import Unfinished
from topaz_tui.widgets.dialogs import ChoiceDialog
from topaz_tui.widgets.record_list import Column, RecordLine

if TYPE_CHECKING:
    from topaz_tui.screens.shell import Shell

COLUMNS = (Column("What", 17), Column("About", 20, grows=True, wraps=True), Column("Last typed", 17))
KINDS: Mapping[str, str] = {
    DraftKind.CONCERN: "Concern", DraftKind.CALL: "Call", DraftKind.NOTE: "Note",
    DraftKind.HANDOVER_NOTE: "For next caller", DraftKind.QUESTION: "Question", DraftKind.EDIT: "Change",
    DraftKind.PHONE: "Number", DraftKind.CONTACT: "Contact", DraftKind.WARNING: "Warning",
    DraftKind.END_WARNING: "Warning's end", DraftKind.RESUME: "Calls go on",
    DraftKind.SHOW_NUMBERS: "Numbers shown", DraftKind.REVEAL: "Numbers shown", DraftKind.SKIP: "Skip",
    DraftKind.RESTRICT: "Restricted", DraftKind.BREAK_GLASS: "Restricted",
    DraftKind.RING: "Reason to ring", DraftKind.ADDITION: "Addition", DraftKind.DISCARD: "Discard",
    DraftKind.TAKE_OVER: "Take over", DraftKind.MOVE: "Escalation", DraftKind.PUT_RIGHT: "Put right",
    DraftKind.CHASE: "For several", DraftKind.LEFT_OVER: "For a concern", DraftKind.NEW_PERSON: "Somebody new",
    DraftKind.DECIDE: "In doubt", DraftKind.SETTLE: "In doubt", DraftKind.JUDGE: "Two records",
    DraftKind.ACTION: "Action",
    DraftKind.ACTIONS: "Actions", DraftKind.AUTHORITY: "Authority", DraftKind.BOOKING: "Interpreter",
    DraftKind.WISH: "Wish about calls", DraftKind.REFERRAL: "Referral", DraftKind.SERVICE: "Service",
    DraftKind.LETTER: "Letter", DraftKind.HAPPENED: "What happened", DraftKind.ORDER: "Court order",
    DraftKind.SCHOOL: "School", DraftKind.WORK_MOVE: "Piece of work", DraftKind.DOCUMENT: "Document",
    DraftKind.EXPORT: "List in a file", DraftKind.LIEU: "Hours in lieu",
    DraftKind.COMMISSION: "Commission",
    DraftKind.TEAM_SETTING: "Team setting",
}  # fmt: skip
"""What each kind of draft is called in the list; the kind of some ends in what of it was typed into."""
WHOM: Mapping[str, str] = {DraftKind.NEW_PERSON: "Not on the list yet", DraftKind.SERVICE: "To refer people to",
                              DraftKind.SCHOOL: "A school", DraftKind.EXPORT: "Many at once",
                              DraftKind.LIEU: "Somebody's hours", DraftKind.TEAM_SETTING: "The team",
                              DraftKind.COMMISSION: "A council"}  # fmt: skip
OF_LISTS: Mapping[str, places.Place] = {
    "board": places.BoardPlace(),
    "figure": places.ReportPlace(),
    "actions": places.TodayPlace(),
    "team": places.TeamPlace(),
}
"""Where each list is written into a file, by how the key of its draft begins; else it is a tab of the queue."""
SEVERAL = "Several at once"
TITLE = "Go on with what you began?"
LEAD = "What you typed is kept. Nothing of it is saved yet."
CONCERN_LEAD = "A concern that is not submitted has gone to nobody."


async def offer(app: Shell) -> None:
    """Offer concerns, then what else was typed, the newest first; Enter goes on with one, Esc leaves them for later.

    Where nothing was begun, nothing is offered. To be run as a worker of the app, once its first screen is on
    show.
    """
    try:
        begun = await app.service_thread(concerns.unfinished, app.session)
        if not begun:
            return
        await _done_with_the_first_key(app)
        if len(app.screen_stack) > 1:  # the worker has gone on already: no window over what they do
            others = dict.fromkeys(each.client or _what(each) for each in begun if not _in_front(app, each))
            if others:
                app.say(f"Begun, not finished, and kept: {', '.join(others)}.")
            return
        now = clock.now()
        lines = [
            RecordLine(
                each, (_what(each), each.client or _whom(each), clock.format_moment(each.saved_at, now)), _tone(each)
            )
            for each in begun
        ]
        lead = CONCERN_LEAD if any(each.kind == DraftKind.CONCERN for each in begun) else LEAD
        pick = ChoiceDialog(TITLE, COLUMNS, lines, lead=lead, done="Go on with it", back="Later")
        chosen = await app.push_screen_wait(pick)
        if isinstance(chosen, Unfinished):
            await _go_on(app, chosen)
        else:
            app.say("Kept, and offered again at the next start.")
    except UserError as trouble:
        app.trouble(trouble)


async def _done_with_the_first_key(app: Shell) -> None:
    """A key that was pressed already goes first: it may open a page, and no window comes in its way."""
    while len(app.screen_stack) == 1 and any(
        each.group == "action" and each.node is app.screen and not each.is_finished for each in app.workers
    ):
        await asyncio.sleep(GLANCE)


def _in_front(app: Shell, begun: Unfinished) -> bool:
    pages = app.screen_stack[1:]
    return any(begun.client_id in (getattr(p, "about", None), getattr(p, "client_id", None)) for p in pages)


def _what(begun: Unfinished) -> str:
    if begun.danger:
        return "! Concern, danger"
    return KINDS.get(begun.kind) or KINDS.get(begun.kind.rpartition(" ")[0], "Something typed")


def _whom(begun: Unfinished) -> str:
    return WHOM.get(begun.kind, SEVERAL)


def _tone(begun: Unfinished) -> str:
    return "danger" if begun.danger else ""


async def _go_on(app: Shell, begun: Unfinished) -> None:
    """To where it was typed, with its window open."""
    if place := _place(begun):
        await app.open(place)
    if begun.kind == DraftKind.EXPORT:
        app.say("What you wrote is kept: narrow the list as it was, then press its key for Export.")
    elif isinstance(app.screen, Page):  # without one it is the queue, which is here
        app.screen.resume_draft_once_shown(begun.kind, begun.key)


def _place(begun: Unfinished) -> places.Place | None:
    kind, about = begun.kind, begun.client_id
    if kind == DraftKind.NEW_PERSON:
        return places.FindPlace()
    if kind == DraftKind.SERVICE:
        return places.ServicesPlace()
    if kind == DraftKind.TEAM_SETTING:
        return places.SettingsPlace()
    if kind == DraftKind.SKIP:
        return None
    if kind == DraftKind.EXPORT:
        return OF_LISTS.get(begun.key.partition("-")[0])
    if kind == DraftKind.MOVE:
        return places.CasePlace(int(begun.key.partition("/")[0]))
    if kind in (DraftKind.ORDER, DraftKind.SCHOOL):
        return places.DuePlace()
    if kind == DraftKind.WORK_MOVE:
        return places.WorkPlace(int(begun.key.partition("/")[0]))
    if kind == DraftKind.DOCUMENT:
        return places.DocumentPlace(int(begun.key.partition("/")[0]))
    if kind == DraftKind.LIEU:
        return places.LoadPlace()
    if kind == DraftKind.COMMISSION:
        return places.BillingPlace()
    if kind == DraftKind.ACTIONS:
        return places.TodayPlace()
    if about is None or kind == DraftKind.TAKE_OVER:
        return places.BoardPlace()
    if kind in (DraftKind.ADDITION, DraftKind.DISCARD, DraftKind.LEFT_OVER):
        return places.ConcernPlace(about, int(begun.key))
    if begun.concern_id is not None:
        return places.ConcernPlace(about, begun.concern_id)
    return (
        places.CallPlace(about)
        if kind in (DraftKind.CALL, DraftKind.RING, DraftKind.REVEAL)
        else places.ClientPlace(about)
    )
