"""Seals of the log, which are kept outside, and whether the log is still what they say.

A seal is lines of text, so that it can go by any way that takes some: a file, a mail, the system's log. Each names a
chain of the log (store/audit_chain.py), the number of its last line then, and the code over it and all before it. It
has nothing of what the log says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from topaz_tui import clock, files
from topaz_tui.errors import Invalid, NotAllowed
from topaz_tui.grammar import counted
from topaz_tui.rules.permissions import Act, Role
from topaz_tui.services import new_file
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit, audit_verify
from topaz_tui.store.audit import LoggedAction
from topaz_tui.store.audit_verify import Break, BreakKind, Head, LogCheck
from topaz_tui.store.database import apart, database, login, transaction
from topaz_tui.store.models import Audit
from topaz_tui.store.rows import dicts

__all__ = ["Break", "BreakKind", "LogCheck", "Seal", "is_owners", "read", "seal", "seal_words", "verify", "write"]

MARK = "topaz-seal"
_OF_CHAIN = re.compile(rf"{MARK} list=(\w+) chain=(\d+) number=(\d+) mac=([0-9a-f]{{64}})")


@dataclass(frozen=True, slots=True)
class Seal:
    """Where each chain of the log with this name ended at a moment, and how many lines there were in all."""

    name: str
    at: str
    lines: int
    heads: tuple[Head, ...]

    @property
    def whole(self) -> str:
        """The line of the seal that has the number of chains and lines."""
        return f"{MARK} list={self.name} at={self.at} chains={len(self.heads)} lines={self.lines}"

    def text(self, heads: tuple[Head, ...] | None = None) -> str:
        """The seal as text; with `heads` only the lines of these chains."""
        of_chains = (
            f"{MARK} list={self.name} chain={each.chain} number={each.number} mac={each.mac}"
            for each in (self.heads if heads is None else heads)
        )
        return "\n".join((self.whole, *of_chains)) + "\n"


def seal(session: AnySession, to: str) -> tuple[Seal, tuple[Head, ...]]:
    """Seal the log as it stands; the log says so, and where the seal goes (`to`). Returns with the seal the chains that
    have grown since the last one that went there; all of them where a keeper's own login reads no line that says
    when."""
    with transaction():
        if not audit_verify.name_of(database.obj):
            audit.record(session.worker_id, LoggedAction.SEALED, None, "no line yet", why=to)
        heads, name = audit_verify.heads(database.obj), audit_verify.name_of(database.obj)
        now = clock.to_store(clock.now())
        made = Seal(name, now, sum(each.number for each in heads), heads)
        before = Audit.action == LoggedAction.SEALED, Audit.detail == to
        last = Audit.select(Audit.id).where(*before).order_by(Audit.id.desc()).limit(1)
        since = 0 if apart() == Role.KEEPER else next((row["id"] for row in dicts(last)), 0)
        subject = f"{counted(len(heads), 'chain')}, {counted(made.lines, 'line')}"
        audit.record(session.worker_id, LoggedAction.SEALED, None, subject, why=to)
    return made, tuple(each for each in heads if each.last_id >= since)


def write(made: Seal, path: Path) -> Path:
    """Write the seal into a new file, which its owner alone reads; into a folder under a name of its own. Returns where
    it is. Raises UserError where something is there already, or nothing can be written."""
    if path.is_dir():
        path = path / f"{MARK}-{re.sub(r'[^0-9TZ]', '', made.at)}.txt"
    with new_file.in_words(path):
        files.write_new(path, made.text().encode(), 0o600)
    return path


def read(text: str) -> tuple[str, tuple[Head, ...]]:
    """The name of the log and the ends of its chains from a text that has one seal or several, among whatever else a
    mail or the system's log has. Raises Invalid where it has none, or seals of several logs."""
    found = list(_heads(text))
    names = {name for name, _ in found}
    if len(names) != 1:
        why = "is no seal in it" if not names else "are seals of several lists in it"
        raise Invalid(f"There {why}.", "Name a file that 'topaz audit seal' has written.")
    return names.pop(), tuple(dict.fromkeys(head for _, head in found))


def _heads(text: str) -> Iterator[tuple[str, Head]]:
    for name, chain, number, mac in _OF_CHAIN.findall(text):
        yield name, Head(int(chain), int(number), mac)


def is_owners() -> bool:
    """Is this the connection of the tables' owner, on a server where each worker has a login? Only the owner has the
    key of the log."""
    return login() is not None and not database.obj.chains_log


def verify(session: AnySession, sealed: str | None = None) -> LogCheck:
    """Look through the whole log, and compare it with a seal. Raises NotAllowed for whoever may not read the log or has
    not its key (where each has a login, only the tables' owner, who need not work here, has it), and Invalid where the
    seal is of another list."""
    if database.obj.chains_log:
        raise NotAllowed("The key of the log is not this login's.", "The owner of the tables verifies it.")
    if isinstance(session, Session):
        session.require(Act.READ_LOG)
    elif not is_owners():
        raise NotAllowed("Only whoever may read the log verifies it.", "Ask a manager.")
    name, heads = read(sealed) if sealed is not None else ("", ())
    ours = audit_verify.name_of(database.obj)
    found = audit_verify.verify(database.obj, heads)
    if name and name != ours and not found.breaks:
        raise Invalid("The seal is of another list.", "Name the seal of this one, or open the list that it is of.")
    with transaction():
        audit.record(session.worker_id, "verified the log", None, f"{len(found.breaks) + found.more} found")
    return found


def seal_words(made: Seal) -> str:
    """How many lines and chains were sealed, in words."""
    return f"Sealed. Lines: {made.lines:,}. Chains: {len(made.heads):,}."
