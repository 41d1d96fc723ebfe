"""The team's settings as the database keeps them: where concerns go, the terms, the deadlines. Each change is a version
of all of them, by a manager; one that moves where something goes holds once a second manager has agreed.

Until a team has taken its settings over, those of everybody's own file hold (config/file.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from topaz_tui import clock, config
from topaz_tui.config import Settings, team
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound
from topaz_tui.rules import permissions
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.session import AnySession, Session
from topaz_tui.store import audit, metadata
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import TeamSettings, Worker
from topaz_tui.store.rows import dicts


class VersionState(StrEnum):
    """What became of a version of the settings."""

    IN_FORCE = "in force"  # the newest of these holds
    PROPOSED = "proposed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SettingsVersion:
    """A version: who made it and why, what of it is another than in the one before, and who decided about it. `needs`:
    it moves where something goes."""

    id: int
    state: VersionState
    made_by: int
    by: str
    at: datetime | None
    why: str
    differences: tuple[team.Difference, ...]
    decided: str = ""
    decided_at: datetime | None = None
    decided_why: str = ""

    @property
    def moves(self) -> bool:
        """Does the version change where something is sent?"""
        return any(each.moves for each in self.differences)


# What holds


@Compiled
def _in_force() -> Any:
    rows = TeamSettings.select(TeamSettings.id, TeamSettings.body).where(
        TeamSettings.state == VersionState.IN_FORCE.value
    )
    return rows.order_by(TeamSettings.id.desc())


def in_force(own: Settings) -> Settings:
    """The settings that hold: the team's, with what of somebody's `own` is theirs alone; all of their own where the
    team has taken none over. A version that can't be read is named, and the one before it holds."""
    for row in _in_force():
        with unread.aside("team_settings", row["id"]):
            return team.read(read(row["body"]), own)
    if config.CHILDREN not in own.services and metadata.value_of(metadata.DEMO_OF_CHILDREN):
        return replace(own, services=(config.CHILDREN,))  # also for what looks after a demo beside its screens
    return own


def number(_session: AnySession) -> int:
    """The number of the version in force; 0 where the team has taken none over."""
    return next((int(row["id"]) for row in _in_force()), 0)


def read(body: str) -> dict[str, Any]:
    """The settings in a version's text, by key. Raises ValueError where it has none."""
    found = unread.object_of(body)
    try:
        team.read(found)
    except Invalid as wrong:
        raise ValueError(wrong.message) from None
    return dict(found)


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting as its page shows it: what it is called and says, in words, what it usually says, and what a version
    that waits makes of it ('' where nothing). `value` is as the file has it; `set_by` is the version since which it is
    so, None where none ever said another thing."""

    key: str
    group: str
    name: str
    value: str
    says: str
    usually: str
    is_usual: bool
    meaning: str
    moves: bool
    waits: str
    set_by: SettingsVersion | None


@dataclass(frozen=True, slots=True)
class SettingsStanding:
    """The team's settings as their page shows them: the version that holds (0: those of somebody's own file do), each
    setting by its group, and the version that waits for a second manager."""

    version: int
    lines: tuple[SettingLine, ...]
    waits: SettingsVersion | None


def standing(session: Session) -> SettingsStanding:
    """The team's settings as their page shows them. Raises NotAllowed where whoever asks may not see them."""
    session.require(Act.SEE_SETTINGS)
    every = versions(session)
    waits = next((each for each in every if each.state == VersionState.PROPOSED), None)
    since = {
        changed.key: each
        for each in reversed(every)
        if each.state == VersionState.IN_FORCE
        for changed in each.differences
    }
    to_be = {changed.key: changed.now for changed in waits.differences} if waits else {}
    lines = (_line(row, to_be.get(row.key), since.get(row.key)) for row in team.rows(in_force(session.settings)))
    return SettingsStanding(number(session), tuple(sorted(lines, key=_place)), waits)


def _line(row: team.Row, to_be: str | None, set_by: SettingsVersion | None) -> SettingLine:
    from topaz_tui.config import setting_words as words  # for the page alone, and not at each start

    says, usually = (words.value_words(row.key, value) for value in (row.value, row.usual))
    waits = "" if to_be is None else words.value_words(row.key, to_be)
    return SettingLine(
        row.key, words.group_of(row.key), words.named(row.key).words, row.value, says, usually,
        row.value == row.usual, words.meaning(row.key, row.meaning), row.moves, waits, set_by,
    )  # fmt: skip


def _place(line: SettingLine) -> tuple[str, int]:
    """The line's place on the page: first the settings for all councils, in the order of their groups."""
    from topaz_tui.config import setting_words as words

    return words.council_of(line.key), words.place_of(line.key)


# Changing it


def take_over(session: Session, path: str | None, why: str) -> SettingsVersion:
    """Take over the team's settings from a settings file. Raises UserError where the file is wrong, and as `propose`
    does."""
    session.require(Act.CHANGE_SETTINGS)
    data = team.of_team(config.table_in(path))
    if not data:
        raise Invalid("The file says nothing that is the team's.", "Name the file that has the team's settings.")
    return propose(session, data, why)


def take_over_own(session: Session, why: str) -> SettingsVersion:
    """Take over what holds where this session sits: of a file, or the usual ones. Raises UserError as `propose` does,
    and where it can't be said key by key."""
    session.require(Act.CHANGE_SETTINGS)
    data = team.as_table(session.settings)
    if team.differences(session.settings, team.read(data, session.settings)):
        raise Invalid("They can't be taken over by a key.", "Name the file: topaz settings import FILE --why WORDS")
    return propose(session, data, why)


def put(session: Session, key: str, value: str | None, why: str) -> SettingsVersion:
    """Change one setting; None is the default again. Raises UserError as `propose` does, and where the team has not
    taken its settings over."""
    session.require(Act.CHANGE_SETTINGS)
    before = _newest()
    if before is None:
        raise Conflict("The team's settings are still those of a file.", "Take them over: topaz settings import FILE")
    return propose(session, team.with_value(before[1], key, value), why)


def propose(session: Session, data: Mapping[str, Any], why: str) -> SettingsVersion:
    """Make these the team's settings: at once, or where they move where something goes once a second manager has
    agreed, if there is one. Raises UserError where they are wrong, nothing is another, or a version waits."""
    session.require(Act.CHANGE_SETTINGS)
    why = " ".join(why.split())
    if not why:
        raise Invalid("Say why it is changed.", "The log has it.", "why")
    new = team.read(data)
    for key, begins in team.foreign_variables(new):
        what = f"{key} names a variable that is not Topaz's own: it may hold the secret of something else."
        raise Invalid(what, f"Call the variable {begins}…, here and where what sends finds it.", key)
    with transaction():
        before = _newest()
        if _waiting() is not None:
            raise Conflict("A change of the team's settings waits for a second manager.", "Agree or refuse it first.")
        was = team.read(before[1]) if before else Settings()
        changes = team.differences(was, new)
        if before and not changes:
            raise Invalid("It is so already.", "Nothing was changed.")
        waits = any(each.moves for each in changes) and bool(_others(session))
        state = VersionState.PROPOSED if waits else VersionState.IN_FORCE
        id = TeamSettings.insert(
            body=json.dumps(data), based_on=before[0] if before else None, state=state.value, why=why,
            made_by=session.worker_id, made_at=clock.to_store(clock.now()),
        ).execute()  # fmt: skip
        action = "proposed settings of the team" if waits else "changed settings of the team"
        audit.record(session.worker_id, action, subject=f"team settings {id}", why=why)
    return one(session, id)


def agree(session: Session, id: int) -> SettingsVersion:
    """Put a proposed version into force. Raises UserError for whoever proposed it, and where none of this number
    waits."""
    session.require(Act.CHANGE_SETTINGS)
    with transaction():
        row = _proposed(id)
        if row.made_by_id == session.worker_id:
            raise NotAllowed("You proposed it: a second manager agrees.", "Ask one.")
        before = _newest()
        if row.based_on != (before[0] if before else None):
            raise Conflict("Another version holds since it was proposed.", "Refuse it, and propose it anew.")
        _decide(session, id, VersionState.IN_FORCE, None)
        audit.record(session.worker_id, "agreed settings of the team", subject=f"team settings {id}")
    return one(session, id)


def refuse(session: Session, id: int, why: str) -> SettingsVersion:
    """Refuse a proposed version, or take back one's own. Raises UserError where none of this number waits."""
    session.require(Act.CHANGE_SETTINGS)
    if not why.strip():
        raise Invalid("Say why it is refused.", "Who proposed it reads it.", "why")
    with transaction():
        _proposed(id)
        why = " ".join(why.split())
        _decide(session, id, VersionState.REFUSED, why)
        audit.record(session.worker_id, "refused settings of the team", subject=f"team settings {id}", why=why)
    return one(session, id)


def _decide(session: Session, id: int, state: VersionState, why: str | None) -> None:
    TeamSettings.update(
        state=state.value, decided_by=session.worker_id, decided_at=clock.to_store(clock.now()), decided_why=why
    ).where(TeamSettings.id == id).execute()


def _proposed(id: int) -> Any:
    row = TeamSettings.get_or_none(TeamSettings.id == id, TeamSettings.state == VersionState.PROPOSED.value)
    if row is None:
        raise NotFound(f"No version {id} waits to be agreed.", "See 'topaz settings list'.")
    return row


def _newest() -> tuple[int, dict[str, Any]] | None:
    for row in _in_force():
        with unread.aside("team_settings", row["id"]):
            return int(row["id"]), read(row["body"])
    return None


def _others(session: Session) -> tuple[int, ...]:
    """The ids of the other workers who could agree to a change."""
    may = Worker.role.in_(permissions.roles(Act.CHANGE_SETTINGS)), Worker.retired_at.is_null()
    return tuple(row.id for row in Worker.select(Worker.id).where(*may, Worker.id != session.worker_id))


# Looking


def _waiting() -> int | None:
    waits = TeamSettings.select(TeamSettings.id).where(TeamSettings.state == VersionState.PROPOSED.value)
    return next((int(row["id"]) for row in dicts(waits)), None)


def waiting_words() -> Iterator[tuple[str, str]]:
    """For each change of where concerns go that waits for a second manager: the sentence that says so, and what to
    do."""
    if (id := _waiting()) is not None:
        yield (
            f"A change of where concerns go waits for a second manager (version {id} of the team's settings).",
            f"Agree or refuse it: e on the page Team (F5), or topaz settings show {id}",
        )


def one(session: AnySession, id: int) -> SettingsVersion:
    """The version of this number. Raises NotFound where there is none that can be read."""
    for each in versions(session):
        if each.id == id:
            return each
    raise NotFound(f"There is no version {id} of the team's settings.", "See 'topaz settings list'.")


def versions(_session: AnySession) -> tuple[SettingsVersion, ...]:
    """Every version that can be read, the newest first."""
    decider = Worker.alias("decider")
    rows = (
        TeamSettings.select(TeamSettings, Worker.name.alias("by"), decider.name.alias("decided"))
        .join(Worker, on=TeamSettings.made_by == Worker.id)
        .left_outer_join(decider, on=TeamSettings.decided_by == decider.id)
        .order_by(TeamSettings.id)
    )
    known: dict[int | None, Settings] = {None: Settings()}
    found = []
    for row in dicts(rows):
        with unread.aside("team_settings", row["id"]):
            now = known[row["id"]] = team.read(read(row["body"]))
            found.append(_version(row, team.differences(known.get(row["based_on"], Settings()), now)))
    return tuple(reversed(found))


def _version(row: Mapping[str, Any], differences: tuple[team.Difference, ...]) -> SettingsVersion:
    at, decided_at = (
        row[name] and unread.value("team_settings", row["id"], clock.from_store, row[name])
        for name in ("made_at", "decided_at")
    )
    return SettingsVersion(
        row["id"], VersionState(row["state"]), row["made_by"], row["by"], at, row["why"], differences,
        row["decided"] or "", decided_at, row["decided_why"] or "",
    )  # fmt: skip
