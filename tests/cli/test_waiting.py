"""While a command takes its time, the terminal says what goes on; a pipe does not."""

from __future__ import annotations

import pytest

from topaz_tui.cli.output.waiting import waiting


def test_what_takes_long_is_said_and_gone_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with waiting("The copy is being made", shown=True, every=0.001) as said:
        assert said.wait(60)
    told = capsys.readouterr().err
    assert told.startswith("\rThe copy is being made: 0 s") and told.endswith("\r\x1b[K")


def test_what_is_quick_and_what_nobody_sees_say_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with waiting("The copy is being made", shown=True, every=600):
        pass
    with waiting("The copy is being made"):
        pass
    assert capsys.readouterr().err == ""
