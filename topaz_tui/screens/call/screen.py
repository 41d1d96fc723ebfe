"""The call page: one step at a time, each with its own keys; all of it one draft, saved with one key."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from textual import events

from topaz_tui import actions, clock
from topaz_tui.rules import outcomes, reviews
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.call.arranged import ArrangedPane
from topaz_tui.screens.call.checks import ChecksPane
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.ends import CallEnds, LineAnswered, StepDone
from topaz_tui.screens.call.outcome import OutcomePane
from topaz_tui.screens.call.review import ReviewPane
from topaz_tui.screens.call.ringing import Ringing
from topaz_tui.screens.call.saved import Next, SavedDialog, Unanswered, sure_of
from topaz_tui.screens.call.steps import PLACES
from topaz_tui.screens.call.windows import Windows
from topaz_tui.screens.call.wrap import WrapPane
from topaz_tui.screens.client import put_right
from topaz_tui.services import calls, queue
from topaz_tui.services.conflicts import EditConflict
from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.dialogs import ConfirmDialog, TextDialog

RENEW_SECONDS = 120
NOT_YET = {row.key for row in outcomes.OUTCOMES} - {key for act in actions.of("call") for key in act.keys}
BESIDE = "Yours can be saved beside it: what it brings (a callback, the next recall) then takes the place of theirs."
AGAIN = "What you had typed about this call is here again. ctrl+b throws it away."
BEFORE_IT = "The call has not begun: c as you start to ring. Then the key of how it ended."
ON_THE_CARD = "How it ended is the next step: →, then its key."
OTHER = {
    "in": "Their call to you is not saved yet: → goes on with it, c begins your call to them.",
    "out": "Your call to them is not saved yet: → goes on with it, c begins their call to you.",
}
"""A kept call of one direction, where the page is opened for the other."""


class CallScreen(Ringing, Windows):
    """One call to, or from, one client. `held` is the claim; without one the page claims as it opens."""

    place = "call"
    is_base = True
    CSS_PATH = "call.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    AUTO_FOCUS = ""  # until the person is known: the keys wait till then

    @property
    def shows(self) -> object:
        return self.client_id

    def opened_again(self, page: Page) -> None:
        """Their call is open already: it goes on, under the newest claim. They ring while it is open to call them, or
        they are rung back: a call that has begun waits on its card to be finished or begun anew; else it is that."""
        assert isinstance(page, CallScreen)
        self.held = page.held or self.held
        if page.direction == self.direction:
            return
        self.direction = page.direction
        if not self.draft.rang_at:
            self.draft.direction = page.direction
        if self.brief is not None:
            self._from_before = bool(self.draft.rang_at)
            self.show(self.brief)
            self._begin()
            if self._from_before and self.draft.direction != self.direction:
                self.app.say(OTHER[self.draft.direction])

    def on_mount(self) -> None:
        self._show_step()
        self.screen_layout_refresh_signal.subscribe(self, self._show_big)
        self.run(self._open())
        self.set_interval(1, self._tick)
        self.set_interval(RENEW_SECONDS, self._renew)

    # Opened, and its draft

    async def _open(self) -> None:
        assert self.client_id is not None
        body = await self.app.load_draft(DraftKind.CALL, self._key)
        if body is not None:
            draft = CallDraft.of(body)
            if await self.call(calls.is_saved, self.app.session, draft.token):
                await self.app.drop_draft(DraftKind.CALL, self._key)
            else:
                self.draft = draft
                self._from_before = bool(draft.rang_at)
                if not draft.rang_at:  # typed before any call: it goes with the one that begins
                    draft.direction = self.direction
                self.app.say(AGAIN if draft.direction == self.direction else OTHER[draft.direction])
        if self.held is None and self.draft.direction == "out":
            await self._claim()
        await self._look()
        self._begin()

    def _begin(self) -> None:
        if self.draft.direction == "in" and not self.draft.rang_at:  # they are on the line already
            self.draft.rang_at = clock.to_store(clock.now())
            self.go("ended")
        else:  # also what was begun before: how to call them safely comes first, and no letter lands in its note
            self.go("card")

    def on_screen_resume(self) -> None:
        self.run(self._tell_concerns(), group="concerns")

    async def _tell_concerns(self) -> None:
        """A concern may have been raised in the middle of this call."""
        began = self.draft.rang_at
        if began and self.client_id is not None:
            since = clock.from_store(began)
            raised = await self.call(calls.raised, self.app.session, self.client_id, since)
        else:
            raised = ()
        self.query_one(WrapPane).tell(raised)

    def on_key(self, event: events.Key) -> None:
        """An outcome's key on the card says what comes first."""
        if event.key in NOT_YET and (not self.draft.rang_at or self.draft.step == "card"):
            self.app.hint(ON_THE_CARD if self.draft.rang_at else BEFORE_IT)
            event.stop()
            event.prevent_default()

    # How it ended, and what was said

    def on_outcome_pane_chosen(self, event: OutcomePane.Chosen) -> None:
        self._choose(event.code)

    def on_call_ends(self, event: CallEnds) -> None:
        self._choose(event.code)

    def _choose(self, code: str) -> None:
        if not self.draft.rang_at:
            self.app.hint(self.disabled_reason("call.save") or "")
            return
        self.draft.choose(code, clock.now())
        self._from_before = False
        row = outcomes.BY_CODE[code]
        if row.time == "agreed" and self.draft.for_whom is None:
            self.draft.for_whom = "me"
        self._show_draft()
        self.go("checks" if row.opens_review or row.asks_what_came else "wrap")
        if row.time and not row.needs_note:
            self.query_one(WrapPane).focus_on("when")
        self.keep()
        if row.asks_who_answered and not self.draft.another and "answered" not in self.draft.asides:
            self.action_answered()
        if self.draft.another and (row.opens_review or row.asks_what_came) and "spoke_with" not in self.draft.asides:
            self.action_spoke_with()

    def on_line_answered(self, _event: LineAnswered) -> None:
        self.query_one(WrapPane).draw()
        self.keep()

    def on_arranged_pane_told(self, event: ArrangedPane.Told) -> None:
        self.app.hint(event.words)

    def on_step_done(self, _event: StepDone) -> None:
        self.action_next_step()

    def on_arranged_pane_wants_review(self, _event: ArrangedPane.WantsReview) -> None:
        """They are ready to answer more: the call was one with a review."""
        self._choose("reached")
        self.go("review")

    def on_checks_pane_ticked(self, _event: ChecksPane.Ticked) -> None:
        self.draft.ticks = list(self.query_one(ChecksPane).ticks)
        self.keep()

    def on_review_pane_said(self, event: ReviewPane.Said) -> None:
        self.app.hint(event.words)

    def on_review_pane_read_on(self, event: ReviewPane.ReadOn) -> None:
        self.app.push_screen(TextDialog(event.area, event.found))

    def on_choice_said(self, event: Choice.Said) -> None:
        self.app.hint(event.words)

    def on_outcome_pane_said(self, event: OutcomePane.Said) -> None:
        self.app.hint(event.words)

    def on_checks_pane_said(self, event: ChecksPane.Said) -> None:
        self.app.hint(event.words)

    def on_wrap_pane_changed(self, _event: WrapPane.Changed) -> None:
        self.keep()

    def action_afresh(self) -> None:
        self.run(self._afresh_if_sure())

    async def _afresh_if_sure(self) -> None:
        lead = "What you typed, ticked and chosen about this call is thrown away. The client's record stays."
        if await self.app.push_screen_wait(ConfirmDialog("Begin this call again?", lead, done="Throw it away")):
            await self._afresh()

    async def _afresh(self, phone_id: int | None = None) -> None:
        """A new draft: nothing of the call before is on it."""
        self.draft = CallDraft(direction=self.direction, phone_id=phone_id)
        self._from_before = False
        self._amiss = ""
        self.query_one(WrapPane).tell(())
        await self.app.drop_draft(DraftKind.CALL, self._key)
        await self._look()
        self.go("card")

    # Saved

    def action_save(self) -> None:
        if not self._saving:
            self.run(self._save())

    async def _save(self) -> None:
        assert self.client_id is not None and self.brief is not None
        self.take_up()
        now, typed = clock.now(), self.draft.note
        call = self.draft.record(
            self.client_id, now, seen=tuple(left.note_id for left in self.brief.left), held=self.held
        )
        lacks = (*self.draft.faults(), *self._wanted(call, now))
        if lacks:
            self._go_to(lacks[0])
            self._amiss = lacks[0].code
            self._say()
            return
        if not await self._sure(call, now):
            return
        told: dict[str, str] = {}
        while True:
            self._saving = True
            try:
                record = partial(calls.record, told=told)
                done = await self.app.settle(DraftKind.CALL, self._key, record, self.app.session, call)
                break
            except EditConflict as meanwhile:
                told = meanwhile.seen
                others = meanwhile
            finally:
                self._saving = False
                if self.draft.note != typed:
                    self.keep()
            lead = f"{others.message}\n\n{BESIDE}"
            if not await self.app.push_screen_wait(
                ConfirmDialog("A colleague called them too", lead, done="Save yours too")
            ):
                return
        self.query_one(WrapPane).take_up()
        self.app.autosaver.forget(DraftKind.CALL, self._key)
        late, self.draft = self.draft.note, CallDraft(direction=self.direction)
        if late != typed:  # while the database took its time
            self.app.keep_draft(DraftKind.NOTE, self._key, {"text": late})
            self.app.say("What you typed after F10 is not in the call: it waits as a note on their page.")
            await self.app.drop_draft(DraftKind.CALL, self._key)  # it may have been saved once more since
        self.refresh_frame()
        if done.next_number is None:
            self.held = None  # let go of with the call
        await self._after(done)

    async def _sure(self, call: calls.CallRecord, now: datetime) -> bool:
        """Ask before what is hard to take back, and where the call says less than it could."""
        assert self.brief is not None
        row, name = outcomes.BY_CODE[call.outcome], self.brief.name
        if self._from_before:
            lead = f"You chose this before you left the call ({self._begun()}), and not since."
            if not await self.app.push_screen_wait(ConfirmDialog(f"Save it as '{row.words}'?", lead, done="Save it")):
                self.go("ended")
                return False
            self._from_before = False
        if row.opens_review and (missing := reviews.missing(call.review)):
            halves = "".join(f"\n! Half answered: {each.words}" for each in reviews.halves(call.review))
            so_far = reviews.summary(call.review)
            lead = f"So far: {so_far}. " if so_far else ""
            lead += "The review is kept as it is, and goes on another day."
            lead += halves
            said = await self.app.push_screen_wait(Unanswered(reviews.unanswered(call.review), lead))
            if said is None:
                self.go("review")
                self.query_one(ReviewPane).stand_on(missing[0].code)
            if not said:
                return False
        for title, lead in sure_of(row, call, self.brief, now, self.app.session.settings.calls):
            if not await self.app.push_screen_wait(ConfirmDialog(f"{title}: {name}?", lead, done="Save it")):
                return False
        return True

    def _wanted(self, call: calls.CallRecord, now: datetime) -> tuple[reviews.MissingAnswer, ...]:
        """What the service will still want of it."""
        agreed = self.brief.safety.voicemail_ok if self.brief else None
        return calls.lacking(call, now, voicemail_ok=agreed, known=self.comparable)

    def _lacks(self) -> str:
        if not self._amiss or self.client_id is None or self.brief is None:
            return ""
        now = clock.now()
        call = self.draft.record(self.client_id, now)
        lacks = (*self.draft.faults(), *self._wanted(call, now))
        still = next((each for each in lacks if each.code == self._amiss), None)
        self._amiss = still.code if still else ""
        return still.words if still else ""

    def _go_to(self, missing: reviews.MissingAnswer) -> None:
        """The cursor goes to what is missing."""
        if missing.code in ("next_caller", "flag", "answered", "spoke_with"):
            return
        step = PLACES.get(missing.code, "wrap")
        self.go(step)
        if step == "wrap":
            self.query_one(WrapPane).focus_on(missing.code)

    async def _after(self, done: calls.SavedCall) -> None:
        assert self.brief is not None
        then, done = await self._told(done)
        while then == "correct" and not await put_right(self, done.call_id) and self.app.screen is self:
            done = await self.call(calls.anew, self.app.session, self.brief.client_id, done)
            then, done = await self._told(done)  # left as it was: what is next stands there again
        if then == "number" and done.next_number:
            self.direction = "out"
            await self._afresh(done.next_number.phone_id)
            await self._ring(done.next_number.phone_id)
            return
        following = None
        if then == "next":
            if self.held:
                held, self.held = self.held, None
                await self.call(queue.release, self.app.session, held)
            following = await self.call(queue.claim_next, self.app.session)
            if following is None:
                self.app.say("Nobody can be called now. The list shows where everybody stands.")
        # This page goes: what is still to do is the app's, since the page's own work ends with it.
        self.app.call_later(self._on_to, following)

    async def _told(self, done: calls.SavedCall) -> tuple[Next | None, calls.SavedCall]:
        """Say what was saved; which key was pressed then, and how they stood."""
        assert self.brief is not None
        back = "Back to the queue" if len(self.app.screen_stack) <= 2 else "Back"
        client_id = self.brief.client_id
        await self.app.count_concerns()
        now = clock.now()
        concerns = await self.call(calls.open_concerns, self.app.session, client_id)
        unsent = tuple(each.words(now) for each in concerns if each.to_be_sent)
        saved = SavedDialog(self.brief.name, done, client_id=client_id, back=back, to_be_sent=unsent)
        then: Next | None = await self.app.push_screen_wait(saved)
        return then, saved.recorded

    async def _on_to(self, following: queue.Claim | None) -> None:
        if following is None:
            if self.app.screen is self:  # else they went elsewhere over it
                await self.app.action_back()
        elif await self.app.to_base():
            self.app.open(places.CallPlace(following.client_id, following))
