"""Letters, mails and texts to the people on the list: written from templates, held back where it is not safe, sent, and
kept as they went, with the proof.

reach.py how somebody can be written to; templates.py the letters as text; writing.py what goes to whom, and why not to
others; post.py what waits to be printed and posted; proof.py what became of each; sending.py what dispatch asks of a
mail or text; late.py what did not go, on the board.
"""

from __future__ import annotations

from topaz_tui.services.correspondence import late, sending
from topaz_tui.services.correspondence.agreed import agreed_with
from topaz_tui.services.correspondence.post import (
    LetterLine,
    Sheet,
    ask_if_unsafe,
    doubtful,
    give_up,
    named,
    not_printed,
    posted,
    printed,
    settle_doubtful,
    sheets,
    to_post,
    to_print,
    waiting,
)
from topaz_tui.services.correspondence.proof import last_steps, settle, stand
from topaz_tui.services.correspondence.reach import no_call_then
from topaz_tui.services.correspondence.templates import check
from topaz_tui.services.correspondence.writing import HeldBack, Made, Prepared, PreparedLetter, make, prepare

__all__ = [
    "HeldBack",
    "LetterLine",
    "Made",
    "Prepared",
    "PreparedLetter",
    "Sheet",
    "agreed_with",
    "ask_if_unsafe",
    "check",
    "doubtful",
    "give_up",
    "last_steps",
    "late",
    "make",
    "named",
    "no_call_then",
    "not_printed",
    "posted",
    "prepare",
    "printed",
    "sending",
    "settle",
    "settle_doubtful",
    "sheets",
    "stand",
    "to_post",
    "to_print",
    "waiting",
]
