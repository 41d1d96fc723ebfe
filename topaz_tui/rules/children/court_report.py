"""Reports for a family court as data: a section 7 report, a child impact report and an addendum (Children Act 1989,
sections 1(3) and 7; Practice Direction 12B, 14.13; procedures of Lancashire; SOURCES.md, 46 and 47).

What the order says is copied before any writing. One report has all children of the order, each with a welfare
checklist of their own. An address that a party must not learn is in no copy (withheld.py).
"""

from __future__ import annotations

from topaz_tui.rules.children.asking import line, need, text, yes_no
from topaz_tui.rules.children.signatures import Signatory
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Option, Question, When

APPLICATIONS: tuple[Option, ...] = (
    ("lives_with", "Whom the child lives with"),
    ("spends_time", "Whom the child spends time with"),
    ("specific_issue", "Specific issue"),
    ("prohibited_steps", "Prohibited steps"),
)
HEARINGS: tuple[Option, ...] = (("dra", "Dispute resolution"), ("other", "Another hearing"), ("none", "None listed"))
SERVES: tuple[Option, ...] = (("court", "The court"), ("us", "We do"), ("not_said", "The order does not say"))
SEEN: tuple[Option, ...] = (("alone", "Alone"), ("with_other", "With somebody"), ("not", "Not seen"))
ORDERS: tuple[Option, ...] = (
    *APPLICATIONS,
    ("supervised", "Supervised contact"),
    ("section_37", "A section 37 report"),
    ("none", "No order"),
)

SIGNATORIES = (
    Signatory("author", "Author", official=True),
    Signatory("manager", "Manager", official=True),
)

ORDER = Section("order", "The order", (
    line("court", "Court"),
    line("case_number", "Case number"),
    need(Question("made_on", "Made on", "day")),
    line("made_by", "Made by", "The judge or magistrates."),
    need(Question("application", "What is applied for", "many", options=APPLICATIONS)),
    text("issues", "Issues the order names", "Word for word: what the report has to answer."),
    need(Question("file_by", "To be filed by", "time", "The day and the time that the sealed order names.",
                  sense="either")),
    Question("hearing", "Hearing", "time", "The day and the time, if it is listed.", sense="either"),
    need(Question("hearing_kind", "Kind of hearing", "choice", options=HEARINGS)),
    need(Question("serves", "Who serves it", "choice", options=SERVES)),
    line("order_document", "Where the sealed order is"),
))  # fmt: skip
CHILDREN = Section("children", "Children", (
    need(Question("children", "Children", "rows", "Every child of the order: one report has them all.", columns=(
        line("name", "Name"),
        need(Question("born", "Date of birth", "day")),
        line("lives_with", "Lives with"),
        Question("address", "Address", "line"),
        yes_no("withheld", "Withhold the address?", "Must a party not learn where this child lives?"),
        yes_no("party", "Party to the case?"),
    ))),
))  # fmt: skip
PARTIES = Section("parties", "Parties", (
    need(Question("parties", "Parties", "rows", "Each party; whose address the others must not learn, withhold it.",
                  columns=(
        line("name", "Name"),
        line("relation", "To the child"),
        yes_no("responsible", "Parental responsibility?"),
        Question("address", "Address", "line"),
        yes_no("withheld", "Withhold the address?", "Must another party not learn it?"),
        Question("solicitor", "Solicitor", "line"),
    ))),
))  # fmt: skip
ENQUIRIES = Section("enquiries", "Enquiries", (
    need(Question("enquiries", "Who was asked", "rows", "Parents, children, school, GP, police, the council's file.",
                  columns=(
        line("who", "Who"),
        need(Question("on", "On", "day")),
        line("how", "How"),
    ))),
    need(Question("seen", "Was the child seen?", "choice", options=SEEN)),
    Question("seen_why", "With whom, or why not", "line", when=When("seen", ("with_other", "not")),
             needed="Write: With whom, or why not."),
    Question("missed", "Missed appointments", "line", "How many, and whose: the court is told of repeated ones."),
    yes_no("domestic_abuse", "Domestic abuse raised?"),
    Question("domestic_abuse_what", "What is said of it", "text", when=When("domestic_abuse", ("yes",)),
             needed="Write: What is said of it."),
    yes_no("safeguarding", "Safeguarding needed?", "Was anything found that needs a concern, or section 47?"),
    Question("safeguarding_done", "What was done about it", "text", when=When("safeguarding", ("yes",)),
             needed="Write: What was done about it."),
))  # fmt: skip
REPORT = (
    Section("background", "1 Background", (text("background", "Background"),)),
    Section("history", "2 Services' history", (text("history", "Services' history"),)),
    Section("each_child", "3 Each child", (text("each_child", "Each child"),)),
    Section("each_party", "4 Each party", (text("each_party", "Each party"),)),
    Section("response", "5 Family's response", (text("response", "The family's response"),)),
    Section("assessment", "6 Assessment", (text("assessment", "Assessment"),)),
)
CHECKLIST = Section("checklist", "7 Welfare checklist", (
    text("check_wishes", "(a) Wishes and feelings", "Of each child, by age and understanding."),
    text("check_needs", "(b) Needs", "Of each child: physical, emotional, educational."),
    text("check_change", "(c) Effect of any change", "On each child."),
    text("check_background", "(d) Age, sex, background", "Of each child, and what else is relevant."),
    text("check_harm", "(e) Harm", "Suffered, or at risk of it: each child."),
    text("check_parents", "(f) How capable parents are", "Each parent, and others: of meeting each child's needs."),
    text("check_powers", "(g) The court's powers"),
))  # fmt: skip
NO_ORDER = Section("no_order", "8 No order", (text("no_order", "Is an order better than none?"),))
CONCLUSIONS = Section("conclusions", "9 Conclusions", (
    text("conclusions", "Conclusions", "The recommendations, and the reasons for each."),
    need(Question("orders", "Orders suggested", "many", options=ORDERS, alone="none")),
    Question("assistance", "Family assistance order?", "yes_no"),
))  # fmt: skip
IMPACT = Section("impact", "Impact on each child", (
    text("impact_now", "What it is like for them", "Each child: what their life is like now."),
    text("impact_risk", "Risk and safety", "Domestic abuse and other harm: what each child has lived through."),
    text("impact_wishes", "Wishes and feelings", "Of each child, in their own words."),
    text("impact_options", "What each option would mean", "For each child."),
))  # fmt: skip
WHAT_IS_NEW = Section("new", "What is new", (
    line("first_report", "The report it adds to", "Its date and version."),
    text("asked_for", "What the court asks", "Word for word, from the new order."),
    text("since_then", "What has happened since"),
    text("changes", "What that changes", "In the assessment, and in the recommendations."),
))  # fmt: skip

SECTION_7 = (ORDER, CHILDREN, PARTIES, ENQUIRIES, *REPORT, CHECKLIST, NO_ORDER, CONCLUSIONS)
CHILD_IMPACT = (ORDER, CHILDREN, PARTIES, ENQUIRIES, IMPACT, CONCLUSIONS)
ADDENDUM = (ORDER, CHILDREN, PARTIES, ENQUIRIES, WHAT_IS_NEW, CONCLUSIONS)

AFTER_SIGNING = (
    line("author_name", "Author"),
    line("author_number", "Social Work England number", "The author's, or the supervisor's who is named."),
    Question("supervisor", "Supervised by", "line", "Where the author is not registered: by which social worker?"),
    Question("legal_advice", "Legal advice taken?", "yes_no"),
    need(Question("child_told", "Child told what it says?", "choice", "Was the child told, in their words?",
                  (("yes", "Yes"), ("no", "No"), ("too_young", "Too young")))),
    Question("slips", "Slips put right", "text", "Facts that a party put right before it was filed."),
    yes_no("truth", "Statement of truth", "The facts are within my knowledge, or true as far as I know."),
)  # fmt: skip
ANEW = frozenset({"truth", "child_told", "legal_advice"})
FROM_THE_ORDER = frozenset(question.id for question in ORDER.questions) - {"court", "case_number"}
"""The answers that come from the order: an addendum, which has an order of its own, begins without them."""
