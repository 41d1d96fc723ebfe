"""What more than one journey begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.typist import make_file
from tests.support.made import MadeOnce


@pytest.fixture
def made(made_once: MadeOnce) -> Path:
    """The list of the typist, to be copied."""
    return made_once("two people", make_file)
