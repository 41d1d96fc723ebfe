"""Every small window of the program, made with as much in it as it can have: for tests that walk all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import ModalScreen

from topaz_tui.config import palettes
from topaz_tui.rules.call_effects import EffectCode, effect
from topaz_tui.rules.forms import Question
from topaz_tui.screens.call.saved import SavedDialog, Unanswered
from topaz_tui.screens.dialogs.colours import ColoursDialog
from topaz_tui.screens.dialogs.too_small import SmallScreen
from topaz_tui.services.calls import SavedCall
from topaz_tui.widgets.dialogs import ChoiceDialog, ConfirmDialog, FormDialog, PromiseDialog, TextDialog
from topaz_tui.widgets.letter_dialog import LetterDialog
from topaz_tui.widgets.palette import ActionPalette
from topaz_tui.widgets.record_list import Column, RecordLine

LONG = "\n".join(f"Line {number} of what there is to read." for number in range(40))
QUESTIONS = (
    Question("text", "Note", "text", "What is to be noted?", needed="Write a note."),
    Question("when", "When", "line", "Such as 14:30"),
    Question("who", "Who", "choice", "Who said so?", (("them", "They"), ("other", "Somebody else"))),
    *(Question(f"more{number}", f"More {number}", "line", "What else?") for number in range(12)),
)
LINES = [RecordLine(number, (f"Thing {number}",)) for number in range(20)]

WINDOWS: dict[str, Callable[[], ModalScreen[Any]]] = {
    "Colours": lambda: ColoursDialog(palettes.DARK),
    "Ask": lambda: FormDialog("A note", QUESTIONS),
    "Ask with a lead": lambda: FormDialog("A note", QUESTIONS, lead=LONG),
    "Ask without questions": lambda: FormDialog("A note", lead=LONG),
    "Sure": lambda: ConfirmDialog("Sure?", "This can't be taken back.", done="Do it"),
    "WillSay": lambda: PromiseDialog("Record this?", "Decided: the duty is met.", done="Record it"),
    "Unanswered": lambda: Unanswered("3 questions are unanswered", "It goes on tomorrow."),
    "Pick": lambda: ChoiceDialog(
        "You have begun these", (Column("What", 20),), LINES, lead="They are as you left them."
    ),
    "Whole": lambda: TextDialog("All of it", LONG),
    "Paper": lambda: LetterDialog("A letter", LONG, "Send to the council"),
    "Saved": lambda: SavedDialog("Mr Harish Joshi", SavedCall(1, (effect(EffectCode.SPOKE),))),
    "Palette": ActionPalette,
}
"""By name; SmallScreen is none of them: it stands in for the page where the terminal is too small for one."""


def kinds() -> set[type]:
    """Every class of window that the program has."""
    found: set[type] = set()
    todo: list[type[Any]] = [ModalScreen]
    while todo:
        for kind in todo.pop().__subclasses__():
            todo.append(kind)
            found.add(kind)
    return {kind for kind in found if kind.__module__.startswith("topaz_tui") and kind is not SmallScreen}
