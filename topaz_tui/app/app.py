"""The app: what its pages ask of it, and where keys go. All else is beside it, in the screens and the services."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from textual.binding import Binding
from textual.content import Content
from textual.events import Event, Key, MouseDown, Paste, Resize
from textual.geometry import Offset
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input

from topaz_tui import actions, clock
from topaz_tui.app import few_colours, plain, ready
from topaz_tui.app.beside import BesideTheScreen
from topaz_tui.app.drafts import DraftStore
from topaz_tui.app.going import GoesPlaces
from topaz_tui.app.logs_looks import LogsLooks
from topaz_tui.app.pasting import not_taken, on_one_line
from topaz_tui.app.promises import Promises
from topaz_tui.app.session_watch import SessionWatch
from topaz_tui.app.shutdown import Shutdown
from topaz_tui.app.states import States
from topaz_tui.app.wearing import WearsColours
from topaz_tui.errors import UserError
from topaz_tui.runtime import textual_compat
from topaz_tui.runtime.idle_gc import IdleGarbageCollector
from topaz_tui.runtime.recovery_file import UnsavedText
from topaz_tui.runtime.service_thread import ServiceThread
from topaz_tui.runtime.waking import wake_once
from topaz_tui.screens import unsubmitted
from topaz_tui.screens.base import Page, bindings
from topaz_tui.screens.dialogs.too_small import SmallScreen, too_small
from topaz_tui.services import connection
from topaz_tui.services.session import Session
from topaz_tui.status import Kind, Status
from topaz_tui.widgets.at_shutdown import QuietApp
from topaz_tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from topaz_tui.app.tour import Tour
    from topaz_tui.screens.arrangement import Chosen
    from topaz_tui.services.concerns import BeingWritten
    from topaz_tui.widgets.palette import Entry

T = TypeVar("T")
LOOK_AT_STATUS = 0.5  # seconds between two looks whether what is told still holds
RECENT = 5  # of what was chosen in the palette, that stand first in it
LOOK_FOR_PROMISES = 20.0  # seconds between two looks whether a promise has come due
LOOK_TO_SEND = 5.0  # seconds between two cheap looks whether a dispatch has something to do
LOOK_TO_BACK_UP = 30.0  # seconds between two cheap looks whether today's backup is still to be made


class Topaz(LogsLooks, QuietApp, GoesPlaces, WearsColours):
    """The program on the screen, for one worker at one terminal."""

    TITLE = "Topaz"
    BINDINGS = [
        *bindings("everywhere"),
        # With priority, so that what is typed on at once goes to the next field, not to this one.
        Binding("tab", "focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab", "focus_previous", "Field before", show=False, priority=True),
    ]
    CSS_PATH = ready.FOLDER / "queue" / "queue.tcss"  # Textual does not load a default screen's own
    CSS = """
    Page { layout: vertical; }
    Input:focus { background-tint: transparent; }
    Page > StatusLine { dock: bottom; margin-bottom: 1; min-height: 1; }
    """ + plain.CSS + few_colours.CSS  # fmt: skip

    unsubmitted: var[tuple[BeingWritten, ...]] = var(())  # the concerns of whoever sits here that are not submitted

    def __init__(
        self,
        session: Session,
        dispatch: Sequence[str] = (),
        backup: Sequence[str] = (),
        *,
        is_demo: bool = False,
    ) -> None:
        """`dispatch` is the command that sends what is due, `backup` the one that makes today's backup; without one
        this terminal does no such thing."""
        super().__init__(driver_class=textual_compat.own_driver())
        self.session = session
        self.status = Status(self._show_status)
        self.states = States(self.status)
        self.session_watch = SessionWatch(self)
        self.service_thread = ServiceThread(self.states.slow, connection.close, self.session_watch.require, self.around)
        self.typed = DraftStore(
            session,
            self.service_thread,
            on_slow=self.states.slow,
            on_failed=self.states.unsaved,
            on_trouble=self.trouble,
            on_closed=self._concern_closed,
        )
        self.autosaver = self.typed.autosaver
        self.beside = BesideTheScreen(self, dispatch, backup)
        self.promises = Promises(self)
        self.worker_words = session.title
        self.training = "clock" if clock.is_pretended() else "list" if session.training else ""
        self.is_demo = is_demo
        self.tour: Tour | None = None
        self.crash: str | None = None
        self.told_first = ""  # what whoever signed in is to know
        self.text_blocks, self.uses_editor = session.settings.blocks, session.settings.screen.editor
        self._colours_amiss: UserError | None = None
        self.quitting = False
        self.arrangements: dict[str, Chosen] = {}  # of each list what it is narrowed to and sorted by
        self.recent: tuple[Entry, ...] = ()  # what was chosen in the palette, the last first
        self.begun = False  # the first page may be there a moment before the app says that it runs
        self.idle_gc = IdleGarbageCollector()
        self.animation_level = "none"  # a list that glides is late, and over a slow line it stutters
        self.shutdown = Shutdown(self)
        self.takes_terminal = self.shutdown.hear_signals  # called by the driver
        self.wear(self._first_colours())
        self.plain = session.settings.screen.plain
        self.set_class(self.plain, "-plain")
        if session.settings.keys:
            self.set_keymap(actions.remapped(session.settings.keys))
        self.quit_keys = frozenset(session.settings.keys.get("everywhere.quit", actions.BY_ID["everywhere.quit"].keys))

    # Start and end

    def on_ready(self) -> None:
        """The first page has been laid out, and painted."""
        self.begun = True
        self.set_timer(0.3, self._after_the_first_screen)

    def on_mount(self) -> None:
        self._screens_loop = asyncio.get_running_loop()
        if not self.is_headless:
            self.shutdown.hear_signals()
        wake_once(self, self._screens_loop, self.draw_anew)
        self.app_suspend_signal.subscribe(self, self.forget_terminal, immediate=True)
        self.app_resume_signal.subscribe(self, self.draw_anew, immediate=True)  # into an empty screen
        self.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)
        self.set_interval(LOOK_AT_STATUS, self.status.look)
        if self.plain:
            self.set_interval(LOOK_AT_STATUS, self._say_focus)
        self.set_interval(15, self._tick)
        self.set_interval(self.session.settings.screen.refresh_seconds, self.beside.look_at_concerns)
        self.session_watch.begin()
        self.set_interval(LOOK_TO_SEND, self.dispatch_soon)
        self.set_interval(LOOK_FOR_PROMISES, self.look_for_promises)
        self.set_interval(LOOK_TO_BACK_UP, self.beside.back_up_soon)

    def _say_focus(self) -> None:
        plain.say_focus(self)

    def caret(self) -> Offset:
        return plain.caret(self)

    def on_resize(self, event: Resize) -> None:
        self.forget_terminal()
        shown = isinstance(self.screen, SmallScreen)
        if too_small(event.size.width, event.size.height) != shown:
            self.pop_screen() if shown else self.push_screen(SmallScreen())

    def _after_the_first_screen(self) -> None:
        """What the first screen had no time for: the modules of the others, and what was left unfinished."""
        textual_compat.run_beside(self, self._make_ready(), exit_on_error=False)
        textual_compat.run_beside(self, self._offer_unfinished())
        self.count_concerns_soon()
        if self.is_demo and self.takes_calls:
            self.say(f"New here? {self.key_of('everywhere.tour')} begins a tour that says what to press.")
        if self._colours_amiss:
            self.trouble(self._colours_amiss)
        if self.told_first:
            self.say(self.told_first, "trouble")

    async def _make_ready(self) -> None:
        from topaz_tui.runtime import editor

        await ready.make_ready(self)
        await asyncio.to_thread(editor.sweep)
        self.idle_gc.begin()

    async def _offer_unfinished(self) -> None:
        from topaz_tui.screens.dialogs.resume_drafts import offer

        await self.typed.recover(self.log_quietly)
        await offer(self)

    def terminal_gone(self) -> None:
        """Called by the keyboard's reader."""
        self.shutdown.terminal_gone()

    async def action_quit(self) -> None:
        await self.shutdown.quit()

    def quit_anyway(self) -> None:
        """Called by the keyboard where the loop has not come to the key that quits."""
        self.shutdown.quit_anyway()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            self.idle_gc.key()
            if not event.is_forwarded:  # one that comes back unused has been told of already
                self.status.key_pressed()
        elif isinstance(event, MouseDown) and not event.is_forwarded:
            self.status.key_pressed()  # whoever points goes on, too
        if isinstance(event, Paste) and not event.is_forwarded:
            event.text = self._fitting(event.text)
        await super().on_event(event)
        if self.plain and isinstance(event, Key):
            self.call_after_refresh(plain.say_focus, self, at_once=True)

    def _fitting(self, pasted: str) -> str:
        """A field of one line takes all that is pasted, on one line: Textual's own takes the first line alone."""
        takes_one_line = self.screen_stack and isinstance(self.focused, Input)
        return on_one_line(pasted) if takes_one_line else pasted

    def on_paste(self, event: Paste) -> None:
        """No field has taken it, nor does it act as keys: it is said, or its words would be thought to be kept."""
        if told := not_taken(event.text):
            self.say(told, "trouble")

    @property
    def clipboard(self) -> str:
        """What was copied in the program, for ctrl+v: treated as a paste."""
        return self._fitting(super().clipboard)

    def let_go(self, count: int) -> None:
        """Say that keys were not done: they were pressed too early, while the database was busy."""
        what = "One key that you pressed" if count == 1 else f"{count} keys that you pressed"
        self.say(f"{what} before that did nothing: the database was busy.")

    def _tick(self) -> None:
        self.idle_gc.look()
        page = next((each for each in reversed(self.screen_stack) if isinstance(each, Page)), None)
        if page:  # a window may lie over it
            page.refresh_frame_if_shown()

    def count_concerns_soon(self) -> None:
        self.beside.count_concerns_soon()

    async def count_concerns(self) -> None:
        await self.beside.count_concerns()

    def watch_unsubmitted(self, before: tuple[BeingWritten, ...], now: tuple[BeingWritten, ...]) -> None:
        if unsubmitted.chip(before) != unsubmitted.chip(now):
            for page in self.screen_stack:
                if isinstance(page, Page):
                    page.refresh_frame_if_shown()

    def dispatch_soon(self) -> None:
        """Send what is due, beside the screen."""
        textual_compat.run_beside(self, self.beside.dispatch(), group="dispatch", exit_on_error=False)

    def look_for_promises(self) -> None:
        """Say, beside the screen, what was promised for this time."""
        textual_compat.run_beside(self, self.promises.look(), group="promises", exit_on_error=False)

    # What is said, in the line above the keys

    def trouble(self, trouble: UserError, holds: Callable[[], bool] | None = None) -> None:
        """Say what went wrong and what to do; with `holds`, for as long as that is so."""
        self.status.say(str(trouble), "trouble", holds)

    def say(self, words: str, kind: Kind = "done", holds: Callable[[], bool] | None = None) -> None:
        """Say that something was done; with `holds`, for as long as that is so."""
        self.status.say(words, kind, holds)

    def hint(self, words: str, kind: Kind = "done") -> None:
        """Say what a key does here, or why it does nothing: until the next key."""
        self.status.hint(words, kind)

    def notify(self, message: str, *, title: str = "", severity: str = "", markup: bool = True, **how: Any) -> None:
        """Show a message of Textual's own in the status line, where everything else stands: nothing lies over what is
        read."""
        words = Content.from_markup(message).plain if markup else message
        self.say(f"{title}: {words}" if title else words, "done" if severity in ("", "information") else "trouble")

    def _show_status(self) -> None:
        for screen in self.screen_stack:
            for shown in screen.query(StatusLine):
                shown.told = self.status.told if screen is self.screen else ()

    def _screen_changed(self, screen: Screen[Any]) -> None:
        self.status.screen_changed()
        self.cells.forget()  # another page is written whole, over what anybody else wrote to the terminal meanwhile
        if self.plain:
            plain.forget_focus(self)
        self.beside.tell_unsent()
        self.promises.tell()

    # Moving about

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:
        """As Textual's; but an action that can't be taken now says why."""
        target, name, params = textual_compat.parsed(self, action, default_namespace or self, namespaces)
        if isinstance(target, Page) and target.check_action(name, params) is None:
            why = target.disabled_reason(f"{target.place}.{name}") or ""
            self.hint(why, "trouble")
            return True
        try:
            return await super().run_action(action, default_namespace, namespaces)
        finally:
            self.status.look()

    def action_command_palette(self) -> None:
        from topaz_tui.screens.palette_entries import Entries
        from topaz_tui.widgets.palette import ActionPalette

        if not isinstance(self.screen, ActionPalette):
            entries = Entries(self.screen, self, self.recent)
            self.push_screen(ActionPalette(entries.at_once, entries.people), self._chosen)

    def _chosen(self, entry: Entry | None) -> None:
        """Do what was chosen in the palette, and put it first there the next time."""
        if entry:
            self.recent = (entry, *(each for each in self.recent if each.key != entry.key))[:RECENT]
            self.run_worker(entry.run())

    def action_help_quit(self) -> None:
        """ctrl+c: a slip of the hand, or a wish to leave. Nothing is broken off."""
        leaves = self.key_of("everywhere.quit")
        self.hint(f"ctrl+c breaks nothing off here. {leaves} leaves Topaz: what you typed is kept.")

    async def action_back(self) -> None:
        if len(self.screen_stack) > 1 and (not isinstance(self.screen, Page) or await self.screen.leave()):
            await self.pop_screen()

    def action_draw_anew(self) -> None:
        """Only what changes is written: words of another program (`wall`) would stay."""
        self.draw_anew()

    def action_tour(self) -> None:
        if not self.is_demo or not self.takes_calls:
            self.hint("The tour is in the demo: 'topaz demo'.")
            return
        from topaz_tui.app.tour import Tour

        self.tour = self.tour or Tour(self)
        self.tour.begin_or_end()

    def key_of(self, action_id: str) -> str:
        """The first key of an action, as the settings have it and as a person reads it."""
        return actions.key_of(action_id, self.session.settings.keys)

    # Drafts

    def keep_draft(self, kind: str, key: str, body: dict[str, Any]) -> None:
        """Keep what is being typed, soon and without waiting."""
        self.autosaver.save_soon(kind, key, dict(body))

    async def load_draft(self, kind: str, key: str) -> dict[str, Any] | None:
        return await self.typed.load(kind, key)

    async def drop_draft(self, kind: str, key: str) -> None:
        await self.typed.drop(kind, key)

    async def settle(self, kind: str, key: str, service: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return await self.typed.settle(kind, key, service, *args, **kwargs)

    def _concern_closed(self, typed: UnsavedText, closed: UserError) -> None:
        """Called in the thread that saves, as a concern takes no more answers."""
        with contextlib.suppress(RuntimeError):  # the screen is gone
            self._screens_loop.call_soon_threadsafe(self._refused, typed, closed)

    def _refused(self, typed: UnsavedText, closed: UserError) -> None:
        """Say that a concern takes no more answers, and have each page show it as it stands."""
        self.trouble(closed)
        for page in self.screen_stack:
            if isinstance(page, Page):
                page.refused(typed)

    # A crash

    def log_quietly(self, error: BaseException) -> str:
        """Write to the log where it broke, never what was in it; returns a reference to ask about."""
        from topaz_tui.crash_log import log_error

        return log_error(error)

    def _fatal_error(self) -> None:
        """Textual would print every local variable: names and notes would reach the terminal."""
        error = sys.exc_info()[1] or textual_compat.fault_of(self)
        reference = self.log_quietly(error) if error else "none"
        self.crash = (
            f"Topaz stopped because of a fault of its own (reference {reference}).\n"
            "What you had typed is kept: start Topaz again and it is offered to you.\n"
            "Please tell whoever looks after Topaz, and give them the reference."
        )
        textual_compat.end_without_words(self)
