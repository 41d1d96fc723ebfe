"""What a question's answer is typed into, by the kind that a test says it is."""

from __future__ import annotations

from textual.widgets import Input, TextArea

from topaz_tui.widgets.choice import Choice
from topaz_tui.widgets.form import Form
from topaz_tui.widgets.repeating_rows import RepeatingRows


def line_of(form: Form, question_id: str) -> Input:
    """A line: its `value`."""
    field = form.field(question_id)
    assert isinstance(field, Input)
    return field


def text_of(form: Form, question_id: str) -> TextArea:
    """A text of several lines: its `text`."""
    field = form.field(question_id)
    assert isinstance(field, TextArea)
    return field


def choice_of(form: Form, question_id: str) -> Choice:
    """A choice: its `options` and its `answer`."""
    field = form.field(question_id)
    assert isinstance(field, Choice)
    return field


def rows_of(form: Form, question_id: str) -> RepeatingRows:
    """Rows that repeat: their `answer`, and which is `opened`."""
    field = form.field(question_id)
    assert isinstance(field, RepeatingRows)
    return field
