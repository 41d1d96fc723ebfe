"""A session of training in a setting as data, with everybody who was there (Keeping children safe in education;
SOURCES.md, 48 to 50). The edition that was taught is kept: a certificate says which."""

from __future__ import annotations

from topaz_tui.rules.children.asking import line, need, yes_no
from topaz_tui.rules.children.signatures import Signatory
from topaz_tui.rules.concerns import Section
from topaz_tui.rules.forms import Option, Question, When
from topaz_tui.rules.statutory.schools import TrainingKind

COURSES: tuple[Option, ...] = (
    (TrainingKind.LEAD, "Leads and deputies"),
    (TrainingKind.LEAD_UPDATE, "Refresh for leads"),
    (TrainingKind.WHOLE_STAFF, "Whole staff"),
    (TrainingKind.INDUCTION, "Induction"),
    (TrainingKind.UPDATE, "Update for staff"),
    (TrainingKind.PREVENT, "Prevent"),
    ("governors", "Governors"),
    ("online", "Online safety"),
    ("other", "Another course"),
)
CONTENT: tuple[Option, ...] = (
    ("abuse", "Types of abuse"),
    ("online", "Online safety, filtering, monitoring"),
    ("referral", "How to refer"),
    ("low_level", "Low-level concerns"),
    ("child_on_child", "Child-on-child abuse"),
    ("prevent", "Prevent"),
    ("whistleblowing", "Whistleblowing"),
)
ROLES: tuple[Option, ...] = (
    ("lead", "Lead"),
    ("deputy", "Deputy"),
    ("staff", "Staff"),
    ("governor", "Governor"),
    ("volunteer", "Volunteer"),
    ("supply", "Supply"),
)
PRESENT: tuple[Option, ...] = (("all", "All of it"), ("part", "A part"), ("none", "Not there"))
EDITIONS: tuple[Option, ...] = tuple((str(year), str(year)) for year in range(2024, 2028))

SIGNATORIES = (Signatory("trainer", "Trainer", official=True),)

SECTIONS = (
    Section("session", "Session", (
        line("setting", "Setting", "The school or college."),
        Question("urn", "URN", "line", "Its unique reference number."),
        line("commissioner", "Commissioner"),
        need(Question("course", "Course", "choice", options=COURSES)),
        Question("course_what", "Which course", "line", when=When("course", ("other",)), needed="Write: Which course."),
        Question("required", "Required by law or guidance?", "yes_no"),
        need(Question("day", "Held on", "day", "The day of the course: what is due next counts from it.",
                      sense="either")),
        need(Question("minutes", "How long, in minutes", "number")),
        need(Question("where", "Where", "choice", options=(("venue", "At a place"), ("online", "Online")))),
        Question("venue", "Place", "line", when=When("where", ("venue",)), needed="Write: Place."),
        line("trainer_name", "Trainer"),
        need(Question("edition", "Edition of the guidance", "choice", "Keeping children safe in education.",
                      EDITIONS)),
    )),
    Section("content", "Content", (need(Question("content", "What was taught", "many", options=CONTENT)),)),
    Section("attended", "Attended", (
        need(Question("attended", "Who was there", "rows", "Part of it is not attendance, and has no certificate.",
                      columns=(
            line("name", "Name"),
            need(Question("role", "Role", "choice", options=ROLES)),
            need(Question("present", "There for", "choice", options=PRESENT)),
            Question("next_due", "Next due", "day", sense="ahead"),
        ))),
    )),
    Section("after", "After", (
        Question("evaluation", "Evaluation", "text"),
        Question("absent", "To catch up", "rows", "Who was not there for all of it, and when they do it.", columns=(
            line("name", "Name"),
            Question("by", "By when", "day", sense="ahead"),
        )),
        Question("evidence_sent", "Evidence sent on", "day", "To the setting, where it has it already."),
    )),
)  # fmt: skip
AFTER_SIGNING = (yes_no("list_signed", "Is the list signed?", "Everybody signed that they were there."),)
ANEW = frozenset({"day", "attended", "absent", "evaluation", "evidence_sent", "list_signed", "edition"})
"""The answers that the next session of the same setting begins without."""
OF_IT = ANEW - {"evidence_sent", "list_signed"}
"""Those of them that stay where the same session is returned: who was there, and when."""
