"""Writing and reading the chains of the log.

As text: a line is added with nearly every action, and its number, its place in the chain and the code over it want one
look at the chain's end and one row: 33 µs so on a file, and 0.11 ms built by Peewee. All lines are read to be verified.
"""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui.store.statement import Statement, statement


class ChainRow(NamedTuple):
    """One chain: its number, its name, when it began, the name of its key, and the code over these and the chain before
    it."""

    id: int
    token: str
    began_at: str
    key_id: str
    mac: str


class ChainEnd(NamedTuple):
    """The end of a chain: the chain's number and code, and the number, code and id of its last line (None where it has
    none)."""

    chain: int
    begun: str
    number: int | None
    mac: str | None
    last_id: int | None


class NextPlace(NamedTuple):
    """The place at which a chain goes on: the chain's number and code, the number and the code of its last line (None
    where it has none), the id of the next line, and the server's clock in seconds since 1970 (None on a file)."""

    chain: int
    begun: str
    number: int | None
    mac: str | None
    next_id: int
    server_clock: int | None


class LastChain(NamedTuple):
    """The chain that was begun last."""

    id: int
    mac: str


class NextId(NamedTuple):
    """An id that no line has yet; None on a file, where they are known."""

    id: int | None


class WrittenLine(NamedTuple):
    """A line of the log as it stands in the table: what it says, in the order of FIELDS, then its place in a chain.
    Whoever changed the table by hand may have put anything into any column."""

    id: int
    at: str
    worker_id: int | None
    action: str
    client_id: int | None
    subject: str | None
    detail: str | None
    place: str | None
    clock_off: int | None
    chain: int
    number: int | None
    mac: str | None

    @property
    def says(self) -> tuple[object, ...]:
        """The values that the line's code is over, in the order of FIELDS."""
        return self[: len(FIELDS)]


class Mac(NamedTuple):
    """The code of a line."""

    mac: str


class CutLine(NamedTuple):
    """A line of the log that says where chains begin that have lost lines (audit_cut.py)."""

    detail: str


class OldPart(NamedTuple):
    """The lines of a chain by their age: the numbers of its first line, of the first line that is kept (None: none is),
    and of its last."""

    chain: int
    first: int
    kept: int | None
    last: int


FIELDS = ("id", "at", "worker_id", "action", "client_id", "subject", "detail", "place", "clock_off")
"""What a line says, in the order in which the code over it is reckoned."""
_END = """
FROM audit_chain c LEFT JOIN audit h ON h.chain = c.id AND h.number = (
    SELECT max(number) FROM audit WHERE chain = c.id
)"""
_ENDS = "SELECT c.id AS chain, c.mac AS begun, h.number, h.mac"
HEAD = Statement(
    f"{_ENDS}, (SELECT coalesce(max(id), 0) + 1 FROM audit) AS next_id, NULL AS server_clock{_END} WHERE c.token = ?",
    f"{_ENDS}, nextval(pg_get_serial_sequence('audit', 'id')) AS next_id,"
    f" extract(epoch FROM clock_timestamp())::bigint AS server_clock{_END} WHERE c.token = %s",
)
MORE_IDS = Statement(
    "SELECT NULL AS id WHERE ?",
    "SELECT nextval(pg_get_serial_sequence('audit', 'id')) AS id FROM generate_series(1, %s)",
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
HEADS = statement(f"{_ENDS}, h.id AS last_id {_END} ORDER BY c.id")
MAC_OF = statement("SELECT mac FROM audit WHERE chain = ? AND number = ?")
TAKE_UP = statement("UPDATE audit SET chain = ?, number = ?, mac = ? WHERE id = ?")
"""A line from before there were chains; the step of the schema alone may do that."""
CUTS = statement("SELECT detail FROM audit WHERE action = ? ORDER BY id")
"""Where chains begin of which lines went."""
OLDER = statement(
    "SELECT chain, min(number) AS first, min(CASE WHEN at >= ? THEN number END) AS kept, max(number) AS last"
    " FROM audit WHERE chain IS NOT NULL GROUP BY chain ORDER BY chain"
)
"""What is older than a moment: of each chain the first line that is kept is the first of that moment or later."""
TAKE_OUT = statement("DELETE FROM audit WHERE chain = ? AND number <= ?")
