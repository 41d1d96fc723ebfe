"""What was done about a client, in one stream, newest first: calls, reviews, actions, concerns, notes,
escalations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from topaz_tui import clock
from topaz_tui.rules import outcomes, referrals, reviews
from topaz_tui.rules.people import matching
from topaz_tui.services import concerns, links, pairs, unread
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.store.database import database


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that was done: `kind` is what it was, `words` what came of it, `detail` what was written
    about it. `record` is the ID of the record to which it belongs, of a person who has several; `case` the number of
    the escalation whose history it is part of."""

    key: str
    at: datetime
    kind: str
    words: str
    detail: str
    who: str
    record: str = ""
    case: int | None = None


def timeline(records: Sequence[int], limit: int) -> tuple[tuple[Moment, ...], bool]:
    """The newest `limit` of all that was done, under any of a person's records, and whether there is more."""
    ids = links.person_ids(records) if len(records) > 1 else {}
    found = {
        moment.key: replace(moment, record=ids.get(client_id, ""))
        for client_id in records
        for sql, read in _SOURCES
        for moment in _read(sql, read, client_id, limit + 1)
    }
    newest = sorted(found.values(), key=lambda moment: moment.at, reverse=True)
    return tuple(newest[:limit]), len(newest) > limit


def _read(sql: str, read: Callable[..., Moment], client_id: int, limit: int) -> Iterator[Moment]:
    yield from unread.each(read.__name__.strip("_"), database.execute_sql(sql, (client_id, limit)).fetchall(), read)


def under(text: str | None) -> str:
    """What somebody wrote, its lines under the first: none of them can pass for one of Topaz's own."""
    return (text or "").replace("\n", "\n  ")


def _call(
    id: int,
    at: str,
    who: str,
    direction: str,
    outcome: str,
    note: str | None,
    next_words: str | None,
    wrong_by: str | None,
    wrong_at: str | None,
    wrong: str | None,
    right_by: str | None,
    right_at: str | None,
    right: str | None,
) -> Moment:
    """A call; of one that was put right, both: what was saved by mistake, and what was meant."""
    known = outcomes.BY_CODE.get(outcome)
    words, then = known.words if known else outcome, f"Then: {next_words}" if next_words else ""
    if wrong_by and wrong_at:
        words = f"{words} · SAVED BY MISTAKE"
        then = f"Put right by {wrong_by}, {clock.moment_words(clock.from_store(wrong_at), clock.now())}: {under(wrong)}"
    elif right_by and right_at:
        said = f"Put right by {right_by}, {clock.moment_words(clock.from_store(right_at), clock.now())}: {under(right)}"
        then = "\n".join(filter(None, (said, then)))
    detail = "\n".join(filter(None, (under(note), then)))
    kind = "Call in" if direction == "in" else "Call"
    return Moment(f"call {id}", clock.from_store(at), kind, words, detail, who)


def _review(id: int, at: str, who: str, complete: int) -> Moment:
    review = kept_reviews.of_id(id)
    areas = {area: review.areas[area] for area in reviews.AREA if area in review.areas}  # in the form's order
    said = reviews.summary(review)
    lines = [
        f"{reviews.AREA[area].words}: {answer.answer}{', unable' if answer.unable == 'yes' else ''}"
        for area, answer in areas.items()
        if answer.answer == "worse" or answer.unable == "yes"
    ]
    return Moment(
        f"review {id}",
        clock.from_store(at),
        "Review",
        said if complete else f"Not complete: {', '.join(filter(None, (said, reviews.unanswered(review))))}",
        "\n".join(lines),
        who,
    )


def action_words(kind: str, detail: str, to: str | None, day: date | None) -> str:
    """'Support arranged: handrail · Lambeth OT · by 3 Dec 2026'."""
    known = reviews.ACTION.get(kind)
    by = f"by {clock.day_words(day)}" if day else None
    return " · ".join(filter(None, (f"{known.words if known else kind}: {detail}", to, by)))


def _action(
    id: int,
    at: str,
    who: str,
    kind: str,
    detail: str,
    to: str | None,
    by_on: str | None,
    done_at: str | None,
    done_by: str | None,
) -> Moment:
    now = clock.now()
    done = f"Done {clock.moment_words(clock.from_store(done_at), now)} by {done_by}" if done_at else ""
    known = reviews.ACTION.get(kind)
    still = "" if done or not (known and known.stays_open) else "Not done yet"
    return Moment(
        f"action {id}",
        clock.from_store(at),
        "Action",
        action_words(kind, detail, to, unread.value("action", id, date.fromisoformat, by_on)),
        done or still,
        who,
    )


def stage(submitted_at: str | None, discarded_at: str | None, state: str | None, waiting_for: str | None) -> str:
    """Where a concern is, in words."""
    if discarded_at:
        return "given up before it was submitted"
    if not submitted_at:
        return "being written, not submitted"
    known = referrals.STATES.get(state or "submitted")
    words = known.words if known else str(state)
    return f"{words}, waits for {waiting_for}" if waiting_for and not (known and known.final) else words


def _concern(
    id: int,
    at: str,
    who: str,
    reference: str,
    submitted_at: str | None,
    discarded_at: str | None,
    why: str | None,
    state: str | None,
    waiting_for: str | None,
    case: int | None,
) -> Moment:
    words = f"{reference}: {stage(submitted_at, discarded_at, state, waiting_for)}"
    return Moment(f"concern {id}", clock.from_store(submitted_at or at), "Concern", words, why or "", who, case=case)


NOTE_KINDS = {"next caller": "Word left", "note": "Note", "skipped": "Skipped", "added": "Added"}


def _note(id: int, at: str, who: str, kind: str, text: str) -> Moment:
    first, _, rest = text.partition("\n")
    rest = f"  {under(rest)}" if rest else ""
    return Moment(f"note {id}", clock.from_store(at), NOTE_KINDS.get(kind, kind), first, rest, who)


def _addition(id: int, at: str, who: str, reference: str, text: str) -> Moment:
    return Moment(f"addition {id}", clock.from_store(at), "Addition", f"To {reference}", under(text), who)


_MOVES = {
    "concern": {move.id: move.words for move in referrals.MOVES.values()},
    **{kind: {each.id: each.words for each in decisions} for kind, decisions in referrals.DECISIONS.items()},
}
_OTHERS = {referrals.PUT_RIGHT: referrals.PUT_RIGHT_WORDS}
_SAID = ("mistake", "question", "answer", "reason", "why", "why_not", "said", "note")
"""What was written for a move, in the order in which it is read."""


def _event(
    id: int,
    at: str,
    who: str | None,
    move: str,
    body: str,
    kind: str,
    reference: str | None,
    wrong: int,
    case: int,
) -> Moment:
    """Something that happened on the board; `wrong` says that it was recorded by mistake."""
    given = unread.body("event", id, body)
    about = reference or referrals.KINDS.get(kind, kind)
    words = (
        "On the manager's board"
        if move == "opened"
        else _MOVES.get(kind, {}).get(move) or _OTHERS.get(move) or move.replace("_", " ").capitalize()
    )
    words += referrals.MISTAKE if wrong else ""
    detail = "\n".join(under(str(given[name])) for name in _SAID if isinstance(given.get(name), str) and given[name])
    return Moment(
        f"event {id}",
        clock.from_store(at),
        "Manager" if kind != "concern" else "Referral",
        f"{about}: {words}",
        detail,
        who or "Topaz",
        case=case,
    )


_JUDGED = {
    "confirmed": "The same person as record {}: linked, called once",
    "dismissed": "Somebody else than record {}",
    "undone": "Not linked with record {} any more: each stands as it did",
    "open": "May be the same person as record {} after all",
}


def _judgement(id: int, at: str, who: str | None, verdict: str, evidence: str | None, other: str) -> Moment:
    words = _JUDGED.get(verdict, verdict).format(other)
    why = matching.words_of(pairs.evidence_of(evidence))
    return Moment(f"judgement {id}", clock.from_store(at), "Records", words, why[:1].upper() + why[1:], who or "Topaz")


_SOURCES: tuple[tuple[str, Callable[..., Moment]], ...] = (
    (
        """
        SELECT k.id, k.rang_at, w.name, k.direction, k.outcome, k.note, k.next_words, xw.name, x.made_at, x.reason,
               yw.name, y.made_at, y.reason
        FROM call k JOIN worker w ON w.id = k.worker_id
        LEFT JOIN correction x ON x.call_id = k.id LEFT JOIN worker xw ON xw.id = x.worker_id
        LEFT JOIN correction y ON y.meant_id = k.id LEFT JOIN worker yw ON yw.id = y.worker_id
        WHERE k.client_id = ? ORDER BY k.rang_at DESC, k.id DESC LIMIT ?""",
        _call,
    ),
    (
        """
        SELECT r.id, r.reviewed_at, w.name, r.complete FROM review r JOIN worker w ON w.id = r.worker_id
        WHERE r.client_id = ? ORDER BY r.id DESC LIMIT ?""",
        _review,
    ),
    (
        """
        SELECT a.id, a.made_at, w.name, a.kind, a.detail, a.who, a.by_on, a.done_at, d.name
        FROM action a JOIN worker w ON w.id = a.made_by LEFT JOIN worker d ON d.id = a.done_by
        WHERE a.client_id = ? ORDER BY a.id DESC LIMIT ?""",
        _action,
    ),
    (  # but one that was opened by mistake and put away untouched
        f"""
        SELECT c.id, c.opened_at, w.name, c.reference, c.submitted_at, c.discarded_at, c.discarded_why,
               e.state, e.waiting_for, e.id
        FROM concern c JOIN worker w ON w.id = c.opened_by LEFT JOIN escalation e ON e.concern_id = c.id
        WHERE c.client_id = ? AND (c.discarded_at IS NULL OR c.discarded_why <> '{concerns.UNTOUCHED}')
        ORDER BY c.id DESC LIMIT ?""",
        _concern,
    ),
    (
        """
        SELECT n.id, n.made_at, w.name, n.kind, n.text FROM note n JOIN worker w ON w.id = n.worker_id
        WHERE n.client_id = ? ORDER BY n.id DESC LIMIT ?""",
        _note,
    ),
    (
        """
        SELECT a.id, a.added_at, w.name, c.reference, a.text
        FROM addition a JOIN concern c ON c.id = a.concern_id JOIN worker w ON w.id = a.worker_id
        WHERE c.client_id = ? ORDER BY a.id DESC LIMIT ?""",
        _addition,
    ),
    (
        """
        SELECT j.id, j.judged_at, w.name, j.verdict, j.evidence, c.person_id
        FROM (SELECT * FROM judgement WHERE client_id = ?1 UNION ALL SELECT * FROM judgement WHERE other_id = ?1) AS j
        LEFT JOIN worker w ON w.id = j.worker_id
        JOIN client c ON c.id = CASE j.client_id WHEN ?1 THEN j.other_id ELSE j.client_id END
        ORDER BY j.id DESC LIMIT ?2""",
        _judgement,
    ),
    (  # the concern itself stands for its escalation's first event, and for the line of its proposed withdrawal
        """
        SELECT v.id, v.at, w.name, v.move, v.body, e.kind, c.reference,
               (SELECT count(*) FROM event p WHERE p.corrects = v.id AND p.move = 'put_right'), e.id
        FROM event v JOIN escalation e ON e.id = v.escalation_id
        LEFT JOIN worker w ON w.id = v.worker_id LEFT JOIN concern c ON c.id = e.concern_id
        WHERE e.client_id = ? AND NOT (e.kind = 'concern' AND v.move = 'opened')
            AND e.kind <> 'withdrawal'
        ORDER BY v.id DESC LIMIT ?""",
        _event,
    ),
)
