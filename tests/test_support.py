"""What modules of tests share stands in tests/support: none imports another, or it could not be renamed or moved."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def of_tests(source: str) -> list[str]:
    """The modules of tests, and of fixtures for one folder, that this imports, as it names them."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            found += (f"{start}.{each.name}" for each in node.names)
    return [name for name in found if any(part.startswith("test_") or part == "conftest" for part in name.split("."))]


@pytest.mark.parametrize(
    "line",
    [
        "import tests.clock.test_clock",
        "from tests.clock import test_clock",
        "from tests.clock.test_clock import WEEKS",
        "from .test_clock import WEEKS",
        "from . import test_clock",
        "def f():\n    from tests.clock.test_clock import WEEKS",
    ],
)
def test_each_way_to_import_a_module_of_tests_is_seen(line: str) -> None:
    assert of_tests(line) and not of_tests(line.replace("test_clock", "tape"))


def test_no_module_imports_a_module_of_tests() -> None:
    wrong = {
        f"{path.relative_to(TESTS)}: {name}"
        for path in TESTS.rglob("*.py")
        for name in of_tests(path.read_text("utf-8"))
    }
    assert not wrong, "move what they share to tests/support"
