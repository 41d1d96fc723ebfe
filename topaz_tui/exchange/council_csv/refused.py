"""The rows that were refused, sent back to be mended and read again: the same columns, our two in front.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, and the reader takes it off
again, in files that carry our two headings and nowhere else: it comes back exactly as it went. Controls that
a terminal would obey are left out; the reader would drop them anyway.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from topaz_tui.errors import Invalid, NotAllowed
from topaz_tui.exchange.council_csv.headings import REFUSED_HEADINGS
from topaz_tui.rules.formulas import guard

if TYPE_CHECKING:
    from topaz_tui.exchange.council_csv.found import Refusal

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def refused_path(path: Path) -> Path:
    """Where the refused rows of `path` go: 'people.csv.refused.csv' beside it."""
    return path.with_name(path.name + ".refused.csv")


class RefusedFile:
    """A file of refused rows that is there whole or not at all: written beside, put in place at a good end.

    Nothing is written before the first refusal. `path` is None until the file is in place. Only its owner can
    read it.
    """

    def __init__(self, target: Path, headings: Sequence[str], delimiter: str = ",") -> None:
        self.target = target
        self.path: Path | None = None
        self.count = 0
        self._headings = headings
        self._delimiter = delimiter
        self._file: TextIO | None = None
        self._writer: Any = None

    def write(self, refusal: Refusal) -> None:
        """Adds one row. UserError where the folder can't be written."""
        if self._file is None:
            self._open()
        self._row(str(refusal.row), " ".join(refusal.reasons), refusal.cells)
        self.count += 1

    def _open(self) -> None:
        try:
            handle, name = tempfile.mkstemp(".tmp", f".{self.target.name[:100]}.", self.target.parent)
        except OSError as error:
            raise Invalid(
                f"The refused rows can't be written to {self.target.parent}: {error.strerror}.",
                "Put the council's file into a folder that you can write to, and read it there.",
            ) from error
        self._temporary = Path(name)
        self._file = open(handle, "w", encoding="utf-8-sig", newline="")  # noqa: SIM115 - closed by __exit__
        self._writer = csv.writer(self._file, delimiter=self._delimiter, quoting=csv.QUOTE_ALL)
        self._row(*REFUSED_HEADINGS, self._headings)

    def _row(self, number: str, reasons: str, cells: Sequence[str]) -> None:
        self._writer.writerow([number, reasons, *(guard(_CONTROLS.sub("", cell)) for cell in cells)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is None:
            return
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
            self._file.close()
            if kind is None:
                if self.target.exists():  # somebody may be mending it
                    self.target.replace(self.target.with_name(self.target.name + ".old"))
                self._temporary.replace(self.target)
                self.path = self.target
        except OSError as failed:
            raise NotAllowed(
                f"{self.target} can't be written: {failed.strerror}.", "Make room, and read again."
            ) from failed
        finally:
            self._file.close()
            self._temporary.unlink(missing_ok=True)
            self._file = None
