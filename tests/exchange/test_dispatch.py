"""Dispatch against real mail servers on the loopback and real folders: what arrives, and what is kept of it."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest

from tests.harness import forked
from tests.support.concerns import WHOLE
from tests.support.desks import *  # noqa: F403 (the same desks and clients)
from tests.support.desks import ON_A_FILE
from tests.support.dispatching import (
    SECURE,
    TO,
    may_dispatch,
    plain_text,
    running,
    serving,
    settings_file,
    submitted,
    topaz,
    watch,
)
from tests.support.outbox import facts, messages, moves, state
from tests.support.rows import run
from tests.support.sessions import employ, job
from tests.support.traps import TRAPS
from topaz_tui.cli.output import dispatch_status
from topaz_tui.config import Folder, Mail, Sending, Settings
from topaz_tui.config.file import NEEDED_SETTINGS
from topaz_tui.crash_log import log_file
from topaz_tui.errors import UserError
from topaz_tui.exchange.delivery import dispatcher, package
from topaz_tui.exchange.delivery.channels import CHANNELS
from topaz_tui.exchange.delivery.package import write_pdf
from topaz_tui.exchange.pdf import as_pdf
from topaz_tui.rules.terms import Channel
from topaz_tui.services import concerns, legible, unread, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations import health, outbox
from topaz_tui.services.escalations.ways import OF_REFERRALS_BACK
from topaz_tui.store import models
from topaz_tui.store.database import database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "out"
    place.mkdir()
    return place


_as_pdf = cache(as_pdf)


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document gives the same bytes each time, and most tests send the same one: it is drawn once in this process,
    where the fonts alone take most of the time of a test."""

    def drawn(*what: Any, password: str | None = None) -> bytes:
        return as_pdf(*what, password=password) if password is not None else _as_pdf(*what)

    monkeypatch.setattr(package, "as_pdf", drawn)


# Mail


def test_a_concern_arrives_as_a_readable_pdf_and_as_text(tmp_path, worker, client):
    with serving(tmp_path) as (server, settings):
        number = submitted(worker, client, settings, own_words="'ليلى took it.'")
        assert dispatcher.run(job(settings)).run.sent == 1
        assert dispatcher.run(job(settings)).run.sent == 0
        [mail] = server.received
    [row] = messages()
    assert (mail.message_id, mail.recipients) == (row.message_id, (TO,))
    assert mail.message["Subject"] == "Safeguarding concern SC-2026-00001"
    body = plain_text(mail.message)
    assert body.split() == concerns.view(job(), row.concern_id).text().split() and "ليلى" in body
    [attachment] = mail.message.iter_attachments()
    name = attachment.get_filename()
    assert name and name.startswith("SC-2026-00001-v1-")
    assert attachment.get_content_type() == "application/pdf"
    pdf = attachment.get_content()
    assert pikepdf.open(io.BytesIO(pdf)).check_pdf_syntax() == []
    assert "The fridge was empty." in "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))
    assert state(number) == "sent"
    [accepted] = facts(number, "accepted")
    assert accepted["answer"].startswith("250") and accepted["to"] == f"{TO} at 127.0.0.1"


def test_mail_shows_nothing_personal_on_the_way(tmp_path, worker, client):
    with serving(tmp_path) as (server, settings):
        submitted(worker, client, settings, danger="yes", called_999="yes", called_999_at="10:00")
        dispatcher.run(job(settings))
        [mail] = server.received
    assert mail.message["Subject"] == "URGENT, immediate danger: safeguarding concern SC-2026-00001"
    heads = " ".join(str(value) for value in mail.message.values())
    name = next(mail.message.iter_attachments()).get_filename()
    assert name and not any(word in heads + name for word in ("Ada", "Stone", "P1001", "Pellan"))


SERVERS = [
    ("refuse", {}, "delivery_failed", "550"),
    ("refuse data", {}, "delivery_failed", "554"),
    ("later", {}, "sending", "451"),
    ("later data", {}, "sending", "452"),
    ("busy", {}, "sending", "421"),
    ("stall", {}, "sending", "could not be reached"),
    ("drop early", {}, "sending", "could not be reached"),
    ("stall data", {}, "perhaps_sent", "after all was handed over"),
    ("drop", {}, "perhaps_sent", "after all was handed over"),
    ("busy quit", {}, "sent", "250"),
    ("no tls", {}, "delivery_failed", "TLS"),
    ("accept", {"certificate": "stranger"}, "delivery_failed", "certificate is not to be trusted"),
    ("accept", {"certificate": "other name"}, "delivery_failed", "certificate is not to be trusted"),
    ("accept", {"certificate": "expired"}, "delivery_failed", "expired"),
    ("accept", {"security": "tls"}, "sent", "250"),
    ("accept", {"security": "tls", "certificate": "stranger"}, "delivery_failed", "not to be trusted"),
]
"""How a server behaves, what is different about it, the state that follows, and what is told."""
EACH_STATE = {then: (behaviour, how, then, says) for behaviour, how, then, says in SERVERS}.values()
"""One for each state: what a server says is the same whatever the database, which has to keep what follows."""


@pytest.mark.parametrize(
    ("where", "behaviour", "how", "then", "says"),
    [*(("sqlite", *each) for each in SERVERS), *(("postgresql", *each) for each in EACH_STATE)],
    indirect=["where"],
)
def test_mail_result_of_each_server_behaviour_is_recorded(tmp_path, worker, client, behaviour, how, then, says):
    with serving(tmp_path, behaviour, **how) as (server, settings):
        number = submitted(worker, client, settings)
        dispatcher.run(job(settings))
        assert state(number) == then
        ends = ("accepted", "later", "refused", "unsure")
        [end] = [told for move in ends for told in facts(number, move)]
        assert says in end["answer"]
        assert len(server.received) == (behaviour in ("drop", "busy quit") or then == "sent")
        sessions = server.sessions
        dispatcher.run(job(settings))
        assert server.sessions == sessions, "nothing is tried again at once, and what may have arrived never"


def test_mail_to_a_server_that_is_not_there(tmp_path, worker, client):
    with serving(tmp_path) as (_, settings):
        pass
    number = submitted(worker, client, settings)
    assert dispatcher.run(job(settings)).run.later == 1
    assert state(number) == "sending" and "could not be reached" in facts(number, "later")[0]["answer"]


def test_mail_goes_once_the_server_is_back(tmp_path, worker, client, at):
    with serving(tmp_path, ["busy", "later", "accept"]) as (server, settings):
        number = submitted(worker, client, settings)
        for moment, then in (("10:00", "sending"), ("10:01", "sending"), ("10:02", "sending"), ("10:03", "sent")):
            at(f"2026-11-23T{moment}:01Z")
            dispatcher.run(job(settings))
            assert state(number) == then, moment
        assert server.sessions == 3 and len(server.received) == 1


def test_mail_that_stalls_holds_up_no_danger(tmp_path, worker, make_client):
    with serving(tmp_path, ["accept", "stall"]) as (server, settings):
        submitted(worker, make_client(), settings)
        danger = submitted(worker, make_client(), settings, danger="yes", called_999="yes", called_999_at="10:00")
        dispatcher.run(job(settings))
        assert [mail.message_id for mail in server.received] == [
            row.message_id for row in messages() if row.escalation_id == danger
        ]


# Logins and passwords


@ON_A_FILE
def test_mail_login_comes_from_the_environment(tmp_path, worker, client, monkeypatch):
    with serving(tmp_path, "accept", login=("duty", "s3cret")) as (server, settings):
        mail = replace(settings.sending.mail, login="duty")
        settings = replace(settings, sending=replace(settings.sending, mail=mail))
        monkeypatch.setenv("TOPAZ_MAIL_PASSWORD", "s3cret")
        assert dispatcher.run(job(settings)).run.sent == 0
        number = submitted(worker, client, settings)
        assert dispatcher.run(job(settings)).run.sent == 1 and len(server.received) == 1
        monkeypatch.setenv("TOPAZ_MAIL_PASSWORD", "wrong")
        worker_two = submitted(worker, client, settings)
        dispatcher.run(job(settings))
    assert state(number) == "sent" and state(worker_two) == "delivery_failed"
    assert "535" in facts(worker_two, "refused")[0]["answer"]
    assert "wrong" not in json.dumps(facts(worker_two, "refused"))
    assert b"s3cret" not in (tmp_path / "t.db").read_bytes()


def test_mail_without_a_password_says_which_variable_and_sends_nothing(tmp_path, worker, client, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with serving(tmp_path) as (server, settings):
        settings = replace(
            settings, sending=replace(settings.sending, mail=replace(settings.sending.mail, login="duty"))
        )
        number = submitted(worker, client, settings)
        dispatcher.run(job(settings))
        done = dispatcher.run(job(settings))
        assert server.sessions == 0 and state(number) == "submitted", "another process may have it"
    assert len(done.lacks) == 1 and "TOPAZ_MAIL_PASSWORD" in done.lacks[0]
    assert "TOPAZ" not in json.dumps([row.body for row in models.Event.select()])


def test_mail_with_an_encrypted_pdf_says_nothing_of_what_is_in_it(tmp_path, worker, client, monkeypatch):
    """To whatever domain, but one that the settings name as secure."""
    monkeypatch.setenv("TOPAZ_PDF_PASSWORD", "by telephone")
    with serving(tmp_path, secure_domains="nhs.net") as (server, settings):
        submitted(worker, client, settings)
        dispatcher.run(job(settings))
        [mail] = server.received
    assert b"fridge" not in mail.raw and b"Stone" not in mail.raw
    pdf = next(mail.message.iter_attachments()).get_content()
    opened = pikepdf.open(io.BytesIO(pdf), password="by telephone")
    assert opened.is_encrypted and len(opened.pages) >= 2


# What goes beside a concern


def test_an_addition_a_letter_and_a_notice_go_each_their_own_way(tmp_path, worker, manager, client, at):
    with serving(tmp_path) as (server, settings):
        workers.change(manager, "hmarsh", mail="h.marsh@topaz.example")
        number = submitted(worker, client, settings)
        dispatcher.run(job(settings))
        session = replace(worker, settings=settings)
        concerns.add(session, messages()[0].concern_id, "It was Tuesday.")
        escalations.mail_letter(session, number, escalations.letter(session, number).version)
        dispatcher.run(job(settings))
        at("2026-11-24T17:00:01Z")
        dispatcher.run(job(settings))
        subjects = [mail.message["Subject"] for mail in server.received]
        assert subjects == [
            "Safeguarding concern SC-2026-00001",
            "Addition to safeguarding concern SC-2026-00001",
            "Safeguarding concern SC-2026-00001: please answer",
            "Concern SC-2026-00001: please look in Topaz",
        ]
        addition, letter, notice = server.received[1:]
        assert "It was Tuesday." in plain_text(addition.message)
        assert "You have not acknowledged it yet." in " ".join(letter.message.get_content().split())
        assert notice.recipients == ("h.marsh@topaz.example",) and b"Stone" not in notice.raw
        assert b"Stone" not in letter.raw
    assert moves(number)[-3:] == ["letter_sent", "letter_sent", "climbed"] or "climbed" in moves(number)


# Folders


def test_into_a_folder_go_the_pdf_and_what_a_machine_needs(tmp_path, folder, worker, client):
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    number = submitted(worker, client, settings)
    dispatcher.run(job(settings))
    pdf, sidecar = sorted(folder.iterdir(), key=lambda file: file.suffix, reverse=True)
    told = json.loads(sidecar.read_text())
    assert pdf.name == told["file"] and pdf.stem == sidecar.stem
    assert told["sha256"] == sha256(pdf.read_bytes()).hexdigest()
    assert (told["reference"], told["person_id"], told["version"]) == ("SC-2026-00001", "P1001", 1)
    assert pikepdf.open(pdf).check_pdf_syntax() == []
    assert "Stone" not in sidecar.read_text() + pdf.name
    assert state(number) == "sent" and pdf.name in facts(number, "accepted")[0]["answer"]


def test_a_folder_that_has_vanished_and_comes_back(folder, worker, client, at):
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    number = submitted(worker, client, settings)
    folder.rmdir()
    dispatcher.run(job(settings))
    assert state(number) == "sending" and "No such file" in facts(number, "later")[0]["answer"]
    folder.mkdir()
    at("2026-11-23T10:01:01Z")
    dispatcher.run(job(settings))
    assert state(number) == "sent" and len(list(folder.iterdir())) == 2


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[None]:
    """A file system of its own there, for as long as the block runs."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", place], capture_output=True)
    if done.returncode:
        pytest.skip("this account may not mount a file system to be filled up")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.skipif(not shutil.which("mount"), reason="no mount here")
def test_a_folder_that_is_full_is_tried_again_and_nothing_half_is_left(folder, worker, client, at):
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    number = submitted(worker, client, settings)
    with mounted(folder, "size=48k"):
        (folder / "other").write_bytes(b"x" * 30_000)
        dispatcher.run(job(settings))
        assert state(number) == "sending" and "No space left" in facts(number, "later")[0]["answer"]
        assert [file.name for file in folder.iterdir()] == ["other"]


@pytest.mark.skipif(not shutil.which("mount"), reason="no mount here")
def test_a_folder_that_can_not_be_written(folder, worker, client):
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    number = submitted(worker, client, settings)
    with mounted(folder, "ro"):
        dispatcher.run(job(settings))
    assert state(number) == "sending" and "Read-only" in facts(number, "later")[0]["answer"]


# Ways in order


def test_when_mail_is_refused_the_folder_is_tried_and_the_manager_told(tmp_path, folder, worker, manager, client):
    with serving(tmp_path, ["refuse", "accept"], "mail", "folder", "by hand") as (server, settings):
        workers.change(manager, "hmarsh", mail="h.marsh@topaz.example")
        number = submitted(worker, client, settings)
        dispatcher.run(job(settings))
        assert state(number) == "sent" and len(list(folder.iterdir())) == 2
        [notice] = server.received
        assert notice.recipients == ("h.marsh@topaz.example",) and "could not be sent" in notice.message.get_content()


def test_dispatch_goes_on_after_a_fault_of_our_own(tmp_path, worker, make_client, monkeypatch, capsys):
    with serving(tmp_path) as (server, settings):
        numbers = [submitted(worker, make_client(), settings) for _ in range(2)]
        with pytest.MonkeyPatch.context() as patch:
            broken = concerns.view
            first = messages()[0].concern_id

            def view(session, concern_id):
                if concern_id == first:
                    raise RuntimeError("Mrs Ada Stone")
                return broken(session, concern_id)

            patch.setattr(concerns, "view", view)
            dispatcher.run(job(settings))
        assert [state(number) for number in numbers] == ["sending", "sent"] and len(server.received) == 1
    answer = facts(numbers[0], "later")[0]["answer"]
    assert "reference" in answer and "Ada" not in answer
    assert "Ada" not in log_file().read_text()


# As commands


def test_three_dispatchers_at_once_send_each_concern_once(tmp_path, where, worker, make_client):
    with serving(tmp_path) as (server, settings):
        may_dispatch()
        for _ in range(5):
            submitted(worker, make_client(), settings)
        file = settings_file(tmp_path, settings.sending.mail)
        words = ("--db", where, "--settings", file, "dispatch")
        ended = forked.at_once(3, *words, timeout=300)
        assert [done.returncode for done in ended] == [0, 0, 0], ended
        assert sorted(mail.reference for mail in server.received) == [f"SC-2026-{n:05}" for n in range(1, 6)]
        status = topaz(where, file, "dispatch", "--status", "--json")
        told = json.loads(status.stdout)
        assert status.returncode == 0 and told["ok"] and told["outbox"] == {"sent": 5} and told["alarms"] == []
        employ(workers.account(), "Helen Marsh", "manager")  # the board is not for the account that sends
        later = topaz(where, file, "escalations", TOPAZ_NOW="2026-11-23T12:00:00Z")
        assert later.returncode == 1 and later.stdout.startswith("! Dispatch ran last")


def test_dispatch_watch_goes_on_until_it_is_told_to_end(tmp_path, where, worker, client):
    with serving(tmp_path) as (server, settings):
        file = settings_file(tmp_path, settings.sending.mail, "every_seconds = 5")
        may_dispatch()
        submitted(worker, client, settings)
        with running(watch(where, file)) as (watching, said):
            server.wait_for(lambda server: server.received)
            assert said.readline().strip().endswith("sent 1, later 0, not sent 0")
            watching.send_signal(signal.SIGTERM)
            assert watching.wait(300) == 0


def test_showing_a_concern_is_logged_and_its_pdf_is_its_owners_alone(tmp_path, db, client, monkeypatch):
    monkeypatch.setattr(workers, "account", lambda: "rkelly")
    employ(workers.account(), "Róisín Kelly", "manager")
    session = workers.current_session(Settings())
    concerns.submit(session, concerns.open(session, client).id, WHOLE)
    view = concerns.find(session, "sc-2026-00001")
    assert concerns.find(session, "1") == view
    file = tmp_path / "concern.pdf"
    write_pdf(view, file)
    assert file.stat().st_mode & 0o777 == 0o600 and file.read_bytes().startswith(b"%PDF")
    with pytest.raises(UserError, match="is there already"):
        write_pdf(view, file)
    with pytest.raises(UserError, match="There is no concern SC-1"):
        concerns.find(session, "SC-1")
    assert [row.action for row in models.Audit.select()].count("took out a concern") == 2
    assert outbox.counts() == {}


# Answers that are none


class Scripted(threading.Thread):
    """A server without TLS to speak of that says what it is told at the end of the message: for answers that no real
    server would give. It stands where smtplib has a line already."""

    def __init__(self, last: bytes) -> None:
        super().__init__(daemon=True)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.last = last

    def run(self) -> None:
        with self.listening:
            line, _ = self.listening.accept()
        with line, line.makefile("rb") as said:
            line.sendall(b"220 here\r\n")
            for words in said:
                if words.upper().startswith(b"DATA"):
                    line.sendall(b"354 go on\r\n")
                    while said.readline() != b".\r\n":
                        pass
                    line.sendall(self.last)
                    line.shutdown(socket.SHUT_WR)
                    return
                line.sendall(b"250 ok\r\n")


ANSWERS = [
    (b"250 taken\r\n", "accepted"),
    (b"451 not now\r\n", "later"),
    (b"554 no\r\n", "refused"),
    *((last, "unsure") for last in (b"5", b"55", b"2", b"@#!\r\n", b"334 x\r\n", b"\r\n", b"HTTP/1.1 500 no\r\n")),
    (b"hello world\r\n", "unsure"),
    (b"250 " + b"x" * 9000 + b"\r\n", "unsure"),
    (b"", "unsure"),
]
EACH_RESULT = {result: (last, result) for last, result in ANSWERS}.values()
"""One for each result, as of the servers' states above."""


@pytest.mark.parametrize(
    ("where", "last", "result"),
    [*(("sqlite", *each) for each in ANSWERS), *(("postgresql", *each) for each in EACH_RESULT)],
    indirect=["where"],
)
def test_mail_answer_cut_short_is_neither_sent_nor_refused(worker, client, monkeypatch, last, result):
    server = Scripted(last)
    server.start()
    settings = Settings(sending=Sending(channels=("mail", "by hand"), mail=Mail(secure_domains=SECURE,
        server="127.0.0.1", port=server.listening.getsockname()[1], sender="duty@topaz.example", to=TO, seconds=5,
    )))  # fmt: skip
    monkeypatch.setattr(smtplib.SMTP, "starttls", lambda self, **how: None)  # the answers are what is tried here
    number = submitted(worker, client, settings)
    run = dispatcher.run(job(settings)).run
    [fact] = facts(number, result)
    if last and last[:1] in b"@Hh":  # no reply at all: word for word
        assert fact["answer"].endswith(f"understood: {last.decode().strip()}")
    assert (run.failed, run.unsure) == (int(result == "refused"), int(result == "unsure"))
    assert ("not known 1" in dispatch_status.run_line(run)) == (result == "unsure")
    told = dispatch_status.dispatch_text(health.status(job(settings)))
    assert ("not known whether 1 came through" in told) == (result == "unsure")


@pytest.mark.parametrize(
    ("kind", "held"),
    [("concern", True), ("withdrawal", True), ("letter", False), ("notice", False), ("personal", False)],
)
def test_password_of_the_pdf_holds_back_only_mail_that_has_one(monkeypatch, kind, held):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    known: dict[str, Any] = dict.fromkeys(each.name for each in fields(outbox.Message))
    message = outbox.Message(**known | {"kind": kind, "channel": "mail", "recipient": "ada@home.example"})
    sealed = Sending(mail=Mail(server="mail.example", sender="duty@topaz.example", secure_domains="nhs.net"))
    assert bool(CHANNELS["mail"].lacks(sealed, message)) == held
    marked = replace(sealed, mail=replace(sealed.mail, secure_domains="nhs.net, Home.Example"))
    assert CHANNELS["mail"].lacks(marked, message) is None


def test_a_dispatch_with_other_settings_sends_nothing_elsewhere(folder, worker, client, tmp_path, monkeypatch):
    """Neither where the process stands, nor into its own folder: only where it was to go as it was submitted."""
    monkeypatch.chdir(tmp_path)
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    own = tmp_path / "own"
    own.mkdir()
    for other in (Sending(), replace(settings.sending, folder=Folder(str(own)))):
        number = submitted(worker, client, settings)
        before, there = sorted(tmp_path.iterdir()), len(list(folder.iterdir()))
        done = dispatcher.run(job(Settings(sending=other)))
        assert not done.lacks and state(number) == "sent" and len(list(folder.iterdir())) == there + 2
        assert sorted(tmp_path.iterdir()) == before and not list(own.iterdir())


def test_a_dispatch_with_settings_that_lack_the_way_sends_nothing_anywhere(
    folder, worker, client, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with serving(tmp_path) as (server, settings):
        number = submitted(worker, client, settings)
        before = sorted(tmp_path.iterdir())
        assert not escalations.dispatch_due(worker)
        done = dispatcher.run(job())
        assert done.lacks and state(number) == "submitted" and sorted(tmp_path.iterdir()) == before
        assert not server.sessions and not list(folder.iterdir())
        assert escalations.dispatch_due(replace(worker, settings=settings))


def test_folder_file_left_by_a_killed_try_is_deleted_by_the_next(folder, worker, client):
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    submitted(worker, client, settings)
    [row] = messages()
    (folder / f".SC-2026-00001-v1-{row.message_id[1:9]}.pdf.part").write_bytes(b"x")
    forgotten, another = folder / ".SC-2026-00009-v1-00000000.pdf.part", folder / ".SC-2026-00010-v1-11111111.pdf.part"
    for part in (forgotten, another):
        part.write_bytes(b"x")
    os.utime(forgotten, (1_000_000, 1_000_000))
    dispatcher.run(job(settings))
    left = sorted(file.name for file in folder.iterdir() if file.suffix == ".part")
    assert left == [another.name], "a sending that is under way keeps what it has"
    assert not list(folder.glob(".topaz-check*"))
    assert sorted(file.suffix for file in folder.iterdir() if file.suffix != ".part") == [".json", ".pdf"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_folder_that_every_account_may_change_is_not_said_to_be_well(folder):
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    assert dispatcher.check(job(settings))[0][0]
    folder.chmod(0o777)
    works, words = dispatcher.check(job(settings))[0]
    assert not works and "every account of this machine may change what is there" in words


@pytest.mark.parametrize("trap", ["a link", "a link to nothing", "a pipe", "a file"])
def test_folder_file_of_somebody_else_is_not_written_into_or_waited_for(
    tmp_path, folder, worker, client, monkeypatch, trap
):
    """Under every name that a try has, the hidden ones and those that it would have had before, something lies."""
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    number = submitted(worker, client, settings)
    mine = tmp_path / "mine"
    mine.write_bytes(b"the sender's own")
    [row] = messages()
    name = f"SC-2026-00001-v1-{row.message_id[1:9]}"
    for taken in (f".{name}.pdf.part", f".{name}.json.part", ".topaz-check.part", ".SC-x.pdf.part"):
        TRAPS[trap](folder / taken, mine)
    assert dispatcher.check(job(settings))[0][0]
    dispatcher.run(job(settings))
    assert state(number) == "sent"
    assert mine.read_bytes() == b"the sender's own" and not (tmp_path / "nothing").exists()
    assert {file.suffix for file in folder.iterdir() if file.name.startswith("SC-")} == {".pdf", ".json"}


def test_folder_name_that_is_taken_is_not_overwritten_and_a_person_is_told(tmp_path, folder, worker, client, at):
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(folder))))
    number = submitted(worker, client, settings)
    [row] = messages()
    taken = folder / f"SC-2026-00001-v1-{row.message_id[1:9]}.pdf"
    assert dispatcher.check(job(settings))[0][0]
    taken.write_bytes(b"another's")
    works, words = dispatcher.check(job(settings))[0]
    assert not works and f"{taken.stem} is there already" in words
    dispatcher.run(job(settings))
    assert state(number) == "sending"
    assert f"is in {folder} already" in facts(number, "later")[0]["answer"]
    assert "take it away from there" in facts(number, "later")[0]["answer"]
    assert taken.read_bytes() == b"another's" and os.listdir(folder) == [taken.name]
    at("2026-11-24T10:00:00Z")
    dispatcher.run(job(settings))
    assert state(number) == "delivery_failed"


def test_a_folder_that_is_a_link_to_a_mount_is_used(tmp_path, folder, worker, client):
    (tmp_path / "link").symlink_to(folder)
    settings = Settings(sending=Sending(channels=("folder", "by hand"), folder=Folder(str(tmp_path / "link"))))
    number = submitted(worker, client, settings)
    dispatcher.run(job(settings))
    assert state(number) == "sent" and len(os.listdir(folder)) == 2


def test_a_database_that_is_locked_at_the_handing_over_is_tried_again(tmp_path, worker, client, monkeypatch):
    with serving(tmp_path) as (server, settings):
        number = submitted(worker, client, settings)

        def locked(*_: object) -> bool:
            raise UserError("t.db is locked by another program.", "Try again in a moment.")

        with monkeypatch.context() as patch:
            patch.setattr(outbox, "handing_over", locked)
            dispatcher.run(job(settings))
        assert server.received == [] and state(number) == "sending"
        assert "t.db" not in facts(number, "later")[0]["answer"]


def test_every_channel_has_a_row_of_how_it_sends_and_where_referrals_back_go():
    assert set(CHANNELS) == set(OF_REFERRALS_BACK) == set(Channel)
    assert [channel for channel, row in CHANNELS.items() if row.send is None] == [Channel.BY_HAND]
    assert set(NEEDED_SETTINGS) == set(Channel) - {Channel.BY_HAND}


def test_dispatch_check_tries_each_channel_without_sending(tmp_path, folder, db):
    with serving(tmp_path, "accept", "mail", "folder", "by hand") as (server, settings):
        assert [works for works, _ in dispatcher.check(job(settings))] == [True, True, True]
        folder.rmdir()
        server.behaviour = "refuse"
        found = dispatcher.check(job(settings))
        assert [works for works, _ in found] == [False, False, True] and "550" in found[0][1]
        assert server.received == []


@pytest.mark.parametrize("column", ["message_id", "recipient"])
def test_a_message_of_which_nothing_can_be_made_is_put_aside_at_once_and_a_person_hears_of_it(
    tmp_path, worker, client, column
):
    with serving(tmp_path, "accept", "mail", "by hand") as (_, settings):
        number = submitted(worker, client, settings)
        [row] = messages()
        run(f"UPDATE outbox SET {column} = ?", ("<a@b.example>\r\nBcc: eve@x.example",))
        dispatcher.run(job(settings))
        assert state(number) == "delivery_failed" and facts(number, "later") == []
        assert "can't be read: nothing was sent" in facts(number, "refused")[0]["answer"]
        assert unread.known() == {"outbox": (str(row.id),)}
        found = list(legible.unreadable(lambda asked, *values: database.run(asked, values).fetchall()))
        assert found == [("outbox", row.id)], "and doctor names it"
