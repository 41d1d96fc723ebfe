"""Schools and colleges: their people, each one's training, and those that have no designated lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.config import Settings
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import people
from topaz_tui.rules.statutory.schools import (
    LEADS,
    Attended,
    Post,
    PostRole,
    SettingKind,
    TrainingKind,
    reckon,
    without_lead,
)
from topaz_tui.services import unread
from topaz_tui.services.session import AnySession, Session
from topaz_tui.services.statutory.council_terms import CouncilTerms
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import School, SchoolPost, Training
from topaz_tui.store.rows import dicts


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post in a school, by its id."""

    id: int
    role: PostRole
    post: Post


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school on the list since `added`, None where that can't be read, with all who work or worked in it; `unread` is
    what of it can't be read."""

    id: int
    name: str
    council: str | None
    posts: tuple[KnownPost, ...]
    added: date | None
    unread: tuple[str, ...] = ()

    def without_lead(self, day: date) -> date | None:
        """Since when it has had nobody as lead or deputy, or is on the list with nobody known; None where it has
        somebody."""
        return without_lead([each.post for each in self.posts], day) if self.posts else self.added or day

    def lead_left(self, day: date) -> date | None:
        """Since when it has no designated lead, though a deputy stands in; None where it has one, had none, or has
        nobody."""
        leads = [each.post for each in self.posts if each.role == PostRole.LEAD and each.post.began <= day]
        gone = [each.ended for each in leads if each.ended and each.ended <= day]
        return max(gone) if gone and len(gone) == len(leads) and self.without_lead(day) is None else None


@dataclass(frozen=True, slots=True)
class LeadAlarm:
    """A school without a designated lead or deputy, and since when: said the same day."""

    school_id: int
    name: str
    since: date
    council: str = ""


@dataclass(frozen=True, slots=True)
class TrainingLate:
    """A school where the training of so many people is late, and since when of the first."""

    school_id: int
    name: str
    posts: int
    since: date


def add(session: Session, name: str, kind: SettingKind = SettingKind.SCHOOL, council: str = "", urn: str = "") -> int:
    """Put a school on the list; returns its id. Raises Invalid without a name, Conflict for one that is there."""
    called = people.clean(name)
    if not called:
        raise Invalid("It needs a name.", "", "name")
    with transaction():
        if School.select().where(School.name == called).exists():
            raise Conflict("A school of that name is on the list.", "Open that one.")
        id = int(
            School.insert(
                name=called, kind=kind.value, council=people.clean(council) or None, urn=people.clean(urn) or None,
                made_by=session.worker_id, made_at=clock.to_store(clock.now()),
            ).execute()
        )  # fmt: skip
        audit.record(session.worker_id, "added a school", subject=f"school {id}")
    return id


def appoint(session: Session, school_id: int, name: str, role: PostRole, began: date) -> int:
    """Keep that somebody works in a school from a day on; returns the id of the post."""
    called = people.clean(name)
    if not called:
        raise Invalid("They need a name.", "", "name")
    with transaction():
        if not School.select().where(School.id == school_id).exists():
            raise NotFound("There is no such school.", "Look at the list again.")
        id = int(
            SchoolPost.insert(
                school=school_id, name=called, role=role.value, began_on=str(began), made_by=session.worker_id,
                made_at=clock.to_store(clock.now()),
            ).execute()
        )  # fmt: skip
        audit.record(session.worker_id, "recorded a post in a school", subject=f"post {id}")
    return id


def leave(session: Session, post_id: int, ended: date, why: str) -> LeadAlarm | None:
    """Keep that somebody works there no longer from a day on. Returns the alarm where the school has no designated lead
    or deputy by that day."""
    said = people.clean(why)
    if not said:
        raise Invalid("Say why they left the post.", "It stays on record.", "why")
    with transaction():
        row: Any = SchoolPost.get_or_none(SchoolPost.id == post_id)
        if row is None:
            raise NotFound("There is no such post.", "Open the school again.")
        if row.ended_on:
            raise Conflict("They left it before.", "Open the school again.")
        if str(ended) < row.began_on:
            raise Invalid("They began after that day.", "Look at the day again.", "ended")
        SchoolPost.update(ended_on=str(ended), ended_why=said).where(SchoolPost.id == post_id).execute()
        audit.record(session.worker_id, "recorded who left a school", subject=f"post {post_id}")
        if row.role not in LEADS:
            return None
        school = next(each for each in every() if each.id == row.school_id)
        since = school.without_lead(max(ended, clock.today()))
        return LeadAlarm(school.id, school.name, since, school.council or "") if since else None


def trained(
    session: Session,
    post_id: int,
    course: TrainingKind,
    held: date,
    *,
    whole: bool,
    edition: str = "",
    note: str = "",
    work_id: int | None = None,
) -> int:
    """Keep that somebody attended a course; `whole` says whether they were there for all of it, `work_id` which session
    of ours it was. Returns its id."""
    if held > clock.today():
        raise Invalid(f"{clock.format_day(held)} is yet to come.", "Look at the day again.", "held")
    with transaction():
        if not SchoolPost.select().where(SchoolPost.id == post_id).exists():
            raise NotFound("There is no such post.", "Open the school again.")
        id = int(
            Training.insert(
                post=post_id, course=course.value, held_on=str(held), whole=int(whole),
                edition=people.clean(edition) or None, note=people.clean(note) or None, work=work_id,
                made_by=session.worker_id,
                made_at=clock.to_store(clock.now()),
            ).execute()
        )  # fmt: skip
        audit.record(session.worker_id, "recorded training", subject=f"training {id}")
    return id


def every() -> list[KnownSchool]:
    """All schools that are on the list, by name. What of one can't be read is left out of it, and named (unread.py)."""
    met = unread.Met()
    attended: dict[int, list[Attended]] = defaultdict(list)
    of_school = {row["id"]: row["school"] for row in dicts(SchoolPost.select(SchoolPost.id, SchoolPost.school))}
    for row in dicts(Training.select().where(Training.void_at.is_null()).order_by(Training.held_on, Training.id)):
        with met.aside("training", row["id"], of_school[row["post"]]):
            attended[row["post"]].append(
                Attended(
                    TrainingKind(row["course"]),
                    date.fromisoformat(row["held_on"]),
                    bool(row["whole"]),
                    row["edition"] or "",
                )
            )
    posts: dict[int, list[KnownPost]] = defaultdict(list)
    for row in dicts(SchoolPost.select().order_by(SchoolPost.began_on, SchoolPost.id)):
        with met.aside("school_post", row["id"], row["school"]):
            role = PostRole(row["role"])
            ended = date.fromisoformat(row["ended_on"]) if row["ended_on"] else None
            post = Post(
                row["name"], date.fromisoformat(row["began_on"]), ended, role in LEADS, tuple(attended[row["id"]])
            )
            posts[row["school"]].append(KnownPost(row["id"], role, post))
    found: Any = School.select().where(School.retired_at.is_null()).order_by(School.name)
    known = []
    for row in dicts(found):
        id = row["id"]
        added = met.value("school", id, _day_of, row["made_at"])
        known.append(KnownSchool(id, row["name"], row["council"], tuple(posts[id]), added, met.words(id)))
    return known


def _day_of(moment: str) -> date:
    return clock.local(clock.from_store(moment)).date()


def alarms(session: AnySession) -> tuple[LeadAlarm, ...]:
    """The schools that have no designated lead or deputy today."""
    return leaderless(clock.today())


def leaderless(day: date) -> tuple[LeadAlarm, ...]:
    """The schools that have no designated lead or deputy on a day."""
    return tuple(
        LeadAlarm(each.id, each.name, since, each.council or "")
        for each in every()
        if (since := each.without_lead(day)) is not None
    )


def lead_left(day: date) -> tuple[LeadAlarm, ...]:
    """The schools whose designated lead left, and where a deputy stands in, on a day."""
    return tuple(
        LeadAlarm(each.id, each.name, since, each.council or "")
        for each in every()
        if (since := each.lead_left(day)) is not None
    )


def training_late(now: datetime, settings: Settings) -> Iterator[TrainingLate]:
    """The schools where somebody's training is late at a moment."""
    terms, today = CouncilTerms(settings), clock.local(now).date()
    for school in every():
        days = []
        for each in school.posts:
            late = [
                item.by.day
                for item in reckon(each.post, today, terms.rules(school.council))
                if item.by and item.overdue(now)
            ]
            days += [min(late)] if late else []
        if days:
            yield TrainingLate(school.id, school.name, len(days), min(days))
