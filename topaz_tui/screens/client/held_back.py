"""The page of somebody whose record is restricted, for those to whom it is not open: the name, the ID, and whom to ask;
and the window in which they open it all the same."""

from __future__ import annotations

from textual.widgets import Static

from topaz_tui.rules import access as rules
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.screens.client.in_care import InCare
from topaz_tui.screens.client.tabs import COLUMNS, TABS
from topaz_tui.services import access, clients
from topaz_tui.services.access import glass
from topaz_tui.services.clients import ClientProfile
from topaz_tui.text import sanitize
from topaz_tui.widgets.dialogs import Answers
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.sentences import Sentences
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

NOTHING = "Restricted: others see the name and the ID alone."
WARNED = (
    "{name} ({person_id}) is restricted. {ask}.\nOpened all the same, it is on record with your name, and a manager"
    " looks at it. It closes when your call is saved, after {minutes} minutes at the latest."
)
WHY = Question(
    "reason",
    "Why you need it now",
    "text",
    "Such as: they are on the phone, and nobody else is here.",
    needed="Say why you need it now.",
)


class HeldBackPage(InCare):
    """The part of a client's page for whom it is held back from."""

    of_client: int | None
    notice: access.Notice | None = None
    """What may be seen, where the record is not open to whoever sits here."""

    async def look_up(self, client_id: int, limit: int, *, again: bool = False) -> ClientProfile | None:
        """What is known of them; None where it is held back, and the page says so. `again`: it is on show already."""
        service = clients.refresh_profile if again else clients.open_profile
        try:
            found = await self.call(service, self.app.session, client_id, limit=limit)
        except access.RestrictedRecord as refused:
            self.of_client = client_id
            self.show_notice(refused.notice)
            return None
        self.notice = None
        return found

    def show_notice(self, notice: access.Notice) -> None:
        """Show that it is restricted, and nothing else."""
        self.page, self.notice = None, notice
        name = sanitize(notice.name)
        self.title = f"Client · {rules.marked(name)}"
        tabs = self.query_one(TabLine)
        tabs.tabs, tabs.counts = TABS, {}
        tabs.refresh()
        self.query("#banner").set(display=True)
        self.query("#detail").set(display=False)
        update_if_changed(self.query_one("#banner", Static), "RESTRICTED")
        self.query_one("#safety", Sentences).show(())
        update_if_changed(self.query_one("#summary", Static), f"{name}\n{sanitize(notice.person_id)}\n\n{notice.ask}.")
        self.query_one(RecordList).fill([], empty=NOTHING, columns=COLUMNS["timeline"])
        self.prompt(f"{notice.ask} · {self.app.key_of('client.break_glass')} opens it all the same, with a reason")
        self.refresh_frame()
        self.looked_up()

    def held_reason(self, name: str) -> str | None:
        """Why nothing can be done with somebody whose record is held back, but to open it all the same, and to put
        right a call of one's own of today."""
        if self.notice is None or name in ("break_glass", "correct", "next_tab", "previous_tab"):
            return None
        return f"Restricted. {self.notice.ask}, or open it all the same ({self.app.key_of('client.break_glass')})."

    def action_break_glass(self) -> None:
        self.run(self._break_glass())

    async def _break_glass(self) -> None:
        notice = self.notice
        if notice is None or self.client_id is None:
            return
        kind, key = DraftKind.BREAK_GLASS, str(self.client_id)
        minutes = int(rules.OPEN_FOR.total_seconds() // 60)
        lead = WARNED.format(name=notice.name, person_id=notice.person_id, ask=notice.ask, minutes=minutes)

        async def opened(answers: Answers) -> None:
            what = (self.app.session, notice.client_id, str(answers["reason"]))
            await self.app.settle(kind, key, glass.break_glass, *what)

        title = "Open a restricted record all the same?"
        if await self.ask_over(kind, key, title, (WHY,), opened, lead=lead, danger=True, done="Open it"):
            self.app.say("It is open until your call is saved: a manager looks at it.")
            await self.look()
