"""The numbers of the demo's people, each given once: all from ranges that are nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from topaz_tui.rules import people


class NumberPool:
    """What is left of each kind, in a chance order."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.landlines = self._phones("+442079460")
        self.mobiles = self._phones("+447700900")
        self.elsewhere = self._phones("+441632960")
        self.person_ids = chance.sample(range(4_103_000, 4_189_000), 400)
        self.nhs = self._nhs_numbers()

    def _phones(self, stem: str) -> list[str]:
        """Ofcom's numbers for drama."""
        return [f"{stem}{number:03}" for number in self._chance.sample(range(1000), 1000)]

    def _nhs_numbers(self) -> Iterator[str]:
        """Numbers of the range for tests, with a check digit that holds."""
        for nine in self._chance.sample(range(999_000_000, 1_000_000_000), 700):
            if number := next((n for last in range(10) if (n := people.nhs_number(f"{nine}{last}"))), None):
                yield number
