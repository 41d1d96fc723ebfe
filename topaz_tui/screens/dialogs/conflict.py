"""Somebody was quicker: what they changed beside what was typed here, and which of both is to stand."""

from __future__ import annotations

from collections.abc import Iterable

from topaz_tui.rules.forms import Question, When
from topaz_tui.services.conflicts import EditConflict, FieldConflict
from topaz_tui.widgets.dialogs import Answers, FormDialog

THEIRS, YOURS, EACH = "theirs", "yours", "each"


def which(
    meanwhile: EditConflict, *, title: str = "Somebody changed this meanwhile", done: str = "Save so"
) -> FormDialog:
    """The window that asks it, field by field or for all of them at once. Esc saves nothing: what was typed is kept."""
    mine = [clash for clash in meanwhile.clashes if clash.yours is not None]
    others = [f"{clash.words} is now: {clash.theirs or 'nothing'}." for clash in meanwhile.clashes if clash not in mine]
    lead = " ".join((meanwhile.message, *others, "" if mine else "What you typed can be saved beside it."))
    return FormDialog(title, tuple(_questions(mine)), lead=lead.strip(), done=done)


def _questions(clashes: list[FieldConflict]) -> Iterable[Question]:
    several = len(clashes) > 1
    if several:
        whole = ((THEIRS, "Theirs"), (YOURS, "Yours"), (EACH, "One by one"))
        needed = "Choose what is to stand."
        yield Question("all", f"All {len(clashes)}", "choice", "What is to stand?", whole, needed=needed)
    for clash in clashes:
        options = ((THEIRS, f"Theirs: {clash.theirs or 'nothing'}"), (YOURS, f"Yours: {clash.yours or 'nothing'}"))
        yield Question(
            clash.field, clash.words, "choice", f"It was: {clash.was or 'nothing'}.", options,
            when=When("all", (EACH,)) if several else None,
            needed=f"{clash.words}: theirs, or yours?",
        )  # fmt: skip


def left_to_them(meanwhile: EditConflict, answers: Answers) -> set[str]:
    """The fields in which theirs is to stand."""
    default = answers.get("all", EACH)
    return {clash.field for clash in meanwhile.clashes if answers.get(clash.field, default) == THEIRS}
