"""A real mail server on the loopback, which takes mail, refuses it or breaks off in the middle, as a test asks.

    with MailServer(tmp_path, "drop") as server:
        send(server.host, server.port, trusting=server.ca_file)
        assert [mail.message_id for mail in server.received] == ["<1@example.org>"]

Each message that it takes it also writes to FOLDER/received.jsonl, on the disk before it answers, so that other
processes can count them. It also runs by itself, until its standard input closes or SIGTERM comes:

    python -m tests.harness.mailserver FOLDER --behaviour accept --port 0

prints one line of JSON when it listens: host, port and ca_file.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import signal
import ssl
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, TLSSetupException

from tests.support.waiting import PATIENCE

HOST = "127.0.0.1"
CERTIFICATES = ("good", "stranger", "other name", "expired")
"""From the CA in `ca_file`; from a CA that is not in it; for another host; out of date."""
OFFERS = ("8BITMIME", "SMTPUTF8")
"""What a server may offer, and a client must not use unasked."""
Security = Literal["starttls", "tls"]
LONGEST_LINE = 998  # octets (RFC 5321), and not one more
REFERENCE = re.compile(r"\b[A-Z]+-\d{4}-\d+\b")  # SC-2026-00042


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A session goes as with any server until the step `at`, and there the server answers with a fault, says
    nothing any more, or drops the connection. `keeps`: it has the message, whatever the client got to see."""

    name: str
    words: str
    at: Literal["greeting", "recipient", "message", "quit"]
    does: Literal["answer", "stall", "drop"] = "answer"
    answer: str = ""
    keeps: bool = False
    offers_tls: bool = True


TAKEN = "250 2.0.0 Taken"
BEHAVIOURS = {
    row.name: row
    for row in (
        Behaviour("accept", "takes all", "message", answer=TAKEN, keeps=True),
        Behaviour("refuse", "knows no such recipient", "recipient", answer="550 5.1.1 No such mailbox"),
        Behaviour("refuse data", "refuses the message", "message", answer="554 5.7.1 Refused"),
        Behaviour("later", "takes nothing for them now", "recipient", answer="451 4.7.1 Try again later"),
        Behaviour("later data", "has no room for the message now", "message", answer="452 4.3.1 No room now"),
        Behaviour("stall", "never greets", "greeting", "stall"),
        Behaviour("stall data", "reads the message and never answers", "message", "stall"),
        Behaviour("drop", "takes the message and breaks off unanswered", "message", "drop", keeps=True),
        Behaviour("drop early", "breaks off before the message", "recipient", "drop"),
        Behaviour("no tls", "offers no TLS, takes all", "message", answer=TAKEN, keeps=True, offers_tls=False),
        Behaviour("busy", "turns everybody away", "greeting", answer="421 4.3.2 Too busy"),
        Behaviour("busy quit", "takes the message, is busy at QUIT", "quit", answer="421 4.3.2 Too busy", keeps=True),
        Behaviour("stall quit", "takes the message, never answers to QUIT", "quit", "stall", keeps=True),
    )
}


@dataclass(frozen=True, slots=True)
class Received:
    """A message that the server has, whole."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage
    message_id: str
    raw: bytes
    options: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """The concern's reference in the subject; '' where there is none."""
        found = REFERENCE.search(self.message["Subject"] or "")
        return found[0] if found else ""


class MailServer:
    """Listens while its `with` block runs; `host`, `port` and `ca_file` are what a client needs to know.

    `behaviour` names one of BEHAVIOURS, or a list of them: each session takes the next, and the last one stays.
    Set anew at any time, it counts for the sessions that begin afterwards. With a `login`, the server takes
    mail from this user with this password alone, and lets them log in under TLS only. Of OFFERS it offers those in
    `offers`, and it is strict: what was not declared in MAIL FROM, a line that is too long or does not end in CRLF it
    refuses.
    """

    host = HOST

    def __init__(
        self,
        folder: Path,
        behaviour: str | Sequence[str] = "accept",
        *,
        security: Security = "starttls",
        login: tuple[str, str] | None = None,
        certificate: str = "good",
        port: int = 0,
        offers: Sequence[str] = OFFERS,
    ) -> None:
        if security not in ("starttls", "tls") or certificate not in CERTIFICATES:
            raise ValueError(f"no such security or certificate: {security!r}, {certificate!r}")
        self.security, self.login, self.port, self.offers = security, login, port, tuple(offers)
        self.ca_file = folder / "ca.pem"
        self.record = folder / "received.jsonl"
        self._changed = threading.Condition()
        self._received: list[Received] = []
        self._sessions = self._stalled = 0
        self._connected: set[asyncio.Transport] = set()
        self.behaviour = behaviour
        folder.mkdir(parents=True, exist_ok=True)
        self.context = _server_context(certificate, self.ca_file)

    # What a test asks

    @property
    def behaviour(self) -> list[str]:
        """How the next sessions will go, in order; the last one stays."""
        with self._changed:
            return list(self._behaviour)

    @behaviour.setter
    def behaviour(self, behaviour: str | Sequence[str]) -> None:
        names = [behaviour] if isinstance(behaviour, str) else list(behaviour)
        if not names or set(names) - set(BEHAVIOURS):
            raise ValueError(f"no such behaviour: {behaviour!r}")
        if self.security == "tls" and not all(BEHAVIOURS[name].offers_tls for name in names):
            raise ValueError("a server that begins with TLS can't leave it out")
        with self._changed:
            self._behaviour = names

    @property
    def received(self) -> list[Received]:
        """The messages that the server has, oldest first."""
        with self._changed:
            return list(self._received)

    @property
    def sessions(self) -> int:
        """How many connections came, with those that came to nothing."""
        with self._changed:
            return self._sessions

    @property
    def stalled(self) -> int:
        """How many sessions came to the point where the server says nothing any more."""
        with self._changed:
            return self._stalled

    def wait_for(self, ready: Callable[[MailServer], object]) -> MailServer:
        """Wait until it is so: `server.wait_for(lambda server: server.stalled)`."""
        with self._changed:
            if not self._changed.wait_for(lambda: ready(self), PATIENCE):
                raise TimeoutError(f"not after {self._sessions} sessions and {len(self._received)} messages")
        return self

    # Its life

    def __enter__(self) -> MailServer:
        listening: Future[int] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), daemon=True)
        self._thread.start()
        self.port = listening.result(PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self, listening: Future[int]) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        from_the_first = self.context if self.security == "tls" else None
        try:
            server = await self._loop.create_server(self._session, HOST, self.port, ssl=from_the_first)
        except OSError as error:  # the port is taken
            listening.set_exception(error)
            return
        listening.set_result(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()  # and no wait_closed: since Python 3.12 it waits for the clients that were left hanging
        for transport in list(self._connected):
            transport.abort()

    # What its sessions tell

    def _session(self) -> asyncio.Protocol:
        """What will speak on a connection that has come."""
        with self._changed:
            behaviour = BEHAVIOURS[self._behaviour.pop(0) if len(self._behaviour) > 1 else self._behaviour[0]]
            self._sessions += 1
            self._changed.notify_all()
        return _Closed(self, behaviour) if behaviour.at == "greeting" else _Open(self, behaviour)

    def opened(self, transport: asyncio.Transport) -> None:
        self._connected.add(transport)

    def gone(self, transport: asyncio.Transport) -> None:
        self._connected.discard(transport)

    def stall(self) -> None:
        with self._changed:
            self._stalled += 1
            self._changed.notify_all()

    def keep(self, mail: Received) -> None:
        """Take a message: on the disk first."""
        with self.record.open("a", encoding="utf-8") as file:
            print(json.dumps({"message_id": mail.message_id, "reference": mail.reference}), file=file, flush=True)
            os.fsync(file.fileno())
        with self._changed:
            self._received.append(mail)
            self._changed.notify_all()


class _Closed(asyncio.Protocol):
    """A session that comes to no greeting."""

    def __init__(self, server: MailServer, behaviour: Behaviour) -> None:
        self.server, self.behaviour = server, behaviour

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.opened(transport)
        if self.behaviour.does == "stall":
            self.server.stall()
        else:
            transport.write(f"{self.behaviour.answer}\r\n".encode())
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.server.gone(self.transport)


class _Open(SMTP):
    """A session that is greeted."""

    def __init__(self, server: MailServer, behaviour: Behaviour) -> None:
        later_tls = server.security == "starttls" and behaviour.offers_tls
        super().__init__(
            _Steps(server, behaviour),
            hostname="localhost",
            enable_SMTPUTF8="SMTPUTF8" in server.offers,
            tls_context=server.context if later_tls else None,
            require_starttls=later_tls,
            auth_require_tls=server.security == "starttls",
            authenticator=_authenticate,
            loop=asyncio.get_running_loop(),
        )
        self.server = server
        self.first: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # again after STARTTLS
        assert isinstance(transport, asyncio.Transport)
        self.first = self.first or transport
        self.server.opened(self.first)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.first:
            self.server.gone(self.first)
        super().connection_lost(error)


class _Steps:
    """What a greeted session answers at each step: aiosmtpd's hooks."""

    def __init__(self, server: MailServer, behaviour: Behaviour) -> None:
        self.server, self.behaviour = server, behaviour

    async def handle_EHLO(
        self, smtp: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        hidden = {"AUTH"} - ({"AUTH"} if self.server.login else set()) | set(OFFERS) - set(self.server.offers)
        return [line for line in responses if line[4:].partition(" ")[0] not in hidden]

    async def handle_MAIL(
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.server.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        said = {option.upper().removeprefix("BODY=") for option in options} - {"7BIT"}
        if not said <= {*self.server.offers} | {option for option in said if option.startswith("SIZE=")}:
            return "555 5.5.4 Not offered"
        envelope.mail_from, envelope.mail_options = address, list(options)
        return "250 2.1.0 Sender taken"

    async def handle_RCPT(
        self, smtp: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.behaviour.at == "recipient":
            return await self._misbehave(smtp)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient taken"

    async def handle_DATA(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        if wrong := _unasked(envelope):
            return wrong
        if self.behaviour.keeps:
            sender, raw = envelope.mail_from, envelope.original_content
            assert sender is not None and raw is not None  # aiosmtpd asks for both before it comes here
            message = message_from_bytes(raw, policy=policy.default)
            message_id = str(message["Message-ID"] or "")
            recipients = tuple(envelope.rcpt_tos)
            self.server.keep(Received(
                sender, recipients, message, message_id, raw, tuple(envelope.mail_options)
            ))  # fmt: skip
        return await self._misbehave(smtp) if self.behaviour.at == "message" else TAKEN

    async def handle_QUIT(self, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        return await self._misbehave(smtp) if self.behaviour.at == "quit" else "221 2.0.0 Bye"

    async def handle_exception(self, error: Exception) -> str:
        if not isinstance(error, TLSSetupException):  # a client that does not trust the certificate is no fault
            raise error
        return ""

    async def _misbehave(self, smtp: SMTP) -> str:
        if self.behaviour.does == "answer":
            return self.behaviour.answer
        if self.behaviour.does == "drop":
            assert isinstance(smtp.transport, asyncio.Transport)
            smtp.transport.abort()
        else:
            self.server.stall()
        never: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        return await never  # until the connection is lost


def _unasked(envelope: Envelope) -> str:
    """What is in a message that was not declared, or that no server has to take; '' where nothing is."""
    raw, said = envelope.original_content, {option.upper() for option in envelope.mail_options}
    assert raw is not None  # a message has come
    heads = raw.partition(b"\r\n\r\n")[0]
    addresses = "".join([envelope.mail_from or "", *envelope.rcpt_tos])
    if not raw.isascii() and "BODY=8BITMIME" not in said:
        return "554 5.6.3 Eight bits were not declared"
    if not (heads.isascii() and addresses.isascii()) and "SMTPUTF8" not in said:
        return "554 5.6.7 Letters beyond ASCII in the heads were not declared"
    if max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE:
        return "554 5.6.0 A line is too long"
    if b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b"") or b"\0" in raw:
        return "554 5.6.0 A line does not end in CRLF"
    return ""


def _authenticate(smtp: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    assert isinstance(smtp, _Open)
    right = smtp.server.login and tuple(text.encode() for text in smtp.server.login)
    return AuthResult(success=tuple(data) == right, handled=False)


def _server_context(certificate: str, ca_file: Path) -> ssl.SSLContext:
    """What the server shows; the CA that clients are to trust is written to `ca_file`."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(ca_file))
    signer = trustme.CA() if certificate == "stranger" else ca
    names = ("mail.elsewhere.example",) if certificate == "other name" else ("localhost", HOST)
    ends = datetime(2020, 1, 1, tzinfo=UTC) if certificate == "expired" else None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    signer.issue_cert(*names, not_after=ends).configure_cert(context)
    return context


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.harness.mailserver", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="for ca.pem and received.jsonl")
    parser.add_argument(
        "--behaviour", action="append", choices=BEHAVIOURS, help="given again: one session after the other (accept)"
    )
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--security", choices=("starttls", "tls"), default="starttls")
    parser.add_argument("--certificate", choices=CERTIFICATES, default="good")
    parser.add_argument("--login", nargs=2, metavar=("USER", "PASSWORD"))
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    server = MailServer(
        asked.folder,
        asked.behaviour or "accept",
        security=asked.security,
        login=asked.login and tuple(asked.login),
        certificate=asked.certificate,
        port=asked.port,
    )
    with server:
        print(json.dumps({"host": server.host, "port": server.port, "ca_file": str(server.ca_file)}), flush=True)
        sys.stdin.buffer.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
