"""Passwords: from the environment, or the system's keyring; never from a file of ours. A token, which is no person's,
may be in a file that its owner alone can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from topaz_tui import regular
from topaz_tui.config import SECRETS
from topaz_tui.errors import Invalid, Unavailable

MAIL, PDF, TEXTS = (SECRETS[name] for name in ("password_from", "pdf_password_from", "token_from"))
_SERVICES = {"topaz": MAIL, "topaz-pdf": PDF}
"""How the variables begin that may hold each: a settings file must not send a secret of something else away."""


def _ours(variable: str, begins: str) -> str:
    """What the variable holds, '' where it is not there. Raises Invalid for one that is not for this. Its name is not
    repeated: it may be the secret itself."""
    if not variable.startswith(begins):
        raise Invalid(
            "The settings name a variable that is not Topaz's own: it may hold the secret of something else.",
            f"Call the variable {begins}…, there and in the settings.",
        )
    return os.environ.get(variable, "")


def find(variable: str, service: str, login: str) -> str:
    """The password in this variable, else in the keyring under service and login. Raises UserError where there is none,
    and for a variable that is not for this: it never says what it found."""
    if given := _ours(variable, _SERVICES[service]):
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


LONGEST_TOKEN = 4096


def token(variable: str, file: str | None) -> str:
    """The token in this variable, else in the file. Raises UserError where there is none, or others can read the file:
    it never says what it found."""
    found = _ours(variable, TEXTS) or (_in_file(Path(file).expanduser()) if file else "")
    if not found:
        do = f"Set {variable}, or name a file that holds it (letters.texts.token_file)."
        raise Invalid("There is no token for the SMS gateway.", do)
    if not (found.isascii() and found.isprintable()) or " " in found or len(found) > LONGEST_TOKEN:
        raise Invalid("The token of the SMS gateway is none.", "It is one word of plain letters, digits and signs.")
    return found


def _in_file(file: Path) -> str:
    regular.need(file, "Name a file with the token (letters.texts.token_file).")
    try:
        with file.open("rb") as opened:
            if stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                raise Invalid(f"Others can read {file}.", f"Make it its owner's alone: chmod 600 {file}")
            return opened.read(LONGEST_TOKEN + 2).decode("ascii", "replace").strip()
    except OSError as error:
        raise Unavailable(f"{file} can't be read: {error.strerror}.", "See to the file, or set the variable.") from None
