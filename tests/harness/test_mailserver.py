from __future__ import annotations

import json
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.harness.mailserver import BEHAVIOURS, MailServer, Security
from tests.support.places import ROOT
from tests.support.waiting import PATIENCE

LOGIN = ("topaz", "a secret")


def letter(number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "duty@topaz.example", "mash@council.example"
    message["Subject"] = f"Concern SC-2026-{number:05}"
    message["Message-ID"] = f"<{number}@topaz.example>"
    message.set_content("Zoë was seen.\n.\n..and heard\n", cte="quoted-printable")  # a server need take no other
    return message


def connect(server: MailServer, security: Security = "starttls") -> smtplib.SMTP:
    """As a careful client connects: with TLS, and to nobody whom `ca_file` does not vouch for."""
    trust = ssl.create_default_context(cafile=server.ca_file)
    trust.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    if security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, "localhost", timeout=30, context=trust)
    client = smtplib.SMTP(server.host, server.port, "localhost", timeout=30)
    try:
        client.starttls(context=trust)
    except BaseException:
        client.close()
        raise
    return client


def send(server: MailServer, message: EmailMessage | None = None) -> None:
    with connect(server, server.security) as client:
        if server.login:
            client.login(*server.login)
        client.send_message(message or letter())


def on_disk(server: MailServer) -> list[str]:
    lines = server.record.read_text("utf-8").splitlines() if server.record.exists() else []
    return [json.loads(line)["message_id"] for line in lines]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_server_takes_a_message_whole(tmp_path: Path, security: Security) -> None:
    with MailServer(tmp_path, security=security) as server:
        send(server)
        (mail,) = server.received
    assert (mail.sender, mail.recipients) == ("duty@topaz.example", ("mash@council.example",))
    assert (mail.message_id, mail.reference) == ("<1@topaz.example>", "SC-2026-00001")
    assert mail.message.get_content().splitlines() == ["Zoë was seen.", ".", "..and heard"]
    assert b"\r\n.\r\n..and heard\r\n" in mail.raw
    assert server.record.read_text() == '{"message_id": "<1@topaz.example>", "reference": "SC-2026-00001"}\n'


WRONG: list[tuple[str, type[smtplib.SMTPException], int | None]] = [
    ("refuse", smtplib.SMTPRecipientsRefused, 550),
    ("refuse data", smtplib.SMTPDataError, 554),
    ("later", smtplib.SMTPRecipientsRefused, 451),
    ("later data", smtplib.SMTPDataError, 452),
    ("drop", smtplib.SMTPServerDisconnected, None),
    ("drop early", smtplib.SMTPServerDisconnected, None),
    ("no tls", smtplib.SMTPNotSupportedError, None),
    ("busy", smtplib.SMTPConnectError, 421),
    ("busy quit", smtplib.SMTPResponseException, 421),
]
"""What each behaviour comes to for a client, with the code of the answer."""


@pytest.mark.parametrize(("behaviour", "error", "code"), WRONG)
def test_mail_server_behaviour_is_seen_by_the_client(
    tmp_path: Path, behaviour: str, error: type[smtplib.SMTPException], code: int | None
) -> None:
    with MailServer(tmp_path, behaviour) as server:
        with pytest.raises(error) as raised:
            send(server)
        if code:
            refused = getattr(raised.value, "recipients", {"": [raised.value.args[0]]})
            assert [answer[0] for answer in refused.values()] == [code]
        kept = ["<1@topaz.example>"] if BEHAVIOURS[behaviour].keeps and behaviour != "no tls" else []
        assert [mail.message_id for mail in server.received] == on_disk(server) == kept
        assert (server.sessions, server.stalled) == (1, 0)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("behaviour", ["stall", "stall data", "stall quit"])
def test_mail_server_that_stalls_says_nothing_any_more(tmp_path: Path, behaviour: str, security: Security) -> None:
    with ThreadPoolExecutor() as pool:
        with MailServer(tmp_path, behaviour, security=security) as server:
            sending = pool.submit(send, server)
            server.wait_for(lambda server: server.stalled)
            assert not sending.done()
            assert (server.sessions, server.stalled, len(server.received)) == (1, 1, behaviour == "stall quit")
        sending.exception(PATIENCE)  # it does not outlive its server


def test_every_behaviour_is_tested_and_has_words() -> None:
    assert {name for name, *_ in WRONG} | {"accept", "stall", "stall data", "stall quit"} == set(BEHAVIOURS)
    assert all(row.words for row in BEHAVIOURS.values())


def test_a_server_without_tls_takes_what_a_careless_client_sends(tmp_path: Path) -> None:
    with MailServer(tmp_path, "no tls") as server:
        with smtplib.SMTP(server.host, server.port, "localhost") as careless:
            careless.send_message(letter())
        assert len(server.received) == 1


def test_where_tls_is_offered_it_is_required(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server:
        with smtplib.SMTP(server.host, server.port, "localhost") as careless:
            with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
                careless.send_message(letter())
        assert server.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_server_login(tmp_path: Path, security: Security) -> None:
    with MailServer(tmp_path, security=security, login=("topaz", "secret")) as server:
        with connect(server, security) as client:
            with pytest.raises(smtplib.SMTPSenderRefused, match="530"):
                client.send_message(letter())
            for wrong in (("topaz", "wrong"), ("other", "secret")):
                with pytest.raises(smtplib.SMTPAuthenticationError, match="535"):
                    client.login(*wrong)
            client.login("topaz", "secret")
            client.send_message(letter())
        assert len(server.received) == 1


def test_no_password_is_asked_for_in_the_clear_or_without_need(tmp_path: Path) -> None:
    with MailServer(tmp_path / "clear", ["accept", "no tls"], login=("topaz", "secret")) as server:
        for _ in range(2):
            with smtplib.SMTP(server.host, server.port, "localhost") as client:
                with pytest.raises(smtplib.SMTPNotSupportedError):
                    client.login("topaz", "secret")
    with MailServer(tmp_path / "open") as server, connect(server) as client:
        client.ehlo()
        assert not client.has_extn("auth")


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("certificate", "why"),
    [("stranger", "unable to get local issuer"), ("other name", "IP address mismatch"), ("expired", "has expired")],
)
def test_a_certificate_not_to_be_trusted(tmp_path: Path, certificate: str, why: str, security: Security) -> None:
    with MailServer(tmp_path, certificate=certificate, security=security) as server:
        with pytest.raises(ssl.SSLCertVerificationError, match=why):
            send(server)
        assert (server.sessions, server.received) == (1, [])


def test_a_good_certificate_is_good_for_localhost_too(tmp_path: Path) -> None:
    with MailServer(tmp_path, security="tls") as server:
        trust = ssl.create_default_context(cafile=server.ca_file)
        with socket.create_connection((server.host, server.port)) as plain:
            with trust.wrap_socket(plain, server_hostname="localhost") as connection:
                assert connection.recv(4) == b"220 "


def test_each_session_takes_the_next_behaviour(tmp_path: Path) -> None:
    with MailServer(tmp_path, ["busy", "drop", "accept"]) as server:
        with pytest.raises(smtplib.SMTPConnectError):
            send(server, letter(1))
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(server, letter(2))
        send(server, letter(3))
        send(server, letter(4))
        assert [mail.reference[-1] for mail in server.received] == ["2", "3", "4"]
        server.behaviour = "refuse"
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(server, letter(5))
        server.behaviour = ["later", "accept"]
        assert server.behaviour == ["later", "accept"]
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(server, letter(5))
        send(server, letter(5))
        assert server.behaviour == ["accept"]
        assert (server.sessions, len(server.received)) == (7, 4)


def test_a_session_keeps_the_behaviour_that_it_began_with(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server, connect(server) as client:
        server.behaviour = "refuse"
        client.send_message(letter())
        assert len(server.received) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"behaviour": "acept"},
        {"behaviour": []},
        {"behaviour": ["accept", "nothing"]},
        {"security": "ssl"},
        {"certificate": "bad"},
        {"behaviour": "no tls", "security": "tls"},
    ],
)
def test_a_misspelt_word_is_an_error(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        MailServer(tmp_path, **wrong)


def test_mail_server_takes_many_at_once(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: send(server, letter(number)), range(40)))
        assert len({mail.message_id for mail in server.received}) == server.sessions == 40
        assert on_disk(server) == [mail.message_id for mail in server.received]


def test_mail_server_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server:
        with pytest.raises(OSError), MailServer(tmp_path / "other", port=server.port):
            pass


# By itself


def start(folder: Path, *words: str) -> tuple[subprocess.Popen[str], MailServer]:
    """The server as a process of its own, and what a client needs to know of it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.harness.mailserver", folder, *words],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = json.loads(process.stdout.readline())
    there = MailServer(folder / "unused", port=told["port"])
    there.host, there.ca_file, there.record = told["host"], Path(told["ca_file"]), folder / "received.jsonl"
    return process, there


def test_mail_server_runs_by_itself_until_its_input_closes(tmp_path: Path) -> None:
    process, there = start(tmp_path, "--behaviour", "drop", "--behaviour", "accept", "--login", *LOGIN)
    with process:
        there.login = LOGIN
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(there, letter(1))
        send(there, letter(2))
        assert on_disk(there) == ["<1@topaz.example>", "<2@topaz.example>"]
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0


def test_mail_server_ends_with_sigterm_and_begins_again_on_its_port(tmp_path: Path) -> None:
    process, there = start(tmp_path)
    for number in (1, 2):
        with process:
            with connect(there) as hanging:  # a client that is connected does not keep it
                hanging.send_message(letter(number))
                process.send_signal(signal.SIGTERM)
                assert process.wait(30) == 0
                hanging.close()
        if number == 1:
            process, there = start(tmp_path, "--port", str(there.port))
    assert on_disk(there) == ["<1@topaz.example>", "<2@topaz.example>"]


@pytest.mark.parametrize(
    ("offers", "body", "options", "code"),
    [
        (("8BITMIME",), "Zoë", ("BODY=8BITMIME",), 250),
        (("8BITMIME",), "Zoë", (), 554),
        ((), "Zoë", (), 554),
        ((), "Zoe", ("BODY=8BITMIME",), 555),
        ((), "x" * 998, (), 250),
        ((), "x" * 999, (), 554),
    ],
    ids=str.split("declared undeclared unasked unoffered longest longer"),
)
def test_mail_server_takes_nothing_that_was_not_declared(tmp_path: Path, offers, body, options, code) -> None:
    with MailServer(tmp_path, offers=offers) as server, connect(server) as client:
        client.ehlo()
        assert client.has_extn("8bitmime") == ("8BITMIME" in offers) and not client.has_extn("smtputf8")
        told = client.mail("duty@topaz.example", options)
        if told[0] == 250:
            client.rcpt("mash@council.example")
            told = client.data(f"Subject: x\r\n\r\n{body}\r\n".encode())
        assert told[0] == code
        assert len(server.received) == (code == 250)
