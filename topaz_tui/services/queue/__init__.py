"""The phone list: look at it, take the next person, hold them, let them go, put them off."""

from topaz_tui.services.queue.changes import change_token, gate_now
from topaz_tui.services.queue.claims import Claim, claim, claim_next, holder, release, release_all, renew
from topaz_tui.services.queue.entry import columns as entry_columns
from topaz_tui.services.queue.entry import status_of
from topaz_tui.services.queue.facts import facts_of
from topaz_tui.services.queue.filters import Filters, Narrowing, narrowing
from topaz_tui.services.queue.managing import move_callback, put_first, release_as_manager
from topaz_tui.services.queue.person import MARKS, QueuePerson
from topaz_tui.services.queue.skipping import skip
from topaz_tui.services.queue.sorting import OF_TAB, ORDERS
from topaz_tui.services.queue.tabs import TABS
from topaz_tui.services.queue.view import WINDOW, QueuePage, counts, list_people

__all__ = [
    "MARKS",
    "OF_TAB",
    "ORDERS",
    "TABS",
    "WINDOW",
    "Claim",
    "Filters",
    "Narrowing",
    "QueuePage",
    "QueuePerson",
    "change_token",
    "claim",
    "claim_next",
    "counts",
    "entry_columns",
    "facts_of",
    "gate_now",
    "holder",
    "list_people",
    "move_callback",
    "narrowing",
    "put_first",
    "release",
    "release_all",
    "release_as_manager",
    "renew",
    "skip",
    "status_of",
]
