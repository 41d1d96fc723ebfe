"""Checks how this list knows its workers, and whether the server keeps each of them to their rights."""

from __future__ import annotations

from topaz_tui.services import logins
from topaz_tui.services.doctor.finding import Found
from topaz_tui.services.doctor.look import CheckContext
from topaz_tui.store import login_check, metadata, schema_reference

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
        return True, ONE_FILE.format(how)
    if login_check.group(look.ask) is None:
        return True, f"{ONE_LOGIN}; {how}"
    triggers = schema_reference.reference().schema.items()
    refusals = {name for (kind, name), made in triggers if kind == "trigger" and "RAISE(ABORT" in made}
    refusals |= {f"{name.removesuffix('_stays')}_emptied" for name in refusals if name.endswith("_stays")}
    found = login_check.amiss(look.ask, logins.MANAGED, refusals)
    if not found:
        return True, "each their own login, and the server holds each to what a worker may do"
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    do = "Whoever looks after the server mends it, as the tables' owner: topaz workers logins."
    return False, f"the server does not hold workers to what they may do: {'; '.join(found[:MOST])}{more}", do
