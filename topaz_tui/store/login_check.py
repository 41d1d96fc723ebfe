"""Checks that the server gives each worker's login the rights of store/rights.py and no others: asks the server's
catalogue for each right, and names what is missing and what is there and should not be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from topaz_tui.store.logins import KEY, hooks
from topaz_tui.store.logins_apart import SCHEMA, group_of_role
from topaz_tui.store.rights import COLUMNS, NEVER, OWN, RIGHTS, VERBS
from topaz_tui.store.rights_apart import APART, COLUMNS_APART

Ask = Callable[[str], list[Any]]
"""Runs a statement, and answers with its rows."""

GROUP = f"SELECT value FROM metadata WHERE key = '{KEY}'"
_OWNER = "(SELECT relowner FROM pg_class WHERE oid = 'worker'::regclass)"
_LOGINS = """
    SELECT r.oid, r.rolname::text AS login FROM pg_roles r
    WHERE r.rolname = '{group}' OR r.oid IN (SELECT member FROM pg_auth_members
        WHERE roleid = '"{group}"'::regrole AND member <> {owner})
"""
_TABLES = "pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'f')"
_WHOLE = """SELECT l.login, c.relname::text, v.verb FROM ({logins}) l, unnest(ARRAY[{verbs}]) AS v (verb), {tables}
    AND has_table_privilege(l.oid, c.oid, v.verb)"""
_OF_COLUMNS = """SELECT l.login, c.relname::text, v.verb, a.attname::text
    FROM ({logins}) l, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS v (verb), pg_attribute a, {tables}
    AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    AND has_column_privilege(l.oid, c.oid, a.attnum, v.verb) AND NOT has_table_privilege(l.oid, c.oid, v.verb)"""
_WORKERS = """SELECT w.account, r.oid IS NOT NULL AND r.rolcanlogin,
        coalesce(r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolbypassrls OR r.rolreplication, false),
        ARRAY(SELECT m.roleid::regrole::text FROM pg_auth_members m WHERE m.member = r.oid
            AND m.roleid <> '"{group}"'::regrole),
        EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid AND m.roleid = '"{group}"'::regrole)
    FROM worker w LEFT JOIN pg_roles r ON r.rolname = w.account WHERE w.retired_at IS NULL AND {those}"""
_STRANGERS = """SELECT r.rolname::text FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
    WHERE m.roleid = '"{group}"'::regrole AND r.rolname NOT IN (
        SELECT w.account FROM worker w WHERE w.retired_at IS NULL AND {those}) AND m.member <> {owner}"""
_THERE = "SELECT 1 FROM pg_roles WHERE rolname = '{group}'"
_SEEN = """SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE starts_with(n.nspname::text, '{schema}') AND (c.relowner <> {owner} OR c.relkind <> 'v')"""
_TRIGGERS = """SELECT c.relname::text, t.tgname::text, t.tgenabled IN ('O', 'A') FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"""
_CHECKS = """SELECT conname::text FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace"""
_OPEN = """SELECT what FROM (VALUES
        ('connect to the database', has_database_privilege('public', current_database(), 'CONNECT')),
        ('make passing tables', has_database_privilege('public', current_database(), 'TEMP')),
        ('make tables', has_schema_privilege('public', 'public', 'CREATE')
            OR has_schema_privilege('{group}', 'public', 'CREATE')
            OR has_database_privilege('{group}', current_database(), 'CREATE'))
    ) AS asked (what, may) WHERE may"""
_OWNED = """SELECT c.relname::text FROM {tables}
    AND c.relowner <> {owner}"""
_BY_ROW = "SELECT c.relname::text FROM {tables} AND c.relrowsecurity"


def group(ask: Ask) -> str | None:
    """The group of the workers' logins; None where all share one."""
    return next((str(group) for (group,) in ask(GROUP)), None)


def amiss(ask: Ask, managed: Collection[str], refusals: Collection[str], checks: Collection[str]) -> tuple[str, ...]:
    """What is not as it should be, a phrase each. `managed`: the tables that a manager alone writes; `refusals`: the
    triggers of the schema that keep what only grows; `checks`: of what is written into a table."""
    name = group(ask)
    assert name is not None
    quoted, apart = name.replace("'", "''").replace('"', '""'), ", ".join(f"'{role}'" for role in APART)
    found = [*_amiss(_Asked(ask, quoted, f"w.role NOT IN ({apart})"), managed, refusals, checks)]
    for role in APART:
        of_role = _Asked(ask, group_of_role(quoted, role), f"w.role = '{role}'")
        if of_role(_THERE):
            found += [*_logins(of_role, f"group of the role {role}"), *_rights(of_role, *_due_of(role))]
        else:
            found.append(f"the group of the role {role} is not there")
    return tuple(found)


class _Asked:
    """The questions, put about one group."""

    def __init__(self, ask: Ask, group: str, those: str) -> None:
        self.ask, self.group, self.those = ask, group, those

    def __call__(self, sql: str, **values: str) -> list[Any]:
        values = {**values, "tables": _TABLES, "logins": _LOGINS, "owner": _OWNER, "those": self.those}
        for key, value in values.items():
            sql = sql.replace(f"{{{key}}}", value)
        return self.ask(sql.replace("{group}", self.group).replace("%", "%%"))


def _amiss(
    asked: _Asked, managed: Collection[str], refusals: Collection[str], checks: Collection[str]
) -> Iterator[str]:
    yield from _logins(asked, "workers' group")
    whole = {
        (table, VERBS[letter])
        for table, letters in RIGHTS.items()
        for letter in letters
        if not (letter == "U" and table in COLUMNS)
    }
    single = {(table, "UPDATE", column) for table, columns in COLUMNS.items() for column in columns}
    yield from _rights(asked, whole, single)
    for (view,) in asked(_SEEN, schema=SCHEMA):
        yield f"{view} is not a view of the tables' owner"
    for (what,) in asked(_OPEN):
        yield f"any login may {what}"
    for (table,) in asked(_OWNED):
        yield f"{table} belongs to another role than the other tables"
    by_row = {table for (table,) in asked(_BY_ROW)}
    for table in sorted({*OWN, "metadata", "witness"} - by_row):
        yield f"{table} is not kept row by row"
    yield from _triggers(asked, managed, refusals)
    there = {name for (name,) in asked(_CHECKS)}
    yield from (f"the check {name} is gone" for name in sorted(set(checks) - there))


def _logins(asked: _Asked, group: str) -> Iterator[str]:
    for account, has_login, has_power, others, is_member in asked(_WORKERS):
        if not has_login:
            yield f"{account} has no login"
        elif not is_member:
            yield f"{account}'s login is not of the {group}"
        if has_power:
            yield f"{account}'s login may do more than a worker's: it makes roles or databases, or is past all rules"
        if others:
            yield f"{account}'s login is also of {', '.join(others)}"
    for (login,) in asked(_STRANGERS):
        yield f"{login} is of the {group}, and no such worker at work"


Whole = set[tuple[str, str]]
Single = set[tuple[str, str, str]]


def _due_of(role: str) -> tuple[Whole, Single]:
    """What the group of a role apart is due: whole tables, and single columns."""
    whole, single = set(), set()
    for table, letters in APART[role].items():
        for letter in letters:
            if letter == "U" and table in COLUMNS:
                single |= {(table, "UPDATE", column) for column in COLUMNS[table]}
            else:
                whole.add((table, VERBS[letter]))
        single |= {(table, "SELECT", column) for column in COLUMNS_APART.get((role, table), ())}
    return whole, single


def _rights(asked: _Asked, whole: Whole, single: Single) -> Iterator[str]:
    verbs = ", ".join(f"'{verb}'" for verb in (*VERBS.values(), *NEVER))
    logins = [login for _, login in asked(_LOGINS)]
    there = {(login, table, verb) for login, table, verb in asked(_WHOLE, verbs=verbs)}
    due = {(login, *right) for login in logins for right in whole}
    yield from (f"{login} lacks {verb} on {table}" for login, table, verb in sorted(due - there))
    yield from (f"{login} has {verb} on {table}" for login, table, verb in sorted(there - due))
    has = {tuple(row) for row in asked(_OF_COLUMNS)}
    owed = {(login, *right) for login in logins for right in single}
    yield from (f"{login} lacks {verb} on {table}.{of}" for login, table, verb, of in sorted(owed - has))
    yield from (f"{login} has {verb} on {table}.{of}" for login, table, verb, of in sorted(has - owed))


def _triggers(asked: _Asked, managed: Collection[str], refusals: Collection[str]) -> Iterator[str]:
    found = {(table, name): enabled for table, name, enabled in asked(_TRIGGERS)}
    due = {(hook.table, hook.name) for hook in hooks()} | {(table, "a_topaz_managed") for table in managed}
    names = {name for _, name in found}
    yield from (f"the trigger {name} of {table} is gone" for table, name in sorted(due - found.keys()))
    yield from (f"the trigger {name} is gone" for name in sorted(set(refusals) - names))
    yield from (f"the trigger {name} of {table} is off" for (table, name), on in sorted(found.items()) if not on)
    strange = sorted(found.keys() - due)
    yield from (f"the trigger {name} of {table} is not Topaz's" for table, name in strange if name not in refusals)
