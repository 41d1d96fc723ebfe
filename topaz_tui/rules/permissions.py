"""Who may do what: the least role of each act, and whether it needs a reason. Services hold an act to its row, screens
ask it why a key can't be taken, commands go through the services.

What is done on a referral or another escalation has its role in its own table (referrals/states.py: MOVES), since it
hangs on the state as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ROLES = ("worker", "manager", "head of service", "director")
"""The lowest first: who stands higher may do what those below may. They are the levels of the escalation path, too."""


class Act(StrEnum):
    """What not everybody may do. The value completes 'Only a manager may …'."""

    ADD_WORKER = "add a worker"
    CHANGE_WORKER = "change a worker"
    RETIRE_WORKER = "retire a worker"
    RELEASE_CLAIM = "release a colleague's claim"
    RELEASE_ALL = "release whom a colleague holds"
    PUT_FIRST = "put somebody first"
    MOVE_CALLBACK = "move a callback"
    MOVE_CALLBACKS = "move a colleague's callbacks"
    GIVE_DECISION = "give a decision to somebody else"
    UNDO_IMPORT_OF_ANOTHER = "take back what somebody else imported"
    SHOW_NUMBERS = "show the numbers of somebody who is not safe to call"
    LET_CALLS_GO_ON = "let calls go on"
    SET_APART_FROM_STOPPED = "let somebody be called where a record that may be theirs stops calls"
    AGREE_WARNING = "agree a warning"
    END_WARNING = "end a warning"
    TAKE_OVER_CONCERN = "take over a concern that a colleague is writing"
    PUT_AWAY_CONCERN_OF_ANOTHER = "put away a concern that a colleague is writing"
    CORRECT_OF_ANOTHER_DAY = "put right what a colleague saved, or what was saved before today"


@dataclass(frozen=True, slots=True)
class Permission:
    """The least role that may do it, and whether a reason has to be given, which stands on record."""

    least: str = "manager"
    reason: bool = False


PERMISSIONS: Mapping[Act, Permission] = {
    Act.ADD_WORKER: Permission(),
    Act.CHANGE_WORKER: Permission(),
    Act.RETIRE_WORKER: Permission(),
    Act.RELEASE_CLAIM: Permission(),
    Act.RELEASE_ALL: Permission(),
    Act.PUT_FIRST: Permission(),
    Act.MOVE_CALLBACK: Permission(),
    Act.MOVE_CALLBACKS: Permission(),
    Act.GIVE_DECISION: Permission(),
    Act.UNDO_IMPORT_OF_ANOTHER: Permission(),
    Act.SHOW_NUMBERS: Permission(reason=True),
    Act.LET_CALLS_GO_ON: Permission(reason=True),
    Act.SET_APART_FROM_STOPPED: Permission(reason=True),
    Act.AGREE_WARNING: Permission(),
    Act.END_WARNING: Permission(reason=True),
    Act.TAKE_OVER_CONCERN: Permission(reason=True),
    Act.PUT_AWAY_CONCERN_OF_ANOTHER: Permission(reason=True),
    Act.CORRECT_OF_ANOTHER_DAY: Permission(reason=True),
}


def may(role: str, act: Act) -> bool:
    """May somebody of this role do it? A role that is none of ROLES may nothing that has a row here."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(PERMISSIONS[act].least)


def refusal(act: Act) -> str:
    """Why somebody of a lower role can't do it, in a sentence."""
    return f"Only a {PERMISSIONS[act].least} may {act}."
