"""Passwords: from the environment, or the system's keyring; never from a file of ours."""

from __future__ import annotations

import os

from topaz_tui.errors import Invalid, Unavailable


def find(variable: str, service: str, login: str) -> str:
    """The password in this variable, else in the keyring under service and login. Raises UserError where there is none:
    it never says what it found."""
    if given := os.environ.get(variable):
        return given
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise Invalid(
            f"There is no password for {login}.",
            f'Set {variable}, or install the keyring (pip install "topaz-tui[keyring]").',
        ) from None
    try:
        kept = keyring.get_password(service, login)
    except KeyringError:
        raise Unavailable(f"The keyring does not open for {service}.", f"Open it, or set {variable}.") from None
    if not kept:
        raise Invalid(f"There is no password for {login}.", f"Set {variable}, or: keyring set {service} {login}")
    return str(kept)
