"""The phone list: look at it, take the next person, hold them, let them go, put them off."""

from topaz_tui.services.queue.changes import gate_now, news
from topaz_tui.services.queue.claims import Claim, claim, claim_next, holder, release, release_all, renew
from topaz_tui.services.queue.filters import Filters, Narrowing, narrowing
from topaz_tui.services.queue.managing import free, move_callback, put_first
from topaz_tui.services.queue.person import MARKS, Person
from topaz_tui.services.queue.skipping import skip
from topaz_tui.services.queue.tabs import TABS
from topaz_tui.services.queue.view import WINDOW, Look, counts, look

__all__ = [
    "MARKS", "TABS", "WINDOW", "Claim", "Filters", "Look", "Narrowing", "Person", "claim", "claim_next", "counts",
    "free", "gate_now", "holder", "look", "move_callback", "narrowing", "news", "put_first", "release", "release_all",
    "renew", "skip",
]  # fmt: skip
