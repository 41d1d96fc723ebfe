"""What is said for as long as it is so: that something typed is not saved yet, and that an answer takes long."""

from __future__ import annotations

from topaz_tui.errors import UserError
from topaz_tui.status import Status

BUSY = "Still trying: the database or the machine is busy. You can go on typing."


class States:
    """How saving goes, and the database, in the line above the keys."""

    def __init__(self, status: Status) -> None:
        self._status = status
        self._slow_calls = 0
        self._not_saved = ""

    def slow(self, slow: bool) -> None:
        """Count a call of a service that takes long, or one that no longer does."""
        self._slow_calls += 1 if slow else -1
        self._tell()

    def unsaved(self, error: Exception | None) -> None:
        """Say that a saving failed with this error; with None, that all is saved again."""
        self._not_saved = ""
        if error is None:
            self._status.say("What you typed is saved again.", "done")
        else:
            words = str(error) if isinstance(error, UserError) else "What you typed could not be saved yet."
            self._not_saved = f"NOT SAVED YET: {words} What you type is kept, and saving is tried again."
        self._tell()

    def _tell(self) -> None:
        """Show whether all is saved and whether an answer takes long. What could not be saved comes first."""
        self._status.stand("saving", self._not_saved)
        self._status.stand("database", BUSY if self._slow_calls and not self._not_saved else "", "busy")
