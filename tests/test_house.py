"""What a stranger relies on: a class is found by its name, a module is short, and no docstring sends one to a file that
is not here."""

from __future__ import annotations

import ast
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


PUBLIC = {"_exit", "_replace", "_meta", "_asdict"}
"""Of the system, of named tuples and of Peewee's models: public under such names."""


@cache
def private_names() -> dict[str, set[str]]:
    """The private names of libraries that the package asks for, with the modules that do: what none of our own classes
    and modules has. A private module that is imported is one of them."""
    trees = {name: ast.parse(text) for name, text in modules().items()}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    ours = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    ours |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    ours |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    ours |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    found = defaultdict(set)
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and "._" in (node.module or ""):
                found[str(node.module)].add(name)
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.endswith("__"):
                found[node.attr].add(name)
    return {each: names for each, names in found.items() if each not in ours | PUBLIC}


def test_each_private_name_of_a_library_stands_in_one_module_that_says_why() -> None:
    found = private_names()
    assert "_screen_stack" in found and "textual._xterm_parser" in found
    assert {each: names for each, names in found.items() if len(names) > 1} == {}
    link = re.compile(r"https://github\.com/Textualize/|#\d{4}")
    assert {name for names in found.values() for name in names if not link.search(modules()[name])} == set()


def test_modules_are_short() -> None:
    assert {name for name, text in modules().items() if text.count("\n") > MOST} == LONG


def test_style_that_holds_on_every_page_is_of_a_class_that_no_other_style_has() -> None:
    """A rule that begins with a class, of no widget, holds wherever that class stands once its module was loaded."""
    sheets = [path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.tcss"))]
    texts = [*(text for name, text in modules().items() if name != "app/sign_in.py"), *sheets]  # an app of its own
    bare = re.compile(r"^ *\.([a-z][\w-]+)\b[^{}\n]*\{", re.MULTILINE)
    everywhere = [each for text in texts for each in set(bare.findall(text))]
    within = {each for text in texts for each in re.findall(r"[#.\w-]\.([a-z][\w-]+)[^{}()\n]*\{[^{}]*;", text)}
    assert everywhere == ["with-glance"] and "none" in within
    assert within.isdisjoint(everywhere)


def test_files_that_are_named_are_there() -> None:
    here = {path.name for folder in (PACKAGE, ROOT / ".github") for path in folder.rglob("*.md")} | {"README.md"}
    texts = {str(path): path.read_text("utf-8") for path in sorted(Path(__file__).parent.rglob("*.py"))} | modules()
    named = {(name, each) for name, text in texts.items() for each in re.findall(r"\b([\w-]+\.md)\b", text)}
    assert sorted((name, each) for name, each in named if each not in here) == []
