"""By mail: SMTP with TLS, always, and the certificate checked. What the server says is kept word for word.

A server that offers no TLS, or shows a wrong certificate, refuses for good: waiting does not mend it, and nothing is
ever sent in the clear.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from topaz_tui import clock, regular
from topaz_tui.config import ADDRESS, Mail
from topaz_tui.errors import Invalid, UserError
from topaz_tui.exchange.delivery import credentials, mime
from topaz_tui.exchange.delivery.package import HandOver, Package, answer, broke_off
from topaz_tui.rules.referrals import Result
from topaz_tui.services.escalations.api import SendResult
from topaz_tui.services.escalations.outbox import Message

YES = range(250, 260)  # all else at these steps is none: half an answer, or rubbish, least of all
NO = range(400, 600)
STEPS = 12  # answers at most until a mail is taken: so many times `seconds` is the longest that one may take
GOODBYE = 2  # seconds that a server has to answer QUIT
SEALED = "What we send is in the attached PDF, which is encrypted. Its password reaches you by another way.\n"


@dataclass(frozen=True, slots=True)
class _Letter:
    """What a mail holds, made before anybody is called: a server does not wait for a PDF."""

    text: str
    pdf: bytes | None


NO_REPLY = -1  # what smtplib has for the code of a line that is no reply


class _Lines:
    """What the server says, line by line; the last one as it came."""

    def __init__(self, file: Any) -> None:
        self._file, self.last = file, b""

    def readline(self, size: int = -1) -> bytes:
        self.last = self._file.readline(size)
        return self.last

    def close(self) -> None:
        self._file.close()


class _Server(smtplib.SMTP):
    """Keeps a line that is no reply word for word: smtplib cuts four letters off its beginning, as if they were a
    code."""

    def getreply(self) -> tuple[int, bytes]:
        file: Any = self.file
        if file is None and self.sock:
            self.file = file = _Lines(self.sock.makefile("rb"))
        code, words = super().getreply()
        if code != NO_REPLY:
            return code, words
        before, between, _ = words.rpartition(b"\n")
        return code, before + between + file.last.strip()


class _SecureServer(_Server, smtplib.SMTP_SSL):
    """The same where TLS comes first."""


def _heard(code: int, words: object) -> str:
    """An answer with its code, where it has one."""
    return (answer(words) or "an empty line") if code == NO_REPLY else answer(f"{code} {answer(words)}")


def _written(package: Package, mail: Mail) -> _Letter:
    """The text and the PDF beside it, or the encrypted PDF alone. Raises UserError where the PDF's password is not to
    be had."""
    if not package.message.has_document:
        return _Letter(package.message.body or "", None)
    to = package.message.recipient or mail.to or ""
    if not mail.encrypts(to):
        return _Letter(package.text, package.pdf(None))
    return _Letter(SEALED, package.pdf(_pdf_password(mail, to)))


def _pdf_password(mail: Mail, to: str) -> str:
    """The password of a PDF to this address. Raises UserError where there is none."""
    try:
        return credentials.find(mail.pdf_password_from, "topaz-pdf", mail.to or "")
    except Invalid as trouble:
        domain = to.rpartition("@")[2]
        or_mark = f"or have a manager mark {domain} as secure (sending.mail.secure_domains). See 'topaz help sending'."
        hint = (trouble.hint or "").removesuffix(".")
        raise Invalid(f"What goes to {domain} is encrypted. {trouble.message}", f"{hint}; {or_mark}") from None


def envelope(package: Package, letter: _Letter, way: mime.Way) -> EmailMessage:
    """The mail as it goes this way."""
    message = package.message
    post = EmailMessage()
    post["From"] = way.sender
    post["To"] = way.to
    post["Date"] = format_datetime(clock.now())
    post["Message-ID"] = message.message_id
    post["Subject"] = package.subject
    if message.danger:
        post["Importance"] = "high"
    mime.set_text(post, letter.text, way.options)
    if letter.pdf is not None:
        name = f"{package.name}.pdf"
        post.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=name, cte="base64")
    return post


def send(package: Package, mail: Mail, hand_over: HandOver) -> SendResult | None:
    """Send it; says how that ended, None where it must not go any more. Raises UserError where a password is missing
    (`able` says so before)."""
    to = package.message.recipient or mail.to or ""
    where = f"{to} at {mail.server}"
    letter = _written(package, mail)
    password = credentials.find(mail.password_from, "topaz", mail.login) if mail.login else None
    handed_over = False
    server = limit = None
    try:
        server = _connected(mail, password)
        limit = _limited(server, mail.seconds * STEPS)
        way = _way(server, mail.sender or "", to)
        code, words = server.mail(way.sender, way.options)
        if code in YES:
            code, words = server.rcpt(way.to)
        if code not in YES:
            return _no(code, words, where)
        post = mime.as_bytes(envelope(package, letter, way), way.options)
        handed_over = hand_over()
        if not handed_over:
            return None
        code, words = server.data(post)
        if code in YES:
            return SendResult(Result.ACCEPTED, where, _heard(code, words))
        if code in NO:
            return _no(code, words, where)
        what = _heard(code, words)
        return SendResult(
            Result.UNSURE, where, f"All was handed over, and the server's answer can't be understood: {what}"
        )
    except smtplib.SMTPDataError as error:  # to DATA itself: nothing was handed over
        return _no(error.smtp_code, error.smtp_error, where)
    except smtplib.SMTPResponseException as error:  # a greeting, a login; or an answer too long to be read
        what = _heard(error.smtp_code, error.smtp_error)
        if handed_over:
            return SendResult(
                Result.UNSURE, where, f"All was handed over, and the server's answer can't be understood: {what}"
            )
        return _no(error.smtp_code, error.smtp_error, where)
    except mime.NotCarried as trouble:
        return SendResult(Result.REFUSED, where, str(trouble))
    except smtplib.SMTPNotSupportedError as error:
        return SendResult(Result.REFUSED, where, f"The server lacks what the settings ask of it: {answer(error)}")
    except ssl.SSLCertVerificationError as error:
        return SendResult(
            Result.REFUSED, where, f"The server's certificate is not to be trusted: {error.verify_message}."
        )
    except UnicodeEncodeError:
        return SendResult(
            Result.REFUSED, where, "The login, its password or an address has a letter that this mail can't carry."
        )
    except (smtplib.SMTPException, OSError) as error:
        return broke_off(error, where, handed_over, "The server")
    finally:
        if limit is not None:
            limit.cancel()
        if server is not None:
            _leave(server)


def _limited(server: smtplib.SMTP, seconds: int) -> threading.Timer:
    """Break the line off after so many seconds in all: each answer may take its time, but not a letter at a time."""

    def break_off() -> None:
        with contextlib.suppress(OSError):
            if server.sock:
                server.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, break_off)
    timer.daemon = True
    timer.start()
    return timer


def able(mail: Mail, message: Message) -> str | None:
    """What this process lacks to send this by mail, in a sentence (a password, or the library that encrypts); None
    where it lacks nothing. Another process may have it: this says nothing about the council."""
    try:
        if mail.login:
            credentials.find(mail.password_from, "topaz", mail.login)
        to = message.recipient or mail.to or ""
        # A message to what is no address is put aside as it comes to be sent, whoever has a password.
        if message.has_document and ADDRESS.fullmatch(to) and mail.encrypts(to):
            _pdf_password(mail, to)
            import cryptography  # noqa: F401
    except UserError as trouble:
        return str(trouble)
    except ImportError:
        return 'What encrypts is not installed. Run: pip install "topaz-tui[encrypt]"'
    return None


def check(mail: Mail) -> tuple[bool, str]:
    """Would a mail to the council be taken? Goes as far as naming whom it is for, and sends nothing."""
    where = f"mail to {mail.to} at {mail.server}"
    server = None
    try:
        password = credentials.find(mail.password_from, "topaz", mail.login) if mail.login else None
        if mail.encrypts(mail.to or ""):
            _pdf_password(mail, mail.to or "")
        server = _connected(mail, password)
        way = _way(server, mail.sender or "", mail.to or "")
        code, words = server.mail(way.sender, way.options)
        if code in YES:
            code, words = server.rcpt(way.to)
        return code in YES, f"{where}: {_heard(code, words)}"
    except UserError as trouble:
        return False, f"{where}: {trouble}"
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        return False, f"{where}: {answer(getattr(error, 'strerror', None) or error) or type(error).__name__}"
    finally:
        if server is not None:
            _leave(server)


def _way(server: smtplib.SMTP, sender: str, to: str) -> mime.Way:
    """How a mail goes there, by what the server offers."""
    offers = {each for each in (mime.EIGHT_BITS, mime.UTF8) if server.does_esmtp and server.has_extn(each.lower())}
    return mime.way(sender, to, frozenset(offers))


def _leave(server: smtplib.SMTP) -> None:
    """Say QUIT to the server, and ignore its answer: the result is known by now."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        if server.sock:
            server.sock.settimeout(GOODBYE)
            server.quit()
    server.close()


def _connected(mail: Mail, password: str | None) -> smtplib.SMTP:
    """A server that has greeted us, with TLS on and the login done."""
    if mail.ca_file:
        regular.need(Path(mail.ca_file), "Name a file of certificates (sending.mail.ca_file).")
    trusted = ssl.create_default_context(cafile=mail.ca_file)
    # Not the machine's name: it is nobody's business.
    name = mime.ascii_domain(mail.sender or "").rpartition("@")[2] or "localhost"
    host, port, seconds = mail.server or "", mail.port, mail.seconds
    server: smtplib.SMTP
    if mail.security == "tls":
        server = _SecureServer(host, port, local_hostname=name, timeout=seconds, context=trusted)
    else:
        server = _Server(host, port, local_hostname=name, timeout=seconds)
    try:
        if mail.security == "starttls":
            server.starttls(context=trusted)
        if mail.login:
            server.login(mail.login, password or "")
        else:
            server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _no(code: int, words: object, where: str) -> SendResult:
    """5xx is 'no' (RFC 5321, 4.2.1); 4xx 'not now', and so is what can't be understood before anything was handed
    over."""
    result: Result = Result.REFUSED if code in range(500, 600) else Result.LATER
    return SendResult(result, where, _heard(code, words))
