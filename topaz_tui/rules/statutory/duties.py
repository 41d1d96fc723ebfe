"""The duties of children's services and the dates of courts and schools, a row each (SOURCES.md, 33 to 55).

A row whose rule is `SETTING` has no public rule behind its date, or one of a single agency: screens say that it is the
team's setting, as they do where the text of the rule was not found. A row that is the council's is shown so that
nothing clashes; an independent reviewing officer is always the council's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from topaz_tui.rules.statutory import language
from topaz_tui.rules.statutory.life import EventKind
from topaz_tui.rules.statutory.row import DutyRow, For, IntervalCase, Rule, Starts, WrittenBy

CARE = frozenset({For.LOOKED_AFTER, For.ELIGIBLE})
ELIGIBLE, RELEVANT = frozenset({For.ELIGIBLE}), frozenset({For.RELEVANT})
LEFT = frozenset({For.RELEVANT, For.FORMER_RELEVANT})
ADULT = frozenset({For.FORMER_RELEVANT})
PATHWAY = ELIGIBLE | LEFT
CASE, LEAD, STAFF = frozenset({For.CASE}), frozenset({For.LEAD}), frozenset({For.STAFF})
REGULATIONS = date(2011, 4, 1)
"""The day on which SI 2010/959 and SI 2010/2571 came into force."""
UNDER_25 = date(2018, 4, 1)
"""The day on which section 23CZB came into force [ours: from memory, no source read]."""
STAYING_PUT = date(2014, 5, 13)
"""The day on which section 23CZA was inserted."""
CHILD_FOCUSED = date(2022, 2, 21)
"""The day on which Practice Direction 36Z came into force, in the first courts of the pilot."""
ALONE = "child seen alone, unless the child refuses (regulation 29)"
AUTHORISES = "manager authorises"

DUTIES: tuple[DutyRow, ...] = (
    # Leaving care
    DutyRow("ELIG", "Becomes eligible", CARE, Starts.ELIGIBLE, "max(16th birthday, 13 weeks)", fact=True,
            signs="worker confirms", law="Children Act 1989, Schedule 2, paragraph 19B; regulation 40",
            found="regulation 40 read, as revised", sources=(33, 38, 39), from_=REGULATIONS),
    DutyRow("NEEDS", "Needs assessment complete", ELIGIBLE, Starts.ELIGIBLE, "+3m", met_by=(EventKind.NEEDS_ASSESSED,),
            before=True, signs=AUTHORISES, writer=WrittenBy.US, law="SI 2010/959, regulation 42(1)",
            found="read, as revised", sources=(33, 53), from_=REGULATIONS),
    DutyRow("NEEDS_R", "Needs assessment, no plan yet", RELEVANT, Starts.RELEVANT, "+3m",
            met_by=(EventKind.NEEDS_ASSESSED,), before=True, signs=AUTHORISES, writer=WrittenBy.US, rule=Rule.GUIDANCE,
            law="councils' procedures", found="no text of a regulation found", sources=(39, 53), from_=REGULATIONS),
    DutyRow("PLAN", "Pathway plan made", ELIGIBLE | RELEVANT, Starts.ELIGIBLE, "asap", target="+3m",
            met_by=(EventKind.PLAN_SIGNED_OFF,), before=True,
            signs="young person has a signed copy; manager authorises", writer=WrittenBy.US,
            law="SI 2010/959, regulation 43",
            found="its text was not found; Northern Ireland's twin: as soon as possible",
            text_found=False, sources=(33, 39, 40, 53),
            from_=REGULATIONS),
    DutyRow("PLAN_25", "Assessment and plan on request", ADULT, Starts.SUPPORT, "asap", target="+3m",
            met_by=(EventKind.PLAN_SIGNED_OFF,), signs="young person; personal adviser", writer=WrittenBy.US,
            law="Children Act 1989, section 23CZB: no period", found="read: no period in it", sources=(35,),
            from_=UNDER_25),
    DutyRow("PLAN_REV", "Pathway plan review", PATHWAY, Starts.PLANNED, "+6m", repeat="+6m",
            met_by=(EventKind.PLAN_REVIEWED,), sooner=(EventKind.PLAN_REVIEW_ASKED,),
            signs="in writing; copy to the young person", writer=WrittenBy.US, law="SI 2010/2571, regulation 7",
            found="its text was not found; the rule of 2001 read: six months, or when asked",
            text_found=False, sources=(34, 39),
            from_=REGULATIONS),
    DutyRow("PLAN_REV_MOVE", "Review after a move into provided accommodation", LEFT, Starts.PROVIDED, "+28d",
            met_by=(EventKind.PLAN_REVIEWED,), signs="in writing; copy to the young person", writer=WrittenBy.US,
            rule=Rule.SETTING, law="SI 2010/2571, regulation 7(3): its text was not found",
            found="named in regulation 8(2)(b), which was read", sources=(39,), from_=REGULATIONS),
    DutyRow("PA_FIRST", "Personal adviser's visit at new accommodation", LEFT, Starts.PROVIDED, "+7d",
            met_by=(EventKind.PA_VISITED,), signs="personal adviser", law="SI 2010/2571, regulation 8(2)",
            found="read, as made", sources=(34,), from_=REGULATIONS),
    DutyRow("PA_VISIT", "Personal adviser's visit", LEFT, Starts.PA_VISITED, "+2m", repeat="+2m",
            met_by=(EventKind.PA_VISITED,), signs="personal adviser", law="SI 2010/2571, regulation 8(2)",
            found="read, as made; a visit before the review of regulation 7(3) as well", sources=(34, 40),
            from_=REGULATIONS),
    DutyRow("PA_21", "Keep in touch, adviser has stepped back", ADULT, Starts.STEPPED_BACK, "+1y", repeat="+1y",
            met_by=(EventKind.PA_CONTACT, EventKind.PA_VISITED), signs="personal adviser", rule=Rule.SETTING,
            law="practice of one council", found="nothing more was found", sources=(40,)),
    DutyRow("PA_END", "Personal adviser's duty ends", ADULT, Starts.ADULT, "on 25th birthday", fact=True,
            law="Children Act 1989, section 23CZB(3)", found="read", sources=(35,), from_=UNDER_25),
    DutyRow("STAY_ASK", "Consider staying put", CARE, Starts.FOSTERED_AT_16, "on first review after 16",
            met_by=(EventKind.STAYING_PUT_CONSIDERED,), signs="independent reviewing officer", rule=Rule.GUIDANCE,
            law="a council's procedures", found="read in Croydon's procedures", sources=(41,)),
    DutyRow("STAY_PUT", "Monitor staying put", ADULT, Starts.STAYING_PUT, "during",
            law="Children Act 1989, section 23CZA: until 21", found="read, as of 31 March 2020", sources=(35,),
            from_=STAYING_PUT),
    # Looked after
    DutyRow("CARE_PLAN", "Care plan", CARE, Starts.FIRST_PLACEMENT, "+10wd", target="on anchor", target_rule=Rule.LAW,
            met_by=(EventKind.CARE_PLAN_MADE,), before=True,
            signs="agreed with parents; from 16 under section 20 with the child", writer=WrittenBy.US,
            law="SI 2010/959, regulation 4(2), (4), (5)",
            found="its text was not found again; Fosterline: in an emergency ten working days",
            text_found=False, sources=(33,),
            from_=REGULATIONS),
    DutyRow("PLACE_PLAN", "Placement plan", CARE, Starts.PLACEMENT, "+5wd", target="on anchor", target_rule=Rule.LAW,
            cases=((IntervalCase.DETAINED, "+10wd"),), met_by=(EventKind.PLACEMENT_PLAN_SIGNED,), before=True,
            signs="signed by the carer or registered person", writer=WrittenBy.US,
            law="SI 2010/959, regulation 9; remanded: Part 8A, its days from memory",
            found="its text was not found again; Wales's twin read: five working days, signed",
            text_found=False, sources=(33,),
            from_=REGULATIONS),
    DutyRow("PLACE_NOTE", "Written notice of placement", CARE, Starts.PLACEMENT, "+5wd", target="on anchor",
            target_rule=Rule.LAW, met_by=(EventKind.PLACEMENT_NOTIFIED,), before=True,
            law="SI 2010/959, regulation 13", found="read, as of 1 April 2011: in an emergency five working days",
            sources=(33,), from_=REGULATIONS),
    DutyRow("LAC_REV1", "First review", CARE, Starts.CARE, "+20wd", met_by=(EventKind.REVIEW_HELD,),
            signs="independent reviewing officer", law="SI 2010/959, regulation 33(1)", found="read, as made",
            sources=(33,), from_=REGULATIONS),
    DutyRow("LAC_REV2", "Second review", CARE, Starts.FIRST_REVIEW, "+3m", met_by=(EventKind.REVIEW_HELD,),
            sooner=(EventKind.REVIEW_ASKED,), signs="independent reviewing officer",
            law="SI 2010/959, regulation 33(2), (3)", found="read, as made", sources=(33,), from_=REGULATIONS),
    DutyRow("LAC_REV", "Review", CARE, Starts.SECOND_REVIEW, "+6m", repeat="+6m", met_by=(EventKind.REVIEW_HELD,),
            sooner=(EventKind.REVIEW_ASKED,), signs="independent reviewing officer",
            law="SI 2010/959, regulation 33(2), (3)", found="read, as made", sources=(33,), from_=REGULATIONS),
    DutyRow("REV_REPORT", "Report for the review", CARE, Starts.REVIEW_BOOKED, "-10d", met_by=(EventKind.REPORT_SENT,),
            before=True, writer=WrittenBy.US, rule=Rule.SETTING, law="handbook of one agency",
            found="nothing more was found", sources=(44,)),
    DutyRow("VISIT1", "First statutory visit", CARE, Starts.ORDINARY_PLACEMENT, "+1w", met_by=(EventKind.VISITED,),
            signs=ALONE, law="SI 2010/959, regulation 28(2)(a)", found="read, as made", sources=(33,),
            from_=REGULATIONS),
    DutyRow("VISIT", "Statutory visit", CARE, Starts.VISITED, "+6w", repeat="+6w",
            cases=((IntervalCase.LONG_TERM, "+6m"), (IntervalCase.TO_18, "+3m")), met_by=(EventKind.VISITED,),
            signs=ALONE, law="SI 2010/959, regulation 28(2), (3A): the six months from memory",
            found="(2) read, as made; the text of (3A) was not found", sources=(33, 41), from_=REGULATIONS),
    DutyRow("VISIT_P", "Visit, with a parent under an interim order, or with a temporary carer", CARE,
            Starts.WITH_PARENT_INTERIM, "+1w", repeat="+4w", cases=((IntervalCase.BEFORE_FIRST_REVIEW, "+1w"),),
            met_by=(EventKind.VISITED,), signs=ALONE, law="SI 2010/959, regulation 28(4)", found="read, as made",
            sources=(33,), from_=REGULATIONS),
    DutyRow("VISIT_P0", "Visit, placed with a parent before the assessment", CARE, Starts.WITH_PARENT_UNASSESSED,
            "+1w", repeat="+6w", cases=((IntervalCase.BEFORE_FIRST_REVIEW, "+1w"),), met_by=(EventKind.VISITED,),
            signs=ALONE, law="SI 2010/959, regulations 19, 28(3)", found="read, as made", sources=(33,),
            from_=REGULATIONS),
    DutyRow("VISIT_CO", "Visit, with a parent under a care order", CARE, Starts.WITH_PARENT_ORDER, "+1w", repeat="+6w",
            met_by=(EventKind.VISITED,), signs=ALONE, law="SI 2010/959, regulation 28(5)", found="read, as made",
            sources=(33,), from_=REGULATIONS),
    DutyRow("HEALTH1", "Initial health assessment", CARE, Starts.CARE, "+20wd", met_by=(EventKind.HEALTH_ASSESSED,),
            signs="doctor", rule=Rule.GUIDANCE, law="guidance on the health of looked-after children",
            found="Hull's procedures: by a doctor; the 20 days in no text that was read again", sources=(42,)),
    DutyRow("HEALTH", "Review health assessment", CARE, Starts.HEALTH_ASSESSED, "+12m", repeat="+12m",
            cases=((IntervalCase.UNDER_5, "+6m"),), met_by=(EventKind.HEALTH_ASSESSED,), signs="nurse or doctor",
            rule=Rule.GUIDANCE, law="guidance on the health of looked-after children",
            found="read in Coventry's procedures", sources=(42,)),
    DutyRow("PEP1", "Personal education plan", CARE, Starts.OF_SCHOOL_AGE, "+20wd", target="+10wd",
            target_rule=Rule.GUIDANCE, met_by=(EventKind.PEP_MADE,), signs="social worker; designated teacher",
            writer=WrittenBy.EITHER, rule=Rule.GUIDANCE, law="councils' procedures: ready for the first review",
            found="read in Oldham's, Lancashire's and Knowsley's pages", sources=(43,)),
    DutyRow("PEP", "Personal education plan, each term", CARE, Starts.TERM, "on term.end",
            met_by=(EventKind.PEP_MADE,), signs="social worker; designated teacher", writer=WrittenBy.EITHER,
            rule=Rule.GUIDANCE, law="councils' procedures", found="Oldham's page: each term", sources=(43,)),
    DutyRow("CEASE", "Decide to stop looking after", CARE, Starts.CEASING, "on planned end",
            met_by=(EventKind.CEASING_DECIDED,), signs="nominated officer; of 16 and 17 without an order the director",
            law="SI 2010/959, regulation 39", found="read, as revised", sources=(33, 45), from_=REGULATIONS),
    # Family courts
    DutyRow("S7", "Section 7 report filed", CASE, Starts.ORDER, "on order.file_by",
            signs="author; discussed with the manager; served as ordered", writer=WrittenBy.US, rule=Rule.COURT,
            law="Children Act 1989, section 7(5)",
            found="Slough's procedures: filed, and served unless the court says otherwise", sources=(46,)),
    DutyRow("S7_DRAFT", "Draft to the manager or the council", CASE, Starts.ORDER, "-10wd", signs="manager",
            writer=WrittenBy.US, rule=Rule.SETTING, law="no published figure found", found="no figure found again",
            sources=(46,)),
    DutyRow("S7_HEARING", "Author may be called", CASE, Starts.HEARING, "on order.hearing", fact=True, signs="author",
            writer=WrittenBy.US, rule=Rule.COURT, law="order of the court", found="nothing more was found",
            sources=(46,)),
    DutyRow("CIR", "Child impact report filed", CASE, Starts.IMPACT_ORDER, "on order.file_by", target="+8w",
            signs="author; discussed with the manager; served as ordered", writer=WrittenBy.US, rule=Rule.COURT,
            law="gatekeeping order of a child-focused court",
            found="Practice Direction 36Z read in part; Greens: around eight weeks", sources=(47,),
            from_=CHILD_FOCUSED),
    # Schools and colleges
    DutyRow("DSL", "Training of leads and deputies", LEAD, Starts.APPOINTED, "on anchor", repeat="+2y",
            signs="certificate", writer=WrittenBy.US, rule=Rule.GUIDANCE, law="Keeping children safe in education",
            found="the edition of 2020 read; 2026: deputies to the lead's standard", sources=(48,)),
    DutyRow("DSL_UPD", "Refresh of a lead's knowledge", LEAD, Starts.TRAINED, "+1y", repeat="+1y", writer=WrittenBy.US,
            rule=Rule.GUIDANCE, law="Keeping children safe in education", found="the edition of 2020 read",
            sources=(48,)),
    DutyRow("STAFF_IND", "Safeguarding at induction, with online safety", STAFF, Starts.JOINED, "on anchor",
            target="+1w", signs="attendance", writer=WrittenBy.US, rule=Rule.GUIDANCE,
            law="Keeping children safe in education", found="the edition of 2025 as a council tells it",
            sources=(48, 49)),
    DutyRow("STAFF_UPD", "Update of all staff", STAFF, Starts.INDUCTED, "+1y", repeat="+1y", signs="attendance",
            writer=WrittenBy.US, rule=Rule.GUIDANCE, law="Keeping children safe in education",
            found="the editions of 2020 and, as a council tells it, 2025", sources=(48,)),
    DutyRow("STAFF_FULL", "Whole-staff course", STAFF, Starts.WHOLE_STAFF, "asap", repeat="asap", signs="attendance",
            writer=WrittenBy.US, rule=Rule.SETTING, law="no fixed interval: local partners' advice",
            found="Hertfordshire recommends three years", sources=(48,)),
    DutyRow("PREVENT", "Prevent awareness", STAFF | LEAD, Starts.PREVENT, "asap", repeat="asap", target="+2y",
            signs="certificate", writer=WrittenBy.US, rule=Rule.SETTING,
            law="no fixed interval found; one chain: two years", found="Southwark's page read: no interval",
            sources=(49, 50)),
)  # fmt: skip
BY_CODE: Mapping[str, DutyRow] = {duty.code: duty for duty in DUTIES}


def faults(rows: Iterable[DutyRow] = DUTIES) -> Iterator[str]:
    """The faults of the rows. There are none, or the program doesn't start."""
    seen: set[str] = set()
    for row in rows:
        if row.code in seen:
            yield f"{row.code}: twice"
        seen.add(row.code)
        for text in filter(None, (row.due, row.repeat, row.target, *(text for _, text in row.cases))):
            try:
                language.read(text)
            except ValueError as trouble:
                yield f"{row.code}: {trouble}"
        if not (row.words and row.who and row.law and row.sources and row.found):
            yield f"{row.code}: no words, nobody, no rule or no source, or not looked up again"
        if row.due == "asap" and not row.target and row.rule != Rule.SETTING:
            yield f"{row.code}: as soon as possible, without a target"
        if row.text_found == row.found.startswith("its text was not found"):
            yield f"{row.code}: says two things of whether its text was found"
        if row.rule == Rule.SETTING and not row.law:
            yield f"{row.code}: a setting that doesn't say why"
        if row.from_ and row.until and row.until <= row.from_:
            yield f"{row.code}: over before it was in force"


if found := list(faults()):
    raise ValueError("; ".join(found))
