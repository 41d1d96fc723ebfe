"""Who is at work, with whom, and what they have promised; a manager helps out when somebody is away."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from topaz_tui import clock
from topaz_tui.grammar import counted, sentence_case
from topaz_tui.rules import permissions
from topaz_tui.rules import queue as queue_rules
from topaz_tui.rules.forms import Question
from topaz_tui.rules.permissions import Act
from topaz_tui.screens import places
from topaz_tui.screens.base import Page
from topaz_tui.screens.dialogs.draft_form import ask_and_do
from topaz_tui.screens.dialogs.exporting import answer_whole_files, cannot_export, export_of_team
from topaz_tui.screens.dialogs.writing import say_posted
from topaz_tui.services import actions, team, workers
from topaz_tui.services.actions import AllGiven
from topaz_tui.services.team import Promise
from topaz_tui.services.workers import WorkerLine
from topaz_tui.text import one_line, sanitize
from topaz_tui.widgets.dialogs import Answers, ConfirmDialog
from topaz_tui.widgets.pieces import Piece
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.update import update_if_changed

COLUMNS = (
    Column("Name", 16, grows=True, wraps=True),
    Column("Role", 15),
    Column("With", 15, grows=True, wraps=True),
    Column("Calls", 5, right=True),
    Column("Callbacks", 9, right=True),
    Column("Concerns", 8, right=True),
)
ABOVE = 3  # lines of the card above the promises, where it stands below the list: what has no room is counted


class TeamScreen(Page):
    """Refreshes by itself; the cursor stays on its worker."""

    place = "team"
    CSS_PATH = "team.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self._team: dict[object, WorkerLine] = {}
        self._promises: tuple[Promise, ...] = ()

    def body(self) -> ComposeResult:
        with Container(id="columns"):
            yield RecordList(COLUMNS, empty="Looking …", id="team")
            yield Static(id="card")

    def on_mount(self) -> None:
        self.query_one(RecordList).focus()
        self.poll(self._refresh)

    def look_anew(self) -> None:
        self.refresh_team()

    # What is on show

    @property
    def worker(self) -> WorkerLine | None:
        """The worker under the cursor."""
        return self._team.get(self.query_one(RecordList).key)

    def refresh_team(self) -> None:
        """Look anew."""
        self.run(self._refresh(), group="look")

    async def _refresh(self) -> None:
        members = await self.call(workers.team, self.app.session)
        promises = await self.call(team.promises, self.app.session)
        if self.query(RecordList):  # nothing is left of a page that is being taken down
            self.show([each for each in members if not each.retired], promises)

    def show(self, members: list[WorkerLine], promises: tuple[Promise, ...]) -> None:
        """Show the team as it stands."""
        self._team = {worker.id: worker for worker in members}
        self._promises = promises
        self.query_one(RecordList).fill([self._line(worker) for worker in members], empty="Nobody works here.")
        self._card()
        busy = sum(bool(worker.holding_id) for worker in members)
        calls = sum(worker.calls_today for worker in members)
        kept = f" · {told}" if (told := team.counted(promises)) else ""
        self.prompt(f"{len(members)} at work, {busy} with a client · {counted(calls, 'call')} today{kept}")
        self.refresh_frame()

    def _line(self, worker: WorkerLine) -> RecordLine:
        cells = (
            worker.name + (" (you)" if worker.id == self.app.session.worker_id else ""),
            worker.role_words,
            (worker.holding or "somebody") if worker.holding_id else "",
            *(str(n) if n else "" for n in (worker.calls_today, worker.callbacks, worker.drafts)),
        )
        return RecordLine(worker.id, cells)

    def on_record_list_highlighted(self, _event: RecordList.Highlighted) -> None:
        self._card()
        self.refresh_frame()

    def _card(self) -> None:
        worker = self.worker
        card = self.query_one("#card", Static)
        if worker is None:
            update_if_changed(card, "", layout=False)
            return
        kept = [each for each in self._promises if each.kept_for == worker.id]
        made = sum(each.promised_by == worker.id for each in self._promises)
        pieces: list[Piece] = [(sanitize(worker.name), "bold"), f" · account {sanitize(worker.account)}"]
        told = (
            f"Callbacks kept for them: {len(kept)}",
            f"promised by them: {made}",
            f"concerns being written: {worker.drafts}",
            f"actions they see to: {worker.actions}",
        )
        wide = self.has_class("-wide")
        pieces += ["\n" + ("\n".join(map(sentence_case, told)) if wide else "; ".join(told))]
        room = max(1, (card.content_size.height or 7) - (len(told) + 3 if wide else ABOVE))
        shown = kept if len(kept) <= room else kept[: room - 1]
        if shown and wide:
            pieces += ["\n\n", ("They call back", "bold $accent")]
        now = clock.now()
        for each in shown:
            late = each.due < now
            why = f" · {queue_rules.REASON_WORDS.get(each.not_now, '')}" if each.not_now else ""
            when = f"{'! ' if late else '  '}{clock.format_moment(each.due, now):<18}"
            pieces += ["\n", (when, "$warning" if late else ""), f" {sanitize(each.name)}{why}"]
        if len(kept) > len(shown):
            pieces.append(f"\n  and {len(kept) - len(shown)} more")
        update_if_changed(card, Content.assemble(*pieces), layout=False)

    def on_resize(self) -> None:
        self.call_after_refresh(self._card)

    # What can be done

    def disabled_reason(self, action_id: str) -> str | None:
        worker = self.worker
        match action_id.removeprefix("team."):
            case "release" if not self.app.session.may(Act.RELEASE_ALL):
                return permissions.refusal(Act.RELEASE_ALL)
            case "move_callbacks" if not self.app.session.may(Act.MOVE_CALLBACKS):
                return permissions.refusal(Act.MOVE_CALLBACKS)
            case "release" if worker is None or not worker.holding_id:
                return "They hold nobody."
            case "client" if worker is None or not worker.holding_id:
                return f"{worker.name} is with nobody." if worker else "Nobody works here."
            case "move_callbacks" if worker is None or not worker.callbacks:
                return "No callback is kept for them."
            case "give_actions" if not self.app.session.may(Act.GIVE_ACTIONS):
                return permissions.refusal(Act.GIVE_ACTIONS)
            case "give_actions" if worker is None or not worker.actions:
                return "They see to no action."
            case "log" if not self.app.session.may(Act.READ_LOG):
                return permissions.refusal(Act.READ_LOG)
            case "export" | "files":
                return cannot_export(self)
        return None

    def on_record_list_chosen(self, _event: RecordList.Chosen) -> None:
        self.take("client")

    def action_client(self) -> None:
        if self.worker and self.worker.holding_id is not None:
            self.app.open(places.ClientPlace(self.worker.holding_id))

    def action_services(self) -> None:
        self.app.open(places.ServicesPlace())

    def action_settings(self) -> None:
        self.app.open(places.SettingsPlace())

    def action_log(self) -> None:
        self.app.open(places.LogPlace())

    def action_export(self) -> None:
        self.run(export_of_team(self))

    def action_files(self) -> None:
        self.run(answer_whole_files(self))

    def action_post(self) -> None:
        self.run(self._post())

    async def _post(self) -> None:
        if words := await say_posted(self):
            self.app.say(words)

    def action_release(self) -> None:
        if self.worker:
            self.run(self._release(self.worker))

    async def _release(self, worker: WorkerLine) -> None:
        lead = (
            f"{worker.name} is with {worker.holding or 'somebody'}. Release them only when {worker.name} is "
            "not on the phone: others can call that person then. What was typed stays their draft."
        )
        if await self.app.push_screen_wait(ConfirmDialog("Release whom they hold?", lead, done="Release")):
            await self.call(team.release, self.app.session, worker.id)
            self.app.say("Released.")
            await self._refresh()

    def action_move_callbacks(self) -> None:
        if self.worker:
            self.run(self._move_callbacks(self.worker))

    async def _move_callbacks(self, worker: WorkerLine) -> None:
        others = [each for each in self._team.values() if each.id != worker.id]
        options = (("anybody", "Anybody"), *((str(each.id), each.name) for each in others))
        question = Question("to", "Who calls back", "choice", options=options, needed="Choose who calls back.")
        lead = f"{counted(worker.callbacks, 'callback')} kept for {worker.name}: to another worker, as promised."

        async def move(answers: Answers) -> tuple[int, str]:
            to = None if answers["to"] == "anybody" else int(str(answers["to"]))
            moved = await self.call(team.move_callbacks, self.app.session, worker.id, to)
            return moved, dict(options)[str(answers["to"])]

        done = await ask_and_do(self, "", "", "Move callbacks", (question,), move, lead=lead, done="Move")
        if done:
            moved, to = done.value
            whom = "anybody" if to == "Anybody" else one_line(to)
            self.app.say(f"{counted(moved, 'callback')} moved to {whom}.")
            await self._refresh()

    def action_give_actions(self) -> None:
        if self.worker:
            self.run(self._give_actions(self.worker))

    async def _give_actions(self, worker: WorkerLine) -> None:
        options = tuple((str(each.id), each.name) for each in self._team.values() if each.id != worker.id)
        question = Question("to", "Who sees to them", "choice", options=options, needed="Choose who sees to them.")
        lead = f"All {worker.actions} that {worker.name} sees to, with what of it is late on the board."

        async def give(answers: Answers) -> tuple[AllGiven, str]:
            to = str(answers["to"])
            return await self.call(actions.give_all, self.app.session, worker.id, int(to)), dict(options)[to]

        done = await ask_and_do(self, "", "", "Give actions", (question,), give, lead=lead, done="Give")
        if done:
            given, to = done.value
            self.app.say(given_words(given, one_line(to)))
            await self._refresh()


def given_words(given: AllGiven, to: str) -> str:
    """How many actions were given to this colleague, and how many to others."""
    theirs, elsewhere = given.done - given.elsewhere, given.elsewhere
    told = [f"{counted(theirs, 'action')} given to {to}."] if theirs else []
    if elsewhere:
        others = f"{counted(elsewhere, 'action')} given to others"
        told.append(f"{others}: the record of whom it is about is not open to {to}.")
    return " ".join(told)
