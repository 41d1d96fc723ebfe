"""Checks of the files: room on the disk, and which accounts may use what."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from topaz_tui.errors import UserError
from topaz_tui.files import open_to_all
from topaz_tui.services import backups
from topaz_tui.services.doctor.finding import Found, megabytes
from topaz_tui.services.doctor.look import CheckContext, Unseen
from topaz_tui.services.workers import account
from topaz_tui.store import backup
from topaz_tui.store.sql import doctor as sql

LEAST_ROOM = 200_000_000  # bytes


def check_room(look: CheckContext) -> Found:
    """Is at least twice the database's size free on its disk, and at least 200 MB?"""
    size = sum(file.stat().st_size for file in _files(look.path))
    folder = look.path.resolve().parent
    free = shutil.disk_usage(folder).free
    words = f"{megabytes(free)} free in {folder}, the database has {megabytes(size)}"
    if free < max(LEAST_ROOM, 2 * size):
        return False, words, "Make room: a backup and an upgrade need as much again."
    return True, words


def _files(path: Path) -> list[Path]:
    """The database's file, and the files that SQLite keeps beside it."""
    named = (path, *(path.with_name(path.name + suffix) for suffix in backup.BESIDE))
    return [file for file in named if file.is_file()]


def check_rights(look: CheckContext) -> Found:
    """Which accounts can read the files with people's data, and which can change where concerns are sent?"""
    folder = backups.folder(look.settings, look.path)
    ours = [*(file for file in (*_files(look.path), folder) if file.exists()), *backup.dailies(look.path, folder)]
    if usable := [file for file in ours if _mode(file) & 0o007]:
        names = " ".join(str(file) for file in usable)
        return False, f"every account of this machine may use: {names}", f"chmod o-rwx {names}"
    every = (look.settings.sending, *(council.sending for council in look.settings.councils.values()))
    councils = [Path(sending.folder.path).expanduser() for sending in every if sending.folder.path]
    for file in (look.settings_file, look.path.resolve().parent, *councils):
        if file.exists() and open_to_all(file):
            return False, f"every account of this machine may change {file}", f"chmod o-w {file}"
    if not all(os.access(file, os.R_OK | os.W_OK) for file in (look.path, look.path.resolve().parent) if file.exists()):
        return False, f"this account may not write {look.path} and its folder", "Ask for the right to write there."
    theirs = {_owner(file): file for file in ours} if os.name == "posix" else {}
    if strangers := [name for name in theirs if not _belongs(name, look)]:
        names = " ".join(str(file) for file in ours if _owner(file) in strangers)
        whom = " and ".join(strangers)
        return False, f"not part of this, but owning {names}: the account {whom}", f"chown {account()} {names}"
    others = [f"the account {name}" for name in theirs if name != account()]
    others += sorted({f"the group {_group(file)}" for file in ours if _mode(file) & 0o070})
    if others:
        return True, f"beside this account {_and(others)} may use the database or its backups, and nobody else"
    return True, "the database and its backups are closed to other accounts"


def _and(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _belongs(owner: str, look: CheckContext) -> bool:
    """Does the file's owner belong here: this account, a worker's, or the owner of the folder, as for a service?"""
    if owner in (account(), _owner(look.path.resolve().parent)):
        return True
    try:
        return bool(look.ask(sql.AT_WORK, owner))
    except (Unseen, UserError):
        return True  # that can't be told here, and is no reason to send anybody after it


def _owner(file: Path) -> str:
    try:
        return file.owner()
    except KeyError:
        return f"uid-{file.stat().st_uid}"


def _group(file: Path) -> str:
    try:
        return file.group()
    except KeyError:
        return f"gid-{file.stat().st_gid}"


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode) if os.name == "posix" else 0
