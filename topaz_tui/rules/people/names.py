"""What a council's systems write into a name that is no part of it: that somebody has died, or that there is nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from topaz_tui.rules.people.doubts import DoubtCode

# 'Late' and 'Rip' are surnames, and so is 'Test': a word counts where no name could stand.
_LATE = re.compile(
    r"\bz*deceased\b|\bdec'?d\b|\(dec\.?\)|\(late\)|\(d\.?\)|\(rip\b|\br\.i\.p\b|\bexors?\b|\bexecutors? of\b"
    r"|\bpers(?:onal)? rep(?:s|resentatives?)? of\b"
    r"|\best(?:ate)? of\b|\bthe late\b|^late(?= |$)|\bpassed (?:away|on)\b|\bdied\b"
    r"|\bdead\b|[†✝]|\bd\.? ?(?:\d{1,2}[/.-]){0,2}(?:19|20)\d\d\b",
    re.I,
)
# In capitals behind a name, before a dash, or all that stands there: Rip Van Winkle lives.
_RIP = re.compile(r"\w[\w'-]*[ -](?:RIP|R\.I\.P\.?|R I P)(?!\w)|^(?:RIP|R I P)(?= ?$| ?[-:]| \w)")
# In small letters behind a name a surname would have its capital; where all of it is small, somebody looks.
_SMALL = re.compile(r"\w[\w'.)-]*,? ?[ -] ?(?:rip|late)(?!\w)")
_NOBODY = re.compile(
    r"\bdo not (?:use|contact|call|ring|phone|write)\b|\bmerged\b|\brecord see\b"
    r"|\bsee (?:record|id|client|\d+)\b"
    r"|\bduplicate\b|\bxx+dup|\bzz+(?:test|dup)|\btest (?:patient|client|record|case|person)\b"
    r"|\bdummy\b|\b(?:first|last) ?name\b|\bsurname\b|\bforename\b|\bnot? a person\b|\bin error\b|\bunborn\b",
    re.I,
)

# Of all that these patterns find something stands here: for a quick look at many names at once.
_HINTS = (
    "deceased", "dec'd", "decd", "(dec", "(late)", "(d", "(rip", "r.i.p", " rip", "-rip", " r i p", " rep", "exor",
    "executor", "est of", "estate of", " late", "-late", "passed ", "died", "dead", "\u2020", "\u271d", "19",
    "20", " not ", "merged", "record", "see ", "duplicate", "xxdup", "zzdup", "test", "dummy", "name", "person",
    "error", "unborn",
)  # fmt: skip
_OTHERWISE = {"\u017f": "s", "\u0130": "i", "\u0131": "i", "\u212a": "k"}  # as re.I takes these, and `lower` does not


def may_say_more(names: Iterable[str]) -> bool:
    """May one of these parts of names, of however many people, be one of which `name_doubt` says something? Where none
    may, it need not be asked of each, which takes several times as long."""
    text = f" {' '.join(names)} "
    if not text.isascii():
        for letter, plain in _OTHERWISE.items():
            text = text.replace(letter, plain)
    return any(map(text.lower().__contains__, _HINTS))


def name_doubt(*parts: str) -> DoubtCode | None:
    """LATE where the parts of a name (title first) say that somebody has died, NOBODY where they say that the
    record is of no person to call, None for a name."""
    if any(_LATE.search(part) or _RIP.search(part) or _SMALL.search(part) for part in parts):
        return DoubtCode.LATE
    if "rip" in parts and any(part != part.lower() for part in parts):
        return DoubtCode.LATE
    whole = " ".join(filter(None, parts))
    return DoubtCode.NOBODY if _NOBODY.search(whole) else None
