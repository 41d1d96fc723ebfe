"""A mail as bytes that its server takes: in seven bits, unless the server offers more, and then it is told so.

RFC 5321 has lines of at most 998 octets and their CRLF, RFC 6152 eight bits in what is between them (8BITMIME), RFC
6531 letters beyond ASCII in addresses (SMTPUTF8). A server that offers none takes all of ours but such an address:
that is said before anything is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from topaz_tui.errors import Invalid

LONGEST_LINE = 998  # octets, without the CRLF (RFC 5321, 4.5.3.1.6)
EIGHT_BITS, UTF8 = "8BITMIME", "SMTPUTF8"
Encoding = Literal["7bit", "8bit", "quoted-printable"]


class NotCarried(Invalid):
    """An address that this server can't carry."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a mail goes to a server: the addresses as it takes them, and what it is told with MAIL FROM."""

    sender: str
    to: str
    options: tuple[str, ...] = ()


def way(sender: str, to: str, offers: frozenset[str]) -> Way:
    """How a mail from `sender` to `to` goes to a server that offers these. Raises NotCarried where it can't."""
    sender, to = ascii_domain(sender), ascii_domain(to)
    options = [f"BODY={EIGHT_BITS}"] if EIGHT_BITS in offers else []
    for address in (sender, to):
        if not address.isascii() and not {EIGHT_BITS, UTF8} <= offers:
            raise NotCarried(f"The server takes no address with such letters ({UTF8}): {address}.")
    if not (sender + to).isascii():
        options.append(UTF8)
    return Way(sender, to, tuple(options))


def ascii_domain(address: str) -> str:
    """The address with its domain as the net has it (xn--…). Raises NotCarried where there is no such domain, or not
    one alone: another spelling of it is another's."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        known = domain.encode("idna")
        same = known.decode("idna") == domain.lower()
    except UnicodeError:
        same = False
    if not same:
        raise NotCarried(f"'{domain}' can't be written as a name of the net.", "Write it as the net has it: xn--…")
    return f"{local}{at}{known.decode('ascii')}"


def set_text(post: EmailMessage, text: str, options: tuple[str, ...]) -> None:
    """Make this the mail's text, in the plainest encoding that carries it."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # half a letter stops no mail
    post.set_content("\n".join(text.splitlines()) + "\n", cte=_encoding(text, options))


def _encoding(text: str, options: tuple[str, ...]) -> Encoding:
    if any(len(line.encode("utf-8")) > LONGEST_LINE for line in text.splitlines()):
        return "quoted-printable"
    if text.isascii():
        return "7bit"
    return "8bit" if f"BODY={EIGHT_BITS}" in options else "quoted-printable"


def as_bytes(post: EmailMessage, options: tuple[str, ...]) -> bytes:
    """The mail as it goes over the line; its heads are ASCII unless the server was told otherwise."""
    eight = f"BODY={EIGHT_BITS}" in options
    return post.as_bytes(policy=SMTP.clone(utf8=UTF8 in options, cte_type="8bit" if eight else "7bit"))
