"""Who may open a restricted record, and what others see of it (rules/access.py). Each service that answers with what is
known of people asks here, so that no page and no command can forget it.

seen.py what is held back, and from whom; kept.py what restricts somebody; restricting.py a manager restricts a record,
changes that and lifts it; glass.py somebody opens one all the same.
"""

from topaz_tui.rules.access import RESTRICTED
from topaz_tui.services.access.kept import Restricted, holding, restricted
from topaz_tui.services.access.seen import (
    Notice,
    RestrictedRecord,
    closed,
    is_closed,
    left_out,
    need_open,
    notice,
    open_to_by_name,
    shown,
)

__all__ = [
    "RESTRICTED",
    "Notice",
    "Restricted",
    "RestrictedRecord",
    "closed",
    "holding",
    "is_closed",
    "left_out",
    "need_open",
    "notice",
    "open_to_by_name",
    "restricted",
    "shown",
]  # fmt: skip
