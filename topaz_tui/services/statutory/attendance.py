"""What a session of training shows: whoever was there for all of it has had the course, by the signed attendance.

Names of the list are held against those at work in the school on that day. Who is none of them has no duty to be met
here: they are named, and are recorded once somebody has put them on the school's list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import forms
from topaz_tui.rules.children.work_duties import COURSE_OF
from topaz_tui.rules.children.work_moves import WorkMoveId
from topaz_tui.rules.forms import Answer, Answers, Row
from topaz_tui.rules.statutory.schools import LEADS, PostRole, TrainingKind
from topaz_tui.services.session import Session
from topaz_tui.services.statutory import schools
from topaz_tui.services.statutory.pieces import KnownWork
from topaz_tui.services.statutory.schools import KnownPost, KnownSchool
from topaz_tui.store import audit
from topaz_tui.store.models import School, Training

ROLES: dict[PostRole, str] = {
    PostRole.LEAD: "lead",
    PostRole.DEPUTY: "deputy",
    PostRole.STAFF: "staff",
    PostRole.GOVERNOR: "governor",
    PostRole.VOLUNTEER: "volunteer",
    PostRole.SUPPLY: "supply",
}
"""A post's role as the list of who was there has it."""
FOR_LEADS = (TrainingKind.LEAD, TrainingKind.LEAD_UPDATE)


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who of a session's list was there for `whole` of it, by their post, who for a part, and who is `unknown`: on no
    list of the school, or one of two of that name."""

    course: TrainingKind | None
    held: date | None
    edition: str
    whole: tuple[int, ...] = ()
    part: tuple[int, ...] = ()
    unknown: tuple[str, ...] = ()


def known_school(school_id: int) -> KnownSchool | None:
    """The school of this number; None where there is none on the list."""
    return next((each for each in schools.every() if each.id == school_id), None)


def first_answers(known: KnownWork) -> dict[str, Answer]:
    """With what a session's document begins beside last time's: the school, its people who may come, and the course. It
    says of nobody whether they were there."""
    school = known_school(known.school_id or 0)
    if school is None:
        return {}
    course = COURSE_OF[known.code]
    row = School.get_by_id(school.id)
    there = [each for each in school.posts if each.post.ended is None]
    asked = [each for each in there if course not in FOR_LEADS or each.role in LEADS]
    people: list[Row] = [{"name": each.post.person, "role": ROLES[each.role]} for each in asked]
    facts = {"setting": school.name, "urn": row.urn or "", "commissioner": school.council or "", "course": course.value}
    return {**{name: words for name, words in facts.items() if words}, "attended": people}


def of(known: KnownWork, answers: Answers) -> Attendance:
    """Who was there, by what is written."""
    held = forms.day_of(answers.get("day"))
    course = next((each for each in TrainingKind if each.value == answers.get("course")), None)
    edition = str(answers.get("edition") or "")
    school = known_school(known.school_id or 0)
    if school is None or held is None or course is None:
        return Attendance(course, held, edition)
    found: dict[str, list[int]] = {"all": [], "part": []}
    unknown = []
    for row in forms.rows_of(answers.get("attended")):
        if row.get("present") not in found:
            continue
        post = _post(school, row, held)
        if post is None:
            unknown.append(row.get("name", ""))
        else:
            found[row["present"]].append(post.id)
    return Attendance(course, held, edition, tuple(found["all"]), tuple(found["part"]), tuple(unknown))


def _post(school: KnownSchool, row: Row, held: date) -> KnownPost | None:
    """Whose post it is: of several of one name the one of this role. None where that is not one alone."""
    named = [
        each
        for each in school.posts
        if _folded(each.post.person) == _folded(row.get("name", ""))
        and each.post.began <= held
        and (each.post.ended is None or each.post.ended > held)
    ]
    if len(named) > 1:
        named = [each for each in named if ROLES[each.role] == row.get("role")]
    return named[0] if len(named) == 1 else None


def refuse_another_day(answers: Answers, said: date | None) -> None:
    """Raises Invalid where the move names another day than the session's document."""
    held = forms.day_of(answers.get("day"))
    if held is None or said == held:
        return
    words = f"The document says that it was held on {clock.format_day(held)}."
    raise Invalid(words, "Give that day, or have the document sent back and put right.", "day")


def settle(session: Session, known: KnownWork, answers: Answers) -> None:
    """Keep whose training the signed attendance shows, and void what it shows no more. Part of the caller's
    transaction; nothing before the session was held."""
    if WorkMoveId.HELD_SESSION not in known.stands.done:
        return
    there = of(known, answers)
    if there.course is None or there.held is None:
        return
    shown = {(post, True) for post in there.whole} | {(post, False) for post in there.part}
    now = clock.to_store(clock.now())
    for row in Training.select().where(Training.work == known.id, Training.void_at.is_null()):
        key = row.post_id, bool(row.whole)
        if key in shown and (row.course, row.held_on) == (there.course.value, str(there.held)):
            shown.remove(key)
            continue
        why = "The attendance of the session was put right."
        Training.update(void_at=now, void_by=session.worker_id, void_why=why).where(Training.id == row.id).execute()
        audit.record(session.worker_id, "took back training", subject=f"training {row.id}")
    for post, whole in sorted(shown):
        schools.trained(session, post, there.course, there.held, whole=whole, edition=there.edition, work_id=known.id)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
