"""The recovery file holds the newest unsaved text, gives it to the next start alone, and nobody else can read it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from topaz_tui.runtime import recovery_file
from topaz_tui.runtime.recovery_file import RecoveryFile, UnsavedText

NOTE = UnsavedText("note", "7", {"text": "She says\n'no' 🦊"})
PLACE = "0123456789abcdef"


def files() -> list[Path]:
    return sorted(recovery_file.folder().glob("*"))


def test_recovery_file_is_found_by_the_next_start_and_by_it_alone(home: Path) -> None:
    mine = RecoveryFile(PLACE)
    assert mine.empty
    mine.write([UnsavedText("note", "7", {"text": "She"})])
    mine.write([NOTE, UnsavedText("call", "8", {"note": "x"})])
    with recovery_file.recover(PLACE) as left:
        assert left == []  # its program lives
    os.close(mine._fd)  # as an end does
    with recovery_file.recover("another place") as left:
        assert left == []
    with recovery_file.recover(PLACE) as left:
        [found] = left
        assert found.typed == (NOTE, UnsavedText("call", "8", {"note": "x"}))
        with recovery_file.recover(PLACE) as again:
            assert again == []  # another start is at it
        found.file.unlink()
    assert files() == []


def test_recovery_file_line_cut_short_is_ignored(home: Path) -> None:
    mine = RecoveryFile(PLACE)
    mine.write([NOTE])
    [file] = files()
    with file.open("ab") as torn:
        torn.write(b'\n{"at": "2026-11-23T10:00:00Z", "typed": [["note", "7", {"te')
    os.close(mine._fd)
    with recovery_file.recover(PLACE) as left:
        assert [each.typed for each in left] == [(NOTE,)]


def test_recovery_file_with_nothing_unsaved_goes_with_the_program(home: Path) -> None:
    mine = RecoveryFile(PLACE)
    mine.write([NOTE])
    mine.write([])
    assert mine.empty
    mine.close()
    assert files() == []


def test_recovery_file_is_its_owners_alone_and_its_name_says_nothing(home: Path) -> None:
    RecoveryFile(PLACE).write([NOTE])
    [file] = files()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) & 0o077 == 0
    assert file.name.startswith(PLACE) and str(home) in str(file)


def test_recovery_file_outlives_a_kill(home: Path) -> None:
    code = (
        "import sys, time; from topaz_tui.runtime.recovery_file import *\n"
        f"RecoveryFile('{PLACE}').write([UnsavedText('note', '7', {{'text': 'kept'}})])\n"
        "print('on', flush=True); time.sleep(600)"
    )
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ})
    assert writer.stdout and writer.stdout.readline() == b"on\n"
    writer.kill()
    writer.wait()
    writer.stdout.close()
    with recovery_file.recover(PLACE) as left:
        assert [each.typed[0].body for each in left] == [{"text": "kept"}]


def test_recovery_file_that_cannot_be_written_is_an_error(home: Path) -> None:
    home.joinpath("state_home").write_text("a file where the folder should be")
    with pytest.raises(OSError):
        RecoveryFile(PLACE).write([NOTE])
