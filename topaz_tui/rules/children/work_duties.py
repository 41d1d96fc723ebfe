"""Which duties of a young person's life, of an order, and of people in a school a piece of work is for."""

from __future__ import annotations

from collections.abc import Mapping

from topaz_tui.rules.children.work_states import WorkKind
from topaz_tui.rules.statutory.orders import ReportKind
from topaz_tui.rules.statutory.schools import TrainingKind

KIND_OF: Mapping[str, WorkKind] = {
    "NEEDS": WorkKind.PATHWAY_PLAN,
    "NEEDS_R": WorkKind.PATHWAY_PLAN,
    "PLAN": WorkKind.PATHWAY_PLAN,
    "PLAN_25": WorkKind.PATHWAY_PLAN,
    "PLAN_REV": WorkKind.PLAN_REVIEW,
    "PLAN_REV_MOVE": WorkKind.PLAN_REVIEW,
    "CARE_PLAN": WorkKind.CARE_PLAN,
}
"""The work that each duty to a young person is met by, by the duty's code. A needs assessment is the first part of a
pathway plan."""
KIND_OF_REPORT: Mapping[ReportKind, WorkKind] = {
    ReportKind.SECTION_7: WorkKind.SECTION_7,
    ReportKind.CHILD_IMPACT: WorkKind.CHILD_IMPACT,
    ReportKind.ADDENDUM: WorkKind.ADDENDUM,
}
CODE_OF_REPORT: Mapping[ReportKind, str] = {
    ReportKind.SECTION_7: "S7",
    ReportKind.CHILD_IMPACT: "CIR",
    ReportKind.ADDENDUM: "S7",
}
"""The duty that a report's filing meets."""
COURSE_OF: Mapping[str, TrainingKind] = {
    "DSL": TrainingKind.LEAD,
    "DSL_UPD": TrainingKind.LEAD_UPDATE,
    "STAFF_IND": TrainingKind.INDUCTION,
    "STAFF_UPD": TrainingKind.UPDATE,
    "STAFF_FULL": TrainingKind.WHOLE_STAFF,
    "PREVENT": TrainingKind.PREVENT,
}
"""The course of the session that meets each duty to train somebody in a school."""
