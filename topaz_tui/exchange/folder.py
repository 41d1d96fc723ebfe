"""By folder: the PDF, and a JSON beside it, where another system picks them up. Each appears whole or not at all, and
the JSON last: what is there has all that belongs to it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from pathlib import Path

from topaz_tui import clock
from topaz_tui.config import Folder
from topaz_tui.exchange.parcel import HandOver, Parcel
from topaz_tui.services.referrals import Told

ABANDONED = 2 * 3600  # seconds: no sending takes so long (settings: sending.lease_seconds)


def send(parcel: Parcel, folder: Folder, hand_over: HandOver) -> Told | None:
    """Put it there; says how that ended, None where it must not go any more."""
    place = Path(folder.path or "").expanduser()
    pdf = parcel.pdf()
    files = [(place / f"{parcel.name}.pdf", pdf), (place / f"{parcel.name}.json", _sidecar(parcel, pdf))]
    parts = [file.with_name(f".{file.name}.part") for file, _ in files]
    appeared = 0
    try:
        for part, (_, data) in zip(parts, files, strict=True):
            _write(part, data)
        _sweep(place, parts, parcel.message.message_id)
        if not hand_over():
            return None
        for part, (file, _) in zip(parts, files, strict=True):
            os.replace(part, file)
            appeared += 1
        _sync(place)
        return Told("accepted", str(place), f"{files[0][0].name} is there, {len(pdf):,} bytes")
    except OSError as error:
        words = f"{error.strerror or type(error).__name__}: {place}"
        return Told("unsure" if appeared else "later", str(place), words)
    finally:
        for part in parts:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def check(folder: Folder) -> tuple[bool, str]:
    """Can something be put there? Puts a file there, and takes it away."""
    place = Path(folder.path or "").expanduser()
    part = place / ".topaz-check.part"
    try:
        _write(part, b"x")
        part.unlink()
    except OSError as error:
        return False, f"folder {place}: {error.strerror or type(error).__name__}"
    return True, f"folder {place}: can be written"


def _sweep(place: Path, mine: list[Path], message_id: str) -> None:
    """What tries that were killed have left behind: earlier ones of the same message, as nobody else has its claim now,
    and those so old, by the folder's own time, that nobody is at them any more."""
    now = mine[0].stat().st_mtime
    for part in place.glob(".SC-*.part"):
        with contextlib.suppress(OSError):  # its own sending has just taken it away
            if part not in mine and (message_id[1:9] in part.name or now - part.stat().st_mtime > ABANDONED):
                part.unlink()


def _write(part: Path, data: bytes) -> None:
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o640), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(place: Path) -> None:
    """The names, too, have to outlive a power cut."""
    folder = os.open(place, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sidecar(parcel: Parcel, pdf: bytes) -> bytes:
    """What a machine needs to file it: the council's own person ID, and nothing else about anybody."""
    view = parcel.view
    told = {
        "kind": parcel.message.kind,
        "reference": view.reference,
        "version": view.version,
        "submitted_at": clock.to_store(view.submitted_at or view.opened_at),
        "immediate_danger": parcel.message.danger,
        "person_id": view.person_id,
        "message_id": parcel.message.message_id,
        "put_here_at": clock.to_store(clock.now()),
        "file": f"{parcel.name}.pdf",
        "bytes": len(pdf),
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }
    return (json.dumps(told, indent=2) + "\n").encode()
