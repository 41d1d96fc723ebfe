"""Who may open a restricted record, and what others see of it (rules/access.py). Each service that answers with what is
known of people asks here, so that no page and no command can forget it.

seen.py what is held back, and from whom; reading.py the door: that it was seen, for the log; kept.py what restricts
somebody; restricting.py a manager restricts a record, changes that and lifts it; glass.py somebody opens one all the
same.
"""

from topaz_tui.rules.access import HELD_BACK, RESTRICTED
from topaz_tui.rules.reading import AT_ONCE
from topaz_tui.services.access.kept import Restricted, holding, restricted
from topaz_tui.services.access.reading import copied, flush, from_place, looked, noted, opened, refused, waits
from topaz_tui.services.access.seen import (
    Notice,
    RestrictedRecord,
    all_restricted,
    closed,
    is_closed,
    is_held_back,
    left_out,
    need_open,
    notice,
    open_to_by_name,
    shown,
)
from topaz_tui.store.audit import come_from

__all__ = [
    "AT_ONCE",
    "HELD_BACK",
    "RESTRICTED",
    "Notice",
    "Restricted",
    "RestrictedRecord",
    "all_restricted",
    "closed",
    "come_from",
    "copied",
    "flush",
    "from_place",
    "holding",
    "is_closed",
    "is_held_back",
    "left_out",
    "looked",
    "need_open",
    "noted",
    "notice",
    "open_to_by_name",
    "opened",
    "refused",
    "restricted",
    "shown",
    "waits",
]
