"""The commands of children's services: due, load."""

from __future__ import annotations

import sys

import click

from topaz_tui.cli.main import CliContext, main, paper, pass_context

OWN = ""
"""The council of `--council` without a name: the team's own."""


@main.command()
@click.option("--weeks", type=click.IntRange(0, 520), metavar="N", help="Up to N weeks ahead; else all that is open.")
@click.option(
    "--council", is_flag=False, flag_value=OWN, metavar="[NAME]", help="Only this council's; without a name your own's."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def due(context: CliContext, weeks: int | None, council: str | None, as_json: bool) -> None:
    """What is due for young people, courts and schools, soonest first. Exit code: 0 nothing is overdue, 1 something is,
    or can't be reckoned, or a school has no designated lead, 2 could not look."""
    from topaz_tui.cli.output import due_list
    from topaz_tui.services.statutory import due as service

    session = context.job_session()
    page = service.due(session, weeks, council)
    if as_json:
        click.echo(due_list.due_json(page))
        for line in due_list.alarms(page):
            click.echo(line, err=True)
    else:
        click.echo(due_list.due_text(page, session.settings.services, **paper()))
    sys.exit(0 if page.ok else 1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def load(context: CliContext, as_json: bool) -> None:
    """How much work each worker of children's services has, in points, the fullest first. Exit code: 0 nobody has more
    than they have room for, 1 somebody has, 2 could not look."""
    from topaz_tui.cli.output import load_list
    from topaz_tui.services.statutory import load as service

    page = service.page(context.job_session())
    click.echo(load_list.load_json(page) if as_json else load_list.load_text(page, **paper()))
    sys.exit(0 if page.ok else 1)
