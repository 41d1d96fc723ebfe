"""What can be done with whoever the cursor of the queue stands on."""

from __future__ import annotations

from topaz_tui.rules import permissions
from topaz_tui.rules.duties import DutyKind
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.queue import Reason
from topaz_tui.services.queue import QueuePerson
from topaz_tui.services.session import Session

RIGHTS = {"put_first": Act.PUT_FIRST, "free": Act.RELEASE_CLAIM, "move_callback": Act.MOVE_CALLBACK}
"""The actions that are not everybody's, and what each is in the table of permissions."""
FOR_SEVERAL = {"skip", "letter", *RIGHTS}
"""The actions that are done to all who are marked."""


def first_keys(tab: str, person: QueuePerson | None, session: Session) -> tuple[str, ...]:
    """The names of the actions that come first in the line of keys on this tab."""
    if tab == "callable" or person is None:
        return ()
    free = session.may(Act.RELEASE_CLAIM) and person.reason == Reason.HELD
    move = session.may(Act.MOVE_CALLBACK) and person.why == DutyKind.CALLBACK
    return ("client", *(("free",) if free else ()), *(("move_callback",) if move else ()))


def disabled_reason(name: str, person: QueuePerson | None, session: Session, *, nobody: bool) -> str | None:
    """Why this action (its name in the registry) can't be taken now, in a sentence; None where it can. `nobody`, where
    nobody can be called."""
    match name:
        case "export" if not session.may(Act.EXPORT_PEOPLE):
            return permissions.refusal(Act.EXPORT_PEOPLE)
        case "take_next" if nobody:
            return "Nobody can be called now."
        case "client" | "copy" | "letter" | "call" | "mark" | "range" if person is None:
            return "Nobody stands here: choose a line first."
        case "call" if person is None or person.reason != Reason.CALLABLE:
            return "They are not to be called now. Enter opens their record: c calls them from there, if that may be."
        case "skip" if person is None or person.reason not in (Reason.CALLABLE, Reason.WAITING, Reason.CALLBACK_LATER):
            return "Only somebody who is to be called can be skipped."
        case "put_first" | "free" | "move_callback" if not session.may(act := RIGHTS[name]):
            return permissions.refusal(act)
        case "put_first" if person is None or person.why != DutyKind.RECALL:
            return "Only a recall can be put first."
        case "free" if person is None or person.reason != Reason.HELD:
            return "Nobody holds this person."
        case "move_callback" if person is None or person.why != DutyKind.CALLBACK:
            return "No callback is promised to this person."
    return None
