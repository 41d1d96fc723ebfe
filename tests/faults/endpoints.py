"""The other ends: a mail server in a process of its own, and a folder from which somebody takes what is put there."""

from __future__ import annotations

import hashlib
import json
import select
import signal
import subprocess
import sys
from pathlib import Path

from tests.faults.world import PATIENCE, end
from tests.harness.terminal import surroundings
from tests.support.places import ROOT

Arrived = tuple[str, str]
"""The Message-ID and the reference of what has arrived."""


class Post:
    """A mail server, with STARTTLS, that can be killed and started again on its port."""

    def __init__(self, folder: Path, behaviours: list[str] | None = None) -> None:
        self.folder, self.behaviours, self.port = folder, behaviours or ["accept"], 0
        self.record = folder / "received.jsonl"
        folder.mkdir()
        self.record.touch()

    def __enter__(self) -> Post:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it; it listens when this returns."""
        told = [word for name in self.behaviours for word in ("--behaviour", name)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.harness.mailserver", str(self.folder), "--port", str(self.port), *told],
            cwd=ROOT, env=surroundings(self.folder / "home"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError("the mail server does not listen")
        self.port = json.loads(self._process.stdout.readline())["port"]

    def kill(self) -> None:
        end(self._process, signal.SIGKILL)
        assert self._process.stdin is not None
        self._process.stdin.close()

    def ways(self, seconds: int) -> dict[str, object]:
        """The settings with which it is reached."""
        return {
            "server": "127.0.0.1", "port": self.port, "ca_file": str(self.folder / "ca.pem"), "seconds": seconds,
            "sender": "duty@topaz.example", "to": "safeguarding@council.example", "secure_domains": "council.example",
        }  # fmt: skip

    def count(self) -> int:
        """A number that grows with what has arrived."""
        return self.record.stat().st_size

    def arrived(self) -> list[Arrived]:
        """All that has arrived whole, oldest first."""
        kept = [json.loads(line) for line in self.record.read_text("utf-8").splitlines()]
        return [(each["message_id"], each["reference"]) for each in kept]

    def wrong(self, unsure: set[str]) -> list[str]:
        """What is not as it should be at this end; `unsure` are the references of which the board says 'perhaps'."""
        return []


class Tray:
    """A folder, and the machine at the other end: it takes what has its JSON away at each look, and checks it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.taken = folder / "tray", folder / "taken"
        self.folder.mkdir(parents=True)
        self.taken.mkdir()
        self._arrived: list[Arrived] = []
        self._wrong: list[str] = []

    def ways(self) -> dict[str, object]:
        return {"path": str(self.folder)}

    def count(self) -> int:
        """Take what is there; a number that grows with it."""
        for sidecar in sorted(self.folder.glob("*.json")):
            self._take(sidecar)
        return len(self._arrived)

    def _take(self, sidecar: Path) -> None:
        told = json.loads(sidecar.read_bytes())
        pdf = self.folder / told["file"]
        self._arrived.append((told["message_id"], told["reference"]))
        if not pdf.exists():
            self._wrong.append(f"{sidecar.name} is there without its PDF")
        elif (whole := pdf.read_bytes()) and hashlib.sha256(whole).hexdigest() != told["sha256"]:
            self._wrong.append(f"{pdf.name} is not what its JSON says")
        for file in (sidecar, pdf):
            if file.exists():
                file.rename(self.taken / f"{len(self._arrived)}-{file.name}")

    def arrived(self) -> list[Arrived]:
        self.count()
        return list(self._arrived)

    def wrong(self, unsure: set[str]) -> list[str]:
        """A PDF that came alone has to be whole, and 'perhaps sent'."""
        found = list(self._wrong)
        for pdf in self.folder.glob("*.pdf"):
            data = pdf.read_bytes()
            if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
                found.append(f"{pdf.name} is not whole")
            if pdf.name.rpartition("-v")[0] not in unsure:
                found.append(f"{pdf.name} came alone, and nobody is told to ask")
        return found
