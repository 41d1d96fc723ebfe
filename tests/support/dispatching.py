"""Dispatch with a real mail server on the loopback: its settings, a concern to send, and `topaz dispatch` itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import IO, Any

from tests.harness import forked, ready
from tests.harness.mailserver import MailServer
from tests.harness.terminal import surroundings
from tests.support.concerns import WHOLE
from tests.support.places import ROOT
from tests.support.sessions import employ
from tests.support.waiting import PATIENCE
from topaz_tui.config import Folder, Mail, Sending, Settings
from topaz_tui.rules.forms import Answer
from topaz_tui.services import concerns, workers
from topaz_tui.services.session import Session

TO = "safeguarding@council.example"
SECURE = "council.example"


@contextmanager
def serving(
    tmp_path: Path, behaviour: str | Sequence[str] = "accept", *channels: str, **how: Any
) -> Iterator[tuple[MailServer, Settings]]:
    """A mail server, and the settings that send to it."""
    mine: dict[str, Any] = {"secure_domains": SECURE}
    mine |= {
        name: how.pop(name)
        for name in ("login", "encrypt", "secure_domains")
        if name in how and not isinstance(how[name], tuple)
    }
    with MailServer(tmp_path / "mail", behaviour, **how) as server:
        mail = Mail(
            server=server.host, port=server.port, ca_file=str(server.ca_file), security=server.security,
            sender="duty@topaz.example", to=TO, seconds=2, **mine,
        )  # fmt: skip
        ways = channels or ("mail", "by hand")
        yield server, Settings(sending=Sending(channels=ways, mail=mail, folder=Folder(str(tmp_path / "out"))))


def may_dispatch() -> None:
    """Whoever runs the tests is on the list, in the role that sends and does nothing else."""
    employ(workers.account(), "Cron", "dispatch")


def submitted(session: Session, client: int, settings: Settings, **answers: Answer) -> int:
    """A concern submitted under these settings; the number of its escalation."""
    at = replace(session, settings=settings)
    return concerns.submit(at, concerns.open(at, client).id, WHOLE | answers).escalation_id


def plain_text(message: EmailMessage) -> str:
    """What a mail says to a reader without HTML."""
    body = message.get_body(("plain",))
    assert body
    return str(body.get_content())


def topaz(db: Path | str, settings: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return forked.topaz("--db", db, "--settings", settings, *words, env={**os.environ, **env})


def settings_file(folder: Path, mail: Mail, *lines: str) -> Path:
    """The same settings in a file, for a process of its own."""
    file = folder / "settings.toml"
    named = {"server": mail.server, "ca_file": mail.ca_file, "sender": mail.sender, "to": mail.to}
    named["secure_domains"] = SECURE
    mine = [f"port = {mail.port}", *(f'{name} = "{value}"' for name, value in named.items())]
    file.write_text("\n".join(("[sending]", 'channels = ["mail", "by hand"]', *lines, "[sending.mail]", *mine)))
    return file


def command(db: Path | str, settings: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "topaz_tui", "--db", str(db), "--settings", str(settings), *words]


def watch(db: Path | str, settings: Path, over: float = 600.0) -> list[str]:
    """`dispatch --watch`, which is ended by force `over` seconds after it was told to end: in earnest after some five,
    and a machine with much else to do may need them for what is no fault."""
    words = command(db, settings, "dispatch", "--watch")[3:]
    return [sys.executable, "-m", "tests.harness.given_time", str(over), *words]


@contextmanager
def running(words: list[str]) -> Iterator[tuple[ready.Started, IO[str]]]:
    """A program that would run for ever, forked from one that has imported it, and what it writes: it ends with the
    `with`, also where that fails."""
    read, write = os.pipe()
    with open(read) as said, open(os.devnull) as nothing:
        process = started(words, nothing.fileno(), write, 2)
        os.close(write)
        try:
            yield process, said
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)


def started(words: list[str], *files: int) -> ready.Started:
    """The same, with these three files."""
    return ready.start(words, env=surroundings(Path(os.environ["HOME"])), cwd=ROOT, files=files)
