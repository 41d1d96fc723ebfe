"""What somebody wrote never passes for a line of the page's own."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len, set_cell_size

from topaz_tui import text
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


LONG = {"no blanks": "王" * 2000, "figures": "1" * 2000, "marks alone": "\u0301" * 2000, "words": "a " * 1000,
        "families": "👨\u200d👩\u200d👧" * 400}  # fmt: skip


@pytest.mark.parametrize("written", LONG.values(), ids=LONG)
def test_wrapping_measures_no_letter_more_often_in_a_longer_word(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    """Chinese has no blanks: a long note, measured to its end for each of its lines, stops the screen for seconds."""
    measured = 0

    def counted(measure: Any) -> Any:
        def of(words: str, *rest: Any) -> Any:
            nonlocal measured
            measured += len(words)
            return measure(words, *rest)

        return of

    monkeypatch.setattr(text, "cell_len", counted(cell_len))
    monkeypatch.setattr(text, "set_cell_size", counted(set_cell_size))
    lines = text.wrap(written, 9)
    assert "".join(lines).replace(" ", "") == written.replace(" ", "")
    assert measured < 50 * len(written)
