"""The import of a council's file, in batches.

In text, since each runs for every person of a file. Measured with Peewee 4.5.3 on a file, a batch of 500 people
(processor time): 500 clients inserted in 8 ms and not 69, 500 phones in 2 and not 13, 500 phones changed in 0.7 ms and
not 54, 5,000 phones read in 11 ms and not 29. With them all through Peewee 100,000 rows would take twice as long.

The ids of a batch go in as one JSON list: a statement is the same for any number of them.
"""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui.store.statement import Statement, statement


class ClientRow(NamedTuple):
    """A client, as far as a file can touch them: the facts about somebody are between the person ID and the rest."""

    id: int
    person_id: str
    nhs_number: str | None
    title: str | None
    first_name: str | None
    last_name: str | None
    preferred_name: str | None
    born_on: str | None
    died_on: str | None
    address: str | None
    postcode: str | None
    language: str | None
    interpreter: str | None
    communication: str | None
    safe_to_call: str | None
    safe_times: str | None
    voicemail_ok: int | None
    household: str | None
    gp: str | None
    council: str | None
    write_ok: int | None
    mail: str | None
    mail_ok: int | None
    gender: str | None
    ethnicity: str | None
    primary_support_reason: str | None
    client_type: str | None
    sms_ok: int | None
    open_to_services: int
    stopped: str | None
    stopped_at: str | None
    attempts_since: str | None
    council_row: str | None
    end_said: str | None


FACTS_OF_CLIENT = slice(ClientRow._fields.index("nhs_number"), ClientRow._fields.index("open_to_services"))
FACTS = ClientRow._fields[FACTS_OF_CLIENT]
"""The columns of `client` that are facts about somebody, and that a file can have."""
_AMONG = "IN (SELECT CAST(value AS INTEGER) FROM json_each(?))"


# Who is on the list


class OnList(NamedTuple):
    """A client, by their person ID, with the digests of the rows that were read about them, and what stops calls."""

    person_id: str
    id: int
    council_row: str | None
    stopped: str | None


ON_LIST = statement(
    f"SELECT {', '.join(OnList._fields)} FROM client WHERE person_id IN (SELECT value FROM json_each(?))"
)


class DigestRow(NamedTuple):
    """A client, with the digests of the rows that were read about them."""

    id: int
    council_row: str | None


ROWS = statement(f"SELECT {', '.join(DigestRow._fields)} FROM client WHERE id {_AMONG}")
NOTE_DIGESTS = statement("UPDATE client SET council_row = ? WHERE id = ?")


class SharedNumber(NamedTuple):
    """Who has an NHS number: the first two of them. There may be thousands, where a council writes one number for 'not
    known'."""

    nhs_number: str
    first: str
    second: str | None


SHARED_NUMBERS = statement("""
SELECT * FROM (
    SELECT value AS nhs_number, (SELECT person_id FROM client WHERE nhs_number = value ORDER BY id LIMIT 1) AS first,
           (SELECT person_id FROM client WHERE nhs_number = value ORDER BY id LIMIT 1 OFFSET 1) AS second
    FROM json_each(?)) AS listed
WHERE first IS NOT NULL
""")


class Marked(NamedTuple):
    """A number that a worker found to be no good."""

    client_id: int
    number: str
    status: str


MARKED = statement(f"""
SELECT client_id, number, status FROM phone WHERE client_id {_AMONG} AND status IN ('wrong', 'unobtainable')
""")


class GoneRow(NamedTuple):
    """Who has died or moved away."""

    id: int
    stopped: str


GONE = statement(f"SELECT {', '.join(GoneRow._fields)} FROM client WHERE id {_AMONG} AND stopped IN ('died', 'moved')")


# What is kept of them


class PhoneRow(NamedTuple):
    """A number of theirs, and whether the council or a worker gave it."""

    client_id: int
    id: int
    number: str
    note: str | None
    position: int
    source: str
    status: str


class ContactRow(NamedTuple):
    """Somebody beside them."""

    client_id: int
    id: int
    name: str
    relation: str | None
    phone: str | None
    source: str


class AssessmentRow(NamedTuple):
    """A day on which they were assessed."""

    client_id: int
    id: int
    assessed_on: str
    eligibility: str | None
    reference: str


class AreaRow(NamedTuple):
    """What the council found in one area."""

    client_id: int
    id: int
    area: str
    words: str
    assessed_on: str


class ChangeRow(NamedTuple):
    """What a worker changed by hand."""

    client_id: int
    field: str
    was: str | None
    now: str | None
    changed_at: str


class Recall(NamedTuple):
    """A recall of theirs, open or closed."""

    client_id: int
    id: int
    due_at: str
    made_by: int | None
    made_at: str
    closed_at: str | None
    closed_how: str | None


class DoubtRow(NamedTuple):
    """What is or was to be settled about them, and how it was settled."""

    client_id: int
    code: str
    words: str | None
    how: str | None
    record: str | None
    settled_at: str | None
    whom: str | None


class Reviewed(NamedTuple):
    """When somebody was reviewed to the end last."""

    client_id: int
    reviewed_at: str


CLIENTS = statement(f"SELECT {', '.join(ClientRow._fields)} FROM client WHERE id {_AMONG}")
PHONES = statement(f"""
SELECT client_id, id, number, note, position, source, status FROM phone WHERE client_id {_AMONG} ORDER BY id
""")
CONTACTS = statement(
    f"SELECT client_id, id, name, relation, phone, source FROM contact WHERE client_id {_AMONG} ORDER BY id"
)
ASSESSMENTS = statement(
    f"SELECT {', '.join(AssessmentRow._fields)} FROM assessment WHERE client_id {_AMONG} ORDER BY id"
)
AREAS = statement(f"SELECT {', '.join(AreaRow._fields)} FROM council_answer WHERE client_id {_AMONG}")
CHANGES = statement(f"SELECT {', '.join(ChangeRow._fields)} FROM change WHERE client_id {_AMONG} ORDER BY id")
RECALLS = statement(f"SELECT {', '.join(Recall._fields)} FROM duty WHERE kind = 'recall' AND client_id {_AMONG}")
DOUBTS = statement(f"SELECT {', '.join(DoubtRow._fields)} FROM doubt WHERE client_id {_AMONG}")
REVIEWED = statement(f"""
SELECT client_id, max(reviewed_at) AS reviewed_at FROM review
WHERE complete = 1 AND taken_back_at IS NULL AND client_id {_AMONG} GROUP BY client_id
""")


# What is new


def _insert(table: str, columns: str) -> Statement:
    """An insert that takes '' for nothing, except where the table has it so. The driver asks its adapters
    about every None, which takes longer than the insert."""
    names = columns.split()
    values = ", ".join("?" if name in _GIVEN else _NUMBER if name in _NUMBERS else "nullif(?, '')" for name in names)
    return statement(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})")


_GIVEN = {"id", "client_id", "name_key", "sound", "reference", "open_to_services", "position", "rank", "attempts"}
_NUMBERS = {"voicemail_ok", "sms_ok", "write_ok", "mail_ok", "for_worker_id"}
_NUMBER = "CAST(nullif(CAST(? AS TEXT), '') AS INTEGER)"
ADD_CLIENT = _insert(
    "client",
    f"id person_id {' '.join(FACTS)} name_key open_to_services stopped stopped_at council_row added_at sound end_said",
)
ADD_PHONE = _insert("phone", "client_id number note position source dial_first status")
ADD_DOUBT = statement(
    "INSERT INTO doubt (client_id, code, words, made_at, record) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (client_id, code, words) DO NOTHING"
)
ADD_SOMEBODY_ELSE = statement(
    "INSERT INTO doubt (client_id, code, words, made_at, record, whom) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (client_id, code, words) DO NOTHING"
)
ADD_CONTACT = _insert("contact", "client_id name relation phone source added_at")
ADD_ASSESSMENT = _insert("assessment", "client_id assessed_on eligibility reference")
ADD_AREA = _insert("council_answer", "client_id area words assessed_on council")
ADD_STANDING = _insert(
    "queue_status",
    "client_id state reason why rank due_at for_worker_id cause until about record band attempts changes_at",
)
ADD_RECALL = statement("INSERT INTO duty (client_id, kind, due_at, made_at) VALUES (?, 'recall', ?, ?)")


def lines(count: int) -> Statement:
    """So many lines of what find looks through in one statement: the index of words writes itself to disk at the end
    of every statement, which takes six times as long when that is every line."""
    return statement(f"""
INSERT INTO search_line (client_id, words) VALUES {", ".join(["(?, ?)"] * count)}
ON CONFLICT (client_id) DO UPDATE SET words = excluded.words WHERE search_line.words <> excluded.words
""")


# What changes


CHANGE_CLIENT = statement(f"""
UPDATE client SET {", ".join(f"{name} = ?" for name in FACTS)}, name_key = ?, open_to_services = ?,
    stopped = ?, stopped_at = ?, attempts_since = ?, council_row = ?, version = version + ? WHERE id = ?
""")
SAY_END = statement("UPDATE client SET end_said = nullif(?, '') WHERE id = ?")
CHANGE_PHONE = statement("UPDATE phone SET note = ?, position = ?, status = ?, status_at = ? WHERE id = ?")
DROP_PHONE = statement("UPDATE phone SET status = 'dropped', status_at = ? WHERE id = ?")
CHANGE_CONTACT = statement(
    "UPDATE contact SET relation = nullif(?, ''), phone = nullif(?, ''),"
    " phone_status = CASE WHEN phone = nullif(?, '') THEN phone_status END WHERE id = ?"
)
CHANGE_BAND = statement("UPDATE assessment SET eligibility = ? WHERE id = ?")
CHANGE_AREA = statement("UPDATE council_answer SET words = ?, assessed_on = ?, council = nullif(?, '') WHERE id = ?")
MOVE_RECALL = statement("UPDATE duty SET due_at = ?, made_by = NULL, made_at = ? WHERE id = ?")
CLOSE_RECALL = statement("UPDATE duty SET closed_at = ?, closed_how = ? WHERE id = ?")
STOP_DUTIES = statement(
    "UPDATE duty SET closed_at = ?, closed_how = 'stopped' WHERE client_id = ? AND closed_at IS NULL"
)


# What an import leaves behind


UNCHANGED = statement(
    "INSERT INTO brought (import_id, client_id, how) VALUES (?, ?, 'unchanged') ON CONFLICT DO NOTHING"
)
ADDED = statement("""
INSERT INTO brought (import_id, client_id, how)
SELECT CAST(? AS INTEGER), id, 'added' FROM client WHERE id BETWEEN ? AND ? ORDER BY id
""")
"""Of a run of ids."""
CHANGED = statement("""
INSERT INTO brought (import_id, client_id, how, snapshot) VALUES (?, ?, 'changed', ?)
ON CONFLICT (client_id, import_id) DO UPDATE SET how = 'changed', snapshot = excluded.snapshot
WHERE brought.how = 'unchanged'
""")
