"""Whether two records may be one person's: what speaks for it, as a table of what suffices.

Names are compared as they are written, as they sound (Metaphone) and as they look (Jaro-Winkler, letters changed), with
first and last turned round, short forms and initials. Two of the same sex and age in one house are no pair: a telephone
that is shared says nothing by itself [ours].
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from topaz_tui.rules.people.text import fold

EVIDENCE = {
    "nhs": "same NHS number",
    "name": "same name",
    "turned": "first and last name turned round",
    "sounds": "name that sounds or looks alike",
    "born": "same date of birth",
    "swapped": "day and month of birth turned round",
    "phone": "same telephone",
    "postcode": "same postcode",
    "alone": "nothing but that name is known of one of them",
}
"""What may speak for two records being one person's, in words."""
_NAMED = ("name", "turned", "sounds")
SUFFICES = (
    {"nhs"},
    *({named, day} for named in _NAMED for day in ("born", "swapped")),
    *({named, "phone"} for named in _NAMED),
    *({named, "postcode"} for named in _NAMED),
    {"born", "phone"},
    {"name", "alone"},
)
"""The combinations of evidence that are enough, where nothing speaks against it."""
AGAINST = {
    "two NHS numbers": ({"name", "born", "phone"},),
    "two dates of birth": ({"nhs"}, {"name", "phone"}),
}
"""What may speak against it, and the combinations that are enough all the same."""
SURE = ({"nhs", "name"}, {"nhs", "sounds"}, {"nhs", "born"}, {"name", "born", "phone"}, {"name", "born", "postcode"})
"""The combinations by which somebody who was added by hand is, without a question, the person whom a council's file
brings."""
ALIKE = tuple(enough for enough in SUFFICES if "alone" not in enough)
"""The combinations that are enough to look into before one record is called, where the person of the other has died or
is not safe to call [ours]: whatever makes a pair, but a name by itself. To look takes a minute; to ring a house and ask
for the dead is not undone."""

_CLOSE, _VERY_CLOSE, _LETTERS = 0.82, 0.93, 5
_WORDS = re.compile(r"[\s\-]+")
_SHORT = """
william bill billy will willie liam / elizabeth liz lizzie beth betty bess eliza libby / margaret maggie peggy meg
robert bob bobby rob robbie / richard dick rick ricky / james jim jimmy jamie / john jack johnny / peter pete
edward ted ed eddie ned / catherine katherine kathryn cathryn catharine kathleen kate katie kathy cathy kitty
dorothy dot dotty dolly / thomas tom tommy / charles charlie chas / henry harry hal / albert bert bertie al
frederick fred freddie / anthony tony / michael mike mick micky / patrick pat paddy / patricia pat patsy tricia
joseph joe joey / josephine jo josie / susan sue susie / georgina georgie / mary molly polly
annie ann anne nan nancy / ellen nell nellie helen / florence flo florrie / winifred win winnie freda
gwendoline gwen / irene rene / david dave davy / stephen steve / christopher chris kit / christine chris chrissie
ronald ron ronnie / alexander alex alec sandy / donald don / kenneth ken kenny / leonard len lenny / reginald reg
stanley stan / sidney sid / victoria vicky / deborah debbie deb / jennifer jenny jen / pamela pam / barbara babs
sean shaun shawn / geoffrey jeffrey geoff jeff / philip phillip phil / alan allan allen / graham graeme / ian iain
lesley leslie / gillian jillian gill jill / eileen aileen / john jon / stephen steven / theresa teresa terry tess
samuel sam / daniel dan danny / matthew matt / andrew andy drew
"""
_GROUPS = [line.split() for line in _SHORT.strip().replace("\n", "/").split("/")]
_FORMS = {name: {at for at, group in enumerate(_GROUPS) if name in group} for group in _GROUPS for name in group}


class Known(NamedTuple):
    """What is known of a person that may tell them from others; '' and None where it is not. `by_hand` is of somebody
    whom a worker added."""

    first: str
    last: str
    preferred: str
    born: str | None
    nhs: str | None
    postcode: str | None
    phones: frozenset[str]
    by_hand: bool = False

    @property
    def is_a_name_alone(self) -> bool:
        """Was nothing but a name taken down, by hand? Then whoever has that name may be meant, and nothing else could
        ever say so."""
        return bool(
            self.by_hand and self.first and self.last and not (self.born or self.nhs or self.postcode or self.phones)
        )


def evidence(one: Known, other: Known) -> frozenset[str]:
    """What speaks for one person, each as its key of EVIDENCE and the value that they share; empty where it is not
    enough."""
    found = {f"phone {number}" for number in one.phones & other.phones}
    if one.nhs and one.nhs == other.nhs:
        found.add(f"nhs {one.nhs}")
    if one.postcode and one.postcode == other.postcode:
        found.add(f"postcode {one.postcode}")
    day = _days(one.born, other.born)
    if day in ("born", "swapped"):
        found.add(f"{day} {min(str(one.born), str(other.born))}")
    if names := named(one, other):
        found.add(names)
        if names == "name" and (one.is_a_name_alone or other.is_a_name_alone):
            found.add("alone")
    kinds = kinds_of(found)
    if one.nhs and other.nhs and one.nhs != other.nhs:
        enough = kinds_fit(kinds, AGAINST["two NHS numbers"])
    elif day == "two":
        enough = kinds_fit(kinds, AGAINST["two dates of birth"])
    else:
        enough = kinds_fit(kinds, SUFFICES)
    return frozenset(found) if enough else frozenset()


def kinds_of(found: Iterable[str]) -> set[str]:
    """The keys of EVIDENCE among what was found."""
    return {each.partition(" ")[0] for each in found}


def kinds_fit(kinds: set[str], enough: Iterable[set[str]]) -> bool:
    """Is one of these sets among the kinds?"""
    return any(each <= kinds for each in enough)


def surely(one: Known, other: Known) -> bool:
    """Are the two records so plainly one person's that nobody need be asked?"""
    return kinds_fit(kinds_of(evidence(one, other)), SURE)


def is_alike(found: Iterable[str]) -> bool:
    """Does what was found suffice that somebody looks before one of the two records is called?"""
    return kinds_fit(kinds_of(found), ALIKE)


NEWS = frozenset(("nhs", "phone", "born", "name"))
"""What may speak for one person anew, after somebody has said that they are two."""


def speaks_anew(found: Iterable[str], before: Iterable[str]) -> bool:
    """Was something found that was not there when somebody said that the two records are two people's? A new number in
    common counts, the same one again does not."""
    return bool(kinds_of(set(found) - set(before)) & NEWS)


def words_of(found: Iterable[str]) -> str:
    """What was found in words: 'same NHS number; same name', in the order of EVIDENCE."""
    kinds = kinds_of(found)
    return "; ".join(words for kind, words in EVIDENCE.items() if kind in kinds)


def sound(first: str | None, last: str | None) -> str:
    """The codes of how a name sounds (Metaphone), the same whichever of the two names comes first: names are looked for
    by it."""
    heard = (_heard(word) or word for word in (_bare(first or "", -1), _bare(last or "", -1)) if word)
    return " ".join(sorted(heard))


def kept_sound(first: str | None, last: str | None, postcode: str | None) -> str:
    """What a name sounds like and where they live, as it is kept: 'ATA STN|SE24 9ZZ'."""
    return f"{sound(first, last)}|{postcode or ''}"


def turned_day(born: str | None) -> str | None:
    """A date of birth with day and month turned round, where that is another date."""
    if not born or len(born) != 10 or born[5:7] == born[8:] or born[8:] > "12":
        return None
    return f"{born[:4]}-{born[8:]}-{born[5:7]}"


def _days(one: str | None, other: str | None) -> str:
    """'born', 'swapped', 'two' for two days that no slip of the hand explains, else '' (one is not known, or one digit
    is another)."""
    if not one or not other:
        return ""
    if one == other:
        return "born"
    if turned_day(one) == other:
        return "swapped"
    return "" if sum(a != b for a, b in zip(one, other, strict=False)) == 1 else "two"


def born_apart(one: str | None, other: str | None) -> bool:
    """Are these two dates of birth of which no slip makes the one of the other: one digit, two that stand beside each
    other turned round, day and month turned round, or the century?"""
    if not one or not other or one == other or _days(one, other) != "two" or one[2:] == other[2:]:
        return False
    digits, others = one.replace("-", ""), other.replace("-", "")
    differ = [place for place, (a, b) in enumerate(zip(digits, others, strict=False)) if a != b]
    turned = len(differ) == 2 and differ[1] == differ[0] + 1
    return not (turned and digits[differ[0]] == others[differ[1]] and digits[differ[1]] == others[differ[0]])


def named(one: Known, other: Known) -> str | None:
    """Which key of EVIDENCE their names are to each other, None where they are not alike."""
    firsts, others = _firsts(one.first, one.preferred), _firsts(other.first, other.preferred)
    last, other_last = _bare(one.last), _bare(other.last)
    if not (last or firsts) or not (other_last or others):
        return None
    if last and last == other_last and (firsts & others or not (firsts or others)):
        return "name"
    if last and other_last and last != other_last and last in others and other_last in firsts:
        return "turned"
    if not (last and other_last):  # one name alone says little: it must be the same as one of theirs
        return "sounds" if {last, *firsts} - {""} & {other_last, *others} - {""} else None
    if not _last_alike(one.last, other.last):
        return None
    if not firsts or not others:
        return "sounds"
    return "sounds" if any(_first_alike(a, b) for a in firsts for b in others) else None


@lru_cache(maxsize=100_000)
def _firsts(first: str, preferred: str) -> frozenset[str]:
    """The first name, whole and its first word, and what they like to be called."""
    return frozenset((_bare(first), _bare(first, 0), _bare(preferred))) - {""}


@lru_cache(maxsize=100_000)
def _bare(name: str, word: int | None = None) -> str:
    """Folded, without hyphens and apostrophes; one of its words, where that is asked for."""
    words = [re.sub(r"[^\w]", "", each) for each in _WORDS.split(fold(name))]
    words = [each for each in words if each]
    if not words:
        return ""
    return words[word] if word is not None else "".join(words)


def _last_alike(one: str, other: str) -> bool:
    """Alike, or the one is a part of the other: Smith and Smith-Jones."""
    if _alike(_bare(one), _bare(other)):
        return True
    parts, others = _parts(one), _parts(other)
    return bool(parts & others) and (len(parts) > 1 or len(others) > 1)


@lru_cache(maxsize=100_000)
def _parts(last: str) -> frozenset[str]:
    """The words of a surname that may stand for it: Smith and Jones of Smith-Jones."""
    return frozenset(each for each in _WORDS.split(fold(last)) if len(each) > 2)


def first_names_alike(one: str, other: str) -> bool:
    """May two first names be one's: the same, spelt otherwise, a short form, an initial, one of several; or is one of
    them not known?"""
    firsts, others = (
        {_bare(name), *(_bare(name, at) for at in range(len(fold(name).split())))} - {""} for name in (one, other)
    )
    return not (firsts and others) or any(_first_alike(a, b) for a in firsts for b in others)


def _first_alike(one: str, other: str) -> bool:
    """Alike, an initial, or a short form."""
    if len(one) == 1 or len(other) == 1:
        return one[:1] == other[:1]
    return _alike(one, other) or bool(_FORMS.get(one, set()) & _FORMS.get(other, set()))


@lru_cache(maxsize=100_000)
def _alike(one: str, other: str) -> bool:
    from jellyfish import damerau_levenshtein_distance, jaro_winkler_similarity

    if one == other:
        return bool(one)
    if not one or not other:
        return False
    close = jaro_winkler_similarity(one, other)
    if close >= _VERY_CLOSE or (close >= _CLOSE and _heard(one) and _heard(one) == _heard(other)):
        return True
    return min(len(one), len(other)) >= _LETTERS and damerau_levenshtein_distance(one, other) == 1


@lru_cache(maxsize=100_000)
def _heard(word: str) -> str:
    from jellyfish import metaphone

    return metaphone(word)
