"""Codes of the national return on looked-after children, and what the rules make of each (SOURCES.md, 38)."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.rules.statutory.life import CareEnd, Lives
from topaz_tui.rules.statutory.row import For

LEGAL_STATUSES: Mapping[str, str] = {
    "C1": "interim care order",
    "C2": "full care order",
    "D1": "freeing order",
    "E1": "placement order",
    "J1": "remanded",
    "J2": "placed under PACE",
    "J3": "sentenced, with a residence requirement",
    "L1": "police protection",
    "L2": "emergency protection order",
    "L3": "child assessment order",
    "V2": "accommodated (section 20)",
    "V3": "short break, recorded by itself",
    "V4": "short breaks under one agreement",
}
"""The return's codes of legal status, in words; those of J1 to L3 are shorter than the return's."""
SAME_CARE = "X1"
"""The return's code for an episode that ended as the next one began, on the same day: care goes on."""
CARE_ENDS: Mapping[str, CareEnd] = {
    "E11": CareEnd.ADOPTED,
    "E12": CareEnd.ADOPTED,
    "E2": CareEnd.DIED,
    "E3": CareEnd.TRANSFERRED,
    "E4A": CareEnd.HOME,
    "E4B": CareEnd.HOME,
    **dict.fromkeys(("E45", "E46", "E47", "E48"), CareEnd.GUARDIAN),
    **dict.fromkeys(("E5", "E6", "E7", "E8", "E9", "E13", "E14", "E15", "E16", "E17", "E41"), CareEnd.OTHER),
    SAME_CARE: CareEnd.OTHER,
}
"""The return's codes for why an episode ended, as the rules have them."""
PLACEMENTS: Mapping[str, Lives] = {
    **dict.fromkeys(("U1", "U2", "U3", "U4", "U5", "U6", "A3", "A5"), Lives.FOSTER),
    "P1": Lives.PARENT,
    "R5": Lives.DETAINED,
    **dict.fromkeys(
        ("A4", "A6", "H5", "K1", "K2", "P2", "P3", "R1", "R2", "R3", "S1", "T0", "T1", "T2", "T3", "T4", "Z1"),
        Lives.OTHER,
    ),
}
"""The return's codes for where somebody is placed, as the rules have them. That a placement is meant to last to 18 has
no code: a worker says it."""
CATEGORIES: Mapping[str, For] = {
    each.value: each for each in (For.ELIGIBLE, For.RELEVANT, For.FORMER_RELEVANT, For.QUALIFYING)
}
"""The return's codes for what a young person is as a care leaver, as the rules have them."""
