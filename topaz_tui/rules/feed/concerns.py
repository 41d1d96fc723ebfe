"""The concerns that the team raised in a period, in the shape of the safeguarding collection's published table.

They are counted as they were raised: the collection counts enquiries that have concluded, which are the council's to
tell. So each stands under 'Safeguarding Concerns', but for the two lines of enquiries that were begun in the period.
The words of each list are those of the collection (SOURCES.md, 61); what Topaz asks and it has no row for, is refused
and named, and never put under another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from topaz_tui.rules import people
from topaz_tui.rules.feed.refused import ALL, TO_FILL_IN, Check, Refused
from topaz_tui.rules.forms import Answer, codes
from topaz_tui.rules.people import characteristics

FILE = "concerns.csv"
HEADINGS = (
    "GEOGRAPHY", "COUNCIL_TYPE", "REGION_CODE", "REGION_NAME", "ONS_CODE", "LA_CODE", "LA_NAME", "TABLE_REFERENCE",
    "ENQUIRY_TYPE", "CATEGORY", "SUBCATEGORY", "VALUE",
)  # fmt: skip
LEFT_TO_COUNCIL = HEADINGS[:6]
"""The fields that only the council can fill in: where it is, Topaz does not know."""
CONCERNS, SECTION_42, OTHER = "Safeguarding Concerns", "Section 42 Enquiries", "Other Enquiries"
ENQUIRIES = {"met": SECTION_42, "enquiry": OTHER}
"""The collection's kind of enquiry, by the council's decision."""
NOT_KNOWN = "Not Known"
OLDEST = 115
"""The greatest age that is believed: a date of birth further back was made up (SOURCES.md, 29)."""

AGES = ("18-64", "65-74", "75-84", "85-94", "95+", NOT_KNOWN)
GENDERS = ("Male", "Female", NOT_KNOWN)
ETHNICITIES = (
    "White", "Mixed / Multiple", "Asian / Asian British", "Black / African / Caribbean / Black British",
    "Other Ethnic Group", "Refused", "Undeclared / Not Known",
)  # fmt: skip
REASONS: Mapping[str, str] = {
    "Physical": "Physical Support", "Sensory": "Sensory Support",
    "Memory and Cognition": "Support with Memory and Cognition", "Learning Disability": "Learning Disability Support",
    "Mental Health": "Mental Health Support", "Social": "Social Support", "No Support Reason": "No Support Reason",
    characteristics.NOT_KNOWN: NOT_KNOWN,
}  # fmt: skip
TYPES: Mapping[str, str] = {
    "physical": "Physical Abuse", "sexual": "Sexual Abuse", "psychological": "Psychological Abuse",
    "financial": "Financial or Material Abuse", "discriminatory": "Discriminatory Abuse",
    "organisational": "Organisational Abuse", "neglect": "Neglect and Acts of Omission", "domestic": "Domestic Abuse",
    "exploitation": "Sexual Exploitation", "slavery": "Modern Slavery", "self_neglect": "Self-Neglect",
}  # fmt: skip
PLACES: Mapping[str, str] = {
    "own_home": "Own Home", "community": "In the Community", "service": "Community Service",
    "nursing_home": "Care Home - Nursing", "care_home": "Care Home - Residential",
    "hospital_acute": "Hospital - Acute", "hospital_mental": "Hospital - Mental Health",
    "hospital_community": "Hospital - Community", "other": "Other",
}  # fmt: skip
SOURCES: Mapping[str, str] = {
    "provider": "Service Provider",
    "known": "Other - Known to individual",
    "unknown": "Other - Unknown to individual",
}
LACKED: Mapping[str, str] = {
    "no": "Yes, they lacked capacity",
    "yes": "No, they did not lack capacity",
    "not_known": "Don't know",
}
"""The collection's answer to whether the adult lacked capacity, by ours to whether they are able to decide: a yes to
one is a no to the other. One return had the two the wrong way round, and could not be put right afterwards."""
NOT_RECORDED = "Not recorded"
SUPPORTED = (
    "Of the enquiries recorded as Yes, in how many of these cases was support provided by an advocate, family or friend"
)
WANTED: Mapping[str, str] = {
    "asked_expressed": "Yes they were asked and outcomes were expressed",
    "asked_none": "Yes they were asked but no outcomes were expressed",
    "not_asked": "No",
    "dont_know": "Don't Know",
}
WANTED_NOT_RECORDED = "Not Recorded"
ACHIEVED: Mapping[str, str] = {
    "fully": "Fully Achieved",
    "partly": "Partially Achieved",
    "not": "Not Achieved",
}
RISK: Mapping[str, str] = {"remains": "Risk remained", "reduced": "Risk reduced", "removed": "Risk removed"}
NOT_MADE = ("SG1e", "SG2c", "SG5a")
"""The collection's tables that Topaz knows nothing about: other reported conditions, what was done about a risk, the
reviews of the safeguarding board."""


@dataclass(frozen=True, slots=True)
class RaisedConcern:
    """A concern that was raised in the period: who the adult is, their characteristics (as they were written), the
    form's answers, and what the council has told of what came of it."""

    person: int
    reference: str
    born_on: date | None = None
    died_on: date | None = None
    written: Mapping[str, str | None] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    came: Mapping[str, object] = field(default_factory=dict)

    def said(self, question: str) -> str:
        """The code that answers the question; '' where it has no answer."""
        return str(self.answers.get(question) or "")


Cell = tuple[str, str]
"""A category and its subcategory."""
Cells = Callable[[RaisedConcern, date], Iterable[Cell | Refused]]


@dataclass(frozen=True, slots=True)
class SafeguardingTable:
    """One table of the collection: what of a concern stands in it. `persons`: each of them is counted once."""

    reference: str
    cells: Cells
    persons: bool = False


def age_band(born: date | None, died: date | None, last: date) -> str | None:
    """The collection's band for somebody's age on the last day, or at death; None where they were a child then."""
    if born is None:
        return NOT_KNOWN
    age = people.age(born, min(died, last) if died else last)
    if age < 18:
        return None
    if age > OLDEST:
        return NOT_KNOWN
    return next(
        band
        for least, band in ((95, AGES[4]), (85, AGES[3]), (75, AGES[2]), (65, AGES[1]), (18, AGES[0]))
        if age >= least
    )


def _age(raised: RaisedConcern, last: date) -> Iterator[Cell | Refused]:
    band = age_band(raised.born_on, raised.died_on, last)
    if band is None:
        yield _refused(raised, "SG1a", str(raised.born_on), "under 18: a concern about an adult is none of a child")
    else:
        yield band, ""


def _group(code: str, words: Mapping[str, str]) -> Cells:
    def cells(raised: RaisedConcern, _: date) -> Iterator[Cell | Refused]:
        written = raised.written.get(code)
        if written and characteristics.cleaned(code, written) is None:
            yield _refused(raised, code, written, "it stands on no list of the return, and is counted as not known")
        found = characteristics.group(code, written)
        yield words.get(found, found), ""

    return cells


def _types_by(question: str, words: Mapping[str, str], table: str) -> Cells:
    """Each type with where it was, or from whom the risk comes: a concern may be of several types."""

    def cells(raised: RaisedConcern, _: date) -> Iterator[Cell | Refused]:
        other = raised.said(question)
        if other not in words:
            yield _no_row(raised, table, question, other)
            return
        for code in codes(raised.answers.get("types")):
            yield (TYPES[code], words[other]) if code in TYPES else _no_row(raised, table, "types", code)

    return cells


def _places(raised: RaisedConcern, _: date) -> Iterator[Cell | Refused]:
    place, source = raised.said("place"), raised.said("source")
    if place in PLACES and source in SOURCES:
        yield PLACES[place], SOURCES[source]
    elif place not in PLACES:
        yield _no_row(raised, "SG2b", "place", place)
    else:
        yield _no_row(raised, "SG2b", "source", source)


def _capacity(raised: RaisedConcern, _: date) -> Iterator[Cell | Refused]:
    lacked = LACKED.get(raised.said("capacity"), NOT_RECORDED)
    yield lacked, ""
    if lacked == LACKED["no"] and raised.said("advocate_in_place") == "yes":
        yield SUPPORTED, ""


def _wanted(raised: RaisedConcern, _: date) -> Iterator[Cell | Refused]:
    wanted = raised.said("wanted")
    yield WANTED.get(wanted, WANTED_NOT_RECORDED), ""
    if wanted == "asked_expressed" and (achieved := ACHIEVED.get(str(raised.came.get("achieved")))):
        yield achieved, ""


def _risk(raised: RaisedConcern, _: date) -> Iterator[Cell | Refused]:
    if risk := RISK.get(str(raised.came.get("risk"))):
        yield risk, ""


TABLES = (
    SafeguardingTable("SG1a", _age, persons=True),
    SafeguardingTable("SG1b", _group("gender", {characteristics.NOT_KNOWN: NOT_KNOWN}), persons=True),
    SafeguardingTable("SG1c", _group("ethnicity", {}), persons=True),
    SafeguardingTable("SG1d", _group("primary_support_reason", REASONS)),
    SafeguardingTable("SG2a", _types_by("source", SOURCES, "SG2a")),
    SafeguardingTable("SG2a_b1", _types_by("place", PLACES, "SG2a_b1")),
    SafeguardingTable("SG2b", _places),
    SafeguardingTable("SG2e", _risk),
    SafeguardingTable("SG3a", _capacity),
    SafeguardingTable("SG4a", _wanted),
)
LISTS: Mapping[str, frozenset[str]] = {
    "SG1a": frozenset(AGES), "SG1b": frozenset(GENDERS), "SG1c": frozenset(ETHNICITIES),
    "SG1d": frozenset(REASONS.values()), "SG2a": frozenset(TYPES.values()), "SG2a_b1": frozenset(TYPES.values()),
    "SG2b": frozenset(PLACES.values()), "SG2e": frozenset(RISK.values()),
    "SG3a": frozenset({*LACKED.values(), NOT_RECORDED, SUPPORTED}),
    "SG4a": frozenset({*WANTED.values(), WANTED_NOT_RECORDED, *ACHIEVED.values()}),
}  # fmt: skip
"""The categories of each table."""
BESIDE: Mapping[str, frozenset[str]] = {
    "SG2a": frozenset(SOURCES.values()),
    "SG2a_b1": frozenset(PLACES.values()),
    "SG2b": frozenset(SOURCES.values()),
}
"""The subcategories that a table's categories are broken down by, for the tables that have any."""


def rows(
    council: str, raised: Sequence[RaisedConcern], enquiries: Mapping[str, int], last: date
) -> tuple[tuple[tuple[str, ...], ...], tuple[Refused, ...]]:
    """The rows of the table, by HEADINGS, and what the return would refuse. `enquiries` are those that the council
    began in the period, by their ENQUIRY_TYPE; `last` is the period's last day. A nought has no row."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    refused = []
    for kind, count in {CONCERNS: len(raised), **enquiries}.items():
        found["SG1f", kind, f"Total Number of {_safeguarding(kind)}", ""] = count
    for table in TABLES:
        for each in _once(raised) if table.persons else raised:
            for cell in table.cells(each, last):
                if isinstance(cell, Refused):
                    refused.append(cell)
                elif cell[0] in LISTS[table.reference] and cell[1] in BESIDE.get(table.reference, {""}):
                    found[table.reference, CONCERNS, *cell] += 1
                else:
                    refused.append(_refused(each, table.reference, " / ".join(filter(None, cell)), ""))
    blank = ("",) * len(LEFT_TO_COUNCIL)
    made = tuple((*blank, council, *key, str(count)) for key, count in sorted(found.items()) if count)
    if made:
        refused.append(Refused(FILE, ALL, ", ".join(LEFT_TO_COUNCIL), "", Check.LACKING, TO_FILL_IN))
    return made, tuple(dict.fromkeys(refused))


def _safeguarding(kind: str) -> str:
    """'Section 42 Safeguarding Enquiries', as the collection names the total."""
    return kind if kind == CONCERNS else kind.replace("Enquiries", "Safeguarding Enquiries")


def _once(raised: Iterable[RaisedConcern]) -> Iterable[RaisedConcern]:
    """One concern for each adult: the newest, which has what is known of them last."""
    return {each.person: each for each in raised}.values()


def _no_row(raised: RaisedConcern, table: str, question: str, code: str) -> Refused:
    given = code or "no answer"
    return Refused(FILE, raised.reference, question, given, Check.INVALID, f"{table} has no row for it")


def _refused(raised: RaisedConcern, name: str, given: str, why: str) -> Refused:
    return Refused(FILE, raised.reference, name, given, Check.INVALID, why)
