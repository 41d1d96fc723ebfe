"""What goes to the council for its own returns, as files: the two that its own program reads, and what the return would
refuse of them, for people."""

from __future__ import annotations

from topaz_tui.errors import Invalid
from topaz_tui.rules.feed import concerns, refused, requests
from topaz_tui.services.figures import CouncilFeed
from topaz_tui.services.lists.table import ListTable, day
from topaz_tui.services.session import Session

FEEDS = {
    "concerns": "Concerns, in the shape of the safeguarding collection",
    "requests": "Requests, in the shape of the Client Level Data",
    "refused": "What the council's return would refuse",
}
"""Each file and its title. None of them is the return: that is the council's."""


def of_feed(_session: Session, feed: CouncilFeed, code: str) -> ListTable:
    """One of FEEDS; that of the requests has people in it, and is a whole list. Raises Invalid where there is none of
    this name."""
    if code not in FEEDS:
        raise Invalid(f"There is no file '{code}' for the council.", f"These are there: {', '.join(FEEDS)}.")
    told = {
        "Period": feed.period.words, "Council": feed.council or "",
        "Requests from": day(feed.first_on), "Requests to": day(feed.last_on),
    }  # fmt: skip
    if code == "refused":
        rows = tuple(each.cells for each in feed.refused)
        return ListTable(FEEDS[code], feed.as_of, refused.HEADINGS, rows, told)
    headings, rows = {
        "concerns": (concerns.HEADINGS, feed.concerns), "requests": (requests.HEADINGS, feed.requests),
    }[code]  # fmt: skip
    return ListTable(FEEDS[code], feed.as_of, headings, rows, told, feed=True, whole=code == "requests")
