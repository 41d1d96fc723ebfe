"""Why an action of the board can't be taken now."""

from __future__ import annotations

from collections.abc import Sequence

from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.escalations.lines import Thing
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations.api import Item
from topaz_tui.services.session import Session

NOT_WAITED_FOR = "Neither the council nor a service is waited for here: there is nothing to chase."


def disabled_reason(
    name: str, thing: Thing | None, chosen: Sequence[Item], session: Session, *, client: bool
) -> str | None:
    """Why this action (its name in the registry) can't be taken now, in a sentence; None where it can. `thing` is what
    the cursor stands on, `chosen` the lines to which it would be done; `client`, where the cursor stands on
    somebody."""
    match name:
        case "export" if not session.may(Act.EXPORT_PEOPLE):
            return permissions.refusal(Act.EXPORT_PEOPLE)
        case "mark" if not isinstance(thing, Item):
            return "Stand on something outstanding first."
        case "give" | "move_on" if not chosen:
            return "Stand on something outstanding first, or mark several."
        case "chase" if not chosen:
            return NOT_WAITED_FOR
        case "chase" if other := next((item for item in chosen if not item.chaseable), None):
            return NOT_WAITED_FOR if len(chosen) == 1 else f"{other.name} is marked: {NOT_WAITED_FOR}"
        case "take" if len(chosen) > 1:
            why = ((item, item.cannot_take) for item in chosen if item.cannot_take)
            return next((f"{item.name} is marked: {words}" for item, words in why), None)
        case "timeline" if isinstance(thing, BeingWritten):
            return "It is still being written, and has no history yet: Enter opens it."
        case "timeline" if not isinstance(thing, Item):
            return "Stand on something outstanding first."
        case "take" if isinstance(thing, BeingWritten):
            if thing.author_id == session.worker_id:
                return "It is yours to write already: Enter goes on with it."
            if not session.may(Act.TAKE_OVER_CONCERN):
                return permissions.refusal(Act.TAKE_OVER_CONCERN)
        case "take" if not isinstance(thing, Item):
            return "Stand on something outstanding first."
        case "take" if isinstance(thing, Item) and thing.cannot_take:
            return thing.cannot_take
        case "letter" if not (chosen or client):
            return "Stand on somebody first, or mark several lines."
        case "client" | "copy" if not client:
            return "Nobody is in front of you here."
    return None
