"""Widgets are tried in small apps of their own, which are waited for as the program is."""

from __future__ import annotations

import pytest

from tests.harness.waits import event_driven


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    event_driven(monkeypatch)
