"""What stops all calls to somebody, as it stands on the client."""

from __future__ import annotations

from enum import StrEnum


class CallStop(StrEnum):
    """As the store names it; what is said of each: rules/queue.py (STOPPED)."""

    DIED = "died"
    MOVED = "moved"
    REFUSED = "refused"
    NOBODY = "nobody"
