"""By folder: the PDF, and a JSON beside it, where another system picks them up. Each appears whole or not at all, and
the JSON last: what is there has all that belongs to it."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from topaz_tui import clock
from topaz_tui.config import Folder
from topaz_tui.exchange.delivery.package import HandOver, Package
from topaz_tui.files import OpenFolder, open_to_all
from topaz_tui.files import opened as files_in
from topaz_tui.rules.referrals import Result
from topaz_tui.services.escalations.api import SendResult

MODE = 0o640  # the other end reads it by its group
ABANDONED = 2 * 3600  # seconds: no sending takes so long (settings: sending.lease_seconds)


def send(package: Package, folder: Folder, hand_over: HandOver) -> SendResult | None:
    """Put the message into the folder, and say how that ended; None where the outbox no longer lets it go: it was
    withdrawn, or another dispatch has it."""
    where = Path(folder.path or "").expanduser()
    pdf = package.pdf()
    files = {f"{package.name}.pdf": pdf, f"{package.name}.json": _sidecar(package, pdf)}
    appeared = False
    try:
        with files_in(where) as place, contextlib.ExitStack() as left:
            parts = {}
            for name, data in files.items():
                parts[name] = place.write(name, data, MODE)
                left.callback(place.remove, parts[name])
            _sweep(place, set(parts.values()), package.message.message_id)
            if not hand_over():
                return None
            for name, part in parts.items():
                place.appear(part, name)
                appeared = True
            place.sync()
        return SendResult(Result.ACCEPTED, str(where), f"{package.name}.pdf is there, {len(pdf):,} bytes")
    except FileExistsError:
        words = f"{package.name} is in {where} already, and nothing is overwritten: take it away from there."
        return SendResult(Result.UNSURE if appeared else Result.LATER, str(where), words)
    except OSError as error:
        words = f"{error.strerror or type(error).__name__}: {where}"
        return SendResult(Result.UNSURE if appeared else Result.LATER, str(where), words)


def check(folder: Folder, waiting: Collection[str] = ()) -> tuple[bool, str]:
    """Can something be put there, up to its name? Puts a hidden file there, and takes it away. `waiting` are the names
    of what is to go there: where something has one of them, it can't."""
    where = Path(folder.path or "").expanduser()
    try:
        with files_in(where) as place, contextlib.ExitStack() as left:
            part = place.write("topaz-check", b"x", MODE)
            left.callback(place.remove, part)
            left.callback(place.remove, named := part.replace(".part", ".name.part"))
            place.appear(part, named)
            place.sync()
            there = set(place.names())
            taken = [name for name in waiting if there & {f"{name}.pdf", f"{name}.json"}]
    except OSError as error:
        return False, f"folder {where}: {error.strerror or type(error).__name__}"
    if taken:
        words = f"{', '.join(taken)} is there already, and nothing is overwritten: take it away from there"
        return False, f"folder {where}: {words}"
    if open_to_all(where):
        words = f"can be written, but every account of this machine may change what is there: chmod o-w {where}"
        return False, f"folder {where}: {words}"
    return True, f"folder {where}: can be written"


def _sweep(place: OpenFolder, mine: set[str], message_id: str) -> None:
    """Delete temporary files left by killed runs: earlier attempts of this message (only we hold its claim), and any
    that are older than ABANDONED by the folder's own time."""
    now = max(map(place.written_at, mine))
    for name in set(place.names()) - mine:
        if name.startswith((".SC-", ".RF-", ".WK-", ".topaz-check")) and name.endswith(".part"):
            with contextlib.suppress(OSError):  # its own sending has just taken it away
                if message_id[1:9] in name or now - place.written_at(name) > ABANDONED:
                    place.remove(name)


def _sidecar(package: Package, pdf: bytes) -> bytes:
    """What the package tells a machine, and what lies beside it."""
    told = {
        "kind": package.message.kind,
        **package.told,
        "message_id": package.message.message_id,
        "put_here_at": clock.to_store(clock.now()),
        "file": f"{package.name}.pdf",
        "bytes": len(pdf),
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }
    return (json.dumps(told, indent=2) + "\n").encode()
