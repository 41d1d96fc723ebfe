"""What Topaz understands of a time or a day, under the field in which it is typed."""

from __future__ import annotations

from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.text import sanitize
from topaz_tui.widgets.update import update_if_changed


class MeaningLine(Static):
    """The line under a time or day: as it is typed, the day's name and the date that were understood; once the
    field was left with words that can't be told, what to write instead."""

    DEFAULT_CSS = """
    MeaningLine { height: auto; padding: 0 1; color: $accent; display: none; }
    MeaningLine.shown { display: block; }
    MeaningLine.unclear { color: $text-muted; }
    """

    def __init__(self, question: Question, answer: Answer) -> None:
        super().__init__("")
        self._question = question
        self.show(answer, left=True)

    def show(self, answer: Answer, *, left: bool = False) -> None:
        """Say what the answer means. `left`: the field was left, so that words which can't be told are said to be
        so."""
        try:
            words, clear = forms.meant_words(self._question, answer, clock.now()), True
        except clock.Unclear as unclear:
            words, clear = f"{unclear}" if left else "not understood yet", False
        update_if_changed(self, f"{'= ' if clear else '? '}{sanitize(words)}" if words else "")
        self.set_class(bool(words), "shown")
        self.set_class(not clear, "unclear")
