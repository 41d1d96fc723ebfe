"""Letters on paper: all that wait as one PDF, in order, into a file that somebody names, or into the folder of whoever
prints. They count as printed once the file is there, and not before."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from topaz_tui import files
from topaz_tui.errors import Conflict, NotAllowed
from topaz_tui.exchange.pdf import letters_as_pdf, letters_not_drawn
from topaz_tui.services import correspondence
from topaz_tui.services.correspondence import LetterLine, Sheet
from topaz_tui.services.session import AnySession, JobSession

MODE = 0o640  # whoever prints reads it by their group


@dataclass(frozen=True, slots=True)
class PrintRun:
    """What was printed, in that order, and what must not go any more."""

    file: str
    references: tuple[str, ...]
    held: tuple[LetterLine, ...]


def write(session: AnySession, file: Path, letter_ids: Sequence[int] = ()) -> PrintRun:
    """Write these letters, or all that wait, to a file that is its owner's alone. Raises UserError where it can't, or
    where something is there already."""
    sheets, held = _fit_to_print(session, letter_ids)
    if not sheets:
        return PrintRun("", (), held)
    try:
        files.write_new(file, letters_as_pdf(sheets))
    except FileExistsError:
        raise Conflict(f"{file} is there already, and nothing is overwritten.", "Choose another name.") from None
    except OSError as error:
        raise NotAllowed(f"{file} can't be written: {error.strerror}.", "Choose another place.") from None
    return _printed(session, sheets, held, file.name)


def to_folder(session: JobSession) -> tuple[str, ...]:
    """Put all that wait as one file into the folder of whoever prints, if the settings name one; returns what went
    wrong, in sentences. They wait on then."""
    folder = session.settings.letters.print_to
    if not folder:
        return ()
    sheets, held = _fit_to_print(session)
    if not sheets:
        return ()
    where, name = Path(folder).expanduser(), name_of(sheets)
    try:
        with files.opened(where) as place, contextlib.ExitStack() as left:
            part = place.write(name, letters_as_pdf(sheets), MODE)
            left.callback(place.remove, part)
            place.appear(part, name)
            place.sync()
    except FileExistsError:
        return (f"{name} is in {where} already, and nothing is overwritten: take it away from there.",)
    except OSError as error:
        return (f"What waits to be printed can't be put there: {where}: {error.strerror or type(error).__name__}.",)
    _printed(session, sheets, held, name)
    return ()


def _fit_to_print(
    session: AnySession, letter_ids: Sequence[int] = ()
) -> tuple[tuple[Sheet, ...], tuple[LetterLine, ...]]:
    """What is to be printed, and what is held back: a letter whose script our font does not have, or whose address is
    longer than the window, goes to the board instead."""
    sheets, held = correspondence.sheets(session, letter_ids)
    if not (missing := letters_not_drawn(sheets)):
        return sheets, held
    lines = correspondence.not_printed(session, missing, "Can't be printed: ")
    return tuple(sheet for sheet in sheets if sheet.id not in missing), (*held, *lines)


def name_of(sheets: Sequence[Sheet]) -> str:
    """A name for the file: nothing personal, and no two batches alike."""
    first, last = sheets[0].reference, sheets[-1].reference
    return f"{first}.pdf" if first == last else f"{first}-to-{last.rpartition('-')[2]}.pdf"


def _printed(session: AnySession, sheets: Sequence[Sheet], held: tuple[LetterLine, ...], file: str) -> PrintRun:
    correspondence.printed(session, [sheet.id for sheet in sheets], file)
    return PrintRun(file, tuple(sheet.reference for sheet in sheets), held)
