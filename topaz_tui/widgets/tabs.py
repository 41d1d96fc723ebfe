"""Tabs in one line: words and a count each, the present one marked without colour too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from topaz_tui.widgets.spans import under


class TabLine(Widget):
    """`tabs` are (id, words); `counts` may give a number for each. Where there is little room, `short` has other words
    for some, and the counts of `spare` go, the first first. Posts `Chosen` when another is clicked."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tab: str) -> None:
            super().__init__()
            self.tab = tab

    DEFAULT_CSS = "TabLine { height: 1; background: $background; padding: 0 1; }"
    current: reactive[str] = reactive("")
    counts: reactive[dict[str, int]] = reactive({})

    def __init__(
        self,
        tabs: tuple[tuple[str, str], ...],
        *,
        short: Mapping[str, str] = MappingProxyType({}),
        spare: tuple[str, ...] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.tabs, self.short, self.spare = tabs, short, spare
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
        return drawn(self.tabs, self.counts, self.current, self.size.width, self.short, self.spare)

    def render(self) -> Content:
        here = self.current
        pieces = [(words, "bold $accent" if name == here else "$text-muted") for words, name in self._drawn()]
        return Content.assemble(*pieces)


def drawn(
    tabs: Sequence[tuple[str, str]],
    counts: Mapping[str, int],
    current: str,
    width: int,
    short: Mapping[str, str],
    spare: Sequence[str],
) -> list[tuple[str, str]]:
    """The words of each tab as they are drawn, and its id; what is between them is the one's before. The first way to
    write them that the width has room for."""
    shown = list[str]()
    for shown in _ways(tabs, counts, current, short, spare):
        if sum(map(len, shown)) + len(shown) < width:
            break
    length = sum(map(len, shown))
    between = " " if length + 3 * len(shown) <= width else ""
    before = " " if length + 2 * len(shown) <= width - 2 else ""  # where there is no room for more
    after = "" if before else " "
    return [
        (f"[{words}]{after}{between}" if name == current else f"{before}{words} {between}", name)
        for (name, _), words in zip(tabs, shown, strict=True)
    ]


def _ways(
    tabs: Sequence[tuple[str, str]],
    counts: Mapping[str, int],
    current: str,
    short: Mapping[str, str],
    spare: Sequence[str],
) -> Iterator[list[str]]:
    """From the longest to the shortest: as they are; in short words; without the comma in a number; without the counts
    that can be spared. The one that is open keeps its count."""
    shorter = [(name, short.get(name, words)) for name, words in tabs]
    yield [words + (f" {counts[name]:,}" if name in counts else "") for name, words in tabs]
    yield [words + (f" {counts[name]:,}" if name in counts else "") for name, words in shorter]
    for gone in range(len(spare) + 1):
        without = {name for name in spare[:gone] if name != current}
        yield [
            words + (f" {counts[name]}" if name in counts and name not in without else "") for name, words in shorter
        ]
