"""Commands for the letters to the people themselves: what waits, printing, the post."""

from __future__ import annotations

from pathlib import Path

import click

from topaz_tui.cli.main import CliContext, main, paper, pass_context
from topaz_tui.errors import Invalid
from topaz_tui.grammar import counted


@main.group()
def letters() -> None:
    """Letters, mails and texts to the people themselves."""


@letters.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@pass_context
def letters_list(context: CliContext, as_json: bool) -> None:
    """What waits to be printed, posted or sent, oldest first; and what is wrong with a template of the team's own."""
    from topaz_tui.cli.output import letter_list
    from topaz_tui.services import correspondence

    session = context.job_session()
    lines, wrong = correspondence.waiting(session), correspondence.check(session.settings)
    if as_json:
        click.echo(letter_list.letters_json(lines, wrong))
    else:
        click.echo(letter_list.letters_text(lines, wrong, **paper()))


@letters.command("print")
@click.argument("file", metavar="FILE.pdf")
@click.argument("references", metavar="[REFERENCE]...", nargs=-1)
@pass_context
def letters_print(context: CliContext, file: str, references: tuple[str, ...]) -> None:
    """Write all that wait to be printed to one PDF, in order; or those of these references, printed before or not."""
    from topaz_tui.cli.output import letter_list
    from topaz_tui.exchange.delivery import printing
    from topaz_tui.services import correspondence

    session = context.current_session()
    batch = printing.write(session, Path(file), correspondence.named(session, references))
    to_post = len(correspondence.to_post(session))
    click.echo(letter_list.printed_text(batch.file, batch.references, batch.held, to_post))


@letters.command("posted")
@click.argument("references", metavar="[REFERENCE]...", nargs=-1)
@click.option("--in-post", is_flag=True, help="Those named are in the post, though they must not go any more.")
@pass_context
def letters_posted(context: CliContext, references: tuple[str, ...], in_post: bool) -> None:
    """Keep that all that were printed were put in the post, or those of these references. Of one that must not go any
    more, as writing is not safe since, nothing is kept until somebody says whether it is in the post (--in-post)."""
    from topaz_tui.cli.output import letter_list
    from topaz_tui.services import correspondence

    session = context.current_session()
    if in_post and not references:
        raise Invalid("Which are in the post is said of each.", "Give their references behind --in-post.")
    ids = correspondence.named(session, references)
    if ids:
        click.echo(letter_list.posted_text(correspondence.posted(session, ids, ids if in_post else ()), ()))
        return
    ids = correspondence.to_post(session)
    asked = correspondence.doubtful(session, ids)
    sound = {*ids} - {line.id for line in asked}
    click.echo(letter_list.posted_text(correspondence.posted(session, sorted(sound)), asked))


@letters.command("stop")
@click.argument("references", metavar="REFERENCE...", nargs=-1, required=True)
@click.option("--why", required=True, help="Why they do not go: it stands on the person's page.")
@pass_context
def letters_stop(context: CliContext, references: tuple[str, ...], why: str) -> None:
    """Give up letters, mails or texts that wait: they do not go after all."""
    from topaz_tui.services import correspondence

    session = context.current_session()
    count = correspondence.give_up(session, correspondence.named(session, references), why)
    click.echo(f"{counted(count, 'letter', 'does')} not go.")
