"""The document as it fills, beside the questions, where there is room: what the council will read of what was answered
so far."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.rules import concerns as rules
from topaz_tui.rules import forms
from topaz_tui.screens.concern.sections import BY_ID
from topaz_tui.services.concerns import ConcernDraft
from topaz_tui.text import sanitize, wrap, wrap_hanging

FOLLOWS = 0.3  # seconds without a letter, until the document beside follows

Line = tuple[str, str]
"""Its words, and their style."""


def lines_of(document: rules.Document, width: int) -> tuple[list[Line], dict[str, int]]:
    """What is answered, line by line, and the line at which each section begins."""
    lines: list[Line] = []
    begins: dict[str, int] = {}
    for title, rows in document[1:]:  # the first says which concern it is, as the title of the page does
        begins[title] = len(lines)
        lines.append((title, "bold $accent"))
        for label, words in rows:
            if words != forms.NOT_ANSWERED:
                lines += [(each, "$text-muted") for each in wrap(label, width)]
                lines += [(part, "") for each in words.splitlines() for part in wrap_hanging(each, width, 2, 0)]
        lines.append(("", ""))
    return lines, begins


class DocumentBeside(VerticalScroll, can_focus=False):
    """It is read, and goes where the questions are: no key is needed for it."""

    DEFAULT_CSS = """
    DocumentBeside { display: none; background: $panel; padding: 0 1; scrollbar-size-vertical: 1; }
    DocumentBeside Static { height: auto; }
    """

    _shown = Content("")
    _following: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static()

    def show_soon(self, what: Callable[[], tuple[ConcernDraft | None, forms.Answers, str]]) -> None:
        """Show the answers that `what` gives, once one stops typing for a moment: no letter waits for it."""
        if self._following:
            self._following.stop()
        if self.display:
            self._following = self.set_timer(FOLLOWS, lambda: self._show_now(*what()))

    def _show_now(self, draft: ConcernDraft | None, typed: forms.Answers, section: str) -> None:
        if draft is not None:
            self.show(draft, typed, section)

    def show(self, draft: ConcernDraft, typed: forms.Answers, section: str) -> None:
        """Show these answers, from this section on."""
        answers = forms.settled(rules.QUESTIONS.values(), typed, clock.now())
        document = rules.document(answers, draft.adult, draft.raised_by, draft.reference)
        lines, begins = lines_of(document, max(20, self.size.width - 3))
        pieces = [(f"{sanitize(words)}\n", style) for words, style in lines]
        content = Content.assemble(*pieces)
        if content != self._shown:
            self._shown = content
            self.query_one(Static).update(content)
        if section in BY_ID:
            self.scroll_to(y=begins[BY_ID[section].title], animate=False)
