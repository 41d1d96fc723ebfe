"""Which records are one person's. Asked in front of every claim, and of 500 people at once in a sweep."""

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
