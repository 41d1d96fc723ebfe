"""Why an action of the client's page can't be taken now."""

from __future__ import annotations

from topaz_tui.rules import permissions
from topaz_tui.rules.people import DoubtCode
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.stops import CallStop
from topaz_tui.screens.client.tabs import EMPTY
from topaz_tui.services.clients import WHOSE_FIRST, ClientProfile
from topaz_tui.services.session import Session

RIGHTS = {
    "warning": Act.AGREE_WARNING,
    "reveal": Act.SHOW_NUMBERS,
    "resume": Act.LET_CALLS_GO_ON,
    "restrict": Act.RESTRICT,
    "looked": Act.READ_LOG,
}
"""The actions that are not everybody's, and what each is in the table of permissions."""


def disabled_reason(name: str, page: ClientProfile, session: Session) -> str | None:
    """Why this person can't have this action (its name in the registry) now, in a sentence; None where they can. What
    hangs on the line under the cursor, the screen itself says."""
    match name:
        case "call":
            return page.why_no_call
        case "duplicate" if not page.duplicates:
            return EMPTY["duplicates"]
        case "reveal" if not page.safety.hides_numbers:
            return "The numbers are shown already: Contacts."
        case "settle" if page.doubts and all(each.code == DoubtCode.SEVERAL and each.of_two for each in page.doubts):
            return WHOSE_FIRST
        case "settle" if not page.doubts:
            return "There is nothing to look into: the council's file says nothing that is unclear."
        case "wish" if page.stopped and page.stopped != CallStop.REFUSED:
            return "Nobody calls this person, for another reason than their wish."
        case "resume" if page.doubts and not (page.stopped or page.away or page.died_on):
            return "Look into what the council's file says first (l)."
        case "resume" if not page.banner:
            return "Nothing stops calls to this person."
        case "break_glass":
            return "This record is open to you."
        case "warning" | "reveal" | "resume" | "restrict" | "looked" if not session.may(act := RIGHTS[name]):
            return permissions.refusal(act, "ask one (a)")
    return None
