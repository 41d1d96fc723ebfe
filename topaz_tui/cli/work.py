"""Commands of the work itself: queue, escalations, concern, referral, import."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from topaz_tui.cli.main import CliContext, in_a_file, main, paper, pass_context
from topaz_tui.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from topaz_tui.exchange.council_csv import importer as people_file
    from topaz_tui.services.concerns import View
    from topaz_tui.services.session import Session


@main.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000), help="At most so many people.")
@click.option("--only", metavar="CODE", help="Those who stand there for one reason, such as no_usable_number.")
@click.option("--council", metavar="NAME", help="Only this council's people.")
@in_a_file
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def queue(
    context: CliContext, limit: int, only: str | None, council: str | None, file: str | None, reason: str, as_json: bool
) -> None:
    """Whom to call now, in order, and how many stand where."""
    from topaz_tui.cli.output import queue_list
    from topaz_tui.services import councils, lists
    from topaz_tui.services import queue as service

    session, tab = context.current_session(), "callable"
    if only is not None:
        tab = next((name for name, reasons in service.TABS.items() if only in reasons), "")
        if not tab:
            codes = ", ".join(reason for reasons in service.TABS.values() for reason in reasons)
            raise Invalid(f"Nobody stands on the list as '{only}'.", f"The codes are {codes}.")
    filters = service.Filters(reason=only, council=councils.named(session, council))
    if file is not None:
        if click.get_current_context().get_parameter_source("limit") == ParameterSource.COMMANDLINE:
            raise Invalid("A file has the whole list.", "Leave out --limit; --only and --council narrow it.")
        click.echo(lists.write(session, lists.of_queue(session, tab, filters), file, reason).words)
        return
    look = service.list_people(session, tab, filters, limit)
    text = queue_list.queue_json(look) if as_json else queue_list.queue_text(look, **paper(), narrowed=bool(filters))
    click.echo(text)


@main.command()
@click.option("--overdue", is_flag=True, help="Only what is past its deadline.")
@in_a_file
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def escalations(context: CliContext, overdue: bool, file: str | None, reason: str, as_json: bool) -> None:
    """What waits for a manager. Exit code: 0 nothing is overdue, 1 something is, a concern being written and a
    decision about a council's file too, 2 could not look."""
    from topaz_tui.cli.output import escalation_list
    from topaz_tui.services import imports
    from topaz_tui.services.escalations import api as escalations

    if file is not None:
        _write_board(context.current_session(), file, reason, overdue=overdue)
        return
    session = context.job_session()
    board = escalations.board(session, "overdue" if overdue else "all")
    waiting = tuple(each for each in imports.decisions(session) if each.late(board.at) or not overdue)
    if as_json:
        click.echo(escalation_list.escalations_json(board, waiting))
    else:
        click.echo(escalation_list.escalations_text(board, decisions=waiting, **paper()))
    sys.exit(0 if board.ok else 1)


def _write_board(session: Session, file: str, reason: str, *, overdue: bool) -> None:
    """The board in a file: what is outstanding, and the concerns that are being written."""
    from topaz_tui.services import lists
    from topaz_tui.services.escalations import api as escalations

    board = escalations.board(session, "overdue" if overdue else "all")
    table = lists.of_board(session, [*board.drafts, *board.items], {"List": "Overdue" if overdue else "All"})
    click.echo(lists.write(session, table, file, reason).words)


@main.command()
@click.argument("which", metavar="LIST")
@click.argument("file", metavar="FILE")
@click.option("--reason", metavar="WORDS", required=True, help="What the file is for; it is logged.")
@click.option("--since", metavar="DAY", help="All from this day on, as 2026-07-01; else what is open now.")
@click.option("--council", metavar="NAME", help="Only of this council's people.")
@pass_context
def export(context: CliContext, which: str, file: str, reason: str, since: str | None, council: str | None) -> None:
    """Write a list into a new file, .csv or .xlsx (manager): actions, interpreters, letters, referrals, speakers (who
    speaks for somebody) or wishes (about calls). No telephone number is in it."""
    from topaz_tui.services import councils, lists

    session = context.current_session()
    try:
        first = date.fromisoformat(since) if since else None
    except ValueError:
        raise Invalid(f"'{since}' is no day.", "Write it as 2026-07-01.") from None
    table = lists.of_support(session, which, first, councils.named(session, council))
    click.echo(lists.write(session, table, file, reason).words)


@main.group()
def concern() -> None:
    """A concern as the council gets it."""


@concern.command("show")
@click.argument("named", metavar="ID")
@click.option("--pdf", "file", metavar="FILE", help="Write the document to this file, which must not be there yet.")
@click.option("--text", "as_text", is_flag=True, help="Print it as plain text (as it is without an option).")
@pass_context
def concern_show(context: CliContext, named: str, file: str | None, as_text: bool) -> None:
    """Show a concern by its reference or number. That it was taken out is logged."""
    from topaz_tui.services import concerns

    _show(concerns.find(context.current_session(), named), file, as_text=as_text)


def _show(view: View, file: str | None, *, as_text: bool) -> None:
    """Write the document to a file, or print it."""
    if file:
        from topaz_tui.exchange.delivery.package import write_pdf

        write_pdf(view, Path(file))
        click.echo(f"Wrote {file}.")
    if as_text or not file:
        from topaz_tui.text import sanitize

        click.echo(sanitize(view.text()))


@concern.command("letter")
@click.argument("named", metavar="ID")
@pass_context
def concern_letter(context: CliContext, named: str) -> None:
    """Print the letter that chases the council about this concern, ready to send."""
    from topaz_tui.services import concerns
    from topaz_tui.services.escalations import api as escalations
    from topaz_tui.text import sanitize

    session = context.current_session()
    click.echo(sanitize(escalations.letter_about(session, concern_id=concerns.find(session, named).id)))


@main.group()
def referral() -> None:
    """A referral for support, as whoever it goes to gets it."""


@referral.command("show")
@click.argument("named", metavar="ID")
@click.option("--pdf", "file", metavar="FILE", help="Write the document to this file, which must not be there yet.")
@click.option("--text", "as_text", is_flag=True, help="Print it as plain text (as it is without an option).")
@click.option("--letter", is_flag=True, help="Print the letter that chases them about it instead, ready to send.")
@pass_context
def referral_show(context: CliContext, named: str, file: str | None, as_text: bool, letter: bool) -> None:
    """Show a referral by its reference or number. That it was taken out is logged."""
    from topaz_tui.services import support
    from topaz_tui.services.escalations import api as escalations
    from topaz_tui.text import sanitize

    session = context.current_session()
    view = support.find(session, named)
    if letter:
        click.echo(sanitize(escalations.letter_about(session, support_id=view.id)))
    if file or as_text or not letter:
        _show(view, file, as_text=as_text)


@main.command("import")
@click.argument("files", metavar="FILE...", nargs=-1)
@click.option(
    "--as",
    "kind",
    type=click.Choice(("annex-a", "ssda903", "young-people")),
    help="Files about young people: lists 8 and 9 of Annex A, the national return, or a council's own list.",
)
@click.option("--council", metavar="NAME", help="With --as: whose young people they are, where the files don't say.")
@click.option("--mapping", metavar="FILE.toml", help='Other names for headings: "Their heading" = "column".')
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="Which stands first in 03/04/2025.")
@click.option("--sheet", metavar="NAME", help="The sheet of a spreadsheet. Else the one that has the headings.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--yes", is_flag=True, help="Take a file that would stop calls to many, or leaves many out.")
@click.option("--list", "listed", is_flag=True, help="Read nothing: say what was imported, the newest first.")
@click.option("--undo", type=int, metavar="N", help="Take import N back: the last, where nothing was built on it.")
@click.option("--json", "as_json", is_flag=True, help="The summary for machines.")
@pass_context
def import_(
    context: CliContext,
    /,
    files: tuple[str, ...],
    kind: str | None,
    council: str | None,
    listed: bool,
    undo: int | None,
    as_json: bool,
    **how: Any,
) -> None:
    """Read the council's file: CSV, or a spreadsheet (.xlsx, .xls, .ods). With --as, files about young people.

    Exit code: 0 all taken, 1 some refused, 2 nothing could be read.
    """
    from topaz_tui.exchange.council_csv import importer

    if bool(files) + listed + (undo is not None) != 1 or (len(files) > 1 and kind is None):
        raise Invalid("Say what is to be read.", "Name one FILE; or give --list, or --undo N, alone.")
    if council is not None and kind is None:
        raise Invalid("--council is for files about young people.", "Give --as, too.")
    if not files:
        _imports(context, undo, as_json)
        return
    session = context.current_session()
    if kind is not None:
        summary = _young_people(session, files, kind, council, how)
        click.echo(importer.summary_json(summary) if as_json else importer.summary_text(summary))
        sys.exit(summary.exit_code)
    [file] = files
    with importer.progress(shown=not as_json and sys.stderr.isatty()) as progress:
        summary = importer.run_import(file, session, **how, progress=progress)
    click.echo(importer.summary_json(summary) if as_json else importer.summary_text(summary))
    sys.exit(summary.exit_code)


def _young_people(
    session: Session, files: Sequence[str], kind: str, council: str | None, how: Mapping[str, Any]
) -> people_file.Summary:
    """Read files about young people."""
    from topaz_tui.exchange.young_people import importer
    from topaz_tui.rules.statutory.records import ImportKind

    if how["sheet"]:
        raise Invalid("--sheet is for the list of people to call.", "Leave it out with --as: every sheet is read.")
    mapping = Path(how["mapping"]) if how["mapping"] else None
    paths = [Path(file) for file in files]
    month_first = how["dates"] == "month-first"
    sure = {"dry_run": how["dry_run"], "yes": how["yes"]}
    return importer.run_import(
        paths, session, ImportKind(kind), council=council, month_first=month_first, mapping=mapping, **sure
    )


def _imports(context: CliContext, undo: int | None, as_json: bool) -> None:
    """List the imports, or take the one of this number back."""
    from topaz_tui.cli.output import import_list
    from topaz_tui.services import imports

    if undo is None:
        past = imports.past(context.job_session())
        click.echo(import_list.list_json(past) if as_json else import_list.list_text(past, **paper()))
        return
    undone = imports.undo(context.current_session(), undo)
    click.echo(import_list.undone_json(undone) if as_json else import_list.undone_text(undone))
