"""The post: what waits to be printed, in one order, and what was printed and is to be put in the post."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from peewee import SQL, fn

from topaz_tui import clock
from topaz_tui.errors import Conflict, Invalid, NotFound
from topaz_tui.rules import correspondence as rules
from topaz_tui.rules import people
from topaz_tui.rules.correspondence import KIND, LetterWay, StepKind
from topaz_tui.services import access, reasons, unread, written_times
from topaz_tui.services.correspondence import late, proof
from topaz_tui.services.correspondence.reach import held_back, unsafe
from topaz_tui.services.escalations import opening
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit
from topaz_tui.store.database import transaction
from topaz_tui.store.models import Client, Letter, LetterStep, Worker
from topaz_tui.store.rows import dicts

HELD_BACK = "Held back: "
"""Before why a letter was not printed, that may not go any more."""
IN_POST, TAKEN_OUT = "In the post already, it was said, though: ", "Taken out before the post: "
"""Before why a printed letter must not go any more, by what was said of it."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter that has not come to its end. `step` is the newest step that was kept of it, and `at` when that was;
    `stands` says both, and `why_not` why it was not printed just now."""

    SHOWN: ClassVar[frozenset[str]] = frozenset(
        ("id", "reference", "client_id", "name", "person_id", "way", "made_at", "made_by", "at")
    )

    id: int
    reference: str
    client_id: int
    name: str
    person_id: str
    kind: str
    way: str
    made_at: str
    made_by: str
    rings_at: str | None
    step: str | None
    at: str
    stands: str
    proof: str
    why_not: str = ""

    @property
    def kind_words(self) -> str:
        """What kind of letter it is, as people say it."""
        if access.is_held_back(self):
            return access.RESTRICTED.capitalize()
        return KIND[self.kind].words if self.kind in KIND else "(unreadable)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter as it is printed. `sent_to` is the address, line by line."""

    id: int
    reference: str
    sent_to: tuple[str, ...]
    subject: str
    text: str
    large: bool
    language: str
    made_at: str


def waiting(session: AnySession, way: str | None = None) -> tuple[LetterLine, ...]:
    """What has not come to its end, in the order in which it was made; `way` narrows it."""
    return access.shown(session, _waiting(way))


def _waiting(way: str | None) -> tuple[LetterLine, ...]:
    rows = list(dicts(_open(way)))
    steps = proof.last_steps([row["id"] for row in rows])
    return tuple(_line(row, steps.get(row["id"])) for row in rows)


def _open(way: str | None) -> Any:
    found = (
        Letter.select(
            Letter.id, Letter.reference, Letter.client.alias("client_id"), Client.title, Client.first_name,
            Client.last_name, Client.preferred_name, Client.person_id, Letter.kind, Letter.way, Letter.made_at,
            Letter.rings_at, Worker.name.alias("made_by"),
        )
        .join(Client, on=Client.id == Letter.client)
        .join_from(Letter, Worker, on=Worker.id == Letter.made_by)
        .where(Letter.ended_at.is_null())
    )  # fmt: skip
    return (found.where(Letter.way == way) if way else found).order_by(Letter.made_at, Letter.id)


def _line(row: dict[str, Any], last: dict[str, Any] | None) -> LetterLine:
    names = [row.pop(name) for name in ("title", "first_name", "last_name", "preferred_name")]
    step = last["step"] if last else None
    return LetterLine(
        **row, name=people.full_name(*names), step=step, at=last["at"] if last else row["made_at"],
        stands=proof.stand(row["way"], step), proof=(last["words"] or "") if last else "",
    )  # fmt: skip


def to_print() -> bool:
    """Does any wait for the printer? A cheap look."""
    said = LetterStep.select(SQL("1")).where(LetterStep.letter == Letter.id)
    waits = Letter.select(Letter.id).where(Letter.ended_at.is_null(), Letter.way == LetterWay.PRINT, ~fn.EXISTS(said))
    return bool(waits.limit(1).exists())


def sheets(session: AnySession, letter_ids: Sequence[int] = ()) -> tuple[tuple[Sheet, ...], tuple[LetterLine, ...]]:
    """What is to be printed now, in the order in which it was made: all that waits for the printer, or these, printed
    or not. Beside them those that must not go any more (`reach.held_back`): they stand on the board. Raises Conflict
    for one that has come to its end."""
    open_ones = _waiting(LetterWay.PRINT)
    if over := [id for id in letter_ids if id not in {line.id for line in open_ones}]:
        letter: Any = Letter.get_by_id(over[0])
        last = proof.last_steps(over[:1]).get(over[0])
        stands = proof.stand(letter.way, last["step"] if last else None)
        raise Conflict(f"{letter.reference} is not to be printed: {stands.lower()}.", "Nothing was printed.")
    lines = [
        line
        for line in open_ones
        if (line.id in letter_ids if letter_ids else line.step not in (StepKind.PRINTED, StepKind.FAILED))
    ]
    if isinstance(session, Session):
        lines = [*access.left_out(session, lines)]
    why = _why_not([line.id for line in lines])
    held_lines = not_printed(session, {id: words for id, words in why.items() if words}, HELD_BACK)
    return _sheets([id for id, words in why.items() if not words]), held_lines


def _why_not(letter_ids: Sequence[int]) -> dict[int, str]:
    """Why each of these must not go any more, in that order; '' where it may."""
    letters = {letter.id: letter for letter in Letter.select().where(Letter.id.in_(list(letter_ids)))}
    return {id: held_back(letters[id]) for id in letter_ids}


def not_printed(session: AnySession, why: Mapping[int, str], said: str) -> tuple[LetterLine, ...]:
    """Keep of each of these why it was not printed, with `said` before it; they stand on the board then. Returns them,
    with that."""
    lines = [line for line in _waiting(LetterWay.PRINT) if line.id in why]
    with transaction():
        for line in lines:
            if line.step != StepKind.FAILED:
                proof.settle(line.id, StepKind.FAILED, None, clock.now(), f"{said}{why[line.id]}")
                late.put(line.id, clock.now(), session.settings)
    return access.shown(session, (replace(line, proof=f"{said}{why[line.id]}", why_not=why[line.id]) for line in lines))


def _sheets(ids: Collection[int]) -> tuple[Sheet, ...]:
    found = Letter.select().where(Letter.id.in_(list(ids))).order_by(Letter.made_at, Letter.id) if ids else ()
    return tuple(
        Sheet(row.id, row.reference, tuple(row.sent_to.split("\n")), row.subject, row.text, bool(row.large),
              row.language, row.made_at)
        for row in found
    )  # fmt: skip


def printed(session: AnySession, letter_ids: Collection[int], file: str) -> None:
    """Keep that these were printed into this file."""
    _each(session, letter_ids, StepKind.PRINTED, file)


def doubtful(session: AnySession, letter_ids: Collection[int]) -> tuple[LetterLine, ...]:
    """Those of these printed letters that must not go any more, with why (`proof`): of each is to be said whether it is
    in the post already."""
    why = {id: words for id, words in _why_not([*letter_ids]).items() if words}
    found = [replace(line, proof=why[line.id]) for line in _waiting(LetterWay.PRINT) if line.id in why]
    return access.shown(session, found)


def posted(session: Session, letter_ids: Collection[int], though: Collection[int] = ()) -> int:
    """Keep that these were put in the post, by whoever sits here; returns how many. Of those that must not go any more
    it is kept where they are `though`: it was said of them that they are in the post all the same, and a manager is
    asked what is done about one that was not safe. Raises UserError, and keeps nothing, where one is not among those,
    and for one that was not printed."""
    steps = proof.last_steps(letter_ids)
    if missing := [id for id in letter_ids if id not in steps or steps[id]["step"] == StepKind.FAILED]:
        reference = Letter.get_by_id(missing[0]).reference
        raise Invalid(f"{reference} was not printed.", "Print it first: topaz letters print FILE.pdf")
    with transaction():
        why = {id: words for id, words in _why_not([*letter_ids]).items() if words}
        if left := [id for id in why if id not in though]:
            raise Conflict(
                f"{Letter.get_by_id(left[0]).reference} must not go any more: {why[left[0]]}.",
                "In the post already: topaz letters posted --in-post. If not: topaz letters stop.",
            )
        for id in why:
            ask_if_unsafe(session, id)
        count = _each(session, [id for id in letter_ids if id not in why], StepKind.POSTED, "")
        return count + sum(_each(session, (id,), StepKind.POSTED, f"{IN_POST}{words}") for id, words in why.items())


def settle_doubtful(session: Session, went: Collection[int], out: Collection[int]) -> tuple[int, int]:
    """Keep what was said of printed letters that must not go any more: these are in the post already, and those were
    taken out before it, and do not go. Returns how many of each. Raises UserError as `posted` does."""
    with transaction():
        why = _why_not([*out])
        return posted(session, went, went), sum(give_up(session, (id,), f"{TAKEN_OUT}{why[id]}") for id in out)


def ask_if_unsafe(session: Session, letter_id: int) -> None:
    """Ask a manager what is done about a letter that went on paper though that was not safe any more. Part of the
    caller's transaction."""
    letter: Any = Letter.get_by_id(letter_id)
    printed_once = LetterStep.letter == letter_id, LetterStep.step == StepKind.PRINTED
    if letter.way != LetterWay.PRINT or not LetterStep.select().where(*printed_once).exists():
        return
    if why := unsafe(letter):
        asked = f"{letter.reference} is in the post, though it must not go any more: {why}. What is done about it?"
        opening.question(letter.client_id, session.worker_id, asked, clock.now(), session.settings)


def to_post(session: AnySession) -> tuple[int, ...]:
    """The ids of the letters that were printed and are not in the post yet."""
    return tuple(line.id for line in waiting(session, LetterWay.PRINT) if line.step == StepKind.PRINTED)


def give_up(session: Session, letter_ids: Collection[int], why: str) -> int:
    """Record that these letters do not go after all, for this reason; returns how many. Raises UserError where none is
    named, and for one that has come to its end."""
    why = reasons.given(why, "Say why it does not go.")
    with transaction():
        count = _each(session, letter_ids, StepKind.GIVEN_UP, why)
        for id in letter_ids:
            _ask_of_its_call(session, id)
        return count


def _ask_of_its_call(session: Session, letter_id: int) -> None:
    """Ask a manager what becomes of the call that was set because this letter promised it, which nobody tells them of
    now. Part of the caller's transaction."""
    letter: Any = Letter.get_by_id(letter_id)
    at = unread.value("letter", letter_id, clock.from_store, letter.rings_at) if letter.rings_at else None
    if at is None or at <= clock.now() or written_times.moved_since(letter.client_id, at):
        return
    then = clock.format_full_moment(at, clock.now())
    asked = f"{letter.reference} does not go; the call that it promised stands: {then}. Does it stay, and who says so?"
    opening.question(letter.client_id, session.worker_id, asked, clock.now(), session.settings)


def _each(session: AnySession, letter_ids: Collection[int], step: StepKind, words: str) -> int:
    with transaction():
        now = clock.now()
        for id in letter_ids:
            row: Any = Letter.get_or_none(Letter.id == id)
            if row is None:
                raise NotFound("There is no such letter.", "'topaz letters list' has all that wait.")
            if row.ended_at:
                raise Conflict(f"{row.reference} has come to its end already.", "There is nothing to do.")
            if row.way != LetterWay.PRINT and step in (StepKind.PRINTED, StepKind.POSTED):
                raise Invalid(f"{row.reference} goes by {row.way}.", "Only what goes on paper is printed.")
            proof.settle(id, step, session.worker_id, now, words)
            audit.record(session.worker_id, f"letter: {rules.STEPS[step].lower()}", row.client_id, f"letter {id}")
        return len(letter_ids)


def named(session: AnySession, references: Sequence[str]) -> tuple[int, ...]:
    """The ids of the letters with these references. Raises NotFound for a reference that no letter has."""
    found = []
    for reference in references:
        id = Letter.select(Letter.id).where(Letter.reference == reference.strip().upper()).scalar()
        if id is None:
            raise NotFound(f"There is no letter {reference}.", "'topaz letters list' has all that wait.")
        found.append(int(id))
    return tuple(found)
