"""The card of what the cursor of the board stands on: what there is to know before opening."""

from __future__ import annotations

from textual.content import Content

from topaz_tui import actions, clock
from topaz_tui.grammar import does
from topaz_tui.screens.escalations.lines import MARKS, Thing
from topaz_tui.services import access
from topaz_tui.services.concerns import BeingWritten
from topaz_tui.services.escalations.api import Alarm, AnsweredItem, Case, Did, Item
from topaz_tui.services.nobody import Kept
from topaz_tui.services.session import Session
from topaz_tui.text import one_line, sanitize, wrap, wrap_hanging
from topaz_tui.widgets.pieces import Piece

DID = {
    Did.ANSWERED: "answers", Did.REFUSED: "let it stand", Did.WITHDREW: "confirmed", Did.CONFIRMED: "confirmed",
    Did.DECIDED: "decided", Did.CLOSED: "closed it", Did.PUT_RIGHT: "put it right",
}  # fmt: skip


def about(thing: Thing | None, me: Session) -> list[Piece]:
    """What there is to know of it, for this worker."""
    match thing:
        case Item():
            return _about_item(thing, me)
        case Kept():
            return [(sanitize(thing.found.month.words), "bold"), f"\n{sanitize(thing.told(clock.now()))}"]
        case Alarm():
            return [("! " + sanitize(thing.what), "bold $error"), f"\n{sanitize(thing.do)}"]
        case BeingWritten():
            return _about_draft(thing, yours=thing.author_id == me.worker_id)
        case AnsweredItem():
            when = clock.format_moment(thing.at, clock.now())
            does = DID[thing.did]
            answer = f"\n{access.HELD_BACK}" if access.is_held_back(thing) else f": {one_line(thing.answer)}"
            return [(sanitize(thing.name), "bold"), f"\n{sanitize(thing.by)} {does} ({when}){answer}"]
    return [(MARKS, "$text-muted")]


def _about_item(item: Item, me: Session) -> list[Piece]:
    now = clock.now()
    due, last_at = clock.format_moment(item.deadline, now), clock.format_moment(item.last_at, now)
    if access.is_held_back(item):
        when = f"By {due}. Something was last done on it {last_at}."
        return [*heading(item), f"\n{access.HELD_BACK}\n{when}\n{with_whom(item, me.worker_id)}"]
    return [
        *heading(item),
        f"\nNow {item.status_words}; waits for {sanitize(item.waiting_for)}, {due}",
        f"\n{with_whom(item, me.worker_id)}",
        f"\n{sanitize(actions.with_keys(item.advice, me.settings.keys))}" if item.opens != item.id else "",
        ("\nLast ", "bold"),
        f"{last_at}: {one_line(item.last)}",
    ]


def history(case: Case, width: int, height: int) -> list[Piece]:
    """Whom it is about, and every event, the newest first, as far as there is room; and how many more there are."""
    return [*heading(case.item), "\n", *_events(case, width, height - 2)]


def beside(thing: Thing | None, me: Session, case: Case | None, width: int, height: int) -> list[Piece]:
    """What there is to know of it, and its history below, where the card stands beside the board."""
    pieces = about(thing, me)
    if case is None:
        return pieces
    told = Content.assemble(*pieces)
    room = height - told.get_height({}, width) - 2
    return [*pieces, ("\n\nHistory\n", "bold $accent"), *_events(case, width, room)]


def _events(case: Case, width: int, room: int) -> list[Piece]:
    pieces: list[Piece] = []
    for number, happening in enumerate(reversed(case.history)):
        head = f"{clock.format_moment(happening.at, clock.now()):<17} {happening.words} · {happening.who}"
        lines = wrap(sanitize(head), width)
        for label, words in happening.said:
            lines += wrap_hanging(f"{label}: {words}" if label else words, width, at=4)
        if len(lines) > room:
            pieces.append((f"… {len(case.history) - number} more: Enter shows all", "$text-muted"))
            break
        room -= len(lines)
        pieces += [(lines[0] + "\n", "bold"), "".join(f"{line}\n" for line in lines[1:])]
    return pieces


def heading(item: Item) -> list[Piece]:
    """Whom and what it is about, in one line."""
    what = f" · ID {sanitize(item.person_id)}" + ("" if access.is_held_back(item) else f" · {item.kind_words}")
    pieces: list[Piece] = [
        (sanitize(item.name), "bold"),
        what + (f" {item.reference}" if item.reference else "") + (f": {sanitize(item.number)}" if item.number else ""),
    ]
    return [*pieces, (" · ! immediate danger", "bold $error")] if item.danger else pieces


def with_whom(item: Item, me: int) -> str:
    """With whom it stands, for which retired colleague, on which level; and where nobody stands."""
    gone = f", for {sanitize(item.gone)}" if item.gone else ""
    passed = f" (nobody is there as {', '.join(item.passed).lower()})" if item.passed else ""
    whom = "you" if item.with_id == me else sanitize(item.owner)
    return f"With {whom}{gone} · level: {item.level_words}{passed}"


def _about_draft(draft: BeingWritten, *, yours: bool) -> list[Piece]:
    now = clock.now()
    since, typed = clock.format_moment(draft.since, now), clock.format_moment(draft.saved_at, now)
    return [
        (sanitize(draft.client) or draft.reference, "bold"),
        f" · concern {draft.reference}, not submitted",
        (" · ! immediate danger", "bold $error") if draft.danger else "",
        f"\n{sanitize(draft.author)} began it {since}: it stands with {sanitize(draft.owner)} (t)"
        if draft.author_gone
        else f"\n{does('You' if yours else sanitize(draft.author), 'is')} writing it, since {since}",
        f"\nLast typed into {typed}; to be submitted by {clock.format_moment(draft.deadline, now)}",
    ]
