"""The letter that chases the council, ready to send: what it waits for, since when, and nothing about the adult.

The council finds the concern by the references; a letter that goes astray says nothing about anybody.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from topaz_tui import clock
from topaz_tui.rules import forms
from topaz_tui.rules.referrals.documents import SUPPORT, DocumentKind, worded
from topaz_tui.rules.referrals.states import At

WIDTH = 66
ASKS: Mapping[str, str] = {
    At.PERHAPS_SENT: "We can't tell whether it reached you. Please tell us today whether you have it.",
    At.SENT: "You have not acknowledged it yet. Please confirm today that you have it, with your reference and the name"
    " of who has it.",
    At.ACKNOWLEDGED: "We have no decision yet. Please tell us what was decided under section 42 of the Care Act 2014,"
    " or when it will be, and what keeps the adult safe until then.",
    At.DISPUTED: "We do not agree with your decision, and ask you to think again. Please answer us in writing."
    " Our reasons:",
}
"""What the letter asks of the council about a concern, for each state in which the council is chased."""
_ASKS_OF_SUPPORT: Mapping[str, str] = {
    At.PERHAPS_SENT: ASKS[At.PERHAPS_SENT],
    At.SENT: ASKS[At.SENT],
    At.ACKNOWLEDGED: "We do not know yet whether you take it on. Please tell us, or when you will, and what you do"
    " first; or why you decline it.",
    At.TAKEN_ON: "You took it on, and we do not know what came of it. Please tell us what is in place by now.",
}


def asks_of(kind: str) -> Mapping[str, str]:
    """What the letter about this kind of document asks, for each state in which somebody is chased."""
    return _ASKS_OF_SUPPORT if kind in SUPPORT else ASKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """What a letter that chases the council says. `written` is what we wrote to the council where we disagree with its
    decision."""

    reference: str
    their_reference: str
    state: str
    danger: bool
    submitted_at: datetime
    sent_at: datetime | None
    due: datetime
    chased: int
    written: str
    signed: str
    organisation: str
    kind: str = DocumentKind.CONCERN

    def letter(self, now: datetime) -> str:
        """The letter as plain text, as of `now`. Raises KeyError for a state in which the council is not chased."""
        of_support = self.kind in SUPPORT
        lines = [
            clock.format_day(clock.local(now).date()),
            "",
            f"Referral {self.reference}" if of_support else f"Safeguarding concern {self.reference}",
            *([f"Your reference: {self.their_reference}"] if self.their_reference else ()),
            "",
            _folded(worded(self.kind, _told(self.submitted_at, self.sent_at, self.danger))),
            "",
            _folded(asks_of(self.kind)[self.state]),
            "",
            *((_folded(self.written), "") if self.written and self.state == At.DISPUTED else ()),
            _folded(_late(self.due, now, self.chased)),
            "",
            "Yours faithfully",
            self.signed,
            *filter(None, (self.organisation,)),
        ]
        return "\n".join(lines) + "\n"


def _told(submitted_at: datetime, sent_at: datetime | None, danger: bool) -> str:
    when = f"sent to you {forms.when_words(sent_at)}" if sent_at else "not confirmed as received"
    urgent = " It concerns immediate danger." if danger else ""
    return f"We raised this concern {forms.when_words(submitted_at)}; it was {when}.{urgent}"


def _late(due: datetime, now: datetime, chased: int) -> str:
    times = {0: "", 1: " We have asked once before."}.get(chased, f" We have asked {chased} times before.")
    if now <= due:
        return f"We look for your answer by {forms.when_words(due)}.{times}"
    return f"Your answer was due {forms.when_words(due)}: {clock.format_time_left(due, now)}.{times}"


def _folded(text: str) -> str:
    return "\n".join(textwrap.wrap(text, WIDTH, break_on_hyphens=False))
