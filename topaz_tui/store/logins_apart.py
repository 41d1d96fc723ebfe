"""The logins of those who do no work of the list: a group for each of their roles beside that of the workers, with the
rights of rights_apart.py, and a schema of views for those who see less than the tables have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from topaz_tui.store.rights import COLUMNS, RIGHTS, VERBS
from topaz_tui.store.rights_apart import APART, COLUMNS_APART, KEYS, SAID, SEEN, WITH_VIEWS

SCHEMA = "topaz_for_"  # the name of a role's schema begins so
KEPT_KEYS = """
CREATE OR REPLACE FUNCTION topaz_kept_keys(said text, kept text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_object_agg(key, value), '{}'::jsonb)::text FROM jsonb_each(said::jsonb)
        WHERE key = ANY (kept));
EXCEPTION WHEN others THEN
    RETURN CASE WHEN said IS NOT NULL THEN '{' END;
END $$
"""
_COLUMNS = """
SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_attribute a
WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""


def group_of_role(group: str, role: str) -> str:
    """The group of the logins of this role, beside the `group` of the workers."""
    return f"{group}_{role}"


def groups(engine: Any, group: str) -> dict[str, str]:
    """The groups that there are, by role; none on a list that was set up before there were any."""
    named = {role: group_of_role(group, role) for role in APART}
    there = {name for (name,) in engine.execute_sql("SELECT rolname::text FROM pg_roles").fetchall()}
    return {role: name for role, name in named.items() if name in there}


def renew(engine: Any, group: str) -> None:
    """Give and take the rights of each of these groups, and make their views anew. Part of the caller's transaction."""
    run = engine.execute_sql
    run(KEPT_KEYS.replace("%", "%%"))
    drop_views(engine)
    for part, name in groups(engine, group).items():
        whom = _name(name)
        [(database,)] = run("SELECT current_database()::text").fetchall()
        run(f"REVOKE ALL ON DATABASE {_name(database)} FROM {whom}")
        run(f"GRANT CONNECT ON DATABASE {_name(database)} TO {whom}")
        run(f"REVOKE ALL ON SCHEMA public FROM {whom}")
        run(f"GRANT USAGE ON SCHEMA public TO {whom}")
        run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {whom}")
        for table, verbs in APART[part].items():
            if granted := ", ".join(_granted(part, table, verbs)):
                run(f"GRANT {granted} ON {table} TO {whom}")
        if part in WITH_VIEWS:
            _make_views(engine, part, whom)


def _granted(name: str, table: str, verbs: str) -> Iterator[str]:
    if columns := COLUMNS_APART.get((name, table)):
        yield f"SELECT ({', '.join(columns)})"
    yield from granted(table, verbs)


def granted(table: str, verbs: str) -> Iterator[str]:
    """The words of a GRANT of these verbs on a table."""
    for verb in verbs:
        columns = COLUMNS.get(table) if verb == "U" else None
        yield f"{VERBS[verb]} ({', '.join(columns)})" if columns else VERBS[verb]


def drop_views(engine: Any) -> None:
    """Take the views away, which keep a step of the schema from changing a table. Part of the caller's transaction."""
    for role in WITH_VIEWS:
        engine.execute_sql(f"DROP SCHEMA IF EXISTS {SCHEMA}{role} CASCADE")


def _make_views(engine: Any, role: str, whom: str) -> None:
    schema = f"{SCHEMA}{role}"
    engine.execute_sql(f"CREATE SCHEMA {schema}")
    engine.execute_sql(f"GRANT USAGE ON SCHEMA {schema} TO {whom}")
    for table in RIGHTS:
        if table in APART[role]:
            continue
        columns = engine.execute_sql(_COLUMNS, (f"public.{table}",)).fetchall()
        seen = SEEN[role].get(table, ())
        shown = ", ".join(_shown(table, name, kind, needed, seen) for name, kind, needed in columns)
        sql = f"CREATE VIEW {schema}.{table} AS SELECT {shown} FROM public.{table}"
        engine.execute_sql(sql + ("" if seen else " WHERE false"))
        engine.execute_sql(f"GRANT SELECT ON {schema}.{table} TO {whom}")


def _shown(table: str, name: str, kind: str, needed: bool, seen: tuple[str, ...]) -> str:
    """A column as a view has it: as it is, what of its JSON may be read, or empty."""
    if name in seen:
        return f'"{name}"'
    if seen and (keys := KEYS.get((table, name))):
        listed = ", ".join(f"'{key}'" for key in keys)
        return f'topaz_kept_keys("{name}", ARRAY[{listed}]) COLLATE "C" AS "{name}"'
    if seen and name in SAID.get(table, ()):
        return f"CASE WHEN \"{name}\" <> '' THEN 'said' END::{kind} AS \"{name}\""
    empty = {"text": "''", "integer": "0"}.get(kind, "NULL") if needed else "NULL"
    return f'{empty}::{kind} AS "{name}"'


def role_of(engine: Any, group: str) -> str | None:
    """The role of whoever logged in on this connection, where it is one of these and the list was set up for them."""
    [(found,)] = engine.execute_sql("SELECT topaz_role()").fetchall()
    part = str(found)
    return part if part in APART and part in groups(engine, group) else None


def path_of(part: str | None) -> str:
    """Where a connection of this role looks for tables: first among its views, where it has some."""
    return f"{SCHEMA}{part}, public" if part in WITH_VIEWS else "public"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
