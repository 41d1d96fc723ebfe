"""The commands of children's services: due, load, billing, work."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from topaz_tui.cli.main import CliContext, draw, main, paper, pass_context
from topaz_tui.errors import Invalid

OWN = ""
"""The council of `--council` without a name: the team's own."""


def _beside(told: Iterable[str]) -> None:
    """Say beside what machines read what a person has to see to."""
    for line in told:
        click.echo(f"! {line}", err=True)


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
    from topaz_tui.services import councils
    from topaz_tui.services.statutory import due as service
    from topaz_tui.services.statutory import kept

    session = context.current_session()
    council = councils.of_children(session, council)
    page = kept.page(session, None, weeks) if council is None else service.due(session, weeks, council)
    if as_json:
        click.echo(due_list.due_json(page))
        _beside(due_list.alarms(page))
    else:
        click.echo(due_list.due_text(page, session.settings.services, **paper(), council=council))
    sys.exit(0 if page.ok else 1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def load(context: CliContext, as_json: bool) -> None:
    """How much work each worker of children's services has, in points, the fullest first (manager). Exit code: 0 nobody
    has more than they have room for, 1 somebody has, or not all can be read, 2 could not look."""
    from topaz_tui.cli.output import load_list
    from topaz_tui.services.statutory import load as service

    page = service.page(context.job_session())
    if as_json:
        click.echo(load_list.load_json(page))
        _beside(page.aside)
    else:
        click.echo(load_list.load_text(page, **paper()))
    sys.exit(0 if page.ok else 1)


@main.command()
@click.option(
    "--council", is_flag=False, flag_value=OWN, metavar="[NAME]", help="Only this council's; without a name your own's."
)
@click.option("--csv", "as_csv", is_flag=True, help="What may be billed, for a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="For machines, with what was ordered.")
@pass_context
def billing(context: CliContext, council: str | None, as_csv: bool, as_json: bool) -> None:
    """What councils ordered of children's services, and what may be billed of it; no invoices. Exit code: 0 nothing is
    over what was ordered, about to run out, done under none, or can't be read, 1 something is, 2 could not look."""
    from topaz_tui.cli.output import billing_list
    from topaz_tui.services import councils
    from topaz_tui.services.statutory import commissions

    session = context.job_session()
    page = commissions.page(session, councils.of_children(session, council))
    if as_json:
        click.echo(billing_list.billing_json(page))
    elif as_csv:
        click.echo(billing_list.billing_csv(page))
    else:
        click.echo(billing_list.billing_text(page, **paper()))
    if as_json or as_csv:
        _beside(page.aside)
    sys.exit(0 if page.ok else 1)


@main.group()
def work() -> None:
    """A piece of work for children's services: a plan, a report, a training session."""


@work.command("show")
@click.argument("named", metavar="ID")
@click.option("--pdf", "file", metavar="FILE", help="Write it to this file, which must not be there yet.")
@click.option("--plain", is_flag=True, help="The young person's copy, in plain words.")
@click.option("--list", "listed", is_flag=True, help="Of a training session: the list of who was there.")
@click.option("--certificates", is_flag=True, help="Of a session, with --pdf: all its certificates, a page each.")
@click.option("--each", metavar="FOLDER", help="Of a session: a certificate in a file each, in this new folder.")
@pass_context
def work_show(
    context: CliContext,
    named: str,
    file: str | None,
    each: str | None,
    *,
    plain: bool,
    listed: bool,
    certificates: bool,
) -> None:
    """Show what is written of a piece of work, by its reference (WK-2026-00012) or number. That it was taken out is
    logged; an address that somebody must not learn is not in it."""
    from topaz_tui.services.statutory import prints
    from topaz_tui.services.statutory.prints import Paper

    chosen = [paper for paper, is_on in ((Paper.PLAIN, plain), (Paper.ATTENDANCE, listed),
              (Paper.CERTIFICATES, certificates), (Paper.EACH, each is not None)) if is_on]  # fmt: skip
    if len(chosen) > 1 or (each is not None and file is not None) or (certificates and file is None):
        raise Invalid("Say what is to be shown.", "Give one of --plain, --list, --certificates --pdf FILE, --each.")
    session, one = context.current_session(), chosen[0] if chosen else Paper.WHOLE
    known = prints.find(session, named)
    where = each if each is not None else file
    if where is not None:
        click.echo(prints.write(session, known.id, one, where, draw).words)
    else:
        from topaz_tui.text import sanitize

        click.echo(sanitize(prints.text(prints.taken_out(session, known, one))))
