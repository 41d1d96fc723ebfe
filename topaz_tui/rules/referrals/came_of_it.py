"""What came of a concern at the council: its enquiry, the risk, what the adult had wanted.

The council knows it, and often nobody tells: that is an answer of its own, and another than none. A measure counts what
was said last (services/figures).
"""

from __future__ import annotations

from topaz_tui.rules.forms import Option, Question, When

NOT_TOLD: Option = ("not_told", "The council did not tell us")
ENQUIRY: tuple[Option, ...] = (
    ("concluded", "Concluded, on a day they gave"),
    ("no_day", "Concluded; they did not say when"),
    ("goes_on", "Still going on"),
    ("none", "No enquiry was made"),
    NOT_TOLD,
)
RISK: tuple[Option, ...] = (  # SOURCES.md, 17
    ("removed", "Removed"),
    ("reduced", "Reduced"),
    ("remains", "Remains"),
    ("none_found", "No risk was found"),
    NOT_TOLD,
)
ACHIEVED: tuple[Option, ...] = (  # SOURCES.md, 17
    ("fully", "Fully achieved"),
    ("partly", "Partly achieved"),
    ("not", "Not achieved"),
    ("nothing_wanted", "Nothing was wanted, or asked"),
    NOT_TOLD,
)
_OVER = When("enquiry", ("concluded", "no_day", NOT_TOLD[0]))


def came_of_it(needed: str | None = None) -> tuple[Question, ...]:
    """The questions about what came of a concern at the council, as far as the council told us: asked with the
    feedback, and needed when the concern is closed."""
    return (
        Question("enquiry", "The council's enquiry", "choice", "What became of it, as far as they told us?", ENQUIRY,
                 needed=needed),
        Question("concluded_on", "Concluded on", "day", "On which day did it conclude?",
                 when=When("enquiry", ("concluded",)), needed="Give the day on which it concluded."),
        Question("risk", "The risk", "choice", "What became of the risk?", RISK, when=_OVER,
                 needed="Say what became of the risk, or that the council did not tell us."),
        Question("achieved", "What the adult wanted", "choice", "Was it achieved?", ACHIEVED, when=_OVER,
                 needed="Say whether it was achieved, or that the council did not tell us."),
    )  # fmt: skip
