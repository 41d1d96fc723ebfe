"""A connection of the program's to the tests' server is lent to the next test once it is closed, as a new one.

A new one is a new process of the server, which knows no table yet: to read what it needs to know of them took most of
the server's time. All that the program itself does on a new connection it does on one that is lent again: it asks
whether it is private, sets it, and looks at the schema. What was set on it before is taken back.

This is for tests of what stands on a connection. Those of connections (tests/store) and programs of their own have new
ones.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

NEW = psycopg.connect


class Lent(psycopg.Connection[Any]):
    """A real connection, which is there for the next as it is closed, but where it was left in the middle of something
    or is lost."""

    idle: list[Lent]

    def close(self) -> None:
        """Give it back."""
        if any(each is self for each in self.idle):
            return
        if self.pgconn.transaction_status == TransactionStatus.IDLE:
            self.idle.append(self)
        else:
            self.end()

    def end(self) -> None:
        """Close it."""
        super().close()


class Lender:
    """Stands in for `psycopg.connect`."""

    def __init__(self) -> None:
        self._idle: dict[str, list[Lent]] = {}

    def connect(self, conninfo: str = "", **how: Any) -> psycopg.Connection[Any]:
        """One that was given back, or a new one. What others than the program ask for is theirs alone."""
        if how.get("application_name") != "topaz":
            return NEW(conninfo, **how)
        idle = self._idle.setdefault(conninfo, [])
        while idle:
            found = idle.pop()
            try:
                found.autocommit = True
                found.execute("DISCARD ALL")
                found.autocommit = False
            except psycopg.Error:  # the server was away meanwhile
                found.end()
            else:
                return found
        made = Lent.connect(conninfo, **how)
        made.idle = idle
        return made

    def end(self) -> None:
        """Close all that were given back."""
        for idle in self._idle.values():
            while idle:
                idle.pop().end()
