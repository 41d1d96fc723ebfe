"""Starting to ring: never by mistake, and never somebody whom a colleague holds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import UserError
from topaz_tui.grammar import does
from topaz_tui.rules import permissions
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.call.steps import Steps
from topaz_tui.screens.client import Copyable, copy_one, of_profile, whole
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import calls, clients, queue
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog
from topaz_tui.widgets.record_list import RecordList

ANEW = "What you typed stays. When it was, how it ended and the checks are asked anew. To go on with it: Esc, then →."
ASKED = {"out": ("Ring anew?", "Ring anew"), "in": ("Have they rung since?", "They rang")}
"""By the direction of the call that is begun anew: what is asked, and the answer that begins it."""


class Ringing(Steps):
    """The number, the claim that is renewed while the call is open, and what can be done when."""

    def disabled_reason(self, action_id: str) -> str | None:
        brief, draft = self.brief, self.draft
        name = action_id.removeprefix("call.")
        if not action_id.startswith("call."):
            return None
        if brief is None:
            return "Wait a moment: the client is being looked up."
        match name:
            case "ring" if draft.rang_at and not self._rings_anew:
                return "This call has begun: choose how it ended, and save it."
            case "ring" if self._direction_of_ring == "in":
                return None
            case "ring" if brief.stopped:
                return f"{brief.stopped}. To call again, resume on the client's page first."
            case "ring" if brief.hidden:
                return f"{brief.safety.why_hidden}. A manager may show the number, with a reason (v)."
            case "ring" if not (brief.numbers or brief.others):
                return "There is no usable number."
            case "save" | "put_in_place" if not draft.rang_at:
                return "The call has not begun: c when you start to ring."
            case "put_in_place" if not draft.outcome:
                return "Choose how the call ended first: one key. It can be changed until you save."
            case "next_step" if draft.step != "checks" and draft.step in (self.open_steps()[-1], "wrap"):
                return "This is the last step that can be gone to now."
            case "step_before" if draft.step == "card":
                return "This is the first step."
            case "reveal" if not brief.hidden:
                return "No number is held back."
            case "reveal" if not self.app.session.may(Act.SHOW_NUMBERS):
                return permissions.refusal(Act.SHOW_NUMBERS)
            case "afresh" if draft.empty:
                return "Nothing is typed yet."
        return None

    @property
    def _rings_anew(self) -> bool:
        """On the card of a call that was begun in an earlier opening, c may mean another one."""
        return self._from_before and self.draft.step == "card"

    @property
    def _direction_of_ring(self) -> str:
        """Which way the call goes that c begins: another one goes the way in which the page was opened."""
        return self.direction if self._rings_anew else self.draft.direction

    def action_ring(self) -> None:
        if self._rings_anew:
            self.run(self._anew_if_sure(self.direction), group="ring")
        elif self.draft.direction == "in":
            self._rang(clock.now())
        elif (number := self.query_one(RecordList).key) is not None:
            self.run(self._ring(number), group="ring")

    async def _anew_if_sure(self, direction: str) -> None:
        """Another call, whichever way the kept one went. That one stays as it is until this one has begun."""
        title, done = ASKED[direction]
        lead = f"A call {self._kept_call} is not saved yet ({self._begun()}). {ANEW}"
        if not await self.app.push_screen_wait(ConfirmDialog(title, lead, done=done)):
            return
        if direction == "in":
            self._anew(direction)
            self._rang(clock.now())
        elif (number := self.query_one(RecordList).key) is not None:
            await self._ring(number, anew=True)

    def _anew(self, direction: str) -> None:
        """What was typed stays; what only the call before can say, goes: when it was, how it ended, who it was."""
        assert self.brief is not None
        self.draft.begin_anew(direction)
        self._from_before = False
        self.show(self.brief)

    @property
    def _kept_call(self) -> str:
        return "from them" if self.draft.direction == "in" else "that you began"

    def on_record_list_chosen(self, event: RecordList.Chosen) -> None:
        """Enter on a number is the same as c."""
        if self.disabled_reason("call.ring"):
            self.app.hint(self.disabled_reason("call.ring") or "")
        else:
            self.action_ring()

    async def _ring(self, number: object, *, anew: bool = False) -> None:
        """Ring the number of this line."""
        assert self.client_id is not None and self.brief is not None
        phone_id = number if isinstance(number, int) else None
        contact_id = int(number[1]) if isinstance(number, tuple) else None
        terms = self.app.session.settings.calls
        against = calls.objections(self.brief, phone_id, clock.now(), terms, contact_id=contact_id)
        if against:
            needed = Question(
                "reason",
                "Why all the same",
                "line",
                "Kept as a note.",
                needed="Say why you ring all the same.",
            )
            title, lead = "Ring all the same?", " ".join(against)

            async def ring(answers: Answers) -> calls.Started:
                return await self._start(phone_id, contact_id, str(answers["reason"]))

            done = await ask_and_do(
                self, DraftKind.RING, self._key, title, (needed,), ring, lead=lead, danger=True, done="Ring"
            )
            if done is None:
                return
            started = done.value
        else:
            started = await self._start(phone_id, contact_id)
        self.held, self._lapsed = started.held, ""
        self.draft.phone_id, self.draft.contact_id = started.phone_id, started.contact_id
        if started.phone_id != phone_id:  # their records were linked, or parted, since the card was shown
            await self._look()
        if anew:
            self._anew("out")
        self._rang(started.at)

    async def _start(self, phone_id: int | None, contact_id: int | None, reason: str = "") -> calls.Started:
        assert self.client_id is not None
        try:
            what = (self.app.session, self.client_id, self.held, phone_id)
            seen = self.brief.safety if self.brief else None
            start: Callable[..., calls.Started] = partial(
                calls.start, contact_id=contact_id, reason=reason, revealed=self._revealed, seen=seen
            )
            return await (
                self.app.settle(DraftKind.RING, self._key, start, *what) if reason else self.call(start, *what)
            )
        except UserError:
            self.held = None if self.held is None or not await self._still_mine() else self.held
            with suppress(UserError):  # what is in the way is on the card, and what is not there is gone from it
                self.take_up()
                await self._look()
            raise

    def _rang(self, at: Any) -> None:
        self.draft.rang_at = clock.to_store(at)
        self._show_draft()  # what it can end as hangs on whose number it is
        self.go("ended")
        self.keep()

    def action_copy(self) -> None:
        self.run(self._copy())

    async def _copy(self) -> None:
        """The number under the cursor first, as the card shows it: one that was revealed, too."""
        assert self.client_id is not None
        under, numbers = self.query_one(RecordList).key, self.brief.numbers if self.brief else ()
        own = [Copyable("Number", number.words) for number in numbers if number.phone_id == under]
        if isinstance(under, tuple) and (other := self._number(under)):
            own = [Copyable("Number", other.words)]
        profile = await self.call(clients.refresh_profile, self.app.session, self.client_id)
        rest = (each for each in of_profile(profile) if each not in own)
        await copy_one(self, (*own, *rest, whole(self, profile)))

    def action_reveal(self) -> None:
        self.run(self._reveal())

    async def _reveal(self) -> None:
        reason = Question("reason", "Why", "line", "Kept as a note.", needed="Say why the number has to be seen.")
        title = "Show the number of somebody not safe to call?"

        async def reveal(answers: Answers) -> calls.Brief:
            assert self.client_id is not None
            what = (self.app.session, self.client_id, str(answers["reason"]))
            return await self.app.settle(DraftKind.REVEAL, self._key, calls.reveal, *what)

        done = await ask_and_do(self, DraftKind.REVEAL, self._key, title, (reason,), reveal, danger=True, done="Show")
        if done:
            self._revealed = True
            self.show(done.value)

    # The claim

    async def _claim(self) -> None:
        try:
            assert self.client_id is not None
            self.held = await self.call(queue.claim, self.app.session, self.client_id)
        except UserError as trouble:
            self._lapsed = trouble.message

    async def _still_mine(self) -> bool:
        """Renew the claim; False, and said, when it has run out and somebody else has taken the person."""
        if self.held is None:
            return False
        renewed = await self.call(queue.renew, self.app.session, self.held)
        if renewed is None:
            who = await self.call(queue.holder, self.app.session, self.held.client_id)
            self._lapsed = (
                f"{does(who or 'A colleague', 'is')} with this person now: your note is kept, and saved all the same."
            )
            self.held = None
        else:
            self.held = renewed
        self._say()
        return renewed is not None

    def _renew(self) -> None:
        """Hold on while there are keys, and while a call is open."""
        if self.held and (self._touched or self.draft.rang_at):
            self._touched = False
            self.run(self._still_mine(), group="renew")

    @property
    def _unsaved(self) -> bool:
        """Is anything under way that would be missed? A call that came in rings by itself."""
        draft = self.draft
        return bool(draft.typed_anything or (draft.rang_at and draft.direction == "out"))

    async def leave(self) -> bool:
        """Asks first where a call is under way. A key of the app can't wait for the answer, so the page stays
        meanwhile, and goes by itself after it."""
        self.take_up()
        if self._unsaved and not self.app.quitting and not self._left:
            self.run(self._leave_if_sure(), group="leave")
            return False
        held, self.held = self.held, None
        if held:
            try:
                await self.call(queue.release, self.app.session, held)
            except UserError as trouble:
                self.app.trouble(trouble)
        if self._unsaved and not self.app.quitting:
            self.app.say("The call is not saved yet: what you typed is kept for when you open it again.")
        return True

    async def _leave_if_sure(self) -> None:
        name = self.brief.name if self.brief else "this person"
        lead = f"What you typed is kept, and {name} is let go. Nothing of this call is saved yet."
        if await self.app.push_screen_wait(ConfirmDialog("Leave this call?", lead, done="Leave it")):
            self._left = True
            self.app.call_later(self.app.action_back)
