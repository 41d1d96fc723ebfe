"""Imports run one way, as the design has them, and each layer loads without the ones above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Container, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.places import PACKAGE, ROOT

# A layer is a folder or module right under the package. Each has a row: which others it may import. The ground knows
# nothing of what the program is for; __init__ has the version.
GROUND = {"__init__", "errors", "clock", "text", "grammar", "regular", "files", "output"}
MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "errors": set(),
    "text": set(),
    "grammar": set(),
    "output": set(),
    "files": set(),
    "regular": {"errors"},
    "clock": {"errors"},
    "actions": {"errors", "rules"},
    "status": set(),
    "crash_log": GROUND,
    "help": GROUND,
    "rules": GROUND - {"errors"},
    "config": GROUND | {"rules"},
    "store": GROUND,
    "services": GROUND | {"store", "rules", "config", "crash_log"},
    "exchange": GROUND | {"services", "rules", "config", "crash_log"},
    "demo": GROUND | {"services", "rules", "config"},
    "runtime": GROUND,
    "widgets": GROUND | {"runtime", "actions", "status", "rules"},
    "screens": GROUND | {"widgets", "runtime", "actions", "status", "services", "rules", "config", "help"},
    "app": GROUND | {"screens", "widgets", "runtime", "actions", "status", "services", "config", "crash_log"},
    "cli": GROUND
    | {"app", "runtime", "demo", "exchange", "services", "rules", "config", "actions", "help", "crash_log"},
    "__main__": {"cli"},
}
# What the design does not allow and is there still: module, and the layer that it imports. Nothing is to be added; what
# is gone has to be taken out.
NOT_YET: set[tuple[str, str]] = set()
WITH_TEXTUAL = {"runtime", "widgets", "screens", "app"}
WITH_PEEWEE = {"store", "services"}
# The clock alone reads the time; a stopwatch (time.monotonic, time.perf_counter) is no clock.
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime")
ASKED = {name.rpartition(".")[2] for name in CLOCKS}


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(nodes: Iterable[ast.AST], path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of every import among these."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = path.relative_to(PACKAGE.parent).with_suffix("").parts[: -node.level]
                base = ".".join([*package, *filter(None, [base])])
            yield from ((node.lineno, f"{base}.{name.name}") for name in node.names)


class Read(NamedTuple):
    """What these tests ask of a module, gathered as it is read: it is read once for them all."""

    imports: tuple[tuple[int, str], ...]
    """Line and full dotted name of each, also those inside functions."""
    at_once: tuple[str, ...]
    """Those as it is imported itself: what stands in a function, or for types, comes later."""
    in_functions: tuple[str, ...]
    named: tuple[str, ...]
    """The modules that it imports something from, as they are written."""
    clocks: tuple[tuple[int, str], ...]
    """Line and words of each question for the time."""


def read_of(source: str, path: Path) -> Read:
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    works = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    asked = ((it.lineno, ast.unparse(it)) for it in calls if isinstance(it, ast.Attribute) and it.attr in ASKED)
    return Read(
        tuple(imported(nodes, path)),
        tuple(name for _, name in imported(tree.body, path)),
        tuple(name for work in works for _, name in imported(ast.walk(work), path)),
        tuple(node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module),
        tuple((line, words) for line, words in asked if words.endswith(CLOCKS)),
    )


@cache
def read(path: Path) -> Read:
    return read_of(path.read_text("utf-8"), path)


def layers_imported(imports: Iterable[tuple[int, str]], path: Path) -> Iterator[tuple[int, str]]:
    """Line and layer of every import of ours from another layer."""
    for line, name in imports:
        top, _, rest = name.partition(".")
        layer = rest.split(".")[0]
        if layer.startswith("__version"):
            layer = "__init__"
        if top == "topaz_tui" and layer not in ("", layer_of(path)):
            yield line, layer


def offences(path: Path, read: Read) -> list[str]:
    layer = layer_of(path)
    where, in_package = path.relative_to(ROOT), path.relative_to(PACKAGE).as_posix()
    found = [
        f"{where}:{line}: {layer} imports {other}"
        for line, other in layers_imported(read.imports, path)
        if other not in MAY_IMPORT[layer] and (in_package, other) not in NOT_YET
    ]
    for line, name in read.imports:
        top = name.partition(".")[0]
        textual = top == "textual" and layer not in WITH_TEXTUAL
        if textual or (top in ("peewee", "playhouse") and layer not in WITH_PEEWEE):
            found.append(f"{where}:{line}: {layer} imports {name}")
    asked = () if layer == "clock" else read.clocks
    return found + [f"{where}:{line}: {words} outside the clock" for line, words in asked]


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imported_at_once(path: Path) -> set[str]:
    """The modules of ours that this one imports as it is imported itself, and the packages above them."""
    own = name_of(path)
    found = set()
    for name in read(path).at_once:
        if name.startswith("topaz_tui."):
            parts = name.split(".")
            found |= {".".join(parts[:length]) for length in range(2, len(parts) + 1)}
    return {name for name in found if name != own and not own.startswith(f"{name}.")}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_modules_import_each_other_in_a_circle():
    """Several threads import as they go: where modules wait for each other, Python gives one of them half made, and the
    program ends with an AttributeError once in a thousand starts."""
    needs = {name_of(path): imported_at_once(path) for path in files()}
    needs = {name: {each for each in found if each in needs} for name, found in needs.items()}
    while free := {name for name, found in needs.items() if not found & needs.keys()}:
        needs = {name: found for name, found in needs.items() if name not in free}
    assert needs.keys() == set(), "these are in a circle, or stand on one"


def test_no_modules_need_each_other_in_a_circle_through_a_function_either():
    """An import in a function is for what is seldom needed, and hides no circle."""
    modules = {name_of(path): path for path in files()}
    needs = {
        name: {found for each in (*read(path).at_once, *read(path).in_functions) if (found := module_in(each, modules))}
        for name, path in modules.items()
    }
    needs = {name: found - {name} for name, found in needs.items()}
    while free := {name for name, found in needs.items() if not found & needs.keys()}:
        needs = {name: found for name, found in needs.items() if name not in free}
    assert needs.keys() == set(), "these are in a circle, or stand on one"


def module_in(name: str, modules: Container[str]) -> str | None:
    """The module that an import of this full name loads: it itself, or the one that it is taken from."""
    return next((each for each in (name, name.rpartition(".")[0]) if each in modules), None)


@cache
def imported_as_a_whole() -> frozenset[str]:
    """The packages that import their modules themselves."""
    inits = (each for each in files() if each.name == "__init__.py")
    return frozenset(name_of(each) for each in inits if imported_at_once(each))


def from_inside(path: Path) -> list[str]:
    """The packages whose modules this one imports from outside, past the package, where that imports them itself."""
    own = name_of(path)
    return [
        f"{own}: {module}"
        for module in sorted({*read(path).named})
        if (package := module.rpartition(".")[0]) in imported_as_a_whole()
        and own != package
        and not own.startswith(f"{package}.")
    ]


def test_a_package_that_imports_its_modules_is_imported_as_a_whole():
    """`from package import name`, and not `from package.module import name`: a thread that begins with the module waits
    for the package, which waits in another thread for the module, and Python ends both imports (KeyError in importlib,
    once in a few hundred starts on a busy machine)."""
    assert [found for path in files() for found in from_inside(path)] == []


def test_no_page_names_another_as_it_goes_there():
    """A page goes to a place (screens/places.py). What a page is made of it imports at its head; the first screen alone
    leaves its forms for later."""
    later = {
        path.relative_to(PACKAGE).as_posix()
        for path in (PACKAGE / "screens").rglob("*.py")
        for name in read(path).in_functions
        if name.startswith("topaz_tui.screens.")
    }
    assert later == {"screens/queue/screen.py"}


def test_layers_have_a_row_for_every_module():
    assert {layer_of(path) for path in files()} == set(MAY_IMPORT)


def test_layers_have_no_circle():
    rank: dict[str, int] = {}
    while len(rank) < len(MAY_IMPORT):
        free = [layer for layer, below in MAY_IMPORT.items() if layer not in rank and below - {layer} <= set(rank)]
        assert free, f"a circle among {set(MAY_IMPORT) - set(rank)}"
        rank |= dict.fromkeys(free, len(rank))


def test_layers_list_no_exception_that_is_gone():
    there = {
        (path.relative_to(PACKAGE).as_posix(), layer)
        for path in files()
        for _, layer in layers_imported(read(path).imports, path)
    }
    assert there >= NOT_YET, "take out what is gone"


def test_layers_are_imported_one_way():
    assert [found for path in files() for found in offences(path, read(path))] == []


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("rules/queue.py", "from topaz_tui.store import models"),
        ("rules/queue.py", "from ..store.models import Client"),
        ("rules/queue.py", "import peewee"),
        ("rules/queue.py", "def due():\n    return datetime.datetime.now()"),
        ("services/queue/view.py", "def show():\n    from textual.app import App"),
        ("services/queue/view.py", "from topaz_tui import app"),
        ("screens/queue/screen.py", "import topaz_tui.store.models"),
        ("screens/queue/screen.py", "from playhouse import migrations"),
        ("widgets/card.py", "from ..services import queue"),
        ("runtime/autosave.py", "from topaz_tui.widgets import rows"),
        ("exchange/delivery/mail.py", "from topaz_tui.cli.output import table"),
        ("config/file.py", "from topaz_tui.services import queue"),
        ("text.py", "import textual"),
    ],
)
def test_layers_check_finds_what_it_should(where, source):
    path = PACKAGE / where
    assert len(offences(path, read_of(source, path))) == 1


def modules(layer: str) -> list[str]:
    paths = [path.relative_to(ROOT).with_suffix("") for path in (PACKAGE / layer).rglob("*.py")]
    return sorted(".".join(path.parts).removesuffix(".__init__") for path in paths)


def loaded_by(*names: str) -> set[str]:
    """Which modules a fresh Python has loaded after importing these, beside those it starts with."""
    code = (
        "import importlib, sys; before = set(sys.modules); "
        "[importlib.import_module(name) for name in sys.argv[1:]]; print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code, *names], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_the_package_itself_loads_nothing():
    assert loaded_by("topaz_tui") == {"topaz_tui"}


def test_the_rules_load_neither_screens_nor_database():
    assert loaded_by(*modules("rules")).isdisjoint({"textual", "peewee", "sqlcipher3"})


@pytest.mark.parametrize("layer", ["store", "services", "exchange"])
def test_what_is_under_the_screens_loads_without_them(layer):
    names = modules(layer)
    assert names, f"nothing in {layer}/"
    assert loaded_by(*names).isdisjoint({"textual", "rich"})


def test_the_commands_load_the_screens_last():
    assert "textual" not in loaded_by("topaz_tui.cli")


NOT_AT_THE_START = {
    "textual.widgets._text_area", "topaz_tui.clock.reading", "topaz_tui.rules.referrals", "topaz_tui.rules.reviews",
    "topaz_tui.rules.correspondence", "topaz_tui.services.owned", "topaz_tui.services.actions",
    "topaz_tui.services.interpreters", "topaz_tui.services.escalations.records", "topaz_tui.services.clients",
    "topaz_tui.services.calls", "topaz_tui.services.concerns", "topaz_tui.screens.client", "topaz_tui.screens.call",
    "topaz_tui.screens.concern", "topaz_tui.exchange.pdf",
}  # fmt: skip
"""What a list of people has no need of: it is loaded once they are on the screen (app/ready.py), or where used."""


def test_the_start_loads_no_more_than_the_first_screen_shows():
    loaded = loaded_by("topaz_tui.cli", "topaz_tui.services.workers", "topaz_tui.app")
    assert loaded & NOT_AT_THE_START == set()
