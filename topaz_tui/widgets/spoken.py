"""What has the focus, in words: for whoever hears the screen instead of seeing it."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea


@runtime_checkable
class Spoken(Protocol):
    """A widget that says itself where in it the cursor is."""

    def spoken(self) -> str:
        """What one stands on, as a sentence."""

    def caret(self) -> Offset:
        """Where that is, within the widget."""


def focus_words(widget: Widget | None) -> str:
    """Where the keys go: a field by its question, a list by its line."""
    if widget is None:
        return "Nothing here takes the cursor: F1 says what each key does."
    label = _label(widget)
    if isinstance(widget, Spoken):
        return f"{label}: {widget.spoken()}" if label else widget.spoken()
    if isinstance(widget, Input):
        return f"Field {label or widget.name or widget.placeholder}: {widget.value or 'empty'}"
    if isinstance(widget, TextArea):
        return f"Text {label}, line {widget.cursor_location[0] + 1}: {widget.document[widget.cursor_location[0]]}"
    return f"{label or type(widget).__name__}: the arrows move in it."


def _label(widget: Widget) -> str:
    """The words that stand beside it on its row."""
    for box in widget.ancestors:
        if isinstance(box, Widget) and box.has_class("row"):
            label = box.query(".label").first(Static)
            return str(label.content)
    return ""


def caret_of(widget: Widget | None) -> Offset:
    """Where on the screen the cursor stands."""
    if widget is None:
        return Offset(0, 0)
    if isinstance(widget, Input | TextArea):
        return widget.cursor_screen_offset
    return widget.content_region.offset + (widget.caret() if isinstance(widget, Spoken) else Offset(0, 0))
