"""A file that somebody names and that is written anew: where it is, and what is said where it can't be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from topaz_tui.errors import Conflict, Invalid, NotAllowed


def path_of(name: str) -> Path:
    """The file of this name, '~' being somebody's home folder. Raises Invalid where nobody has that."""
    try:
        return Path(name.strip()).expanduser().absolute()
    except RuntimeError:  # '~nobody/list.csv'
        raise Invalid("Nobody here has that home folder.", "Name the folder in full.", "file") from None


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say in a sentence why this file could not be written: raises Conflict where there is one already, NotAllowed for
    whatever else the system says."""
    try:
        yield
    except FileExistsError:
        taken = f"{path} is there already, and nothing is overwritten."
        raise Conflict(taken, "Choose another name.", "file") from None
    except (OSError, ValueError) as error:
        why_not = error.strerror if isinstance(error, OSError) else "that is no name"
        raise NotAllowed(f"{path} can't be written: {why_not}.", "Choose another place.", "file") from None
