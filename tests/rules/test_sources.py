"""What a rule cites is there to be read."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.places import PACKAGE

SOURCES = PACKAGE / "rules" / "SOURCES.md"
CITED = re.compile(r"(?:SOURCES\.md,|\bsources?)\s+(?:#:\s*)?(\d+(?:(?:, | and | to )\d+)*)")
PAGE = re.compile(r"\b([\w/]+\.md)\b")


def numbers() -> set[int]:
    """The numbers of the table."""
    rows = re.findall(r"^\| ([\d, ]+) \|", SOURCES.read_text("utf-8"), re.MULTILINE)
    return {int(number) for row in rows for number in row.split(", ")}


def test_source_table_has_each_source_once_in_order() -> None:
    assert sorted(numbers()) == list(range(1, 62))


def test_source_that_is_cited_is_in_the_table() -> None:
    cited = [(file, found) for file in PACKAGE.rglob("*.py") for found in CITED.findall(file.read_text("utf-8"))]
    assert len(cited) > 30
    for file, found in cited:
        assert {int(number) for number in re.findall(r"\d+", found)} <= numbers(), (file, found)


def test_source_page_named_in_the_code_is_in_the_repository() -> None:
    pages = (*PACKAGE.rglob("*.md"), *PACKAGE.parent.glob("*.md"), *PACKAGE.parent.glob(".github/*.md"))
    there = {page.name for page in pages}
    named = {(file, name) for file in PACKAGE.rglob("*.py") for name in PAGE.findall(file.read_text("utf-8"))}
    assert [(file, name) for file, name in named if Path(name).name not in there] == []
