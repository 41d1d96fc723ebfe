"""What the line under the board's title says: what cannot wait, and how much waits."""

from __future__ import annotations

from topaz_tui.grammar import counted
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import Board, Did

MOST_KINDS = 4  # that the line of figures has room for
TO_KNOW = {
    Did.WITHDREW: "a concern that you raised is withdrawn",
    Did.REFUSED: "a withdrawal that you proposed is refused (✓ below)",
    Did.CONFIRMED: "a withdrawal that you proposed is confirmed (✓ below)",
    Did.DECIDED: "whether a concern is discarded is decided (✓ below)",
    Did.CLOSED: "a concern that you proposed to withdraw is closed (✓ below)",
    Did.PUT_RIGHT: "what you recorded or raised was put right (✓ below)",
}
"""What others did with one's own, as `AnsweredItem.did` has it."""


def what_to_do(board: Board, tab: str, marked: int, arranged: str = "") -> str:
    """What the list is narrowed to; danger that nobody has been told of, danger, answers, what is late, and how much
    waits: of the whole board, on each of its tabs."""
    draft = next((draft for draft in board.every_draft if draft.danger), None)
    danger = next((item for item in board.every if item.urgent), None)
    alarm = next((alarm.what for alarm in board.alarms if not alarm.minor), "")
    unsent = board.counts["failed"]
    parts = [
        arranged,
        alarm and f"! {alarm}",
        f"{marked} marked: c chases, t takes, p gives, m moves on" if marked else "",
        draft and f"! Immediate danger, not submitted yet: {draft.client}, with {draft.owner}",
        danger and f"! {escalations.DANGER}: {danger.name}, {danger.left}",
        f"{unsent} NOT sent, or perhaps not" if unsent else "",
        by_kind(board) if tab == "people" else "",
        _how_much(board),
        _answered(sum(answered.did == Did.ANSWERED for answered in board.answers)),
        *(words for did, words in TO_KNOW.items() if any(answered.did == did for answered in board.answers)),
        f"{board.waits.late} late in Imports (5)" if board.waits.late else "",
    ]
    return " · ".join(part for part in parts if part)


def by_kind(board: Board) -> str:
    """How many are here for each reason, the commonest."""
    kinds = sorted(board.kinds.items(), key=lambda each: -each[1])
    told = ", ".join(f"{escalations.SHORT[kind]} {count}" for kind, count in kinds[:MOST_KINDS])
    more = len(kinds) - MOST_KINDS
    return f"{told}, {counted(more, 'more reason')} (f)" if more > 0 else told


def _how_much(board: Board) -> str:
    others = [item for item in board.every if not item.urgent]
    late = next((item for item in others if item.overdue), None)
    if late:
        over = f", {late.left}" if late.deadline < board.at else ""  # a late duty's own deadline may be to come
        return f"{board.overdue} overdue: the first is {late.name}{over} ({late.wait_words})"
    if board.overdue:
        return f"{board.overdue} overdue, {board.outstanding} outstanding"
    if board.outstanding:
        first = f": the first is {others[0].name}, {others[0].left}" if others else ""
        return f"Nothing is overdue · {board.outstanding} outstanding{first}"
    return "Nothing is outstanding"


def _answered(count: int) -> str:
    """Answers stand below what is outstanding, and no figure counts them: each stands there until it is read."""
    which = "your question is" if count == 1 else f"{count} of your questions are"
    return f"{which} answered (✓ below, not counted)" if count else ""
