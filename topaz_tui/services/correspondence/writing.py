"""What goes to whom, and why nothing goes to others; and making it: the letter as it stands for good, with the message
that carries it, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from peewee import fn

from topaz_tui import clock
from topaz_tui.errors import Invalid
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules import forms, people, queue
from topaz_tui.rules.correspondence import KIND, LetterKind, LetterWay, StepKind, Template
from topaz_tui.rules.forms import Answer, Question
from topaz_tui.services import access, interpreter_bookings, interpreters, links
from topaz_tui.services.correspondence import proof, sending, templates
from topaz_tui.services.correspondence.agreed import late_of, lines_of
from topaz_tui.services.correspondence.reach import Addressee, addressee
from topaz_tui.services.queue import status as queue_status
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Letter, Worker
from topaz_tui.store.rows import dicts

NOT_YET = "LT-…"  # where the reference of one stands that is not made yet


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """A letter as it is to go. `sent_to` is the address, line by line, the mail address or the number; `remark` what is
    to be known of it before it goes, `rings_at` when we ring, where it says so."""

    client_id: int
    name: str
    kind: str
    way: str
    sent_to: str
    language: str
    large: bool
    subject: str
    text: str
    remark: str = ""
    rings_at: str | None = None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Somebody to whom the letter does not go, and why."""

    client_id: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would go, in the order of the people asked for, and who is held back."""

    letters: tuple[PreparedLetter, ...]
    held: tuple[HeldBack, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the number and the reference of each, in that order; and what was held back."""

    ids: tuple[int, ...]
    references: tuple[str, ...]
    held: tuple[HeldBack, ...]
    way: str


def prepare(session: Session, client_ids: Sequence[int], answers: Mapping[str, Answer]) -> Prepared:
    """What would be written to these people, and who is held back; nothing is made. Raises UserError where an answer is
    missing, a template is wrong, or nothing can go this way at all."""
    several = len(set(client_ids)) > 1
    kind, way, given = _asked(session, answers, rules.questions(several=several))
    letters: list[PreparedLetter] = []
    held: list[HeldBack] = []
    seen: set[int] = set()
    for client_id in client_ids:
        if client_id in seen:
            continue
        whom = addressee(client_id)
        seen.update(whom.records)
        if access.is_closed(session, client_id):
            held.append(HeldBack(client_id, whom.name, access.RESTRICTED))
            continue
        own = _agreed(session, kind, way, whom) if several and "agreed" in kind.fields else {}
        then = given.get("rings_at")
        why = rules.held_back(kind, way, whom.reach)
        why = why or (rules.no_call_then(whom.reach, clock.from_store(then), clock.now()) if then else "")
        why = why or _written_already(kind, whom)
        why = why or ("" if all(own.values()) else rules.NOTHING_AGREED)
        if why:
            held.append(HeldBack(client_id, whom.name, why))
        else:
            letters.append(_write(session, kind, way, whom, {**given, **own}))
    return Prepared(tuple(letters), tuple(held))


def make(session: Session, client_ids: Sequence[int], answers: Mapping[str, Answer]) -> Made:
    """Make them: each stands as it is for good, waits to be printed, or goes to the outbox; and where it says when we
    ring, the call is set for then. Who can be written to is asked anew. Raises UserError where nobody can, and as
    `prepare` does."""
    with transaction():
        prepared = prepare(session, client_ids, answers)
        if not prepared.letters:
            first = prepared.held[0]
            raise Invalid(f"Nothing can be written to {first.name}: {first.why}.", "Nothing was made.")
        made = [_keep(session, each) for each in prepared.letters]
        queue_status.refresh([each.client_id for each in prepared.letters if each.rings_at], session.settings)
        ids, references = zip(*made, strict=True)
        return Made(ids, references, prepared.held, str(answers["way"]))


def _asked(
    session: Session, answers: Mapping[str, Answer], asked: Sequence[Question]
) -> tuple[LetterKind, LetterWay, dict[str, str]]:
    now = clock.now()
    settled = forms.settled(asked, answers, now)
    if lacking := forms.all_lacking(asked, settled, now):
        question, words = lacking[0]
        raise Invalid(words, "Nothing was made.", question.id)
    if wrong := rules.wrong_way(settled):
        raise Invalid(wrong, "Choose another way.", "way")
    kind, way = KIND[str(settled["kind"])], LetterWay(str(settled["way"]))
    if wrong := sending.lacking(session.settings, way):
        raise Invalid(wrong, "Choose another way, or see 'topaz help sending'.", "way")
    given = {"agreed": str(settled.get("agreed") or "").strip()}
    if kind.code == "call_on":
        at = clock.from_store(str(settled["at"]))
        if late := rules.too_late(way, at, now):
            raise Invalid(f"{late}.", "Nothing was made.", "at")
        given |= {"rings_at": clock.to_store(at), "time": f"{clock.local(at):%H:%M}"}
    return kind, way, given


def _write(
    session: Session, kind: LetterKind, way: LetterWay, whom: Addressee, given: Mapping[str, str]
) -> PreparedLetter:
    reach = whom.reach
    wanted = rules.language_of(reach.safety.language)
    template, language = templates.find(session.settings, kind, way, wanted)
    values = {
        "name": whom.dear, "today": rules.day_words(clock.today(), language), "reference": NOT_YET,
        "worker": session.name, "organisation": session.settings.organisation or "",
        "phone": _phone(session, template), **given,
    }  # fmt: skip
    if "rings_at" in given:
        values["day"] = rules.day_words(clock.local(clock.from_store(given["rings_at"])).date(), language)
    filled = rules.fill(template, values)
    sent_to = {
        LetterWay.PRINT: "\n".join(
            rules.address_lines(whom.on_the_envelope, reach.address or "", reach.postcode or "")
        ),
        LetterWay.MAIL: reach.mail or "",
        LetterWay.TEXT: reach.mobile or "",
    }[way]
    remarks = [] if language == wanted else [f"Speaks {reach.safety.language}: there is no such template, so English"]
    late = late_of(whom.records) if "agreed" in kind.fields else ()
    remarks += [f"Late, and its day is past: {', '.join(late)}"] if late else []
    if "rings_at" in given:
        remarks += _outside_hours(session, given["rings_at"]) + _moves_a_call(whom, given["rings_at"])
    away = queue.is_away(reach.away, reach.away_until, clock.now())
    remarks += ["Is away"] if away and way == LetterWay.PRINT else []
    large = way != LetterWay.TEXT and rules.wants_large(reach.safety.communication)
    return PreparedLetter(
        whom.client_id, whom.name, kind.code, way, sent_to, language, large, filled.subject, _tidy(filled.text),
        "; ".join(remarks), given.get("rings_at"),
    )  # fmt: skip


def _agreed(session: Session, kind: LetterKind, way: LetterWay, whom: Addressee) -> dict[str, str]:
    """What was agreed with each of several, whose letters nobody writes one by one."""
    spoken = rules.language_of(whom.reach.safety.language)
    language = templates.language_in(session.settings, kind, way, spoken)
    return {"agreed": "\n".join(lines_of(whom.records, language))}


def _outside_hours(session: Session, rings_at: str) -> list[str]:
    """That the team does not call then, where it doesn't: a call may be promised for such a time, but not unnoticed."""
    at = clock.from_store(rings_at)
    if session.settings.calls.hours.is_open(at):
        return []
    return [f"{clock.format_full_moment(at, clock.now())} is outside the calling hours"]


def _moves_a_call(whom: Addressee, rings_at: str) -> list[str]:
    """That a call is promised for another time, which gives way."""
    promised = interpreter_bookings.due_call(whom.records)
    if promised is None or clock.to_store(promised) == rings_at:
        return []
    return [
        f"A call is promised for {clock.format_full_moment(promised, clock.now())}: it is made at this time instead"
    ]


def _tidy(text: str) -> str:
    """The text without the empty lines that empty fields have left."""
    lines: list[str] = []
    for line in (each.rstrip() for each in text.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()


def _phone(session: Session, template: Template) -> str:
    """The number to ring: the team's, else the worker's own."""
    own = Worker.select(Worker.phone).where(Worker.id == session.worker_id).scalar()
    number = session.settings.letters.telephone or own
    if not number and "phone" in rules.used(template):
        raise Invalid(
            "It says whom to ring, and no number is known.",
            "Give the team's in the settings (letters.telephone), or yours: topaz workers change --phone.",
        )
    return people.format_phone(number) if number and number.startswith("+") else number or ""


def _written_already(kind: LetterKind, whom: Addressee) -> str:
    """Why no second letter of this kind is written: one waits already, and did not fail. '' where one may be."""
    open_ones = dict(_open(kind.code, whom.records))
    steps = proof.last_steps(open_ones)
    on_its_way = [id for id in open_ones if id not in steps or steps[id]["step"] != StepKind.FAILED]
    return f"The same is on its way ({open_ones[max(on_its_way)]})" if on_its_way else ""


def _open(kind: str, records: Sequence[int]) -> list[tuple[int, str]]:
    """The ids and references of the letters of this kind that have not come to their end."""
    there = Letter.select(Letter.id, Letter.reference).where(
        Letter.client.in_(list(records)), Letter.kind == kind, Letter.ended_at.is_null()
    )
    return [(row["id"], row["reference"]) for row in dicts(there)]


def _keep(session: Session, each: PreparedLetter) -> tuple[int, str]:
    """One that failed before is given up for it."""
    now = clock.now()
    failed = _open(each.kind, links.group_of(each.client_id))
    letter_id = int(Letter.select(fn.COALESCE(fn.MAX(Letter.id), 0) + 1).scalar())
    reference = f"LT-{clock.local(now).year}-{letter_id:05}"
    each = replace(each, subject=each.subject.replace(NOT_YET, reference), text=each.text.replace(NOT_YET, reference))
    Letter.insert(
        id=letter_id, reference=reference, client=each.client_id, kind=each.kind, way=each.way, sent_to=each.sent_to,
        language=each.language, large=int(each.large), subject=each.subject, text=each.text,
        made_by=session.worker_id, made_at=clock.to_store(now), rings_at=each.rings_at,
    ).execute()  # fmt: skip
    for before, _ in failed:
        proof.settle(before, StepKind.GIVEN_UP, session.worker_id, now, f"Written anew: {reference}")
    if each.way != LetterWay.PRINT:
        sending.put(session, letter_id, each, now)
    if each.rings_at:
        interpreters.set_call(session, each.client_id, clock.from_store(each.rings_at), f"Written to them: {reference}")
        interpreters.point_out(session, each.client_id, now)
    audit.record(session.worker_id, f"wrote to them: {each.way}", each.client_id, f"letter {letter_id}")
    return letter_id, reference
