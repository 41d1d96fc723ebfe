"""The line of tabs where there is little room: nothing is cut, and what matters most keeps its count."""

from __future__ import annotations

import pytest

from topaz_tui.screens.escalations.tabs import SHORT_TABS, SPARE, TABS
from topaz_tui.widgets.tabs import drawn

ROOM = 78  # at 80 columns


def line(count: int, current: str, width: int = ROOM) -> str:
    shown = drawn(TABS, {name: count for name, _ in TABS}, current, width, SHORT_TABS, SPARE)
    return "".join(words for words, _ in shown).rstrip()


@pytest.mark.parametrize("current", [name for name, _ in TABS])
@pytest.mark.parametrize("count", [0, 9, 51, 600, 1000, 9999])
def test_the_boards_tabs_are_never_cut(count: int, current: str) -> None:
    told = line(count, current)
    assert len(told) <= ROOM
    for name, words in TABS:
        said = SHORT_TABS.get(name, words)
        counted = {f"{each} {number}" for each in (words, said) for number in (f"{count:,}", count)}
        assert any(each in told for each in ({words, said} if name in SPARE and name != current else counted)), name
    assert told.count("[") == told.count("]") == 1


def test_the_boards_tabs_say_more_where_there_is_room() -> None:
    assert "Not sent 51" in line(51, "all", 118) and "Theirs 9,999" in line(9999, "all", 118)
    assert line(9, "all").startswith("[All 9] Overdue 9 ") and "Late 600" in line(600, "all")
