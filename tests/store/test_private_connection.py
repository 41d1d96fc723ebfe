"""A connection to another machine that somebody in between could read is refused, whatever asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
def in_clear(team: Server) -> Iterator[int]:
    """The port where the server answers without TLS."""
    with OverTcp(team.folder) as way:
        yield way.port


@pytest.fixture
def by_tls(team: Server, tmp_path: Path) -> Iterator[OverTcp]:
    with OverTcp(team.folder, tmp_path) as way:
        yield way


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://topaz@{ELSEWHERE}:PORT/private?sslmode=disable",
        f"postgresql://topaz@{ELSEWHERE}:PORT/private?sslmode=prefer",
        f"postgresql://topaz@localhost:PORT/private?hostaddr={ELSEWHERE}",
        f"postgresql:///private?user=topaz&port=PORT&hostaddr={ELSEWHERE}",
    ],
)
def test_connection_in_clear_text_is_refused(in_clear: int, url: str) -> None:
    with pytest.raises(NotAllowed, match=f"at {ELSEWHERE} is not encrypted"):
        open_database(url.replace("PORT", str(in_clear)))


@pytest.mark.parametrize("name", ["PGHOST", "PGHOSTADDR", "PGSERVICE"])
def test_connection_in_clear_text_is_refused_where_the_surroundings_led_it(
    in_clear: int, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "PGSERVICE":
        services = tmp_path / "services.conf"
        services.write_text(f"[elsewhere]\nhost={ELSEWHERE}\nsslmode=disable\n")
        monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv(name, "elsewhere" if name == "PGSERVICE" else ELSEWHERE)
    with pytest.raises(NotAllowed, match=f"at {ELSEWHERE} is not encrypted"):
        open_database(f"postgresql:///private?user=topaz&port={in_clear}")


def test_server_without_tls_is_refused_as_such(in_clear: int) -> None:
    with pytest.raises(NotAllowed, match="by TLS that it is the right one: server does not support SSL"):
        open_database(f"postgresql://topaz@{ELSEWHERE}:{in_clear}/private")


def test_encrypted_connection_to_who_knows_whom_is_refused(by_tls: OverTcp) -> None:
    with pytest.raises(NotAllowed, match="nobody looked whose certificate"):
        open_database(f"postgresql://topaz@{ELSEWHERE}:{by_tls.port}/private?sslmode=require")


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
        ({"host": "db.example", "sslmode": "verify-ca"}, None),
        ({"host": "127.0.0.1"}, None),
        ({"host": "/run/postgresql"}, None),
        ({}, None),
    ],
)
def test_url_leaves_open_what_another_machine_needs(
    url: dict[str, str], mode: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert private_connection.options(url, 180000).get("sslmode") == mode
