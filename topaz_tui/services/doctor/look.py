"""What the checks look at: the database, through a connection of its own that only reads, and the settings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import peewee

from topaz_tui import clock, config, regular
from topaz_tui.config import Settings, team
from topaz_tui.errors import Invalid, NotFound, UserError
from topaz_tui.services import team_settings, unread
from topaz_tui.store import backup
from topaz_tui.store.database import apart, close, one_moment, open_database
from topaz_tui.store.file_format import APPLICATION_ID, METADATA, MOVED
from topaz_tui.store.rights_apart import WITH_VIEWS
from topaz_tui.store.schema import SCHEMA
from topaz_tui.store.sql import doctor as sql
from topaz_tui.store.statement import Statement, tuples

T = TypeVar("T")


class Unseen(Exception):
    """The check can't be made, since the database can't be opened. Why it can't is said once, by check_database."""


class CheckContext:
    """What the checks look at: the database that was named (a path, or a server's URL), and the settings, as far as
    they can be loaded."""

    def __init__(
        self, where: Path | str | None, settings_file: str | None, load: Callable[[], Settings], held: ExitStack
    ) -> None:
        self.now = clock.now()
        self.settings_file = Path(
            settings_file or os.environ.get("TOPAZ_SETTINGS") or config.default_path()
        ).expanduser()
        self.own, self.wrong = Settings(), None
        try:
            self.own = load()
        except UserError as trouble:
            self.wrong = trouble
        self.where = config.database_at(str(where) if where else self.own.database)
        self._held = held

    @cached_property
    def team(self) -> tuple[int, Settings] | None:
        """The number of the version of the team's settings in force, and the settings by it; None where the team has
        not taken them over, or the database can't be asked."""
        try:
            kept = self.ask(sql.TEAM_SETTINGS)
        except (Unseen, UserError):
            return None
        for id, body in kept:
            try:
                return int(id), team.read(team_settings.read(body), self.own)
            except unread.FAULTS:
                pass
        return None

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self.team[1] if self.team else self.own

    @cached_property
    def sees_less(self) -> bool:
        """Is this the login of a role that sees a part of the list alone, and so can't say how it stands?"""
        with suppress(Unseen):
            self.ask(sql.OPENED)
            return not isinstance(self.where, Path) and apart() in WITH_VIEWS
        return False

    @property
    def path(self) -> Path:
        """The file of the database; asked for only where it is none on a server."""
        return Path(self.where)

    @cached_property
    def opened(self) -> Callable[..., Any]:
        """Runs a statement (`take` makes something of its cursor). Raises UserError where the database can't be
        opened."""
        if isinstance(self.where, str):
            self._held.callback(close)
            return _on_server(open_database(self.where))
        if not self.path.exists():
            raise NotFound(f"There is no database at {self.path}.", "Make one with 'topaz init', or restore a backup.")
        regular.need(self.path, "Name the database with --db.")
        connection = self._held.enter_context(backup.reading(self.path))

        def ask(take: Callable[[Any], T], statement: Statement | str, *values: object) -> T:
            text = statement if isinstance(statement, str) else statement.sqlite
            with backup.in_words(self.path):
                return take(connection.execute(text, values))

        if ask(_all, sql.OF_FILE) != [(APPLICATION_ID,)]:
            raise Invalid(f"{self.path} is not a Topaz database.", "Name the right file with --db.")
        return ask

    def ask(self, statement: Statement | str, *values: object) -> list[Any]:
        """The rows of a statement. Raises Unseen where the database can't be opened."""
        return self._ask(_all, statement, *values)

    def named(self, make: type[T], statement: Statement, *values: object) -> list[T]:
        """The rows of a statement as these named tuples. Raises Unseen where the database can't be opened."""
        return self._ask(lambda cursor: tuples(cursor, make), statement, *values)

    def _ask(self, take: Callable[[Any], list[T]], statement: Statement | str, *values: object) -> list[T]:
        try:
            opened = self.opened
        except UserError as trouble:
            raise Unseen from trouble
        found: list[T] = opened(take, statement, *values)
        return found

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """What the block reads is of one moment, whatever is written meanwhile."""
        if isinstance(self.where, str):
            self.ask(sql.OPENED)  # it is open now, or Unseen is raised
            with one_moment():
                yield
            return
        self.ask(sql.BEGIN_READING)
        try:
            yield
        finally:
            self.ask(sql.END_READING)

    @cached_property
    def schema(self) -> int:
        """The number of the database's schema; a server's is brought up to date by opening it."""
        if isinstance(self.where, str):
            return SCHEMA
        [(version,)] = self.ask(sql.SCHEMA_OF_FILE)
        return int(version)

    def need_schema(self) -> None:
        """Raise UserError where the schema is not that of this program."""
        if self.schema == MOVED:
            raise Invalid("The list was moved to a server.")
        if self.schema != SCHEMA:
            raise Invalid("The database has another schema than this Topaz.", "Open it with 'topaz' first.")

    def about(self, key: str) -> str | None:
        """The text under this key of the table `metadata`; None where there is none."""
        tables = [("metadata",)] if isinstance(self.where, str) else self.ask(METADATA)
        found = (value for (table,) in tables for (value,) in self.ask(sql.metadata(table), key))
        return next((str(value) for value in found), None)


def _all(cursor: Any) -> list[Any]:
    return list(cursor.fetchall())


def _on_server(engine: Any) -> Callable[..., Any]:
    def ask(take: Callable[[Any], T], statement: Statement | str, *values: object) -> T:
        text = statement if isinstance(statement, str) else statement.postgresql
        try:
            return take(engine.execute_sql(text, values))
        except peewee.PeeweeException as error:
            raise engine.trouble(error) from error

    return ask
