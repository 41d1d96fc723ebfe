"""The README is kept true: its two set-up commands, the one that CI runs, and the key tables."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CI = ROOT / ".ci" / "run"


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def fenced_lines(text: str) -> list[str]:
    """Lines inside code fences."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def set_up_commands(text: str) -> list[str]:
    return [line for line in fenced_lines(text) if "pip install" in line]


def ci(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", root / ".ci" / "run", *words], capture_output=True, text=True, cwd="/")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with this one's .ci/run, and a ruff and a mypy that only say that they ran."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(CI, tmp_path / ".ci" / "run")
    tools = tmp_path / "made" / "bin"
    tools.mkdir(parents=True)
    for name in ("ruff", "mypy", "python"):
        (tools / name).write_text(f"#!/bin/sh\necho {name} $*\n")
        (tools / name).chmod(0o755)
    return tmp_path


def test_two_commands_do_all_the_set_up():
    opening = re.split(r"^## ", readme(), maxsplit=1, flags=re.MULTILINE)[0]
    commands = set_up_commands(readme())
    assert len(commands) == 2 and commands == set_up_commands(opening)
    demo, test = commands
    assert demo.startswith("python3 -m venv ") and "topaz demo" in demo
    assert test.startswith("python3 -m venv ") and "pytest" in test


def test_ci_runs_the_readmes_test_command_as_it_stands():
    assert ci(ROOT, "--print").stdout.rstrip("\n") == set_up_commands(readme())[1]


def test_ci_repeats_none_of_it():
    assert "pip install" not in CI.read_text("utf-8") and "-m pytest" not in CI.read_text("utf-8")
    assert os.access(CI, os.X_OK)


def test_ci_runs_tests_then_linter_then_types(project):
    (project / "README.md").write_text("Not pytest.\n```sh\necho first && made/bin/python -m pytest\n```\n")
    done = ci(project)
    assert done.stdout.splitlines() == ["first", "python -m pytest", "ruff check .", "mypy"]
    assert done.returncode == 0


@pytest.mark.parametrize("failing", ["python", "ruff", "mypy"])
def test_ci_fails_with_the_first_that_fails(project, failing):
    (project / "README.md").write_text("```sh\nmade/bin/python -m pytest\n```\n")
    (project / "made" / "bin" / failing).write_text("#!/bin/sh\nexit 3\n")
    assert ci(project).returncode == 3


def test_ci_says_so_when_the_readme_has_no_test_command(project):
    (project / "README.md").write_text("pytest, but no command\n")
    assert ci(project).returncode == 2


def test_made_parts_are_as_the_program_makes_them():
    """`python -m tests.readme` writes them anew."""
    from tests.readme import BLOCKS, renewed

    assert all(f"<!-- {name} -->" in readme() for name in BLOCKS)
    assert renewed(readme()) == readme()
