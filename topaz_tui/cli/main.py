"""The command `topaz` itself: its options, its exit codes, and what its commands share."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from topaz_tui import __version__
from topaz_tui.errors import Invalid, NotAllowed, UserError
from topaz_tui.output import is_text, steady

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from topaz_tui.config import Settings
    from topaz_tui.rules.permissions import Act
    from topaz_tui.services.session import JobSession, Session
    from topaz_tui.services.statutory.prints import Prints


def _need_text(words: Iterable[str]) -> None:
    for word in words:
        if not is_text(word) and not os.path.exists(word):
            raise Invalid(f"'{word}' has bytes that are no text.", "Set LANG to C.UTF-8, and type it again.")


class Commands(click.Group):
    """UserError is said in a sentence, with exit code 2, whatever the command."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; what it prints goes out as well as it can (output.steady)."""
        with steady():
            return self._said(*args, **kwargs)

    def _said(self, *args: Any, **kwargs: Any) -> Any:
        try:
            _need_text(args[0] if args and args[0] else sys.argv[1:])
            return super().main(*args, **kwargs | {"standalone_mode": False})
        except click.ClickException as error:
            error.show()
            sys.exit(2)
        except (click.Abort, KeyboardInterrupt):
            click.echo("Stopped. What was saved before is saved; the same command can be given again.", err=True)
            sys.exit(2)
        except UserError as trouble:
            from topaz_tui.text import sanitize

            click.echo(sanitize(trouble), err=True)
            sys.exit(trouble.exit_code)
        except Exception as error:
            from topaz_tui.crash_log import log_error
            from topaz_tui.services import connection

            reference = log_error(error)
            click.echo(
                connection.damage()
                or f"Topaz stopped because of a fault of its own (reference {reference}). "
                "Please tell whoever looks after it, and give them the reference.",
                err=True,
            )
            sys.exit(2)
        finally:
            _close()


def _close() -> None:
    """Write what the command has read into the log, and close the connection."""
    from topaz_tui.services import connection

    if reading := sys.modules.get("topaz_tui.services.access.reading"):
        try:
            reading.flush()
        except UserError as trouble:
            click.echo(f"What was read could not be logged. {trouble}", err=True)
    connection.close()


class CliContext:
    """What the options before the command said: which settings, which database."""

    def __init__(self, db: str | None, settings: str | None, *, plain: bool = False) -> None:
        self.named, self.settings_file, self.plain = db, settings, plain
        self.services: tuple[str, ...] = ()

    def doing(self, services: tuple[str, ...]) -> CliContext:
        """The same of a team that does this, whatever the settings say; with none as these say."""
        context = CliContext(self.named, self.settings_file, plain=self.plain)
        context.services = services
        return context

    def settings(self) -> Settings:
        """The settings of this run, with the keys that they change. Raises UserError where they can't be read."""
        from topaz_tui import actions, config

        settings = config.load(self.settings_file)
        actions.remapped(settings.keys)
        settings = replace(settings, services=self.services or settings.services)
        return replace(settings, screen=replace(settings.screen, plain=True)) if self.plain else settings

    def database(self, settings: Settings) -> Path | str:
        """The file, or the URL of a database on a server."""
        from topaz_tui import config

        return config.database_at(self.named or settings.database)

    def is_server(self) -> bool:
        """Is the database on a server, as far as can be said before anything is opened?"""
        try:
            return isinstance(self.database(self.settings()), str)
        except UserError:  # it is said by the command that needs the settings
            return False

    def file(self) -> Path:
        """The file that is the database. Raises UserError where a server has it."""
        path = self.database(self.settings())
        if isinstance(path, str):
            raise Invalid("The database is on a server.", "The server makes its backups: pg_dump and pg_restore.")
        return path

    def own_file(self, way: str = "") -> Path:
        """The file that is the database, of whoever may do to it what this command does (`way`: a row of its own in
        acts.py). Raises UserError where a server has it, and where they may not."""
        from topaz_tui.cli.acts import ACTS, command_name
        from topaz_tui.services import workers

        path = self.file()
        workers.require_of_file(path, ACTS[way or command_name()])
        return path

    def need_examiner(self) -> None:
        """Raises NotAllowed where whose account this is may not look at the health of the list; where none can be
        opened nobody can be asked, and what is wrong with it is told."""
        from topaz_tui.errors import NotAllowed

        try:
            if self.is_server():
                self.job_session()
            else:
                self.own_file()
        except NotAllowed:
            raise
        except UserError:
            pass

    def _open(self) -> Settings:
        """Open the database and return the settings that hold: the team's, where it has taken them over."""
        from topaz_tui.cli.acts import command_name
        from topaz_tui.services import access, connection, training

        settings = self.settings()
        connection.open_database(self.database(settings))
        training.need_true_clock()
        access.come_from(command_name() or "topaz")
        return self.in_force(settings)

    def in_force(self, own: Settings) -> Settings:
        """The settings that hold in the database that is open."""
        from topaz_tui.services import team_settings

        settings = team_settings.in_force(own)
        return replace(settings, services=self.services or settings.services)

    def command(self, *words: str) -> tuple[str, ...]:
        """The command line that gives these words to Topaz with the same database and settings."""
        settings = ("--settings", self.settings_file) if self.settings_file else ()
        return (sys.executable, "-m", "topaz_tui", "--db", str(self.database(self.settings())), *settings, *words)

    def current_session(self) -> Session:
        """Open the database and find out whose account this is; where the team has passphrases, ask for theirs. Raises
        NotAllowed where they may not do what this command does, and where the phrase is wrong or nobody is there who
        could be asked."""
        from topaz_tui.cli.acts import ACTS, command_name

        return self._signed_in(self._open(), ACTS[command_name()])

    def _signed_in(self, settings: Settings, act: Act) -> Session:
        """Ask on the terminal, beside what the command prints; a phrase is not shown, and never an argument."""
        from topaz_tui.services import sign_in, workers

        if not workers.needs_phrase():
            return workers.current_session(settings, act)
        if not sys.stdin.isatty():
            raise sign_in.refuse_unasked(act)
        account = click.prompt("Account", default=workers.signed_in(), err=True)
        phrase = click.prompt("Passphrase", hide_input=True, err=True)
        try:
            signed = sign_in.sign_in(settings, account, phrase, act)
        except sign_in.OneTime as given:
            raise NotAllowed(given.message, "Open 'topaz' for that.") from given
        if signed.words:
            click.echo(signed.words, err=True)
        return signed.session

    def owner_session(self) -> JobSession:
        """Open the database for whoever owns the tables on a server: the server itself says whether that is so."""
        from topaz_tui.services import workers

        return workers.owner_session(self._open())

    def job_session(self, way: str = "") -> JobSession:
        """Open the database for a job at which nobody sits; of an account that may do what this command does (`way`: a
        row of its own in acts.py). Where the team has passphrases, only what is a job of the machine's own goes on
        without one (acts.UNASKED)."""
        from topaz_tui.cli.acts import ACTS, UNASKED, command_name
        from topaz_tui.services import workers

        settings, act = self._open(), ACTS[way or command_name()]
        if command_name() not in UNASKED:
            return workers.job_of(self._signed_in(settings, act))
        return workers.job_session(settings, act)

    def sender_session(self) -> JobSession:
        """The same for sending what is due: who may do that is for the team's settings to say."""
        return self.sender_again(self._open())

    def sender_again(self, settings: Settings | None = None) -> JobSession:
        """The session of the next round of sending, by the settings and the list as they are now."""
        from topaz_tui.cli.acts import ACTS
        from topaz_tui.services import workers

        settings = settings or self.in_force(self.settings())
        return workers.job_session(settings, ACTS["dispatch at work" if settings.sending.at_work else "dispatch"])


pass_context = click.make_pass_decorator(CliContext)
Command = TypeVar("Command", bound="Callable[..., Any]")


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--db", metavar="FILE|URL", help="A file, or postgresql://host/name. Else what the settings name.")
@click.option("--settings", metavar="FILE", help="The settings file. Else TOPAZ_SETTINGS names it.")
@click.option("--plain", is_flag=True, help="For a screen reader: lines alone, and what has the focus in words.")
@click.version_option(__version__, prog_name="topaz")
@click.pass_context
def main(context: click.Context, db: str | None, settings: str | None, plain: bool) -> None:
    """Topaz: the phone list of a social work duty team.

    Without a command it opens the list. 'topaz demo' shows it with invented people, 'topaz demo --children' with
    invented young people.
    """
    context.obj = CliContext(db, settings, plain=plain)
    if os.environ.get("TOPAZ_NOW"):
        from topaz_tui import clock

        clock.now()  # a time that is none is refused before anything is made
    if context.invoked_subcommand != "move" and not context.obj.is_server():
        loaded: dict[str, Any] = sys.modules
        loaded.setdefault("psycopg", None)  # else Peewee loads it, 0.1 s of the start
    if context.invoked_subcommand is None:
        show(context.obj)


def show(context: CliContext, *, is_demo: bool = False) -> None:
    """Show the screens to the worker whose terminal this is; of a demo with the tour."""
    from topaz_tui.services import workers

    settings = context._open()
    asks = workers.needs_phrase()
    session = None if asks else workers.current_session(settings)
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        raise Invalid("Topaz shows its screens in a terminal, and this is none.", "For a pipe there is 'topaz queue'.")
    _drop_textuals_own_settings()
    told = ""
    if session is None:
        from topaz_tui.app import ask

        signed = ask(settings, workers.signed_in())
        if isinstance(signed, int):
            sys.exit(signed)
        session, told = signed.session, signed.words
    from topaz_tui.app import run

    beside = (context.command("dispatch", "--beside"), context.command("backup", "--daily", "--beside"))
    sys.exit(run(session, *(beside if workers.runs_jobs() else ()), draw=draw, is_demo=is_demo, told=told))


def draw(prints: Prints) -> bytes:
    """Make a PDF of what is printed of a piece of work: what draws is heavy, and loaded as one is wanted."""
    from topaz_tui.exchange.pdf import prints_as_pdf

    return prints_as_pdf(prints)


def _drop_textuals_own_settings() -> None:
    """Textual reads variables of its own as it is imported: one writes the first screen, with people's names, into a
    file that others can read, one loads any code in place of what reads the keyboard."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]


def in_a_file(command: Command) -> Command:
    """The options of a command whose list can be written into a file: --file, and --reason, which goes with it."""
    for option in (
        click.option("--reason", metavar="WORDS", default="", help="With --file: what it is for; it is logged."),
        click.option("--file", metavar="FILE", help="Write the list into a new file, .csv or .xlsx (manager)."),
    ):
        command = option(command)
    return command


def paper() -> dict[str, Any]:
    """How wide and how colourful what is printed may be: a pipe and a mail get plain text, of which nothing is cut."""
    import shutil

    terminal = sys.stdout.isatty()
    return {
        "width": shutil.get_terminal_size((100, 24)).columns if terminal else None,
        "colour": terminal and not os.environ.get("NO_COLOR"),
    }
