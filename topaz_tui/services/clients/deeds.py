"""What a worker may change about a client: each a deed of its own, with its line in the log and in the
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from topaz_tui import clock
from topaz_tui.errors import Trouble
from topaz_tui.rules import people, warnings
from topaz_tui.services import escalate, finding, links, owing, pairs, standing, twins
from topaz_tui.services.clients.facts import FACTS, Stored, field_words
from topaz_tui.services.clients.page import TIMELINE, ClientPage, look
from topaz_tui.services.desk import Desk
from topaz_tui.services.meanwhile import Meanwhile, check
from topaz_tui.services.safety import numbers_of
from topaz_tui.store import audit
from topaz_tui.store.database import database, deed

_FOUND_BY = {"title", "first_name", "last_name", "preferred_name", "born_on", "postcode"}

_CHANGE = "INSERT INTO change (client_id, worker_id, field, was, now, changed_at) VALUES (?, ?, ?, ?, ?, ?)"
_LAST_CHANGES = """
SELECT h.field, w.name, h.changed_at FROM change h JOIN worker w ON w.id = h.worker_id
WHERE h.client_id = ?1 AND h.changed_at = (SELECT max(changed_at) FROM change WHERE client_id = ?1)
"""


def edit(
    desk: Desk,
    client_id: int,
    version: int,
    changes: Mapping[str, str],
    *,
    seen: Mapping[str, str] | None = None,
) -> bool:
    """Change facts: a column of FACTS and what was typed for it ('' empties it). Returns whether anything was changed.

    Raises Trouble where something can't be kept, and where the client was changed since `version`: it says by
    whom, and nothing is written. With `seen`, what each fact of a form showed, only a change of those counts,
    and the Trouble is a Meanwhile.
    """
    new = {name: FACTS[name].read(typed) for name, typed in changes.items()}
    with deed():
        row = _client(client_id, ("version", *FACTS))
        if seen is not None:
            now, yours = ({name: _in_words(name, value) for name, value in each.items()} for each in (row, new))
            check(seen, now, yours, field_words, lambda fields: _who_changed(client_id, fields))
        elif row["version"] != version:
            raise _changed_since(client_id)
        changed = {name: value for name, value in new.items() if value != row[name]}
        after = {**row, **changed}
        if not (after["first_name"] or after["last_name"]) and (row["first_name"] or row["last_name"]):
            raise Trouble("They need a name.", "Leave the first or the last name there.")
        if not changed:
            return False
        if changed.get("safe_times") and after["safe_to_call"] in (None, "yes") and "safe_to_call" not in changed:
            changed["safe_to_call"] = "times"  # times that are given are the only safe ones, as in the council's file
        _set(desk, client_id, row, changed)
        if changed.keys() & {"first_name", "last_name"}:
            key = people.sort_name(after["first_name"], after["last_name"])
            database.execute_sql("UPDATE client SET name_key = ? WHERE id = ?", (key, client_id))
        if changed.keys() & _FOUND_BY:
            finding.write(client_id)
        _done(desk, client_id, "changed")
    return True


def _client(client_id: int, columns: Iterable[str]) -> dict[str, Any]:
    names = tuple(dict.fromkeys(columns))
    row = database.execute_sql(f"SELECT {', '.join(names)} FROM client WHERE id = ?", (client_id,)).fetchone()
    if row is None:
        raise Trouble("This person is no longer on the list.", "Find them again (F3).")
    return dict(zip(names, row, strict=True))


def _in_words(field: str, value: Stored) -> str:
    """A fact as a form shows it."""
    return "" if value is None or field not in FACTS else FACTS[field].shown(str(value))


_LAST_CHANGE = """
SELECT w.name, h.changed_at FROM change h JOIN worker w ON w.id = h.worker_id
WHERE h.client_id = ? AND h.field = ? ORDER BY h.id DESC LIMIT 1
"""


def _who_changed(client_id: int, fields: Iterable[str]) -> str:
    """Who changed these, and when, in a sentence."""
    what = ", ".join(dict.fromkeys(field_words(field).lower() for field in fields))
    for field in fields:
        if row := database.execute_sql(_LAST_CHANGE, (client_id, field)).fetchone():
            when = clock.moment_words(clock.from_store(row[1]), clock.now())
            return f"{row[0]} changed their {what} ({when}) while you had it open."
    return f"The council's file, or a call, changed their {what} while you had it open."


def _changed_since(client_id: int) -> Trouble:
    rows = database.execute_sql(_LAST_CHANGES, (client_id,)).fetchall()
    if not rows:
        return Trouble(
            "This person was changed since you opened them, by the council's file.",
            "What you typed is kept: look at them again, then press e.",
        )
    when = clock.moment_words(clock.from_store(rows[0][2]), clock.now())
    what = ", ".join(dict.fromkeys(field_words(field).lower() for field, _, _ in rows))
    return Trouble(
        f"{rows[0][1]} changed their {what} ({when}) since you opened them.",
        "What you typed is kept: look at them again, then press e.",
    )


def _set(desk: Desk, client_id: int, was: Mapping[str, Any], now: Mapping[str, Stored]) -> None:
    """Write columns of the client, each with its line among the changes."""
    marks = ", ".join(f"{name} = ?" for name in now)
    database.execute_sql(f"UPDATE client SET {marks} WHERE id = ?", (*now.values(), client_id))
    for name, value in now.items():
        _keep_change(desk, client_id, name, was[name], value)


def _keep_change(desk: Desk, client_id: int, field: str, was: Stored, now: Stored) -> None:
    said = [None if value is None else str(value) for value in (was, now)]
    database.execute_sql(_CHANGE, (client_id, desk.worker_id, field, *said, clock.to_store(clock.now())))


def _done(desk: Desk, client_id: int, what: str, subject: str | None = None) -> None:
    """The end of a deed: a new version, who else may be them, where they stand now, and the line in the log."""
    database.execute_sql("UPDATE client SET version = version + 1 WHERE id = ?", (client_id,))
    pairs.look((client_id,), desk.worker_id)
    in_doubt = twins.spread((client_id,), clock.to_store(clock.now()))  # a record that stops calls may be theirs now
    standing.refresh({client_id, *in_doubt}, desk.settings)
    audit.note(desk.worker_id, what, client_id, subject)


# Phones

PHONE_STATUS = {"usable": "Usable", "wrong": "Wrong number", "unobtainable": "Unobtainable"}
"""What a worker may say of a number."""


def add_phone(desk: Desk, client_id: int, typed: str, note: str = "") -> int:
    """Add a number, or take one up again that was given up; words around it are its note. Returns its id."""
    found = people.parse_phone(typed)
    if found is None:
        raise Trouble("That can't be a phone number.", "Write all its digits, such as 020 7946 0123.", "number")
    note = people.clean(" ".join(filter(None, (note.strip(), found.note))))
    with deed():
        _client(client_id, ("id",))
        row = database.execute_sql(
            "SELECT id, status FROM phone WHERE client_id = ? AND number = ?", (client_id, found.number)
        ).fetchone()
        if row and row[1] == "usable":
            words = numbers_of(client_id).words(found.number)
            raise Trouble(f"{words or 'This number'} is there already.", "Change its note with p.")
        if row:
            change_phone(desk, row[0], "usable", note or None)
            return int(row[0])
        [(phone_id,)] = database.execute_sql(
            "INSERT INTO phone (client_id, number, note, position, source)"
            " SELECT ?1, ?2, ?3, coalesce(max(position), 0) + 1, 'worker' FROM phone WHERE client_id = ?1"
            " RETURNING id",
            (client_id, found.number, note or None),
        ).fetchall()
        _keep_change(desk, client_id, "phone", None, found.number)
        finding.write(client_id)
        _done(desk, client_id, "added a phone", f"phone {phone_id}")
    return int(phone_id)


def change_phone(
    desk: Desk,
    phone_id: int,
    status: str | None,
    note: str | None = None,
    *,
    seen: Mapping[str, str] | None = None,
) -> bool:
    """Say of a number that it is usable, wrong or unobtainable (a key of PHONE_STATUS), and what its note is;
    None leaves either. Returns whether anything was changed. `seen` is what a form showed of both: raises
    Meanwhile where that is no longer so."""
    if status is not None and status not in PHONE_STATUS:
        raise Trouble(f"{status!r} says nothing about a number.", f"Choose one of: {', '.join(PHONE_STATUS)}.")
    with deed():
        client_id, number, was, old_note = _one("phone", phone_id, "client_id, number, status, note")
        if seen is not None:
            now = {"status": was if was in PHONE_STATUS else "", "note": old_note or ""}
            yours = _given(status=status, note=note)
            check(seen, now, yours, {"status": "It is", "note": "Note"}.__getitem__,
                  lambda _: _who_changed(client_id, ["phone"]),
                  lambda value: PHONE_STATUS.get(value) or numbers_of(client_id).beside(value))  # fmt: skip
        new_note = old_note if note is None else people.clean(note) or None
        status = was if status is None else status
        if (status, new_note) == (was, old_note):
            return False
        database.execute_sql(
            "UPDATE phone SET status = ?, status_at = ?, note = ? WHERE id = ?",
            (status, clock.to_store(clock.now()), new_note, phone_id),
        )
        said = [
            " ".join(filter(None, (number, people.PHONE_STATES.get(each, each), kept)))
            for each, kept in ((was, old_note), (status, new_note))
        ]
        _keep_change(desk, client_id, "phone", *said)
        _done(desk, client_id, "changed a phone", f"phone {phone_id}")
    return True


def _given(**typed: str | None) -> dict[str, str]:
    """What was typed, without what stays as it is."""
    return {name: people.clean(value) for name, value in typed.items() if value is not None}


def retire_phone(desk: Desk, phone_id: int, status: str = "wrong") -> None:
    """Give a number up: 'wrong' or 'unobtainable'. It stays on the record."""
    change_phone(desk, phone_id, status)


def restore_phone(desk: Desk, phone_id: int) -> None:
    """Take a number up again that was given up."""
    change_phone(desk, phone_id, "usable")


def _one(table: str, id: int, columns: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = database.execute_sql(f"SELECT {columns} FROM {table} WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise Trouble(f"This {table} is no longer there.", "Open the person again.")
    return row


# Contacts

_CONTACT = ("name", "relation", "may_be_told", "authority_seen", "phone")


def save_contact(
    desk: Desk,
    client_id: int,
    contact_id: int | None,
    *,
    name: str | None = None,
    relation: str | None = None,
    phone: str | None = None,
    may_be_told: str | None = None,
    authority_seen: str | None = None,
    seen: Mapping[str, str] | None = None,
) -> int | None:
    """Add somebody beside the client (`contact_id` None), or change them. None is what stays as it is, '' what
    there is not. `seen` is what a form showed of them: raises Meanwhile where that is no longer so. Returns the
    contact's id, or None where nothing was changed."""
    number = people.parse_phone(phone) if phone and phone.strip() else None
    if phone and phone.strip() and number is None:
        raise Trouble("That can't be a phone number.", "Write all its digits, such as 020 7946 0123.", "phone")
    typed = _given(name=name, relation=relation, may_be_told=may_be_told, authority_seen=authority_seen)
    with deed():
        _client(client_id, ("id",))
        was: tuple[str | None, ...] = (None,) * 5
        if contact_id is not None:
            was = _one("contact", contact_id, "name, relation, may_be_told, authority_seen, phone")
        if seen is not None:
            now = dict(zip(_CONTACT, (each or "" for each in was), strict=True))
            now["phone"] = people.phone_words(now["phone"]) if now["phone"] else ""
            yours = typed | ({} if phone is None else {"phone": people.phone_words(number.number) if number else ""})
            check(seen, now, yours, lambda field: field.replace("_", " ").capitalize(),
                  lambda _: _who_changed(client_id, ["contact"]), numbers_of(client_id).beside)  # fmt: skip
        new = tuple(typed.get(field, old) or None for field, old in zip(_CONTACT[:4], was, strict=False))
        if not new[0]:
            raise Trouble("A contact needs a name.", "Write who they are, such as 'the neighbour'.")
        if contact_id is None:
            kept = number.number if number else None
            [(contact_id,)] = database.execute_sql(
                "INSERT INTO contact"
                " (client_id, name, relation, may_be_told, authority_seen, phone, source, added_at)"
                " VALUES (?, ?, ?, ?, ?, ?, 'worker', ?) RETURNING id",
                (client_id, *new, kept, clock.to_store(clock.now())),
            ).fetchall()
            _keep_change(desk, client_id, "contact", None, _contact_words(*new, kept))
        else:
            kept = was[4] if phone is None else number.number if number else None
            if (*new, kept) == was:
                return None
            database.execute_sql(
                "UPDATE contact SET name = ?, relation = ?, may_be_told = ?, authority_seen = ?, phone = ?"
                " WHERE id = ? AND client_id = ?",
                (*new, kept, contact_id, client_id),
            )
            _keep_change(desk, client_id, "contact", _contact_words(*was), _contact_words(*new, kept))
        _done(desk, client_id, "saved a contact", f"contact {contact_id}")
    return int(contact_id)


def _contact_words(*values: str | None) -> str:
    """The columns of _CONTACT in one line, for the changes."""
    name, relation, told, seen, phone = values
    said = (
        name,
        relation,
        f"may be told: {told}" if told else "",
        f"authority: {seen}" if seen else "",
        phone,
    )
    return ", ".join(filter(None, said))


# Warnings


def add_warning(desk: Desk, client_id: int, kind: str, detail: str, starts_on: date, review_on: date, told: str) -> int:
    """A manager agrees a warning: a code of warnings.KIND, reviewed within a year. Returns its id."""
    desk.need_manager("agree a warning")
    if wrong := warnings.lacks(kind, starts_on, review_on, told):
        raise Trouble(wrong)
    with deed():
        _client(client_id, ("id",))
        values = (
            client_id,
            kind,
            people.clean(detail) or None,
            starts_on.isoformat(),
            review_on.isoformat(),
            desk.worker_id,
            told,
        )
        [(warning_id,)] = database.execute_sql(
            "INSERT INTO warning (client_id, kind, detail, starts_on, review_on, agreed_by, told)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            values,
        ).fetchall()
        _keep_change(desk, client_id, "warning", None, warnings.KIND[kind].words)
        _done(desk, client_id, "agreed a warning", f"warning {warning_id}")
    return int(warning_id)


def end_warning(desk: Desk, warning_id: int, reason: str) -> None:
    """A manager ends a warning, with a reason, which stands on the timeline."""
    desk.need_manager("end a warning")
    if not reason.strip():
        raise Trouble("Ending a warning needs a reason.", "Say why it no longer holds.")
    with deed():
        client_id, kind, ended = _one("warning", warning_id, "client_id, kind, ended_at")
        if ended:
            raise _ended_already(client_id, ended)
        database.execute_sql("UPDATE warning SET ended_at = ? WHERE id = ?", (clock.to_store(clock.now()), warning_id))
        words = warnings.KIND[kind].words if kind in warnings.KIND else kind
        _keep_change(desk, client_id, "warning", words, None)
        _note(desk, client_id, "note", f"Warning ended ({words}): {people.clean(reason)}")
        _done(desk, client_id, "ended a warning", f"warning {warning_id}")


def _ended_already(client_id: int, ended_at: str) -> Meanwhile:
    """Two managers at one warning: the later one is told who ended it, and why."""
    row = database.execute_sql(
        "SELECT w.name, n.text FROM note n JOIN worker w ON w.id = n.worker_id"
        " WHERE n.client_id = ? AND n.made_at = ? AND n.text LIKE 'Warning ended (%' ORDER BY n.id DESC LIMIT 1",
        (client_id, ended_at),
    ).fetchone()
    when = clock.moment_words(clock.from_store(ended_at), clock.now())
    who, why = row or ("A colleague", "")
    return Meanwhile(f"{who} ended this warning already ({when}). {why}".strip())


# Notes, questions, actions


def add_note(desk: Desk, client_id: int, text: str) -> None:
    """Keep a note on the timeline."""
    _write_note(desk, client_id, "note", text, "wrote a note")


def leave_word(desk: Desk, client_id: int, text: str) -> None:
    """Leave a note for the next caller: shown to them first."""
    _write_note(desk, client_id, "next caller", text, "left a note for the next caller")


def _write_note(desk: Desk, client_id: int, kind: str, text: str, what: str) -> None:
    if not text.strip():
        raise Trouble("There is nothing in the note.", "Write a few words, or go back with Esc.")
    with deed():
        _client(client_id, ("id",))
        _note(desk, client_id, kind, text.strip())
        audit.note(desk.worker_id, what, client_id)


def _note(desk: Desk, client_id: int, kind: str, text: str) -> None:
    database.execute_sql(
        "INSERT INTO note (client_id, worker_id, kind, text, made_at) VALUES (?, ?, ?, ?, ?)",
        (client_id, desk.worker_id, kind, text, clock.to_store(clock.now())),
    )


def ask_manager(desk: Desk, client_id: int, question: str) -> int:
    """Flag a question to the manager: it waits on the board until it is answered. Returns the escalation's
    id."""
    if not question.strip():
        raise Trouble("There is no question yet.", "Write what the manager is to decide or to know.")
    with deed():
        _client(client_id, ("id",))
        return escalate.question(client_id, desk.worker_id, question.strip(), clock.now(), desk.settings)


def mark_done(desk: Desk, action_id: int) -> None:
    """Say that an action was done, by whoever says so."""
    with deed():
        client_id, done = _one("action", action_id, "client_id, done_at")
        if done:
            raise Trouble("This was done already.")
        database.execute_sql(
            "UPDATE action SET done_at = ?, done_by = ? WHERE id = ?",
            (clock.to_store(clock.now()), desk.worker_id, action_id),
        )
        audit.note(desk.worker_id, "an action done", client_id, f"action {action_id}")


# A manager's hand


def reveal_numbers(desk: Desk, client_id: int, reason: str, *, limit: int = TIMELINE) -> ClientPage:
    """The page with the numbers of somebody who is not safe to call: a manager's alone, with a reason, which
    stands on the timeline. For this look only."""
    desk.need_manager("show the numbers of somebody who is not safe to call")
    if not reason.strip():
        raise Trouble("It needs a reason.", "Say why the number has to be seen.")
    with deed():
        _note(
            desk,
            client_id,
            "note",
            f"Numbers shown although not safe to call. Reason: {people.clean(reason)}",
        )
        audit.note(desk.worker_id, "numbers shown although not safe to call", client_id)
        return look(desk, client_id, limit, show_numbers=True)


def resume_calls(desk: Desk, client_id: int, reason: str) -> None:
    """A manager takes back that somebody died, moved, refused or is away: by mistake, or no longer so, under whichever
    of their records it was said. What was owed to them when it was said is owed again."""
    desk.need_manager("let calls go on")
    if not reason.strip():
        raise Trouble("It needs a reason.", "Say why they may be called again.")
    with deed():
        records = links.group_of(client_id)
        facts = {each: _client(each, ("stopped", "away", "away_until", "died_on")) for each in records}
        stopping = {each: row for each, row in facts.items() if row["stopped"] or row["away"] or row["died_on"]}
        if not stopping:
            raise Trouble("Nothing stops calls to this person.", "Look at why they can't be called now.")
        for each, row in stopping.items():
            _set(desk, each, row, {name: None for name in ("stopped", "away", "died_on") if row[name]})
            database.execute_sql(
                "UPDATE client SET stopped_at = NULL, away_until = NULL, version = version + ? WHERE id = ?",
                (int(each != client_id), each),
            )
        if any(row["stopped"] for row in stopping.values()):
            owing.what_a_stop_ended(records)
        _note(desk, client_id, "note", f"May be called again. Reason: {people.clean(reason)}")
        _done(desk, client_id, "calls resumed")
