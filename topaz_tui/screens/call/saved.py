"""What comes after a call: what was saved, and one key for what is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from topaz_tui import actions, clock
from topaz_tui.errors import UserError
from topaz_tui.rules import call_effect_words, linked, outcomes
from topaz_tui.rules.call_effects import EffectCode
from topaz_tui.rules.terms import CallTerms
from topaz_tui.runtime.textual_compat import run_beside
from topaz_tui.screens import places, unsubmitted
from topaz_tui.services import calls
from topaz_tui.services.calls import SavedCall
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import ConfirmDialog
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.window import BACK, Window

if TYPE_CHECKING:
    from topaz_tui.screens.shell import Shell


class Unanswered(ConfirmDialog):
    """Before an incomplete review is saved: `y` saves (True), Enter goes to what is missing (None), Esc goes
    back (False)."""

    BINDINGS = [Binding("enter", "first", "To the first", show=False)]

    def __init__(self, title: str, lead: str) -> None:
        super().__init__(title, lead, done="Save all the same     Enter  To the first")

    def action_first(self) -> None:
        self.dismiss(None)


def sure_of(
    row: outcomes.Outcome, call: calls.CallRecord, brief: calls.Brief, now: datetime, settings: CallTerms
) -> Iterator[tuple[str, str]]:
    """What is to be confirmed with another key before this call is saved: a title, and what will happen."""
    if row.final:
        under = f", under {linked.records((brief.person_id, *brief.also))}" if brief.also else ""
        then = f"is never called again{under}; every call still owed is taken back; a manager is told."
        yield row.words, f"{brief.name} {then}"
    elif row.retires_number:
        own = [n.words for n in brief.numbers if n.phone_id == call.phone_id]
        others = [f"{n.words} ({n.who})" for n in brief.others if n.contact_id == call.contact_id]
        number = next(iter((*others, *own)), "This number")
        yield row.words, f"{number} is not used again for {brief.name}."
    asked = {each.action_id for each in call.arranged}
    left = [one_line(each.detail) for each in brief.actions if each.action_id not in asked]
    if row.asks_what_came and left:
        yield "Not all of it was asked about", f"{'; '.join(left)}: stays open, and a follow-up asks again."
    if row.time in ("agreed", "suggested") and call.when:
        when = clock.format_moment(call.when, now)
        if brief.safety.outside_times_at(call.when):
            yield "Call back outside their safe times", f"{when}. Safe: {brief.safety.safe_times}."
        elif not settings.hours.is_open(call.when):
            yield "Call back outside the calling hours", f"{when} lies outside the calling hours."


REFERRAL = "referral"
"""The kind of the draft of a referral for support (client/referring.py)."""
Next = Literal["next", "number", "back", "correct"]


def _bound(action_id: str, name: str) -> Binding:
    act = actions.BY_ID[action_id]
    return Binding(",".join(act.keys), name, act.words, show=False, id=act.id)


class SavedDialog(Window[Next]):
    """`c` rings the other number where there is one, `p` adds one where none is left, `f` opens the form of a referral
    where the call ended in one. `n` takes the next person, Esc goes back. What Enter does stands first: to go on
    with a concern that is not submitted, as long as there is one. From there, and from the page where a number is
    added, Esc comes back here, to what is next as it is then."""

    DEFAULT_CSS = """
    SavedDialog { align: center middle; }
    SavedDialog > Vertical { width: 70; height: auto; background: $panel; padding: 0 2; border: round $accent; }
    SavedDialog Static { height: auto; margin-bottom: 1; }
    SavedDialog .title { text-style: bold; }
    SavedDialog #unsent, SavedDialog #unsubmitted { color: $error; text-style: bold; }
    """
    app: Shell
    BINDINGS = [
        _bound("queue.take_next", "next"), Binding("enter", "first", show=False),
        _bound("call.ring", "number"), _bound("client.phone", "add_number"), _bound("client.correct", "correct"),
        _bound("client.refer", "refer"), BACK,
    ]  # fmt: skip

    def __init__(
        self,
        name: str,
        done: SavedCall,
        *,
        client_id: int | None = None,
        back: str = "Back to the queue",
        to_be_sent: Sequence[str] = (),
    ) -> None:
        """`to_be_sent` are the concerns about this person that the council has only once somebody here acts."""
        super().__init__()
        self._client_id, self._to_be_sent = client_id, to_be_sent
        self._name, self._recorded, self._back = name, done, back
        self._been_elsewhere = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(id="unsubmitted")
            if self._to_be_sent:
                told = "\n".join(f"! Concern {words}. F4 has it." for words in self._to_be_sent)
                yield Static(Content(sanitize(told)), id="unsent")
            yield Static(Content(sanitize(f"Saved: {self._name}")), classes="title")
            yield Static(id="saved")
            yield Static(id="following")
            yield StatusLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self.watch(self.app, "unsubmitted", self._draw)

    def on_screen_resume(self) -> None:
        if self._been_elsewhere and self._client_id is not None:
            run_beside(self, self._look(self._client_id), group="look", exclusive=True)
        self._been_elsewhere = True

    @property
    def recorded(self) -> SavedCall:
        """What was saved, and how they stand by what was seen last."""
        return self._recorded

    async def _look(self, client_id: int) -> None:
        """How they stand now: they may have another number."""
        with suppress(UserError):  # what was so when it was saved stays on show
            self._recorded = await self.app.service_thread(calls.anew, self.app.session, client_id, self._recorded)
            self._draw()

    def _draw(self) -> None:
        """Say what was saved, what is not submitted, when the next contact is, and which key does what: anew when that
        changes."""
        saved = (call_effect_words.words(each, clock.now()) for each in self._recorded.effects)
        self.query_one("#saved", Static).update(Content(sanitize("\n".join(saved))))
        first, *besides = map(sanitize, self._recorded.following or ("",))
        following = Content.assemble((first, "bold"), *(f"\n{each}" for each in besides))
        self.query_one("#following", Static).update(following)
        begun = unsubmitted.most_urgent(self.app.unsubmitted)
        told = self.query_one("#unsubmitted", Static)
        told.display = begun is not None
        told.update(Content(sanitize(unsubmitted.sentence(begun, clock.now())) if begun else ""))
        keys = (f"{' or '.join(keys)}  {one_line(does)}" for keys, does in self._keys(begun is not None))
        self.query_one(KeyLine).say("\n".join(keys))

    def _keys(self, begun: bool) -> Iterator[tuple[tuple[str, ...], str]]:
        number = self._recorded.next_number
        if begun:
            yield ("Enter",), "Go on with the concern"
        if number:
            yield ("c",), f"Ring {number.words}{f' ({number.note})' if number.note else ''} now"
        if self._recorded.no_number:
            yield ("p",), "Add a number for them"
        if self._to_refer:
            yield ("f",), "Write the referral to the council"
        yield ("n",) if begun else ("n", "Enter"), "Take the next person"
        yield ("z",), "Saved by mistake: put it right"
        yield ("Esc",), self._back

    def action_first(self) -> None:
        if begun := unsubmitted.most_urgent(self.app.unsubmitted):
            self.app.open(places.ConcernPlace(begun.client_id, begun.id))
        else:
            self.action_next()

    def action_next(self) -> None:
        self.dismiss("next")

    def action_number(self) -> None:
        if self._recorded.next_number:
            self.dismiss("number")

    def action_add_number(self) -> None:
        """On their page, with the form for a number open: they are in no list until somebody has found one."""
        if self._recorded.no_number and self._client_id is not None:
            self.app.open(places.ClientPlace(self._client_id))
            if (page := self.app.page).place == "client":  # that one, or one of theirs that was open already
                page.resume_draft_once_shown("phone", str(self._client_id))

    @property
    def _to_refer(self) -> bool:
        """Did the call end in a referral back, which is still to be written?"""
        back = any(each.code == EffectCode.REFERRED_BACK for each in self._recorded.effects)
        return back and self._client_id is not None

    def action_refer(self) -> None:
        """On their page, with the form open: Esc comes back from there."""
        if self._to_refer and self._client_id is not None:
            self.app.open(places.ClientPlace(self._client_id))
            if (page := self.app.page).place == "client":  # that one, or one of theirs that was open already
                page.resume_draft_once_shown(REFERRAL, str(self._client_id))

    def action_correct(self) -> None:
        self.dismiss("correct")

    def action_back(self) -> None:
        self.dismiss("back")
