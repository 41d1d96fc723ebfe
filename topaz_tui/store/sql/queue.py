"""The list as it is looked at.

As text because the tab of those who can't be called is up to seventeen of these statements, one for each reason, each
in the order of its index: to build one takes Peewee 2.4 ms (1.2 from a query that is kept), so that the tab would take
30 ms where it takes 10, and nothing else runs meanwhile. A list is read as far as it is shown and no further, among
1,000 people or 1,000,000 (tests/services/test_queue.py and test_plans.py look at the plans)."""

from topaz_tui.store.sql.status import CONCERN_FOUND

PEOPLE = f"""
SELECT s.client_id, c.person_id, c.title, c.first_name, c.last_name, c.preferred_name, c.born_on, s.band,
       (SELECT max(assessed_on) FROM assessment a WHERE a.client_id = c.id) AS assessed_on,
       s.attempts, s.reason, s.why, s.due_at, s.cause, s.until, s.about, s.record, h.name AS held_by,
       f.name AS kept_for,
       {CONCERN_FOUND} AS concern_found,
       EXISTS (SELECT 1 FROM warning w WHERE w.client_id = c.id) AS has_warning, c.put_first,
       (SELECT text FROM note n WHERE n.client_id = c.id AND n.kind = 'next caller' AND n.seen_at IS NULL
        ORDER BY n.id DESC LIMIT 1) AS left_word,
       k.id AS call_id, k.rang_at, k.outcome, k.note, b.name AS last_by, s.state, s.rank, s.changes_at,
       c.safe_to_call, c.safe_times, c.voicemail_ok, c.sms_ok, c.say_who, c.what_to_say, c.code_word, c.language,
       c.interpreter, c.communication,
       EXISTS (SELECT 1 FROM escalation e WHERE e.client_id = c.id AND e.kind = 'interpreter' AND e.closed_at IS NULL)
           AS no_interpreter_booked
FROM %s JOIN client c ON c.id = s.client_id LEFT JOIN worker b ON b.id = k.worker_id
LEFT JOIN worker h ON h.id = s.held_by LEFT JOIN worker f ON f.id = s.for_worker_id
WHERE %s ORDER BY %s LIMIT ?
"""
"""People where they stand (`s`), with their last call (`k`): tables, conditions, order; how many."""

# Tables
_LAST = "k.id = (SELECT id FROM call WHERE client_id = s.client_id ORDER BY rang_at DESC, id DESC LIMIT 1)"
LISTED = f"queue_status s LEFT JOIN call k ON {_LAST}"
CALLED = "call k CROSS JOIN queue_status s"  # CROSS: from today's calls to their people, whatever statistics say

# Orders: each is that of an index
BY_RANK, BY_TIME, NEWEST = "s.rank, s.due_at, s.client_id", "s.changes_at, s.client_id", "k.rang_at DESC, k.id DESC"

# Orders that a worker asks for: of a tab that is short enough to be sorted (services/queue/sorting.py)
BY_NAME = "lower(c.last_name) NULLS LAST, lower(c.first_name) NULLS LAST, s.client_id"
BY_AGE = "c.born_on NULLS LAST, s.client_id"
BY_BAND = "CASE s.band %s ELSE 99 END, s.rank, s.due_at, s.client_id"
BY_ASSESSMENT = "assessed_on NULLS LAST, s.client_id"
BY_ATTEMPTS = "s.attempts DESC, s.rank, s.due_at, s.client_id"
BY_REASON = "s.reason, s.rank, s.due_at, s.client_id"
BY_RETURN = "s.changes_at NULLS LAST, s.client_id"
BY_KEEPER = "f.name NULLS LAST, s.rank, s.due_at, s.client_id"
BY_OUTCOME = "k.outcome, k.rang_at DESC, k.id DESC"
BY_CALLER = "b.name NULLS LAST, k.rang_at DESC, k.id DESC"

# Conditions: who stands on a tab
READY = "s.state = 'ready' AND s.rank <= ?"  # state stands as a literal: a bound one would miss the partial index
GATED = "s.state = 'ready' AND s.rank > ?"
WAITING = "s.reason || '' IN ('waiting', 'held')"  # in the words of its index
REASON = "s.reason = ?"
STRANGE = "s.state || '/' || s.reason NOT IN (SELECT value FROM json_each(?))"  # by what is known, as 'state/reason'
DONE = f"k.rang_at >= ? AND s.client_id = k.client_id AND {_LAST}"  # each once, by their last call

ONE_OF, STANDING = "s.client_id IN (%s)", "SELECT s.client_id FROM queue_status s WHERE %s"  # of several of these

# Conditions: what narrows it. Each by an index of its own: those who fit may be few, and far down the list.
WHY, BAND, DUE_FROM, DUE_BEFORE = "s.why = ?", "s.band = ?", "s.due_at >= ?", "s.due_at < ?"
OF_COUNCIL = "s.client_id IN (SELECT id FROM client WHERE council IN (%s))"  # in each way it is written
SPEAKING = """s.client_id IN
    (SELECT id FROM client WHERE language IS NOT NULL AND lower(language) >= ? AND lower(language) < ?)"""
OF_WORKER = """s.client_id IN
    (SELECT client_id FROM queue_status WHERE held_by = ? UNION ALL
     SELECT client_id FROM queue_status WHERE for_worker_id = ?)
"""
