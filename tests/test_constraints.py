"""The versions that the suite was seen whole with (.github/constraints.txt) are allowed by pyproject.toml, each."""

from __future__ import annotations

import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.places import ROOT


def pinned() -> dict[str, str]:
    lines = (
        line.partition("#")[0].strip()
        for line in (ROOT / ".github" / "constraints.txt").read_text("utf-8").splitlines()
    )
    each = [Requirement(line) for line in lines if line]
    assert all(len(one.specifier) == 1 and one.url is None for one in each), "a version each, and no address"
    return {canonicalize_name(one.name): next(iter(one.specifier)).version for one in each}


def test_each_dependency_is_there_in_a_version_that_is_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    versions = pinned()
    for each in map(Requirement, needed):
        name = canonicalize_name(each.name)
        if name != canonicalize_name(project["name"]):
            assert name in versions, f"{name} is not in .github/constraints.txt"
            assert each.specifier.contains(versions[name]), f"{name} {versions[name]} is not {each.specifier}"
