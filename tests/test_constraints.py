"""The versions that the suite was seen whole with (.github/constraints.txt): each is allowed by pyproject.toml, and is
that of the lock."""

from __future__ import annotations

import re
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


def test_each_version_of_the_lock_is_that_of_the_constraints_and_has_its_digests() -> None:
    versions, lock = pinned(), (ROOT / ".github" / "lock.txt").read_text("utf-8")
    locked = re.findall(r"^(\S+)==(\S+)[^\n]*\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert locked == re.findall(r"^(\S+)==(\S+)", lock, re.MULTILINE), "none without a digest"
    held = {name: version for name, version in locked if canonicalize_name(name) in versions}
    assert held == {name: versions[canonicalize_name(name)] for name in held}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {canonicalize_name(Requirement(each).name) for each in project["dependencies"]} <= {
        name for name, _ in locked
    }


def test_each_dependency_is_there_in_a_version_that_is_allowed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    versions = pinned()
    for each in map(Requirement, needed):
        name = canonicalize_name(each.name)
        if name != canonicalize_name(project["name"]):
            assert name in versions, f"{name} is not in .github/constraints.txt"
            assert each.specifier.contains(versions[name]), f"{name} {versions[name]} is not {each.specifier}"
