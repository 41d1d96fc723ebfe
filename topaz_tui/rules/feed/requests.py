"""The requests for support that the team heard, as rows of the Client Level Data, release 2: one row an event.

A request is what came to an outcome: a referral back to the council, or a call of somebody's own in which they were
advised, sent something or told where to go. A call that the team owed them is none, whatever was arranged in it: nobody
asked. The fields, the lists and what has to be given are those of SOURCES.md, 29; the rules for what has to be given
are release 1's, as no source has those of release 2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from topaz_tui.rules.feed.refused import ALL, TO_FILL_IN, Check, Refused
from topaz_tui.rules.people import characteristics

FILE = "requests.csv"
REQUEST, ROUTE = "Request", "Community / Other route"
ROUTES = (
    "Planned Entry (Transition)", "Discharge from Hospital", "Diversion from Hospital Services", ROUTE, "Prison",
    "Self-Funder", "Discharge from Reablement", "Transfer from Other LA",
)  # fmt: skip
"""The collection's routes of access, in the words of release 1: no source has those of release 2."""
TO_ASSESSMENT = "Progress to assessment, review or reassessment"
ADVISED = "NFA: Information and advice or signposting"
OUTCOMES = (
    "Progress to reablement/ST-Max", TO_ASSESSMENT, "Progress to support planning or services",
    "Continuation of support or services", "Admitted to hospital",
    "NFA: Responsibility moved to another local authority", "NFA: Referral to NHS services or NHS funded social care",
    "NFA: Self-funded client or under 12wk disregard", ADVISED,
    "NFA: Referral to other service within the local authority", "NFA: Support declined", "NFA: Deceased",
    "NFA: Support ended as planned", "NFA: Support ended for other reason",
    "NFA: No services offered for other reason", "NFA: Other",
)  # fmt: skip
"""The collection's outcomes in their rank: of several, the first is the request's."""
OUTCOME_OF: Mapping[str, str] = {
    "referral_back": TO_ASSESSMENT,
    "advice": ADVISED,
    "information": ADVISED,
    "signposted": ADVISED,
}
"""The collection's outcome, by the kind of action (rules/reviews.py). An action that others see to ('support') is no
outcome of the council's."""
ONE_REQUEST = timedelta(days=4)
"""What begins so soon after the last request is the same one (the reckoning of DHSC, SOURCES.md, 29)."""
RELEASE_1: Mapping[str, frozenset[str]] = {
    "Client_Type": frozenset({"Carer", "Carer known by association"}),
    "Event_Type": frozenset({"Referral"}),
}
_YES, _NO, _NEVER = "yes", "no", "never"


@dataclass(frozen=True, slots=True)
class ClientField:
    """One field of the Client Level Data: whether a request must have it, may have it, or must not; the list of values
    that it is checked against; and whether Topaz keeps it at all."""

    name: str
    needed: str = _NEVER
    listed: frozenset[str] = frozenset()
    kept: bool = True


def _listed(code: str) -> frozenset[str]:
    return frozenset(each.words for each in characteristics.BY_CODE[code].listed)


FIELDS = (
    ClientField("LA_Code", _YES, kept=False),
    ClientField("Reporting_Period_Start_Date", _YES),
    ClientField("Reporting_Period_End_Date", _YES),
    ClientField("NHS_Number", _YES),
    ClientField("LA_Person_Unique_Identifier", _YES),
    ClientField("GP_Practice_Code", _NO, kept=False),
    ClientField("Gender", _YES, _listed("gender")),
    ClientField("Ethnicity", _YES, _listed("ethnicity")),
    ClientField("Date_of_Birth", _YES),
    ClientField("Date_of_Death", _NO),
    ClientField("Client_Type", _YES, _listed("client_type") - {characteristics.NOT_KNOWN}),
    ClientField("Primary_Support_Reason", _NO, _listed("primary_support_reason")),
    ClientField("Postcode", _YES),
    ClientField("Accommodation_Status", _YES, kept=False),
    ClientField("Employment_Status", _NO, kept=False),
    ClientField("Has_Unpaid_Carer", _YES, kept=False),
    *(ClientField(name, _NO, kept=False) for name in (
        "Autism_Spectrum_Disorder_ASD", "Visual_Impairment", "Hearing_Impairment", "Dementia", "Client_Funding_Status",
    )),
    ClientField("Event_Type", _YES, frozenset({"Request", "Assessment", "Service", "Review"})),
    ClientField("Event_Reference", _NO),
    ClientField("Event_Start_Date", _YES),
    ClientField("Event_End_Date", _YES),
    ClientField("Event_Description", _NO, kept=False),
    ClientField("Event_Outcome", _YES, frozenset(OUTCOMES)),
    ClientField("Request_Route_of_Access", _YES, frozenset(ROUTES)),
    *map(ClientField, (
        "Assessment_Type", "Eligible_Needs_Identified", "Method_of_Assessment", "Total_Hrs_Caring_per_week",
        "No_of_adults_being_cared_for", "Adult_1_Linked_Person_ID", "Adult_2_Linked_Person_ID",
        "Adult_3_Linked_Person_ID", "Service_Type", "Service_Component", "Delivery_Mechanism",
        "Provider_CQC_Location_ID", "Review_Reason", "Review_Outcomes_Achieved", "Method_of_Review", "Unit_Cost",
        "Cost_Frequency_Unit_Type", "Planned_units_per_week",
    )),
)  # fmt: skip
HEADINGS = tuple(each.name for each in FIELDS)
_DAYS = tuple(name for name in HEADINGS if "_Date" in name or name.startswith("Date_of"))


@dataclass(frozen=True, slots=True)
class SupportRequest:
    """A request that came to an outcome: from its first day to its last, of a person whose details `written` has as
    they were written, by the codes of rules/people/characteristics.py."""

    person: int
    reference: str
    began_on: date
    ended_on: date
    outcome: str
    person_id: str = ""
    nhs_number: str = ""
    born_on: date | None = None
    died_on: date | None = None
    postcode: str = ""
    written: Mapping[str, str | None] = field(default_factory=dict)


def together(requests: Iterable[SupportRequest]) -> tuple[SupportRequest, ...]:
    """One for each request: what somebody asked within four days of the last is the same one, with the outcome that
    ranks first."""
    made: list[SupportRequest] = []
    for each in sorted(requests, key=lambda each: (each.person, each.began_on, each.reference)):
        last = made[-1] if made else None
        if last and last.person == each.person and each.began_on - last.ended_on <= ONE_REQUEST:
            outcome = min(last.outcome, each.outcome, key=OUTCOMES.index)
            made[-1] = replace(last, ended_on=max(last.ended_on, each.ended_on), outcome=outcome)
        else:
            made.append(each)
    return tuple(sorted(made, key=lambda each: (each.began_on, each.reference)))


def rows(
    requests: Sequence[SupportRequest], first: date, last: date
) -> tuple[tuple[tuple[str, ...], ...], tuple[Refused, ...]]:
    """The rows, by HEADINGS, and what the return would refuse: for each row each field, and once for all what Topaz
    does not keep."""
    lacking = [each.name for each in FIELDS if not each.kept and each.needed == _YES]
    left = [Refused(FILE, ALL, ", ".join(lacking), "", Check.LACKING, TO_FILL_IN)] if requests else []
    made = [_row(each, first, last) for each in requests]
    faults = [
        Refused(FILE, each.reference, name, row[name], found)
        for each, row in zip(requests, made, strict=True)
        for name, found in check(row).items()
        if found < 0
    ]
    return tuple(tuple(row[name] for name in HEADINGS) for row in made), (*faults, *left)


def check(row: Mapping[str, str]) -> dict[str, Check]:
    """What the return would say of each field that Topaz keeps."""
    return {each.name: _check(each, row.get(each.name, "")) for each in FIELDS if each.kept}


def _check(each: ClientField, given: str) -> Check:
    if not given:
        return Check.LACKING if each.needed == _YES else Check.BLANK
    if given in RELEASE_1.get(each.name, ()):
        return Check.RELEASE_1
    if each.needed == _NEVER or (each.listed and given not in each.listed):
        return Check.INVALID
    return Check.VALID if each.name not in _DAYS or _is_day(given) else Check.INVALID


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _row(each: SupportRequest, first: date, last: date) -> dict[str, str]:
    def written(code: str) -> str:
        found = characteristics.cleaned(code, each.written.get(code))
        return found.words if found else each.written.get(code) or ""

    return dict.fromkeys(HEADINGS, "") | {
        "Reporting_Period_Start_Date": str(first), "Reporting_Period_End_Date": str(last),
        "NHS_Number": each.nhs_number, "LA_Person_Unique_Identifier": each.person_id,
        "Gender": written("gender"), "Ethnicity": written("ethnicity"), "Client_Type": written("client_type"),
        "Primary_Support_Reason": written("primary_support_reason"),
        "Date_of_Birth": str(each.born_on or ""), "Date_of_Death": str(each.died_on or ""), "Postcode": each.postcode,
        "Event_Type": REQUEST, "Event_Reference": each.reference, "Event_Start_Date": str(each.began_on),
        "Event_End_Date": str(each.ended_on), "Event_Outcome": each.outcome, "Request_Route_of_Access": ROUTE,
    }  # fmt: skip
