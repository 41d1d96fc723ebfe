"""Who looks at the list says so: whatever screens, commands and the exchange ask of the services takes a session first.

It is looked up in the source: which functions and classes of the services are named outside them, and which of these
come to the store, by whatever they name themselves.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES, STORE = "topaz_tui.services", "topaz_tui.store"
OUTSIDE = ("app", "cli", "exchange", "runtime", "screens", "widgets")
SESSIONS = {"Session", "JobSession", "AnySession"}

WITHOUT = {
    "services.workers.current_session": "the account signs in with it",
    "services.workers.job_session": "the account signs in with it",
    "services.workers.owner_session": "the login of the owner of the tables signs in with it",
    "services.workers.needs_phrase": "says how one signs in",
    "services.workers.runs_jobs": "asks whether the process's account is on the list",
    "services.workers.signed_in": "asks whose login the connection is",
    "services.sign_in.sign_in": "the account and its passphrase sign in with it",
    "services.sign_in.change": "the account and its passphrase sign in with it",
    "services.sign_in.begin": "nobody works there yet but the first",
    "services.sign_in.give_by_owner": "asks whose the database is",
    "services.sign_in.refuse_unasked": "logs that nobody can be asked who it is",
    "services.workers.add_first": "nobody works there yet",
    "services.workers.require_of_file": "asks who somebody is in a file that is not opened",
    "services.team_settings.in_force": "says which settings hold, before anybody has signed in",
    "services.backups.back_up": "copies a file, whoever may read it",
    "services.backups.restore": "puts a file in a file's place, whoever may write there",
    "services.moving.move": "copies a file to a server, whoever may write there",
    "services.connection.open_database": "comes before anybody can sign in",
    "services.connection.damage": "looks whether the file is whole, where nothing can be read",
    "services.connection.set_lock_timeout": "says how long to wait for a lock",
    "services.doctor.examine.examine": "looks at a database that may not open, and says nothing of anybody on the list",
    "services.importing.importer.at_once": "is a transaction, and reads nothing",
    "services.importing.importer.rehearsal": "is a transaction, and reads nothing",
    "services.access.reading.flush": "writes what those with a session have looked at",
    "services.log_proof.is_owners": "asks whose login the connection is",
    "services.training.mark": "marks a list that was just made, at which nobody works yet",
    "services.training.is_for_training": "asks the list what it is, before anybody has signed in",
    "services.training.need_true_clock": "asks the list what it is, before anybody has signed in",
    "services.unread.aside": "names a row that can't be read by its number",
}
"""What needs no session, and why."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr


class Module(NamedTuple):
    """What a module defines at its top, and what each name in it stands for that it imports, anywhere."""

    defined: dict[str, Definition]
    imported: dict[str, str]
    tree: ast.Module


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@functools.cache
def modules() -> dict[str, Module]:
    """Each module of ours, by its dotted name."""
    return {name_of(path): read(ast.parse(path.read_text("utf-8"))) for path in (ROOT / "topaz_tui").rglob("*.py")}


def read(tree: ast.Module) -> Module:
    defined: dict[str, Definition] = {}
    for each in tree.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            defined[each.name] = each
        elif isinstance(each, ast.Assign | ast.AnnAssign) and each.value:
            targets = each.targets if isinstance(each, ast.Assign) else [each.target]
            defined |= {target.id: each.value for target in targets if isinstance(target, ast.Name)}
    imported: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "ours are imported by their whole names"
            imported |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    return Module(defined, imported, tree)


def target(name: str) -> str:
    """What a dotted name stands for: the module that defines it, and its name there."""
    module, _, last = name.rpartition(".")
    if name.startswith("topaz_tui.") and module in modules() and last not in modules()[module].defined:
        found = modules()[module].imported.get(last, "")
        return name if found == name else target(found) or name  # a package that imports a module of its own
    return name


def named_in(module: str, tree: ast.AST, own: frozenset[str] = frozenset()) -> Iterator[str]:
    """All of ours that is named in a piece of this module, where it is defined; types that are only annotated, and the
    names that are a function's `own`, aside."""
    if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        own |= {each.arg for each in ast.walk(tree.args) if isinstance(each, ast.arg)}
    if isinstance(tree, ast.Name | ast.Attribute) and (words := _dotted(tree)):
        if words.split(".")[0] not in own:
            yield from _resolved(module, words)
        return
    for field, value in ast.iter_fields(tree):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST) and field not in ("annotation", "returns"):
                yield from named_in(module, each, own)


def _dotted(tree: ast.expr) -> str:
    """'a.b.c' of such an expression; '' of another."""
    words = ast.unparse(tree)
    return words if words.replace(".", "").isidentifier() else ""


def _resolved(module: str, words: str) -> Iterator[str]:
    """What these words stand for: by an import, and as a definition of the module's own."""
    first, *rest = words.split(".")
    here = modules()[module]
    for found in (here.imported.get(first, ""), f"{module}.{first}" if first in here.defined else ""):
        for each in rest:
            if target(found) not in modules():
                break
            found = f"{target(found)}.{each}"
        if found.startswith("topaz_tui."):
            yield target(found)


@functools.cache
def comes_to_the_store(name: str) -> bool:
    """Does this definition name something of the store, or what comes there?"""
    seen, left = set(), [name]
    while left:
        here = left.pop()
        if here.startswith(f"{STORE}."):
            return True
        module, _, last = here.rpartition(".")
        if here not in seen and module.startswith(SERVICES) and last in modules()[module].defined:
            left += named_in(module, modules()[module].defined[last])
        seen.add(here)
    return False


def asked_from_outside() -> set[str]:
    """The functions and classes of the services that are named outside them."""
    outside = [each for each in modules() if each.split(".")[1:2] and each.split(".")[1] in OUTSIDE]
    named = {name for each in outside for name in named_in(each, modules()[each].tree)}
    return {
        name
        for name in named
        if name.startswith(f"{SERVICES}.")
        and isinstance(definition(name), ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }


def definition(name: str) -> Definition | None:
    module, _, last = name.rpartition(".")
    return modules()[module].defined.get(last) if module in modules() else None


def takes_a_session(asked: Definition | None) -> bool:
    """Is a session the first that it is given?"""
    if isinstance(asked, ast.ClassDef):
        made = [each for each in asked.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
        return bool(made) and _is_session(made[0].args.args[1:])
    return isinstance(asked, ast.FunctionDef | ast.AsyncFunctionDef) and _is_session(asked.args.args)


def _is_session(given: list[ast.arg]) -> bool:
    return bool(given) and given[0].annotation is not None and ast.unparse(given[0].annotation) in SESSIONS


def test_whoever_asks_the_services_for_what_the_list_holds_says_who_asks() -> None:
    asked = asked_from_outside()
    assert {"topaz_tui.services.queue.view.list_people", "topaz_tui.services.importing.importer.Importer"} <= asked
    without = {name for name in asked if comes_to_the_store(name) and not takes_a_session(definition(name))}
    assert {name.removeprefix("topaz_tui.") for name in without} == set(WITHOUT)


@pytest.mark.parametrize(
    ("name", "comes_there"),
    [
        ("queue.view.list_people", True),
        ("colleagues.escalation_path", True),  # by a query that stands beside it
        ("importing.importer.Importer", True),
        ("calls.starting.objections", False),  # it reckons with what it is given
        ("team.counted", False),
    ],
)
def test_what_comes_to_the_store_is_found_by_what_it_names(name: str, comes_there: bool) -> None:
    assert comes_to_the_store(f"{SERVICES}.{name}") is comes_there
