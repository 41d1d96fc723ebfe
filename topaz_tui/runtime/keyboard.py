"""Keys are taken one after the other: each by the page, window or field that the key before it leads to.

Textual 8.2.8 deals out all keys of a packet at once (https://github.com/Textualize/textual/issues/6605): a field takes
a letter the moment it is told of it, while Backspace, an arrow, Tab or Enter has to climb from widget to widget to the
app before it acts, and a key that opens a page only begins to. So letters overtake what was typed before them, and
what was meant for a page reaches the one before it. Dictation, text expanders, macros and slow lines send such packets.

Here a key waits until the one before it has been dealt with entirely:

- every message that it led to has been handled, by every widget (`_Queue` says when all of them are empty), and
- the actions and looks that it began are done (a claim, a page that looks up what it shows), except where an action
  waits for a person in a window of its own, and
- what it changed is on the screen, so that the next key finds lists as long and texts as wide as they are seen.

What is typed on in a field waits for the first alone: nobody's letters wait for a search. A letter does not wait for
the letter before it, which the same field takes first. And a key that comes when all is done, as any does that a hand
presses, waits for nothing.

A database that does not answer holds up an action for half a minute. After `SLOW` seconds, when the screen says that it
is busy, what is typed into a field goes into it, and the ways back and out (Esc, F8, Ctrl+Q) go ahead; after
`ELSEWHERE` seconds F1 to F6 do, which lead to a place of their own, and Esc and F8 past words that wait. What was typed
before them, for a page that has not come, is then let go of, and that is said. So only a way goes ahead that a hand
took after a `PAUSE`: one that came with the keys before it was pressed for where they lead to, and waits its turn.
All other keys wait for the action, at most for `LONGEST` seconds; then they are dealt out as they would have been.
Where the app itself is stuck and hears no key at all, Ctrl+Q ends it past all others.

The private names of Textual that this needs are all here; tests/runtime/test_keyboard.py notices
when they are no more.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from textual import message_pump
from textual._context import active_app
from textual._queue import Queue
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.events import Key, Paste
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import Worker, get_current_worker

if TYPE_CHECKING:
    from textual.widgets import TextArea

R = TypeVar("R")

SLOW = 0.8  # seconds of waiting after which a way back or out goes ahead, and a text is typed on in
PAUSE = 0.3  # seconds after the key before it from which a key is no part of what came with that
ELSEWHERE = 3.0  # seconds after which a way to another place does: what waits before it is let go of, so not lightly
LONGEST = 40.0  # seconds that a key waits at most: longer than an action waits for a lock
DRAWN = 2  # times that the screen is drawn until nothing more follows from it
UNHEARD = 0.7  # seconds after which Ctrl+Q is not waited for any more
GLANCE = 0.02  # seconds between two looks while keys wait for work that ends without a word

WAYS_BACK, WAYS_ELSEWHERE = ("escape", "f8", "ctrl+q"), ("f1", "f2", "f3", "f4", "f5", "f6")
LOOKS = {"look", "search"}  # work that only looks something up
BESIDE = {"news", "closer", "concerns", "renew"}  # work that no key leads to, or that changes nothing a key acts on
EDITING = {"backspace", "delete", "left", "right", "home", "end", "ctrl+w", "ctrl+u", "ctrl+k"}  # in any field
IN_LONG_TEXT = EDITING | {"up", "down", "enter"}


class _Queue(Queue[Any]):
    """A widget's messages. It is busy from its first message until its widget asks for another and there is none."""

    def __init__(self) -> None:
        super().__init__()
        app = active_app.get(None)
        self._order = app.order if isinstance(app, InOrder) else None

    def put_nowait(self, value: Any) -> None:
        super().put_nowait(value)
        if self._order:
            self._order.busy.add(self)

    async def get(self) -> Any:
        if not self.values:
            self._rests()
        return self._taken(await super().get())

    def get_nowait(self) -> Any:
        return self._taken(super().get_nowait())

    def _taken(self, value: Any) -> Any:
        if value is None:  # the last: nothing is taken from here any more
            self._rests()
            self._order = None
        return value

    def _rests(self) -> None:
        if self._order:
            self._order.rests(self)


class Order:
    """Holds the keys of `app` that are not to be taken yet."""

    def __init__(self, app: InOrder[Any]) -> None:
        self._app = app
        self.busy: set[_Queue] = set()
        self.held: deque[tuple[Message, float]] = deque()
        self._count = 0  # keys that went
        self._came = 0.0  # when the last of them had come
        self._last = 0.0  # when it went; since then:
        self._quiet = False  # every message has been handled once, and no action was under way then
        self._free = False  # and no look either, and the screen was drawn: any key may go
        self._drawn = False
        self._after_text = False
        self._typed_into: Input | TextArea | None = None  # where the last key was a letter
        self._asked: Screen[Any] | None = None  # to say when it is drawn
        self._began: WeakKeyDictionary[Worker[Any], float] = WeakKeyDictionary()
        self._windows: WeakKeyDictionary[Worker[Any], Screen[Any]] = WeakKeyDictionary()
        self._dropped = 0
        self._look_due = False
        self._glance: asyncio.TimerHandle | None = None
        self._quit_at: float | None = None  # when Ctrl+Q was pressed, until it is heard

    # What the app tells

    def takes(self, message: Message) -> bool:
        """Look at a key or a paste that has just come, and keep it where it has to wait: then True."""
        if not isinstance(message, Key | Paste) or message.is_forwarded:
            return False
        if isinstance(message, Key) and message.key in self._app.quit_keys:
            self._quit_at = monotonic()
            asyncio.get_running_loop().call_later(UNHEARD, self._quit)
        if self.held or not self._may_go(message):
            self.held.append((message, monotonic()))
            self._glance_soon()
            return True
        self._goes(message, monotonic())
        return False

    def rests(self, queue: _Queue) -> None:
        """Called as a widget has worked off its messages; once none is busy, the next key may go."""
        self.busy.discard(queue)
        if not self.busy:
            self._look_soon()

    def asks(self, worker: Worker[Any], window: Screen[Any]) -> None:
        """Called as this worker opens a window and waits for the answer: until then it holds up no key."""
        self._windows[worker] = window

    def heard_quit(self) -> float | None:
        """Called as the app begins to quit. Returns when the key was pressed that told it to (time.monotonic); None
        where no key did."""
        told_at, self._quit_at = self._quit_at, None
        return told_at

    def _quit(self) -> None:
        """Quit past the loop, where it has neither heard the key that quits nor taken another: the app is stuck."""
        if self._quit_at is None:
            return
        left = max(self._quit_at, self._last) + UNHEARD - monotonic()
        if left > 0 or (self.held and not self.busy):
            asyncio.get_running_loop().call_later(max(left, GLANCE), self._quit)
        else:
            self._app.quit_anyway()

    @property
    def all_done(self) -> bool:
        """Does no key wait, and is what the last one led to done and drawn?"""
        if not (self._free or self.busy or self._work()):
            self._ask_whether_drawn()
        return self._free and not self.held and not self.busy

    # When the next may go

    def _look_soon(self) -> None:
        """Look in the next turn of the loop whether a key may go: what was just made ready to run may post more
        messages."""
        if not self._look_due:
            self._look_due = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._look_due = False
        if not self.busy:
            if self._dropped:  # told where the way out leads to
                self._app.let_go(self._dropped)
                self._dropped = 0
            work = self._work()
            self._quiet = self._quiet or "action" not in work.values()
            self._free = self._free or (not work and self._is_drawn)
            if not (work or self._free or self._after_text):
                self._ask_whether_drawn()  # of its own accord: the next key shall not have to wait for it
        while self.held:
            message, since = self.held[0]
            if not (self._may_go(message) or self._gives_way() or monotonic() - since > LONGEST):
                self._glance_soon()
                return
            message, since = self.held.popleft()
            self._goes(message, since)
            self._app.let_in(message)

    def _goes(self, message: Message, came: float) -> None:
        self._came = came
        self._after_text = self._is_text(message)
        self._typed_into = self._field if self._is_letter(message) else None
        self._quiet = self._free = self._drawn = False
        self._asked = None
        self._count += 1
        self._last = monotonic()

    def _may_go(self, message: Message) -> bool:
        if self._free or (self._typed_into and self._typed_into is self._field and self._is_letter(message)):
            return True
        text = self._is_text(message)
        if text and self._after_text and self._quiet:
            return True
        if self.busy:
            return False
        work = self._work()
        if text and (self._quiet or self._is_slow(work)):
            self._ask_whether_drawn()
            return self._is_drawn  # the field is as wide as it is seen
        if not work:
            self._ask_whether_drawn()
        return False

    @property
    def _field(self) -> Input | TextArea | None:
        """The field that has the cursor."""
        from textual.widgets import TextArea  # not at the start: the first page has none

        field = self._app.focused if self._app.screen_stack else None
        return field if isinstance(field, Input | TextArea) else None

    def _is_letter(self, message: Message) -> bool:
        """Does the field take it as it comes?"""
        field = self._field
        return bool(field and isinstance(message, Key) and field.check_consume_key(message.key, message.character))

    def _is_text(self, message: Message) -> bool:
        """Is it typed or pasted into the field, or does it move about or delete in there?"""
        field = self._field
        if field is None:
            return False
        editing = EDITING if isinstance(field, Input) else IN_LONG_TEXT
        if isinstance(message, Paste):
            return True
        return (isinstance(message, Key) and message.key in editing) or self._is_letter(message)

    def _work(self) -> dict[Worker[Any], str]:
        """What is under way that a key may have begun: each an 'action' or a 'look'."""
        under_way = {}
        for worker in self._app.workers:
            window = self._windows.get(worker)
            if worker.is_finished or worker.group in BESIDE or (window is None and not isinstance(worker.node, Screen)):
                continue  # what belongs to no page is the app's own work, beside the screen
            if window is not None and window in self._app.screen_stack:
                self._began.pop(worker, None)  # it waits for a person, and goes on when they have answered
                continue
            self._began.setdefault(worker, monotonic())
            under_way[worker] = "look" if worker.group in LOOKS else "action"
        return under_way

    def _is_slow(self, work: dict[Worker[Any], str], after: float | None = None) -> bool:
        oldest = min((self._began[worker] for worker in work), default=self._waits_since)
        return monotonic() - oldest > (SLOW if after is None else after)

    @property
    def _waits_since(self) -> float:
        """Since when a widget that is busy has let no key go: now, where none waits. Of a long packet the last key has
        waited for a while, too, where every one before it went; it is not stuck."""
        return max(self.held[0][1], self._last) if self.busy and self.held else monotonic()

    def _gives_way(self) -> bool:
        """A way out goes ahead of what waits for slow work, unless it came with that; what stands before it is let go
        of."""
        work = self._work()
        after: dict[str, float] = {**dict.fromkeys(WAYS_BACK, SLOW), **dict.fromkeys(WAYS_ELSEWHERE, ELSEWHERE)}
        ways = []
        before = self._came
        for place, (key, came) in enumerate(self.held):
            by_hand, before = came - before >= PAUSE, came
            if isinstance(key, Paste) or (isinstance(key, Key) and key.is_printable):
                after["escape"] = after["f8"] = ELSEWHERE  # words would be lost
            if not isinstance(key, Key) or not (by_hand or key.key in self._app.quit_keys):
                continue
            if key.key in after and self._is_slow(work, after[key.key]):
                ways.append(place)
        if not ways:
            return False
        for _ in range(ways[0]):
            self.held.popleft()
        self._dropped = ways[0]
        return True

    # What is on the screen

    def _ask_whether_drawn(self) -> None:
        screen = self._app.screen if self._app.screen_stack else None
        if screen is not None and screen is not self._asked:
            self._asked, self._drawn = screen, False
            screen.call_after_refresh(self._say_drawn, screen, self._count, DRAWN)

    @property
    def _is_drawn(self) -> bool:
        """Has the screen in front been drawn since the last key? Another may have come over the one that was."""
        return self._drawn and bool(self._app.screen_stack) and self._asked is self._app.screen

    def _say_drawn(self, screen: Screen[Any], count: int, times: int) -> None:
        """Called after a refresh: the screen is drawn, unless that led to more, as a field does that is brought into
        view."""
        if screen is not self._asked or count != self._count:
            return  # asked for a key before the last
        if times > 1:
            screen.call_after_refresh(self._say_drawn, screen, count, times - 1)
        else:
            self._drawn = True
            self._look_soon()

    def _glance_soon(self) -> None:
        """Work may end without a word to any widget, and ways out go ahead after a time."""
        if self._glance is None:
            self._glance = asyncio.get_running_loop().call_later(GLANCE, self._glanced)

    def _glanced(self) -> None:
        self._glance = None
        self._look()


class InOrder(App[R], Generic[R]):
    """An app whose keys are taken in the order in which they come."""

    quit_keys: frozenset[str] = frozenset({"ctrl+q"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.order = Order(self)
        super().__init__(*args, **kwargs)
        before = active_app.set(self)
        try:
            self._message_queue  # noqa: B018  (made now, so that it is known as this app's)
        finally:
            active_app.reset(before)

    def post_message(self, message: Message) -> bool:
        return True if self.order.takes(message) else super().post_message(message)

    def let_in(self, message: Message) -> None:
        """Take a key that has waited."""
        super().post_message(message)

    def let_go(self, count: int) -> None:
        """Called as so many keys that waited are dropped: the person who typed them has turned elsewhere. Does nothing
        here."""

    def quit_anyway(self) -> None:
        """End the app, which was told to and does not hear it."""
        self.exit()

    async def push_screen_wait(self, screen: Any, *, mode: str | None = None) -> Any:
        self.order.asks(get_current_worker(), screen)
        return await super().push_screen_wait(screen, mode=mode)

    def pop_screen(self) -> AwaitComplete:
        """Take away what is in front. A window that goes unanswered (its person went elsewhere over it) has answered
        nothing: Textual leaves whoever asked waiting for ever, and no other action is begun on their page."""
        for asked in self.screen._result_callbacks[-1:] if self.screen_stack else ():
            if asked.future is not None and not asked.future.done():
                asked.future.set_result(None)
        return super().pop_screen()


message_pump.Queue = _Queue  # type: ignore[attr-defined]  # Textual does not export it: it is asyncio's there
