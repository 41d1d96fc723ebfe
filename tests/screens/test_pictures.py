"""Pages are drawn as whoever looks at them needs them: as a picture, and as the text on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pictures.__main__ import draw, main
from tests.pictures.shown import PAGES


async def test_page_is_written_as_picture_and_as_text_at_its_size(app, tmp_path: Path) -> None:
    await draw(app, PAGES["help"], tmp_path / "help-80x24-dark", "80x24")
    assert "<svg" in (tmp_path / "help-80x24-dark.svg").read_text()
    lines = (tmp_path / "help-80x24-dark.txt").read_text().splitlines()
    assert len(lines) == 24 and lines[0].startswith(" Help: Queue")


def test_page_that_is_none_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path / "none"), "nowhere"])
    assert "nowhere" in capsys.readouterr().err and not (tmp_path / "none").exists()
