"""Errors meant for a person: a sentence that says what is wrong, and one that says what to do. The command line prints
it, the screen shows it; none comes with a traceback.

- `UserError`
  - `NotAllowed`: this worker, or this account of the system, may not.
    - `SessionEnded`: whoever sits here was retired, or has another role now: this terminal does nothing more for them.
  - `NotFound`: what was named is not there, or not any more.
  - `Invalid`: what was given can't be taken as it is: another answer, another file, another name.
  - `Conflict`: somebody else was quicker, or it is not the time for it: to be looked at again.
  - `Unavailable`: the database, the disk or the server does not answer now. The same may work in a moment: this alone
  is tried again by the program itself.
"""

from __future__ import annotations

from typing import ClassVar


class UserError(Exception):
    """`message` is what went wrong, `hint` what to do (both whole sentences; the hint may be ''). `field` is the
    question of a form that it is about ('' where it is about none)."""

    exit_code: ClassVar[int] = 2  # of a command that it ends

    def __init__(self, message: str, hint: str = "", field: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotAllowed(UserError):
    """This worker, or this account of the system, may not."""


class SessionEnded(NotAllowed):
    """Whoever sits here was retired, or has another role now: this terminal does nothing more for them."""


class NotFound(UserError):
    """What was named is not there, or not any more."""


class Invalid(UserError):
    """What was given can't be taken as it is."""


class Conflict(UserError):
    """Somebody else was quicker, or it is not the time for it."""


class Unavailable(UserError):
    """What is needed does not answer now; the same may work in a moment."""
