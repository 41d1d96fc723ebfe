"""The team's settings in the database: a manager changes them, a second one agrees where something goes elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from topaz_tui.config import Settings, team
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound, UserError
from topaz_tui.rules.permissions import Role
from topaz_tui.services import team_settings, workers
from topaz_tui.services.escalations import api as escalations
from topaz_tui.services.escalations.api import AlarmKind
from topaz_tui.services.team_settings import VersionState
from topaz_tui.store import database as store
from topaz_tui.store import models

FOLDER = {"sending": {"channels": ["folder"], "folder": {"path": "/srv/council"}}, "calls": {"tries": 4}}


@pytest.fixture
def second(manager):
    workers.add(manager, "second", "Nadia Rahman", Role.HEAD_OF_SERVICE)
    row = models.Worker.get(models.Worker.account == "second")
    return replace(manager, worker_id=row.id, account="second", role=Role.HEAD_OF_SERVICE)


def test_settings_of_a_file_hold_until_the_team_takes_them_over_and_never_after(manager, tmp_path):
    own = replace(Settings(), organisation="Of a file")
    assert team_settings.in_force(own) == own and team_settings.number(manager) == 0
    file = tmp_path / "s.toml"
    file.write_text('[sending]\nchannels = ["folder"]\nfolder.path = "~/council"\n[screen]\ntheme = "light"\n')
    made = team_settings.take_over(manager, str(file), "Ours")
    assert (made.state, made.moves, team_settings.number(manager)) == (VersionState.IN_FORCE, True, made.id)
    evil = replace(own, sending=replace(own.sending, folder=replace(own.sending.folder, path="/home/evil")),
                   screen=replace(own.screen, theme="contrast"))  # fmt: skip
    now = team_settings.in_force(evil)
    assert now.sending.folder.path == str((tmp_path.home() / "council").absolute()), "the same for everybody"
    assert (now.screen.theme, now.organisation) == ("contrast", None)


def test_change_of_where_something_goes_holds_once_a_second_manager_agreed(manager, second, worker):
    made = team_settings.propose(manager, FOLDER, "A folder of theirs")
    assert (made.state, team_settings.in_force(Settings())) == (VersionState.PROPOSED, Settings())
    assert any(each.kind == AlarmKind.SETTINGS_WAIT for each in escalations.board(manager).alarms)
    with pytest.raises(Conflict):
        team_settings.propose(second, {"calls": {"tries": 5}}, "One at a time")
    for who in (manager, worker):
        with pytest.raises(NotAllowed):
            team_settings.agree(who, made.id)
    assert team_settings.agree(second, made.id).decided == "Nadia Rahman"
    assert team_settings.in_force(Settings()).sending.folder.path == "/srv/council"
    assert not any(each.kind == AlarmKind.SETTINGS_WAIT for each in escalations.board(manager).alarms)
    with pytest.raises(NotFound):
        team_settings.refuse(second, made.id, "It holds")
    term = team_settings.put(second, "calls.tries", "6", "More tries")
    assert (term.state, [each.key for each in term.differences]) == (VersionState.IN_FORCE, ["calls.tries"])
    gone = team_settings.put(second, "sending.folder.path", "/home/evil", "Mine")
    team_settings.refuse(manager, gone.id, "Whose is it?")
    assert team_settings.in_force(Settings()).sending.folder.path == "/srv/council"
    assert [each.state for each in team_settings.versions(manager)] == ["refused", "in force", "in force"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("screen.theme", '"light"'), ("sending.nothing", "1"), ("calls.tries", "many"), ("calls.tries", "3"), ("a b", "1"),
     ("sending.channels", '["mail"]'), ("calls.tries", '"3\nx'), ("database", '"x"')],
)  # fmt: skip
def test_change_that_is_none_or_wrong_is_refused(manager, key, value):
    with pytest.raises(Conflict):
        team_settings.put(manager, "calls.tries", "4", "Before any was taken over")
    team_settings.propose(manager, {"calls": {"tries": 3}, "organisation": "Duty"}, "Ours")
    with pytest.raises(Invalid):
        team_settings.put(manager, key, value, "Why")
    with pytest.raises(Invalid):
        team_settings.put(manager, "calls.tries", "4", " ")


def test_version_stands_as_it_was_made_and_one_that_cannot_be_read_leaves_the_one_before(manager, db):
    first = team_settings.propose(manager, {"organisation": "Duty"}, "Ours")
    for sql in ("UPDATE team_settings SET body = '{}'", "DELETE FROM team_settings"):
        with pytest.raises(Exception, match="settings of a team"), store.transaction():
            store.database.execute_sql(sql)
    models.TeamSettings.insert(
        body=json.dumps({"sending": {"channels": 3}}), state="in force", why="", made_by=manager.worker_id, made_at=""
    ).execute()
    assert team_settings.in_force(Settings()).organisation == "Duty"
    assert team_settings.number(manager) != first.id
    with pytest.raises(UserError):
        team_settings.one(manager, 9)


@pytest.mark.parametrize(
    ("was", "now", "moves"),
    [
        ({}, {"calls": {"tries": 4}}, []),
        ({}, {"sending": {"mail": {"ca_file": "/x"}}}, ["sending.mail.ca_file"]),
        ({}, {"letters": {"print_to": "/x"}}, ["letters.print_to"]),
        ({"council": "A", "councils": {"B": {"send_days": 2}}}, {"council": "A"}, []),
        (
            {"council": "A", "councils": {"B": {"sending": {"telephone": "1"}}}}, {"council": "A"},
            ['councils."B".sending.telephone'],
        ),
        ({"council": "A"}, {"council": "B"}, ["council"]),
    ],
)  # fmt: skip
def test_what_moves_where_something_goes_is_known(was, now, moves):
    found = team.differences(team.read(was), team.read(now))
    assert found and [each.key for each in found if each.moves] == moves
