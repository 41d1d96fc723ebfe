"""What many tests begin with, made once in a run: the fixture `made_once` of tests/conftest.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

MadeOnce = Callable[[str, Callable[[Path], object]], Path]
"""`made_once(name, make)`: the file that `make(path)` makes, to be copied."""
