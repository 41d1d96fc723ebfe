"""The session: who asks, and under which settings. It is the first argument of every service that reads or writes the
list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from topaz_tui.config import Settings
from topaz_tui.errors import NotAllowed
from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act, Role


@dataclass(frozen=True, slots=True)
class Session:
    """A worker at work. `role` is a key of workers.ROLES. `holding` is whom this terminal holds, with the fencing token
    of each claim: a second terminal of the same worker holds its own. `how` says what nobody has proved, if anything:
    that all use one login of the server. `phrase` is the number of the passphrase that was theirs as they signed in:
    with another it is over. `training`: the list is for training alone."""

    worker_id: int
    account: str
    name: str
    role: str
    settings: Settings
    how: str = field(default="", compare=False)
    phrase: int = field(default=0, compare=False)
    training: bool = field(default=False, compare=False)
    holding: dict[int, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def title(self) -> str:
        """'Helen Marsh (manager) · one login for all': the name, the role of whoever stands above the lowest, and how
        little the sign-in proves."""
        who = self.name if self.role == Role.WORKER else f"{self.name} ({self.role})"
        return f"{who} · {self.how}" if self.how else who

    def may(self, act: Act) -> bool:
        """May this worker do the act (rules/permissions.py)?"""
        return permissions.may(self.role, act)

    def require(self, act: Act) -> None:
        """Raises NotAllowed unless this worker may do the act."""
        if not self.may(act):
            raise NotAllowed(permissions.refusal(act), "Ask your manager, or flag it to them.")


@dataclass(frozen=True, slots=True)
class JobSession:
    """A job of the machine's own, at which nobody sits: a dispatch, a list for cron, what is done once a day. `account`
    is whose process it is, who may do that job; nothing on the list is theirs."""

    account: str
    settings: Settings
    worker_id: ClassVar[None] = None

    def may(self, act: Act) -> bool:  # noqa: ARG002  # whatever it is
        """False: a job may do no act that the rules give to a role."""
        return False


AnySession = Session | JobSession
"""Of what a worker looks at, and a job of the machine's, too."""
