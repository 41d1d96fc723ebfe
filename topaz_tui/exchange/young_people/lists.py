"""Which lists there are, and what each of their headings means.

Of Annex A both generations of headings are known (SOURCES.md, 38). A heading that is no column and is not left out
either is said to be unknown. 'Age' is left out: it is reckoned from the date of birth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from topaz_tui.exchange.council_csv import key
from topaz_tui.rules.statutory.records import ImportKind

_ID = "Child Unique ID|ChildUniqueID|Child ID|ChildID|Person ID|Unique ID|ID|LA Child ID|Young Person ID|Client ID"
_OF_ALL = {
    "person_id": _ID,
    "name": "Name|Full Name|Young Person|Child Name",
    "first_name": "First Name|Forename|Forenames|Given Name",
    "last_name": "Last Name|Surname|Family Name",
    "born_on": "Date of Birth|DateOfBirth|DOB|Born",
    "council": "Council|Local Authority|LA",
    "team": "Allocated Team|AllocatedTeam|Team",
    "social_worker": "Allocated Worker|AllocatedWorker|Social Worker|Allocated Social Worker",
    "personal_adviser": (
        "Allocated Personal Advisor|AllocatedPersonalAdvisor|Personal Adviser|Personal Advisor|PA|Allocated PA"
    ),
}
_CATEGORY = "Eligibility Category|EligibilityCategory|Category|Eligibility"
_CARE = {
    "care_from": (
        "Date Started to be Looked After|LoookedAfterStartDate|LookedAfterStartDate|Looked After From"
        "|Looked After Since|Started to be Looked After|Became Looked After|Date Became Looked After"
        "|Date Started Being Looked After|Looked After Start Date|Start of Care|Care Start Date|In Care Since"
    ),
    "care_to": (
        "Date Ceased to be Looked After|CeasedLookedAfterDate|Looked After To|Looked After Until|Date Ceased"
        "|Ceased to be Looked After|Looked After End Date|End of Care|Care End Date"
    ),
    "care_end": "Reason Ceased to be Looked After|ReasonCeasedLookedAfter|Reason Ceased",
    "legal_status": "Child's Legal Status|LegalStatus|Legal Status",
    "legal_from": "Start date of current legal status|MostRecentLegalStatusStart|Legal Status From",
    "placed_on": (
        "Start Date of Most Recent Placement|MostRecentPlacementStartDate|Placed On|Placement From"
        "|Placement Start Date|Placement Start|Placement Date|Start of Placement"
    ),
    "placement": "Placement Type|PlacementType|Placement",
    "placement_postcode": "Placement postcode|PlacementPostcode",
    "provider": "Placement Provider|PlacementProvider|Provider",
    "review_held": (
        "Date of Latest Statutory Review|LatestStatutoryReviewDate|Last Review|Review Held|Latest Review"
        "|Date of Last Review|Date of Latest Review|Last Statutory Review|Latest Statutory Review|Last LAC Review"
    ),
    "visited": (
        "Date of Last Social Work Visit|LastSocialWorkVisitDate|Last Visit|Visited|Latest Visit|Date of Last Visit"
        "|Last Social Work Visit|Last Statutory Visit|Latest Statutory Visit"
    ),
    "health_assessed": (
        "Date of Last Health Assessment|LastHealthAssessmentDate|Last Health Assessment|Latest Health Assessment"
        "|Health Assessment"
    ),
}
_LEAVING = {
    "category": _CATEGORY,
    "plan": (
        "LatestPathwayPlan|Latest Pathway Plan|Latest Pathway Plan Review Date|LatestPathwayPlanReviewDate"
        "|Pathway Plan Date|Date of Pathway Plan|Last Pathway Plan|Date of Latest Pathway Plan"
        "|Date of Last Pathway Plan"
    ),
    "pa_contact": "LatestContact|Latest Contact|Latest Date of Contact|LatestDateofContact",
    "in_touch": "LA in Touch|LAInTouch|In Touch",
}
_OWN = {
    "needs_assessed": "Needs Assessment|Needs Assessed|Needs Assessment Completed",
    "plan_signed_off": "Pathway Plan|Plan Signed Off|Pathway Plan Signed Off|Plan Made",
    "plan_reviewed": "Pathway Plan Review|Plan Reviewed|Last Plan Review",
    "care_plan_made": "Care Plan|Care Plan Made",
    "pa_visited": "PA Visit|Last PA Visit",
    "reviewing_officer": "IRO|Independent Reviewing Officer|Reviewing Officer",
    "school": "School|College|School or College",
}
_LEFT_OUT = frozenset(
    map(
        key,
        [
            "Age",
            "Gender",
            "Sex",
            "Ethnicity",
            "Ethnic",
            "UASC",
            "HasDisability",
            "Does the Child have a Disability",
            "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N))",
            "Child's Category of Need",
            "ChildCategoryOfNeed",
            "SubsequentLACEpisodeLast12Months",
            "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
            "What is the permanence plan for this child?",
            "PermanencePlan",
            "Date of Last IRO Visit / Contact to the Child",
            "LastIROVisitDate",
            "Date of Last Dental Check",
            "LastDentalCheckDate",
            "PlacementsLast12Months",
            "Number of Placements in the Last 12 months",
            "URN of Placement",
            "PlacementURN",
            "Placement Location",
            "PlacementLocation",
            "LA of Placement",
            "PlacementLA",
            "EpisodesChildMissingFromPlacement",
            "EpisodesChildAbsentFromPlacement",
            "ChildOfferedReturnInterviewAfterLastMFH",
            "ChildAcceptedReturnInterviewAfterLastMFH",
            "Type of Accommodation",
            "AccommodationType",
            "Suitability of Accommodation",
            "SuitabilityOfAccommodation",
            "Activity Status",
            "ActivityStatus",
            "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
            "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
            "Was the child offered a Return Interview after their last missing episode (Y/N)?",
            "Did the child accept a Return Interview after their last missing episode (Y/N)?",
            "UPN",
            "MOTHER",
            "MC_DOB",
            "CIN",
            "REASON_PLACE_CHANGE",
            "HOME_POST",
            "URN",
            "YEAR",
            "REVIEW_CODE",
        ],
    )
)
"""Headings that are known, and whose columns say nothing that a duty is reckoned from."""


@dataclass(frozen=True, slots=True)
class FileList:
    """One list of a file: `columns` by our names, each with the headings that mean it; `needs` are those without which
    it is another list. `row_of` is what one of its rows is."""

    name: str
    kind: ImportKind
    columns: Mapping[str, str]
    needs: frozenset[str]

    def places(self, headings: Sequence[str], named: Mapping[int, str] = {}) -> dict[str, int]:
        """Where each column stands among these headings; the first of a name counts. `named` are those, by their
        place, to which a mapping file gives a column."""
        known = {key(name): column for column, names in self.columns.items() for name in (column, *names.split("|"))}
        found = {column: place for place, column in named.items() if column in self.columns}
        for place, heading in enumerate(headings):
            if place not in named and (column := known.get(key(heading))):
                found.setdefault(column, place)
        return found

    def fits(self, headings: Sequence[str], named: Mapping[int, str] = {}) -> bool:
        """Are these its headings?"""
        return self.needs <= self.places(headings, named).keys()

    def unknown(self, headings: Sequence[str], named: Mapping[int, str] = {}) -> tuple[str, ...]:
        """The headings that mean nothing to Topaz."""
        taken = {*self.places(headings, named).values(), *named}
        return tuple(
            heading
            for place, heading in enumerate(headings)
            if place not in taken and heading.strip() and key(heading) not in _LEFT_OUT
        )


LISTS = (
    FileList("list 8 (children in care)", ImportKind.ANNEX_A, _OF_ALL | _CARE, frozenset({"person_id", "care_from"})),
    FileList("list 9 (leaving care)", ImportKind.ANNEX_A, _OF_ALL | _LEAVING, frozenset({"person_id", "category"})),
    FileList(
        "episodes",
        ImportKind.SSDA903,
        {
            "person_id": "CHILD", "council": "LA", "care_from": "DECOM", "new_episode": "RNE", "legal_status": "LS",
            "placement": "PLACE", "provider": "PLACE_PROVIDER", "care_to": "DEC", "care_end": "REC",
            "placement_postcode": "PL_POST",
        },
        frozenset({"person_id", "care_from", "legal_status"}),
    ),
    FileList(
        "reviews",
        ImportKind.SSDA903,
        {"person_id": "CHILD", "council": "LA", "born_on": "DOB", "review_held": "REVIEW"},
        frozenset({"person_id", "review_held"}),
    ),
    FileList(
        "header",
        ImportKind.SSDA903,
        {"person_id": "CHILD", "council": "LA", "born_on": "DOB"},
        frozenset({"person_id", "born_on"}),
    ),
    FileList(
        "young people", ImportKind.YOUNG_PEOPLE, _OF_ALL | _CARE | _LEAVING | _OWN, frozenset({"person_id", "born_on"})
    ),
)  # fmt: skip
"""The first that fits is what a file or a sheet is."""


def list_of(kind: ImportKind, headings: Sequence[str], named: Mapping[int, str] = {}) -> FileList | None:
    """Which list of this kind these headings belong to."""
    return next((each for each in LISTS if each.kind == kind and each.fits(headings, named)), None)


def columns_of(kind: ImportKind) -> tuple[str, ...]:
    """The columns that a mapping file may name for lists of this kind."""
    return tuple(dict.fromkeys(column for each in LISTS if each.kind == kind for column in each.columns))
