"""Commands that set Topaz up: init, workers, demo, help, keys, completion."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from topaz_tui.cli.main import CliContext, main, paper, pass_context, show
from topaz_tui.errors import Conflict, Invalid
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.team_services import CHILDREN

if TYPE_CHECKING:
    from topaz_tui.services.sign_in import GivenPhrase

ONE_TRUST = "One trust: who can write {} can do everything with the list, whatever Topaz lets them do."
ROLES = "worker, manager, head of service or director; or auditor, dispatch or keeper, who see no records."


@main.command()
@click.option("--worker", "account", metavar="ACCOUNT", help="The operating-system account. Else your own.")
@click.option("--name", help="The name on screens and in records. Else asked.")
@click.option(
    "--role", default=Role.MANAGER.value, show_default=True, help="manager or worker. The first must be a manager."
)
@click.option("--logins", "each", is_flag=True, help="On a server: each worker gets a login of their own there.")
@click.option("--passphrase/--no-passphrase", default=None, help="Does each sign in with a passphrase? Else asked.")
@click.option("--training", "for_training", is_flag=True, help="A list for training alone, for good; TOPAZ_NOW works.")
@pass_context
def init(
    context: CliContext,
    account: str | None,
    name: str | None,
    role: str,
    each: bool,
    passphrase: bool | None,
    for_training: bool,
) -> None:
    """Make a new database and its first worker."""
    from topaz_tui.services import connection, logins, sign_in, training, workers

    settings = context.settings()
    place = context.database(settings)
    if role != Role.MANAGER:
        raise Invalid("The first worker must be a manager.", "Leave --role out; add others with 'topaz workers add'.")
    if isinstance(place, Path) and place.exists():
        raise Conflict(f"{place} is there already, and nothing is overwritten.", "Choose another name with --db.")
    account = account or workers.account()
    if name is None:
        if not sys.stdin.isatty():
            raise Invalid("The first worker needs a name.", 'Give it with --name "…".')
        name = click.prompt("Your name, as colleagues and the council shall read it")
    workers.check(account, name, role)
    if each and isinstance(place, Path):
        raise Invalid("To a file nobody logs in.", "Leave --logins out, or name a server's database with --db.")
    if each and passphrase:
        raise Invalid("Where each has a login, the server says who it is.", "Leave --passphrase out, or --logins.")
    if not each:
        click.echo(ONE_TRUST.format("the database's file" if isinstance(place, Path) else "to it with the one login"))
    if passphrase is None and not each and sys.stdin.isatty():
        click.echo("A passphrase keeps the neighbour at the desk out.")
        passphrase = click.confirm("Shall each sign in with a passphrase, beside the machine's own account?")
    if passphrase:
        sign_in.need_digests()
    connection.open_database(place, create=True)
    if for_training:
        training.mark()
    workers.add_first(account, name)
    if passphrase:
        click.echo(f"Your passphrase for once: {sign_in.begin(account).phrase}")
        click.echo("Topaz asks for it as it opens, and then lets you choose your own.")
    if each:
        logins.set_up(workers.owner_session(settings))
    click.echo(f"Made {place}. {name} is its manager.")
    if training.is_for_training():
        click.echo("It is for training alone, and stays so: nothing of anybody real belongs into it.")
    click.echo("Next: 'topaz import FILE' reads the council's file; 'topaz' opens the list.")


@main.group()
def workers() -> None:
    """Who works here."""


@workers.command("add")
@click.argument("account")
@click.option("--name", required=True, help="The name on screens and in records.")
@click.option("--role", default=Role.WORKER.value, show_default=True, help=ROLES)
@click.option("--mail", help="Where they are told what has come to them (ladder).")
@pass_context
def workers_add(context: CliContext, account: str, name: str, role: str, mail: str | None) -> None:
    """Add the worker with this operating-system account."""
    from topaz_tui.services import sign_in
    from topaz_tui.services import workers as service

    session = context.current_session()
    service.add(session, account, name, role, mail=mail)
    click.echo(f"Added {name} ({account}).")
    if service.needs_phrase():
        _say_phrases(sign_in.give(session, account))


def _say_phrases(*made: GivenPhrase | None) -> None:
    """Each on a line of its own: it goes to its worker alone."""
    for given in made:
        if given is None:
            click.echo("It is an account of the machine's, which is asked for no passphrase.")
            continue
        click.echo(f"Passphrase of {given.account} for once: {given.phrase}")
    if any(made):
        click.echo("Shown this one time, it holds for a week, and has to be changed at the first sign-in.")


@workers.command("phrase")
@click.argument("account", required=False)
@click.option("--everybody", is_flag=True, help="This team has none yet: from now on all sign in with one.")
@click.option("--by-owner", is_flag=True, help="Of a manager who forgot theirs: whoever owns the database gives it.")
@pass_context
def workers_phrase(context: CliContext, account: str | None, *, everybody: bool, by_owner: bool) -> None:
    """Give a worker a passphrase for once (manager): theirs holds no more, and what they have open ends."""
    from topaz_tui.services import sign_in

    if (account is None) != everybody or (everybody and by_owner):
        raise Invalid("Say whose passphrase it is to be.", "Give an ACCOUNT, or --everybody alone.")
    if account is None:
        _say_phrases(*sign_in.begin_for_all(context.current_session()))
    elif by_owner:
        context.owner_session()
        _say_phrases(sign_in.give_by_owner(account))
    else:
        _say_phrases(sign_in.give(context.current_session(), account))


@workers.command("change")
@click.argument("account")
@click.option("--name", help="Another name.")
@click.option("--role", help=ROLES)
@click.option("--mail", help="Where they are told what has come to them; '' takes it away.")
@click.option("--phone", help="Where the council reaches them; '' takes it away.")
@pass_context
def workers_change(context: CliContext, /, account: str, **new: str | None) -> None:
    """Change what is known of a worker."""
    from topaz_tui.services import workers as service

    service.change(context.current_session(), account, **new)
    click.echo(f"Changed {account}.")


@workers.command("list")
@pass_context
def workers_list(context: CliContext) -> None:
    """All workers, those who were retired last."""
    from topaz_tui.services import workers as service
    from topaz_tui.text import sanitize

    for worker in service.team(context.job_session()):
        role = (worker.retired_words or worker.role_words).lower()
        click.echo(sanitize(f"{worker.account:<20} {worker.name:<30} {role:<16} {worker.mail or ''}".rstrip()))


@workers.command("retire")
@click.argument("account")
@pass_context
def workers_retire(context: CliContext, account: str) -> None:
    """Retire a worker: what they recorded stays, whom they hold is let go."""
    from topaz_tui.services import team
    from topaz_tui.services import workers as service
    from topaz_tui.text import sanitize

    session = context.current_session()
    theirs = [each.id for each in service.team(session) if each.account == account]
    stood = {id: (team.stands_with(session, id), team.sees_to(session, id)) for id in theirs}
    service.retire(session, account)
    left = [line for id, lines in stood.items() for line in team.left_open(session, id, *lines)]
    click.echo(sanitize("\n".join([f"Retired {account}.", *(["What they had in hand:"] if left else []), *left])))


@workers.command("logins")
@pass_context
def workers_logins(context: CliContext) -> None:
    """On a server: give each worker a login of their own, and to it what a worker may do there.

    Whoever looks after the server gives this as the owner of the tables, who need not be a worker (user=OWNER in the
    URL). Given again, it mends what 'topaz doctor' finds amiss. 'topaz help server' says what else it needs.
    """
    from topaz_tui.services import logins as service
    from topaz_tui.text import sanitize

    accounts = service.set_up(context.owner_session())
    click.echo(sanitize(f"Each has a login of their own: {', '.join(accounts)}."))
    click.echo("On the server's own machine the system says who it is (peer); else each needs a password of their own.")


@workers.command("hours")
@click.argument("account")
@click.option("--grade", required=True, help="newly qualified, social worker, senior social worker or manager.")
@click.option("--hours", type=float, required=True, help="Hours of a week.")
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on. Else today.")
@click.option("--why", required=True, help="Such as: contract; fewer hours after illness.")
@pass_context
def workers_hours(
    context: CliContext, account: str, grade: str, hours: float, since: datetime | None, why: str
) -> None:
    """Keep what a worker is employed as and their hours, from a day on: their load is reckoned against these."""
    from topaz_tui import clock
    from topaz_tui.services.statutory import load

    load.employ(context.current_session(), account, grade, hours, since.date() if since else clock.today(), why)
    click.echo(f"Kept the hours of {account}.")


@main.group()
def services() -> None:
    """Whom people can be referred to, and how each is reached."""


KINDS = "gp, therapy, voluntary, housing, fire or other."
CHANNELS = "mail, or 'by hand' (telephone, portal, post)."


def _of_service(command: Callable[..., None]) -> Callable[..., None]:
    """What can be said of a service beside its name."""
    for option in (
        click.option("--note", help="What colleagues have to know: opening hours, a form of their own."),
        click.option("--address", help="Where it is; '' takes it away."),
        click.option("--phone", help="Where it is rung; '' takes it away."),
        click.option("--mail", help="Where referrals are mailed to; '' takes it away."),
    ):
        command = option(command)
    return command


@services.command("add")
@click.argument("name")
@click.option("--kind", required=True, help=KINDS)
@click.option("--channel", default="by hand", show_default=True, help=CHANNELS)
@_of_service
@pass_context
def services_add(context: CliContext, /, name: str, kind: str, channel: str, **more: str | None) -> None:
    """Add a service that people can be referred to (manager)."""
    from topaz_tui.services import support
    from topaz_tui.text import sanitize

    support.add(context.current_session(), name, kind, channel, **more)
    click.echo(sanitize(f"Added {name}."))


@services.command("change")
@click.argument("service", metavar="NAME")
@click.option("--name", help="Another name.")
@click.option("--kind", help=KINDS)
@click.option("--channel", help=CHANNELS)
@_of_service
@pass_context
def services_change(context: CliContext, /, service: str, **new: str | None) -> None:
    """Change what is known of a service (manager). What was sent to it before stands as it was."""
    from topaz_tui.services import support
    from topaz_tui.text import sanitize

    support.change(context.current_session(), service, **new)
    click.echo(sanitize(f"Changed {service}."))


@services.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def services_list(context: CliContext, as_json: bool) -> None:
    """All services, those that were retired last."""
    from topaz_tui.cli.output import service_list
    from topaz_tui.services import support

    lines = support.lines(context.job_session(), retired=True)
    click.echo(service_list.services_json(lines) if as_json else service_list.services_text(lines, **paper()))


@services.command("retire")
@click.argument("service", metavar="NAME")
@click.option("--back", is_flag=True, help="Put one that was retired back on the list.")
@pass_context
def services_retire(context: CliContext, service: str, back: bool) -> None:
    """Take a service off the list (manager): no more referrals go there, those that it has go on."""
    from topaz_tui.services import support
    from topaz_tui.text import sanitize

    change = support.take_up if back else support.retire
    change(context.current_session(), service)
    click.echo(sanitize(f"{'Put back' if back else 'Retired'} {service}."))


@main.command()
@click.option("--make-only", is_flag=True, help="Make the database (name it with --db), don't open it.")
@click.option("--children", is_flag=True, help="A team that works for children: 40 young people of three councils.")
@pass_context
def demo(context: CliContext, make_only: bool, children: bool) -> None:
    """Try Topaz with 300 invented people. Nothing real is touched; the database is thrown away at the end.

    It is kept where --db names a file: topaz --db FILE demo.
    """
    from topaz_tui import demo as demonstration

    if make_only and not context.named:
        raise Invalid("Say where the demo's database shall be made.", "Name it: topaz --db demo.db demo --make-only")
    if context.named:
        path = context.file()
        if not demonstration.is_demo(path):
            demonstration.make(path, of_children=children)
        services = demonstration.services_of(path)
        if children and not services:
            raise Invalid(f"{path} has the demo of the phone list.", "Name another file for that of children.")
        if make_only:
            click.echo(f"Made {path}.")
            return
        show(context.doing(services), is_demo=True)
    with demonstration.throwaway(of_children=children) as path:
        thrown = CliContext(str(path), context.settings_file, plain=context.plain)
        show(thrown.doing((CHILDREN,) if children else ()), is_demo=True)


@main.command("help")
@click.argument("topic", required=False)
def help_(topic: str | None) -> None:
    """Pages to read: sending, import, settings, keys, backup …"""
    from topaz_tui import help

    if topic is None:
        click.echo("\n".join(f"topaz help {name:<10} {title}" for name, title in help.topics().items()))
    else:
        _print_page(help.read(topic))


@main.command()
@click.argument("places", metavar="[PLACE]...", nargs=-1)
@pass_context
def keys(context: CliContext, places: tuple[str, ...]) -> None:
    """Print the keys as a sheet for the wall, those of your settings among them.

    Of all places, or of those that are named: topaz keys call concern; the headings of the sheet do, too: topaz keys
    "one escalation". In a wide window in more columns; a file and a
    printer get two, on two pages. Exit code: 0 printed, 2 the settings can't be read, or there is no such place.
    """
    from topaz_tui import actions
    from topaz_tui.cli.output import key_sheet

    headings = {words.casefold(): place for place, words in actions.PLACES.items()}
    named = tuple(headings.get(place.casefold(), place.casefold()) for place in places)
    for place in named:
        if place not in actions.PLACES:
            raise Invalid(f"There is no place '{place}'.", f"Places: {', '.join(actions.PLACES)}.")
    click.echo(key_sheet.sheet(context.settings().keys, named or tuple(actions.PLACES), paper()["width"]))


@main.command()
def changelog() -> None:
    """What is new, the newest first."""
    from topaz_tui import help

    _print_page(help.changes())


def _print_page(markdown: str) -> None:
    import shutil

    from topaz_tui import help

    click.echo(help.in_columns(markdown, shutil.get_terminal_size((80, 24)).columns))


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
