"""A new file whose name somebody typed: its path, and the errors for when it can't be written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from topaz_tui.errors import Conflict, Invalid, NotAllowed


def path_of(name: str) -> Path:
    """The path that was typed, '~' being somebody's home folder. Raises Invalid where nobody has that home."""
    try:
        return Path(name.strip()).expanduser().absolute()
    except RuntimeError:  # '~nobody/list.csv'
        raise Invalid("Nobody here has that home folder.", "Name the folder in full.", "file") from None


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Errors of the block that say why the file could not be written become sentences: raises Conflict where there is a
    file already, NotAllowed for whatever else the system says."""
    try:
        yield
    except FileExistsError:
        taken = f"{path} is there already, and nothing is overwritten."
        raise Conflict(taken, "Choose another name.", "file") from None
    except (OSError, ValueError) as error:
        why_not = error.strerror if isinstance(error, OSError) else "that is no name"
        raise NotAllowed(f"{path} can't be written: {why_not}.", "Choose another place.", "file") from None
