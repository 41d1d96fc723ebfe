"""Commands of whoever looks after Topaz: dispatch, backup, restore, move, doctor."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from topaz_tui.cli.main import CliContext, main, paper, pass_context
from topaz_tui.cli.output.waiting import waiting
from topaz_tui.errors import Invalid
from topaz_tui.grammar import counted

if TYPE_CHECKING:
    from topaz_tui.services.session import JobSession


@main.command()
@click.option("--once", "mode", flag_value="once", default="once", help="One round (as it is without an option).")
@click.option("--watch", "mode", flag_value="watch", help="Round after round, until it is told to end.")
@click.option("--status", "mode", flag_value="status", help="Send nothing: say how it stands.")
@click.option("--check", "mode", flag_value="check", help="Send nothing: try each way up to the last step.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--beside", is_flag=True, hidden=True, help="Beside an open screen, whose keys come first.")
@pass_context
def dispatch(context: CliContext, mode: str, as_json: bool, beside: bool) -> None:
    """Send what is due, and move every clock. Safe to run from cron, a timer and several terminals at once.

    Exit code: 0 all is well, 1 something needs a person, 2 could not run.
    """
    from topaz_tui.cli.output import dispatch_status
    from topaz_tui.exchange.delivery import dispatcher as service
    from topaz_tui.services.escalations import api as escalations

    if beside and hasattr(os, "nice"):
        os.nice(10)
    session = context.sender_session()
    if mode == "check":
        checked = service.check(session)
        click.echo("\n".join(f"{'ok' if works else '! '} {words}" for works, words in checked))
        sys.exit(0 if all(works for works, _ in checked) else 1)
    if mode == "watch":
        complain = functools.partial(click.echo, err=True)
        _end_in_time()
        service.watch(
            context.sender_again,
            lambda run: click.echo(dispatch_status.run_line(run)),
            complain,
        )
    lacks: tuple[str, ...] = ()
    if mode == "once":
        with waiting("What is due is being sent"):
            lacks = (*service.run(session).lacks, *service.daily(session))
    for words in lacks:
        click.echo(words, err=True)
    state = escalations.dispatch_status(session)
    click.echo(dispatch_status.dispatch_json(state) if as_json else dispatch_status.dispatch_text(state))
    sys.exit(0 if state.ok and not lacks else 1)


def _end_in_time() -> None:
    """Whatever hangs, once told to end this process is over within five seconds (runtime/shutdown.py)."""
    from topaz_tui.runtime import shutdown

    def last_resort(code: int) -> None:
        words = "Told to end, and something did not answer. What was being sent is tried again, or is on the board."
        shutdown.try_for(shutdown.DISK, functools.partial(click.echo, words, err=True))
        shutdown.at_once(code)

    countdown = shutdown.Countdown(last_resort)
    shutdown.Signals(lambda _number: countdown.begin(1))


@main.command()
@click.argument("file", metavar="FILE", required=False)
@click.option("--daily", is_flag=True, help="Today's own, where the settings say (backups), unless it is there.")
@click.option("--beside", is_flag=True, hidden=True, help="Beside an open screen, whose keys come first.")
@pass_context
def backup(context: CliContext, file: str | None, daily: bool, beside: bool) -> None:
    """Copy the database to FILE while people work, and read the copy again. FILE must not be there yet.

    Exit code: 0 the copy is whole, 2 there is none.
    """
    from time import monotonic

    from topaz_tui.cli.output import maintenance
    from topaz_tui.services import backups

    if beside and hasattr(os, "nice"):
        os.nice(10)
    if bool(file) == daily:
        raise Invalid("Say where the copy shall be.", "Give a FILE, or --daily.")
    if daily:
        _back_up_today(context.job_session("backup --daily"))
        return
    assert file is not None
    began = monotonic()
    with waiting("The copy is made and read again"):
        made = backups.back_up(context.own_file(), Path(file).expanduser())
    click.echo(maintenance.backup_text(made, monotonic() - began))


def _back_up_today(session: JobSession) -> None:
    from topaz_tui.services import backups

    with waiting("Today's copy is made and read again"):
        wrong = backups.daily(session)
    if wrong:
        raise Invalid("\n".join(wrong))
    click.echo(backups.told(session))


@main.command()
@click.option("--to", "url", metavar="URL", required=True, help="An empty database: postgresql://host/name")
@click.option("--logins", "each", is_flag=True, help="Each worker gets a login of their own on the server.")
@pass_context
def move(context: CliContext, url: str, each: bool) -> None:
    """Move the list to a PostgreSQL server: copy every row, compare every row, and mark the file as moved.

    Broken off, it goes on when the same command is given again. Exit code: 0 it is moved, 2 the file is still the list.
    """
    from topaz_tui.services import connection, logins, moving, workers

    file, settings = context.own_file(), context.settings()
    rows = moving.move(file, url, lambda table, count: click.echo(f"  {table:<14} {count:>12,} equal"))
    click.echo(f"Moved: {counted(rows, 'row')}. The list is at {url} now, and the file stays as it was on this day.")
    if each:
        connection.open_database(url)
        logins.set_up(workers.owner_session(settings))
        click.echo("Each worker has a login of their own there: they leave 'user=' out of the URL, or write theirs.")
    else:
        click.echo("All workers use one login there, which can do everything; see 'topaz workers logins'.")
    click.echo(f"Next: write database = \"{url}\" into everybody's settings, or give --db '{url}'.")


@main.command()
@click.argument("file", metavar="FILE")
@pass_context
def restore(context: CliContext, file: str) -> None:
    """Put the backup FILE in the database's place. It is looked through first, and the old database is kept.

    Nobody else may have Topaz open. Exit code: 0 done, 2 nothing was changed.
    """
    from topaz_tui.cli.output import maintenance
    from topaz_tui.services import backups

    with waiting("The backup is looked through, and put in its place"):
        restored = backups.restore(Path(file).expanduser(), context.own_file())
    click.echo(maintenance.restored_text(restored, file))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def doctor(context: CliContext, as_json: bool) -> None:
    """Look whether all is well with the database, its backups, this machine and this terminal; change nothing.

    Exit code: 0 all is well, 1 something is to be seen to, 2 the database could not be looked at.
    """
    from topaz_tui.cli.output import maintenance
    from topaz_tui.services import doctor as service

    context.need_examiner()
    findings = service.examine(context.named, context.settings_file, context.settings)
    click.echo(maintenance.findings_json(findings) if as_json else maintenance.findings_text(findings, **paper()))
    sys.exit(maintenance.exit_code(findings))
