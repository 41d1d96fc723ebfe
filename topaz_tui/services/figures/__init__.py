"""The figures of a period: read once (`reading`), counted by the rules (rules/measures), and put together (`report`)
for the page, the command and the files alike: none of them counts by itself. `behind` says who a figure counted;
`feed` what the council asks for its own returns."""

from topaz_tui.services.figures.behind import PersonBehind, councils, people_behind
from topaz_tui.services.figures.evidence import for_evidence, log_evidence
from topaz_tui.services.figures.feed import CouncilFeed, for_council
from topaz_tui.services.figures.freezing import freeze, last
from topaz_tui.services.figures.kept import count_again
from topaz_tui.services.figures.report import Line, PeriodReport, report, worker_of

__all__ = [
    "CouncilFeed",
    "Line",
    "PeriodReport",
    "PersonBehind",
    "councils",
    "count_again",
    "for_council",
    "for_evidence",
    "freeze",
    "last",
    "log_evidence",
    "people_behind",
    "report",
    "worker_of",
]  # fmt: skip
