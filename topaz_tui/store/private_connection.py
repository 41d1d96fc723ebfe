"""The connection to a server is private, or there is none: encrypted, with the server's certificate checked.

The URL alone does not tell where a connection leads: `hostaddr`, the variable PGHOST or a service's file may name
another machine than its `host`, and `sslmode` may switch encryption off. So the connection itself is looked at, once it
stands and before anything is asked over it. On the same machine (a Unix socket, or the loopback) nobody is in between.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from topaz_tui.errors import NotAllowed

HERE = ("127.0.0.1", "::1")
NAMED_HERE = ("", "localhost", *HERE)
CHECKED = ("verify-ca", "verify-full")  # the modes of libpq in which it looks at the certificate
SYSTEM_SINCE = 160000  # the version of libpq that knows the certificates of the operating system


def options(url: Mapping[str, Any], libpq: int) -> dict[str, str]:
    """What a URL leaves open of how the connection is encrypted, for another machine: it is, and the certificate is
    checked. `url`: its parts; `libpq`: the version of the library that connects."""
    host = str(url.get("host") or "")
    if "sslmode" in url or "PGSSLMODE" in os.environ or host in NAMED_HERE or host.startswith("/"):
        return {}
    found = {"sslmode": "verify-full"}
    own = Path.home() / ".postgresql" / "root.crt"
    if not ("sslrootcert" in url or "PGSSLROOTCERT" in os.environ or own.exists()) and libpq >= SYSTEM_SINCE:
        found["sslrootcert"] = "system"
    return found


def need_private(connection: Any) -> None:
    """Raise NotAllowed where somebody in between could read this connection of psycopg, or answer for the server."""
    address = connection.info.hostaddr  # as it is in use; empty for a Unix socket
    if address in ("", *HERE):
        return
    if not connection.pgconn.ssl_in_use:
        raise NotAllowed(
            f"The connection to the server at {address} is not encrypted.",
            "Have TLS switched on there, and no 'sslmode' in the URL: 'topaz help server'.",
        )
    mode = next(each.val for each in connection.pgconn.info if each.keyword == b"sslmode")
    if (mode or b"").decode() not in CHECKED:
        raise NotAllowed(
            f"Of the server at {address} nobody looked whose certificate it shows.",
            "Write sslmode=verify-full, or leave it out: 'topaz help server' says more.",
        )
