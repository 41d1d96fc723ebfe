"""The table has every finding, names tests that are there, and what succeeds is said to whoever reads."""

from __future__ import annotations

import ast
import re

from tests.attacks.table import FINDINGS, Answer, Outcome
from tests.support.places import ROOT
from topaz_tui import help

ANSWERS = [answer for each in FINDINGS for answer in (each.on_a_file, each.each_their_own)]


def told() -> str:
    pages = (ROOT / "README.md").read_text("utf-8") + help.read("server") + help.read("sending")
    return re.sub(r"\s+", " ", pages)


def test_each_finding_of_the_trial_has_its_row() -> None:
    assert [each.number for each in FINDINGS] == list(range(1, 33))


def test_each_answer_is_shown_by_tests_that_are_there() -> None:
    assert [answer for answer in ANSWERS if not answer.shown and answer.outcome is not Outcome.NONE] == []
    names: dict[str, set[str]] = {}
    for name in {name for answer in ANSWERS for name in answer.shown}:
        file, _, test = name.partition("::")
        if file not in names:
            tree = ast.parse((ROOT / file).read_text("utf-8"))
            names[file] = {each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert test.partition("[")[0] in names[file], name
    attacks = {name.partition("[")[2].rstrip("]") for answer in ANSWERS for name in answer.shown if "psql_with" in name}
    logins = (ROOT / "tests/store/test_logins.py").read_text("utf-8")
    assert [each for each in attacks if f'"{each}":' not in logins] == []


def test_what_succeeds_is_said_in_the_readme_or_in_help() -> None:
    def succeeds(answer: Answer) -> bool:
        return answer.outcome in (Outcome.SUCCEEDS, Outcome.FOUND, Outcome.SEEN)

    said = told()
    assert [answer for answer in ANSWERS if succeeds(answer) and (not answer.said or answer.said not in said)] == []
    assert [answer for answer in ANSWERS if answer.said and not succeeds(answer)] == []
