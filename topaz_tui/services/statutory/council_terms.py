"""What a team's settings say of children's services, as the rules read it: a council's own targets, terms and ways to
count, and whose birthday 29 February is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from topaz_tui.clock import DAY
from topaz_tui.config import Settings
from topaz_tui.rules.statutory.ages import LeapBirthday
from topaz_tui.rules.statutory.council import CouncilRules
from topaz_tui.rules.statutory.life import Life, Span


class CouncilTerms:
    """The rules of each council, made once for all young people of it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rules: dict[str | None, CouncilRules] = {}

    def rules(self, council: str | None) -> CouncilRules:
        """What this council has beside the statute; None for the team's own council."""
        if council not in self._rules:
            terms = self._settings.terms_of(council).children
            spans = tuple(
                Span(date.fromisoformat(first), date.fromisoformat(last) + DAY) for first, last in terms.school_terms
            )
            self._rules[council] = CouncilRules(terms.targets, terms.count_first_day, spans, terms.pep_from)
        return self._rules[council]

    def reckoned(self, life: Life, council: str | None) -> Life:
        """The life, with the birthday that this council gives somebody born on 29 February."""
        return replace(life, leap=LeapBirthday(self._settings.terms_of(council).children.leap_birthday))
