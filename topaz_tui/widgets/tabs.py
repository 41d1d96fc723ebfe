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
        pieces: list[object] = []
        for name, words in self.tabs:
            count = f" {self.counts[name]:,}" if name in self.counts else ""
            here = name == self.current
            pieces.append((f"[{words}{count}]" if here else f" {words}{count} ", "bold $accent" if here else "$text-muted"))
            pieces.append(" ")
        return Content.assemble(*pieces)  # type: ignore[arg-type]
