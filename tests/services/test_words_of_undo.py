"""What keeps an import from being taken back is said in words: no table's name, no code of a kind."""

from __future__ import annotations

import importlib

from topaz_tui.rules.referrals import KIND_WORDS
from topaz_tui.services.escalations import opening
from topaz_tui.store.models import MODELS, Audit, Brought, Escalation

undo = importlib.import_module("topaz_tui.services.imports.undo")  # the package has a function of that name


def test_every_table_that_may_be_named_has_words() -> None:
    left = (*undo._MADE, *undo._PAIRS, Audit, Brought, Escalation)
    named = {table._meta.table_name for table in MODELS if "client" in table._meta.fields and table not in left}
    assert named and named <= undo.ON_RECORD.keys()


def test_a_line_of_the_board_is_called_by_its_name() -> None:
    for kind, words in KIND_WORDS.items():
        assert undo._ON_BOARD[opening.action_of(kind)] == f"on the board: {words.lower()}"
