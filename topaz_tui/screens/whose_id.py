"""Of the page of Imports: an ID that one file gives to several people, their rows beside each other, a key a choice."""

from __future__ import annotations

from collections.abc import Sequence

from topaz_tui import clock
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.arranged import ArrangedPage
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import clients
from topaz_tui.services.imports import ImportDecision
from topaz_tui.widgets.dialogs import Answers

WHOSE_KEYS = ("first_has", "second_has", "same", "leave", "turn")
"""The actions that say whose an ID is."""
NOT_SEVERAL = "No file gives their ID to several people."
HELD_ROW = "One row says died, moved or not safe to call: a manager says whose the ID is. p gives it to one."
HOW = Question(
    "reason", "How you know", "line", "It stands on the timeline, with your name.", needed="Say how you know."
)
KNOWN = Question(
    "reason", "What is known, and who was asked", "line", "It stands on the timeline, with your name.",
    needed="Say what is known, and who was asked.",
)  # fmt: skip


class WhoseIds(ArrangedPage):
    """Below the page: it has the `decision` under the cursor, looks up what stands beside each other, and shows what
    was settled."""

    def __init__(self) -> None:
        super().__init__()
        self._turned: dict[int, int] = {}  # of several under one ID, which of them stands first

    @property
    def decision(self) -> ImportDecision | None:
        """The one under the cursor."""
        raise NotImplementedError

    def look_beside(self, decision: ImportDecision) -> None:
        """Look up what stands beside each other."""
        raise NotImplementedError

    async def settled(self, decision: ImportDecision, who: str, words: str) -> None:
        """Show that it is settled: who they are, and how."""
        raise NotImplementedError

    def first_of(self, decision: ImportDecision) -> int:
        """Which of several under one ID stands first."""
        return self._turned.get(decision.client_id, 0) % max(1, len(decision.several))

    def why_not_whose(self, decision: ImportDecision, name: str) -> str | None:
        """Why this can't be done where it has to be said first whose an ID is."""
        count = len(decision.several)
        if name in ("second_has", "same") and count < 2:
            return "Of the other row it is not kept what it says: mend it in the refused rows."
        if name == "turn" and count < 3:
            return "All rows are on show."
        if name in WHOSE_KEYS[:2] and decision.held and not self.app.session.may(Act.SET_APART_FROM_STOPPED):
            return HELD_ROW
        return None if name in (*WHOSE_KEYS, "take", "give", "client") else clients.WHOSE_FIRST

    def action_first_has(self) -> None:
        self._choose_one("first_has", 0)

    def action_second_has(self) -> None:
        self._choose_one("second_has", 1)

    def _choose_one(self, name: str, place: int) -> None:
        """The ID is that of whoever stands there."""
        if (decision := self.decision) and decision.several:
            one = decision.several[(self.first_of(decision) + place) % len(decision.several)]
            self.run(self.say_whose(decision, name, (one.doubt_id,)))

    def action_turn(self) -> None:
        if self.decision:
            self._turned[self.decision.client_id] = self.first_of(self.decision) + 1
            self.look_beside(self.decision)

    def action_leave(self) -> None:
        if self.decision:
            self.run(self._leave(self.decision))

    async def say_whose(self, decision: ImportDecision, name: str, theirs: Sequence[int]) -> None:
        """One key has said whose the ID is; the words say how they know."""
        chosen = [each.name for each in decision.several if each.doubt_id in theirs]
        others = [each.name for each in decision.several if each.doubt_id not in theirs]
        who = " and ".join(dict.fromkeys(chosen))
        title = f"ID {decision.person_id} is that of {who}" if others else f"All rows are one person's: {who}"
        lead = f"{', '.join(others)}: on the list without this ID, as a person of their own." if others else ""
        seen = [each.doubt_id for each in decision.several]
        kind, key = f"decide {name}", str(decision.client_id)

        async def decide(answers: Answers) -> None:
            what = self.app.session, decision.client_id, theirs, seen, str(answers["reason"])
            await self.app.settle(kind, key, clients.settle_whose, *what)

        if await ask_and_do(self, kind, key, title, (HOW,), decide, lead=lead, danger=True, done="Settle it"):
            self.app.say(f"Settled: {title}.")
            await self.settled(decision, who, "Has the ID" if others else "One person")

    async def _leave(self, decision: ImportDecision) -> None:
        kind, key = "decide leave", str(decision.client_id)
        due = clock.format_moment(decision.due, clock.now())
        lead = f"It goes on waiting, with {decision.owner} until {due}; nobody is called meanwhile."
        title = f"ID {decision.person_id}: whose it is stays in doubt"

        async def leave(answers: Answers) -> None:
            what = (self.app.session, decision.client_id, str(answers["reason"]))
            await self.app.settle(kind, key, clients.leave_in_doubt, *what)

        if await ask_and_do(self, kind, key, title, (KNOWN,), leave, lead=lead, done="Keep it"):
            self.app.say("Kept on the timeline: it goes on waiting.")
