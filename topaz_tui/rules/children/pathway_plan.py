"""The pathway plan as data: the needs assessment and the plan (SI 2010/959, regulations 42 and 43 and Schedule 8;
SI 2010/2571, Schedules 1 and 2; SOURCES.md, 33, 34 and 53). Codes are those of the national return (SOURCES.md, 38).

Schedule 8's matters 1, 3, 6 and 8 stand here by inference: their text was not found.
"""

from __future__ import annotations

from topaz_tui.rules.children.asking import line, need, plan, text, yes_no
from topaz_tui.rules.children.signatures import Signatory
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Option, Question, When

CATEGORIES: tuple[Option, ...] = (
    ("eligible", "Eligible"),
    ("relevant", "Relevant"),
    ("former_relevant", "Former relevant"),
    ("qualifying", "Qualifying"),
)
LEGAL: tuple[Option, ...] = (
    ("C1", "Interim care order"),
    ("C2", "Care order"),
    ("V2", "Accommodated under section 20"),
    ("other", "Another status"),
    ("none", "No longer looked after"),
)
HOMES: tuple[Option, ...] = (
    ("B", "With parents or relatives"),
    ("C", "Residential care"),
    ("D", "Semi-independent"),
    ("E", "Supported lodgings"),
    ("K", "Ordinary lodgings"),
    ("T", "Foyer"),
    ("U", "Independent living"),
    ("Z", "With former foster carers"),
    ("V", "Emergency accommodation"),
    ("W", "Bed and breakfast"),
    ("S", "No fixed abode"),
    ("X", "In custody"),
    ("G", "Gone abroad"),
    ("H", "Deported"),
    ("R", "Not known"),
    ("Y", "Other"),
)
ACTIVITIES: tuple[Option, ...] = (
    ("F1", "Higher education, full time"),
    ("P1", "Higher education, part time"),
    ("F2", "Other education, full time"),
    ("P2", "Other education, part time"),
    ("F4", "Apprenticeship, full time"),
    ("P4", "Apprenticeship, part time"),
    ("F5", "Training or work, full time"),
    ("P5", "Training or work, part time"),
    ("G4", "None: illness or disability"),
    ("G6", "None: pregnancy or parenting"),
    ("G5", "None: other circumstances"),
)
ELIGIBLE = When("category", ("eligible",))

SIGNATORIES = (
    Signatory("young_person", "Young person"),
    Signatory("adviser", "Personal adviser", official=True),
    Signatory("manager", "Manager", official=True),
)

SECTIONS = (
    Section("young_person", "Young person", (
        line("name", "Name"),
        need(Question("born", "Date of birth", "day")),
        need(Question("category", "Category", "choice", "A worker confirms what was reckoned.", CATEGORIES)),
        Question("became_eligible", "Eligible since", "day", when=ELIGIBLE, needed="Give the day: Eligible since."),
        Question("legal", "Legal status", "choice", options=LEGAL),
        line("council", "Council", "The council that is responsible."),
        line("adviser_name", "Personal adviser", "The plan names the personal adviser."),
        line("social_worker", "Social worker"),
        Question("iro", "Reviewing officer", "line", "The independent reviewing officer: always the council's.",
                 when=ELIGIBLE),
        Question("language", "Language", "line"),
        Question("interpreter", "Interpreter needed?", "yes_no"),
        Question("communication", "How they communicate", "line", "What helps them take part?"),
    )),
    Section("took_part", "Who took part", (
        need(Question("people", "Who was asked", "rows", "Each person whom the regulations name, asked or not.",
                      columns=(
            line("who", "Who", "The young person, parents, carer, school, doctor, adviser ..."),
            yes_no("asked", "Were they asked?"),
            Question("why", "Why not", "line", when=When("asked", ("no",)), needed="Write: Why not."),
        ))),
    )),
    Section("needs", "Needs", (
        text("needs_health", "Health and development"),
        text("needs_education", "Education, training, work"),
        yes_no("unaccompanied", "Unaccompanied or trafficked?", "An asylum-seeking child alone here, or trafficked?"),
        Question("unaccompanied_needs", "Needs from that", "text", when=When("unaccompanied", ("yes",)),
                 needed="Write: Needs from that."),
        text("needs_family", "Support from family", "From family, and from other people who matter to them."),
        text("needs_money", "Money", "What they have, and will have."),
        text("needs_skills", "Skills for independence", "What they can do alone, and what not yet."),
        text("needs_home", "Care, support and home"),
        text("wishes", "Their wishes and feelings", "In their own words."),
        Question("wishes_parents", "Parents' views", "text"),
        Question("wishes_carer", "Carer's views", "text"),
        Question("views_others", "Others' views", "text", "School, doctor, adviser: who, and what they say."),
    )),
    Section("adviser", "1 Personal adviser", (
        line("adviser_how_often", "How often they are seen", "By visit, by telephone, and how often."),
    )),
    Section("contact", "2 Contact and support", (
        plan("contact_plan", "Contact and support", "Who keeps in touch, what they do, how often."),
    )),
    Section("home", "3 Home", (
        need(Question("home", "Where they live", "choice", options=HOMES)),
        Question("address", "Address", "line", "Where it is withheld from anybody, it prints nowhere."),
        Question("address_withheld", "Withhold it from anybody?", "yes_no", "Must anybody not learn where they live?",
                 needed="Answer: Withhold it from anybody."),
        yes_no("home_suitable", "Suitable?"),
        text("home_view", "What they say of it"),
        Question("home_safe", "Safety, place and repair", "text", "Safety, security, where it is, its state."),
        Question("home_support", "Support that comes with it", "text"),
        Question("home_tenure", "Tenancy and cost", "text", "What they sign, what it costs, and who pays."),
        Question("next_move", "Next move", "text", "What is planned next, and when?"),
    )),
    Section("education", "4 Education and training", (
        Question("activity", "What they do now", "choice", options=ACTIVITIES, needed="Choose: What they do now."),
        plan("education_plan", "Education and training", "What they want to learn, and what it takes."),
    )),
    Section("work", "5 Work", (plan("work_plan", "Work", "What they want to do, and what it takes."),)),
    Section("family", "6 Family and relationships", (
        plan("family_plan", "Family and relationships", "Whom they want to see, and what helps."),
    )),
    Section("skills", "7 Living skills", (
        plan("skills_plan", "Living skills", "Cooking, washing, travelling, asking for help ..."),
    )),
    Section("money", "8 Money", (
        plan("money_plan", "Money", "Income, bank account, savings, debts, benefits at 18."),
        yes_no("entitlements_told", "Told what they may have?", "Were they told of all that they are entitled to?"),
        Question("setting_up", "Setting-up allowance", "line", "How much, what of it is spent, what is left?"),
    )),
    Section("health", "9 Health", (
        plan("health_plan", "Health", "Checks, treatment, medicine, who goes with them."),
        Question("gp", "GP", "line"),
        Question("dentist", "Dentist", "line"),
        Question("mental_health", "Mental health", "text"),
    )),
    Section("contingency", "10 If the plan fails", (
        text("contingency", "What happens then", "Whom do they ring, where do they go, who acts?"),
    )),
    Section("identity", "Identity", (
        Question("identity", "Religion, origin, culture", "text", "And language: what matters to them."),
    )),
)  # fmt: skip

AFTER_SIGNING = (
    yes_no("explained", "Explained to them?", "Was the plan explained to the young person?"),
    Question("copy_given", "Copy given on", "day", "Where they have one already; else it is kept after the sign-off."),
    need(Question("next_review", "Next review", "day", "Six months ahead at the latest.", sense="ahead")),
)
ANEW = frozenset({"explained", "copy_given", "next_review"})
"""The answers that the next version begins without."""

PLAIN = (
    ("About you", (("name", "Your name"), ("adviser_name", "Your personal adviser"),
                   ("adviser_how_often", "How often you see them"), ("social_worker", "Your social worker"))),
    ("What you told us", (("wishes", "What you want"), ("home_view", "What you say of where you live"))),
    ("Keeping in touch", (("contact_plan", "Who helps you, and how"),)),
    ("Where you live", (("next_move", "Your next move"), ("home_tenure", "What you sign and pay"))),
    ("Learning and work", (("education_plan", "Learning"), ("work_plan", "Work"))),
    ("Family and friends", (("family_plan", "The people who matter to you"),)),
    ("Looking after yourself", (("skills_plan", "Living skills"), ("money_plan", "Your money"),
                                ("setting_up", "Money to set up home"), ("health_plan", "Your health"),
                                ("gp", "Your doctor"), ("dentist", "Your dentist"))),
    ("If things go wrong", (("contingency", "What happens then"),)),
    ("What happens next", (("next_review", "When we look at this plan again"),)),
)  # fmt: skip
"""What the young person's copy has of the plan, and in which words."""
