"""Is this list for training alone? Then its clock may be a pretended one (TOPAZ_NOW), and the title says so.

A list has that mark from the moment it is made, and nothing takes it away: a copy of it, and what it is moved to, are
for training, too."""

from __future__ import annotations

from topaz_tui import clock
from topaz_tui.errors import NotAllowed
from topaz_tui.store import metadata
from topaz_tui.store.database import transaction


def mark() -> None:
    """Mark the list that is open, and was just made, as one for training alone."""
    with transaction():
        metadata.keep(metadata.TRAINING, "yes")


def is_for_training() -> bool:
    """Is the open list marked for training alone? A demo has a mark of its own."""
    return metadata.value_of(metadata.TRAINING) is not None


def need_true_clock() -> None:
    """Raises NotAllowed where the clock is a pretended one and the list that is open is a real one: what was done to
    somebody would stand there on a day on which it was not."""
    if clock.is_pretended() and not is_for_training() and metadata.value_of(metadata.DEMO) is None:
        raise refusal()


def refusal() -> NotAllowed:
    """The error that refuses to do something to a real list by a pretended clock."""
    return NotAllowed(
        "TOPAZ_NOW is set, and this list is a real one.",
        "Unset it. It works on the demo, and on a list made for training: topaz init --training.",
    )
