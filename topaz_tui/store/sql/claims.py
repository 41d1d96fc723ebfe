"""Taking, renewing and letting go of a person, and what is asked in front of it.

As text because of the bench `claims`: at most twice the time of the same statement on the bare driver, and it stands at
1.8 to 2.2. To build CLAIM_NEXT takes Peewee 0.6 ms, while it holds the lock and where all of a claim takes 0.8: claims
of the query builder run at 0.1 to 0.3 of the bare driver's pace, those of a constant at 0.9. The index
`queue_status_ready` is read in the queue's order, and nothing is sorted: 0.08 to 0.31 ms among 1,000,000 people. States
stand as literals: a bound one would miss the partial index (tests/services/test_queue.py looks at the plans)."""

from topaz_tui.store.statement import Statement, statement

_CLAIM_NEXT = """
UPDATE queue_status SET state = 'held', reason = 'held', held_by = :worker, held_until = :until,
    changes_at = :until, fencing_token = fencing_token + 1
WHERE client_id = (
    SELECT client_id FROM queue_status WHERE state = 'ready' AND rank <= :top
        AND (for_worker_id IS NULL OR for_worker_id = :worker OR due_at <= :late)
        AND (changes_at IS NULL OR changes_at > :now)
    ORDER BY rank, due_at, client_id LIMIT 1 {})
RETURNING client_id, fencing_token
"""
_OF_NEXT = ("worker", "until", "top", "late", "now")
CLAIM_NEXT = Statement(
    statement(_CLAIM_NEXT.format(""), _OF_NEXT).sqlite,
    statement(_CLAIM_NEXT.format("FOR UPDATE SKIP LOCKED"), _OF_NEXT).postgresql,
)
"""The next of the queue: a file has one writer at a time, a server passes over whom another just takes. `top` is the
last rank that may be called, `late` since when a callback is late."""
CLAIM = statement(
    """
UPDATE queue_status SET state = 'held', reason = 'held', held_by = :worker, held_until = :until,
    changes_at = :until, fencing_token = fencing_token + 1
WHERE client_id = (SELECT coalesce(lead_id, client_id) FROM queue_status WHERE client_id = :client)
    AND (held_by IS NULL OR held_by = :worker OR held_until <= :now)
RETURNING client_id, fencing_token
""",
    ("worker", "until", "client", "now"),
)
"""This person, under the record by which they are called."""
RENEW = statement(
    """
UPDATE queue_status SET held_until = :until, changes_at = :until
WHERE client_id = :client AND held_by = :worker AND fencing_token = :fencing_token RETURNING client_id
""",
    ("until", "client", "worker", "fencing_token"),
)
RELEASE = statement(
    "UPDATE queue_status SET held_by = NULL, held_until = NULL"
    " WHERE client_id = ? AND held_by = ? AND fencing_token = ?"
)
"""Client, worker, fencing token."""
RELEASE_FROM_ANYBODY = statement("UPDATE queue_status SET held_by = NULL, held_until = NULL WHERE client_id = ?")
"""Client. With the writing of every decision that is not 'held' (store/sql/status.py)."""
LAPSED = statement("SELECT client_id FROM queue_status WHERE client_id = ? AND fencing_token = ? AND held_by IS NULL")
"""Has this claim run out, and nobody taken the person since? Client, fencing token."""
GATE = statement("SELECT value FROM metadata WHERE key = 'gate'")
"""What the calling hours let through, as it was kept."""
