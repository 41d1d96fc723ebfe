"""Acts of reading: each look at somebody's record, and each at a list of people, is a line of the log. Their words are
what the log says was done."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

MOMENT = timedelta(minutes=2)
"""Within this time of a look the same look, by the same worker from the same page, is no new one [ours]: an open page
is drawn anew whenever a colleague saves something, and at least once a minute."""
AT_ONCE = timedelta(seconds=1)
"""So long a look may wait to be written with others [ours]: what is drawn does not wait for the disk. A look at
somebody restricted does not wait: it is in the log before anything is shown."""


class Reading(StrEnum):
    """The kinds of look at a record or at a list. The values are what the log keeps."""

    PAGE = "opened"
    CALL = "opened to call"
    CALL_MADE = "opened a call"
    GLANCE = "looked at beside a list"
    LINE = "opened a line of the board"
    LINE_RECORDED = "opened what was recorded of a line"
    LETTER = "opened a letter to the council"
    CONCERN = "opened a concern"
    CONCERN_WRITTEN = "opened a concern to write it"
    ADDRESS = "opened what 999 asks"
    SUPPORT = "opened a referral"
    SUPPORT_WRITTEN = "opened a referral to write it"
    AGREED = "opened what was agreed"
    FILE = "opened what a file says"
    WORK = "opened work"
    WORK_OF = "opened their work"
    WORK_WRITTEN = "opened a document of work"
    HAPPENINGS = "opened what may be recorded"
    COPIED = "copied"
    FIND = "looked for somebody"
    QUEUE = "looked at the queue"
    BOARD = "looked at the board"
    DUE = "looked at what is due"
    TODAY = "looked at today"
    PAIRS = "looked at who may be one person"
    IMPORTS = "looked at what a file leaves"
    MONTH = "looked at the last month"
    BEHIND = "looked at who is behind a figure"


OF_LIST = frozenset({
    Reading.FIND, Reading.QUEUE, Reading.BOARD, Reading.DUE, Reading.TODAY, Reading.PAIRS, Reading.IMPORTS,
    Reading.MONTH, Reading.BEHIND,
})  # fmt: skip
"""The looks at a list: the log has how many people stood there, and names nobody. What was typed to find somebody is
not in it."""
