"""How long the log is kept: a rule of the team's settings to which a second manager has agreed, and the command that
takes out older lines. It is about the log alone; the records have rules of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from topaz_tui import clock
from topaz_tui.errors import Conflict, NotAllowed
from topaz_tui.grammar import counted
from topaz_tui.rules.permissions import Act
from topaz_tui.services import log_proof, team_settings
from topaz_tui.services.figures import evidence
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit, audit_cut, audit_verify
from topaz_tui.store.audit import LoggedAction
from topaz_tui.store.audit_verify import BreakKind
from topaz_tui.store.database import database, transaction
from topaz_tui.store.models import Worker

KEY = "log.years"


@dataclass(frozen=True, slots=True)
class LogCut:
    """How many lines were or would be taken out of the log, and the first day of which it keeps all."""

    lines: int
    since: date

    @property
    def words(self) -> str:
        """'12 lines from before 2019-11-23'."""
        return f"{counted(self.lines, 'line')} from before {self.since.isoformat()}"


def cut(session: AnySession, *, rehearse: bool = False) -> LogCut:
    """Take out of the log what is older than the team's rule says; with `rehearse` say what would go. Each chain is
    proved first, and begins then where the line says that this adds to the log. What the program reads in it again is
    said anew: which role each at work has, and which evidence packs were written.

    Raises UserError for others than managers, or where each has a login of their own the owner of the tables; where no
    two people have agreed to a rule; and where the log is not as it was written.
    """
    if database.obj.chains_log:
        raise NotAllowed("No line is taken out of the log by this login.", "The owner of the tables does: audit cut.")
    if isinstance(session, Session):
        session.require(Act.CUT_LOG)
    elif not log_proof.is_owners():
        raise NotAllowed("Only whoever may take lines out of the log does.", "Ask a manager.")
    today = clock.today()
    since = clock.add_months(today, -12 * _years(session))
    with transaction():
        engine = database.obj
        found = audit_cut.due(engine, clock.to_store(clock.at(since, "00:00")))
        if not rehearse and found.lines:
            wrong = [each for each in audit_verify.verify(engine).breaks if each.kind is not BreakKind.NO_KEY]
            if wrong:
                raise Conflict("The log is not as it was written, and stays as it is.", "See 'topaz audit verify'.")
            kept = audit_cut.words({**audit_cut.starts(engine), **found.starts})
            audit.record(session.worker_id, LoggedAction.CUT, None, LogCut(found.lines, since).words, kept)
            _say_roles(session)
            packs = evidence.packs()
            audit_cut.take_out(engine, found)
            for what in (each for each in packs if each not in evidence.packs()):
                audit.record(session.worker_id, evidence.STANDS, None, what)
    return LogCut(found.lines, since)


def _say_roles(session: AnySession) -> None:
    """Lines that say which role each at work has, before those that said it go (services/doctor/roles.py)."""
    for worker in Worker.select().where(Worker.retired_at.is_null()).order_by(Worker.id):
        subject = audit.role_of(worker.account, worker.role)
        audit.record(session.worker_id, LoggedAction.ROLE_STOOD, subject=subject)


def _years(session: AnySession) -> int:
    """For how many whole years the log is kept, by the settings in the database. Raises Conflict where the team keeps
    it for ever, or no second person has agreed to the rule."""
    rule, agreed = "0", False
    for version in reversed(team_settings.versions(session)):
        if version.state is not team_settings.VersionState.IN_FORCE:
            continue
        for each in version.differences:
            if each.key == KEY:
                rule, agreed = each.now, bool(version.decided)
    if rule == "0":
        what = "The team keeps its log for ever."
        raise Conflict(what, "A manager sets a rule: topaz settings set log.years 7 --why …")
    if not agreed:
        what = "Nobody else has agreed to how long the log is kept."
        raise Conflict(what, "With a second manager: one sets it anew, the other agrees.")
    return int(rule)
