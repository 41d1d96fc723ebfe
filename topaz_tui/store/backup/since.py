"""Who somebody was in the database in whose place a backup comes: a passphrase that was changed since the backup does
not hold again, and who has another role again, or is at work again, is said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topaz_tui.store.backup.connection import reading

PHRASES = "passphrase"  # the key in `metadata` of when a team chose them
_WORKERS = "SELECT account, role, retired_at IS NOT NULL FROM worker ORDER BY account"
_PHRASES = (
    "SELECT w.account, v.digest, v.version, v.id FROM verifier v JOIN worker w ON w.id = v.worker_id ORDER BY w.account"
)
_CHOSEN = "SELECT value FROM metadata WHERE key = ?"
_TAKEN = (
    "UPDATE verifier SET digest = '', version = max(version, ?) + 1, one_time = 0, failures = 0, locked_until = NULL"
    " WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class Since:
    """What the backup brings back of who somebody is. `phrases`: the accounts that had another passphrase since, and
    have none now; `came_back`: account, role or 'retired' as it was before the restore, and the role that they have
    again; `unknown`: there are passphrases, and no database before to compare them with."""

    phrases: tuple[str, ...] = ()
    came_back: tuple[tuple[str, str, str], ...] = ()
    unknown: bool = False


def compare(new: Any, before: Path | None) -> Since:
    """Compare the restored copy with the database `before`, None where there is none that can be read; take away in the
    copy the passphrases that were changed since. Part of the caller's transaction."""
    here = _has_phrases(new)
    if before is None:
        return Since(unknown=here and bool(new.execute(_PHRASES).fetchall()))
    with reading(before) as old:
        workers = {account: (kept, retired) for account, kept, retired in old.execute(_WORKERS).fetchall()}
        there = _has_phrases(old)
        kept = old.execute(_PHRASES).fetchall() if there else ()
        phrases = {account: (digest, version) for account, digest, version, _ in kept}
        chosen = old.execute(_CHOSEN, (PHRASES,)).fetchone() if there else None
    taken = []
    for account, digest, _, id in new.execute(_PHRASES).fetchall() if here else ():
        was, version = phrases.get(account, ("", 0))
        if digest and account in workers and digest != was:  # nobody is taken off a list: others are another list's
            new.execute(_TAKEN, (version, id))
            taken.append(account)
    if here and chosen:  # a team that chose passphrases since has chosen them
        new.execute("INSERT OR REPLACE INTO metadata (key, value) VALUES (?, ?)", (PHRASES, chosen[0]))
    came = [
        (account, "retired" if workers[account][1] else workers[account][0], kept)
        for account, kept, retired in new.execute(_WORKERS).fetchall()
        if not retired and account in workers and (workers[account][1] or workers[account][0] != kept)
    ]
    return Since(tuple(taken), tuple(came))


def _has_phrases(connection: Any) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'verifier'").fetchone())
