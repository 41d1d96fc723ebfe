"""Checks how this list knows its workers, and whether the server keeps each of them to their rights."""

from __future__ import annotations

from topaz_tui.rules import permissions
from topaz_tui.services import logins
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.store import login_check, metadata, schema_reference
from topaz_tui.store.sql import doctor as sql

MOST = 12  # findings that are named
ONE_FILE = "one file, one trust: who can write the file can do everything; {}"
BY_PHRASE, BY_ACCOUNT = "a passphrase is the sign-in", "without passphrases the system's account is the sign-in"
ONE_LOGIN = "all workers use one login: who somebody is, this program says, and who has the login can do everything"


def check_sign_in(look: CheckContext) -> Found:
    """By which set-up does the list know who somebody is? Where each worker has a login: does the server give each what
    the program needs, and no more?"""
    if not isinstance(look.where, str):
        look.need_schema()
    how = BY_PHRASE if look.about(metadata.PASSPHRASES) else BY_ACCOUNT
    if not isinstance(look.where, str):
        return _phrases(look, ONE_FILE.format(how))
    if login_check.group(look.ask) is None:
        return _phrases(look, f"{ONE_LOGIN}; {how}")
    triggers = schema_reference.reference().schema.items()
    made_so = {name: made for (kind, name), made in triggers if kind == "trigger" and "RAISE(ABORT" in made}
    checks = {name for name, made in made_so.items() if " BEFORE INSERT " in made}  # a check of the table, on a server
    refusals = made_so.keys() - checks
    refusals |= {f"{name.removesuffix('_stays')}_emptied" for name in refusals if name.endswith("_stays")}
    found = login_check.amiss(look.ask, logins.MANAGED, refusals, checks)
    if not found:
        return True, "each their own login, and the server holds each to what a worker may do"
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    do = "Whoever looks after the server mends it, as the tables' owner: topaz workers logins."
    return False, f"the server does not hold workers to what they may do: {'; '.join(found[:MOST])}{more}", do


def _phrases(look: CheckContext, words: str) -> Found:
    """Where the team signs in with passphrases: has each at work one? Accounts are named, but for those of the
    machine's own, which are asked for none."""
    if not look.about(metadata.PASSPHRASES):
        return True, words
    none = [account for account, kept in look.ask(sql.WITHOUT_PHRASE) if permissions.signs_in(kept)]
    if not none:
        return True, words
    more = f" and {len(none) - MOST} more" if len(none) > MOST else ""
    do = "They can't sign in until a manager gives them one: topaz workers phrase ACCOUNT."
    return False, f"{words}; without a passphrase: {', '.join(none[:MOST])}{more}", do
