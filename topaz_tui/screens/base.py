"""What every screen is: a place in the registry, the frame around it, and a way to the services that can't hang it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.events import Key, Mount
from textual.screen import Screen
from textual.widget import Widget

from topaz_tui import actions, clock
from topaz_tui.errors import Conflict, UserError
from topaz_tui.runtime.recovery_file import UnsavedText
from topaz_tui.runtime.textual_compat import at_end, close_with, has_window, is_being_removed
from topaz_tui.screens import places, unsubmitted
from topaz_tui.services import access, queue
from topaz_tui.widgets.at_shutdown import QuietAtShutdown
from topaz_tui.widgets.frame import KeyBar, PromptLine, Title
from topaz_tui.widgets.status import StatusLine
from topaz_tui.widgets.window import DIGITS, nobody_takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from topaz_tui.screens.shell import Shell

P = ParamSpec("P")
AT_ONCE = 0.5  # seconds that a page waits for what it looks up before it is drawn without
T = TypeVar("T")
H = TypeVar("H", bound=queue.Claim | None)


class Elsewhere(Conflict):
    """Whoever was to call somebody is not on that page any more."""

    def __init__(self) -> None:
        super().__init__("You went elsewhere before they were held for you.", "Nobody is held: press the key again.")


def bindings(place: str) -> list[BindingType]:
    """The registry's actions of a place as Textual binds them; the settings change their keys by their ids."""
    return [
        Binding(",".join(act.keys), act.name, act.words, show=False, id=act.id, priority=act.everywhere_else)
        for act in actions.of(place)
    ]


class Page(QuietAtShutdown, Screen[None]):
    """A screen of Topaz. Below a page: `body` gives its widgets; `disabled_reason` says why an action can't be taken
    now;
    `client_id` names the client in front of the worker, for a concern; `leave` ends what must not stay open."""

    place: ClassVar[str] = ""
    is_base: ClassVar[bool] = False  # other places lie over it, and Esc comes back to it
    app: Shell
    of_client: int | None = None  # the client whose page it is; a list's is the one under the cursor
    note: tuple[str, ...] = ()  # what waits elsewhere, in the title line before the time: the longest form first
    _to_go_on: tuple[str, str] | None = None
    _along: Page | None = None  # the page of whoever was opened from the list here, who may be another by then
    _looked = False  # has it looked up what it shows?
    _is_open = False  # was it in front before?

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "place" in cls.__dict__:
            cls.BINDINGS = bindings(cls.place)
        super().__init_subclass__(**kwargs)

    @property
    def client_id(self) -> int | None:
        """The client in front of the worker, for a concern."""
        return self.of_client

    def __init__(self) -> None:
        super().__init__()
        self._under_way: set[asyncio.Future[None]] = set()  # the work that `run` began here
        self._looks: set[asyncio.Future[None]] = set()  # of that, what looks something up

    def compose(self) -> ComposeResult:
        if self.app.plain:  # one thing below the other, however wide the terminal is
            self.HORIZONTAL_BREAKPOINTS = [(0, "-narrow")]
        for least, fitting in sorted(self.HORIZONTAL_BREAKPOINTS or (), reverse=True):
            if (
                self.app.size.width >= least
            ):  # as Textual sets it once all is laid out, but before its widgets are styled
                self.add_class(fitting)
                break
        yield Title()
        yield PromptLine()
        yield from self.body()
        yield StatusLine()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between the line under the title and the line of keys."""
        yield Widget()

    @on(Mount)
    async def look_first(self) -> None:
        """Called after the page's own `on_mount`: wait a moment for what it looks up. Textual lays the page out and
        paints it once this is over: once, with what it shows, in place of 'Looking …' first."""
        self.look_anew()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=AT_ONCE)

    def on_screen_resume(self) -> None:
        """Called after the page's own, which does not call it: Textual does."""
        self.refresh_frame()
        along, self._along = self._along, None
        if along and along.client_id is not None:
            self.came_back(along.client_id)
        if self._is_open:
            self.look_anew()
        self._is_open = True

    def look_anew(self) -> None:
        """Look up what stands here: as the page opens, and whenever one comes back to it."""

    def open_client(self, client_id: int, among: Iterable[int | None] = ()) -> None:
        """Open the page of somebody in the list here: J and K there go along the people of it (`among`, in its order),
        and the cursor comes back to whoever was looked at last."""
        people = dict.fromkeys(each for each in among if each is not None)
        self.app.open(places.ClientPlace(client_id, tuple(people)))
        self._along = self.app.page

    def came_back(self, client_id: int) -> None:
        """Stand on this person's line: they were looked at last."""

    def refresh_frame(self) -> None:
        """Draw the title line and the line of keys anew."""
        title = self.query_one(Title)
        title.place = self.title or actions.PLACES.get(self.place, "")
        title.worker = self.app.worker_words
        title.way_back = self._way_back()
        title.note, title.training = self.note, self.app.training
        title.chips = unsubmitted.chip(self.app.unsubmitted)
        title.minute = clock.to_store(clock.now().replace(second=0))
        self.keys()

    def _way_back(self) -> tuple[str, ...]:
        """What Esc leads back to, where that is a call or a form; the longest form first. Where a window lies over the
        call, it leads to that: the call may be saved."""
        under = [each for each in self.app.screen_stack if isinstance(each, Page) and each.is_base and each is not self]
        if any(not has_window(self.app, each) for each in under):
            return "Esc: back to your call or form", "Esc: back"
        return ("Esc: back",) if under else ()

    def refresh_frame_if_shown(self) -> None:
        """As `refresh_frame`, at a moment of the app's own choice: a page that is not there yet, or is going, has no
        title."""
        if self.is_mounted and self.query(Title):
            self.refresh_frame()

    def keys(self) -> None:
        """Draw the line of keys anew: what can be done now."""
        services = self.app.session.settings.services
        own = actions.of(self.place, services)
        first = [act for name in self.first_keys() for act in own if act.name == name]
        acts = [act for act in (*own, *actions.of("everywhere", services)) if act.shown and act.name != "help"]
        shown = [*first, *(act for act in acts if act not in first)]
        self.query_one(KeyBar).show(
            [(act, self.disabled_reason(act.id) is None) for act in shown] + [(actions.BY_ID["everywhere.help"], True)]
        )

    def first_keys(self) -> tuple[str, ...]:
        """The names of the actions that come first in the line of keys: those of the tab, or of what the cursor stands
        on."""
        return ()

    def on_key_bar_chosen(self, event: KeyBar.Chosen) -> None:
        """A key of the line was clicked."""
        target = self if event.action.place == self.place else self.app
        self.app.run_worker(self.app.run_action(event.action.name, target))

    def prompt(self, words: str, *, whole: bool = False) -> None:
        """Say in the line under the title what needs doing here; `whole`, where none of it may be cut off, in as many
        lines as it takes."""
        self.query_one(PromptLine).show(words, whole=whole)

    def disabled_reason(self, action_id: str) -> str | None:
        """Why this action can't be taken now, in a sentence; None where it can."""
        return None

    def take(self, name: str) -> None:
        """Take this action of the page, as its key would; where it can't be taken now, say why."""
        if why_not := self.disabled_reason(f"{self.place}.{name}"):
            self.app.hint(why_not)
        else:
            getattr(self, f"action_{name}")()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        act = actions.BY_ID.get(f"{self.place}.{action}")
        if act and not actions.is_on(act, self.app.session.settings.services):
            return False  # to a team that does not do this there is no such action
        return True if act is None or self.disabled_reason(act.id) is None else None

    def on_key(self, event: Key) -> None:
        """A digit leaves no call and no form: a line too far from one that counts, it would. F2 to F5 do. And a key
        that does nothing says so, on every page alike; a letter says what its other case does, if anything."""
        if self.is_base and event.is_printable and event.character in DIGITS:
            event.stop()
            event.prevent_default()
            first = "F2" if self.app.takes_calls else "F3"
            self.app.hint(f"A digit answers nothing here, and leaves no page like this one: {first} to F5 do.")
        elif nobody_takes(self, event):
            typed = event.character if event.is_printable and event.character != " " else None
            self.app.hint(f"{typed or actions.key_words(event.key)} does nothing here. {self._instead(event)}")

    def _instead(self, event: Key) -> str:
        """What to press instead of a key that does nothing."""
        other = event.key.swapcase()
        act = self.active_bindings.get(other) if len(event.key) == 1 and event.key.isalpha() else None
        if act:
            return f"{other}, {'with' if other.isupper() else 'without'} Shift: {act.binding.description}."
        return f"{self.app.key_of('everywhere.help')} says what each key does."

    async def call(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service without holding up the screen. The log says that it was asked from this page, whichever is in
        front by then."""
        asked = partial(access.from_place, self.app.session, self.place, partial(service, *args, **kwargs))
        return await self.app.service_thread.run(asked)

    async def hold(self, claim: Callable[P, H], *args: P.args, **kwargs: P.kwargs) -> H:
        """Hold somebody, in order to open their call. Whoever has gone elsewhere before the database answered is not
        followed by a call that opens under what they type now: nobody is held then."""
        claiming = asyncio.ensure_future(self.call(claim, *args, **kwargs))
        try:
            held = await asyncio.shield(claiming)
        except asyncio.CancelledError:  # the page is gone; the claim is not
            self.app.run_worker(self._let_go(claiming), exit_on_error=False)
            raise
        if held and self.app.screen is not self:
            await self._let_go(claiming)
            raise Elsewhere
        return held

    async def _let_go(self, claiming: asyncio.Future[H]) -> None:
        with contextlib.suppress(UserError):  # then a claim lapses by itself
            held: queue.Claim | None = await claiming
            if held:
                await self.app.service_thread(queue.release, self.app.session, held)

    def run(self, work: Coroutine[Any, Any, Any], *, group: str = "action") -> None:
        """Run this beside the screen; what goes wrong is said, and nothing is lost.

        A newer one of a group takes the place of an older. An action is never broken off: while one is under way, a key
        that would begin another is too early and does nothing, or two dialogs would lie over each other.
        """
        if group == "action" and any(
            worker.group == group and worker.node is self and not worker.is_finished for worker in self.workers
        ):
            work.close()
            return
        done = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        done.add_done_callback(self._under_way.discard)
        if group != "action":
            self._looks.add(done)
            done.add_done_callback(self._looks.discard)
        guarded = self._guarded(work)
        worker = self.run_worker(guarded, group=group, exclusive=group != "action", exit_on_error=True)
        close_with(worker, guarded, work)
        at_end(worker, done.cancel)

    async def _guarded(self, work: Coroutine[Any, Any, Any]) -> None:
        try:
            await work
        except UserError as trouble:
            self.app.trouble(trouble)
        except NoMatches:
            if self.is_attached and not is_being_removed(
                self
            ):  # else the page was left while its answer was on the way
                raise

    @property
    def is_looking(self) -> bool:
        """Is something being looked up that is shown here?"""
        return bool(self._looks)

    @property
    def in_front(self) -> bool:
        """Is this the page that is seen, perhaps with windows over it? (`is_current` is true of the page below it, too:
        Textual paints that, and all of this one again in its place, whenever something changes there.)"""
        return next((page for page in reversed(self.app.screen_stack) if isinstance(page, Page)), None) is self

    def poll(self, look: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Look again whenever anybody has written something, and once a minute, while this page is in front: what
        others do is on show within two seconds. Nothing that is being typed, and no cursor, is touched by a look."""
        seen: object = None

        async def news() -> None:
            nonlocal seen
            now = await self.call(queue.change_token, self.app.session), clock.now().replace(second=0)
            if now != seen:
                await look()
                seen = now  # not before: a look that is broken off has shown nothing

        def tick() -> None:
            mine = (each for each in self.workers if each.group == "news" and each.node is self)
            under_way = any(not each.is_finished for each in mine)
            if self.in_front and not under_way:  # a slow look comes to its end before the next
                self.run(news(), group="news")

        self.set_interval(self.app.session.settings.screen.refresh_seconds, tick)

    anew: ClassVar[bool] = False  # opened again, it is as new, and the one from before is gone

    @property
    def shows(self) -> object:
        """What this page is about: two of a class that are about the same are not open at the same time."""
        return None

    def is_like(self, page: Page) -> bool:
        """Would this page, where it is open, do for the other one?"""
        return type(self) is type(page) and self.shows == page.shows

    def opened_again(self, page: Page) -> None:
        """It comes to the front instead of this other one."""

    def resume_draft_once_shown(self, kind: str, key: str) -> None:
        """Open the window in which this draft was being written, once the page has looked up what it shows."""
        self._to_go_on = kind, key
        if self._looked:
            self.looked_up()

    def looked_up(self) -> None:
        """To be called by a page as it shows what it has looked up."""
        self._looked = True
        if self._to_go_on:
            kind, key = self._to_go_on
            self._to_go_on = None
            self.call_after_refresh(self.resume_draft, kind, key)

    def resume_draft(self, kind: str, key: str) -> None:
        """Open this draft's window now."""

    def refused(self, typed: UnsavedText) -> None:
        """What was typed here was for a concern that takes no more answers."""

    def take_up(self) -> None:
        """Keep what stands in the fields here, also the letters whose messages are still on their way: called before
        anything is done with them, and before the program ends."""

    async def leave(self) -> bool:
        """End what must not stay open before the page goes. False keeps the page."""
        return True
