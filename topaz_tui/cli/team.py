"""The commands of the team's settings: settings import, show, list, set, agree, refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from topaz_tui.cli.main import CliContext, main, pass_context
from topaz_tui.errors import Invalid

if TYPE_CHECKING:
    from topaz_tui.services.team_settings import SettingsVersion


@main.group()
def settings() -> None:
    """The team's settings: where concerns go, terms, deadlines, calling hours."""


_why = click.option("--why", required=True, metavar="WORDS", help="Why: it is kept with the change.")


@settings.command("import")
@click.argument("file", metavar="[FILE]", required=False)
@_why
@pass_context
def settings_import(context: CliContext, file: str | None, why: str) -> None:
    """Take the team's settings over from a settings file (manager); without FILE from your own. From then on they are
    in the database, and no file changes them. Where concerns go changes once a second manager agrees, if there is
    one."""
    from topaz_tui.services import team_settings

    _told(team_settings.take_over(context.current_session(), file or context.settings_file, why))


@settings.command("set")
@click.argument("key")
@click.argument("value", required=False)
@click.option("--default", "default", is_flag=True, help="The default again, in place of VALUE.")
@_why
@pass_context
def settings_set(context: CliContext, key: str, value: str | None, *, default: bool, why: str) -> None:
    """Change one of the team's settings (manager): topaz settings set sending.folder.path /srv/council --why "…"."""
    from topaz_tui.services import team_settings

    if (value is None) != default:
        raise Invalid("Say what it is to be.", "Give a VALUE, or --default.")
    _told(team_settings.put(context.current_session(), key, value, why))


@settings.command("agree")
@click.argument("number", type=int)
@pass_context
def settings_agree(context: CliContext, number: int) -> None:
    """Let a version hold that another manager proposed (manager)."""
    from topaz_tui.services import team_settings

    _told(team_settings.agree(context.current_session(), number))


@settings.command("refuse")
@click.argument("number", type=int)
@_why
@pass_context
def settings_refuse(context: CliContext, number: int, why: str) -> None:
    """Refuse a version that was proposed, or take your own back (manager)."""
    from topaz_tui.services import team_settings

    _told(team_settings.refuse(context.current_session(), number, why))


@settings.command("list")
@pass_context
def settings_list(context: CliContext) -> None:
    """Every version, the newest first: who made it, why, what it changed, who agreed or refused."""
    from topaz_tui.cli.output import settings_list as output
    from topaz_tui.services import team_settings

    click.echo(output.versions_text(team_settings.versions(context.job_session())))


@settings.command("show")
@click.argument("number", type=int, required=False)
@pass_context
def settings_show(context: CliContext, number: int | None) -> None:
    """What holds and is not the default; or what a version changes."""
    from topaz_tui.cli.output import settings_list as output
    from topaz_tui.services import team_settings

    session = context.job_session()
    if number is not None:
        click.echo(output.versions_text((team_settings.one(session, number),)))
        return
    click.echo(output.in_force_text(session.settings, team_settings.number(session)))


def _told(version: SettingsVersion) -> None:
    from topaz_tui.cli.output import settings_list as output

    click.echo(output.versions_text((version,)))
