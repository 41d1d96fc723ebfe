"""The team's settings: what holds, what each means, and the change that waits for a second manager."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from topaz_tui.config import team
from topaz_tui.rules import permissions
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.services import team_settings
from topaz_tui.services.team_settings import SettingsStanding, SettingsVersion, VersionState
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.update import update_if_changed

COLUMNS = (Column("Setting", 34, grows=2, wraps=True), Column("Value", 30, grows=3, wraps=True))
DRAFT = DraftKind.TEAM_SETTING
"""The kind of the drafts; the key is the setting's, or REFUSE and the number of a version."""
REFUSE = "refuse "
OF_A_FILE = "These are your own file's, and a colleague's may be others. Take them over: topaz settings import FILE"
NOT_TAKEN = "The team's settings are those of a file still: topaz settings import FILE takes them over."
WHY = Question("why", "Why", "line", "It is kept with the change.", needed="Say why.")
CHANGE = (
    Question("value", "Value", "line", "As a settings file has it; empty is the usual one again."),
    WHY,
)


class TeamSettingsScreen(Page):
    """From the team's page. The setting under the cursor lies open below."""

    place = "settings"
    DEFAULT_CSS = """
    TeamSettingsScreen { layout: vertical; }
    TeamSettingsScreen #settings { height: 1fr; }
    TeamSettingsScreen #card { height: 6; padding: 0 1; background: $panel; overflow: hidden; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[object, team.Row] = {}
        self._standing: SettingsStanding | None = None

    def body(self) -> ComposeResult:
        yield RecordList(COLUMNS, empty="Looking …", id="settings")
        yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.poll(self._look)

    def look_anew(self) -> None:
        self.run(self._look(), group="look")

    # What is on show

    @property
    def row(self) -> team.Row | None:
        """The setting under the cursor."""
        return self._rows.get(self.query_one(RecordList).key)

    @property
    def waits(self) -> SettingsVersion | None:
        """The version that waits for a second manager."""
        return self._standing.waits if self._standing else None

    async def _look(self) -> None:
        standing = await self.call(team_settings.standing, self.app.session)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.show(standing)

    def show(self, standing: SettingsStanding) -> None:
        """Show the settings as they stand."""
        self._standing = standing
        self._rows = {each.key: each for each in standing.rows}
        told = [
            RecordLine(
                each.key,
                (f"{'! ' if each.moves else '  '}{each.key}", one_line(each.value)),
                "quiet" if each.value == each.usual else "",
            )
            for each in standing.rows
        ]
        self.query_one(RecordList).fill(told, empty="")
        self.prompt(self._words(standing), whole=True)
        self._card()
        self.refresh_frame()
        self.looked_up()

    @staticmethod
    def _words(standing: SettingsStanding) -> str:
        if standing.waits:
            waits = standing.waits
            changes = "; ".join(f"{each.key}: {each.was} → {each.now}" for each in waits.differences)
            return one_line(f"! Version {waits.id} of {waits.by} waits for a second manager: {changes}")
        return f"Version {standing.number} holds" if standing.number else OF_A_FILE

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._card()
        self.refresh_frame()

    def _card(self) -> None:
        card, each = self.query_one("#card", Static), self.row
        if each is None:
            update_if_changed(card, "", layout=False)
            return
        pieces: list[Piece] = [(sanitize(each.key), "bold"), f"\n{sanitize(each.meaning)}"]
        pieces.append("\nIt is the usual one." if each.value == each.usual else f"\nUsually {sanitize(each.usual)}")
        if each.moves:
            pieces.append("\n! Another value holds once a second manager has agreed.")
        update_if_changed(card, Content.assemble(*pieces), layout=False)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("settings.")
        if name not in ("change", "agree", "refuse"):
            return None
        if not self.app.session.may(Act.CHANGE_SETTINGS):
            return permissions.refusal(Act.CHANGE_SETTINGS)
        if self._standing is not None and not self._standing.number and name == "change":
            return NOT_TAKEN
        if name == "change":
            return "A change waits for a second manager: agree or refuse it first." if self.waits else None
        if self.waits is None:
            return "No change waits for a second manager."
        if name == "agree" and self.waits.made_by == self.app.session.worker_id:
            return "You proposed it: a second manager agrees."
        return None

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        if why_not := self.disabled_reason("settings.change"):
            self.app.hint(why_not)
        else:
            self.action_change()

    def resume_draft(self, kind: str, key: str) -> None:
        if key.startswith(REFUSE):
            if self.waits and key == f"{REFUSE}{self.waits.id}":
                self.run(self._refuse(self.waits))
        elif row := self._rows.get(key):
            self.run(self._change(row))

    def action_change(self) -> None:
        if self.row:
            self.run(self._change(self.row))

    async def _change(self, row: team.Row) -> None:
        made: list[SettingsVersion] = []

        async def change(answers: Answers) -> None:
            value = str(answers.get("value") or "").strip() or None
            put = partial(team_settings.put, self.app.session, row.key, value, str(answers.get("why") or ""))
            made.append(await self.app.settle(DRAFT, row.key, put))

        known = {"value": row.value}
        if await ask_and_do(
            self, DRAFT, row.key, row.key, CHANGE, change, known=known, lead=row.meaning, done="Change"
        ):
            waits = made and made[-1].state == VersionState.PROPOSED
            self.app.say("It holds once a second manager has agreed." if waits else "It holds from now on.")
            await self._look()

    def action_agree(self) -> None:
        if self.waits:
            self.run(self._agree(self.waits))

    async def _agree(self, version: SettingsVersion) -> None:
        changes = "\n".join(f"{each.key}: {each.was} → {each.now}" for each in version.differences)
        lead = f"{version.by} says why: {version.why}\n\n{changes}"
        if await self.app.push_screen_wait(ConfirmDialog("Let this hold?", sanitize(lead), done="Let it hold")):
            await self.call(team_settings.agree, self.app.session, version.id)
            self.app.say("It holds from now on.")
            await self._look()

    def action_refuse(self) -> None:
        if self.waits:
            self.run(self._refuse(self.waits))

    async def _refuse(self, version: SettingsVersion) -> None:
        key = f"{REFUSE}{version.id}"

        async def refuse(answers: Answers) -> None:
            put = partial(team_settings.refuse, self.app.session, version.id, str(answers.get("why") or ""))
            await self.app.settle(DRAFT, key, put)

        if await ask_and_do(self, DRAFT, key, "Refuse the change", (WHY,), refuse, done="Refuse"):
            self.app.say("Refused: what held before holds.")
            await self._look()
