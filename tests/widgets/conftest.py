"""Widgets are tried in small apps of their own, which are waited for as the program is."""

from __future__ import annotations

import pytest

from tests.harness.styles import parsed_once
from tests.harness.waits import event_driven


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> None:
    event_driven(monkeypatch)


@pytest.fixture(autouse=True)
def styles(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed_once(monkeypatch)
