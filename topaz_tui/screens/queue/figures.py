"""What waits on the board, in the title of the queue."""

from __future__ import annotations

from topaz_tui.rules.permissions import Act
from topaz_tui.services.session import Session


def figures(session: Session) -> tuple[str, ...]:
    """The board's figures in words, the longest form first. That somebody is in danger, or was not heard of, is in
    each of them; what else waits is told a manager, where there is room. Imports what the first screen has no time
    for, in the services' thread."""
    from topaz_tui.services.escalations import api as escalations

    counts = escalations.figures(session)
    urgent, every = (
        ", ".join(
            f"{counts[name]} {words}" for name, words in escalations.FIGURES.items() if counts[name] and name in of
        )
        for of in (escalations.URGENT, escalations.FIGURES)
    )
    if not (urgent or (every and session.may(Act.SEE_OVERDUE))):
        return ()
    return tuple(words and f"F4: {words}" for words in dict.fromkeys((every, urgent)))
