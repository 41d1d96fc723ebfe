"""Who may do what: the least role of each act, which of the roles apart may do it, too, and whether it needs a reason.
Services hold an act to its row, screens ask it why a key can't be taken, and every command names its act
(cli/acts.py).

What is done on a referral or another escalation has its least role in its own table (referrals/moves.py: MOVES,
board_kinds.py), and so has what is done to a piece of work (children/work_moves.py), since it hangs on the state as
well; whether somebody reaches that is asked here, too (`reaches`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The first four are a ladder, the lowest first: a higher role may do whatever a lower one may. They are also the
    levels of the escalation path (SOURCES.md, 27). The others stand apart: they may do what their rows say
    and nothing else, see nobody's record, and are given no work. The values are those of the store and the
    commands."""

    WORKER = "worker"
    MANAGER = "manager"
    HEAD_OF_SERVICE = "head of service"
    DIRECTOR = "director"
    AUDITOR = "auditor"  # the log and the figures
    DISPATCH = "dispatch"  # the outbox alone: an account of the machine's, for cron
    KEEPER = "keeper"  # backups and the health of the database


LADDER = (Role.WORKER, Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR)
APART = (Role.AUDITOR, Role.DISPATCH, Role.KEEPER)
ROLES = (*LADDER, *APART)


class Act(StrEnum):
    """The acts that not everybody may do. The value completes 'Only a manager may …'."""

    OPEN_LIST = "open the list and the records in it"
    IMPORT = "read a council's file into the list"
    SEE_TEAM = "see who works here"
    SEND_AT_WORK = "send what is due, as the team's settings are"
    SEND = "send what is due"
    BACK_UP_TODAY = "make today's backup"
    BACK_UP = "copy the database"
    RESTORE = "put a backup in the place of the database"
    MOVE_LIST = "move the list to a server"
    SEAL_LOG = "seal the log"
    EXAMINE = "look at the health of the database"
    ASK_FIGURES = "ask for figures"
    ADD_WORKER = "add a worker"
    CHANGE_WORKER = "change a worker"
    RETIRE_WORKER = "retire a worker"
    RELEASE_CLAIM = "release a colleague's claim"
    RELEASE_ALL = "release whom a colleague holds"
    PUT_FIRST = "put somebody first"
    MOVE_CALLBACK = "move a callback"
    MOVE_CALLBACKS = "move a colleague's callbacks"
    GIVE_ACTIONS = "give away what a colleague sees to"
    TAKE_OVER_LINE = "take over what stands with a colleague"
    SEE_EVERY_UNSENT = "be told of each concern that was not sent"
    SEE_OVERDUE = "be told on each page what is overdue"
    GIVE_DECISION = "give a decision to somebody else"
    UNDO_IMPORT_OF_ANOTHER = "take back what somebody else imported"
    LIFT_NOT_SAFE = "say that it is safe to call somebody whom it was not safe to call in the calling hours"
    SHOW_NUMBERS = "show numbers that are held back"
    RESTRICT = "restrict a record, change to whom it is open, or lift that"
    OPEN_RESTRICTED = "open a restricted record that is not open to them by name"
    LET_CALLS_GO_ON = "let calls go on"
    SET_APART_FROM_STOPPED = "let somebody be called where a record that may be theirs stops calls"
    AGREE_WARNING = "agree a warning"
    END_WARNING = "end a warning"
    TAKE_OVER_CONCERN = "take over a concern that a colleague is writing"
    DISCARD_CONCERN_OF_ANOTHER = "discard a concern that a colleague is writing"
    KEEP_SERVICES = "change the list of services"
    SEE_FIGURES = "see the figures of the team"
    AGREE_LIEU = "agree a colleague's hours in lieu"
    KEEP_COMMISSIONS = "keep what councils ordered, and what may be billed"
    SEE_SETTINGS = "see the team's settings"
    CHANGE_SETTINGS = "change the team's settings"
    FREEZE_FIGURES = "freeze the figures of a period"
    SEE_LOAD = "see how much work each colleague has"
    EXPORT_FIGURES = "write the figures into files that leave the house"
    EXPORT_PEOPLE = "write a list of people into a file"
    READ_LOG = "read the log"
    CUT_LOG = "take old lines out of the log"
    CORRECT_OF_ANOTHER_DAY = "put right what a colleague saved, or what was saved before today"


@dataclass(frozen=True, slots=True)
class Permission:
    """The least role for an act, the roles apart that may do it, too, and whether its reason must be given, which goes
    on record."""

    least: Role = Role.MANAGER
    reason: bool = False
    apart: tuple[Role, ...] = ()


PERMISSIONS: Mapping[Act, Permission] = {
    Act.OPEN_LIST: Permission(Role.WORKER),
    Act.IMPORT: Permission(Role.WORKER),
    Act.SEE_TEAM: Permission(Role.WORKER, apart=(Role.AUDITOR,)),
    Act.SEND_AT_WORK: Permission(Role.WORKER, apart=(Role.DISPATCH,)),
    Act.SEND: Permission(apart=(Role.DISPATCH,)),
    Act.BACK_UP_TODAY: Permission(Role.WORKER, apart=(Role.DISPATCH, Role.KEEPER)),
    Act.BACK_UP: Permission(apart=(Role.KEEPER,)),
    Act.RESTORE: Permission(apart=(Role.KEEPER,)),
    Act.MOVE_LIST: Permission(apart=(Role.KEEPER,)),
    Act.SEAL_LOG: Permission(Role.WORKER, apart=APART),
    Act.EXAMINE: Permission(Role.WORKER, apart=APART),
    Act.ASK_FIGURES: Permission(Role.WORKER, apart=(Role.AUDITOR,)),
    Act.ADD_WORKER: Permission(),
    Act.CHANGE_WORKER: Permission(),
    Act.RETIRE_WORKER: Permission(),
    Act.RELEASE_CLAIM: Permission(),
    Act.RELEASE_ALL: Permission(),
    Act.PUT_FIRST: Permission(),
    Act.MOVE_CALLBACK: Permission(),
    Act.MOVE_CALLBACKS: Permission(),
    Act.GIVE_ACTIONS: Permission(),
    Act.TAKE_OVER_LINE: Permission(),
    Act.SEE_EVERY_UNSENT: Permission(),
    Act.SEE_OVERDUE: Permission(),
    Act.GIVE_DECISION: Permission(),
    Act.UNDO_IMPORT_OF_ANOTHER: Permission(),
    Act.LIFT_NOT_SAFE: Permission(reason=True),
    Act.SHOW_NUMBERS: Permission(reason=True),
    Act.RESTRICT: Permission(reason=True),
    Act.OPEN_RESTRICTED: Permission(),
    Act.LET_CALLS_GO_ON: Permission(reason=True),
    Act.SET_APART_FROM_STOPPED: Permission(reason=True),
    Act.AGREE_WARNING: Permission(),
    Act.END_WARNING: Permission(reason=True),
    Act.TAKE_OVER_CONCERN: Permission(reason=True),
    Act.DISCARD_CONCERN_OF_ANOTHER: Permission(reason=True),
    Act.KEEP_SERVICES: Permission(),
    Act.SEE_FIGURES: Permission(apart=(Role.AUDITOR,)),
    Act.AGREE_LIEU: Permission(),
    Act.KEEP_COMMISSIONS: Permission(),
    Act.SEE_SETTINGS: Permission(Role.WORKER, apart=APART),
    Act.CHANGE_SETTINGS: Permission(reason=True),
    Act.FREEZE_FIGURES: Permission(),
    Act.SEE_LOAD: Permission(),
    Act.EXPORT_FIGURES: Permission(),
    Act.EXPORT_PEOPLE: Permission(reason=True),
    Act.READ_LOG: Permission(apart=(Role.AUDITOR,)),
    Act.CUT_LOG: Permission(),
    Act.CORRECT_OF_ANOTHER_DAY: Permission(reason=True),
}


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why somebody can't do something now. `theirs`: it lies with them, by their role or by what they did before, and
    somebody else may; else nobody can."""

    words: str
    theirs: bool = False

    def __str__(self) -> str:
        return self.words


def words_of(refusal: Hindrance | None) -> str | None:
    """The sentence of a hindrance, for the screen; None where nothing hinders."""
    return refusal.words if refusal else None


def reaches(role: str, least: str) -> bool:
    """Is this role at least as high as the required one? An unknown role never is, nor one that stands apart."""
    return role in LADDER and LADDER.index(Role(role)) >= LADDER.index(Role(least))


def may(role: str, act: Act) -> bool:
    """May somebody with this role do the act?"""
    permission = PERMISSIONS[act]
    return role in permission.apart or reaches(role, permission.least)


def takes_work(role: str) -> bool:
    """Can somebody with this role be given work of the list? A role that can't be read takes work."""
    return role not in APART


def signs_in(role: str) -> bool:
    """Does a person sign in with this role? The role for sending alone is an account of the machine's."""
    return role != Role.DISPATCH


def roles(act: Act) -> tuple[str, ...]:
    """The roles that may do the act."""
    return tuple(role for role in ROLES if may(role, act))


def only(least: str, does: str, then: str = "", apart: Sequence[str] = ()) -> str:
    """Why somebody of a lower role can't do the act: 'Only a manager may put somebody first: ask one (a).'"""
    who = ("duty worker" if least == Role.WORKER else least, *apart)
    *before, last = (f"an {each}" if each == Role.AUDITOR else f"a {each}" for each in who)
    named = f"{', '.join(before)} or {last}" if before else last
    return f"Only {named} may {does}{f': {then}' if then else ''}."


def refusal(act: Act, then: str = "") -> str:
    """The sentence for somebody who may not do the act: which role may, and what they can do instead (`then`)."""
    permission = PERMISSIONS[act]
    return only(
        permission.least, act, then, [f"{each} account" if each != Role.AUDITOR else each for each in permission.apart]
    )
