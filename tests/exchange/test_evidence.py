"""The evidence pack: made of what was frozen first, whole or not at all, and the same bytes each time."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

import pytest

from tests.support.desks import *  # noqa: F403 (fixtures)
from tests.support.desks import ON_A_FILE
from topaz_tui import clock, files
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.exchange import evidence
from topaz_tui.rules.measures import periods
from topaz_tui.services import figures
from topaz_tui.store import models

QUARTER = periods.named("2026-Q4")


@pytest.fixture
def frozen(manager, make_client, monkeypatch):
    """The quarter is over, and frozen with six people due."""
    for day in range(2, 8):
        make_client(recall=date(2026, 11, day))
    monkeypatch.setattr(clock, "now", lambda: clock.from_store("2027-01-04T09:00:00Z"))
    return figures.freeze(manager, figures.report(manager, QUARTER))


def logged():
    return [row.subject for row in models.Audit.select().where(models.Audit.deed == "wrote an evidence pack")]


@ON_A_FILE
def test_pack_is_the_same_bytes_again_whatever_was_restated_since(manager, make_client, frozen, tmp_path):
    names = evidence.write(manager, tmp_path / "one", QUARTER, None)
    first = {name: (tmp_path / "one" / name).read_bytes() for name in names}
    make_client(recall=date(2026, 12, 1))
    figures.freeze(manager, figures.report(manager, QUARTER))
    assert evidence.write(manager, tmp_path / "two", QUARTER, None) == names
    assert {name: (tmp_path / "two" / name).read_bytes() for name in names} == first

    manifest = json.loads(first["manifest.json"])
    assert manifest["frozen_sha256"] == frozen.digest and (manifest["from"], manifest["to"]) == (
        "2026-10-01", "2026-12-31",
    )  # fmt: skip
    assert {each["file"]: each["sha256"] for each in manifest["files"]} == {
        name: sha256(data).hexdigest() for name, data in first.items() if name != "manifest.json"
    }
    assert b"COV,Reviewed of those due,people,[c],5," in first["summary.csv"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "one").iterdir()} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []
    of_both = logged()
    assert len(of_both) == 2 and f"sha256 {sha256(first['manifest.json']).hexdigest()}" in of_both[0]


@ON_A_FILE
def test_pack_overwrites_nothing_and_leaves_nothing_half_written(manager, frozen, tmp_path, monkeypatch):
    (there := tmp_path / "there").mkdir()
    with pytest.raises(Conflict, match="nothing is overwritten"):
        evidence.write(manager, there, QUARTER, None)

    def full(target, data, mode=0o600):
        if target.name == "manifest.json":
            raise OSError(28, "No space left on device")
        target.write_bytes(data)

    monkeypatch.setattr(files, "write_new", full)
    with pytest.raises(NotAllowed, match="No space"):
        evidence.write(manager, tmp_path / "full", QUARTER, None)
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name or path.name == "full"] == []
    assert list(there.iterdir()) == [] and logged() == []


@ON_A_FILE
def test_pack_is_of_a_frozen_quarter_of_one_council_and_a_manager_makes_it(manager, session, frozen, tmp_path):
    def refused(error, words, who=manager, period=QUARTER, council=None):
        with pytest.raises(error, match=words):
            evidence.write(who, tmp_path / "no", period, council)

    refused(NotAllowed, "Only a manager may write the figures", who=session)
    refused(Invalid, "of a quarter", period=periods.named("2026-11"))
    refused(Invalid, "of a quarter", period=periods.named("2026"))
    refused(NotFound, "not frozen", period=periods.named("2026-Q3"))
    refused(NotFound, "not frozen", council="Lambeth")
    for id, council in ((1, "Lambeth"), (2, "Wandsworth")):
        models.Client.update(council=council).where(models.Client.id == id).execute()
    refused(Invalid, "of one council")
    assert not (tmp_path / "no").exists() and logged() == []
