"""What a passphrase must be, what it costs to try one, and how long whoever typed a wrong one waits. All of it is
ours, but the cost (RFC 9106, section 4: the second choice): a phrase is long, and of whatever letters; guessing is
slowed, and nobody is shut out for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LEAST, MOST = 12, 200  # letters of a phrase
ONE_TIME = timedelta(days=7)  # how long a one-time phrase is taken
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # of a one-time phrase: none that is read as another
GROUPS, IN_A_GROUP = 4, 4


@dataclass(frozen=True, slots=True)
class Cost:
    """What each try of a passphrase costs with argon2id: `passes` over `memory` KiB, in `lanes` at once."""

    passes: int = 3
    memory: int = 64 * 1024
    lanes: int = 4


COST = Cost()

PAUSES: tuple[tuple[int, timedelta], ...] = (
    (10, timedelta(minutes=15)),
    (5, timedelta(minutes=1)),
    (3, timedelta(seconds=5)),
)
"""From so many failures in a row on (the most first), how long nobody can sign in with the account."""


def pause(failures: int) -> timedelta:
    """How long nobody can sign in with an account after so many failures in a row."""
    return next((pause for least, pause in PAUSES if failures >= least), timedelta())


def lacks(phrase: str, account: str, name: str) -> str:
    """Why the phrase can't be the passphrase of this account; '' where it can."""
    said = phrase.strip()
    if len(said) < LEAST:
        return f"A passphrase has at least {LEAST} letters: four words that nobody would put together."
    if len(said) > MOST:
        return f"A passphrase has at most {MOST} letters."
    if len(set(said.casefold())) < 5:
        return "A passphrase of so few different letters is guessed."
    known = {account.casefold(), name.casefold(), "".join(name.casefold().split())}
    if said.casefold() in known:
        return "A passphrase is not the account's own name, nor yours."
    return ""
