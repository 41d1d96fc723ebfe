"""By mail: SMTP with TLS, always, and the certificate checked. What the server says is kept word for word.

A server that offers no TLS, or shows a wrong certificate, refuses for good: waiting does not mend it, and nothing is
ever sent in the clear.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from topaz_tui import clock
from topaz_tui.config import Mail
from topaz_tui.errors import Trouble
from topaz_tui.exchange import passwords
from topaz_tui.exchange.parcel import HandOver, Parcel, answer
from topaz_tui.services.referrals import Told

GOODBYE = 2  # seconds that a server has to answer QUIT
SEALED = "The concern is in the attached PDF, which is encrypted. Its password reaches you by another way.\n"


def envelope(parcel: Parcel, mail: Mail) -> EmailMessage:
    """The mail as it goes: the text in its body and the PDF beside it, or the encrypted PDF alone. Raises Trouble where
    the PDF's password is not to be had."""
    message = parcel.message
    post = EmailMessage()
    post["From"] = mail.sender
    post["To"] = message.recipient or mail.to
    post["Date"] = format_datetime(clock.now())
    post["Message-ID"] = message.message_id
    post["Subject"] = parcel.subject
    if message.danger:
        post["Importance"] = "high"
    if not parcel.has_document:
        post.set_content(message.body or "")
        return post
    password = None
    if mail.encrypt:
        password = passwords.find(mail.pdf_password_from, "topaz-pdf", mail.to or "")
    post.set_content(SEALED if mail.encrypt else parcel.view.text())
    pdf = parcel.pdf(password)
    post.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{parcel.name}.pdf")
    return post


def send(parcel: Parcel, mail: Mail, hand_over: HandOver) -> Told | None:
    """Send it; says how that ended, None where it must not go any more."""
    to = parcel.message.recipient or mail.to or ""
    where = f"{to} at {mail.server}"
    try:
        post = envelope(parcel, mail)
        password = passwords.find(mail.password_from, "topaz", mail.login) if mail.login else None
    except Trouble as trouble:
        return Told("refused", where, str(trouble))
    handed_over = False
    server = None
    try:
        server = _connected(mail, password)
        code, words = server.mail(mail.sender or "")
        if code < 400:
            code, words = server.rcpt(to)
        if code >= 400:
            return _refused(code, words, where)
        handed_over = hand_over()
        if not handed_over:
            return None
        code, words = server.data(post.as_bytes(policy=post.policy.clone(linesep="\r\n")))
        if code >= 400:
            return _refused(code, words, where)
        return Told("accepted", where, answer(f"{code} {answer(words)}"))
    except smtplib.SMTPResponseException as error:  # a greeting, a login, DATA itself: the server has said no
        return _refused(error.smtp_code, error.smtp_error, where)
    except smtplib.SMTPNotSupportedError as error:
        return Told("refused", where, f"The server lacks what the settings ask of it: {answer(error)}")
    except ssl.SSLCertVerificationError as error:
        return Told("refused", where, f"The server's certificate is not to be trusted: {error.verify_message}.")
    except UnicodeEncodeError:
        return Told("refused", where, "The login, its password or an address has a letter that this mail can't carry.")
    except (smtplib.SMTPException, OSError) as error:
        what = answer(getattr(error, "strerror", None) or error) or type(error).__name__
        if handed_over:
            return Told("unsure", where, f"The line broke off after all was handed over: {what}")
        return Told("later", where, f"The server could not be reached: {what}")
    finally:
        if server is not None:
            _leave(server)


def check(mail: Mail) -> tuple[bool, str]:
    """Would a mail to the council be taken? Goes as far as naming whom it is for, and sends nothing."""
    where = f"mail to {mail.to} at {mail.server}"
    server = None
    try:
        password = passwords.find(mail.password_from, "topaz", mail.login) if mail.login else None
        if mail.encrypt:
            passwords.find(mail.pdf_password_from, "topaz-pdf", mail.to or "")
        server = _connected(mail, password)
        code, words = server.mail(mail.sender or "")
        if code < 400:
            code, words = server.rcpt(mail.to or "")
        return code < 400, f"{where}: {answer(f'{code} {answer(words)}')}"
    except Trouble as trouble:
        return False, f"{where}: {trouble}"
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        return False, f"{where}: {answer(getattr(error, 'strerror', None) or error) or type(error).__name__}"
    finally:
        if server is not None:
            _leave(server)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye, where somebody still listens. Whatever comes back changes nothing: how it ended is known by now."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        if server.sock:
            server.sock.settimeout(GOODBYE)
            server.quit()
    server.close()


def _connected(mail: Mail, password: str | None) -> smtplib.SMTP:
    """A server that has greeted us, with TLS on and the login done."""
    trusted = ssl.create_default_context(cafile=mail.ca_file)
    name = (mail.sender or "").partition("@")[2] or "localhost"  # not the machine's: it is nobody's business
    host, port, seconds = mail.server or "", mail.port, mail.seconds
    server: smtplib.SMTP
    if mail.security == "tls":
        server = smtplib.SMTP_SSL(host, port, local_hostname=name, timeout=seconds, context=trusted)
    else:
        server = smtplib.SMTP(host, port, local_hostname=name, timeout=seconds)
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


def _refused(code: int, words: object, where: str) -> Told:
    """4xx is 'not now', 5xx 'no' (RFC 5321, 4.2.1)."""
    return Told("later" if code < 500 else "refused", where, answer(f"{code} {answer(words)}"))
