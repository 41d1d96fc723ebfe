"""Whether two councils are the same, however the name is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from topaz_tui.rules.people.text import fold

_OF_ANY_COUNCIL = frozenset(
    (
        "and", "authority", "borough", "cbc", "city", "corporation", "council", "county", "district", "lb", "lbc",
        "london", "mbc", "metropolitan", "of", "rb", "royal", "the", "unitary",
    )
)  # fmt: skip
"""The words of a council's name that may be left out of it."""
_WHERE_NO_OTHER_STANDS = frozenset(("city", "london"))


def same_council(one: str, other: str) -> bool | None:
    """Are these the same council, however its name is written? None where that can't be said: one is a code."""
    if _is_code(one) != _is_code(other):
        return None
    return council_key(one) == council_key(other)


def spellings_of(council: str, written: Iterable[str | None]) -> list[str]:
    """Those of the written names that are this council's."""
    return [each for each in written if each and same_council(each, council)]


def scope_of(council: str | None) -> str | None:
    """One text for all names of this council, and no other's; None of none."""
    if not council:
        return None
    return f"{'code' if _is_code(council) else 'council'} {' '.join(sorted(council_key(council)))}"


def one_spelling(councils: Iterable[str]) -> dict[str, str]:
    """Each of these names with the one by which its council is called: the shortest that is not all in capitals."""
    groups: defaultdict[frozenset[str], set[str]] = defaultdict(set)
    for each in councils:
        groups[council_key(each)].add(each)
    called = (min(group, key=lambda each: (each.isupper(), len(each), each)) for group in groups.values())
    return {each: name for group, name in zip(groups.values(), called, strict=True) for each in group}


def _is_code(council: str) -> bool:
    return any(letter.isdigit() for letter in council)


@lru_cache(maxsize=512)
def council_key(council: str) -> frozenset[str]:
    """What all names of this council share, and no other's; of a code, the code."""
    words = frozenset(re.findall(r"\w+", fold(council)))
    return words - _OF_ANY_COUNCIL or words & _WHERE_NO_OTHER_STANDS or words
