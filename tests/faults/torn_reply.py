"""The server's last answer is torn: the line breaks after any number of its bytes, the code among them."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from random import Random

from tests.faults.endpoints import Arrived
from tests.faults.tally import Tally, count
from tests.faults.world import World
from tests.harness.mailserver import REFERENCE, MailServer

FAULT = "last answer torn"
ANSWERS = (b"250 2.0.0 Taken\r\n", b"451 4.7.1 Later\r\n", b"554 5.7.1 Refused\r\n")
PATIENCE = 10.0  # seconds for each line of a client


def run(folder: Path, times: int, chance: Random, each: int = 1) -> Tally:
    """So many concerns, and each answer cut after so many of its bytes: through its code first."""
    begun = time.monotonic()
    cuts = itertools.cycle(whole[:length] for length in (1, 2, 0, 3, 9) for whole in ANSWERS)
    answers = list(itertools.islice(cuts, times * each))
    kept = [chance.choice((True, False)) if not answer else answer.startswith(b"2") for answer in answers]
    end = Torn(folder / "post", list(zip(answers, kept, strict=True)))
    with end.listening(), World(folder, "mail", end.ways()) as world:
        world.submit(times * each)
        world.dispatch_to_the_end()
        return count(FAULT, times, world, end, time.monotonic() - begun)


class Torn:
    """A mail server with TLS from the first byte that takes what it is sent, or does not, and answers so much of what
    it would say; after the last of these it takes all."""

    def __init__(self, folder: Path, answers: list[tuple[bytes, bool]]) -> None:
        self.server = MailServer(folder, security="tls")  # for its certificate: it never listens
        self.answers = answers
        self._arrived: list[Arrived] = []
        self._one = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))

    def ways(self) -> dict[str, object]:
        return {
            "server": "127.0.0.1", "port": self._listener.getsockname()[1], "ca_file": str(self.server.ca_file),
            "security": "tls", "seconds": 4, "sender": "duty@topaz.example", "to": "safeguarding@council.example",
            "secure_domains": "council.example",
        }  # fmt: skip

    @contextmanager
    def listening(self) -> Iterator[None]:
        serving = threading.Thread(target=self._serve, daemon=True)
        serving.start()
        try:
            yield
        finally:
            self._listener.shutdown(socket.SHUT_RDWR)  # so that accept ends
            self._listener.close()
            serving.join(PATIENCE)

    def arrived(self) -> list[Arrived]:
        return list(self._arrived)

    def wrong(self, unsure: set[str]) -> list[str]:
        return []

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._begin, args=(raw,), daemon=True).start()

    def _begin(self, raw: socket.socket) -> None:
        raw.settimeout(PATIENCE)
        with contextlib.suppress(OSError), self.server.context.wrap_socket(raw, server_side=True) as line:
            self._session(line)

    def _session(self, line: ssl.SSLSocket) -> None:
        line.sendall(b"220 localhost\r\n")
        with line.makefile("rb") as read:
            for said in read:
                if said[:4].upper() != b"DATA":
                    line.sendall(b"250 localhost\r\n")
                    continue
                line.sendall(b"354 Go on\r\n")
                whole = b"".join(iter(read.readline, b".\r\n"))
                with self._one:
                    answer, keeps = self.answers.pop(0) if self.answers else (ANSWERS[0], True)
                    if keeps:
                        message = message_from_bytes(whole)
                        found = REFERENCE.search(message["Subject"])
                        self._arrived.append((message["Message-ID"], found[0] if found else ""))
                line.sendall(answer)
                line.shutdown(socket.SHUT_WR)
                return
