"""Trouble: an error meant for a person, in a sentence, with what to do about it."""

from __future__ import annotations


class Trouble(Exception):
    """Something a person must know of: `what` went wrong, and what to `do` (both whole sentences; `do` may be
    ''). `field` is the question of a form that it is about, where it is about one ('').

    The command line prints it, the screen shows it; it never comes with a traceback.
    """

    def __init__(self, what: str, do: str = "", field: str = "") -> None:
        super().__init__(what, do)
        self.what = what
        self.do = do
        self.field = field

    def __str__(self) -> str:
        return f"{self.what} {self.do}".strip()
