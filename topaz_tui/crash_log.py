"""What is written of a fault: a reference, the kind of error, and the places in the code. Never a value."""

from __future__ import annotations

import os
import secrets
import traceback
from pathlib import Path

from topaz_tui import clock
from topaz_tui.files import make_private

APPEND = os.O_APPEND | os.O_CREAT | os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)  # and no pipe is waited for


def log_file() -> Path:
    """The log, in the platform's place for logs."""
    from platformdirs import user_log_path

    return user_log_path("topaz", appauthor=False) / "topaz.log"


def log_error(error: BaseException) -> str:
    """Add the fault to the log and return its reference. The error's own words are left out: they may hold a name."""
    reference = secrets.token_hex(3).upper()
    places = [
        f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    lines = [f"{clock.to_store(clock.now())} {reference} {type(error).__name__}", *places]
    try:
        path = log_file()
        make_private(path.parent)
        with os.fdopen(os.open(path, APPEND, 0o600), "a") as log:
            log.write("\n".join(lines) + "\n")
    except OSError:
        pass  # a full disk must not turn one fault into two
    return reference
