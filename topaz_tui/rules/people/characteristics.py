"""What returns about people are broken down by: gender, ethnicity, primary support reason, type of client.

What a council or a worker wrote is kept as it came. What it means on the national lists (SOURCES.md, 17, 29) is
read from it by these tables, each time: where a table is mended, all that was taken before is mended with it. What
stands on no list is not guessed: it stays as it was written, and is counted as not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from topaz_tui.rules.people.text import fold

NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Listed:
    """A value of a national list: its code in the Client Level Data, the group under which the safeguarding collection
    counts it, and other ways in which councils write it."""

    words: str
    group: str
    also: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Does it say anything of the person?"""
        return self.group not in (NOT_KNOWN, _UNDECLARED, _REFUSED)


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One characteristic of people: the column of `client` that keeps it as it was written, its name, and the list of
    its values."""

    code: str
    words: str
    listed: tuple[Listed, ...]


_UNDECLARED, _REFUSED = "Undeclared / Not Known", "Refused"
_WHITE = ("White",)
_MIXED = ("Mixed or multiple ethnic groups", "Mixed or multiple", "Mixed / Multiple", "Mixed")
_ASIAN = ("Asian or Asian British", "Asian / Asian British", "Asian British", "Asian")
_BLACK = (
    "Black, Black British, Caribbean or African", "Black / African / Caribbean / Black British",
    "Black or Black British", "Black / Black British", "Black British", "Black",
)  # fmt: skip
_OTHER = ("Other ethnic group", "Other ethnic groups", "Other")


def _ethnic(heads: tuple[str, ...], group: str, tail: str, *also: str) -> Listed:
    """A value of the list of ethnic groups: 'Mixed or multiple ethnic groups: White and Asian'. Councils shorten its
    first part, write the second in other words (those of `also` that begin with a colon), or give a code of one letter:
    that of the NHS, from the census of 2001 (from memory, no source found again)."""
    tails = (tail, *(each[1:] for each in also if each[0] == ":"))
    whole = tuple(f"{head}: {each}" for head in heads for each in tails)
    return Listed(f"{heads[0]}: {tail}", group, (*whole, *(each for each in also if each[0] != ":")))


CHARACTERISTICS = (
    Characteristic("gender", "Gender", (
        Listed("Male", "Male", ("M", "Man", "1")),
        Listed("Female", "Female", ("F", "Woman", "2")),
        Listed("Other", NOT_KNOWN, ("Indeterminate", "Non-binary", "Other gender", "9")),
        Listed("Not known", NOT_KNOWN, ("Unknown", "U", "X", "0", "Not stated", "Not recorded", "Unspecified")),
    )),
    Characteristic("ethnicity", "Ethnicity", (
        _ethnic(_WHITE, "White", "English, Welsh, Scottish, Northern Irish or British",
                ":British", ":English", ":Welsh", ":Scottish", ":Northern Irish",
                ":English / Welsh / Scottish / Northern Irish / British", ":UK", "White British", "A"),
        _ethnic(_WHITE, "White", "Irish", "B"),
        _ethnic(_WHITE, "White", "Gypsy or Irish Traveller", ":Gypsy / Irish Traveller", ":Traveller of Irish heritage",
                "Gypsy or Irish Traveller"),
        _ethnic(_WHITE, "White", "Roma", "Roma"),
        _ethnic(_WHITE, "White", "Any other White background", ":Other", ":Any other", ":Other White",
                "Any other White background", "Other White", "C"),
        _ethnic(_MIXED, "Mixed / Multiple", "White and Black Caribbean", "White and Black Caribbean", "D"),
        _ethnic(_MIXED, "Mixed / Multiple", "White and Black African", "White and Black African", "E"),
        _ethnic(_MIXED, "Mixed / Multiple", "White and Asian", "White and Asian", "F"),
        _ethnic(_MIXED, "Mixed / Multiple", "Any other Mixed or multiple ethnic background", ":Other", ":Any other",
                ":Other mixed", ":Any other mixed background", "Any other mixed background", "Other mixed", "G"),
        _ethnic(_ASIAN, "Asian / Asian British", "Indian", "Indian", "H"),
        _ethnic(_ASIAN, "Asian / Asian British", "Pakistani", "Pakistani", "J"),
        _ethnic(_ASIAN, "Asian / Asian British", "Bangladeshi", "Bangladeshi", "K"),
        _ethnic(_ASIAN, "Asian / Asian British", "Chinese", "Chinese", "Other ethnic group: Chinese", "R"),
        _ethnic(_ASIAN, "Asian / Asian British", "Any other Asian background", ":Other", ":Any other", ":Other Asian",
                "Any other Asian background", "Other Asian", "L"),
        _ethnic(_BLACK, "Black / African / Caribbean / Black British", "African", "Black African", "African", "N"),
        _ethnic(_BLACK, "Black / African / Caribbean / Black British", "Caribbean", "Black Caribbean", "Caribbean",
                "M"),
        _ethnic(_BLACK, "Black / African / Caribbean / Black British",
                "Any other Black, Black British or Caribbean background", ":Other", ":Any other", ":Other Black",
                ":Any other Black background", ":Any other Black / African / Caribbean background",
                "Any other Black background", "Other Black", "P"),
        _ethnic(_OTHER, "Other Ethnic Group", "Arab", "Arab"),
        _ethnic(_OTHER, "Other Ethnic Group", "Any other ethnic group", "Any other ethnic group", "Other", "S"),
        Listed("No data: Refused", _REFUSED, ("Refused", "Declined", "Prefer not to say")),
        Listed("No data: Undeclared or not known", _UNDECLARED, (
            "Undeclared", "Undeclared / Not known", "Not known", "Unknown", "Not stated", "Not recorded",
            "Information not yet obtained", "Z", "99",
        )),
    )),
    Characteristic("primary_support_reason", "Primary support reason", (
        Listed("Physical support: Access and mobility only", "Physical", ("Access and mobility only",)),
        Listed("Physical support: Personal care support", "Physical", ("Personal care support", "Personal care")),
        Listed("Sensory support: Support for visual impairment", "Sensory",
               ("Support for visual impairment", "Visual impairment")),
        Listed("Sensory support: Support for hearing impairment", "Sensory",
               ("Support for hearing impairment", "Hearing impairment")),
        Listed("Sensory support: Support for dual impairment", "Sensory",
               ("Support for dual impairment", "Dual impairment")),
        Listed("Support with memory and cognition", "Memory and Cognition",
               ("Memory and cognition", "Memory and cognition support")),
        Listed("Learning disability support", "Learning Disability", ("Learning disability",)),
        Listed("Mental health support", "Mental Health", ("Mental health",)),
        Listed("Social support: Substance misuse support", "Social", ("Substance misuse support", "Substance misuse")),
        Listed("Social support: Asylum seeker support", "Social", ("Asylum seeker support", "Asylum seeker")),
        Listed("Social support: Support for social isolation or other", "Social", (
            "Social support: Support for social isolation / other", "Support for social isolation or other",
            "Support for social isolation / other", "Social isolation",
        )),
        Listed("Social support: Support to unpaid carer", "Social",
               ("Social support: Support to carer", "Support to unpaid carer", "Support to carer")),
        Listed("No support reason", "No Support Reason", ("No primary support reason",)),
        Listed("Primary support reason not known", NOT_KNOWN, ("PSR not known", "Not known", "Unknown", "Not recorded",
                                                               "Not stated")),
    )),
    Characteristic("client_type", "Client type", (
        Listed("Service user", "Service user", ("Client", "Service users", "User")),
        Listed("Unpaid carer", "Unpaid carer", ("Carer", "Carers", "Informal carer")),
        Listed("Unpaid carer known by association", "Unpaid carer known by association",
               ("Carer known by association", "Known by association")),
        Listed("Not known", NOT_KNOWN, ("Unknown", "Not recorded", "Not stated")),
    )),
)  # fmt: skip
BY_CODE: Mapping[str, Characteristic] = {each.code: each for each in CHARACTERISTICS}
CODES = tuple(BY_CODE)


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", fold(text.replace("&", " and ")))


def _keys(characteristic: Characteristic) -> dict[str, Listed]:
    found: dict[str, Listed] = {}
    for each in characteristic.listed:
        for name in (each.words, *each.also):
            if found.setdefault(_key(name), each) is not each:
                raise ValueError(f"{characteristic.code}: '{name}' means two things")
    return found


_MEANS = {each.code: _keys(each) for each in CHARACTERISTICS}


@lru_cache(maxsize=4096)
def cleaned(code: str, written: str | None) -> Listed | None:
    """The value of the characteristic's list that was meant by what is written; None where nothing is written, or it
    stands on no list."""
    return _MEANS[code].get(_key(written)) if written else None


def group(code: str, written: str | None) -> str:
    """The group under which the safeguarding collection counts what is written: 'not known' where nothing is, or where
    it stands on no list."""
    found = cleaned(code, written)
    return found.group if found else BY_CODE[code].listed[-1].group


def says_nothing(code: str, written: str | None) -> bool:
    """Is nothing written, or only that the characteristic is not known? Then it takes nothing away from what is
    known."""
    found = cleaned(code, written)
    return not written or (found is not None and not found.known and found.group != _REFUSED)


def in_words(code: str, written: str | None) -> str:
    """What is written in the list's words, with the written words beside them where those differ; '' where nothing is
    written."""
    if not written:
        return ""
    found = cleaned(code, written)
    if found is None:
        return f"{written} (not on the national list)"
    return found.words if written == found.words else f"{found.words} (written: {written})"
