"""Sentences that flow: as many on a line as fit, none cut off, one that is longer than a line goes on below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from topaz_tui.text import one_line, wrap
from topaz_tui.widgets.pieces import Piece

BETWEEN = " · "


class Sentence(Protocol):
    """Its words, with the sign of an alarm where it is one."""

    @property
    def marked(self) -> str:
        """Its words; an alarm has its sign before them, so that it is one without colour, too."""

    @property
    def alarm(self) -> bool:
        """Is it an alarm?"""


ALARM = "bold $error"


def flow(sentences: Iterable[Sentence], width: int) -> list[list[tuple[str, str]]]:
    """The lines, each as pieces of words and style."""
    lines: list[list[tuple[str, str]]] = []
    used = width
    for each in sentences:
        words, style = one_line(each.marked), ALARM if each.alarm else ""
        if not words:
            continue
        if used + len(BETWEEN) + cell_len(words) <= width:
            lines[-1] += [(BETWEEN, "$text-muted"), (words, style)]
            used += len(BETWEEN) + cell_len(words)
            continue
        parts = wrap(words, max(10, width))
        lines += [[(part, style)] for part in parts]
        used = cell_len(parts[-1])
    return lines


def flowed(sentences: Iterable[Sentence], width: int) -> Content:
    """The same, drawn."""
    pieces: list[Piece] = []
    for number, parts in enumerate(flow(sentences, width)):
        pieces += ["\n", *parts] if number else parts
    return Content.assemble(*pieces)


class Sentences(Widget):
    """As high as it takes to show all of them."""

    DEFAULT_CSS = "Sentences { height: auto; width: 1fr; padding: 0 1; }"

    def __init__(self, sentences: Sequence[Sentence] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sentences: tuple[Sentence, ...] = tuple(sentences)

    def show(self, sentences: Sequence[Sentence]) -> None:
        """Show these instead."""
        if self.sentences != (sentences := tuple(sentences)):
            self.sentences = sentences
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(flow(self.sentences, width))

    def render(self) -> Content:
        return flowed(self.sentences, self.content_size.width)
