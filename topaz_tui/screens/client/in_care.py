"""What is done for a young person on their own page: record what happened, take that back, and go on with the work."""

from __future__ import annotations

from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.screens.beginning import choose_of_client
from topaz_tui.screens.client.over import AskingPage
from topaz_tui.screens.happening import HappenedTo, record
from topaz_tui.services.clients import ClientProfile
from topaz_tui.services.statutory import happenings
from topaz_tui.services.statutory.happening_choices import About
from topaz_tui.widgets.dialogs import Answers

WHY = Question("why", "Why", "text", "It stays, taken back, with your name.", needed="Say why it is taken back.")
BACK = "back "
"""With what the code of a draft begins that takes something back; its name on the timeline follows."""


class InCare(AskingPage):
    """The part of a client's page for children's services."""

    page: ClientProfile | None

    async def look(self) -> None:
        """Look the client up."""
        raise NotImplementedError

    def action_happened(self) -> None:
        self.run(self._happened())

    async def _happened(self, code: str = "") -> None:
        assert self.client_id is not None
        self.is_asking()
        subject = HappenedTo(About(client_id=self.client_id), self.page.name if self.page else "")
        if await record(self, subject, code):
            await self.look()

    def happened_before(self, code: str) -> None:
        """Go on with what was typed of something that happened."""
        if code.startswith(BACK):
            what, _, id = code.removeprefix(BACK).rpartition(" ")
            self.take_event_back(what, int(id))
        else:
            self.run(self._happened(code))

    def take_event_back(self, what: str, id: int) -> None:
        """Take back what the line under the cursor says that happened."""
        self.run(self._take_back(what, id))

    async def _take_back(self, recorded: str, id: int) -> None:
        key = f"{self.client_id}/{BACK}{recorded} {id}"

        said: list[str] = []

        async def take_back(answers: Answers) -> None:
            what = (self.app.session, recorded, id, str(answers["why"]))
            said.append(await self.app.settle(DraftKind.HAPPENED, key, happenings.take_back, *what))

        title = "Recorded in error: take it back?"
        if await self.ask_over(DraftKind.HAPPENED, key, title, (WHY,), take_back, done="Take it back"):
            self.app.say(said[-1])
            await self.look()

    def action_work(self) -> None:
        self.run(self._work())

    async def _work(self) -> None:
        assert self.client_id is not None
        await choose_of_client(self, self.client_id, self.page.name if self.page else "")
