"""What the commands of letters print."""

from __future__ import annotations

import json
from collections.abc import Sequence

from topaz_tui import clock
from topaz_tui.cli.output.table import TableColumn, table
from topaz_tui.rules.correspondence import NOUNS
from topaz_tui.services.correspondence import LetterLine
from topaz_tui.text import sanitize

_COLUMNS = (
    TableColumn("Reference", 13),
    TableColumn("Whom", 32, 10),
    TableColumn("What", 24, 10),
    TableColumn("Way", 6),
    TableColumn("Stands", 28, 12),
    TableColumn("Since", 16),
    TableColumn("By", 20, 8),
)


def letters_text(
    lines: Sequence[LetterLine], wrong: Sequence[str], width: int | None = None, colour: bool = False
) -> str:
    """One line a letter, and what is wrong with a template."""
    now = clock.now()
    rows = [
        (each.reference, f"{each.name} ({each.person_id})", each.kind_words, NOUNS.get(each.way, each.way), each.stands,
         clock.format_moment(clock.from_store(each.at), now), each.made_by)
        for each in lines
    ]  # fmt: skip
    said = table(_COLUMNS, rows, width, colour) if rows else ["Nothing waits to be printed, posted or sent."]
    return "\n".join((*said, *map(sanitize, wrong)))


def letters_json(lines: Sequence[LetterLine], wrong: Sequence[str]) -> str:
    """The same for machines."""
    told = [
        {"reference": each.reference, "person_id": each.person_id, "kind": each.kind, "way": each.way,
         "step": each.step, "since": each.at, "made_at": each.made_at, "proof": each.proof}
        for each in lines
    ]  # fmt: skip
    return json.dumps({"letters": told, "templates": list(wrong)}, indent=2)


def printed_text(file: str, references: Sequence[str], held: Sequence[LetterLine], to_post: int = 0) -> str:
    """What was printed into which file, what must not go, and how many that were printed before are to be posted."""
    said = [f"{len(references)} in {file}: {', '.join(references)}."] if references else []
    if not references and not held:
        said = ["Nothing waits to be printed."]
    for each in held:
        why = each.why_not or "look on the board"
        said.append(f"{each.reference} to {each.name} is held back: {why}.")
    if to_post and not references:
        said.append(f"Printed before, and to be put in the post: {to_post} (topaz letters posted).")
    return sanitize("\n".join(said))


def posted_text(count: int, asked: Sequence[LetterLine]) -> str:
    """How many are kept as put in the post, and of which somebody has to say whether they are."""
    said = [f"{count} put in the post."] if count else []
    if not count and not asked:
        said = ["Nothing that was printed waits for the post."]
    for each in asked:
        why = each.proof or "look on the board"
        said.append(f"{each.reference} to {each.name} must not go any more: {why}. Not kept as posted.")
    if asked:
        said.append("In the post already: topaz letters posted --in-post REFERENCE; if not: topaz letters stop.")
    return sanitize("\n".join(said))
