"""Who looks like whom.

As text since it is asked with every decision about who is called, and of each batch of a file: it is four statements in
one, each by an index. To build it takes Peewee 1.9 ms, to run it for one of 100,000 people 0.01, and its shape changes
with whom it is asked of."""

from typing import NamedTuple


class Alike(NamedTuple):
    """Two records: their numbers, their IDs where these have to be compared, whether they surely look like one
    person's, and what speaks for it."""

    one: int
    other: int
    its_id: str
    other_id: str
    surely: int
    evidence: str


_APART = """
    NOT EXISTS (SELECT 1 FROM duplicate d WHERE d.verdict IN ('dismissed', 'confirmed')
        AND ((d.client_id = a.id AND d.other_id = b.id) OR (d.client_id = b.id AND d.other_id = a.id)))
"""
_SAME_PHONE = """
    EXISTS (SELECT 1 FROM phone p JOIN phone q ON q.number = p.number WHERE p.client_id = a.id AND q.client_id = b.id)
"""
PAIRS = f"""
SELECT a.id AS one, b.id AS other, a.person_id AS its_id, b.person_id AS other_id, 1 AS surely, '' AS evidence
FROM client a JOIN client b
    ON b.nhs_number = a.nhs_number AND b.id <> a.id
WHERE a.nhs_number IS NOT NULL AND a.id %s AND {_APART}
UNION ALL
SELECT a.id, b.id, a.person_id, b.person_id, CASE WHEN {_SAME_PHONE} THEN 1 ELSE 0 END, ''
FROM client a JOIN client b ON b.name_key = a.name_key AND b.born_on = a.born_on AND b.id <> a.id
WHERE a.name_key <> '' AND a.id %s AND {_APART}
UNION ALL
SELECT d.client_id, d.other_id, '', '', 0, d.evidence FROM duplicate d
WHERE d.client_id %s AND d.verdict IN ('open', 'later') AND d.evidence IS NOT NULL
UNION ALL
SELECT d.client_id, d.other_id, '', '', 0, d.evidence FROM duplicate d
WHERE d.other_id %s AND d.verdict IN ('open', 'later') AND d.evidence IS NOT NULL
"""
"""Pairs of which one is among these (four times %s, each with its values)."""
