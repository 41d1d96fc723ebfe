"""The card below the page of Imports: two records beside each other, or a file that was read."""

from __future__ import annotations

from itertools import zip_longest

from textual.content import Content
from textual.geometry import Size

from topaz_tui import clock
from topaz_tui.rules import people
from topaz_tui.services import access
from topaz_tui.services.imports import Beside, ImportDecision, Past
from topaz_tui.text import fit, sanitize, wrap
from topaz_tui.widgets.pieces import Piece

ASK = "Ask the council which of them has it; mend both rows in the refused rows of"
LABEL = 9  # columns for the name of a fact


def of_decision(
    each: ImportDecision, beside: Beside | None, worker_id: int, size: Size, first: int, has: tuple[str, str]
) -> Content:
    """What there is to decide, with both records beside each other; of several under one ID the one at the place
    `first` beside the next, with the keys that say which of the two has it (`has`)."""
    if not each.words:
        return Content(f"{access.HELD_BACK} {sanitize(each.owner) or 'A manager'} decides.")
    pieces: list[Piece] = []
    for code, words, says in zip(each.codes, each.words, each.file_has, strict=True):
        if not (each.several and code == people.DoubtCode.SEVERAL):
            pieces += [(sanitize(words), "bold"), f": {sanitize(says)}\n"]
    pieces += _several(each, first)
    if each.rows_refused:
        pieces += [f"{ASK} {sanitize(each.file or 'the file')}, and read those.\n"]
    if beside is None:
        return Content.assemble(*pieces)
    width, height = size
    width = (width - LABEL - 2) // 2
    lines = [line for line in beside.lines if line.here or line.there]
    taken = sum(len(wrap(line, LABEL + 2 * width + 2)) for line in Content.assemble(*pieces).plain.splitlines())
    spare = height - taken - 2 - len(lines)  # beside the heading, who decides, and a line for each
    keys = (f"{has[0]}: ", f"{has[1]}: ") if each.several else ("", "")
    here = sanitize(beside.here) if beside.here else f"Here, {each.person_id}"
    heading = " " * LABEL + fit(keys[0] + here, width) + "  " + (keys[1] + sanitize(beside.there)).rstrip(": ")
    pieces += [(f"{heading}\n", "$text-muted")] if lines else []
    for line in lines:
        style = "bold" if line.differs else ""
        sides = [_within(sanitize(side), width, 1 + max(spare, 0)) for side in (line.here, line.there)]
        spare -= max(map(len, sides)) - 1
        for number, (here, there) in enumerate(zip_longest(*sides, fillvalue="")):
            pieces += [(fit("" if number else line.words, LABEL), "$text-muted")]
            pieces += [(f"{fit(here, width)}  {fit(there, width)}".rstrip() + "\n", style)]
    whose = "You decide" if each.owner_id == worker_id else f"{sanitize(each.owner)} to decide"
    pieces += [(f"{whose}, by {clock.format_moment(each.due, clock.now())}", "$text-muted")]
    if each.line_id is not None:
        pieces += [
            ("\nEnter opens its line of the board: the times are set there, or on their page (o)", "$text-muted")
        ]
    return Content.assemble(*pieces)


def _within(text: str, width: int, most: int) -> list[str]:
    """The text in at most so many lines; the last has all the rest, and is cut where it is shown."""
    lines = wrap(text, width)
    return lines if len(lines) <= most else [*lines[: most - 1], " ".join(lines[most - 1 :])]


def of_past(each: Past) -> Content:
    """A file that was read."""
    sheet = f", sheet {each.sheet}" if each.sheet else ""
    pieces: list[Piece] = [
        (f"Import {each.id}: {sanitize(each.file)}", "bold"),
        f"{sanitize(sheet)} · {each.digest}\n",
    ]
    pieces += [f"Of {sanitize(each.council)}\n" if each.council else ""]
    if each.not_taken:
        rows = "1 row was" if each.not_taken == 1 else f"{each.not_taken:,} rows were"
        pieces += [f"{rows} not taken: their ID is somebody else's here, and somebody decides\n"]
    if each.undone_at:
        when = clock.format_moment(each.undone_at, clock.now())
        pieces += [f"Taken back by {sanitize(each.undone_by or 'somebody')}, {when}"]
    elif not each.whole:
        pieces += ["It broke off: reading the file again goes on with it"]
    else:
        pieces += [f"To take it back whole, where nothing was built on it: topaz import --undo {each.id}"]
    return Content.assemble(*pieces)


def _several(decision: ImportDecision, first: int) -> list[Piece]:
    """What there is to say of an ID that one file gives to several people."""
    if not (count := len(decision.several)):
        return []
    pieces: list[Piece] = [(f"One file gives ID {sanitize(decision.person_id)} to {count} people", "bold")]
    pieces += [f": {first + 1} and {(first + 1) % count + 1} of them (v shows the next)"] if count > 2 else []
    return [*pieces, "\n"]
