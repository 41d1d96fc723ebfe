"""The commands of the log: audit list, seal, verify."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from topaz_tui.cli.main import CliContext, main, paper, pass_context
from topaz_tui.errors import Invalid

if TYPE_CHECKING:
    from topaz_tui.services.session import AnySession


@main.group()
def audit() -> None:
    """The log: who opened, changed or took out what, and when (manager)."""


@audit.command("list")
@click.option("--person", "person_id", metavar="ID", help="Only what is about whom the council has under this ID.")
@click.option("--worker", "account", metavar="ACCOUNT", help="Only what this worker did.")
@click.option("--since", metavar="DAY", help="Only from this day on, as 2026-07-01.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1, 1_000_000), help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def audit_list(
    context: CliContext, person_id: str | None, account: str | None, since: str | None, limit: int, as_json: bool
) -> None:
    """The last lines of the log, the newest first. That they were read is logged."""
    from topaz_tui.cli.output import log_list
    from topaz_tui.services import access_log

    try:
        day = None if since is None else date.fromisoformat(since)
    except ValueError:
        raise Invalid(f"'{since}' is no day.", "Write it as 2026-07-01.") from None
    found = access_log.lines(context.current_session(), person_id=person_id, account=account, since=day, most=limit)
    click.echo(log_list.log_json(found) if as_json else log_list.log_text(found, **paper()))


@audit.command("seal")
@click.option("--to", "file", metavar="FILE", help="Into this new file, or into a new one in this folder.")
@click.option("--folder", is_flag=True, help="Into the council's folder, where the settings have one (sending.folder).")
@click.option("--syslog", is_flag=True, help="To the system's log: the chains that have grown since the last time.")
@click.option("--mail", is_flag=True, help="To the output, of which cron makes a mail: those that have grown since.")
@pass_context
def audit_seal(context: CliContext, file: str | None, folder: bool, syslog: bool, mail: bool) -> None:
    """Seal the log: write where it ends now to where nobody who can change it comes. Without an option, to the screen.

    Kept outside, a seal shows later that lines were cut off or written anew, also by whoever has the key. It has
    nothing of what the log says. Exit code: 0 it is sealed, 2 it is not.
    """
    from topaz_tui.services import log_proof

    if (file is not None) + folder + syslog + mail > 1:
        raise Invalid("A seal goes one way at a time.", "Give --to, --folder, --syslog or --mail.")
    session = context.job_session()
    path = session.settings.sending.folder.path if folder else file
    if folder and not path:
        raise Invalid("The settings have no folder of the council's.", "Set sending.folder.path, or give --to FILE.")
    way = "folder" if folder else "file" if file else "system's log" if syslog else "mail" if mail else "screen"
    made, grown = log_proof.seal(session, way)
    if syslog:
        _to_syslog(made.text(grown))
    elif path:
        click.echo(f"{log_proof.seal_words(made)} {log_proof.write(made, Path(path).expanduser())}")
        return
    else:
        click.echo(made.text(grown if mail else None), nl=False)
        return
    click.echo(log_proof.seal_words(made))


def _to_syslog(text: str) -> None:
    try:
        import syslog
    except ImportError:  # Windows
        raise Invalid("This machine has no such log.", "Give --to FILE.") from None
    syslog.openlog("topaz")
    for line in text.splitlines():
        syslog.syslog(syslog.LOG_NOTICE | syslog.LOG_AUTHPRIV, line)


@audit.command("verify")
@click.option("--seal", "sealed", metavar="FILE", help="Compare it with this seal, too: only so a cut end shows.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def audit_verify(context: CliContext, sealed: str | None, as_json: bool) -> None:
    """Look whether a line of the log was changed, taken out, put in, moved or cut off (manager).

    Exit code: 0 it is as it was written, 1 it is not, 2 it could not be looked at.
    """
    from topaz_tui.cli.output import log_list
    from topaz_tui.services import log_proof

    text = None
    if sealed is not None:
        try:
            text = Path(sealed).expanduser().read_text("utf-8", "replace")
        except OSError as error:
            raise Invalid(f"{sealed} can't be read: {error.strerror}.", "Check the name.") from None
    session: AnySession = context.owner_session()
    if not log_proof.is_owners():
        session = context.current_session()
    found = log_proof.verify(session, text)
    click.echo(log_list.check_json(found) if as_json else log_list.check_text(found, sealed=text is not None))
    sys.exit(1 if found.breaks else 0)


@audit.command("cut")
@click.option("--dry-run", is_flag=True, help="Say what would go, and take out nothing.")
@pass_context
def audit_cut(context: CliContext, dry_run: bool) -> None:
    """Take out of the log what is older than the team's rule says (log.years), to which two managers have agreed.

    What stays can be proved as before, and a seal from before is still compared. Exit code: 0 done, 2 it could not be.
    """
    from topaz_tui.services import log_cut, log_proof

    session: AnySession = context.owner_session()
    if not log_proof.is_owners():
        session = context.current_session()
    done = log_cut.cut(session, rehearse=dry_run)
    click.echo(f"{'Would go' if dry_run else 'Taken out of the log'}: {done.words}.")
