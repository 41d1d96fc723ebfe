"""Writing and reading the chains of the log.

As text: a line is added with nearly every action, and its number, its place in the chain and the code over it want one
look at the chain's end and one row: 33 µs so on a file, and 0.11 ms built by Peewee. All lines are read to be verified.
"""

from __future__ import annotations

from topaz_tui.store.statement import Statement, statement

FIELDS = ("id", "at", "worker_id", "action", "client_id", "subject", "detail", "place", "clock_off")
"""What a line says, in the order in which the code over it is reckoned."""
_END = """
FROM audit_chain c LEFT JOIN audit h ON h.chain = c.id AND h.number = (
    SELECT max(number) FROM audit WHERE chain = c.id
)"""
HEAD = Statement(
    f"SELECT c.id, c.mac, h.number, h.mac, (SELECT coalesce(max(id), 0) + 1 FROM audit), NULL{_END} WHERE c.token = ?",
    "SELECT c.id, c.mac, h.number, h.mac, nextval(pg_get_serial_sequence('audit', 'id')),"
    f" extract(epoch FROM clock_timestamp())::bigint{_END} WHERE c.token = %s",
)
"""Of a chain: its number and code, those of its last line, the id of the next line, and a server's clock."""
MORE_IDS = Statement(
    "SELECT NULL WHERE ?", "SELECT nextval(pg_get_serial_sequence('audit', 'id')) FROM generate_series(1, %s)"
)
"""So many ids behind the one that HEAD gave: of a file they are known."""
_COLUMNS = (*FIELDS, "chain", "number", "mac")
ADD = statement(f"INSERT INTO audit ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})")
SAY = statement(
    "INSERT INTO audit (at, worker_id, action, client_id, subject, detail, place) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
"""Where the server adds the rest."""
LAST_CHAIN = statement("SELECT id, mac FROM audit_chain WHERE id = (SELECT max(id) FROM audit_chain)")
BEGIN = statement("INSERT INTO audit_chain (id, token, began_at, key_id, mac) VALUES (?, ?, ?, ?, ?)")
CHAINS = statement("SELECT id, token, began_at, key_id, mac FROM audit_chain ORDER BY id")
AFTER = statement(f"SELECT {', '.join(_COLUMNS)} FROM audit WHERE id > ? ORDER BY id LIMIT 20000")
HEADS = statement(f"SELECT c.id, c.mac, h.number, h.mac, h.id {_END} ORDER BY c.id")
MAC_OF = statement("SELECT mac FROM audit WHERE chain = ? AND number = ?")
TAKE_UP = statement("UPDATE audit SET chain = ?, number = ?, mac = ? WHERE id = ?")
"""A line from before there were chains; the step of the schema alone may do that."""
CUTS = statement("SELECT detail FROM audit WHERE action = ? ORDER BY id")
"""Where chains begin of which lines went."""
OLDER = statement(
    "SELECT chain, min(number), min(CASE WHEN at >= ? THEN number END), max(number) FROM audit"
    " WHERE chain IS NOT NULL GROUP BY chain ORDER BY chain"
)
"""Of each chain its first line, the first of this moment or later (NULL: there is none), and its last."""
TAKE_OUT = statement("DELETE FROM audit WHERE chain = ? AND number <= ?")
