"""What each column of a council's file is: names by which council systems know it, and the mapping file for
others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from topaz_tui import regular
from topaz_tui.config import toml, unparsed
from topaz_tui.errors import Invalid
from topaz_tui.exchange.council_csv.areas import AREA_HEADINGS
from topaz_tui.exchange.council_csv.survey import ORDERS, PHONES, Order
from topaz_tui.rules.people import fold

#: Column of ours -> headings that mean it, besides its own name. Case, blanks and punctuation don't matter.
#: Names such as the systems of councils have (general knowledge, no system's own list), and those of the national
#: Client Level Data (rules/SOURCES.md, 29).
SYNONYMS: dict[str, str] = {
    "person_id": (
        "LA Person Unique Identifier|LA Person ID|Person ID|Person Identifier|Client ID|Client Number"
        "|Client No|Client Ref|Client Reference|Person Number|Person No|Person Ref|Person Reference"
        "|Mosaic ID|LAS ID|LAS Number|Liquidlogic ID|Eclipse ID|SSID|SSD Number|Swift ID|CareFirst ID"
        "|Service User ID|Service User Number|Customer ID|Subject Compound ID|Local ID|Local Patient ID|ID"
        "|Contact ID|Council ID|AIS ID|PARIS ID|Workflow Person ID|Case Number|Case ID"
    ),
    "nhs_number": "NHS Number|NHS No|NHS|NHS ID|NHSNum|Traced NHS Number|NHS Number Traced",
    "title": "Title|Salutation|Person Title|Name Title",
    "first_name": (
        "First Name|First Names|Forename|Forenames|Given Name|Given Names|Christian Name|First"
        "|Firstname(s)|Forename 1|Client First Name|Client Forename|Person First Name|Person Forename"
    ),
    "last_name": ("Last Name|Surname|Family Name|Last|Client Last Name|Client Surname|Person Last Name|Person Surname"),
    "preferred_name": (
        "Preferred Name|Known As|Likes To Be Called|Preferred First Name|Preferred Forename|Alias"
        "|Likes To Be Known As|Also Known As|AKA"
    ),
    "name": ("Name|Full Name|Client Name|Person Name|Service User Name|Customer Name|Person Full Name|Subject Name"),
    "born_on": (
        "Date of Birth|DOB|D.O.B.|Birth Date|Born|Person Date of Birth|Client DOB|Date Birth|Client Date of Birth"
    ),
    "died_on": "Date of Death|DOD|Death Date|Died|Deceased Date|Date Deceased|Person Date of Death",
    "deceased": "Deceased|Is Deceased|Deceased Flag|Deceased Indicator|Dead|Deceased Y/N",
    "moved": "Moved|Moved Away|Moved Out|Moved Out of Area|Out of Area|Left Area|Date Moved|Moved On",
    "address_1": (
        "Address 1|Address Line 1|Address|Full Address|Home Address|Current Address|Addr 1|Add 1|Street"
        "|Address First Line|First Line of Address|Main Address|Primary Address"
        "|House Name or Number and Street"
    ),
    "address_2": "Address 2|Address Line 2|Addr 2|Add 2|Locality|District",
    "address_3": "Address 3|Address Line 3|Addr 3|Add 3|Town|City|Post Town|Town or City|Town/City",
    "address_4": "Address 4|Address Line 4|Addr 4|Add 4|County",
    "postcode": ("Postcode|Post Code|Home Postcode|Current Postcode|Address Postcode|Postal Code|Client Postcode"),
    "phone_1": (
        "Phone 1|Telephone 1|Tel 1|Phone Number 1|Telephone Number 1|Contact Number 1|Main Phone|Primary Phone"
    ),
    "phone_2": "Phone 2|Telephone 2|Tel 2|Phone Number 2|Telephone Number 2|Contact Number 2|Secondary Phone",
    "phone_3": "Phone 3|Telephone 3|Tel 3|Phone Number 3|Telephone Number 3|Contact Number 3",
    "phone_4": "Phone 4|Telephone 4|Tel 4|Phone Number 4|Telephone Number 4|Contact Number 4",
    "phone_1_note": (
        "Phone 1 Note|Phone 1 Notes|Phone 1 Comment|Phone 1 Type|Telephone 1 Note|Telephone 1 Notes"
        "|Phone Note|Phone Notes|Telephone Note|Telephone Notes|Phone Note 1|Phone 1 Comments"
        "|Phone Comments|Tel 1 Note"
    ),
    "phone_2_note": (
        "Phone 2 Note|Phone 2 Notes|Phone 2 Comment|Phone 2 Type|Telephone 2 Note|Telephone 2 Notes"
        "|Phone Note 2|Phone 2 Comments|Tel 2 Note"
    ),
    "phone_3_note": (
        "Phone 3 Note|Phone 3 Notes|Phone 3 Comment|Phone 3 Type|Telephone 3 Note|Telephone 3 Notes"
        "|Phone Note 3|Phone 3 Comments|Tel 3 Note"
    ),
    "phone_4_note": (
        "Phone 4 Note|Phone 4 Notes|Phone 4 Comment|Phone 4 Type|Telephone 4 Note|Telephone 4 Notes"
        "|Phone Note 4|Phone 4 Comments|Tel 4 Note"
    ),
    "language": "Language|First Language|Main Language|Preferred Language|Spoken Language|Language Spoken",
    "interpreter": "Interpreter|Interpreter Required|Interpreter Needed|Needs Interpreter|Interpreter Y/N",
    "communication": (
        "Communication|Communication Needs|Communication Need|Communication Requirements"
        "|Accessible Information|Communication Notes|Preferred Communication|Communication Method"
        "|Accessible Information Needs|AIS Needs"
    ),
    "safe_to_call": ("Safe to Call|Safe to Phone|Safe to Ring|Safe to Contact|OK to Call|Safe to Telephone|Can Call"),
    "voicemail_ok": (
        "Voicemail OK|Voicemail Allowed|Voicemail|Leave Message|Leave Voicemail|OK to Leave Message"
        "|OK to Leave Voicemail|Message OK|Can Leave Message|Voice Mail Allowed|Voice Mail|Answerphone"
        "|Voicemail Permitted"
    ),
    "write_ok": (
        "Write OK|Safe to Write|OK to Write|Can Write|Letters OK|Letter OK|OK to Send Letters|Safe to Send Letters"
        "|Can Send Letters|Post OK|Safe to Post"
    ),
    "mail": (
        "Email|Email Address|Mail Address|Email 1|Email Address 1|Home Email|Personal Email|Primary Email|Main Email"
        "|Client Email|Client Email Address|Person Email|Contact Email Address"
    ),
    "mail_ok": (
        "Mail OK|Mail Agreed|Email OK|Email Agreed|OK to Email|Can Email|Safe to Email|Safe to Mail|Email Allowed"
        "|Email Permitted|Email Consent|Consent to Email|Agrees to Email"
    ),
    "sms_ok": (
        "SMS OK|Text OK|Texts OK|Text Messages OK|Text Agreed|Texts Agreed|SMS Agreed|OK to Text|OK to SMS|Can Text"
        "|Safe to Text|Text Allowed|SMS Allowed|Text Permitted|SMS Permitted|Text Consent|SMS Consent|Consent to Text"
        "|Consent to SMS|Agrees to Texts|Agrees to SMS"
    ),
    "safe_times": (
        "Safe Times|Safe Time|Safe Times to Call|Best Time to Call|Best Times to Call|Call Times"
        "|Times to Call|Preferred Call Time|Preferred Contact Time|Safe Call Times|When to Call"
        "|Safe Time to Call"
    ),
    "household": (
        "Household|Who Lives There|Lives With|Household Members|Who Else Lives There|Living With"
        "|Who Lives with the Person|Household Composition|Living Arrangements|Others in Household"
    ),
    "gp": ("GP|GP Name|GP Practice|Surgery|GP Surgery|Doctor|General Practitioner|GP Practice Name|Registered GP"),
    "council": (
        "Council|Local Authority|Authority|Local Authority Name|Council Name|Placing Authority|Commissioner"
        "|Commissioning Authority|Funding Authority"
    ),
    "contact_name": (
        "Contact Name|Key Contact|Key Contact Name|Next of Kin|Next of Kin Name|NOK|NOK Name"
        "|Emergency Contact|Emergency Contact Name|Main Contact|Main Contact Name|Representative"
        "|Carer Name"
    ),
    "contact_relation": (
        "Contact Relation|Contact Relationship|Key Contact Relation|Key Contact Relationship"
        "|Next of Kin Relation|Next of Kin Relationship|NOK Relationship|NOK Relation"
        "|Emergency Contact Relationship|Relationship|Relation|Relationship to Client"
        "|Relationship to Person|Main Contact Relationship"
    ),
    "contact_phone": (
        "Contact Phone|Key Contact Phone|Key Contact Number|Key Contact Telephone|Contact Telephone"
        "|Next of Kin Phone|Next of Kin Telephone|Next of Kin Number|NOK Phone|NOK Telephone|NOK Number"
        "|NOK Tel|Emergency Contact Phone|Emergency Contact Number|Emergency Contact Telephone"
        "|Main Contact Phone|Key Contact Phone Number|Next of Kin Phone Number|Contact Phone Number"
    ),
    "assessed_on": (
        "Assessed On|Assessment Date|Date of Assessment|Event End Date|Assessment End Date|Date Assessed"
        "|Last Assessment Date|Date of Last Assessment|Assessment Completed Date"
        "|Assessment Completion Date|Assessed|Assessment Completed|Assessment Completed On|Last Assessed"
        "|Last Assessment|Last Assessed On|Completed Date|Date Completed|Completion Date"
        "|Assessment Finish Date|Assessment Date Completed|Date Assessment Completed"
    ),
    "eligibility": (
        "Eligibility|Eligible Needs Identified|Eligibility Band|FACS Band|FACS|FACS Eligibility|Band"
        "|FACS Level|Eligibility Level|Eligibility Outcome|Eligibility Decision|Care Act Eligibility"
        "|Care Act Outcome|Level of Need|Eligibility Criteria|Eligibility Category"
        "|Care Act Eligibility Outcome|Assessment Outcome|Eligibility Result|FACS Category"
        "|Eligibility Status|National Eligibility Outcome|Assessment Result|Result of Assessment"
    ),
    "assessment_ref": (
        "Assessment Ref|Assessment Reference|Event Reference|Assessment ID|Assessment Number|Event ID"
        "|Form ID|Episode ID|Assessment No|Workflow Step ID|Step ID"
    ),
    "open_to_services": (
        "Open to Services|Open to Service|Open Services|Has Open Services|Services Open|Current Services"
        "|In Receipt of Services|Open Case|Active Service|Active Services|Receiving Services"
        "|Open to Social Care|Case Open"
    ),
    "status": "Status|Client Status|Case Status|Record Status",
    "status_2": "Person Status|Life Status|Vital Status",
    "event_type": "Event Type",
    "event_outcome": "Event Outcome",
    "gender": "Gender|Sex|Gender Identity|Person Gender|Client Gender|Person Stated Gender|Recorded Sex",
    "ethnicity": (
        "Ethnicity|Ethnic Origin|Ethnic Group|Ethnic Category|Ethnic Background|Ethnicity Description|Ethnic Code"
        "|Ethnicity Code|Person Ethnicity|Client Ethnicity|Sub Ethnicity"
    ),
    "primary_support_reason": (
        "Primary Support Reason|PSR|Primary Support Reason Description|Support Reason|Primary Reason for Support"
        "|Main Support Reason|Primary Client Group|PSR Description"
    ),
    "client_type": "Client Type|Type of Client|Service User or Carer|Person Type|Client Category",
    **AREA_HEADINGS,
}

# A phone by its kind takes the first of the four places that the file leaves free.
_ANY_PHONE = (
    "Phone|Telephone|Tel|Phone Number|Telephone Number|Phone No|Telephone No|Tel No|Contact Number"
    "|Contact No|Mobile|Mobile Phone|Mobile Number|Mobile No|Mobile Telephone|Home Phone|Home Telephone"
    "|Home Tel|Home Number|Home Phone Number|Home Telephone Number|Mobile Phone Number"
    "|Mobile Telephone Number|Landline|Landline Number|Work Phone|Work Telephone|Work Number|Work Tel"
    "|Work Phone Number|Other Phone|Alternative Phone|Alternative Number|Client Phone|Client Telephone"
)
# Known, and nothing that Topaz keeps: the council's own words about the event, which the reader need not be
# told of.
_SET_ASIDE = "Event Start Date|Event Description|Assessment Type|LA Code|LA Name"

STATUSES = ("status", "status_2")
#: The columns that a mapping file may name.
COLUMNS = tuple(SYNONYMS)
REQUIRED = {"person_id": "the person ID", "assessed_on": "the date of the assessment"}
#: What a file of refused rows has in front of the original columns.
REFUSED_HEADINGS = ("row number", "reasons")


def key(heading: str) -> str:
    """A heading without case, accents, blanks and punctuation."""
    return re.sub(r"[^a-z0-9]+", "", fold(heading.replace("&", "and")))


_ANY = "any phone"
_ASIDE = "set aside"
_KNOWN: dict[str, str] = {
    key(name): column
    for column, names in (
        *((c, f"{c}|{n}") for c, n in SYNONYMS.items()),
        (_ANY, _ANY_PHONE),
        (_ASIDE, _SET_ASIDE),
    )
    for name in names.split("|")
}


Fits = Callable[[Sequence[str]], bool]
"""Are these the headings of such a file?"""
LARGEST = 1_000_000
"""Bytes that a mapping file may have."""


def known(headings: Sequence[str]) -> int:
    """How many of the headings mean something."""
    return sum(key(heading) in _KNOWN for heading in headings)


def names_required(headings: Sequence[str], mapping: Path | None) -> bool:
    """Do these headings name all that Topaz needs, by themselves or by the mapping?"""
    named = read_mapping(mapping, headings).columns if mapping else {}
    columns = {named.get(i) or _KNOWN.get(key(heading)) for i, heading in enumerate(headings)}
    return columns >= set(REQUIRED)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column of ours stands in the file, which headings mean nothing, and what the mapping says of dates."""

    places: Mapping[str, int]
    unknown: tuple[str, ...]
    dates: Order | None = None  # the order that the mapping names


def lay_out(headings: Sequence[str], mapping: Path | None, path: Path) -> Layout:
    """The layout of a file with `headings`. UserError where two headings mean one column, or a required one is
    missing."""
    places: dict[str, list[int]] = {}
    unknown: list[str] = []
    any_phone: list[int] = []
    named, dates, _ = read_mapping(mapping, headings) if mapping else Named({}, None, None)
    taken = set(named.values())
    for i, heading in enumerate(headings):
        column = named.get(i) or _KNOWN.get(key(heading))
        if column == "ignore" or (column == _ASIDE and i not in named):
            continue
        if column == _ANY:
            any_phone.append(i)
        elif column is None or (column in taken and i not in named):
            unknown.append(heading.strip() or f"(column {i + 1} has no heading)")
        else:
            places.setdefault(column, []).append(i)
    free = [column for column in PHONES if column not in places]
    for i, place in zip(any_phone, free, strict=False):
        places[place] = [i]
    unknown += [headings[i] for i in any_phone[len(free) :]]
    for column, found in places.items():
        if len(found) > 1:
            names = " and ".join(f"'{headings[i]}'" for i in found)
            raise Invalid(
                f"{path}: the headings {names} both mean {column}.",
                'Leave one out, or say so in a mapping file: "heading" = "ignore".',
            )
    if missing := [words for column, words in REQUIRED.items() if column not in places]:
        names = ", ".join(f"'{h.strip()}'" for h in headings[:40] if h.strip()) or "none"
        raise Invalid(
            f"{path} has no column for {' or '.join(missing)}. Its headings are {names}.",
            'If it goes by another name, put "heading" = "person_id" into a file; name it with --mapping.',
        )
    return Layout({column: found[0] for column, found in places.items()}, tuple(unknown), dates)


class Named(NamedTuple):
    """What a mapping file says: which heading (by place) has which column, the order of day and month, the sheet."""

    columns: dict[int, str]
    dates: Order | None
    sheet: str | None


def read_mapping(mapping: Path, headings: Sequence[str], columns: Sequence[str] = COLUMNS) -> Named:
    """What a TOML file of `"heading" = "column"` gives to these headings; "ignore" is none of the columns. A line
    `dates = "month-first"` names the order, and `sheet = "People"` the sheet of a spreadsheet.

    `column = "heading"` is understood as well, and both may stand under [headings]. UserError names file and
    key.
    """
    import tomllib

    regular.need(mapping, "Name a file with the mapping.")
    try:
        if mapping.stat().st_size > LARGEST:
            raise Invalid(f"The mapping file {mapping} has more than {LARGEST:,} bytes.", "Look whether it is the one.")
        text = mapping.read_text("utf-8-sig")
        table = tomllib.loads(text)
    except RecursionError:
        raise Invalid(f"{mapping} has brackets within brackets, too deep to read.", "Take them out.") from None
    except OSError as error:
        raise Invalid(f"The mapping file {mapping} can't be read: {error.strerror}.", "Look at its name.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"The mapping file {mapping} is not text.", "Save it as UTF-8.") from error
    except ValueError as error:
        line, what = unparsed(error, text)
        raise Invalid(
            f"The mapping file {mapping} is not TOML: line {line}: {what}.", 'Write lines of "heading" = "column".'
        ) from error
    dates = None if "dates" in map(key, headings) else table.pop("dates", None)
    if dates is not None and dates not in ORDERS:
        raise Invalid(f"{mapping}: 'dates' is {toml(dates)}.", f"Write one of: {', '.join(ORDERS)}.")
    sheet = table.pop("sheet") if table.get("sheet", "ignore") not in (*columns, "ignore") else None
    if sheet is not None and not isinstance(sheet, str):
        raise Invalid(f"{mapping}: 'sheet' is {toml(sheet)}.", 'Write its name in quotation marks: sheet = "People".')
    inner = table.pop("headings", {})
    pairs = {**table, **inner} if isinstance(inner, dict) else {**table, "headings": inner}
    at = {key(heading): i for i, heading in reversed(list(enumerate(headings)))}
    named: dict[int, str] = {}
    for left, right in pairs.items():
        heading, column = left, right
        if isinstance(right, str) and right not in (*columns, "ignore") and left in columns:
            heading, column = right, left
        if column not in (*columns, "ignore"):
            raise Invalid(
                f"{mapping}: '{left}' is given to {toml(right)}, and there is no such column.",
                _suggest(toml(column), columns),
            )
        if key(heading) not in at:  # one mapping serves many files
            continue
        if column != "ignore" and column in named.values():
            raise Invalid(f"{mapping}: '{left}': two headings are given to {column}.", "Take one of the lines out.")
        named[at[key(heading)]] = column
    return Named(named, dates, sheet)


def _suggest(column: str, columns: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(column.strip('"'), columns, 1)
    return f"Did you mean {near[0]}?" if near else f"The columns are {', '.join(columns)}, or ignore."
