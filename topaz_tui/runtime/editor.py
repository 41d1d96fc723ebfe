"""A long text in the worker's own editor: in a file of theirs alone, in memory where the machine has some for files,
and gone afterwards, however the editor ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from topaz_tui.errors import Invalid
from topaz_tui.runtime import shutdown

MEMORY = Path("/dev/shm")
_OURS = re.compile(r"topaz-(\d+)-\w+")  # a folder of a text: whose process it is
_written: dict[Path, tuple[str, Callable[[str], object]]] = {}
"""The files that an editor is open on: the text as it was before, and who takes what becomes of it."""


async def write(app: App[Any], text: str, take: Callable[[str], object] = str) -> str:
    """What the text is after the editor (VISUAL, else EDITOR). Raises UserError where there is none, or it failed and
    had saved nothing: then the text is as it was. What it had saved before it failed is taken, and loses nothing of
    the text. Where the program ends meanwhile, `take` is given that. What goes on beside the screen goes on; nothing is
    drawn meanwhile."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        command = shlex.split(named)
    except ValueError as fault:
        raise Invalid(f"EDITOR can't be read: {named!r}.", "Put its quotes right before you start Topaz.") from fault
    if not command:
        raise Invalid("No editor is named.", "Set EDITOR, to nano for one, before you start Topaz.")
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"topaz-{os.getpid()}-", dir=_place()))  # for this account alone, as is:
    try:
        file = folder / "text.txt"
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as begun:
            begun.write(text)
        _written[file] = text, take
        wrong = await _run(app, (*command, str(file)))
        if wrong and not file.exists():
            raise Invalid(f"The editor {wrong}.", "Your text is as it was.")
        left = _read(file)
        if wrong and left in ("", text.rstrip("\n")):
            raise Invalid(f"The editor {wrong}.", "Your text is as it was.")
        return _both(text, left) if wrong else left
    except OSError as fault:
        raise Invalid(f"The editor left no text ({fault.strerror}).", "Your text is as it was.") from fault
    finally:
        _written.pop(folder / "text.txt", None)
        shutil.rmtree(folder, ignore_errors=True)  # with what the editor laid beside it


def take_back() -> None:
    """What the editors that are open have saved so far is given to those whose text it is: the program is ending, and
    their files go with it."""
    for file, (text, take) in _written.items():
        with contextlib.suppress(OSError):
            if (left := _read(file)) not in ("", text.rstrip("\n")):
                take(_both(text, left))


def _read(file: Path) -> str:
    return file.read_text("utf-8", errors="replace").rstrip("\n")


def _both(text: str, left: str) -> str:
    """What an editor left that came to no good end: neither that nor the text before it is lost."""
    return left if text.strip() in left else f"{text}\n\n{left}"


def sweep() -> None:
    """Remove what a Topaz of this account left that was killed while its editor was open."""
    for folder in _place().glob("topaz-*"):
        found = _OURS.fullmatch(folder.name)
        if found and folder.stat().st_uid == os.getuid() and not _runs(int(found[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path:
    return MEMORY if os.access(MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def _run(app: App[Any], command: Sequence[str]) -> str:
    """Give the terminal to this command; what went wrong, '' where nothing did. Textual comes back only from a block
    that ends without an error."""
    wrong = ""
    try:
        with app.suspend(), app.batch_update(), shutdown.interrupts_left_to_another():
            editor = None
            try:
                editor = await asyncio.create_subprocess_exec(*command)
                code = await editor.wait()
                wrong = f"ended with an error ({code})" if code else ""
            except OSError as fault:
                wrong = f"'{command[0]}' can't be started: {fault.strerror}"
            finally:
                if editor and editor.returncode is None:  # we are ending: its file goes, and the terminal
                    with contextlib.suppress(ProcessLookupError):
                        editor.terminate()
    except SuspendNotSupported as fault:
        raise Invalid("This terminal can't be given to an editor.", "Write the text here.") from fault
    return wrong
