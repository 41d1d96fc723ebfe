"""The kinds of document that go out and are followed to their end, all by one table of states and one outbox.

A concern goes to the council's safeguarding team. A referral back asks the council for formal care, and counts against
the contract's 15 %; any other referral goes to a service: a surgery, an occupational therapist, a charity, housing, the
fire service.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from topaz_tui.rules.escalation_kinds import EscalationKind


class DocumentKind(StrEnum):
    """The kinds of document, as the store names them."""

    CONCERN = EscalationKind.CONCERN.value
    REFERRAL_BACK = EscalationKind.REFERRAL_BACK.value
    SERVICE = EscalationKind.SERVICE.value


SUPPORT = (DocumentKind.REFERRAL_BACK, DocumentKind.SERVICE)
"""The referrals for support: all documents but concerns."""
EVERY = tuple(DocumentKind)

_REFERRAL = (("Concern", "Referral"), ("concern", "referral"))
_SERVICE = (("Council's reference", "Their reference"), ("Council", "Service"), ("council", "service"))
_SAID: Mapping[str, tuple[tuple[str, str], ...]] = {
    DocumentKind.CONCERN: (),
    DocumentKind.REFERRAL_BACK: _REFERRAL,
    DocumentKind.SERVICE: (*_REFERRAL, *_SERVICE),
}
"""How the words of the tables, which are written for concerns, are said of another kind of document."""


def worded(kind: str, words: str) -> str:
    """Words of the tables as they are said of this kind of document."""
    for of_concerns, of_this in _SAID.get(kind, ()):
        words = words.replace(of_concerns, of_this)
    return words
