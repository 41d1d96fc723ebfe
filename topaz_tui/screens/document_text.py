"""What of a document is read: all of it, a section that nobody here writes now, and what stood there last time."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from topaz_tui.rules import concerns, forms
from topaz_tui.rules.children.documents import FORMS
from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Answer
from topaz_tui.text import sanitize, wrap, wrap_hanging

WIDTH = 70


class SectionText(VerticalScroll):
    """A section to be read, moved with the arrows."""

    def __init__(self, text: str) -> None:
        super().__init__(classes="reading")
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(Content(sanitize(self._text)))


def as_text(kind: WorkKind, answers: Mapping[str, Answer], width: int = WIDTH) -> str:
    """All of a document, as far as it is asked."""
    return concerns.as_text(tuple(_part(section, kind, answers) for section in FORMS[kind].sections), width)


def section_text(section: Section, kind: WorkKind, answers: Mapping[str, Answer], width: int = WIDTH) -> str:
    """A section of it."""
    return concerns.as_text((_part(section, kind, answers),), width)


def _part(section: Section, kind: WorkKind, answers: Mapping[str, Answer]) -> tuple[str, tuple[tuple[str, str], ...]]:
    asked = {question.id for question in forms.visible_questions(FORMS[kind].questions, answers)}
    return section.title, tuple(
        (question.words, forms.answer_words(question, forms.given(question, answers)))
        for question in section.questions
        if question.id in asked
    )


def last_time(section: Section, last: Mapping[str, Answer], width: int) -> str:
    """What was answered in a section last time, one below the other; '' where nothing was."""
    lines: list[str] = []
    for question in forms.visible_questions(section.questions, last):
        if not forms.unanswered(last.get(question.id)):
            words = forms.answer_words(question, last[question.id])
            lines += wrap(question.words, width)
            lines += [part for line in words.splitlines() for part in wrap_hanging(line, width, 2, 0)]
    return "\n".join(lines)
