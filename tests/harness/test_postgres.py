"""The real server of the tests."""

from __future__ import annotations

import psycopg
import pytest

from tests.harness.postgres import Server


@pytest.mark.server
def test_database_that_is_made_again_is_empty(server: Server) -> None:
    for _ in range(2):
        with psycopg.connect(server.make("madeagain"), autocommit=True) as connection:
            connection.execute("CREATE TABLE left_behind ()")
    server.drop("madeagain")
