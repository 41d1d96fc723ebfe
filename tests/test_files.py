"""Files in a folder into which others have put links and pipes."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.support.traps import TRAPS
from topaz_tui import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "folder"
    place.mkdir()
    return place


@pytest.mark.parametrize("links", [True, False], ids=["links", "a stick without links"])
@pytest.mark.parametrize("trap", TRAPS)
def test_new_file_is_not_written_into_what_is_there(tmp_path, folder, monkeypatch, trap, links):
    other = tmp_path / "other"
    other.write_bytes(b"another's")
    TRAPS[trap](folder / "name.pdf", other)
    if not links:

        def refused(*_: object, **__: object) -> None:
            raise OSError(errno.EPERM, "no links here")

        monkeypatch.setattr(files, "_BY_HANDLE", False)
        monkeypatch.setattr(os, "link", refused)
    before = os.lstat(folder / "name.pdf")
    with pytest.raises(FileExistsError):
        files.write_new(folder / "name.pdf", b"ours")
    after = os.lstat(folder / "name.pdf")
    assert (after.st_ino, after.st_mode, after.st_size) == (before.st_ino, before.st_mode, before.st_size)
    assert other.read_bytes() == b"another's" and not (tmp_path / "nothing").exists()
    assert os.listdir(folder) == ["name.pdf"], "and nothing of ours is left"
    files.write_new(folder / "free.pdf", b"ours")
    assert (folder / "free.pdf").read_bytes() == b"ours" and (folder / "free.pdf").stat().st_mode & 0o777 == 0o600
    assert (folder / "free.pdf").stat().st_nlink == 1


@pytest.mark.parametrize("trap", TRAPS)
def test_new_file_with_a_hidden_name_that_is_taken_is_refused(tmp_path, folder, monkeypatch, trap):
    monkeypatch.setattr("secrets.token_hex", lambda length: "0" * 2 * length)
    other = tmp_path / "other"
    other.write_bytes(b"another's")
    TRAPS[trap](folder / f".name.pdf.{'0' * 16}.part", other)
    with pytest.raises(FileExistsError):
        files.write_new(folder / "name.pdf", b"ours")
    assert other.read_bytes() == b"another's" and len(os.listdir(folder)) == 1


def test_new_file_has_a_hidden_name_of_its_own(folder):
    with files.opened(folder) as place:
        parts = {place.write("x", b"") for _ in range(20)}
        assert len(parts) == 20 and set(place.names()) == parts


def test_a_folder_that_is_a_link_is_taken_once_and_stays_that_one(tmp_path, folder):
    mount, elsewhere = tmp_path / "mount", tmp_path / "elsewhere"
    mount.symlink_to(folder)
    elsewhere.mkdir()
    with files.opened(mount) as place:
        part = place.write("name", b"ours")
        mount.unlink()
        mount.symlink_to(elsewhere)
        place.appear(part, "name")
        place.sync()
    assert (folder / "name").read_bytes() == b"ours" and not os.listdir(elsewhere)


@pytest.mark.parametrize("trap", ["a pipe", "a file"])
def test_folder_that_is_none_is_said_at_once(tmp_path, folder, trap):
    TRAPS[trap](tmp_path / "no folder", tmp_path)
    with pytest.raises(OSError), files.opened(tmp_path / "no folder"):
        pass


@pytest.mark.parametrize("name", ["", "..", ".", "../x", "a/b", "/etc/x"])
def test_new_file_name_leads_nowhere_else(folder, name):
    with files.opened(folder) as place, pytest.raises((ValueError, OSError)):
        place.appear(place.write("x", b""), name)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_folder_is_made_for_its_owner_alone_at_each_level_whatever_the_umask(folder: Path) -> None:
    folder.chmod(0o755)
    before = os.umask(0)
    try:
        files.make_private(folder / "state" / "topaz" / "unsaved")
        files.make_private(folder / "state")
    finally:
        os.umask(before)
    made = [folder / "state", folder / "state" / "topaz", folder / "state" / "topaz" / "unsaved"]
    assert [each.stat().st_mode & 0o777 for each in (folder, *made)] == [0o755, 0o700, 0o700, 0o700]
