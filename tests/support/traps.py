"""What stands in a folder where a file is to be written: each made at `there`, with `other` beside it."""

from __future__ import annotations

import os

TRAPS = {
    "a link": lambda there, other: there.symlink_to(other),
    "a link to nothing": lambda there, other: there.symlink_to(other.with_name("nothing")),
    "a second name": lambda there, other: there.hardlink_to(other),
    "a pipe": lambda there, other: os.mkfifo(there),
    "a folder": lambda there, other: there.mkdir(),
    "a file": lambda there, other: there.write_bytes(b"theirs"),
}
