"""What the tab Returns of the figures has: the files for the council's own returns, and below them what the return
would refuse, a line each. None of it is the return."""

from __future__ import annotations

from collections import Counter

from topaz_tui.rules.feed import concerns, requests
from topaz_tui.rules.feed.refused import ALL, Refused
from topaz_tui.services.figures import CouncilFeed
from topaz_tui.services.lists import FEEDS
from topaz_tui.text import sanitize
from topaz_tui.widgets.record_list import Column, RecordLine

COLUMNS = (
    Column("For the council", 30, grows=1, wraps=True), Column("Rows", 8, right=True),
    Column("Would be refused", 16, right=True),
)  # fmt: skip
SAID = "x writes a file for the council's own return: none is the return"


def lines(feed: CouncilFeed) -> list[RecordLine]:
    """The files, by their codes, and each thing that would be refused."""
    of = Counter(each.file for each in feed.refused)
    rows = {
        "concerns": (len(feed.concerns), of[concerns.FILE]), "requests": (len(feed.requests), of[requests.FILE]),
        "refused": (len(feed.refused), 0),
    }  # fmt: skip
    return [
        *(RecordLine(code, (words, f"{rows[code][0]:,}", f"{rows[code][1]:,}" if rows[code][1] else ""))
          for code, words in FEEDS.items()),
        *(RecordLine(f"refused {number}", (in_words(each), "", "")) for number, each in enumerate(feed.refused)),
    ]  # fmt: skip


def in_words(refused: Refused) -> str:
    """'T-26-0012: ethnicity 'Martian': it stands on no list of the return'."""
    file, row, name, given, _, why = refused.cells
    whose = f"Every row of {file}" if row == ALL else row[:1].upper() + row[1:]
    return sanitize(f"{whose}: {name}{f' {given!r}' if given else ''}: {why}.")


def meaning(feed: CouncilFeed, key: str) -> str:
    """What stands in this file."""
    if key == "concerns":
        place = concerns.HEADINGS.index("TABLE_REFERENCE")
        rows = [" · ".join(filter(None, row[place:])) for row in feed.concerns]
        made = f"Counted as they were raised: {feed.raised:,}. Not made: {', '.join(concerns.NOT_MADE)}, of which Topaz"
        return "\n".join([f"{made} knows nothing.", "", *rows])
    if key == "requests":
        place = requests.HEADINGS.index("Event_Outcome")
        outcomes = Counter(row[place] for row in feed.requests)
        return "\n".join([
            "Referrals back, and what came of calls that somebody made to us. A call of ours is no request, whatever"
            " was arranged in it: nobody asked.", "",
            *(f"{outcome}: {count:,}" for outcome, count in outcomes.most_common()),
        ])  # fmt: skip
    return "What the check of the return would stop, row by row, and what Topaz keeps nothing of: for whoever mends it."
