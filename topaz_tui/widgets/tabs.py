"""Tabs in one line: words and a count each, the present one marked without colour too."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class TabLine(Widget):
    """`tabs` are (id, words); `counts` may give a number for each."""

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

    def render(self) -> Content:
        shown = [
            words + (f" {self.counts[name]:,}" if name in self.counts else "") for name, words in self.tabs
        ]
        between = " " if sum(len(words) + 3 for words in shown) <= self.size.width else ""
        pieces: list[object] = []
        for (name, _), words in zip(self.tabs, shown, strict=True):
            here = name == self.current
            pieces += [
                (f"[{words}]", "bold $accent") if here else (f" {words} ", "$text-muted"),
                between,
            ]
        return Content.assemble(*pieces)  # type: ignore[arg-type]
