"""Why an action of the board can't be taken now."""

from __future__ import annotations

from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.escalations.lines import Thing
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations.api import Item
from topaz_tui.services.session import Session


def disabled_reason(
    name: str, thing: Thing | None, session: Session, *, tab: str, marked: bool, client: bool
) -> str | None:
    """Why this action (its name in the registry) can't be taken now with what the cursor stands on, in a sentence; None
    where it can. `marked`, where concerns are marked to be chased; `client`, where the cursor stands on somebody."""
    match name:
        case "mark" if not (isinstance(thing, Item) and thing.chaseable):
            return "The council is not waited for here: there is nothing to chase."
        case "chase" if not marked and not (isinstance(thing, Item) and thing.chaseable):
            return "The council is not waited for here: there is nothing to chase."
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
        case "client" | "copy" if not client:
            return "Nobody is in front of you here."
    return None
