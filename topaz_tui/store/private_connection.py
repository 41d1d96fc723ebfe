"""The connection to a server is private, or there is none: encrypted, with the server's certificate checked.

The URL alone does not tell where a connection leads: `hostaddr`, the variable PGHOST or a service's file may name
another machine than its `host`, and `sslmode` may switch encryption off. Wherever one of them may name another machine,
the certificate is checked first of all, before a password goes out; and the connection itself is looked at, once it
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
    """How a connection to another machine is encrypted: with the certificate checked, whatever the URL says. `url`: its
    parts; `libpq`: the version of the library that connects."""
    if _leads_here(url):
        return {}
    mode = str(url.get("sslmode") or os.environ.get("PGSSLMODE") or "")
    found = {"sslmode": mode if mode in CHECKED else CHECKED[-1], "gssencmode": "disable"}
    own = Path(os.path.expanduser("~/.postgresql/root.crt"))
    may_name_one = "sslrootcert" in url or {"PGSSLROOTCERT", "PGSERVICE"} & os.environ.keys() or "service" in url
    # libpq takes the system's certificates for the strictest mode alone.
    if found["sslmode"] == CHECKED[-1] and libpq >= SYSTEM_SINCE and not (may_name_one or own.exists()):
        found["sslrootcert"] = "system"
    return found


def _leads_here(url: Mapping[str, Any]) -> bool:
    """Is this machine all that the URL and the surroundings name? What a service's file names is not known."""
    if "service" in url or "PGSERVICE" in os.environ:
        return False
    named = (str(url.get(name) or os.environ.get(f"PG{name.upper()}") or "") for name in ("host", "hostaddr"))
    return all(each in NAMED_HERE or each.startswith("/") for names in named for each in names.split(","))


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
