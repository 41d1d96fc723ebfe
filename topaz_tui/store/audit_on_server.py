"""The chain of the log where each worker has a login on the server (logins.py): the server itself reckons the code over
each line that a worker writes, by a key that only the owner of the tables can read. A worker's program says what was
done; which line it is, of which chain, and by how much its clock is wrong, the server says.

It reckons as audit_chain.code does. Each connection writes a chain of its own.
"""

from __future__ import annotations

from topaz_tui.store import audit_key
from topaz_tui.store.audit_chain import CLOCKS
from topaz_tui.store.sql.audit import FIELDS

TRANSACTIONS = 0x544F5041  # the number of the lock that transactions take one after the other (postgresql.py)
_SAID = " || ".join(
    f"{audit_key.PLACE}.part({each})"
    for each in ("chain_id::text", "place::text", *(f"NEW.{each}::text" for each in FIELDS))
)
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION {audit_key.PLACE}.part(text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$SELECT CASE WHEN $1 IS NULL THEN '-' ELSE octet_length($1) || ':' || $1 END$$;

CREATE OR REPLACE FUNCTION {audit_key.PLACE}.code(text) RETURNS text LANGUAGE sql STABLE AS
    $$SELECT encode(sha256(decode(outside, 'hex') || sha256(decode(inside, 'hex') || convert_to($1, 'UTF8'))), 'hex')
        FROM {audit_key.PLACE}.audit_key ORDER BY id DESC LIMIT 1$$;

CREATE OR REPLACE FUNCTION topaz_written() RETURNS trigger LANGUAGE plpgsql {{definer}} AS $$
DECLARE
    mine text := current_setting('topaz.chain', true); chain_id integer; before text; place integer; last text;
    began text; kept text; off integer;
BEGIN
    IF session_user = {{owner}} THEN RETURN NEW; END IF;
    SELECT id, mac INTO chain_id, before FROM audit_chain WHERE token = mine;
    IF chain_id IS NULL THEN
        PERFORM pg_advisory_xact_lock({TRANSACTIONS});
        SELECT id, mac INTO chain_id, before FROM audit_chain ORDER BY id DESC LIMIT 1;
        chain_id := coalesce(chain_id, 0) + 1;
        mine := replace(gen_random_uuid()::text, '-', '');
        began := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
        SELECT key_id INTO kept FROM {audit_key.PLACE}.audit_key ORDER BY id DESC LIMIT 1;
        before := {audit_key.PLACE}.code(coalesce(before, '') || {audit_key.PLACE}.part(chain_id::text)
            || {audit_key.PLACE}.part(mine) || {audit_key.PLACE}.part(began) || {audit_key.PLACE}.part(kept));
        INSERT INTO audit_chain (id, token, began_at, key_id, mac) VALUES (chain_id, mine, began, kept, before);
        PERFORM set_config('topaz.chain', mine, false);
    END IF;
    SELECT number, mac INTO place, last FROM audit WHERE chain = chain_id ORDER BY number DESC LIMIT 1;
    place := coalesce(place, 0) + 1;
    IF NEW.at ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9:]{{8}}Z$' THEN
        off := extract(epoch FROM NEW.at::timestamptz)::bigint - extract(epoch FROM clock_timestamp())::bigint;
    END IF;
    NEW.id := nextval(pg_get_serial_sequence('audit', 'id'));
    NEW.clock_off := CASE WHEN abs(off) > {CLOCKS} THEN off END;
    NEW.chain := chain_id;
    NEW.number := place;
    NEW.mac := {audit_key.PLACE}.code(coalesce(last, before) || {_SAID});
    RETURN NEW;
END $$
"""
"""Where logins.renew puts the owner and how it is run."""
