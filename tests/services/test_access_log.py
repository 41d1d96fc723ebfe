"""The log is read by whoever may, narrowed to a person, a worker or a day; of whom it is about it says the ID alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from topaz_tui.errors import NotAllowed, NotFound
from topaz_tui.services import access_log, clients
from topaz_tui.store.models import Client


def test_log_is_narrowed_to_a_person_a_worker_and_a_day_and_names_nobody(manager, worker, make_client, at) -> None:
    ada, other = make_client(), make_client()
    at("2026-03-01T10:00:00Z")
    clients.open_profile(worker, ada)
    at("2026-03-02T10:00:00Z")
    clients.open_profile(manager, ada)
    clients.open_profile(worker, other)
    hers = Client.get_by_id(ada).person_id

    def read(**asked: Any) -> list[tuple[str, str, str]]:
        found = access_log.lines(manager, **asked)
        assert "Stone" not in str(found)
        return [(each.account, each.action, each.person_id) for each in found if each.action == "opened"]

    assert read(person_id=hers) == [("hmarsh", "opened", hers), ("rkelly", "opened", hers)]
    assert len(read(account="rkelly")) == 2
    assert len(read(since=date(2026, 3, 2))) == 2
    assert len(access_log.lines(manager, most=1)) == 1
    assert [(each.action, each.person_id) for each in access_log.lines(manager, most=3)][1:] == [
        ("read the log", ""), ("read the log", ""),
    ]  # fmt: skip


def test_log_is_read_by_nobody_below_a_manager_and_of_nobody_unknown(manager, worker) -> None:
    with pytest.raises(NotAllowed):
        access_log.lines(worker)
    with pytest.raises(NotFound):
        access_log.lines(manager, person_id="nobody")
    with pytest.raises(NotFound):
        access_log.lines(manager, account="nobody")
