"""Which records are one person's. As text because it is asked in front of every claim (1.4 ms of processor time), and
of 500 people at once in a sweep: 0.008 ms for one, 0.11 for 500; in Peewee 0.033 and 0.20 from a query that is kept,
and 0.4 for one that is built."""

from topaz_tui.store.statement import statement

PAIRS = statement("""
SELECT d.client_id, d.other_id FROM json_each(?) CROSS JOIN duplicate d
WHERE d.client_id = CAST(value AS INTEGER) AND d.verdict = 'confirmed'
UNION ALL
SELECT d.client_id, d.other_id FROM json_each(?) CROSS JOIN duplicate d
WHERE d.other_id = CAST(value AS INTEGER) AND d.verdict = 'confirmed'
""")
"""Twice the ids as a list in JSON. CROSS JOIN, since this order alone looks up each id: with a list of ids SQLite reads
through all links."""
