"""The alarms: what keeps sending or the escalation path from working. Each has a code, and what of its kind it is
about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AlarmKind(StrEnum):
    """The codes of alarms, as lists and commands give them to programs."""

    DISPATCH_NEVER_RAN = "dispatch_never_ran"
    DISPATCH_LATE = "dispatch_late"
    DISPATCH_IN_FUTURE = "dispatch_in_future"
    ON_NO_BOARD = "on_no_board"  # a concern that is submitted
    NOBODY_SENDS = "nobody_sends"  # a message that no dispatch which runs can send
    NOTHING_SENDS = "nothing_sends"  # what is said to be on its way
    OTHER_STATE = "other_state"  # than its history says
    NOT_COMPUTED = "not_computed"
    NOBODYS = "nobodys"  # a line of the board
    NOBODYS_DRAFT = "nobodys_draft"
    EMPTY_LEVEL = "empty_level"
    NOT_TOLD = "not_told"  # a person, by mail
    SETTINGS_WAIT = "settings_wait"  # for a second manager, who agrees or refuses
    BACKUP_FAILED = "backup_failed"
    UNREADABLE = "unreadable"
    NO_LEAD = "no_lead"  # a school without a designated safeguarding lead
    LEAD_LEFT = "lead_left"  # and a deputy is there
    SESSION_LATE = "session_late"  # a session of training
    SESSION_AT_RISK = "session_at_risk"  # it has too little time left
    SESSION_WAITS = "session_waits"  # it is returned, on hold too long, or nobody's
    CERTIFICATES_DUE = "certificates_due"  # of a session that was held
    TRAINING_LATE = "training_late"  # of people in a school
    WORK_NOT_SENT = "work_not_sent"  # a plan or a report of children's services
    LIEU_HOURS = "lieu_hours"  # somebody has too many, too old ones, or ones that nobody agreed
    FILE_WAITS = "file_waits"  # a whole list that somebody asks to write into a file
    BETWEEN = "between"  # somebody whom nobody has, and no day brings back


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm: its words, and what to do. `about` tells it from others of its kind (a reference, a person, a level),
    and stays the same while the words change. A `minor` alarm stands below immediate danger."""

    kind: AlarmKind
    what: str
    do: str
    escalation_id: int | None = None
    minor: bool = False
    about: str = ""

    @property
    def key(self) -> tuple[str, AlarmKind, str]:
        """The key of the alarm's row in a list."""
        return "alarm", self.kind, self.about
