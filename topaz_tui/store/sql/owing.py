"""What did not come to its end.

In text, since doctor asks it of a file that nobody has opened, through a connection of its own that only reads."""

from typing import NamedTuple

from topaz_tui.store.statement import Statement, statement


class BrokeOff(NamedTuple):
    """A review that broke off: the record it was made under, the one by which its person is called, and when."""

    client_id: int
    person: int
    reviewed_at: str


_THEIRS = "(SELECT x.client_id FROM queue_status x WHERE x.client_id = {0} OR x.lead_id = {0})"
_PERSON = "coalesce(s.lead_id, r.client_id)"
_BROKE_OFF = f"""
SELECT r.client_id AS client_id, {_PERSON} AS person, r.reviewed_at AS reviewed_at
FROM review r LEFT JOIN queue_status s ON s.client_id = r.client_id
WHERE r.complete = 0 AND r.taken_back_at IS NULL %s
    AND NOT EXISTS (SELECT 1 FROM review n WHERE n.client_id IN {_THEIRS.format(_PERSON)} AND n.taken_back_at IS NULL
        AND (n.reviewed_at > r.reviewed_at OR n.reviewed_at = r.reviewed_at AND n.id > r.id))
    AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.client_id IN {_THEIRS.format(_PERSON)}
        AND (d.closed_how IN ('closed by a manager', 'handed to the council') AND d.closed_at >= r.reviewed_at
            OR d.closed_at IS NULL AND (d.kind <> 'recall' OR d.due_at <= r.reviewed_at)))
    AND NOT EXISTS (SELECT 1 FROM assessment a WHERE a.client_id = r.client_id
        AND a.assessed_on >= substr(r.reviewed_at, 1, 10))
"""


def broke_off(records: int | None = None) -> Statement:
    """Reviews that broke off, each with its record and its person's: nobody completed them, no manager and no council
    ended them, and no call that is owed brings them back. Of so many records, whose ids are the values, or of all."""
    among = "" if records is None else f"AND r.client_id IN ({', '.join('?' * records)})"
    return statement(_BROKE_OFF % among)
