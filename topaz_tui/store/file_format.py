"""What marks a file as a database of Topaz, and how its text is read: shared by the database and its copies."""

from __future__ import annotations

APPLICATION_ID = 0x544F5041  # 'TOPA', so that another program's database is known as such
MOVED_TO = "moved to"  # stands in `metadata` of a file whose list was moved
DEMO = "demo"  # stands in `metadata` of a demo: the day that it was made for
TRAINING = "training"  # stands there of a list that is for training alone, since it was made
METADATA = "SELECT name FROM sqlite_master WHERE name IN ('metadata', 'about') ORDER BY name DESC LIMIT 1"
"""What the table of what a database knows of itself is called: it was `about` before schema 45."""
MOVED = 1_000_000  # the schema of a file whose list was moved to a server: every program refuses it


def as_text(stored: bytes) -> str:
    """Text as it is stored. A byte that is no UTF-8 (another program wrote it, or a disk) is a mark in its own cell:
    the driver's own way would be to give up everything that is read together with it."""
    return stored.decode("utf-8", "replace")
