"""What a stranger relies on: a class is found by its name, a module is short, and no docstring sends one to a file that
is not here."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from tests.support.places import PACKAGE, ROOT

MOST = 400  # lines
LONG = {
    "actions.py",  # one table: the keys, their words and their help
    "store/models.py",  # the tables, of which each links to others
}
MIGRATIONS = PACKAGE / "store" / "migrations"


@cache
def modules() -> dict[str, str]:
    """The text of each module of the package, by its path in it; what a migration has stands as it ran."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if MIGRATIONS not in path.parents]
    return {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in paths}


def test_no_two_classes_share_a_name() -> None:
    """A message of a widget, which stands within its class and is named by it (`RecordList.Chosen`), may."""
    found = defaultdict(list)
    for name, text in modules().items():
        for each in re.findall(r"^class (\w+)", text, re.MULTILINE):
            found[each].append(name)
    assert {each: names for each, names in found.items() if len(names) > 1} == {}


def test_modules_are_short() -> None:
    assert {name for name, text in modules().items() if text.count("\n") > MOST} == LONG


def test_files_that_are_named_are_there() -> None:
    here = {path.name for folder in (PACKAGE, ROOT / ".github") for path in folder.rglob("*.md")} | {"README.md"}
    texts = {str(path): path.read_text("utf-8") for path in sorted(Path(__file__).parent.rglob("*.py"))} | modules()
    named = {(name, each) for name, text in texts.items() for each in re.findall(r"\b([\w-]+\.md)\b", text)}
    assert sorted((name, each) for name, each in named if each not in here) == []
