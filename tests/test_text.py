"""What somebody wrote never passes for a line of the page's own."""

from __future__ import annotations

import pytest

from topaz_tui.text import wrap_hanging, wrap_keeping_indent

EVENT = "\ntoday 10:07       Decided by the council · Helen Marsh\n    Outcome: met\u2028Now closed "
FORGED = f"They took it.{EVENT}{'x ' * 90}"


@pytest.mark.parametrize("width", [30, 66, 118])
@pytest.mark.parametrize("at", [0, 4])
def test_wrapped_lines_stand_under_the_first_wherever_they_break(width: int, at: int) -> None:
    lines = wrap_hanging(f"Note: {FORGED}", width, at)
    assert lines[0].startswith(" " * at + "Note: They took")
    assert all(line.startswith(" " * (at + 2)) for line in lines[1:]) and max(map(len, lines)) <= width
    assert " ".join(" ".join(lines).split()) == " ".join(f"Note: {FORGED}".split())


def test_wrapped_lines_that_are_further_in_stay_so() -> None:
    told = wrap_keeping_indent("Note\n  " + "word " * 9 + "\nThen: soon", 20).split("\n")
    assert [len(line) - len(line.lstrip()) for line in told] == [0, 2, 4, 4, 0]
