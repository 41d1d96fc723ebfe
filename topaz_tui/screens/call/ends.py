"""What the steps of a call tell its screen, whichever of them it is."""

from __future__ import annotations

from textual.message import Message

NOT_SAFE = "not_safe"  # the outcome of a call in which it is no longer safe to talk


class CallEnds(Message):
    """The call ends with the outcome of this code: it is not them, or it is not safe to talk."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class LineAnswered(Message):
    """A line was answered: the draft has it."""


class StepDone(Message):
    """There is nothing more to do in this step, or Enter goes on from it."""
