"""A line of which all but the name and ID is held back: no page and no command makes half a sentence of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from textual.content import Content

from topaz_tui import clock
from topaz_tui.cli.output import letter_list
from topaz_tui.config import Settings
from topaz_tui.screens import listings, own_actions
from topaz_tui.screens.dialogs.writing import waiting_words
from topaz_tui.screens.escalations import card, lines
from topaz_tui.screens.queue import card as queue_card
from topaz_tui.screens.queue import columns
from topaz_tui.services import access
from topaz_tui.services.access import seen
from topaz_tui.services.actions import OwnAction
from topaz_tui.services.calls import briefing
from topaz_tui.services.clients import Likely
from topaz_tui.services.correspondence import LetterLine
from topaz_tui.services.escalations.api import AnsweredItem, Did, Item
from topaz_tui.services.imports import ImportDecision
from topaz_tui.services.queue import QueuePerson
from topaz_tui.services.session import Session

NOW = clock.from_store("2026-11-30T10:00:00Z")
ME = Session(1, "ann", "Ann Bell", "worker", Settings())
DANGLING = re.compile(r"[:;,·(] *[,;.·)]|[:;,·(] *$|^ *[,;.]|\(\)| ;|restricted\) \(restr", re.M)
SHOWN: dict[str, Any] = {
    "id": 1, "client_id": 1, "person_id": "7", "name": "Mrs Ada Cole", "since": NOW, "due": NOW.date(), "deadline": NOW,
    "last_at": NOW, "at": NOW, "by": "Ann Bell", "owner": "Tunde Bello", "owner_id": 2, "with_id": 2, "left": "2 days",
    "status": "sent", "level": "worker", "level_words": "Worker", "version": 1, "kind": "question", "did": Did.ANSWERED,
    "reference": "LT-2026-00001", "way": "print", "made_by": "Ann Bell", "made_at": clock.to_store(NOW), "rank": 1,
    "opens": 1, "raised_by": 1, "gone": None, "passed": (), "verdict": None,
}  # fmt: skip
FALSE = ("overdue", "soon", "resting", "danger", "mine", "with_council", "unsent", "urgent", "given")


def held(kind: Any) -> Any:
    there = {name: False if name in FALSE else SHOWN[name] for name in kind.SHOWN}
    if kind is LetterLine:
        there["at"] = clock.to_store(NOW)
    if kind is ImportDecision:
        there["due"] = NOW
    return seen.held_back(kind(**seen._empty(kind) | there))


def cells(line: Any) -> str:
    return "\n".join(line.cells)


def plain(pieces: Any) -> str:
    return Content.assemble(*pieces).plain


SAID: list[tuple[type[Any], Callable[[Any], str]]] = [
    (Item, lambda line: plain(card.about(line, ME))),
    (Item, lambda line: cells(lines._item_line(line, ()))),
    (AnsweredItem, lambda line: plain(card.about(line, ME))),
    (OwnAction, lambda line: cells(own_actions._own_line(line, ()))),
    (QueuePerson, lambda line: queue_card.card_of(line, NOW, width=80, wide=False).plain),
    (QueuePerson, lambda line: "\n".join(columns.CELLS["callbacks"](line, NOW))),
    (LetterLine, waiting_words),
    (LetterLine, lambda line: letter_list.letters_text((line,), ())),
    (ImportDecision, lambda line: listings.DECISIONS.facets[0].of(line)),
    (Likely, briefing._alike),
]


@pytest.mark.parametrize(("kind", "say"), SAID)
def test_nothing_dangles_where_a_line_is_held_back(kind: type[Any], say: Callable[[Any], str]) -> None:
    line = held(kind)
    assert access.is_held_back(line)
    said = say(line)
    assert not DANGLING.search(said), said
    for false in ("Not known", "anybody", "(unreadable)", "not agreed"):
        assert false not in said, "what is held back is not said to be otherwise"


def test_history_of_a_line_that_is_held_back_is_not_looked_up_and_its_cells_are_not_cut_off() -> None:
    line = held(Item)
    assert lines.case_of(line) is None and lines.case_of(replace(line, name="Mrs Ada Cole")) == line.opens
    assert len(line.short_words) <= lines.COLUMNS[2].width
    assert line.wait_words, "a list has something in each of its columns"


def test_a_line_is_held_back_and_marked_once() -> None:
    line = held(Likely)
    assert seen.held_back(line).name == line.name == "Mrs Ada Cole (restricted)"
    assert not access.is_held_back(Likely(1, "7", "Mrs Ada Cole", None, "", None)), "of her nothing is known"
