"""Tabs in one line: words and a count each, the present one marked without colour too."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui.widgets.spans import under


class TabLine(Widget):
    """`tabs` are (id, words); `counts` may give a number for each. Posts `Chosen` when another is clicked."""

    class Chosen(Message):
        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    DEFAULT_CSS = "TabLine { height: 1; background: $surface; padding: 0 1; }"
    current: reactive[str] = reactive("")
    counts: reactive[dict[str, int]] = reactive({})

    def __init__(self, tabs: tuple[tuple[str, str], ...], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tabs = tabs
        self.set_reactive(TabLine.current, tabs[0][0])

    def step(self, by: int) -> str:
        """Go so many tabs on, round and round; returns the new one's id."""
        ids = [name for name, _ in self.tabs]
        self.current = ids[(ids.index(self.current) + by) % len(ids)]
        return self.current

    def steps_to(self, tab: str) -> int:
        """How many tabs on that one is."""
        ids = [name for name, _ in self.tabs]
        return ids.index(tab) - ids.index(self.current)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        tab = under(offset.x, self._drawn()) if offset else None
        if tab and tab != self.current:
            self.post_message(self.Chosen(tab))

    def _drawn(self) -> list[tuple[str, str]]:
        """The words of each tab as they are drawn, and its id; what is between them is the one's before."""
        shown = [words + (f" {self.counts[name]:,}" if name in self.counts else "") for name, words in self.tabs]
        length = sum(map(len, shown))
        between = " " if length + 3 * len(shown) <= self.size.width else ""
        before = " " if length + 2 * len(shown) <= self.size.width - 2 else ""  # where there is no room for more
        after = "" if before else " "
        return [
            (f"[{words}]{after}{between}" if name == self.current else f"{before}{words} {between}", name)
            for (name, _), words in zip(self.tabs, shown, strict=True)
        ]

    def render(self) -> Content:
        here = self.current
        pieces = [(words, "bold $accent" if name == here else "$text-muted") for words, name in self._drawn()]
        return Content.assemble(*pieces)
