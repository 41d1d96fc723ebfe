"""What the log proves: seals, which go out of the house, and whether the log still is what they say.

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
from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.grammar import counted
from topaz_tui.rules.permissions import Act
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit, audit_verify
from topaz_tui.store.audit_verify import Break, BreakKind, Head, LogCheck
from topaz_tui.store.database import database, login, transaction
from topaz_tui.store.models import Audit
from topaz_tui.store.rows import dicts

__all__ = ["Break", "BreakKind", "LogCheck", "Seal", "is_owners", "read", "seal", "seal_words", "verify", "write"]

MARK = "topaz-seal"
SEALED = "sealed the log"
_OF_CHAIN = re.compile(rf"{MARK} list=(\w+) chain=(\d+) number=(\d+) mac=([0-9a-f]{{64}})")


@dataclass(frozen=True, slots=True)
class Seal:
    """Where each chain ended at a moment: of the log with this name, and how many lines that were in all."""

    name: str
    at: str
    lines: int
    heads: tuple[Head, ...]

    @property
    def whole(self) -> str:
        """The line that says how much it is."""
        return f"{MARK} list={self.name} at={self.at} chains={len(self.heads)} lines={self.lines}"

    def text(self, heads: tuple[Head, ...] | None = None) -> str:
        """All of it as text; with `heads` of these chains alone."""
        of_chains = (
            f"{MARK} list={self.name} chain={each.chain} number={each.number} mac={each.mac}"
            for each in (self.heads if heads is None else heads)
        )
        return "\n".join((self.whole, *of_chains)) + "\n"


def seal(session: AnySession, to: str) -> tuple[Seal, tuple[Head, ...]]:
    """Seal the log as it stands, which is logged, with the way that it goes (`to`). Returns with it the chains that
    have grown since it was sealed by that way last."""
    with transaction():
        if not audit_verify.name_of(database.obj):
            audit.record(session.worker_id, SEALED, None, "no line yet", why=to)
        heads, name = audit_verify.heads(database.obj), audit_verify.name_of(database.obj)
        now = clock.to_store(clock.now())
        made = Seal(name, now, sum(each.number for each in heads), heads)
        last = (
            Audit.select(Audit.id).where(Audit.action == SEALED, Audit.detail == to).order_by(Audit.id.desc()).limit(1)
        )
        since = next((row["id"] for row in dicts(last)), 0)
        subject = f"{counted(len(heads), 'chain')}, {counted(made.lines, 'line')}"
        audit.record(session.worker_id, SEALED, None, subject, why=to)
    return made, tuple(each for each in heads if each.last_id >= since)


def write(made: Seal, path: Path) -> Path:
    """Write the seal into a new file, which its owner alone reads; into a folder under a name of its own. Returns where
    it is. Raises UserError where something is there already, or nothing can be written."""
    if path.is_dir():
        path = path / f"{MARK}-{re.sub(r'[^0-9TZ]', '', made.at)}.txt"
    try:
        files.write_new(path, made.text().encode(), 0o600)
    except FileExistsError:
        raise Conflict(f"{path} is there already, and nothing is overwritten.", "Choose another name.") from None
    except OSError as error:
        raise NotAllowed(f"{path} can't be written: {error.strerror}.", "Choose another place.") from None
    return path


def read(text: str) -> tuple[str, tuple[Head, ...]]:
    """The name of the log and the heads in a text: of one seal, of several, among whatever else a mail or the system's
    log has. Raises Invalid where there is none, or they are of several logs."""
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
    """Is this the login of the owner of the tables, where each worker has one of their own? The key is theirs alone."""
    return login() is not None and not database.obj.chains_log


def verify(session: AnySession, sealed: str | None = None) -> LogCheck:
    """Look through the whole log, and compare it with a seal. Raises UserError where the seal is of another list, and
    for whoever may not read the log, or has not its key: where each has a login of their own only the owner of the
    tables has it, who need not work here."""
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
    """How much was sealed."""
    return f"Sealed. Lines: {made.lines:,}. Chains: {len(made.heads):,}."
