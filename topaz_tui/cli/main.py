"""The commands, and what all of them share."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from topaz_tui import __version__
from topaz_tui.errors import Trouble
from topaz_tui.output import is_text, steady

if TYPE_CHECKING:
    from topaz_tui.config import Settings
    from topaz_tui.services.desk import Desk


class Commands(click.Group):
    """Trouble is said in a sentence, with exit code 2, whatever the command."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        with steady():
            return self._said(*args, **kwargs)

    def _said(self, *args: Any, **kwargs: Any) -> Any:
        try:
            for word in args[0] if args and args[0] else sys.argv[1:]:
                if not is_text(word) and not os.path.exists(word):
                    raise Trouble(f"'{word}' has bytes that are no text.", "Set LANG to C.UTF-8, and type it again.")
            return super().main(*args, **kwargs | {"standalone_mode": False})
        except click.ClickException as error:
            error.show()
            sys.exit(2)
        except (click.Abort, KeyboardInterrupt):
            click.echo("Stopped. What was saved before is saved; the same command can be given again.", err=True)
            sys.exit(2)
        except Trouble as trouble:
            from topaz_tui.text import sanitize

            click.echo(sanitize(trouble), err=True)
            sys.exit(2)
        except Exception as error:
            from topaz_tui.crash_log import database_damage, log_error

            reference = log_error(error)
            click.echo(
                database_damage()
                or f"Topaz stopped because of a fault of its own (reference {reference}). "
                "Please tell whoever looks after it, and give them the reference.",
                err=True,
            )
            sys.exit(2)
        finally:
            _close()


def _close() -> None:
    if "topaz_tui.store.database" in sys.modules:
        sys.modules["topaz_tui.store.database"].close()


class Where:
    """What the options before the command said: which settings, which database."""

    def __init__(self, db: str | None, settings: str | None) -> None:
        self.named, self.settings_file = db, settings

    def settings(self) -> Settings:
        from topaz_tui import actions, config

        settings = config.load(self.settings_file)
        actions.remapped(settings.keys)
        return settings

    def database(self, settings: Settings) -> Path | str:
        """The file, or the URL of a database on a server."""
        from topaz_tui import config

        return config.database_at(self.named or settings.database)

    def is_server(self) -> bool:
        """Is the database on a server, as far as can be said before anything is opened?"""
        try:
            return isinstance(self.database(self.settings()), str)
        except Trouble:  # it is said by the command that needs the settings
            return False

    def file(self) -> Path:
        """The file that is the database. Raises Trouble where a server has it."""
        path = self.database(self.settings())
        if isinstance(path, str):
            raise Trouble("The database is on a server.", "The server makes its backups: pg_dump and pg_restore.")
        return path

    def open(self) -> Settings:
        """Open the database and return the settings."""
        from topaz_tui.store.database import open_database

        settings = self.settings()
        open_database(self.database(settings))
        return settings

    def command(self, *words: str) -> tuple[str, ...]:
        """The command line that gives these words to Topaz with the same database and settings."""
        settings = ("--settings", self.settings_file) if self.settings_file else ()
        return (sys.executable, "-m", "topaz_tui", "--db", str(self.database(self.settings())), *settings, *words)

    def sit_down(self) -> Desk:
        """Open the database and find out whose account this is."""
        from topaz_tui.services import workers

        return workers.sit_down(self.open())


where = click.make_pass_decorator(Where)
ROLES = "worker, manager, head of service or director."


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--db", metavar="FILE|URL", help="A file, or postgresql://host/name. Else what the settings name.")
@click.option("--settings", metavar="FILE", help="The settings file. Else TOPAZ_SETTINGS names it.")
@click.version_option(__version__, prog_name="topaz")
@click.pass_context
def main(context: click.Context, db: str | None, settings: str | None) -> None:
    """Topaz: the phone list of a social work duty team.

    Without a command it opens the list. 'topaz demo' shows it with invented people.
    """
    context.obj = Where(db, settings)
    if context.invoked_subcommand != "move" and not context.obj.is_server():
        sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]  # else Peewee loads it, 0.1 s of the start
    if context.invoked_subcommand is None:
        _show(context.obj)


def _show(at: Where) -> None:
    desk = at.sit_down()
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        raise Trouble("Topaz shows its screens in a terminal, and this is none.", "For a pipe there is 'topaz queue'.")
    from topaz_tui.app import run

    sys.exit(run(desk, at.command("dispatch", "--beside"), at.command("backup", "--daily", "--beside")))


@main.command()
@click.option("--worker", "account", metavar="ACCOUNT", help="The operating-system account. Else your own.")
@click.option("--name", help="The name on screens and in records. Else asked.")
@click.option("--role", default="manager", show_default=True, help="manager or worker. The first must be a manager.")
@where
def init(at: Where, account: str | None, name: str | None, role: str) -> None:
    """Make a new database and its first worker."""
    from topaz_tui.services import workers
    from topaz_tui.store.database import open_database

    settings = at.settings()
    place = at.database(settings)
    if role != "manager":
        raise Trouble("The first worker must be a manager.", "Leave --role out; add others with 'topaz workers add'.")
    if isinstance(place, Path) and place.exists():
        raise Trouble(f"{place} is there already, and nothing is overwritten.", "Choose another name with --db.")
    account = account or workers.account()
    if name is None:
        if not sys.stdin.isatty():
            raise Trouble("The first worker needs a name.", 'Give it with --name "…".')
        name = click.prompt("Your name, as colleagues and the council shall read it")
    workers.check(account, name, role)
    open_database(place, create=True)
    workers.add(account, name, role)
    click.echo(f"Made {place}. {name} is its manager.")
    click.echo("Next: 'topaz import FILE' reads the council's file; 'topaz' opens the list.")


@main.command("import")
@click.argument("file", metavar="FILE", required=False)
@click.option("--mapping", metavar="FILE.toml", help='Other names for headings: "Their heading" = "column".')
@click.option("--dates", type=click.Choice(["day-first", "month-first"]), help="Which stands first in 03/04/2025.")
@click.option("--sheet", metavar="NAME", help="The sheet of a spreadsheet. Else the one that has the headings.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--yes", is_flag=True, help="Take a file that would stop calls to many people, or leaves many out.")
@click.option("--list", "listed", is_flag=True, help="Read nothing: say what was imported, the newest first.")
@click.option("--undo", type=int, metavar="N", help="Take import N back: the last, where nothing was built on it.")
@click.option("--json", "as_json", is_flag=True, help="The summary for machines.")
@where
def import_(at: Where, file: str | None, listed: bool, undo: int | None, as_json: bool, **how: Any) -> None:
    """Read the council's file: CSV, or a spreadsheet (.xlsx, .xls, .ods).

    Exit code: 0 all taken, 1 some refused, 2 nothing could be read.
    """
    from topaz_tui.exchange import intake

    if (file is not None) + listed + (undo is not None) != 1:
        raise Trouble("Say what is to be read.", "Name one FILE; or give --list, or --undo N, alone.")
    if file is None:
        _imports(at, undo, as_json)
        return
    desk = at.sit_down()
    with intake.progress(shown=not as_json and sys.stderr.isatty()) as progress:
        summary = intake.run_import(file, desk, **how, progress=progress)
    click.echo(intake.summary_json(summary) if as_json else intake.summary_text(summary))
    sys.exit(summary.exit_code)


def _imports(at: Where, undo: int | None, as_json: bool) -> None:
    """List the imports, or take the one of this number back."""
    from topaz_tui.exchange import imports as told
    from topaz_tui.services import imports

    if undo is None:
        at.open()
        past = imports.past()
        click.echo(told.list_json(past) if as_json else told.list_text(past, **_paper()))
        return
    undone = imports.undo(at.sit_down(), undo)
    click.echo(told.undone_json(undone) if as_json else told.undone_text(undone))


@main.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000), help="At most so many people.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@where
def queue(at: Where, limit: int, as_json: bool) -> None:
    """Whom to call now, in order, and how many stand where."""
    from topaz_tui.exchange import listing
    from topaz_tui.services import queue as service

    look = service.look(at.sit_down(), limit=limit)
    click.echo(listing.queue_json(look) if as_json else listing.queue_text(look, **_paper()))


@main.command()
@click.option("--overdue", is_flag=True, help="Only what is past its deadline.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@where
def escalations(at: Where, overdue: bool, as_json: bool) -> None:
    """What waits for a manager. Exit code: 0 nothing is overdue, 1 something is, a concern being written and a
    decision about a council's file too, 2 could not look."""
    from topaz_tui.exchange import listing
    from topaz_tui.services import imports, referrals

    settings = at.open()
    board = referrals.board(settings, "overdue" if overdue else "all")
    waiting = tuple(each for each in imports.decisions(settings) if each.late(board.at) or not overdue)
    if as_json:
        click.echo(listing.escalations_json(board, waiting))
    else:
        click.echo(listing.escalations_text(board, decisions=waiting, **_paper()))
    sys.exit(0 if board.ok else 1)


@main.command()
@click.option("--once", "mode", flag_value="once", default="once", help="One round (as it is without an option).")
@click.option("--watch", "mode", flag_value="watch", help="Round after round, until it is told to end.")
@click.option("--status", "mode", flag_value="status", help="Send nothing: say how it stands.")
@click.option("--check", "mode", flag_value="check", help="Send nothing: try each way up to the last step.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--beside", is_flag=True, hidden=True, help="Beside an open screen, whose keys come first.")
@where
def dispatch(at: Where, mode: str, as_json: bool, beside: bool) -> None:
    """Send what is due, and move every clock. Safe to run from cron, a timer and several terminals at once.

    Exit code: 0 all is well, 1 something needs a person, 2 could not run.
    """
    from topaz_tui.exchange import dispatch as service
    from topaz_tui.exchange import listing
    from topaz_tui.services import referrals

    if beside and hasattr(os, "nice"):
        os.nice(10)
    settings = at.open()
    if mode == "check":
        checked = service.check(settings)
        click.echo("\n".join(f"{'ok' if works else '! '} {words}" for works, words in checked))
        sys.exit(0 if all(works for works, _ in checked) else 1)
    if mode == "watch":
        complain = functools.partial(click.echo, err=True)
        service.watch(at.settings, lambda run: click.echo(listing.run_line(run)), complain)
    lacks = (*service.run(settings).lacks, *service.daily(settings)) if mode == "once" else ()
    for words in lacks:
        click.echo(words, err=True)
    state = referrals.dispatch_status(settings)
    click.echo(listing.dispatch_json(state) if as_json else listing.dispatch_text(state))
    sys.exit(0 if state.ok and not lacks else 1)


@main.command()
@click.argument("file", metavar="FILE", required=False)
@click.option("--daily", is_flag=True, help="Today's own, where the settings say (backups), unless it is there.")
@click.option("--beside", is_flag=True, hidden=True, help="Beside an open screen, whose keys come first.")
@where
def backup(at: Where, file: str | None, daily: bool, beside: bool) -> None:
    """Copy the database to FILE while people work, and read the copy again. FILE must not be there yet.

    Exit code: 0 the copy is whole, 2 there is none.
    """
    from time import monotonic

    from topaz_tui.exchange import upkeep
    from topaz_tui.store import backup as store

    if beside and hasattr(os, "nice"):
        os.nice(10)
    if bool(file) == daily:
        raise Trouble("Say where the copy shall be.", "Give a FILE, or --daily.")
    if daily:
        _back_up_today(at.open())
        return
    assert file is not None
    began = monotonic()
    made = store.back_up(at.file(), Path(file).expanduser())
    click.echo(upkeep.backup_text(made, monotonic() - began))


def _back_up_today(settings: Settings) -> None:
    from topaz_tui.services import backups

    if wrong := backups.daily(settings):
        raise Trouble("\n".join(wrong))
    click.echo(backups.told(settings))


@main.command()
@click.option("--to", "url", metavar="URL", required=True, help="An empty database: postgresql://host/name")
@where
def move(at: Where, url: str) -> None:
    """Move the list to a PostgreSQL server: copy every row, compare every row, and mark the file as moved.

    Broken off, it goes on when the same command is given again. Exit code: 0 it is moved, 2 the file is still the list.
    """
    from topaz_tui.config import is_server
    from topaz_tui.store import move as store

    if not is_server(url):
        raise Trouble(f"'{url}' is no database on a server.", "Write postgresql://host/name")
    rows = store.move(at.file(), url, lambda table, count: click.echo(f"  {table:<14} {count:>12,} equal"))
    click.echo(f"Moved: {rows:,} rows. The list is at {url} now, and the file stays as it was on this day.")
    click.echo(f"Next: write database = \"{url}\" into everybody's settings, or give --db '{url}'.")


@main.command()
@click.argument("file", metavar="FILE")
@where
def restore(at: Where, file: str) -> None:
    """Put the backup FILE in the database's place. It is looked through first, and the old database is kept.

    Nobody else may have Topaz open. Exit code: 0 done, 2 nothing was changed.
    """
    from topaz_tui.exchange import upkeep
    from topaz_tui.services import workers
    from topaz_tui.store import backup as store

    restored = store.restore(Path(file).expanduser(), at.file(), workers.account())
    click.echo(upkeep.restored_text(restored, file))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@where
def doctor(at: Where, as_json: bool) -> None:
    """Look whether all is well with the database, its backups, this machine and this terminal; change nothing.

    Exit code: 0 all is well, 1 something is to be seen to, 2 the database could not be looked at.
    """
    from topaz_tui.exchange import upkeep
    from topaz_tui.services import doctor as service

    findings = service.examine(at.named, at.settings_file, at.settings)
    click.echo(upkeep.findings_json(findings) if as_json else upkeep.findings_text(findings, **_paper()))
    sys.exit(upkeep.exit_code(findings))


@main.command("help")
@click.argument("topic", required=False)
def help_(topic: str | None) -> None:
    """Pages to read: sending, import, settings, keys, backup …"""
    import shutil

    from topaz_tui import help

    if topic is None:
        click.echo("\n".join(f"topaz help {name:<10} {title}" for name, title in help.topics().items()))
    else:
        click.echo(help.in_columns(help.read(topic), shutil.get_terminal_size((80, 24)).columns))


@main.group()
def concern() -> None:
    """A concern as the council gets it."""


@concern.command("show")
@click.argument("named", metavar="ID")
@click.option("--pdf", "file", metavar="FILE", help="Write the document to this file, which must not be there yet.")
@click.option("--text", "as_text", is_flag=True, help="Print it as plain text (as it is without an option).")
@where
def concern_show(at: Where, named: str, file: str | None, as_text: bool) -> None:
    """Show a concern by its reference or number. That it was taken out is logged."""
    from topaz_tui.services import concerns

    view = concerns.find(at.sit_down(), named)
    if file:
        from topaz_tui.exchange.parcel import write_pdf

        write_pdf(view, Path(file))
        click.echo(f"Wrote {file}.")
    if as_text or not file:
        click.echo(view.text())


@concern.command("letter")
@click.argument("named", metavar="ID")
@where
def concern_letter(at: Where, named: str) -> None:
    """Print the letter that chases the council about this concern, ready to send."""
    from topaz_tui.services import concerns, referrals

    desk = at.sit_down()
    click.echo(referrals.letter_about(desk, concerns.find(desk, named).id))


def _paper() -> dict[str, Any]:
    """How wide and how colourful what is printed may be: a pipe and a mail get plain text, of which nothing is cut."""
    import shutil

    terminal = sys.stdout.isatty()
    return {
        "width": shutil.get_terminal_size((100, 24)).columns if terminal else None,
        "colour": terminal and not os.environ.get("NO_COLOR"),
    }


@main.group()
def workers() -> None:
    """Who works here."""


@workers.command("add")
@click.argument("account")
@click.option("--name", required=True, help="The name on screens and in records.")
@click.option("--role", default="worker", show_default=True, help=ROLES)
@click.option("--mail", help="Where they are told what has come to them (ladder).")
@where
def workers_add(at: Where, account: str, name: str, role: str, mail: str | None) -> None:
    """Add the worker with this operating-system account."""
    from topaz_tui.services import workers as service

    service.add(account, name, role, mail=mail, by=at.sit_down())
    click.echo(f"Added {name} ({account}).")


@workers.command("change")
@click.argument("account")
@click.option("--name", help="Another name.")
@click.option("--role", help=ROLES)
@click.option("--mail", help="Where they are told what has come to them; '' takes it away.")
@click.option("--phone", help="Where the council reaches them; '' takes it away.")
@where
def workers_change(at: Where, account: str, **new: str | None) -> None:
    """Change what is known of a worker."""
    from topaz_tui.services import workers as service

    service.change(account, by=at.sit_down(), **new)
    click.echo(f"Changed {account}.")


@workers.command("list")
@where
def workers_list(at: Where) -> None:
    """All workers, those who were retired last."""
    from topaz_tui.services import workers as service
    from topaz_tui.text import sanitize

    at.open()
    for worker in service.team():
        role = (worker.retired_words or worker.role_words).lower()
        click.echo(sanitize(f"{worker.account:<20} {worker.name:<30} {role:<16} {worker.mail or ''}".rstrip()))


@workers.command("retire")
@click.argument("account")
@where
def workers_retire(at: Where, account: str) -> None:
    """Retire a worker: what they recorded stays, whom they hold is let go."""
    from topaz_tui.services import cover
    from topaz_tui.services import workers as service
    from topaz_tui.text import sanitize

    desk = at.sit_down()
    stood = {each.id: cover.stands_with(each.id, desk.settings) for each in service.team() if each.account == account}
    service.retire(account, by=desk)
    left = [line for id, theirs in stood.items() for line in cover.left_open(id, theirs, desk.settings)]
    click.echo(sanitize("\n".join([f"Retired {account}.", *(["What they had in hand:"] if left else []), *left])))


@main.command()
@click.option("--make-only", is_flag=True, help="Make the database (name it with --db), don't open it.")
@where
def demo(at: Where, make_only: bool) -> None:
    """Try Topaz with 300 invented people. Nothing real is touched; the database is thrown away at the end.

    With --db FILE it is kept there.
    """
    from topaz_tui import demo as demonstration

    if make_only and not at.named:
        raise Trouble("Say where the demo's database shall be made.", "Name it: topaz --db demo.db demo --make-only")
    if at.named:
        path = at.file()
        if not demonstration.is_demo(path):
            demonstration.make(path)
        if make_only:
            click.echo(f"Made {path}.")
            return
        _show(at)
    with demonstration.throwaway() as path:
        _show(Where(str(path), at.settings_file))


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes your shell complete Topaz's commands.

    For bash, say: topaz completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(main, {}, "topaz", "_TOPAZ_COMPLETE").source())
