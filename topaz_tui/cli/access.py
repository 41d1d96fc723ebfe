"""The command of the log: audit."""

from __future__ import annotations

from datetime import date

import click

from topaz_tui.cli.main import CliContext, main, paper, pass_context
from topaz_tui.errors import Invalid


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
