"""The tabs of the list, and what each of them shows."""

from collections.abc import Mapping

from topaz_tui.rules.queue import Reason

TABS: Mapping[str, tuple[Reason, ...]] = {
    "callable": (Reason.CALLABLE,),
    "callbacks": (Reason.CALLBACK_LATER,),
    "waiting": (Reason.WAITING, Reason.HELD),
    "not_callable": tuple(
        reason
        for reason in Reason
        if reason not in (Reason.CALLABLE, Reason.CALLBACK_LATER, Reason.WAITING, Reason.HELD)
    ),
    "done": (),
}
"""The queue's tabs, and the reasons that each shows. 'callbacks' shows those whose time has come too."""
