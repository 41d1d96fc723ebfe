"""The page before all others, where a team signs in with passphrases: account and phrase, and one's own phrase in place
of one that was given. It is an app of its own, so that nothing of the list is loaded before somebody signed in.

What is typed of a phrase is shown as dots, and kept nowhere. The services run in a thread: a digest takes a while.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.filter import LineFilter
from textual.widgets import Input, Static

from topaz_tui.app import few_colours
from topaz_tui.app.themes import name_of, theme_of
from topaz_tui.config import Settings, own_colours, palettes
from topaz_tui.crash_log import log_error
from topaz_tui.errors import UserError
from topaz_tui.runtime import shutdown, textual_compat
from topaz_tui.services import connection, sign_in
from topaz_tui.services.sign_in import OneTime, SignedIn
from topaz_tui.widgets.keyline import KeyLine
from topaz_tui.widgets.update import update_if_changed

ASKED = "Sign in with your account and your passphrase."
CHOOSE = (
    "The phrase that you were given was for once. Choose your own: at least twelve letters, such as four words that"
    " nobody would put together. Nobody else ever sees it."
)
BUSY = "One moment …"
FAULT = "A fault of Topaz's own (reference {}). Please tell whoever looks after it, and give them the reference."
NOT_ALIKE = "The two are not alike. Type your new passphrase again."


class SignIn(App[SignedIn]):
    """Answers with who signed in; with nothing where nobody did."""

    TITLE = "Topaz"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q,escape", "quit", "Leave", show=False, priority=True),
        # With priority, so that what is typed on at once goes to the next field, not to this one.
        Binding("enter", "go_on", "Sign in", show=False, priority=True),
        Binding("tab,down", "app.focus_next", "Next field", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", "Field before", show=False, priority=True),
    ]
    CSS = """
    Screen { align: center middle; }
    #window { width: 72; max-width: 100%; height: auto; background: $panel; padding: 1 2; border: round $accent; }
    #title { text-style: bold; margin-bottom: 1; }
    #lead { height: auto; margin-bottom: 1; }
    .label { color: $text-muted; }
    Input { height: 1; border: none; padding: 0 1; background: $background; margin-bottom: 1; }
    Input:focus { border: none; background: $block-cursor-background; }
    #told { height: auto; min-height: 1; color: $error; }
    .keys { height: 1; color: $text-muted; margin-top: 1; }
    .new { display: none; }
    .choosing .new { display: block; }
    .choosing .old { display: none; }
    .-plain * { border: none; }
    """ + few_colours.CSS  # fmt: skip

    def __init__(self, settings: Settings, account: str) -> None:
        super().__init__(driver_class=textual_compat.own_driver())
        self.settings, self._account, self._busy = settings, account, False
        self._task: asyncio.Task[None] | None = None
        self._signals: shutdown.Signals | None = None
        self._countdown = shutdown.Countdown(shutdown.at_once)
        self.code, self.crash = 0, ""
        self.animation_level = "none"
        try:
            palette = own_colours.named(own_colours.chosen(settings.screen.theme))
        except UserError:  # it is said once the list is open
            palette = palettes.DARK
        self.set_class(settings.screen.plain, "-plain")
        self._few = few_colours.filters_of(palette, self.console.color_system, no_color=self.no_color)
        self.set_class(few_colours.has_few(self._few), few_colours.FEW)
        self.register_theme(theme_of(palette))
        self.theme = name_of(palette)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return self._few or super().get_line_filters()

    def compose(self) -> ComposeResult:
        with Vertical(id="window"):
            yield Static("Topaz", id="title", markup=False)
            yield Static(ASKED, id="lead", markup=False)
            for name, words, hidden in (
                ("account", "Account", False), ("phrase", "Passphrase", True),
                ("new", "Your new passphrase", True), ("again", "The same again", True),
            ):  # fmt: skip
                kind = "new" if name in ("new", "again") else "old"
                yield Static(words, classes=f"label {kind}", markup=False)
                yield Input(self._account if name == "account" else "", password=hidden, id=name, classes=kind)
            yield Static("", id="told", markup=False)
            yield KeyLine("Enter  Sign in     Tab  Next field     Esc  Leave")

    def on_mount(self) -> None:
        self._field("phrase" if self._account else "account").focus()
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            self._signals = shutdown.Signals(lambda number: self._told(loop, number))

    def _told(self, loop: asyncio.AbstractEventLoop, number: int) -> None:
        """A signal ends it, within five seconds. Called in the signals' thread."""
        self.code = 128 + number
        self._countdown.begin(self.code)
        with contextlib.suppress(RuntimeError):  # it is over already
            loop.call_soon_threadsafe(self.exit)

    def terminal_gone(self) -> None:
        """Nobody is there any more."""
        self._countdown.begin(1)
        self.exit()

    def on_unmount(self) -> None:
        self._countdown.stop()
        if self._signals:
            self._signals.close()

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing goes there from here: it could be a phrase."""

    def _fatal_error(self) -> None:
        """Textual would print every local variable, a phrase among them."""
        error = sys.exc_info()[1] or textual_compat.fault_of(self)
        self.code, self.crash = 1, FAULT.format(log_error(error) if error else "none")
        textual_compat.end_without_words(self)

    def _field(self, name: str) -> Input:
        return self.query_one(f"#{name}", Input)

    def _say(self, words: str) -> None:
        update_if_changed(self.query_one("#told", Static), words)

    @property
    def _chooses(self) -> bool:
        return self.query_one("#window").has_class("choosing")

    async def action_go_on(self) -> None:
        """Enter goes to the next field that is empty, and signs in from the last. What was typed before it is in its
        field by then, also from a quick hand."""
        if self.focused:
            typed = asyncio.Event()
            self.focused.call_later(typed.set)
            await typed.wait()
        names = ("account", "phrase", "new", "again") if self._chooses else ("account", "phrase")
        empty = next((name for name in names if not self._field(name).value), None)
        if empty:
            self.screen.set_focus(self._field(empty))
        elif not self._busy:
            self._busy = True
            self._task = asyncio.create_task(self._sign_in())

    async def _sign_in(self) -> None:
        account, phrase, new, again = (self._field(name).value for name in ("account", "phrase", "new", "again"))
        self._say(BUSY)
        try:
            if not self._chooses:
                signed = await _in_a_thread(lambda: sign_in.sign_in(self.settings, account, phrase))
            elif new != again:
                self._choose(CHOOSE, NOT_ALIKE)
                return
            else:
                signed = await _in_a_thread(lambda: sign_in.change(self.settings, account, phrase, new))
            self.exit(signed)
        except OneTime:
            self._choose(CHOOSE, "")
        except UserError as trouble:
            self._choose(CHOOSE if trouble.field == "new" else ASKED, str(trouble))
        except Exception as error:  # Textual would show what stands in the fields beside it
            self._choose(ASKED, FAULT.format(log_error(error)))
        finally:
            self._busy = False

    def _choose(self, lead: str, words: str) -> None:
        """Ask for a phrase of one's own (CHOOSE), or for the one that holds, and say why it is asked again."""
        self.query_one("#window").set_class(lead == CHOOSE, "choosing")
        update_if_changed(self.query_one("#lead", Static), lead)
        self._say(words)
        names = ("new", "again") if lead == CHOOSE else ("phrase", "new", "again")
        for name in names:
            self._field(name).value = ""
        self._field(names[0]).focus()


async def _in_a_thread(service: Callable[[], SignedIn]) -> SignedIn:
    def run() -> SignedIn:
        try:
            return service()
        finally:
            connection.close()

    return await asyncio.to_thread(run)


def ask(settings: Settings, account: str) -> SignedIn | int:
    """Show the page, and say who signed in; where nobody did, the exit code. `account` is whose the machine says it
    is."""
    app = SignIn(settings, account)
    signed = app.run()
    if app.crash:
        print(app.crash, file=sys.stderr)
    return signed or app.code
