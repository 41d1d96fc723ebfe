"""The figures of a period: read once (`reading`), counted by the rules (rules/measures), and put together (`report`)
for the page, the command and the files alike: none of them counts by itself."""

from topaz_tui.services.figures.report import Line, Report, report

__all__ = ["Line", "Report", "report"]
