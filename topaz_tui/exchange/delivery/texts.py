"""By text message: one HTTP request to an SMS gateway, over TLS but on this machine itself, and its answer kept word
for word. What the gateway says is read for its reference, the proof. Where it took the request and what it says
can't be understood, nobody knows whether the text went, and a person asks: tried again, it might go each time.

The request is JSON: to, from, text and id, which is the same at each try (Idempotency-Key, too), so that a gateway
can tell that it has a text already. Nothing follows a redirection: the token is for this address alone.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from topaz_tui import regular
from topaz_tui.config import Texts, gateway_fault
from topaz_tui.errors import Invalid, UserError
from topaz_tui.exchange.delivery import credentials
from topaz_tui.exchange.delivery.package import HandOver, answer, broke_off
from topaz_tui.rules.referrals import Result
from topaz_tui.services.escalations.api import SendResult

LARGEST = 65_536  # bytes of an answer that are read
REFERENCES = ("id", "reference", "message_id", "messageId", "sid", "uuid")
"""Under which of these names a gateway has its reference; the first that is there."""
REFUSES = ("rejected", "failed", "undelivered", "undeliverable", "invalid", "expired", "error")
"""What a gateway says of its `status` that takes the request, and not the text."""
LATER = (401, 403, 408, 409, 425, 429)
"""Answers of 4xx that the same text may outlast: a token, a limit, a gateway at work on it."""


def able(texts: Texts) -> str | None:
    """What this process lacks to send a text, in a sentence; None where it lacks nothing."""
    if not (texts.url and texts.sender):
        return "Something waits to go by text, and the settings here have no SMS gateway (letters.texts)."
    try:
        credentials.token(texts.token_from, texts.token_file)
    except UserError as trouble:
        return str(trouble)
    return None


def send(number: str, text: str, texts: Texts, message_id: str, hand_over: HandOver) -> SendResult | None:
    """Send it; says how that ended, None where it must not go any more. Raises UserError where the token is missing
    (`able` says so before)."""
    token = credentials.token(texts.token_from, texts.token_file)
    where = _host(texts)
    body = json.dumps({"to": number, "from": texts.sender, "text": text, "id": message_id}).encode()
    heads = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept": "application/json",
             "Idempotency-Key": message_id}  # fmt: skip
    handed_over = False
    connection = limit = None
    try:
        connection = _connected(texts)
        limit = _limited(connection, texts.seconds * 2)
        handed_over = hand_over()
        if not handed_over:
            return None
        connection.request("POST", _path(texts), body, heads)
        response = connection.getresponse()
        return _heard(response, response.read(LARGEST), where)
    except ssl.SSLCertVerificationError as error:
        return SendResult(Result.REFUSED, where, f"Its certificate is not to be trusted: {error.verify_message}.")
    except (HTTPException, OSError) as error:
        return broke_off(error, where, handed_over, "The gateway")
    finally:
        if limit is not None:
            limit.cancel()
        if connection is not None:
            connection.close()


def check(texts: Texts) -> tuple[bool, str]:
    """Can the gateway be reached, and is its token there? Nothing is sent: it has no way of trying."""
    where = f"texts by {_host(texts)}"
    try:
        credentials.token(texts.token_from, texts.token_file)
        _connected(texts).close()
    except UserError as trouble:
        return False, f"{where}: {trouble}"
    except OSError as error:
        return False, f"{where}: {answer(getattr(error, 'strerror', None) or error) or type(error).__name__}"
    return True, f"{where}: can be reached, and the token is there"


def _heard(response: HTTPResponse, body: bytes, where: str) -> SendResult:
    status, said = response.status, answer(body) or "nothing"
    if 200 <= status < 300:
        told = _told(body)
        if any(str(each.get("status")).casefold() in REFUSES for each in told):
            return SendResult(Result.REFUSED, where, answer(f"{status} {said}"))
        if reference := _reference(told):
            return SendResult(Result.ACCEPTED, where, answer(f"{status}, its reference {reference}"))
        return SendResult(Result.UNSURE, where, answer(f"Its answer can't be understood: {status} {said}"))
    if 400 <= status < 500 and status not in LATER:
        return SendResult(Result.REFUSED, where, answer(f"{status} {said}"))
    if 300 <= status < 400:
        return SendResult(Result.LATER, where, f"{status}: it points elsewhere, and nothing of ours goes there.")
    return SendResult(Result.LATER, where, answer(f"{status} {said}"))


def _told(body: bytes) -> list[dict[str, object]]:
    """What the gateway says of the text: its answer, and the messages in it."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    messages = told.get("messages") if isinstance(told, dict) else None
    return [each for each in (told, *(messages if isinstance(messages, list) else ())) if isinstance(each, dict)]


def _reference(told: list[dict[str, object]]) -> str:
    """The gateway's own reference in its answer; '' where there is none."""
    for each in told:
        for name in REFERENCES:
            if isinstance(each.get(name), str | int) and not isinstance(each[name], bool) and str(each[name]).strip():
                return str(each[name]).strip()
    return ""


def _connected(texts: Texts) -> HTTPConnection:
    if wrong := gateway_fault(texts.url or ""):
        raise Invalid(f"letters.texts.url {wrong}", "Mend the settings.")
    parts = urlsplit(texts.url or "")
    connection: HTTPConnection
    if parts.scheme == "https":
        if texts.ca_file:
            regular.need(Path(texts.ca_file), "Name a file of certificates (letters.texts.ca_file).")
        trusted = ssl.create_default_context(cafile=texts.ca_file)
        connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=texts.seconds, context=trusted)
    else:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=texts.seconds)
    connection.connect()
    return connection


def _limited(connection: HTTPConnection, seconds: int) -> threading.Timer:
    """Break the line off after so many seconds in all: an answer may not come a letter at a time."""
    sock = connection.sock

    def break_off() -> None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, break_off)
    timer.daemon = True
    timer.start()
    return timer


def _path(texts: Texts) -> str:
    parts = urlsplit(texts.url or "")
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"


def _host(texts: Texts) -> str:
    return urlsplit(texts.url or "").hostname or "no gateway"
