"""Accounts of this machine, made for a test and taken away again: real ones, so that the kernel says who a process is.
Only root makes any, and only where the system has useradd; elsewhere there is none, and what needs one is skipped."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.waiting import wait_until

NO_ACCOUNTS = "accounts are made by root alone, with useradd"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the machine."""

    name: str
    uid: int


def may_make() -> bool:
    """Can an account be made here?"""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("useradd") is not None


@contextmanager
def new_account(name: str) -> Iterator[Account]:
    """An account whose name begins so, without a home or a shell."""
    full = f"{name}-{os.getpid()}"
    wait_until(lambda: _ran("useradd", "--no-create-home", "--shell", "/usr/sbin/nologin", full))  # another may hold it
    try:
        yield Account(full, pwd.getpwnam(full).pw_uid)
    finally:
        wait_until(lambda: _ran("userdel", full))


def _ran(*words: str) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0
