"""The evidence pack on paper: a page to read first, then a chapter for each of its tables, with a bar for each share.

It is drawn of what is published, and of nothing else: what is hidden in the tables has no bar and no figure here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from topaz_tui.exchange.pdf import layout
from topaz_tui.exchange.pdf.drawing import Pen, draw_pages
from topaz_tui.exchange.pdf.layout import ACROSS, HEADING, LEFT, SMALL, STRONG, TEXT, TITLE, Box, Sheets, Words
from topaz_tui.exchange.pdf.wrapping import TextLine
from topaz_tui.rules.disclosure.evidence import CHAPTERS, HEADINGS, Table

NAME, FIGURES, PERCENT, BAR = 76.0, 112.0, 126.0, 130.0
"""How far from the left margin the words of a measure end, where its figures and its percentage end, and where its bar
begins."""
FULL, HIGH = ACROSS - BAR, 2.6
"""A bar of a hundred percent, in millimetres, and how high a bar is."""
ABOUT = (
    "How to read it",
    (
        ("Figures", "How many stand above the line, and of how many; 'Definitions' says what both count."),
        ("Bars", "The percentage beside them, the whole length being a hundred."),
        ("[c]", "Hidden, so that nobody is found behind a small number: it has no percentage and no bar."),
        (
            "What is not in it",
            "What would have been without the calls nobody knows, and nothing here says it."
            " Nobody's name, and nothing that anybody said.",
        ),
    ),
)


def draw(title: str, head: Mapping[str, str], rule: str, tables: Sequence[Table], made_at: datetime) -> bytes:
    """All of it. The same tables give the same bytes."""
    with Pen() as pen:
        pen.pdf.set_title(pen.shown(title, TITLE))
        pen.pdf.set_creation_date(made_at)
        sheets = Sheets(pen.fold)
        sheets.lines(LEFT, pen.fold(title, ACROSS, TITLE), TITLE, ACROSS)
        sheets.y += 2
        sheets.rule(0.6)
        sheets.y += 2
        measured = [table for table in tables if table.headings == HEADINGS]
        layout.section(sheets, "What it is of", [*head.items(), ("Small counts", rule)])
        for number, table in enumerate(measured):
            _chapter(pen, sheets, table)
            if number == 0:
                layout.section(sheets, *ABOUT)
        defined = next(table for table in tables if table.headings != HEADINGS)
        sheets.title = ""
        sheets.turn()
        layout.section(
            sheets, "Definitions", [_definition(dict(zip(defined.headings, row, strict=True))) for row in defined.rows]
        )
        draw_pages(pen, sheets.pages, title)
        return bytes(pen.pdf.output())


def _chapter(pen: Pen, sheets: Sheets, table: Table) -> None:
    """A table: the first stands on the page that is read first, each other begins a page of its own."""
    title = CHAPTERS.get(table.name, table.name.capitalize())
    sheets.title = ""
    if len(sheets.pages) > 1 or table.name != next(iter(CHAPTERS)):
        sheets.turn()
    sheets.y += 4 if sheets.y > sheets.top else 0
    sheets.put(layout.Bookmark(sheets.y, title))
    sheets.lines(LEFT, [TextLine(title)], HEADING, ACROSS)
    sheets.rule(0.25)
    sheets.y += 2
    sheets.title = title
    for row in table.rows:
        _measure(pen, sheets, dict(zip(table.headings, row, strict=True)))


def _measure(pen: Pen, sheets: Sheets, row: Mapping[str, str]) -> None:
    lines = pen.fold(row["measure"], NAME, TEXT)
    sheets.need(len(lines) * TEXT.line)
    top = sheets.y
    figures = f"{row['numerator']} / {row['denominator']}"
    percent = f"{row['percent']} %" if row["percent"] else ""
    for words, end, face in ((figures, FIGURES, TEXT), (percent, PERCENT, STRONG)):
        if words:
            sheets.put(Words(LEFT + end - pen.width(face, words), top, TextLine(words), face))
    if row["percent"]:
        y = top + (TEXT.line - HIGH) / 2
        sheets.put(Box(LEFT + BAR, y + HIGH, FULL, 0.2), Box(LEFT + BAR, y, FULL * int(row["percent"]) / 100, HIGH))
    sheets.lines(LEFT, lines, TEXT, NAME)
    sheets.put(Words(LEFT, sheets.y, TextLine(f"{row['code']} · {row['unit']}"), SMALL))
    sheets.y += SMALL.line + 1.2


def _definition(row: Mapping[str, str]) -> tuple[str, str]:
    told = f"{row['unit'].capitalize()}: {row['counts']}; of: {row['of']}. Source: {row['source']}."
    return f"{row['measure']} ({row['code']})", f"{told} {row['mind']}".strip()
