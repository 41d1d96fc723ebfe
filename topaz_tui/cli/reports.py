"""The command of the figures: report."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from topaz_tui.cli.main import CliContext, in_a_file, main, paper, pass_context
from topaz_tui.errors import Invalid

if TYPE_CHECKING:
    from topaz_tui.rules.measures.periods import Period
    from topaz_tui.services.session import Session


@main.command()
@click.option(
    "--period", metavar="2026-Q3", help="A year (2026, 2026/27 from April), quarter or month; else this quarter."
)
@click.option("--from", "first", metavar="DAY", help="The first day, as 2026-07-01; with --to.")
@click.option("--to", "last", metavar="DAY", help="The last day.")
@click.option("--week", is_flag=True, help="The last whole week, Monday to Sunday.")
@click.option("--council", metavar="NAME", help="Only this council's people.")
@click.option("--worker", "account", metavar="ACCOUNT", help="Only what this worker did; your own anybody may see.")
@click.option("--freeze", is_flag=True, help="Keep the figures of a period that is over as they are now.")
@click.option("--pack", metavar="FOLDER", help="An evidence pack of a frozen quarter or year, into a new folder.")
@click.option("--people", metavar="CODE", help="With --file: the people whom this figure counted, by name.")
@click.option("--feed", metavar="WHICH", help="With --file: concerns, requests or refused, for the council's returns.")
@click.option(
    "--recount", is_flag=True, help="Count everybody again, where doctor says that the kept figures are wrong."
)
@in_a_file
@click.option("--json", "as_json", is_flag=True, help="For machines, with what each figure counts.")
@click.option("--csv", "as_csv", is_flag=True, help="For a spreadsheet.")
@pass_context
def report(
    context: CliContext, period: str | None, first: str | None, last: str | None, week: bool, council: str | None,
    account: str | None, freeze: bool, pack: str | None, people: str | None, feed: str | None,
    recount: bool, file: str | None, reason: str, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    """The figures of a period: how many of those due were reached and reviewed, referred back, promised, raised."""
    from topaz_tui.cli.output import figures as output
    from topaz_tui.rules.measures import words
    from topaz_tui.rules.measures.measure import Tab
    from topaz_tui.services import councils, figures, lists

    if [people, feed].count(None) != (2 if file is None else 1):
        raise Invalid(
            "A file has the people of one figure, or is one for the council.",
            "Give --file FILE with --people CODE, or with --feed WHICH.",
        )
    if file is not None and (freeze or pack is not None):
        raise Invalid("A file of people is written alone.", "Give --freeze or --pack in a command of its own.")
    asked = _period(period, first, last, week)
    session = context.current_session()
    council = councils.named(session, council)
    worker_id = None if account is None else figures.worker_of(session, account)
    if recount:
        figures.count_again(session)
    if pack is not None and not freeze:
        _write_pack(session, pack, asked, council, worker_id)
        return
    if feed is not None and file is not None:
        if worker_id is not None:
            raise Invalid("What is for the council is the team's.", "Leave out --worker.")
        table = lists.of_feed(session, figures.for_council(session, asked, council), feed)
        click.echo(lists.write(session, table, file, reason).words)
        return
    made = figures.report(session, asked, council, worker_id)
    if people is not None and file is not None:
        click.echo(lists.write(session, lists.of_figure(session, made, people), file, reason).words)
        return
    if freeze:
        figures.freeze(session, made)
    if pack is not None:
        _write_pack(session, pack, asked, council, worker_id)
        return
    frozen = None if worker_id is not None else figures.last(session, asked, council)
    if as_json:
        click.echo(output.report_json(made, frozen))
    elif as_csv:
        click.echo(output.report_csv(made))
    else:
        tabs = (Tab.SUMMARY,) if week else tuple(Tab)
        contract = session.settings.contract
        click.echo(output.report_text(made, contract, **paper(), bars=_shows(words.BARS), tabs=tabs, frozen=frozen))


@main.command()
@click.option("--yes", "agreed", type=int, metavar="NUMBER", help="This one may be written: once, within a day.")
@click.option("--no", "refused", type=int, metavar="NUMBER", help="This one may not.")
@pass_context
def files(context: CliContext, agreed: int | None, refused: int | None) -> None:
    """Whole lists that colleagues ask to write into a file: each waits for a second person's yes (manager)."""
    from topaz_tui.services import whole_files
    from topaz_tui.text import sanitize

    if agreed is not None and refused is not None:
        raise Invalid("One is answered at a time.", "Give --yes NUMBER or --no NUMBER.")
    session = context.current_session()
    number = refused if agreed is None else agreed
    if number is not None:
        found = whole_files.decide(session, number, agreed is not None)
        click.echo(f"{'Agreed' if agreed is not None else 'Refused'}: {sanitize(found.words)}.")
        return
    waiting = [f"{each.id}: {sanitize(each.words)}." for each in whole_files.asked(session)]
    click.echo("\n".join(waiting) or "No whole list waits for a second person.")


def _write_pack(session: Session, folder: str, period: Period, council: str | None, worker_id: int | None) -> None:
    from topaz_tui.exchange import evidence

    if worker_id is not None:
        raise Invalid("An evidence pack is of the team.", "Leave out --worker.")
    names = evidence.write(session, Path(folder), period, council)
    click.echo(f"{folder}: {', '.join(names)}")
    if evidence.SPREADSHEET not in names:
        click.echo(f"Without {evidence.SPREADSHEET}: there is no XlsxWriter here (pip install 'topaz-tui[reports]').")


def _period(name: str | None, first: str | None, last: str | None, week: bool) -> Period:
    """The days that are asked for. Raises Invalid where they are none, or asked for in two ways."""
    from topaz_tui import clock
    from topaz_tui.rules.measures import periods

    if sum((name is not None, first is not None or last is not None, week)) > 1:
        raise Invalid("The period is named twice.", "Give --period, --from with --to, or --week.")
    if (first is None) != (last is None):
        raise Invalid("Give both --from and --to.")
    try:
        if name is not None:
            return periods.named(name)
        if first is not None and last is not None:
            return periods.between(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError as error:
        words = str(error)
        raise Invalid(words if words.endswith(".") else f"{first} to {last}: write days as 2026-07-01.") from None
    return periods.last_week(clock.today()) if week else periods.this_quarter(clock.today())


def _shows(letters: str) -> bool:
    """Can what is printed to show these letters?"""
    try:
        letters.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
