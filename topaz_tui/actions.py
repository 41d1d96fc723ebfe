"""The registry: every action once, with its keys, words and help. It feeds the bindings, the line of keys, the palette,
the help screen and the README.

An action runs the method `action_<name>` of the place it belongs to: the app for 'everywhere', else a screen or widget.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from topaz_tui.errors import Trouble

PLACES = {
    "everywhere": "Everywhere",
    "queue": "Queue",
    "client": "Client",
    "call": "Call",
    "concern": "Concern",
    "escalations": "Escalations",
    "case": "One escalation",
    "find": "Find a client",
    "team": "Team",
    "list": "In a list",
    "form": "In a form",
    "choice": "On a question with answers to choose from",
}


@dataclass(frozen=True, slots=True)
class Action:
    """`keys` in Textual's names, the first of them shown. `shown` puts it into the line of keys, in the order of this
    table. `danger` marks what asks again, with another key, before it acts."""

    place: str
    name: str
    keys: tuple[str, ...]
    words: str
    help: str
    shown: bool = False
    danger: bool = False

    @property
    def id(self) -> str:
        return f"{self.place}.{self.name}"


ACTIONS = (
    Action("everywhere", "help", ("f1", "question_mark"), "Help", "The keys of this screen, in words", True),
    Action("everywhere", "queue", ("f2", "1"), "Queue", "The phone list"),
    Action("everywhere", "find", ("f3", "2"), "Find", "Find a client by any part of what is known of them"),
    Action("everywhere", "escalations", ("f4", "3"), "Escalations", "What waits for a manager, soonest deadline first"),
    Action("everywhere", "team", ("f5", "4"), "Team", "Who is at work, and with whom"),
    Action("everywhere", "concern", ("f6", "exclamation_mark"), "Concern",
           "Raise a safeguarding concern about the person in front of you", True),
    Action("everywhere", "back", ("escape", "f8"), "Back", "Back to where you came from; what was typed is kept"),
    Action("everywhere", "quit", ("ctrl+q",), "Quit", "Leave: drafts are kept, nobody is held any longer"),
    Action("everywhere", "command_palette", ("ctrl+p",), "Palette", "Every action by name"),

    Action("queue", "take_next", ("n",), "Take next", "Take the next person: hold them and open the call", True),
    Action("queue", "skip", ("s",), "Skip", "Leave this person for later, with a reason and a time", True),
    Action("queue", "next_tab", ("right", "l"), "Next tab", "Callable, callbacks, waiting, not callable, done", True),
    Action("queue", "previous_tab", ("left", "h"), "Previous tab", "The tab before"),
    Action("queue", "narrow", ("slash",), "Narrow", "Type part of a name to narrow the list", True),
    Action("queue", "filter", ("f",), "Filter", "Show only some: by why, band, language, worker, due date", True),
    Action("queue", "put_first", ("p",), "Put first", "Put this recall before the others, or take that back (manager)"),
    Action("queue", "free", ("r",), "Release", "Let go of a person whom a colleague holds (manager)", danger=True),
    Action("queue", "move_callback", ("m",), "Move callback", "Give a promised callback to another worker (manager)"),

    Action("list", "up", ("up", "k"), "Up", "One line up"),
    Action("list", "down", ("down", "j"), "Down", "One line down"),
    Action("list", "page_up", ("pageup",), "Page up", "One screen up"),
    Action("list", "page_down", ("pagedown",), "Page down", "One screen down"),
    Action("list", "first", ("home",), "First", "The first line"),
    Action("list", "last", ("end",), "Last", "The last line"),
    Action("list", "choose", ("enter",), "Open", "Open the line you stand on; in the queue: hold that person, too"),

    Action("choice", "left", ("left", "up"), "Before", "The answer before"),
    Action("choice", "right", ("right", "down"), "After", "The answer after"),
    Action("choice", "pick", ("space",), "Choose", "Choose the answer you stand on, or take it back"),
    Action("choice", "clear", ("backspace", "delete"), "Clear", "Unanswered again"),

    Action("form", "next", ("enter",), "Next", "To the next question (in long text: a new line)"),
    Action("form", "done", ("ctrl+s", "f10"), "Save", "Save the form", True),
)  # fmt: skip

BY_ID = {action.id: action for action in ACTIONS}


def of(place: str) -> tuple[Action, ...]:
    """The actions of one place, in the order of the table."""
    return tuple(action for action in ACTIONS if action.place == place)


KEY_WORDS = {
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "Backspace",
    "delete": "Del",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "home": "Home",
    "end": "End",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "comma": ",",
    "tab": "Tab",
}


def key_words(key: str) -> str:
    """A key as a person reads it: 'f1' is F1, 'slash' is /."""
    if key in KEY_WORDS:
        return KEY_WORDS[key]
    return key.upper() if len(key) > 1 and key[0] == "f" and key[1:].isdigit() else key


def remapped(keys: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The settings' keys as Textual's keymap takes them. Raises Trouble for an unknown action, and for a clash."""
    for action_id in keys:
        if action_id not in BY_ID:
            raise Trouble(f"settings: keys.{action_id!r} is not an action.", "F1 shows each action's name.")
    for place in PLACES:
        taken: dict[str, str] = {}
        for action in (*of("everywhere"), *(of(place) if place != "everywhere" else ())):
            for key in keys.get(action.id, action.keys):
                if taken.setdefault(key, action.id) != action.id:
                    raise Trouble(
                        f"settings: the key {key!r} would do both {taken[key]} and {action.id}.",
                        "Give one of them another key.",
                    )
    return {action_id: ",".join(new) for action_id, new in keys.items()}


def key_table() -> str:
    """The README's table of keys, in Markdown."""
    lines = ["| where | key | does |", "| --- | --- | --- |"]
    for place, title in PLACES.items():
        for action in of(place):
            keys = " ".join(f"`{key_words(key)}`" for key in action.keys).replace("|", "\\|")
            lines.append(f"| {title} | {keys} | {action.help} |")
            title = ""
    return "\n".join(lines)
