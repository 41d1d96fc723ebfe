"""What becomes of everybody on the list.

In text, since doctor asks it of a file that nobody has opened, through a connection of its own that only reads; each
reads everybody, once a day."""

from typing import NamedTuple

from topaz_tui.store.statement import statement


class Stands(NamedTuple):
    """Where a record stands in the queue; `person` is the record by which its person is called."""

    id: int
    person_id: str
    reason: str | None
    why: str | None
    due_at: str | None
    changes_at: str | None
    person: int


STANDS = statement("""
SELECT c.id AS id, c.person_id AS person_id, s.reason AS reason, s.why AS why, s.due_at AS due_at,
       s.changes_at AS changes_at, coalesce(s.lead_id, c.id) AS person
FROM client c LEFT JOIN queue_status s ON s.client_id = c.id ORDER BY c.id
""")


class Owned(NamedTuple):
    """A line of the board that is somebody's who is at work, about a person."""

    person: int
    kind: str


OWNED = statement("""
SELECT coalesce(s.lead_id, e.client_id) AS person, e.kind AS kind FROM escalation e JOIN worker w ON w.id = e.owner_id
LEFT JOIN queue_status s ON s.client_id = e.client_id
WHERE e.closed_at IS NULL AND e.kind NOT IN ('concern', 'withdrawal')
    AND e.deadline IS NOT NULL AND w.retired_at IS NULL
""")


class Owes(NamedTuple):
    """A record to which a call is owed."""

    client_id: int


OWES = statement("""
SELECT client_id FROM duty WHERE closed_at IS NULL
UNION SELECT d.client_id FROM duty d JOIN client c ON c.id = d.client_id
WHERE (d.closed_how = 'stopped' OR d.closed_how = 'done' AND d.kind = 'recall') AND c.stopped IS NULL
    AND NOT EXISTS (SELECT 1 FROM duty n WHERE n.kind = d.kind AND n.id > d.id AND n.client_id IN
        (SELECT x.client_id FROM queue_status x WHERE x.client_id = d.client_id OR x.lead_id = d.client_id))
""")
"""A call is owed that is open; and one that a stop ended which stops nobody now, and the recall that follows a
review."""


class Due(NamedTuple):
    """A call that fell due: is it owed still, or how did it end?"""

    client_id: int
    is_open: int
    closed_how: str | None


DUE = statement("""
SELECT client_id, closed_at IS NULL AS is_open, closed_how FROM duty WHERE due_at >= ? AND due_at < ?
ORDER BY client_id, id
""")
"""From one moment, up to another."""
