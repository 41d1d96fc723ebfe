"""What stands on the terminal while a command takes longer than a second: what goes on, and since when."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

import click

EVERY = 1.0  # seconds


@contextmanager
def waiting(words: str, *, shown: bool | None = None, every: float = EVERY) -> Iterator[Event]:
    """Say these words on stderr, with the seconds, once the block has taken `every` so many; gone at its end. Nothing
    where nobody sees it. Yields what is set once it was said."""
    ended, said = Event(), Event()
    if not (sys.stderr.isatty() if shown is None else shown):
        yield said
        return
    began = monotonic()

    def tell() -> None:
        while not ended.wait(every):
            click.echo(f"\r{words}: {monotonic() - began:.0f} s", nl=False, err=True)
            said.set()

    thread = Thread(target=tell, name="waiting", daemon=True)
    thread.start()
    try:
        yield said
    finally:
        ended.set()
        thread.join()
        if said.is_set():
            click.echo("\r\x1b[K", nl=False, err=True, color=True)
