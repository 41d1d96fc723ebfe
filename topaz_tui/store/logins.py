"""A login role on the server for each worker: who somebody is, the server says, and what they may do to a table it
decides itself (store/rights.py has the rows), whatever program they hold. The owner of the tables is for the steps of
the schema alone.

All hangs on one role that nobody logs in with, the group of the workers: a worker at work is a member, one who was
retired is none, and a trigger of the table `worker` sees to it as a manager adds or retires somebody. What the server
runs with the owner's rights (SECURITY DEFINER) names the schema in which it looks, and asks `session_user`: that is who
logged in, and no SET ROLE changes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from topaz_tui.errors import Conflict, Invalid, NotAllowed
from topaz_tui.store import audit_key, audit_on_server, logins_apart
from topaz_tui.store.rights import (
    OF_TOPAZ,
    OWN,
    RIGHTS,
    SIGNED,
    STAMPED,
    UNWITNESSED,
    WITNESSED,
)
from topaz_tui.store.rights_apart import APART

KEY = "logins"  # stands in `metadata` of a list whose workers have logins: the name of their group
LONGEST = 63  # bytes of the name of a role on the server
DEFINER = "SECURITY DEFINER SET search_path = public, pg_temp"

WHO = """
CREATE TABLE IF NOT EXISTS witness (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    login text NOT NULL,
    verb text NOT NULL,
    changed text NOT NULL,
    row_id integer,
    client_id integer,
    was jsonb,
    now jsonb
);
CREATE INDEX IF NOT EXISTS witness_client ON witness (client_id, at);
CREATE OR REPLACE VIEW typing AS SELECT id, worker_id, kind, key, saved_at FROM draft;

CREATE OR REPLACE FUNCTION topaz_me() RETURNS integer LANGUAGE sql STABLE {definer} AS
    'SELECT id FROM worker WHERE account = session_user::text AND retired_at IS NULL';

CREATE OR REPLACE FUNCTION topaz_role() RETURNS text LANGUAGE sql STABLE {definer} AS
    'SELECT role FROM worker WHERE account = session_user::text AND retired_at IS NULL';

CREATE OR REPLACE FUNCTION topaz_witness() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
DECLARE
    whole_was jsonb; whole_now jsonb; was jsonb; now jsonb; any_row jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN whole_was := to_jsonb(OLD); was := whole_was; END IF;
    IF TG_OP <> 'DELETE' THEN whole_now := to_jsonb(NEW); now := whole_now; END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, value), jsonb_object_agg(key, whole_now -> key) INTO was, now
            FROM jsonb_each(whole_was) WHERE value IS DISTINCT FROM whole_now -> key AND key <> ALL ({unwitnessed});
        IF was IS NULL THEN RETURN NULL; END IF;
    END IF;
    any_row := coalesce(whole_now, whole_was);
    INSERT INTO witness (login, verb, changed, row_id, client_id, was, now) VALUES (
        session_user, TG_OP, TG_TABLE_NAME, (any_row ->> 'id')::integer,
        CASE WHEN TG_TABLE_NAME = 'client' THEN (any_row ->> 'id')::integer ELSE (any_row ->> 'client_id')::integer END,
        was, now);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION topaz_stamp() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
BEGIN
    IF session_user <> {owner} THEN
        NEW.worker_id := topaz_me();
        IF NEW.worker_id IS NULL THEN
            RAISE EXCEPTION 'This login is not a worker at work.' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION topaz_signed() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
BEGIN
    IF (to_jsonb(NEW) ->> TG_ARGV[0])::integer IS NOT DISTINCT FROM topaz_me() OR session_user = {owner} THEN
        RETURN NEW;
    END IF;
    IF topaz_role() = ANY ({for_others}) THEN
        INSERT INTO witness (login, verb, changed, row_id, now)
            VALUES (session_user, 'in the name of', TG_TABLE_NAME, (to_jsonb(NEW) ->> 'id')::integer, to_jsonb(NEW));
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Nobody writes here in the name of a colleague.' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE FUNCTION topaz_managed() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
BEGIN
    IF session_user <> {owner} AND NOT coalesce(topaz_role() = ANY (TG_ARGV), false) THEN
        RAISE EXCEPTION 'That is not for this login to do.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION topaz_login() RETURNS trigger LANGUAGE plpgsql {definer} AS $$
DECLARE
    known pg_roles%ROWTYPE; theirs text := {group}; each text;
BEGIN
    SELECT * INTO known FROM pg_roles WHERE rolname = NEW.account;
    IF NEW.role = ANY ({apart}) THEN theirs := theirs || '_' || NEW.role; END IF;
    FOREACH each IN ARRAY {groups} LOOP
        IF known.oid IS NOT NULL AND (NEW.retired_at IS NOT NULL OR each <> theirs)
            AND EXISTS (SELECT FROM pg_auth_members WHERE member = known.oid AND roleid = quote_ident(each)::regrole)
        THEN
            EXECUTE format('REVOKE %I FROM %I', each, NEW.account);
        END IF;
    END LOOP;
    IF NEW.retired_at IS NOT NULL THEN RETURN NULL; END IF;
    IF octet_length(NEW.account) > {longest} THEN
        RAISE EXCEPTION 'The account has more letters than a login may have.' USING ERRCODE = 'name_too_long';
    END IF;
    IF known.oid IS NULL THEN
        EXECUTE format('CREATE ROLE %I LOGIN', NEW.account);
    ELSIF known.rolsuper OR known.rolcreaterole OR known.rolcreatedb OR known.rolbypassrls OR known.rolreplication
        OR NOT known.rolcanlogin OR pg_has_role(NEW.account, {owner}, 'MEMBER')
    THEN
        RAISE EXCEPTION 'The account is a role of the server''s own.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('GRANT %I TO %I', theirs, NEW.account);
    RETURN NULL;
END $$
"""


@dataclass(frozen=True, slots=True)
class Managed:
    """Which roles may do what to a table, taken from the acts in rules/permissions.py: by table who may write there;
    who may sign for a colleague (put a colleague's call right); who may read what the triggers have witnessed."""

    tables: Mapping[str, Sequence[str]]
    for_others: Sequence[str]
    reads: Sequence[str]


@dataclass(frozen=True, slots=True)
class Hook:
    """A trigger that Topaz hangs on a table: which function it runs, with which values, and when."""

    table: str
    function: str
    fires: str
    values: Sequence[str] = ()
    when: str = "true"
    more: str = ""

    @property
    def name(self) -> str:
        """The trigger's name. It sorts before those of the schema, so that a worker without the right is told that
        first."""
        return "_".join(filter(None, ("a", self.function, self.more)))


def set_up(engine: Any, managed: Managed) -> tuple[str, ...]:
    """Give each worker at work a login, and take from everybody else what is theirs; run again, it mends what is amiss.
    Returns their accounts. Raises UserError where this is not the owner's connection, or the server does not let the
    owner make roles."""
    owner = owner_of(engine)
    [(login, database)] = engine.execute_sql("SELECT session_user::text, current_database()::text").fetchall()
    if login != owner:
        raise NotAllowed(
            f"The role {owner!r} owns the tables, and this connection is {login!r}'s.",
            f"Give the command as their owner: user={owner} in the URL.",
        )
    group = f"{database}_workers"
    with engine.transaction():
        every = (group, *(logins_apart.group_of_role(group, role) for role in APART))
        for each in every:
            if not engine.execute_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (each,)).fetchone():
                _make(engine, f"CREATE ROLE {_name(each)} NOLOGIN")
        kept = (
            "INSERT INTO metadata (key, value) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
        engine.execute_sql(kept, (KEY, group))
        values = {
            "definer": DEFINER, "owner": _text(owner), "group": _text(group), "longest": str(LONGEST),
            "for_others": _array(managed.for_others), "unwitnessed": _array(UNWITNESSED),
            "apart": _array(tuple(APART)), "groups": _array(every),
        }  # fmt: skip
        sql = WHO
        for key, value in values.items():
            sql = sql.replace(f"{{{key}}}", value)
        engine.execute_sql(sql.replace("%", "%%"))
        for table, roles in managed.tables.items():
            _hang(engine, Hook(table, "topaz_managed", "BEFORE INSERT OR UPDATE OR DELETE", roles))
        _policy(engine, "witness", "reads", "SELECT", f"USING ((SELECT topaz_role()) = ANY ({_array(managed.reads)}))")
        renew(engine)
        return _give_logins(engine)


def _give_logins(engine: Any) -> tuple[str, ...]:
    """Make a login for each worker at work, by the same trigger that makes one for a new worker. Returns their
    accounts."""
    at_work = engine.execute_sql("SELECT account FROM worker WHERE retired_at IS NULL ORDER BY account").fetchall()
    _make(engine, "UPDATE worker SET retired_at = retired_at")
    return tuple(account for (account,) in at_work)


def renew(engine: Any) -> None:
    """Give the group of the workers the rights that store/rights.py has now, and take all others from it: a step of the
    schema may have made new tables."""
    group = group_of(engine)
    if group is None:
        return
    whom, quoted = _name(group), ", ".join(f"PUBLIC {_name(group)}".split())
    [(database,)] = engine.execute_sql("SELECT current_database()::text").fetchall()
    run = engine.execute_sql
    run(f"REVOKE ALL ON DATABASE {_name(database)} FROM {quoted}")
    run(f"GRANT CONNECT ON DATABASE {_name(database)} TO {whom}")
    run(f"REVOKE CREATE ON SCHEMA public FROM {quoted}")
    run(f"GRANT USAGE ON SCHEMA public TO {whom}")
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}")
    run(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {quoted}")
    for table, verbs in ((table, verbs) for table, verbs in RIGHTS.items() if verbs):
        run(f"GRANT {', '.join(logins_apart.granted(table, verbs))} ON {table} TO {whom}")
    logins_apart.renew(engine, group)
    audit_key.need(engine)
    chained = audit_on_server.FUNCTIONS.replace("{definer}", DEFINER).replace("{owner}", _text(owner_of(engine)))
    run(chained.replace("%", "%%"))
    for hook in hooks():
        _hang(engine, hook)
    for table, column in OWN.items():
        own = f"({column} = (SELECT topaz_me()))"
        _policy(engine, table, "own", "ALL", f"USING {own} WITH CHECK {own}")
    others = f"(key <> ALL ({_array(OF_TOPAZ)}))"
    _policy(engine, "metadata", "read", "SELECT", "USING (true)")
    _policy(engine, "metadata", "added", "INSERT", f"WITH CHECK {others}")
    _policy(engine, "metadata", "changed", "UPDATE", f"USING {others} WITH CHECK {others}")
    _policy(engine, "metadata", "gone", "DELETE", f"USING {others}")


def group_of(engine: Any) -> str | None:
    """The group of the workers' logins; None where all use one login."""
    if not engine.table_exists("metadata"):  # before schema 45, where nobody had one
        return None
    found = engine.execute_sql("SELECT value FROM metadata WHERE key = %s", (KEY,)).fetchall()
    return next((str(group) for (group,) in found), None)


def owner_of(engine: Any) -> str:
    """The role that owns the tables."""
    sql = "SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = 'worker'::regclass"
    [(owner,)] = engine.execute_sql(sql).fetchall()
    return str(owner)


def login_of(engine: Any) -> str:
    """The login of this connection, as the server names it."""
    [(login,)] = engine.execute_sql("SELECT session_user::text").fetchall()
    return str(login)


def hooks() -> Iterator[Hook]:
    """The triggers that hang on tables whatever the acts say; those on a manager's tables follow from the table of
    acts."""
    yield Hook("worker", "topaz_login", "AFTER INSERT OR UPDATE")
    yield Hook("audit", "topaz_written", "BEFORE INSERT")  # after topaz_stamp: by their names
    for table in STAMPED:  # a line that names nobody is a job's, and it is known whose login wrote it
        yield Hook(table, "topaz_stamp", "BEFORE INSERT", when="NEW.worker_id IS NOT NULL")
        yield Hook(table, "topaz_witness", "AFTER INSERT", when="NEW.worker_id IS NULL")
    for table, columns in SIGNED.items():
        for column in columns:
            new = f"NEW.{column} IS NOT NULL"
            yield Hook(table, "topaz_signed", "BEFORE INSERT", (column,), new, f"added_{column}")
            changed = f"{new} AND NEW.{column} IS DISTINCT FROM OLD.{column}"
            yield Hook(table, "topaz_signed", f"BEFORE UPDATE OF {column}", (column,), changed, f"changed_{column}")
    for table in WITNESSED:
        yield Hook(table, "topaz_witness", "AFTER UPDATE OR DELETE")


def _hang(engine: Any, hook: Hook) -> None:
    """Make this trigger on its table anew."""
    engine.execute_sql(f"DROP TRIGGER IF EXISTS {hook.name} ON {hook.table}")
    engine.execute_sql(
        f"CREATE TRIGGER {hook.name} {hook.fires} ON {hook.table} FOR EACH ROW WHEN ({hook.when})"
        f" EXECUTE FUNCTION {hook.function}({', '.join(map(_text, hook.values))})"
    )


def _policy(engine: Any, table: str, name: str, verb: str, check: str) -> None:
    group = group_of(engine)
    assert group is not None
    whom = ", ".join(map(_name, (group, *logins_apart.groups(engine, group).values())))
    engine.execute_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    engine.execute_sql(f"DROP POLICY IF EXISTS topaz_{name} ON {table}")
    engine.execute_sql(f"CREATE POLICY topaz_{name} ON {table} FOR {verb} TO {whom} {check}")


def _make(engine: Any, sql: str) -> None:
    """Run what makes roles. Raises UserError where the server does not let the owner make one, or an account can be no
    login."""
    try:
        engine.execute_sql(sql)
    except (peewee.DatabaseError, peewee.DataError) as error:
        cause = getattr(error, "orig", None) or error.__cause__
        state = getattr(cause, "sqlstate", "")
        words = getattr(getattr(cause, "diag", None), "message_primary", None) or "the server does not answer"
        if state == "42501":
            raise NotAllowed(
                f"The owner of the tables may not make logins on this server: {words}.",
                "Whoever looks after it gives the right: ALTER ROLE owner CREATEROLE.",
            ) from error
        if state == "42622":
            raise Invalid(words, "Give them a shorter account.") from error
        raise Conflict(f"The logins can't be made: {words}.", "Ask whoever looks after the server.") from error


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _array(values: Sequence[str]) -> str:
    return f"ARRAY[{', '.join(map(_text, values))}]::text[]"
