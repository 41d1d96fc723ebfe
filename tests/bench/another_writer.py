"""Somebody else at work beside what is measured, in a process that imports this and no more."""

from __future__ import annotations

import threading
import time
from random import Random

from sqlcipher3 import dbapi2 as sqlite


def write(file: str, seed: int, over: threading.Event) -> None:
    """Somebody else at work: a small transaction, a little thought."""
    chance = Random(seed)
    connection = sqlite.connect(file, isolation_level=None, timeout=30)
    while not over.wait(chance.uniform(0.005, 0.03)):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE client SET put_first = put_first WHERE id = ?", (chance.randrange(1, 300),))
        time.sleep(0.002)  # what an action takes while it holds the lock
        connection.execute("COMMIT")
    connection.close()
