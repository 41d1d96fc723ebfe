"""The care plan as data (SI 2010/959, regulation 5 and Schedule 1; SOURCES.md, 33). Codes of the plan for permanence
are those of Annex A (SOURCES.md, 38); several of them are parallel planning."""

from __future__ import annotations

from topaz_tui.rules.children.asking import line, need, plan, text, yes_no
from topaz_tui.rules.children.signatures import Signatory
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Option, Question, When

PERMANENCE: tuple[Option, ...] = (
    ("REMAINSUP", "Stays with the family, with support"),
    ("RETURN1M", "Back home within a month"),
    ("RETURN6M", "Back home within six months"),
    ("RETURNEV", "Back home in the end"),
    ("LTRELFR", "Long term with relatives or friends"),
    ("LTFOST18", "Long term with foster carers, to 18"),
    ("RESPLMT", "Residential until independent"),
    ("SUPPLIV", "Supported living"),
    ("ADOPTION", "Adoption"),
    ("OTHERPLN", "Another plan"),
    ("NONE", "None agreed yet"),
)

SIGNATORIES = (
    Signatory("child", "Child or young person"),
    Signatory("parents", "Parents"),
    Signatory("social_worker", "Social worker", official=True),
    Signatory("manager", "Manager", official=True),
)

SECTIONS = (
    Section("permanence", "Permanence", (
        line("name", "Name"),
        need(Question("born", "Date of birth", "day")),
        need(Question("permanence", "Plan for permanence", "many", "Several: they are planned side by side.",
                      PERMANENCE, alone="NONE")),
        Question("months", "Home in how many months", "number", when=When("permanence", ("RETURNEV",)),
                 needed="Give the number: Home in how many months."),
        text("why_plan", "Why this plan"),
    )),
    Section("health", "Health plan", (
        text("health_state", "State of health"),
        Question("health_history", "History, family included", "text"),
        Question("health_effect", "Effect on development", "text"),
        text("health_arrangements", "What is arranged", "Checks, treatment, vaccination, sight, hearing, advice."),
        Question("health_changes", "What is to change", "text"),
        text("health_carer", "The carer's part"),
    )),
    Section("education", "Education", (
        text("education_history", "History and needs", "Schools, attendance, conduct, achievements, special needs."),
        text("education_arrangements", "What is arranged"),
        Question("education_changes", "What is to change", "text", "And how disruption is kept small."),
        Question("leisure", "Leisure", "text"),
        text("education_carer", "The carer's part"),
    )),
    Section("feelings", "Feelings and behaviour", (text("feelings", "Feelings and behaviour"),)),
    Section("identity", "Identity", (text("identity", "Religion, origin, culture", "And language."),)),
    Section("family", "Family and relationships", (
        Question("siblings_apart", "Brothers and sisters apart", "text", "Where they live apart: why?"),
        need(Question("contact", "Contact", "rows", "Each person: how, under which order, and why where there is none.",
                      columns=(
            line("who", "Who"),
            line("how", "How, and how often"),
            Question("order", "Order", "line", "An order under section 8 or 34, if any."),
            Question("why_none", "Why none", "line", "Where there is no contact: why?"),
        ))),
    )),
    Section("presentation", "Social presentation", (text("presentation", "Social presentation"),)),
    Section("self_care", "Self-care", (text("self_care", "Self-care"),)),
    Section("unaccompanied", "Unaccompanied or trafficked", (
        yes_no("unaccompanied", "Unaccompanied or trafficked?"),
        Question("unaccompanied_needs", "Needs from that", "text", when=When("unaccompanied", ("yes",)),
                 needed="Write: Needs from that."),
    )),
    Section("placement", "Placement plan", (
        yes_no("placement_attached", "Is it attached?"),
        Question("address", "Address", "line", "Where it is withheld from anybody, it prints nowhere."),
        Question("address_withheld", "Withhold it from anybody?", "yes_no", "Must anybody not learn where they live?",
                 needed="Answer: Withhold it from anybody."),
        Question("carer_signed", "Signed by the carer on", "day"),
        Question("delegated", "Who may decide what", "rows", "What the carer may decide, and what not.", columns=(
            line("what", "What", "School trips, haircuts, medical treatment ..."),
            line("who", "Who decides"),
        )),
        plan("placement_needs", "What the placement meets", "Each need of the child that the placement is to meet."),
    )),
    Section("wishes", "Wishes and feelings", (
        text("wishes_child", "The child's", "In their own words."),
        need(Question("wishes_heard", "Heard how and when", "line")),
        text("wishes_parents", "Parents'", "Of all who have parental responsibility."),
        Question("wishes_others", "Others'", "text"),
    )),
    Section("people", "People", (
        line("iro", "Reviewing officer", "The independent reviewing officer: always the council's."),
        line("council", "Council"),
        need(Question("agreed", "Agreed by", "rows", "Parents and others with parental responsibility.", columns=(
            line("who", "Who"),
            yes_no("agreed", "Do they agree?"),
            need(Question("on", "On", "day")),
        ))),
    )),
)  # fmt: skip
AFTER_SIGNING = (
    Question(
        "copy_given",
        "Copy given on",
        "day",
        "Where the child and the parents have one already; else it is kept after the sign-off.",
    ),
    need(Question("next_review", "Next review", "day", sense="ahead")),
)
ANEW = frozenset({"copy_given", "next_review", "carer_signed", "agreed"})

PLAIN = (
    ("About you", (("name", "Your name"), ("iro", "Who looks at your plan from outside"))),
    ("The plan", (("permanence", "Where you are to live"), ("why_plan", "Why"))),
    ("What you told us", (("wishes_child", "What you want"),)),
    (
        "Family and friends",
        (("contact", "Whom you see, and how"), ("siblings_apart", "Why you live apart from brothers and sisters")),
    ),
    ("School and free time", (("education_arrangements", "School"), ("leisure", "Free time"))),
    ("Your health", (("health_arrangements", "What is arranged for your health"),)),
    ("Who decides", (("delegated", "Who may decide what"),)),
    ("What happens next", (("next_review", "When we look at this plan again"),)),
)
