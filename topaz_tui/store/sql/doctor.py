"""What doctor asks about the work that is under way.

In text, since it asks through a connection of its own that only reads: a damaged file can be looked at, and none is
brought up to date by being looked at. Each statement runs once.
"""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui.store.statement import Statement, statement


class Claims(NamedTuple):
    """How many people are held, and of how many the time has run out."""

    held: int
    past: int


CLAIMS = statement("""
SELECT count(*) AS held, count(*) FILTER (WHERE held_until <= ?) AS past FROM queue_status WHERE held_by IS NOT NULL
""")
# Whoever looks at the queue lets go of what has run out: where people have worked since, it sticks.
STUCK_CLAIMS = statement("""
SELECT count(*) FROM queue_status WHERE held_by IS NOT NULL AND held_until < (
    SELECT max(rang_at) FROM call WHERE rang_at <= ?)
""")


class Drafts(NamedTuple):
    """How many drafts a worker left, and when the oldest was saved."""

    name: str
    number: int
    oldest: str


_DRAFTS = """
SELECT w.name AS name, count(*) AS number, min(d.saved_at) AS oldest FROM draft d JOIN worker w ON w.id = d.worker_id
GROUP BY w.id, w.name ORDER BY min(d.saved_at)
"""
DRAFTS = statement(_DRAFTS)
TYPING = statement(_DRAFTS.replace("FROM draft", "FROM typing"))
"""The same where each has a login on the server, and reads their own drafts alone."""


class Written(NamedTuple):
    """A concern that is being written: by whom, since when, and whose client it is about."""

    name: str
    opened_at: str
    answers: str
    council: str | None


CONCERNS = statement("""
SELECT w.name AS name, k.opened_at AS opened_at, k.answers AS answers, c.council AS council
FROM concern k JOIN worker w ON w.id = k.opened_by JOIN client c ON c.id = k.client_id
WHERE k.submitted_at IS NULL AND k.discarded_at IS NULL ORDER BY k.opened_at
""")


class Actions(NamedTuple):
    """How many actions are open, how many of them are past their day, and how many nobody at work sees to."""

    open: int
    late: int
    lost: int


ACTIONS = statement("""
SELECT count(*) AS open, count(*) FILTER (WHERE a.by_on < ?) AS late,
       count(*) FILTER (WHERE w.id IS NULL OR w.retired_at IS NOT NULL) AS lost
FROM action a LEFT JOIN worker w ON w.id = a.owner_id WHERE a.done_at IS NULL AND a.taken_back_at IS NULL
""")
REFERRALS = statement("""
SELECT s.reference, s.id FROM support s
WHERE NOT EXISTS (SELECT 1 FROM escalation e WHERE e.support_id = s.id) ORDER BY s.id
""")
"""The referrals for support that stand on no board: there is none, but by somebody's hand in the database."""


class LetterCounts(NamedTuple):
    """How many letters have not come to their end, and how many of them were made before a moment and are on no
    board."""

    open: int
    lost: int


LETTERS = statement("""
SELECT count(*) AS open, count(*) FILTER (WHERE l.made_at < ? AND NOT EXISTS (
    SELECT 1 FROM escalation e WHERE e.letter_id = l.id AND e.closed_at IS NULL)) AS lost
FROM letter l WHERE l.ended_at IS NULL
""")


class FrozenRow(NamedTuple):
    """What was frozen of a period, and the hash that was kept over it."""

    first: str
    stop: str
    council: str | None
    as_of: str
    definitions: str
    body: str
    digest: str


FROZEN = statement("SELECT first, stop, council, as_of, definitions, body, digest FROM frozen ORDER BY id")
REFERENCES = statement("""
SELECT 'concern', 'SC', id, reference FROM concern UNION ALL SELECT 'support', 'RF', id, reference FROM support
UNION ALL SELECT 'letter', 'LT', id, reference FROM letter
""")
"""Each document's reference, and how it has to begin."""
ROLES = statement("SELECT account, role, retired_at IS NOT NULL FROM worker ORDER BY account")
ROLES_SAID = statement("SELECT action, subject FROM audit WHERE action IN (?, ?, ?, ?) ORDER BY id")
WITHOUT_PHRASE = statement("""
SELECT w.account, w.role FROM worker w LEFT JOIN verifier v ON v.worker_id = w.id
WHERE w.retired_at IS NULL AND coalesce(v.digest, '') = '' ORDER BY w.account
""")
"""Who at work has no passphrase."""
PARTS = statement("SELECT body FROM figure_part ORDER BY client_id LIMIT ?")
SUMS = statement("SELECT scope, span, body FROM figure_sum")
SOME_PARTS = statement("""
SELECT p.body, (SELECT count(*) FROM call c JOIN figure_part o ON o.client_id = c.client_id
                WHERE o.person_id = p.client_id AND c.replaced_by IS NULL)
FROM figure_part p
WHERE p.person_id = p.client_id AND p.client_id >= ? AND NOT EXISTS (
    SELECT 1 FROM figure_part o JOIN audit a ON a.client_id = o.client_id
    WHERE o.person_id = p.client_id AND a.id > ?)
ORDER BY p.client_id LIMIT ?
""")
NEWEST_LINE_OF_LOG = statement("SELECT max(at) FROM audit")
TEAM_SETTINGS = statement("SELECT id, body FROM team_settings WHERE state = 'in force' ORDER BY id DESC")
AT_WORK = statement("SELECT 1 FROM worker WHERE account = ? AND retired_at IS NULL")
"""Is somebody of this account at work?"""


# What an engine says of itself, for which neither Peewee nor SQL that both speak has words.
OPENED = "SELECT 1"
BEGIN_READING, END_READING = "BEGIN", "ROLLBACK"
OF_FILE = "PRAGMA application_id"
SCHEMA_OF_FILE = "PRAGMA user_version"
WHOLE = "PRAGMA integrity_check(100)"
REFERS = "PRAGMA foreign_key_check"
JOURNAL = "PRAGMA journal_mode"
SERVER = "SELECT version()"
LOGIN = "SELECT session_user::text"
OWNER = "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = 'worker'::regclass"
PEOPLE = statement("SELECT count(*) FROM client")


def setting(name: str) -> str:
    """What a setting of the server is."""
    return f"SHOW {name}"


def metadata(table: str) -> Statement:
    """What stands under a key; in a file that was not upgraded yet the table has another name."""
    return statement(f"SELECT value FROM {table} WHERE key = ?")
