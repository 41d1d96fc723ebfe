"""The team's settings in words: what holds, and each version with what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topaz_tui import clock
from topaz_tui.config import Settings, team
from topaz_tui.services.team_settings import SettingsVersion, VersionState
from topaz_tui.text import one_line

_OF_A_FILE = (
    "These are a file's: the team has not taken its settings over, and everybody's own file says where concerns go.",
    "A manager takes them over: topaz settings import FILE --why WORDS",
)


def in_force_text(settings: Settings, number: int) -> str:
    """What holds and is no default, and where it stands."""
    lines = [f"Version {number} holds: 'topaz settings list' has who made it."] if number else [*_OF_A_FILE]
    lines += [one_line(f"{key} = {value}") for key, value in team.changed(settings)] or ["All are the defaults."]
    return "\n".join(lines)


def versions_text(versions: Sequence[SettingsVersion]) -> str:
    """Each version with what it changed."""
    if not versions:
        return "\n".join(_OF_A_FILE)
    return "\n".join(one_line(line) if line else "" for each in versions for line in lines(each))


def lines(version: SettingsVersion) -> Iterator[str]:
    """A version: what became of it, who made it and why, what is another by it."""
    now = clock.now()
    when = clock.format_moment(version.at, now) if version.at else "when can't be read"
    yield f"Version {version.id}, {version.state.value}: {version.by}, {when}: {version.why}"
    if version.decided:
        decided = clock.format_moment(version.decided_at, now) if version.decided_at else "when can't be read"
        did = "refused" if version.state == VersionState.REFUSED else "agreed"
        yield f"  {version.decided} {did}, {decided}{': ' if version.decided_why else ''}{version.decided_why}"
    for each in version.differences:
        yield f"  {'! ' if each.moves else '  '}{each.key}: {each.was} -> {each.now}"
    if version.state == VersionState.PROPOSED:
        yield f"  It waits for a second manager: topaz settings agree {version.id}, or refuse {version.id} --why WORDS"
