"""The table of who may do what: whole, and as narrow as it says."""

from __future__ import annotations

import pytest

from topaz_tui.rules.permissions import PERMISSIONS, ROLES, Act, may, refusal


def test_each_act_has_a_row_and_a_role_that_there_is() -> None:
    assert set(PERMISSIONS) == set(Act)
    assert {permission.least for permission in PERMISSIONS.values()} <= set(ROLES)


@pytest.mark.parametrize("act", Act)
def test_an_act_is_for_its_role_and_those_above_alone(act: Act) -> None:
    place = ROLES.index(PERMISSIONS[act].least)
    assert [may(role, act) for role in ROLES] == [ROLES.index(role) >= place for role in ROLES]
    assert not may("owner", act) and not may("", act), "an unknown role has no rights"
    assert refusal(act) == f"Only a {ROLES[place]} may {act}."
