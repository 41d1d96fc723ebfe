"""The pages of `topaz help`: what somebody reads once who sets Topaz up or looks after it, and the tables of keys and
settings. One Markdown file a topic, in this folder; its first line is the title."""

from __future__ import annotations

import io
from pathlib import Path

from topaz_tui.errors import Invalid

PAGES = Path(__file__).parent
NARROWEST, WIDEST = 60, 100  # columns: narrower breaks the commands, wider is hard to read


def topics() -> dict[str, str]:
    """The titles of all pages, by their topics."""
    return {page.stem: _title(page) for page in sorted(PAGES.glob("*.md"))}


def read(topic: str) -> str:
    """The page of a topic, as Markdown. Raises UserError where there is no such topic."""
    page = PAGES / f"{topic.casefold()}.md"
    if topic.casefold() not in topics():
        raise Invalid(f"There is no help about '{topic}'.", f"Topics: {', '.join(topics())}.")
    return page.read_text("utf-8")


def changes() -> str:
    """What is new for those who work with Topaz, as Markdown."""
    return (PAGES.parent / "CHANGELOG.md").read_text("utf-8")


def in_columns(markdown: str, width: int) -> str:
    """The page laid out for a terminal so wide, without colour: a file and a pipe get the same."""
    from rich.console import Console
    from rich.markdown import Markdown

    sheet = io.StringIO()
    console = Console(
        file=sheet, width=min(max(width, NARROWEST), WIDEST), color_system=None, force_terminal=False, emoji=False
    )
    console.print(Markdown(markdown, hyperlinks=False))
    return "\n".join(line.rstrip() for line in sheet.getvalue().splitlines())


def _title(page: Path) -> str:
    with page.open(encoding="utf-8") as lines:
        return lines.readline().lstrip("# ").rstrip("\n")
