"""Why an action of the client's page can't be taken now."""

from __future__ import annotations

from topaz_tui.screens.client.tabs import EMPTY
from topaz_tui.services.clients import ClientProfile


def disabled_reason(name: str, page: ClientProfile, *, manager: bool) -> str | None:
    """Why this person can't have this action (its name in the registry) now, in a sentence; None where they can. What
    hangs on the line under the cursor, the screen itself says."""
    match name:
        case "call":
            return page.why_no_call
        case "duplicate" if not page.duplicates:
            return EMPTY["duplicates"]
        case "warning" if not manager:
            return "Only a manager may agree or end a warning: ask one (a)."
        case "reveal" if not page.safety.hides_numbers:
            return "The numbers are shown already: Contacts."
        case "reveal" if not manager:
            return "Only a manager may show these numbers: ask one (a)."
        case "settle" if not page.doubts:
            return "There is nothing to look into: the council's file says nothing that is unclear."
        case "resume" if page.doubts and not (page.stopped or page.away or page.died_on):
            return "Look into what the council's file says first (l)."
        case "resume" if not page.banner:
            return "Nothing stops calls to this person."
        case "resume" if not manager:
            return "Only a manager may let calls go on: ask one (a)."
    return None
