"""The table of who may do what: whole, as narrow as it says, and the only one that is asked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from topaz_tui.rules.permissions import APART, LADDER, PERMISSIONS, ROLES, Act, Role, may, only, reaches, refusal, roles

PACKAGE = Path(__file__).resolve().parents[2] / "topaz_tui"
NO_RIGHTS = {
    "cli/setup.py init": "the first worker of a list is a manager",
    "screens/client/tabs.py _contact_detail": "as what a contact speaks is no worker's role",
    "services/escalations/notices.py _on_level": "the ladder: who is told",
    "services/escalations/opening.py _manager": "the ladder: with whom something stands",
    "services/session.py title": "the role is said beside the name",
    "services/statutory/attendance.py first_answers": "what somebody is in a school",
    "services/statutory/schools.py every": "what somebody is in a school",
    "services/statutory/schools.py lead_left": "what somebody is in a school",
    "services/statutory/schools.py leave": "what somebody is in a school",
    "services/workers.py require_still_at_work": "whether it is the one of the sign-in",
    "services/workers.py _need_another_manager": "a list keeps a manager",
    "services/workers.py change": "a list keeps a manager",
    "services/workers.py check": "there has to be such a role",
}
"""Where a role is asked after that gives nobody a right, and for what."""
SAID = re.compile(r"Only an? (manager|head of service|director|$)")


def test_permission_of_each_act_names_a_role_that_exists() -> None:
    assert set(PERMISSIONS) == set(Act)
    assert {permission.least for permission in PERMISSIONS.values()} <= set(LADDER)
    assert {role for permission in PERMISSIONS.values() for role in permission.apart} == set(APART)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize("act", Act)
def test_permission_is_for_its_role_and_those_above_alone(act: Act) -> None:
    permission = PERMISSIONS[act]
    place = LADDER.index(permission.least)
    assert [may(role, act) for role in LADDER] == [LADDER.index(role) >= place for role in LADDER]
    assert [role for role in APART if may(role, act)] == [role for role in APART if role in permission.apart]
    assert not may("owner", act) and not may("", act), "an unknown role has no rights"
    assert roles(act) == (*LADDER[place:], *(role for role in APART if role in permission.apart))
    if not permission.apart:
        least = "duty worker" if permission.least == Role.WORKER else permission.least
        assert refusal(act) == f"Only a {least} may {act}."
        assert refusal(act, "ask one (a)") == f"Only a {least} may {act}: ask one (a)."


@pytest.mark.parametrize(
    ("apart", "acts"),
    [
        (Role.AUDITOR, {Act.READ_LOG, Act.SEE_FIGURES, Act.ASK_FIGURES, Act.SEE_TEAM}),
        (Role.DISPATCH, {Act.SEND, Act.SEND_AT_WORK, Act.BACK_UP_TODAY}),
        (Role.KEEPER, {Act.BACK_UP, Act.BACK_UP_TODAY, Act.RESTORE, Act.MOVE_LIST}),
    ],
)
def test_permission_of_a_role_apart_is_what_it_is_for_alone(apart: Role, acts: set[Act]) -> None:
    assert {act for act in Act if may(apart, act)} == acts | {Act.SEAL_LOG, Act.SEE_SETTINGS, Act.EXAMINE}
    assert not any(reaches(apart, least) for least in LADDER)


def test_permission_that_a_role_apart_has_says_so() -> None:
    assert refusal(Act.READ_LOG) == "Only a manager or an auditor may read the log."
    assert refusal(Act.RESTORE).startswith("Only a manager or a keeper account may ")


def test_permission_of_a_role_reaches_those_below_it() -> None:
    assert [reaches("manager", least) for least in LADDER] == [True, True, False, False]
    assert not any(reaches("owner", least) for least in LADDER)
    assert only("director", "decide this") == "Only a director may decide this."


def asks_after_a_role(tree: ast.AST) -> bool:
    """Does this piece of source itself decide by a role, or say who may?"""
    match tree:
        case ast.Compare(left, _, comparators):
            return any(map(_is_role, (left, *comparators)))
        case ast.Call(ast.Attribute(_, "index"), args):
            return any(map(_is_role, args))
        case ast.Attribute(_, "is_manager") | ast.arg("manager" | "is_manager"):
            return True
        case ast.Constant(str(words)):
            return SAID.match(words) is not None
    return False


def _is_role(tree: ast.AST) -> bool:
    match tree:
        case ast.Name("role") | ast.Attribute(_, "role"):
            return True
    return False


def places(tree: ast.AST, function: str = "") -> Iterator[str]:
    """The functions in which a role is asked after."""
    if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef):
        function = tree.name
    if asks_after_a_role(tree):
        yield function
    for each in ast.iter_child_nodes(tree):
        yield from places(each, function)


def test_permission_is_asked_of_the_table_alone() -> None:
    found = {
        f"{path.relative_to(PACKAGE).as_posix()} {function}"
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "rules" / "permissions.py"
        for function in places(ast.parse(path.read_text("utf-8")))
    }
    assert found == set(NO_RIGHTS)


@pytest.mark.parametrize(
    "source",
    [
        "session.is_manager",
        'session.role != "worker"',
        "if role in ABOVE:\n    pass",
        "LEVELS.index(worker.role) >= 1",
        "def keys(*, manager: bool): ...",
        '"Only a manager may do that."',
        'f"Only a {least} can do this."',
    ],
)
def test_permission_check_finds_each_other_way_to_ask(source: str) -> None:
    assert list(places(ast.parse(source)))
    assert not list(places(ast.parse('session.may(act) or permissions.reaches(role, "manager") or "Only a recall"')))
