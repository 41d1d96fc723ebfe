"""A connection to another machine that somebody in between could read is refused, whatever asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.harness.postgres import Server
from tests.harness.postgres_over_tcp import ELSEWHERE, OverTcp
from topaz_tui.errors import NotAllowed
from topaz_tui.store import private_connection
from topaz_tui.store.database import close, open_database

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def team(server: Server) -> Iterator[Server]:
    """A server with a list called 'private'."""
    open_database(server.make("private"), create=True)
    close()
    yield server
    server.drop("private")


@pytest.fixture
def in_clear(team: Server) -> Iterator[OverTcp]:
    """A way to the server without TLS."""
    with OverTcp(team.folder) as way:
        yield way


@pytest.fixture
def by_tls(team: Server, tmp_path: Path) -> Iterator[OverTcp]:
    with OverTcp(team.folder, tmp_path) as way:
        yield way


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://topaz@{ELSEWHERE}:PORT/private",
        f"postgresql://topaz@{ELSEWHERE}:PORT/private?sslmode=disable",
        f"postgresql://topaz@{ELSEWHERE}:PORT/private?sslmode=require",
        f"postgresql://topaz@localhost:PORT/private?hostaddr={ELSEWHERE}",
        f"postgresql:///private?user=topaz&port=PORT&hostaddr={ELSEWHERE}&sslmode=prefer",
        f"postgresql://topaz@127.0.0.1:1,{ELSEWHERE}:PORT/private?sslmode=allow",
    ],
)
def test_nothing_is_said_to_a_server_in_clear_text(in_clear: OverTcp, url: str) -> None:
    with pytest.raises(NotAllowed, match="by TLS that it is the right one: server does not support SSL"):
        open_database(url.replace("PORT", str(in_clear.port)))
    assert in_clear.begun == []


@pytest.mark.parametrize("name", ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSSLMODE"])
def test_nothing_is_said_in_clear_text_where_the_surroundings_led_there(
    in_clear: OverTcp, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = tmp_path / "services.conf"
    services.write_text(f"[elsewhere]\nhost={ELSEWHERE}\nsslmode=disable\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv(name, {"PGSERVICE": "elsewhere", "PGSSLMODE": "disable"}.get(name, ELSEWHERE))
    host = ELSEWHERE if name == "PGSSLMODE" else ""
    with pytest.raises(NotAllowed, match="server does not support SSL"):
        open_database(f"postgresql://{host}:{in_clear.port}/private?user=topaz")
    assert in_clear.begun == []


@pytest.mark.parametrize(("mode", "why"), [("disable", "is not encrypted"), ("require", "whose certificate")])
def test_connection_that_others_could_read_is_refused_however_it_came_about(
    in_clear: OverTcp, by_tls: OverTcp, mode: str, why: str
) -> None:
    port = in_clear.port if mode == "disable" else by_tls.port
    url = f"postgresql://topaz@{ELSEWHERE}:{port}/private?sslmode={mode}"
    with psycopg.connect(url) as connection, pytest.raises(NotAllowed, match=why):
        private_connection.need_private(connection)


def test_certificate_of_an_unknown_authority_is_refused(by_tls: OverTcp) -> None:
    with pytest.raises(NotAllowed, match="certificate verify failed"):
        open_database(f"postgresql://topaz@{ELSEWHERE}:{by_tls.port}/private")


def test_certificate_of_the_named_authority_is_taken(by_tls: OverTcp) -> None:
    url = f"postgresql://topaz@{ELSEWHERE}:{by_tls.port}/private?sslrootcert={by_tls.ca_file}"
    try:
        opened = open_database(url)
        assert opened.execute_sql("SELECT count(*) FROM client").fetchone() == (0,)
    finally:
        close()


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ({"host": "db.example"}, "verify-full"),
        ({"host": "db.example", "sslmode": "verify-ca"}, "verify-ca"),
        ({"service": "team"}, "verify-full"),  # and its own file may name the authority
        ({"host": "127.0.0.1"}, None),
        ({"host": "/run/postgresql"}, None),
        ({}, None),
    ],
)
def test_url_leaves_open_what_another_machine_needs(
    url: dict[str, str], mode: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGSSLMODE", "PGHOST", "PGHOSTADDR", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    assert private_connection.options(url, 180000).get("sslmode") == mode


@pytest.mark.parametrize(
    ("url", "takes"),
    [
        ({"host": "db.example"}, True),
        ({"host": "db.example", "sslmode": "verify-ca"}, False),
        ({"host": "db.example", "sslrootcert": "/etc/ca.pem"}, False),
        ({"service": "team"}, False),
    ],
)
def test_certificates_of_the_system_are_taken_where_no_other_may_be_meant(
    url: dict[str, str], takes: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("PGSSLMODE", "PGSSLROOTCERT", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert (private_connection.options(url, 180000).get("sslrootcert") == "system") is takes
