"""Whose the database is: of a file the account that has it, on a server the login that owns the tables."""

from __future__ import annotations

import os
from typing import Any

from topaz_tui.store import logins


def is_ours(engine: Any) -> bool:
    """Does the account (of a file) or the login (on a server) of this process own the database? On Windows, which has
    no such accounts, whoever may write the file counts as its owner."""
    if engine.name == "postgresql":
        return logins.owner_of(engine) == logins.login_of(engine)
    if not hasattr(os, "geteuid"):
        return True
    return os.geteuid() in (0, os.stat(engine.where).st_uid)
