"""Facts about somebody, with what is owed to them by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from topaz_tui.rules.queue import QueueFacts

NAMES = {"callback": "callback", "follow_up": "follow-up", "recall": "recall"}


def facts(**known: Any) -> QueueFacts:
    """`facts(recall=day, numbers=1)`: what is owed is given by its name, None for not owed."""
    return changed(QueueFacts(), **known)


def changed(before: QueueFacts, **known: Any) -> QueueFacts:
    """The same, of which this is otherwise."""
    owed: dict[str, datetime | None] = {NAMES[name]: known.pop(name) for name in list(known) if name in NAMES}
    duties = {kind: due for kind, due in {**before.duties, **owed}.items() if due}
    return replace(before, duties=duties, **known)
