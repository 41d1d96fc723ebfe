"""The team's settings in people's words, by group: what holds, since when and by whom, and the change that waits for a
second manager."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual.content import Content

from topaz_tui import clock
from topaz_tui.config import setting_words
from topaz_tui.errors import UserError
from topaz_tui.grammar import several
from topaz_tui.rules import permissions
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import arrangement, listings
from topaz_tui.screens.arranged import ArrangedPage
from topaz_tui.screens.arrangement import Listing
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.list_page import ListPage
from topaz_tui.services import team_settings
from topaz_tui.services.team_settings import SettingLine, SettingsStanding, SettingsVersion, VersionState
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.record_list import Column, RecordLine

COLUMNS = (
    Column("Setting", 30, grows=3, wraps=True),
    Column("What holds", 30, grows=2, wraps=True),
    Column("Since", 24, grows=1, drop=1, wraps=True),
)
DRAFT = DraftKind.TEAM_SETTING
"""The kind of the drafts; the key is the setting's, or one of these, with what it is about."""
USUAL, REFUSE, OWN = "usual ", "refuse ", "take over"
NEW_LINE = "\n"
NEEDS_SECOND = "Another value holds once a second manager has agreed."
WHY = Question("why", "Why", "line", "It is kept with the change.", needed="Say why.")


class TeamSettingsScreen(ListPage[SettingsStanding], ArrangedPage):
    """From the team's page. The setting under the cursor lies open below."""

    place = "settings"
    columns = COLUMNS
    enter = "change"
    DEFAULT_CSS = """
    TeamSettingsScreen > RecordList, TeamSettingsScreen.-wide > RecordList { height: 1fr; max-height: 100%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._standing: SettingsStanding | None = None

    # What is on show

    @property
    def row(self) -> SettingLine | None:
        """The setting under the cursor."""
        return next((each for each in self.things if each.key == self.rows.key), None)

    @property
    def waits(self) -> SettingsVersion | None:
        """The version that waits for a second manager."""
        return self._standing.waits if self._standing else None

    @property
    def is_taken_over(self) -> bool:
        """Does the team have its settings in the database?"""
        return bool(self._standing and self._standing.version)

    @property
    def listing(self) -> Listing[SettingLine]:
        return listings.SETTINGS

    @property
    def things(self) -> tuple[SettingLine, ...]:
        return self._standing.lines if self._standing else ()

    async def find(self) -> SettingsStanding:
        return await self.call(team_settings.standing, self.app.session)

    def show(self, standing: SettingsStanding) -> None:
        self._standing = standing
        self.show_arranged()

    def show_arranged(self) -> None:
        shown = self.arranged(self.things)
        empty = arrangement.NOTHING if self.chosen.narrows else ""
        self.rows.fill([self._line(each) for each in shown], empty=empty, of=self.chosen)
        told = (self.arranged_words(len(shown), len(self.things)), self._words())
        self.prompt(" · ".join(filter(None, told)), whole=True)
        self.shown()

    def _line(self, each: SettingLine) -> RecordLine:
        says = f"{each.says} → {each.waits}?" if each.waits else each.says
        tone = "late" if each.waits else "quiet" if each.is_usual else ""
        cells = (each.name, one_line(says), _since(each))
        return RecordLine(each.key, cells, tone, "" if self.chosen.order else each.group)

    def _words(self) -> str:
        """What there is to do here."""
        key = self.app.key_of
        if self.waits:
            agree, refuse = key("settings.agree"), key("settings.refuse")
            told = f"! {self.waits.by} asks for another value, which waits for a second manager"
            return one_line(f"{told} ({agree} agrees, {refuse} refuses): {changes(self.waits)}")
        if not self.is_taken_over:
            take = key("settings.take_over")
            return f"Your own file's: {take} makes them the team's, the same for everybody (manager)"
        other = sum(not each.is_usual for each in self.things)
        told = f"{other} {several(other, 'is')} another than usual" if other else "all are the usual ones"
        return f"They hold for the whole team · {told}"

    def card(self) -> Content | None:
        each = self.row
        if each is None:
            return None
        pieces: list[Piece] = [(sanitize(each.name), "bold"), f" · {sanitize(each.group)}\n{sanitize(each.meaning)}"]
        usually = "It is the usual one" if each.is_usual else f"Usually {sanitize(each.usually)}"
        pieces.append(f"\n{usually}{f' · set {_since(each)}' if each.set_by else ''}")
        if each.set_by:
            pieces.append(f": {sanitize(each.set_by.why)}")
        if each.moves:
            pieces.append(f"\n{NEEDS_SECOND}")
        return Content.assemble(*pieces)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        name = action_id.removeprefix("settings.")
        if name not in ("change", "usual", "take_over", "agree", "refuse"):
            return None
        if not self.app.session.may(Act.CHANGE_SETTINGS):
            return permissions.refusal(Act.CHANGE_SETTINGS)
        if name == "agree" and self.waits and self.waits.made_by == self.app.session.worker_id:
            return "You proposed it: a second manager agrees."
        if name in ("agree", "refuse"):
            return None if self.waits else "No change waits for a second manager."
        if self.waits:
            return "A change waits for a second manager: agree or refuse it first."
        if name == "take_over":
            return "They are the team's already." if self.is_taken_over else None
        if not self.is_taken_over:
            return f"They are those of a file still: {self.app.key_of('settings.take_over')} makes them the team's."
        if name == "usual" and self.row and self.row.is_usual:
            return "It is the usual one."
        return None

    def resume_draft(self, kind: str, key: str) -> None:
        ways = {USUAL: self.action_usual, REFUSE: self.action_refuse, OWN: self.action_take_over}
        begins = next((each for each in ways if key.startswith(each)), "")
        self.rows.stand_on(key.removeprefix(begins))
        ways.get(begins, self.action_change)()

    def action_change(self) -> None:
        if row := self.row:

            def change(answers: Answers) -> SettingsVersion:
                value = setting_words.value_of(row.key, answers)
                return team_settings.put(self.app.session, row.key, value, _why(answers))

            lead = f"{row.meaning}. {NEEDS_SECOND}" if row.moves else row.meaning
            known = dict(setting_words.answers(row.key, row.value))
            questions = (*setting_words.questions(row.key), WHY)
            self.run(self._ask(row.key, row.name, questions, change, lead=lead, done="Change", known=known))

    def action_usual(self) -> None:
        if row := self.row:

            def back(answers: Answers) -> SettingsVersion:
                return team_settings.put(self.app.session, row.key, None, _why(answers))

            key, title = f"{USUAL}{row.key}", f"{row.name}: the usual one again"
            lead = f"Now: {row.says}. Usually: {row.usually}."
            self.run(self._ask(key, title, (WHY,), back, lead=lead, done="Change"))

    def action_take_over(self) -> None:
        def take(answers: Answers) -> SettingsVersion:
            return team_settings.take_over_own(self.app.session, _why(answers))

        lead = (
            "What stands here holds for everybody from then on, and is kept in the database: no file is asked. "
            "You change each one here, by a key."
        )
        self.run(self._ask(OWN, "Make these the team's settings", (WHY,), take, lead=lead, done="Make them the team's"))

    def action_agree(self) -> None:
        if self.waits:
            self.run(self._agree(self.waits))

    async def _agree(self, version: SettingsVersion) -> None:
        lead = f"{version.by} says why: {version.why}\n\n{changes(version, between=NEW_LINE)}"
        if await self.app.push_screen_wait(ConfirmDialog("Let this hold?", lead, done="Let it hold")):
            await self.call(team_settings.agree, self.app.session, version.id)
            self.app.say("It holds from now on.")
            await self.look()

    def action_refuse(self) -> None:
        if version := self.waits:

            def refuse(answers: Answers) -> SettingsVersion:
                return team_settings.refuse(self.app.session, version.id, _why(answers))

            lead = f"{version.by} says why: {version.why}"
            self.run(self._ask(f"{REFUSE}{version.id}", "Refuse the change", (WHY,), refuse, lead=lead, done="Refuse"))

    async def _ask(
        self, key: str, title: str, questions: Sequence[Question], change: Callable[[Answers], SettingsVersion],
        *, lead: str, done: str, known: Answers | None = None,
    ) -> None:  # fmt: skip
        """Ask, change it, and say what became of it."""

        async def work(answers: Answers) -> SettingsVersion:
            try:
                return await self.app.settle(DRAFT, key, partial(change, answers))
            except UserError as wrong:
                told = wrong.message.replace(key, f"'{title}'")
                field = wrong.field or ("" if questions == (WHY,) else questions[0].id)
                raise type(wrong)(setting_words.in_words(told), setting_words.in_words(wrong.hint), field) from None

        if made := await ask_and_do(self, DRAFT, key, title, questions, work, lead=lead, done=done, known=known):
            self.app.say(SAID[made.value.state])
            await self.look()


SAID = {
    VersionState.IN_FORCE: "It holds from now on.",
    VersionState.PROPOSED: "It holds once a second manager has agreed.",
    VersionState.REFUSED: "Refused: what held before holds.",
}


def changes(version: SettingsVersion, between: str = "; ") -> str:
    """What a version makes another, in words."""
    return between.join(
        f"{setting_words.named(each.key).words}: {setting_words.value_words(each.key, each.was)} → "
        f"{setting_words.value_words(each.key, each.now)}"
        for each in version.differences
    )


def _since(each: SettingLine) -> str:
    """Since when it is so, and by whom; '' where it always was."""
    if each.set_by is None:
        return ""
    day = clock.format_day(clock.local(each.set_by.at).date()) if each.set_by.at else "?"
    return f"{day}, {one_line(each.set_by.by)}"


def _why(answers: Answers) -> str:
    return str(answers.get("why") or "")
