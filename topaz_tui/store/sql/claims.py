"""Taking, renewing and letting go of a person, and what is asked in front of it.

As text because of the bench `claims`: at most twice the time of the same statement on the bare driver, and it stands at
1.8 to 2.2. To build CLAIM_NEXT takes Peewee 0.6 ms, while it holds the lock and where all of a claim takes 0.8: claims
of the query builder run at 0.1 to 0.3 of the bare driver's pace, those of a constant at 0.9. The index `standing_ready`
is read in the queue's order, and nothing is sorted: 0.08 to 0.31 ms among 1,000,000 people. States stand as literals: a
bound one would miss the partial index (tests/services/test_queue.py looks at the plans)."""

_CLAIM_NEXT = """
UPDATE standing SET state = 'held', reason = 'held', held_by = ?1, held_until = ?2,
    changes_at = ?2, fence = fence + 1
WHERE client_id = (
    SELECT client_id FROM standing WHERE state = 'ready' AND rank <= ?3
        AND (for_worker_id IS NULL OR for_worker_id = ?1 OR due_at <= ?4)
        AND (changes_at IS NULL OR changes_at > ?5)
    ORDER BY rank, due_at, client_id LIMIT 1 %s)
RETURNING client_id, fence
"""
CLAIM_NEXT = {"sqlite": _CLAIM_NEXT % "", "postgresql": _CLAIM_NEXT % "FOR UPDATE SKIP LOCKED"}
"""The next of the queue, by the engine: a file has one writer at a time, a server passes over whom another just takes.
Worker, until when, the last rank that may be called, since when a callback is late, now."""
CLAIM = """
UPDATE standing SET state = 'held', reason = 'held', held_by = ?1, held_until = ?2,
    changes_at = ?2, fence = fence + 1
WHERE client_id = (SELECT coalesce(lead_id, client_id) FROM standing WHERE client_id = ?3)
    AND (held_by IS NULL OR held_by = ?1 OR held_until <= ?4)
RETURNING client_id, fence
"""
"""This person, under the record by which they are called. Worker, until when, client, now."""
RENEW = """
UPDATE standing SET held_until = ?1, changes_at = ?1 WHERE client_id = ?2 AND held_by = ?3 AND fence = ?4
RETURNING client_id
"""
"""Until when, client, worker, fence."""
RELEASE = "UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ? AND held_by = ? AND fence = ?"
"""Client, worker, fence."""
RELEASE_FROM_ANYBODY = "UPDATE standing SET held_by = NULL, held_until = NULL WHERE client_id = ?"
"""Client. With the writing of every decision that is not 'held' (store/sql/status.py)."""
LAPSED = "SELECT client_id FROM standing WHERE client_id = ? AND fence = ? AND held_by IS NULL"
"""Has this claim run out, and nobody taken the person since? Client, fence."""
GATE = "SELECT value FROM about WHERE key = 'gate'"
"""What the calling hours let through, as it was kept."""
