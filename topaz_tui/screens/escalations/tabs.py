"""The tabs of the board."""

from __future__ import annotations

TABS = (
    ("all", "All"),
    ("overdue", "Overdue"),
    ("mine", "Mine"),
    ("council", "Theirs"),
    ("us", "Ours"),
    ("failed", "Not sent"),
    ("danger", "Danger"),
    ("people", "People"),
)
SHORT_TABS = {"overdue": "Late", "failed": "Unsent"}
SPARE = ("us", "council", "people", "mine")
"""The counts that go first where there is no room for all: never of what is late, has not been sent, or is danger."""
NOTHING = {
    "all": "Nothing is outstanding.",
    "overdue": "Nothing is overdue.",
    "mine": "Nothing here is yours: t on the list of all makes it so.",
    "people": "Nobody is here: whoever can't be called has a day, or is stopped for a reason.",
    "council": "Nothing waits for the council or a service.",
    "us": "Nothing waits for us.",
    "failed": "Nothing is left that has not been sent.",
    "danger": "Nobody is in immediate danger who is not decided about.",
}
"""What each says where nothing is in it."""
