"""Imports run one way, as the design has them, and each layer loads without the ones above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "topaz_tui"

# A layer is a folder or module right under the package. What it must not import of ours:
ABOVE = {
    "rules": {
        "store",
        "services",
        "exchange",
        "demo",
        "screens",
        "widgets",
        "app",
        "cli",
        "actions",
        "config",
        "errors",
    },
    "store": {"services", "exchange", "demo", "screens", "widgets", "app", "cli"},
    "services": {"exchange", "demo", "screens", "widgets", "app", "cli"},
    "exchange": {"demo", "screens", "widgets", "app", "cli"},
    "demo": {"screens", "widgets", "app", "cli"},
    "screens": {"store", "demo", "cli"},
    "help": {"store", "services", "exchange", "demo", "screens", "widgets", "app", "cli"},
    "widgets": {"store", "services", "demo", "screens", "cli"},
}
WITHOUT_TEXTUAL = {"rules", "store", "services", "exchange", "demo", "clock", "config", "errors"}
WITH_PEEWEE = {"store", "services"}
# The clock alone reads the time; a stopwatch (time.monotonic, time.perf_counter) is no clock.
CLOCKS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.localtime")


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST, path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of every import, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = path.relative_to(PACKAGE.parent).with_suffix("").parts[: -node.level]
                base = ".".join([*package, *filter(None, [base])])
            yield from ((node.lineno, f"{base}.{name.name}") for name in node.names)


def offences(path: Path, source: str) -> list[str]:
    layer, tree = layer_of(path), ast.parse(source)
    found = []
    for line, name in imported(tree, path):
        top, _, rest = name.partition(".")
        wrong = (
            (top == "topaz_tui" and rest.split(".")[0] in ABOVE.get(layer, ()))
            or (top == "textual" and layer in WITHOUT_TEXTUAL)
            or (top in ("peewee", "playhouse") and layer not in WITH_PEEWEE)
        )
        if wrong:
            found.append(f"{path.relative_to(ROOT)}:{line}: {layer} imports {name}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and layer != "clock" and ast.unparse(node.func).endswith(CLOCKS):
            found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)} outside the clock")
    return found


def test_imports_run_one_way():
    files = sorted(PACKAGE.rglob("*.py"))
    assert {"rules", "store", "services"} <= {layer_of(path) for path in files}
    assert [found for path in files for found in offences(path, path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("rules/recalls.py", "from topaz_tui.store import models"),
        ("rules/recalls.py", "from ..store.models import Client"),
        ("rules/recalls.py", "import peewee"),
        ("rules/recalls.py", "def due():\n    return datetime.datetime.now()"),
        ("services/queue.py", "def show():\n    from textual.app import App"),
        ("services/queue.py", "from topaz_tui import app"),
        ("screens/queue.py", "import topaz_tui.store.models"),
        ("screens/queue.py", "from playhouse import migrations"),
        ("widgets/card.py", "from ..services import queue"),
    ],
)
def test_the_check_finds_what_it_should(where, source):
    assert len(offences(PACKAGE / where, source)) == 1


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
