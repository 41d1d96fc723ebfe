"""What was done about a client, in one stream, newest first: calls, reviews, actions, concerns, notes,
escalations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.rules import correspondence, outcomes, referrals, representatives, reviews, wishes
from topaz_tui.rules.arranged import CHOICE, GIVEN, Said
from topaz_tui.rules.children.board_lines import WHAT
from topaz_tui.rules.contact_safety import Numbers
from topaz_tui.rules.notes import NOTE_WORDS
from topaz_tui.rules.people import Verdict, matching
from topaz_tui.rules.referrals import EscalationState, OtherEvent
from topaz_tui.services import led_to as kept_effects
from topaz_tui.services import links, pairs, unread
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.services.clients import timeline_beside as beside
from topaz_tui.services.clients import timeline_in_care, timeline_rows
from topaz_tui.services.clients import timeline_queries as queries
from topaz_tui.services.clients.authorities import named, through_whom
from topaz_tui.services.clients.filled import Filled, filled
from topaz_tui.services.clients.moment import Moment, under
from topaz_tui.services.correspondence import proof
from topaz_tui.services.importing import STOPPED_WORDS


def timeline(records: Sequence[int], limit: int, there: Filled | None = None) -> tuple[tuple[Moment, ...], bool]:
    """The newest `limit` of all that was done, under any of a person's records, and whether there is more; `there` is
    what is filled of each, where that was asked already."""
    ids = links.person_ids(records) if len(records) > 1 else {}
    there = there or filled(records)
    found = {
        moment.key: replace(moment, record=ids.get(client_id, ""))
        for client_id in records
        for table, rests_on, rows, make in _SOURCES
        if rests_on in there[client_id]
        for moment in unread.each_named(table, rows(client_id, limit + 1), make)
    }
    newest = sorted(found.values(), key=lambda moment: moment.at, reverse=True)
    return tuple(newest[:limit]), len(newest) > limit


def _call(
    id: int,
    at: str,
    who: str,
    direction: str,
    outcome: str,
    note: str | None,
    ended_at: str,
    next_words: str | None,
    led_to: str | None,
    rung: str | None,
    relation: str | None,
    wrong_by: str | None,
    wrong_at: str | None,
    wrong: str | None,
    right_by: str | None,
    right_at: str | None,
    right: str | None,
) -> Moment:
    """The line of a call. Of a call that was put right it says both what was saved by mistake and what was meant."""
    known = outcomes.BY_CODE.get(outcome)
    words, then = known.words if known else outcome, kept_effects.in_words(id, led_to, next_words, ended_at)
    words = f"To {named(rung, relation)}: {words}" if rung else words
    then = f"Then: {then}" if then else ""
    if wrong_by and wrong_at:
        words = f"{words} · SAVED BY MISTAKE"
        then = (
            f"Put right by {wrong_by}, {clock.format_moment(clock.from_store(wrong_at), clock.now())}: {under(wrong)}"
        )
    elif right_by and right_at:
        said = (
            f"Put right by {right_by}, {clock.format_moment(clock.from_store(right_at), clock.now())}: {under(right)}"
        )
        then = "\n".join(filter(None, (said, then)))
    detail = "\n".join(filter(None, (under(note), then)))
    kind = "Call in" if direction == "in" else "Call"
    return Moment(f"call {id}", clock.from_store(at), kind, words, detail, who)


def _review(
    id: int,
    at: str,
    who: str,
    complete: int,
    spoke_with: str | None,
    through: str | None,
    relation: str | None,
    acts_as: str | None,
    why_through: str | None,
    answers: list[dict[str, Any]],
    authority: representatives.KnownAuthority | None,
) -> Moment:
    review, made = kept_reviews.state_of(answers), clock.from_store(at)
    areas = {area: review.areas[area] for area in reviews.AREA if area in review.areas}  # in the form's order
    said = reviews.summary(review)
    lines = [
        f"{reviews.AREA[area].words}: {answer.answer or 'not said'}{', unable' if answer.unable == 'yes' else ''}"
        for area, answer in areas.items()
        if answer.answer == "worse" or answer.unable == "yes"
    ]
    words = said if complete else f"Not complete: {', '.join(filter(None, (said, reviews.unanswered(review))))}"
    if how := representatives.HOW.get(spoke_with or ""):
        words = f"{how}: {words}"
        whom = through, relation
        lines.insert(0, through_whom(whom, acts_as, authority, why_through, clock.local(made).date()))
    return Moment(f"review {id}", made, "Review", words, "\n".join(lines), who)


def action_words(kind: str, detail: str, to: str | None, day: date | None) -> str:
    """'Support arranged: handrail · Lambeth OT · by 3 Dec 2026'."""
    known = reviews.ACTION.get(kind)
    by = f"by {clock.format_day(day)}" if day else None
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
    ended_as: str | None,
    ended_why: str | None,
    owner: str | None,
    referral: str | None,
) -> Moment:
    now = clock.now()
    how = CHOICE[Said(ended_as)].words if ended_as in set(Said) else "Done"
    done = f"{how}, {clock.format_moment(clock.from_store(done_at), now)}, {done_by}" if done_at else ""
    done += f"\n{under(ended_why)}" if ended_why else ""
    known = reviews.ACTION.get(kind)
    still = "" if done or not (known and known.stays_open) else "Not done yet"
    still += f" · {owner} sees to it" if still and owner else ""
    still += f" · referred: {referral}" if still and referral else ""
    return Moment(
        f"action {id}",
        clock.from_store(at),
        "Action",
        action_words(kind, detail, to, unread.value("action", id, date.fromisoformat, by_on)),
        done or still,
        who,
    )


def _said_of_action(
    id: int,
    at: str,
    who: str,
    action: int,
    detail: str,
    said: str,
    by_on: str | None,
    was_by: str | None,
    why: str | None,
    given_name: str | None,
    taken_back_at: str | None,
    taken_back_name: str | None,
    taken_back_why: str | None,
) -> Moment:
    """The line of what was said of an action outside of a call; where that was taken back it says both."""
    words = f"given to {given_name}" if said == GIVEN else CHOICE[Said(said)].words.lower()
    words += f", was to come by {clock.format_day(date.fromisoformat(was_by))}" if by_on and was_by else ""
    words += f", now by {clock.format_day(date.fromisoformat(by_on))}" if by_on else ""
    more = under(why)
    if taken_back_at:
        words += " · SAID BY MISTAKE"
        when = clock.format_moment(clock.from_store(taken_back_at), clock.now())
        more = "\n".join(filter(None, (more, f"Put right by {taken_back_name}, {when}: {under(taken_back_why)}")))
    return Moment(
        f"said {action} {id}", clock.from_store(at), "Action", f"{' '.join(detail.split())}: {words}", more, who
    )


def _file(id: int, at: str, who: str, file: str, stopped: str, said: str | None) -> Moment:
    words = f"The council's file says that they have {STOPPED_WORDS[stopped]}: nobody calls them any more"
    return Moment(f"file {id}", clock.from_store(at), "File", words, "\n".join(filter(None, (file, under(said)))), who)


def file_that_stopped(client_id: int) -> str | None:
    """Which of the council's files stopped calls to them, and when, in words; None where none did."""
    for row in queries.files(client_id, 1):
        return f"{row['file']}, {clock.format_full_moment(clock.from_store(row['at']), clock.now())}"
    return None


def stage(submitted_at: str | None, discarded_at: str | None, state: str | None, waiting_for: str | None) -> str:
    """How far a concern is, in words."""
    if discarded_at:
        return "given up before it was submitted"
    if not submitted_at:
        return "being written, not submitted"
    return standing(referrals.DocumentKind.CONCERN, state or EscalationState.SUBMITTED, waiting_for)


def standing(kind: str, state: str, waiting_for: str | None) -> str:
    """How far a document of this kind is that was sent out, in words."""
    known = referrals.STATES_OF.get(kind, referrals.STATES).get(state)
    words = known.words if known else state
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


def _note(id: int, at: str, who: str, kind: str, text: str) -> Moment:
    first, _, rest = text.partition("\n")
    rest = f"  {under(rest)}" if rest else ""
    return Moment(f"note {id}", clock.from_store(at), NOTE_WORDS.get(kind, kind), first, rest, who)


def _wish(
    id: int,
    at: str,
    who: str,
    wish: str,
    until: str | None,
    asked_by: str,
    asked_name: str | None,
    how: str,
    capacity: str,
    capacity_done: str | None,
    said: str,
) -> Moment:
    day = unread.value("call_wish", id, date.fromisoformat, until)
    when = f" ({_UNTIL.get(wish, 'until')} {clock.format_day(day)})" if day else ""
    asker = " · ".join(filter(None, (wishes.ASKED_BY.get(asked_by, asked_by), under(asked_name))))
    able = f"Able to decide this: {wishes.CAPACITY.get(capacity, capacity).lower()}"
    lines = (
        f"Asked by: {asker}, {wishes.HOW_SAID.get(how, how)}",
        "; ".join(filter(None, (able, under(capacity_done)))),
        under(said),
    )
    words = f"{wishes.WISH_WORDS.get(wish, wish)}{when}"
    return Moment(f"call_wish {id}", clock.from_store(at), "Asked", words, "\n".join(lines), who)


def _letter(
    id: int, at: str, who: str, reference: str, kind: str, way: str, sent_to: str, text: str,
    steps: list[dict[str, Any]], door: Numbers | None,
) -> Moment:  # fmt: skip
    """The line of a letter, mail or text: what was written, what became of it, and what proves that. A number stays
    hidden where the person's numbers are."""
    noun, known, now = correspondence.NOUNS.get(way, "Letter"), correspondence.KIND.get(kind), clock.now()
    to = sent_to.replace("\n", ", ")
    if way == correspondence.LetterWay.TEXT:
        to = door.said(sent_to) if door else ""
    lines = [f"To {to}"]
    for step in steps:
        when = clock.format_moment(clock.from_store(step["at"]), now)
        what = correspondence.STEPS.get(step["step"], step["step"])
        lines.append(": ".join(filter(None, (f"{what}, {when}, {step['who'] or 'Topaz'}", under(step["words"])))))
    stands = proof.stand(way, steps[-1]["step"] if steps else None)
    words = f"{reference}: {known.words if known else kind} · {stands[:1].lower()}{stands[1:]}"
    return Moment(f"letter {id}", clock.from_store(at), noun, words, "\n".join((*lines, under(text))), who)


_UNTIL: Mapping[str, str] = {wishes.Wish.NO_CALLS: "looked at again", wishes.Wish.PUT_OFF: "called again from"}


def _addition(id: int, at: str, who: str, reference: str, text: str) -> Moment:
    return Moment(f"addition {id}", clock.from_store(at), "Addition", f"To {reference}", under(text), who)


_MOVES: Mapping[str, Mapping[str, str]] = {
    **{kind: {move.id: move.words for move in referrals.moves_of(kind).values()} for kind in referrals.DocumentKind},
    **{kind: {each.id: each.words for each in decisions} for kind, decisions in referrals.RECORDED_DECISIONS.items()},
}
_OTHERS: Mapping[str, str] = {referrals.PUT_RIGHT: referrals.PUT_RIGHT_WORDS}
_SAID = ("mistake", "question", "answer", "reason", "why", "why_not", "said", "note")
"""The answers of a move that are read on a timeline, in their order."""


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
    sees_to: str | None,
) -> Moment:
    """The line of an event on the board; `wrong`: it was recorded by mistake."""
    given = unread.body("event", id, body)
    about = reference or referrals.KIND_WORDS.get(kind, kind)
    words = (
        f"Referred to {given.get('to') or 'somebody'}"
        if move == OtherEvent.OPENED and kind in referrals.SUPPORT
        else "On the manager's board"
        if move == OtherEvent.OPENED
        else _MOVES.get(kind, {}).get(move) or _OTHERS.get(move) or move.replace("_", " ").capitalize()
    )
    words += referrals.MISTAKE if wrong else ""
    parts = [f"For: {sees_to}"] if sees_to and reference and move == OtherEvent.OPENED else []
    parts += [str(given[WHAT])] if given.get(WHAT) else []
    parts += [given[name] for name in _SAID if isinstance(given.get(name), str) and given[name]]
    detail = "\n".join(map(under, parts))
    return Moment(
        f"event {id}",
        clock.from_store(at),
        "Referral" if kind in tuple(referrals.DocumentKind) else "Manager",
        f"{about}: {words}",
        detail,
        who or "Topaz",
        case=case,
        decided=bool(_MOVES.get(kind, {}).get(move)),
    )


_JUDGED: Mapping[str, str] = {
    Verdict.CONFIRMED: "The same person as record {}: linked, called once",
    Verdict.DISMISSED: "Somebody else than record {}",
    Verdict.UNDONE: "Not linked with record {} any more: each stands as it did",
    Verdict.OPEN: "May be the same person as record {} after all",
}


def _judgement(id: int, at: str, who: str | None, verdict: str, evidence: str | None, other: str) -> Moment:
    words = _JUDGED.get(verdict, verdict).format(other)
    why = matching.words_of(pairs.evidence_of(evidence))
    return Moment(f"judgement {id}", clock.from_store(at), "Records", words, why[:1].upper() + why[1:], who or "Topaz")


_SOURCES: tuple[tuple[str, str, Callable[[int, int], list[dict[str, Any]]], Callable[..., Moment]], ...] = (
    ("call", "call", queries.calls, _call),
    ("review", "review", timeline_rows.reviews, _review),
    ("authority", "authority", timeline_rows.authorities, beside.authority),
    ("booking", "booking", queries.bookings, beside.booking),
    ("action", "action", queries.actions, _action),
    ("action_step", "action", queries.said_of_actions, _said_of_action),
    ("concern", "concern", queries.concerns, _concern),
    ("note", "note", queries.notes, _note),
    ("call_wish", "call_wish", queries.wishes, _wish),
    ("letter", "letter", timeline_rows.letters, _letter),
    ("brought", "stopped", queries.files, _file),
    ("addition", "concern", queries.additions, _addition),
    ("judgement", "judgement", queries.judgements, _judgement),
    ("event", "escalation", queries.events, _event),
    ("statutory_event", "statutory_event", timeline_in_care.events, timeline_in_care.event),
    ("episode", "episode", timeline_in_care.episodes, timeline_in_care.episode),
    ("placement", "placement", timeline_in_care.placements, timeline_in_care.placement),
    ("duty_ended", "duty_ended", timeline_in_care.duties_ended, timeline_in_care.duty_ended),
    ("born_before", "born_before", timeline_in_care.births_before, timeline_in_care.birth_before),
)
"""Each table of which there are moments: without which of `filled` there are none, the query, whose columns are what
the function that makes one takes."""
