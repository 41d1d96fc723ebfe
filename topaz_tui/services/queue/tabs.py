"""The tabs of the list, and what each of them shows."""

from topaz_tui.rules import queue as queue_rules

TABS = {
    "callable": ("callable",),
    "callbacks": ("callback_later",),
    "waiting": ("waiting", "held"),
    "not_callable": tuple(
        reason.code
        for reason in queue_rules.REASONS
        if reason.code not in ("callable", "callback_later", "waiting", "held")
    ),
    "done": (),
}
"""The queue's tabs, and the reasons that each shows. 'callbacks' shows those whose time has come too."""
