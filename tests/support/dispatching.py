"""Dispatch with a real mail server on the loopback: its settings, a concern to send, and `topaz dispatch` itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.harness import forked
from tests.harness.mailserver import MailServer
from tests.support.concerns import WHOLE
from tests.support.sessions import employ
from topaz_tui.config import Folder, Mail, Sending, Settings
from topaz_tui.rules.forms import Answer
from topaz_tui.services import concerns, workers
from topaz_tui.services.session import Session

TO = "safeguarding@council.example"


@contextmanager
def serving(
    tmp_path: Path, behaviour: str | Sequence[str] = "accept", *channels: str, **how: Any
) -> Iterator[tuple[MailServer, Settings]]:
    """A mail server, and the settings that send to it."""
    mine = {name: how.pop(name) for name in ("login", "encrypt") if name in how and not isinstance(how[name], tuple)}
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
    mine = [f"port = {mail.port}", *(f'{name} = "{value}"' for name, value in named.items())]
    file.write_text("\n".join(("[sending]", 'channels = ["mail", "by hand"]', *lines, "[sending.mail]", *mine)))
    return file


def command(db: Path | str, settings: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "topaz_tui", "--db", str(db), "--settings", str(settings), *words]


def watch(db: Path | str, settings: Path, over: float = 600.0) -> list[str]:
    """`dispatch --watch`, which is ended by force `over` seconds after it was told to end: in earnest after some five,
    and a machine with much else to do may need them for what is no fault."""
    soon = (
        f"from topaz_tui.runtime import shutdown; shutdown.OVER = {over}; from topaz_tui.cli.main import main; main()"
    )
    return [sys.executable, "-c", soon, *command(db, settings, "dispatch", "--watch")[3:]]


@contextmanager
def running(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A program that would run for ever: it ends with the `with`, also where that fails."""
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
