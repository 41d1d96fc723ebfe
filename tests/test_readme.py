"""The README and the pages of help are kept true: the two set-up commands, the one that CI runs, what is made from the
program."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.support.places import ROOT
from topaz_tui import help

CI = ROOT / ".ci" / "run"


def readme() -> str:
    return (ROOT / "README.md").read_text("utf-8")


def fenced_lines(text: str) -> list[str]:
    """Lines inside code fences."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def set_up_commands(text: str) -> list[str]:
    return [line for line in fenced_lines(text) if "pip install" in line]


def ci(root: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", root / ".ci" / "run", *words], capture_output=True, text=True, cwd="/", env={**os.environ, **env}
    )


COMMAND = "python3 -m venv made && made/bin/pip install . && made/bin/python -m pytest"
PYTHON = """#!/bin/sh
case "$1" in
  -c) exit 0 ;;
  -m) mkdir -p "$3/bin"; for each in pip python ruff mypy; do cp "$TOOLS/$each" "$3/bin/$each"; done ;;
esac
"""
TOOL = """#!/bin/sh
echo "$0 $*" | sed 's|.*/\\(made[^/]*\\)/bin|\\1|; s|^|ran |'
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with this one's .ci/run that promises three Pythons. Of the machine's, 3.21 is on the path, 3.22 is
    there as a shim that refuses and under pyenv, 3.23 as a shim alone; what they install only says that it ran."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(CI, tmp_path / ".ci" / "run")
    promised = "".join(f'    "Programming Language :: Python :: {each}",\n' for each in ("3.21", "3.22", "3.23"))
    (tmp_path / "pyproject.toml").write_text(f"classifiers = [\n{promised}]\n")
    (tmp_path / "README.md").write_text(f"Not pytest.\n```sh\n{COMMAND}\n```\n")
    for name, text in {
        "path/python3.21": PYTHON,
        "path/python3.22": "#!/bin/sh\nexit 127\n",
        "path/python3.23": "#!/bin/sh\nexit 127\n",
        "pyenv/versions/3.22.4/bin/python3.22": PYTHON,
        **{f"tools/{name}": TOOL for name in ("pip", "python", "ruff", "mypy")},
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return tmp_path


def run_there(project: Path) -> subprocess.CompletedProcess[str]:
    path = f"{project / 'path'}:{os.environ['PATH']}"
    return ci(project, PATH=path, PYENV_ROOT=str(project / "pyenv"), TOOLS=str(project / "tools"))


def runs(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line.removeprefix("ran ").rstrip() for line in done.stdout.splitlines() if line.startswith("ran made")]


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


def test_ci_runs_tests_on_each_python_that_is_there_then_linter_format_and_types_once(project):
    done = run_there(project)
    ran, made = runs(done), [f"made-{version}/bin/pip install ." for version in ("3.21", "3.22")]
    tested = [f"made-{version}/bin/python -m pytest" for version in ("3.21", "3.22")]
    assert sorted(each for each in ran if each in made) == made, "beside each other, so in any order"
    assert [each for each in ran if each not in made] == [
        *tested,
        "made-3.21/bin/ruff check .",
        "made-3.21/bin/ruff format --check .",
        "made-3.21/bin/mypy",
    ]
    assert all(ran.index(first) < ran.index(then) for first, then in zip(made, tested, strict=True))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "ran on Python 3.21 3.22; not on this machine: 3.23"


@pytest.mark.parametrize("failing", ["python", "ruff", "mypy"])
def test_ci_fails_with_the_first_that_fails_and_runs_the_others(project, failing):
    (project / "tools" / failing).write_text(TOOL + "exit 3\n")
    done = run_there(project)
    assert done.returncode == 3
    assert len(runs(done)) == 7
    named = {"python": "Python 3.21 Python 3.22", "ruff": "lint format", "mypy": "types"}[failing]
    assert done.stdout.splitlines()[-1] == f"failed: {named}"


def test_ci_tests_nothing_in_an_environment_that_could_not_be_made(project):
    (project / "tools" / "pip").write_text(TOOL + 'case "$0" in *3.21*) exit 5 ;; esac\n')
    done = run_there(project)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (5, "failed: Python 3.21")
    assert "made-3.21/bin/python -m pytest" not in runs(done) and "made-3.22/bin/python -m pytest" in runs(done)


def test_ci_fails_where_one_python_of_two_fails(project):
    (project / "tools" / "python").write_text(TOOL + 'case "$0" in *3.22*) exit 4 ;; esac\n')
    done = run_there(project)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (4, "failed: Python 3.22")


def test_ci_says_so_where_none_of_the_promised_pythons_is_there(project):
    (project / "path" / "python3.21").unlink()
    shutil.rmtree(project / "pyenv")
    assert run_there(project).returncode == 2


def test_every_promised_python_is_the_least_or_newer():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    promised = re.findall(r"Python :: 3\.(\d+)", "\n".join(project["classifiers"]))
    assert list(map(int, promised)) == list(range(11, 15)) and project["requires-python"] == ">=3.11"


def test_ci_says_so_when_the_readme_has_no_test_command(project):
    (project / "README.md").write_text("pytest, but no command\n")
    assert ci(project).returncode == 2


def test_made_parts_are_as_the_program_makes_them():
    """`python -m tests.readme` writes them anew."""
    from tests.readme import BLOCKS, renewed

    pages = [page.read_text("utf-8") for page in help.PAGES.glob("*.md")]
    assert all(sum(f"<!-- {name} -->" in page for page in pages) == 1 for name in BLOCKS)
    assert [renewed(page) for page in pages] == pages


def test_the_readme_names_every_topic_of_help_and_no_other():
    assert set(re.findall(r"`topaz help (\w+)`", readme())) == set(help.topics())


GUIDES = ("CODEBASE.md", "CONTRIBUTING.md")


def named_in(guide: str) -> list[str]:
    """What a guide for developers names: files and folders (some only by their end), classes and functions."""
    text = (ROOT / ".github" / guide).read_text("utf-8")
    in_words = re.findall(r"(?<![`\w/.])(?:tests|topaz_tui)/[\w./]*\w", text)
    names = {*in_words, *re.findall(r"`([\w./*]+)`", text)}
    return sorted(re.sub(r"NNNN_[*\w]+", "[0-9]*", name.rstrip("/")) for name in names)


@pytest.mark.parametrize("guide", GUIDES)
def test_developer_guides_name_only_paths_and_code_that_exist(guide: str) -> None:
    tops = [ROOT / top for top in ("topaz_tui", "tests", ".github", ".ci")]
    paths = [
        path.relative_to(ROOT) for top in tops for path in (top, *top.rglob("*")) if "__pycache__" not in path.parts
    ]
    in_code = set(re.findall(r"\w+", "".join(path.read_text("utf-8") for path in tops[0].rglob("*.py"))))

    def exists(name: str) -> bool:
        if (ROOT / name).exists() or any(path.match(name) or path.match(f"{name}.py") for path in paths):
            return True
        return not re.search(r"/|\.(py|md)$", name) and set(name.split(".")) <= in_code

    assert [name for name in named_in(guide) if not exists(name)] == []
