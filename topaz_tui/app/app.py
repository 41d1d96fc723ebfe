"""The app: start, screens, signals, the crash screen. Everything else is in the screens and the services."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import importlib
import os
import pkgutil
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import SystemCommand
from textual.binding import Binding
from textual.content import Content
from textual.driver import Driver
from textual.events import Event, Key, Paste, Resize
from textual.reactive import var
from textual.screen import Screen
from textual.widget import AwaitMount
from textual.widgets import Input

from topaz_tui import actions, screens
from topaz_tui.app.beside import BesideTheScreen
from topaz_tui.app.routes import page_class, page_of
from topaz_tui.app.themes import DARK, LIGHT
from topaz_tui.app.typed import Typed
from topaz_tui.errors import Invalid, Unavailable, UserError
from topaz_tui.runtime import shutdown, textual_compat
from topaz_tui.runtime.idle_gc import IdleGarbageCollector
from topaz_tui.runtime.recovery_file import UnsavedText
from topaz_tui.runtime.service_thread import ServiceThread
from topaz_tui.screens import commands, places, unsubmitted
from topaz_tui.screens.base import Page, bindings
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.shell import Shell
from topaz_tui.screens.small import SmallScreen, too_small
from topaz_tui.services import connection, queue
from topaz_tui.services.desk import Desk
from topaz_tui.status import Kind, Status
from topaz_tui.text import fit, one_line
from topaz_tui.widgets.palette import Palette
from topaz_tui.widgets.status import StatusLine

if TYPE_CHECKING:
    from topaz_tui.services.concerns import BeingWritten

T = TypeVar("T")
BUSY = "The database is busy: still trying. You can go on typing."
LEFT_IN_RECOVERY_FILE = (
    "The database did not answer. What you typed last is kept on this machine: "
    "start Topaz again and it is offered to you."
)
WAY_BACK = 8  # pages at most under the one in front, beside calls and concerns
LOOK_AT_STATUS = 0.5  # seconds between two looks whether what is told still holds
LOOK_TO_SEND = 5.0  # seconds between two cheap looks whether a dispatch has something to do
LOOK_TO_BACK_UP = 30.0  # seconds between two cheap looks whether today's backup is still to be made
PASTE_SHOWN = 40  # columns of words that were pasted where nothing takes them
GRACE = 1.5  # seconds that an end waits for a database that does not answer; the recovery file has what is typed then


class Topaz(Shell):
    """The program on the screen, for one worker at one terminal."""

    TITLE = "Topaz"
    BINDINGS = [
        *bindings("everywhere"),
        # With priority, so that what is typed on at once goes to the next field, not to this one.
        Binding("tab", "focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab", "focus_previous", "Field before", show=False, priority=True),
    ]
    CSS_PATH = (
        Path(screens.__path__[0]) / "queue" / "queue.tcss"
    )  # the first screen's own: Textual does not load it for a default screen
    CSS = """
    Page { layout: vertical; }
    Page > StatusLine { dock: bottom; margin-bottom: 1; min-height: 1; }
    """

    unsubmitted: var[tuple[BeingWritten, ...]] = var(())  # the concerns of whoever sits here that are not submitted

    def __init__(self, desk: Desk, dispatch: Sequence[str] = (), backup: Sequence[str] = ()) -> None:
        """`dispatch` is the command that sends what is due, `backup` the one that makes today's backup; without one
        this terminal does no such thing."""
        super().__init__(driver_class=_driver())
        self.desk = desk
        self.service_thread = ServiceThread(self._slow, connection.close)
        self.typed = Typed(
            desk,
            self.service_thread,
            on_slow=self._slow,
            on_failed=self._unsaved,
            on_trouble=self.trouble,
            on_closed=self._concern_closed,
        )
        self.autosaver = self.typed.autosaver
        self.beside = BesideTheScreen(self, dispatch, backup)
        self.worker_words = f"{desk.name}{' (manager)' if desk.is_manager else ''}"
        self.training = bool(os.environ.get("TOPAZ_NOW"))
        self.crash: str | None = None
        self.quitting = False
        self.begun = False  # the first page may be there a moment before the app says that it runs
        self._slow_calls = 0
        self._not_saved = ""
        self.idle_gc = IdleGarbageCollector()
        self.status = Status(self._show_status)
        self._warned = False
        self._ending: asyncio.Future[None] | None = None
        self._leaving: list[UnsavedText] = []  # taken from the autosaver, and not saved yet
        self.countdown = shutdown.Countdown(self._last_resort)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = f"topaz-{desk.settings.screen.theme}"
        if desk.settings.keys:
            self.set_keymap(actions.remapped(desk.settings.keys))
        self.quit_keys = frozenset(desk.settings.keys.get("everywhere.quit", actions.BY_ID["everywhere.quit"].keys))

    # Start and end

    def get_default_screen(self) -> Screen[Any]:
        return QueueScreen()

    def on_ready(self) -> None:
        self.begun = True

    def on_mount(self) -> None:
        self._screens_loop = asyncio.get_running_loop()
        if not self.is_headless:
            shutdown.Signals(self._told_to_end)
        self._wake_once()
        self.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)
        self.set_interval(LOOK_AT_STATUS, self.status.look)
        self.set_interval(15, self._tick)
        self.set_interval(self.desk.settings.screen.refresh_seconds, self._look_at_concerns)
        self.set_interval(LOOK_TO_SEND, self.dispatch_soon)
        self.set_interval(LOOK_TO_BACK_UP, self.back_up_soon)
        self.set_timer(0.3, self._after_the_first_screen)

    def _wake_once(self) -> None:
        """Textual starts a second reader of the keyboard whenever the process is told to go on, also where it was not
        Textual that stopped it (kill -STOP, a debugger): two readers mix up the letters of what is typed."""
        told_to_go_on = getattr(signal, "SIGCONT", None)
        textual = signal.getsignal(told_to_go_on) if told_to_go_on else None
        if told_to_go_on and callable(textual):

            def go_on(number: int, frame: FrameType | None) -> None:
                if getattr(self._driver, "_must_signal_resume", True):
                    textual(number, frame)
                else:
                    self._screens_loop.call_soon_threadsafe(self.refresh)

            signal.signal(told_to_go_on, go_on)

    def on_resize(self, event: Resize) -> None:
        shown = isinstance(self.screen, SmallScreen)
        if too_small(event.size.width, event.size.height) != shown:
            self.pop_screen() if shown else self.push_screen(SmallScreen())

    def _after_the_first_screen(self) -> None:
        """What the first screen had no time for: the modules of the others, and what was left unfinished."""
        self.run_worker(self._make_ready(), exit_on_error=False)
        self.run_worker(self._offer_unfinished())
        self.count_concerns_soon()

    async def _make_ready(self) -> None:
        """So that the first key that opens another screen finds it ready: its module, and its style sheet, which
        Textual would read as the screen opens, and all others with it once more."""
        await asyncio.to_thread(_import_the_rest)
        self.stylesheet._parse_cache.grow(512)  # else it forgets the first sheets when it reads the last
        for path in sorted(Path(screens.__path__[0]).rglob("*.tcss")):
            self.stylesheet.read(path)
            self.stylesheet.parse()
            await asyncio.sleep(0)
        self.idle_gc.begin()

    async def _offer_unfinished(self) -> None:
        from topaz_tui.screens.unfinished import offer

        await self.typed.recover(self.log_quietly)
        await offer(self)

    def _told_to_end(self, number: int) -> None:
        """A signal has come, in a thread of its own: the loop may be stuck."""
        self._ends(128 + number)
        with contextlib.suppress(RuntimeError):  # it is over already
            self._screens_loop.call_soon_threadsafe(self._ended, number)

    def terminal_gone(self) -> None:
        """A terminal that has gone sends SIGHUP only to whom it controls, which it does not under 'su -c'."""
        self._ends(128 + signal.SIGHUP, gone=True)
        self._ended(signal.SIGHUP)

    def _ends(self, code: int, *, gone: bool = False, told_at: float | None = None) -> None:
        """From now on it is over in five seconds, whatever hangs; nobody waits long for a lock or a terminal."""
        if self.is_headless:
            return
        self.countdown.begin(code, told_at)
        connection.set_lock_timeout(GRACE / 3)
        if told := getattr(self._driver, "hurry", None):
            told(gone=gone)

    def _last_resort(self, code: int) -> None:
        """The end does not come by itself (shutdown.py says why)."""
        shutdown.try_for(shutdown.DISK, lambda: self.typed.file.write([*self._leaving, *self.autosaver.left]))
        if give_back := getattr(self._driver, "give_back", None):
            shutdown.try_for(shutdown.DISK / 2, give_back)
        shutdown.at_once(code)

    def _ended(self, number: int) -> None:
        """Told to end: keep what was typed, let go of whom we hold, give the terminal back."""
        self._ending = self._ending or asyncio.ensure_future(self._end(128 + number))

    async def _end(self, return_code: int) -> None:
        """Save; where the database does not answer in time, what was typed is in the recovery file. Then end."""
        self._ends(return_code)
        await self._save_all()
        self.exit(return_code=return_code)

    async def _save_all(self, first: Callable[[], Awaitable[bool]] | None = None) -> bool:
        """Into the database, or at least into the recovery file: a database that does not answer keeps nobody here.
        False where what is to be done `first` says that one stays."""
        for screen in self.screen_stack:
            if screen.is_mounted and (take_up := getattr(screen, "take_up", None)):  # a page, or a window with a form
                take_up()
        with contextlib.suppress(TimeoutError, UserError):
            async with asyncio.timeout(self.countdown.left(GRACE)):
                if first and not await first():
                    return False
                await self.autosaver.flush()
        if self.autosaver.unsaved:
            await self.autosaver.write_recovery_file()
        return True

    async def _leave_pages(self) -> bool:
        for page in reversed(self.screen_stack):
            if isinstance(page, Page) and not await page.leave():
                return False
        return True

    def end(self) -> str:
        """After the screen: what is still unsaved (a crash came before), and those whom this terminal holds. Nobody
        waits long for a database that does not answer. Returns what is to be told, if anything."""
        self._ends(1 if self.crash else self.return_code or 0)
        left: list[UnsavedText] = []
        self._leaving = self.autosaver.take()
        for typed in self._leaving:
            try:
                self.typed.thread.wait(0 if left else self.countdown.left(GRACE), self.typed.save, typed)
            except Exception as error:
                self.log_quietly(error)
                left.append(typed)
        told = self._put_aside(left)
        try:
            self.service_thread.wait(self.countdown.left(0.1 if left else GRACE), queue.release_all, self.desk)
        except Exception as error:
            self.log_quietly(error)
        for thread in (self.typed.thread, self.service_thread):
            thread.close(self.countdown.left(0.1 if left else GRACE))
        return told

    def _put_aside(self, left: list[UnsavedText]) -> str:
        """What the database did not take stays in the recovery file for the next start."""
        try:
            self.typed.file.write(left)
            self._leaving = []
            self.typed.file.close()
        except OSError as error:
            self.log_quietly(error)
            return "What you typed last could not be saved: neither the database nor this machine's disk took it."
        return LEFT_IN_RECOVERY_FILE if left else ""

    async def action_quit(self) -> None:
        self.quitting = True  # a page that is left now asks nothing: what was typed is kept
        self._ends(0, told_at=self.order.heard_quit())
        if not await self._save_all(self._leave_pages):
            self._stays()
            return
        if self.autosaver.unsaved and not self.autosaver.in_recovery_file and not self._warned:
            self._warned = True
            self.trouble(
                Unavailable(
                    "What you typed is not saved yet.", "Wait a moment, or press ctrl+q again to leave without."
                )
            )
            self._stays()
            return
        self.exit()

    def quit_anyway(self) -> None:
        self._ends(0, told_at=self.order.heard_quit())
        self._ending = self._ending or asyncio.ensure_future(self._end(0))

    def _stays(self) -> None:
        """It does not end after all."""
        self.quitting = False
        self.countdown.stop()
        connection.set_lock_timeout(connection.LOCK_TIMEOUT)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            self.idle_gc.key()
            if not event.is_forwarded:  # one that comes back unused has been told of already
                self.status.key_pressed()
        if isinstance(event, Paste) and not event.is_forwarded:
            event.text = self._fitting(event.text)
        await super().on_event(event)

    def _fitting(self, pasted: str) -> str:
        """A field of one line takes all that is pasted, on one line: Textual's own takes the first line alone."""
        lines = pasted.splitlines()
        if len(lines) < 2 or not (self.screen_stack and isinstance(self.focused, Input)):
            return pasted
        return " ".join(filter(None, map(str.strip, lines)))

    def on_paste(self, event: Paste) -> None:
        """No field has taken it, nor does it act as keys: it is said, or its words would be thought to be kept."""
        if words := one_line(event.text):
            shown = fit(words, PASTE_SHOWN).rstrip()
            self.say(f"'{shown}' was pasted, and nothing that you stand on takes words.", "trouble")

    @property
    def clipboard(self) -> str:
        """What was copied in here, for ctrl+v: as with a paste."""
        return self._fitting(super().clipboard)

    def let_go(self, count: int) -> None:
        what = "One key that you pressed" if count == 1 else f"{count} keys that you pressed"
        self.say(f"{what} before that did nothing: the database was busy.")

    def _tick(self) -> None:
        self.idle_gc.look()
        page = next((each for each in reversed(self.screen_stack) if isinstance(each, Page)), None)
        if page:  # a window may lie over it
            page.frame_again()

    def _look_at_concerns(self) -> None:
        if not any(each.group == "unsubmitted" and not each.is_finished for each in self.workers):
            self.count_concerns_soon()

    def count_concerns_soon(self) -> None:
        """Count them beside the screen: what was looked up before this is out of date."""
        counting = self.count_concerns()
        worker = self.run_worker(counting, group="unsubmitted", exclusive=True, exit_on_error=False)
        textual_compat.close_with(worker, counting)

    async def count_concerns(self) -> None:
        """Which concerns this worker has begun and not submitted: the title of every page says so, until they are."""
        with contextlib.suppress(UserError):  # they are counted again
            self.unsubmitted = await self.service_thread(_not_submitted, self.desk)

    def watch_unsubmitted(self, before: tuple[BeingWritten, ...], now: tuple[BeingWritten, ...]) -> None:
        if unsubmitted.chip(before) != unsubmitted.chip(now):
            for page in self.screen_stack:
                if isinstance(page, Page):
                    page.frame_again()

    def dispatch_soon(self) -> None:
        """Send what is due, beside the screen."""
        self.run_worker(self.beside.dispatch(), group="dispatch", exit_on_error=False)

    def back_up_soon(self) -> None:
        """Make today's backup, beside the screen, if nobody has."""
        self.run_worker(self.beside.back_up(), group="backup", exit_on_error=False)

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
        """What Textual itself has to say stands where everything else does: nothing lies over what is read."""
        words = Content.from_markup(message).plain if markup else message
        self.say(f"{title}: {words}" if title else words, "done" if severity in ("", "information") else "trouble")

    def _show_status(self) -> None:
        for screen in self.screen_stack:
            for shown in screen.query(StatusLine):
                shown.told = self.status.told if screen is self.screen else ()

    def _screen_changed(self, screen: Screen[Any]) -> None:
        self.status.screen_changed()
        self.beside.tell_unsent()

    def _slow(self, slow: bool) -> None:
        self._slow_calls += 1 if slow else -1
        self._tell_states()

    def _unsaved(self, error: Exception | None) -> None:
        """A saving failed, or all is saved again."""
        self._not_saved = ""
        if error is None:
            self.say("What you typed is saved again.")
        else:
            words = str(error) if isinstance(error, UserError) else "What you typed could not be saved yet."
            self._not_saved = f"NOT SAVED YET: {words} What you type is kept, and saving is tried again."
        self._tell_states()

    def _tell_states(self) -> None:
        """Whether all is saved, and how the database is; that it is busy is not said beside what it could not do."""
        self.status.stand("saving", self._not_saved)
        self.status.stand("database", BUSY if self._slow_calls and not self._not_saved else "", "busy")

    # Moving about

    async def run_action(self, action: Any, default_namespace: Any = None, namespaces: Any = None) -> bool:
        """As Textual's; but an action that can't be taken now says why."""
        target, name, params = self._parse_action(action, default_namespace or self, namespaces)
        if isinstance(target, Page) and target.check_action(name, params) is None:
            why = target.cannot(f"{target.place}.{name}") or ""
            self.hint(why, "trouble")
            return True
        try:
            return await super().run_action(action, default_namespace, namespaces)
        finally:
            self.status.look()

    async def to_base(self) -> bool:
        """Back to the queue, leaving each page in order; False where one of them stays."""
        while len(self.screen_stack) > 1:
            if isinstance(self.screen, Page):
                if not await self.screen.leave():
                    return False
                await self.pop_screen()
            else:
                if take_up := getattr(self.screen, "take_up", None):  # a form: what was typed is kept, as Esc keeps it
                    take_up()
                self.screen.dismiss()  # whoever waits for its answer gets none
        return True

    def open(self, place: places.Place) -> AwaitMount:
        return self.open_page(page_of(place))

    def open_page(self, page: Page) -> AwaitMount:
        """Show this page over what is in front, as `open` says."""
        for open_one in self.screen_stack[:-1]:
            if isinstance(open_one, Page) and open_one.is_like(page) and not textual_compat.has_window(self, open_one):
                textual_compat.take_out(self, open_one)
                if page.anew:
                    self._let_go(open_one)
                else:
                    open_one.opened_again(page)
                    page = open_one
                break
        mounted = self.push_screen(page)
        self._shorten_the_way_back()
        return mounted

    def _shorten_the_way_back(self) -> None:
        """Pages that lie too deep are closed, the oldest first; never one in which something is open."""
        under = [
            page
            for page in self.screen_stack[1:-1]
            if isinstance(page, Page) and not page.stays and not textual_compat.has_window(self, page)
        ]
        for page in under[:-WAY_BACK]:
            textual_compat.take_out(self, page)
            self._let_go(page)

    def _let_go(self, page: Page) -> None:
        self.call_next(page.remove)

    async def go(self, place: places.Place) -> None:
        """To a place of its own (find, escalations, team, imports), from wherever one is. Esc comes back from it."""
        if not isinstance(self.screen, page_class(type(place))):
            await self.open(place)

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(functools.partial(commands.elsewhere, self.screen, self)))

    def action_help_quit(self) -> None:
        """ctrl+c: a slip of the hand, or a wish to leave. Nothing is broken off."""
        leaves = self.key_of("everywhere.quit")
        self.hint(f"ctrl+c breaks nothing off here. {leaves} leaves Topaz: what you typed is kept.")

    async def action_back(self) -> None:
        if len(self.screen_stack) > 1 and (not isinstance(self.screen, Page) or await self.screen.leave()):
            await self.pop_screen()

    async def action_queue(self) -> None:
        await self.to_base()

    async def action_find(self) -> None:
        await self.go(places.Find())

    async def action_escalations(self) -> None:
        await self.go(places.Board())

    async def action_team(self) -> None:
        await self.go(places.Team())

    async def action_imports(self) -> None:
        await self.go(places.Imports())

    async def action_help(self) -> None:
        from topaz_tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            await self.push_screen(HelpScreen(self.screen, self.client_in_front))

    @property
    def page(self) -> Page:
        """The page in front, a window over it or not."""
        return next(each for each in reversed(self.screen_stack) if isinstance(each, Page))

    @property
    def client_in_front(self) -> int | None:
        """Whom the worker has in front of them."""
        return self.page.client_id

    async def action_concern(self) -> None:
        """Raise a concern about the person in front of the worker, wherever that is."""
        from topaz_tui.screens.concern import ConcernScreen
        from topaz_tui.screens.find import FindScreen

        client_id = self.client_in_front
        if isinstance(self.page, ConcernScreen):
            back = "" if self.screen is self.page else " Esc goes back to it."
            self.hint(f"You are in a concern.{back}", "trouble")
        elif client_id is None and isinstance(self.screen, FindScreen) and self.screen.typed:
            self.screen.add("concern")
        elif client_id is None:
            await self.go(places.Find())
            self.trouble(Invalid("Whom is it about?", "Find them, then press F6 again; + adds who is on no list."))
        else:
            await self.open(places.Concern(client_id))

    def key_of(self, action_id: str) -> str:
        """The first key of an action, as the settings have it and as a person reads it."""
        return actions.key_of(action_id, self.desk.settings.keys)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: what can be done from here, in the actions' own words."""
        for act in commands.offered(screen, self):
            target = screen if isinstance(screen, Page) and act.place == screen.place else self
            yield SystemCommand(commands.name(act, self), act.help, self._caller(act.name, target))

    def _caller(self, name: str, target: Any) -> Callable[[], Any]:
        async def call() -> None:
            await self.run_action(name, target)

        return call

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
        """From the thread that saves."""
        with contextlib.suppress(RuntimeError):  # the screen is gone
            self._screens_loop.call_soon_threadsafe(self._refused, typed, closed)

    def _refused(self, typed: UnsavedText, closed: UserError) -> None:
        """A concern takes no more answers: its page shows it as it stands."""
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
        error = sys.exc_info()[1] or self._exception
        reference = self.log_quietly(error) if error else "none"
        self.crash = (
            f"Topaz stopped because of a fault of its own (reference {reference}).\n"
            "What you had typed is kept: start Topaz again and it is offered to you.\n"
            "Please tell whoever looks after Topaz, and give them the reference."
        )
        self._close_messages_no_wait()


def _not_submitted(desk: Desk) -> tuple[BeingWritten, ...]:
    """In the services' thread: the first screen has no time to import it."""
    from topaz_tui.services import concerns

    return concerns.drafts(desk)


def _import_the_rest() -> None:
    for module in pkgutil.walk_packages(screens.__path__, "topaz_tui.screens."):
        importlib.import_module(module.name)


def _driver() -> type[Driver] | None:
    """What reads the keyboard; on Windows it is Textual's own."""
    if sys.platform == "win32":
        return None
    from topaz_tui.runtime import terminal_input

    return terminal_input.Driver


def run(desk: Desk, dispatch: Sequence[str] = (), backup: Sequence[str] = ()) -> int:
    """Run the app to its end; returns the exit code."""
    app = Topaz(desk, dispatch, backup)
    told = ""
    try:
        app.run()
    finally:
        told = app.end()
        shutdown.ends_whatever_hangs()
    code = 1 if app.crash else app.return_code or 0
    if getattr(app._driver, "is_stuck", False):  # it takes nothing: neither these words nor the last of its own
        shutdown.at_once(code)
    with contextlib.suppress(OSError):  # nobody is there any more
        for words in filter(None, (told, app.crash and (connection.damage() or app.crash))):
            print(words, file=sys.stderr)
    return code
