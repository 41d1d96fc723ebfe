"""The way back: which pages lie under the one in front. One that is opened again comes to the front instead of lying
there twice, and what lies too deep is let go of.

Textual 8.2.8 has no public way to take a screen out from under others: `_screen_stack` and `_pop_result_callback` are
private names of it, used here alone. Asked for in https://github.com/Textualize/textual/issues/3127.

Nor has an app a public name for its driver, which reads the keyboard and writes to the terminal; nor its style sheet
one for how much of what it has read it keeps (`_parse_cache`; src/textual/css/stylesheet.py in
https://github.com/Textualize/textual). Nor has a worker one for the task that it runs in (`_task`), whose end is told
also where nobody waited for it; a widget for whether it is being taken away (`_pruning`); a page for its own keys
(`_bindings`); an app for what an action's name means (`_parse_action`), for what was copied
(`_clipboard`), for the fault that ends it (`_exception`), and
for ending without a word (`_close_messages_no_wait`). tests/runtime/test_textual_compat.py notices when one is no more.
"""

from __future__ import annotations

import base64
import sys
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

T = TypeVar("T")
SHEETS = 512  # texts of style that are kept as they were read


def take_out(app: App[Any], screen: Screen[Any]) -> None:
    """Take a screen that others lie over out of the stack. It runs on: it is to be pushed again, or removed."""
    stack = app._screen_stack
    if screen not in stack[:-1]:
        raise ValueError("It is not under another screen.")
    stack.remove(screen)
    screen._pop_result_callback()


def has_window(app: App[Any], screen: Screen[Any]) -> bool:
    """Does a window of this screen lie over it? Then it has to stay where it is."""
    stack = app.screen_stack
    above = stack[stack.index(screen) + 1 :]
    return bool(above) and above[0].is_modal


def driver_of(app: App[Any]) -> Driver | None:
    """What reads the keyboard and writes to the terminal, once there is one."""
    return app._driver


def keep_copied(app: App[Any], text: str) -> None:
    """Keep what was copied for ctrl+v, and send it to no terminal: Textual does both or neither."""
    app._clipboard = text


def write_clipboard(app: App[Any], text: str) -> None:
    """Put this on the terminal's clipboard (OSC 52), and keep what was copied for ctrl+v."""
    if app._driver is not None:
        app._driver.write(f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\a")


def own_driver() -> type[Driver] | None:
    """What reads the keyboard of an app of ours; on Windows it is Textual's own."""
    if sys.platform == "win32":
        return None
    from topaz_tui.runtime import terminal_input

    return terminal_input.Driver


def is_being_removed(widget: Widget) -> bool:
    """Is it on its way out? What an answer was for may be gone then."""
    return bool(widget._pruning)


def change_keys(node: DOMNode, but: tuple[str, ...], change: Callable[[Binding], Binding]) -> None:
    """Take for each key of this page, `but` these, what `change` makes of what the key does."""
    keys = node._bindings.key_to_bindings
    keys.update({key: [*map(change, found)] for key, found in keys.items() if key not in but})


def parsed(app: App[Any], action: Any, default: DOMNode, namespaces: Any) -> tuple[DOMNode, str, tuple[object, ...]]:
    """What an action is: whose it is, its name, what it is called with."""
    return app._parse_action(action, default, namespaces)


def fault_of(app: App[Any]) -> BaseException | None:
    """The fault that ends the app, where Textual caught one."""
    return app._exception


def end_without_words(app: App[Any]) -> None:
    """End the app, whose own last words are other than Textual's."""
    app._close_messages_no_wait()


def remember_sheets(app: App[Any]) -> None:
    """Keep each style sheet as it was read: Textual has room for a few, and forgets the first as it reads the last."""
    app.stylesheet._parse_cache.grow(SHEETS)


def close_with(worker: Worker[Any], *work: Coroutine[Any, Any, Any]) -> None:
    """Close these coroutines once their worker is gone. One that was broken off before it began runs none of them, and
    Python would warn of that on the terminal, at its own end too, when a terminal that takes nothing holds it up."""
    for each in work:
        weakref.finalize(worker, each.close)


def at_end(worker: Worker[Any], told: Callable[[], object]) -> None:
    """Call this once the worker is over, also where it was broken off before it began: none of its work runs then."""
    task = worker._task
    if task is None:
        told()
    else:
        task.add_done_callback(lambda _over: told())


def run_beside(
    node: DOMNode,
    work: Coroutine[Any, Any, T],
    *,
    group: str = "default",
    exclusive: bool = False,
    exit_on_error: bool = True,
) -> Worker[T]:
    """Run this in a worker of `node`, and close it where the worker is broken off before it begins."""
    worker = node.run_worker(work, group=group, exclusive=exclusive, exit_on_error=exit_on_error)
    close_with(worker, work)
    return worker
