"""Answers that councils give in a word or two, read by tables: yes and no, eligibility, safe to call."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from topaz_tui.rules.people.text import contradicts, fold, unsure
from topaz_tui.rules.people.windows import safe_times

Band = Literal["low", "moderate", "substantial", "critical", "eligible", "non_eligible", "no_needs"]
Safe = Literal["yes", "times", "no"]

#: The eligibility bands in words: FACS until 2015, the Care Act results since (SOURCES.md, 5).
BANDS: dict[str, str] = {
    "low": "Low",
    "moderate": "Moderate",
    "substantial": "Substantial",
    "critical": "Critical",
    "eligible": "Eligible needs",
    "non_eligible": "Non-eligible needs",
    "no_needs": "No needs identified",
}

#: The same where there is room for eight letters.
SHORT_BANDS = BANDS | {
    "substantial": "Substan.",
    "eligible": "Eligible",
    "non_eligible": "Non-elig",
    "no_needs": "No needs",
}

#: The bands that a recall arises for: who was assessed as low or medium, and their successors (SOURCES.md,
#: 1).
RECALL_BANDS = frozenset(("low", "moderate", "non_eligible"))

_BAND_SPELLINGS: dict[Band, str] = {
    "low": "low|l|facs low|low needs|low risk|low eligibility|4 low",
    "moderate": (
        "moderate|medium|mod|med|m|facs moderate|moderate needs|medium needs|moderate risk|moderate medium"
        "|medium moderate|moderate eligibility|medium eligibility|3 moderate"
    ),
    "substantial": "substantial|sub|s|facs substantial|substantial needs|substantial risk|2 substantial",
    "critical": "critical|crit|c|facs critical|critical needs|critical risk|1 critical",
    "eligible": (
        "eligible|eligible needs|eligible needs identified|has eligible needs|yes eligible needs"
        "|eligible yes|yes eligible needs identified|needs eligible|yes eligible|yes|y|care act eligible"
        "|meets criteria|eligible needs met|met"
    ),
    "non_eligible": (
        "non eligible|noneligible|not eligible|ineligible|non eligible needs|non eligible needs identified"
        "|no eligible needs|no eligible needs identified|needs not eligible|needs identified not eligible"
        "|needs identified but not eligible|needs identified non eligible|not eligible needs"
        "|no not eligible|no non eligible needs identified|needs identified none eligible"
        "|care act non eligible|noneligible needs identified|does not meet criteria|below threshold|no|n"
        "|not met"
    ),
    "no_needs": (
        "no needs|no needs identified|none identified|no identified needs|no care needs|no care act needs"
        "|no no needs identified|no care and support needs"
    ),
}
_BAND_WORDS = {spelling: code for code, spellings in _BAND_SPELLINGS.items() for spelling in spellings.split("|")}

_YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "1.0", "ok", "allowed", "required", "needed"), True),
    **dict.fromkeys(
        ("no", "n", "false", "f", "0", "0.0", "not ok", "not allowed", "not required", "not needed"), False
    ),
}

_SAFE_SPELLINGS: dict[Safe, str] = {
    "yes": "yes|y|true|t|1|ok|safe|safe to call|any time|anytime|always|yes any time",
    "times": (
        "times|sometimes|only at these times|at these times|at these times only|at certain times"
        "|certain times|certain times only|only at certain times|at times|set times|set times only"
        "|safe times only|specific times|restricted|limited|yes at these times|yes only at these times"
        "|yes at certain times"
    ),
    "no": (
        "no|n|false|f|0|not safe|unsafe|never|do not call|dont call|do not ring|do not phone|no calls|not safe to call"
    ),
}
_SAFE_WORDS = {spelling: code for code, spellings in _SAFE_SPELLINGS.items() for spelling in spellings.split("|")}


def _words(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", fold(text).replace("'", "")).split())


@lru_cache(maxsize=4096)
def eligibility(text: str) -> Band | None:
    """The code of BANDS that `text` names in any case and spelling seen in councils' files, or None.

    A bare 'Yes' or 'No' answers 'eligible needs identified?'; 'No' counts as non-eligible needs, so that the
    person is called rather than forgotten [ours].
    """
    return _BAND_WORDS.get(_words(text))


@lru_cache(maxsize=4096)
def yes_no(text: str) -> bool | None:
    """True, False, or None where `text` begins with neither, or says both ('No (Y)'): 'Y', 'no', 'TRUE',
    'Yes - daughter agreed'."""
    answer = _YES_NO.get(fold(text))
    if answer is None and not contradicts(text) and (match := re.match(r"(yes|no)\b\s*[-,:;.(/]", fold(text))):
        answer = match[1] == "yes"
    return answer


@lru_cache(maxsize=4096)
def consent(text: str) -> bool | None:
    """`yes_no` for what is agreed to: a yes with a condition behind it ('Yes - unless my son answers') is none, and
    what says both is a no."""
    answer = _YES_NO.get(fold(text))
    return answer if answer is not None else False if contradicts(text) or yes_no(text) is False else None


@lru_cache(maxsize=4096)
def has_open_services(text: str) -> bool:
    """Whether a cell says that the council has open services: words that are no plain no ('Pending', 'Homecare x3')
    are read as a yes, since a worker of the council's keeps in touch with them then."""
    return yes_no(text) is not False


@lru_cache(maxsize=4096)
def safe_to_call(text: str) -> Safe | None:
    """'yes', 'times' (only at their safe times), 'no', or None. 'Weekday mornings only' is 'times' as
    well; 'Yes?' is no answer."""
    if unsure(text):
        return None
    answer = _SAFE_WORDS.get(_words(text))
    return answer or ("times" if safe_times(text) else None)
