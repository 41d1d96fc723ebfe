"""Where people stand in the queue: the facts that decide it, and its writing.

As text because they run in front of every claim (store/sql/claims.py: at most twice the bare driver's time), with every
transaction that changes a fact, and for 500 people at once in a sweep. In Peewee the three statements of the facts
alone take 2.0 ms to build, where all of a claim takes 0.8."""

from topaz_tui.store.statement import Statement, statement

CONCERN_FOUND = """EXISTS (SELECT 1 FROM concern k WHERE k.client_id = c.id AND k.submitted_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM escalation x WHERE x.concern_id = k.id AND x.in_error = 1))"""
"""Was a concern found about this client (`c`)? One that was withdrawn as an error marks nobody."""
CLIENTS = f"""
SELECT c.id, c.person_id, c.stopped, c.open_to_services, c.safe_to_call, c.safe_times, c.away, c.away_until,
       c.look_on,
       c.put_first, c.not_before, c.not_before_cause, c.not_before_why, c.attempts_since, s.held_by, s.held_until,
       c.voicemail_ok, c.sms_ok,
       c.say_who, c.died_on, EXISTS (SELECT 1 FROM warning w WHERE w.client_id = c.id) AS has_warning,
       (SELECT count(*) FROM phone p WHERE p.client_id = c.id AND p.status = 'usable') AS numbers,
       (SELECT eligibility FROM assessment a WHERE a.client_id = c.id ORDER BY assessed_on DESC, a.id DESC LIMIT 1)
           AS band,
       {CONCERN_FOUND} AS concern_found,
       EXISTS (SELECT 1 FROM restriction r WHERE r.client_id = c.id AND r.ended_at IS NULL) AS restricted,
       (SELECT min(d.code) FROM doubt d WHERE d.client_id = c.id AND d.settled_at IS NULL) AS doubt
FROM client c LEFT JOIN queue_status s ON s.client_id = c.id WHERE c.id IN (%s)
"""
DUTIES = "SELECT id, client_id, kind, due_at, for_worker_id FROM duty WHERE closed_at IS NULL AND client_id IN (%s)"
ATTEMPTS = """
SELECT k.id, k.client_id, k.rang_at FROM call k JOIN client c ON c.id = k.client_id
WHERE k.client_id IN (%s) AND k.is_attempt = 1 AND k.replaced_by IS NULL AND k.rang_at > coalesce(c.attempts_since, '')
ORDER BY k.rang_at
"""
"""These three are asked of some clients at once: `of` gives the statement for so many of them."""
WRITE = statement("""
INSERT INTO queue_status
    (client_id, state, reason, why, rank, due_at, for_worker_id, cause, until, about, record, band, attempts,
     changes_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (client_id) DO UPDATE SET state = excluded.state, reason = excluded.reason, why = excluded.why,
    rank = excluded.rank, due_at = excluded.due_at, for_worker_id = excluded.for_worker_id, cause = excluded.cause,
    until = excluded.until, about = excluded.about, record = excluded.record, band = excluded.band,
    attempts = excluded.attempts, changes_at = excluded.changes_at
""")
CHANGED = statement("""
SELECT client_id FROM queue_status WHERE changes_at IS NOT NULL AND changes_at <= ? ORDER BY changes_at LIMIT ?
""")
"""Those for whom time has changed something, the longest ago first, by their index. Now, how many at most."""


def of(facts: str, clients: int) -> Statement:
    """One of CLIENTS, DUTIES and ATTEMPTS for so many clients, whose ids are the values."""
    return statement(facts % ",".join("?" * clients))
