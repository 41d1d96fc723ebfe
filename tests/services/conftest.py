"""The database, the desks and the client that tests of the services stand on."""

from __future__ import annotations

from tests.support.desks import *  # noqa: F403 (fixtures)
