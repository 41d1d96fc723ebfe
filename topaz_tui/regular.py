"""Is this a file, or something that only has a file's name? A pipe is waited for without an end, a device may never
stop: nothing of that kind is opened where a path comes from outside. Or is it none at all, but a server's URL?"""

from __future__ import annotations

import stat
from pathlib import Path

from topaz_tui.errors import Invalid, NotAllowed

_KINDS = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)

_SERVERS = ("postgresql://", "postgres://")


def is_server(where: Path | str) -> bool:
    """Whether this names a database on a server, and not a file."""
    return str(where).startswith(_SERVERS)


def otherwise(path: Path) -> str | None:
    """What is there and is neither a file nor a folder, in words; None where it is one of these, or nothing is there
    that can be looked at."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return None
    return next((words for is_one, words in _KINDS if is_one(mode)), None)


def need(path: Path, do: str) -> None:
    """Raise UserError, with what to `do`, where something is there that is no file and no folder."""
    if words := otherwise(path):
        raise Invalid(f"{path} is {words}, not a file.", do)


def is_there(path: Path) -> bool:
    """Is anything at this path? Raises NotAllowed where whoever runs this may not look into its folder."""
    try:
        path.stat()
    except PermissionError:
        raise NotAllowed(f"Your account may not look into {path.parent}.", "Ask its owner for the right to.") from None
    except (OSError, ValueError):
        return False
    return True
