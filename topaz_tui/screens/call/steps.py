"""What is on show: the card, the steps of the call, and the line that says what to do; kept as the draft."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Static

from topaz_tui import actions, clock
from topaz_tui.rules import checks, duties, reviews, safety_sentences
from topaz_tui.rules.draft_kinds import DraftKind
from topaz_tui.runtime.textual_compat import change_keys
from topaz_tui.screens.base import Page
from topaz_tui.screens.call import cards
from topaz_tui.screens.call.arranged import ArrangedPane
from topaz_tui.screens.call.checks import ChecksPane
from topaz_tui.screens.call.draft import CallDraft
from topaz_tui.screens.call.outcome import OutcomePane
from topaz_tui.screens.call.review import ReviewPane
from topaz_tui.screens.call.wrap import WrapPane
from topaz_tui.services import calls, queue
from topaz_tui.services.calls import Brief, ContactNumber, Number
from topaz_tui.text import sanitize
from topaz_tui.widgets.big_number import HEIGHT, BigNumber
from topaz_tui.widgets.frame import KeyBar
from topaz_tui.widgets.record_list import Column, RecordLine, RecordList
from topaz_tui.widgets.scrolled import Scrolled
from topaz_tui.widgets.sentences import Sentences
from topaz_tui.widgets.tabs import TabLine
from topaz_tui.widgets.update import update_if_changed

STEPS = (
    ("card", "Card and number"),
    ("ended", "How it ended"),
    ("checks", "Checks"),
    ("arranged", "Arranged"),
    ("review", "Review"),
    ("wrap", "Wrap-up"),
)
PLACES = {"outcome": "ended", "number": "card", "identity": "checks", "safe": "checks", "arranged": "arranged"}
"""The step in which each missing thing is given; all else is in the wrap-up."""
COLUMNS = (Column("Number", 18), Column("Note", 12, grows=1, flows=True), Column("Last time", 33, grows=2, drop=1))
AHEAD = ("note", "flag", "next_step", "step_before")
IN_A_TEXT = ("left", "right")  # what moves in a text, too, is the text's own
RENEW_SECONDS = 120


class Steps(Page):
    """The widgets of the page, and the way through them. The call itself is in the classes on top of it."""

    def __init__(self, client_id: int, held: queue.Claim | None = None, direction: str = "out") -> None:
        super().__init__()
        change_keys(self, IN_A_TEXT, lambda each: replace(each, priority=each.priority or each.action in AHEAD))
        self.of_client = client_id
        self.held = held
        self.brief: Brief | None = None
        self.direction = direction
        self.draft = CallDraft(direction=direction)
        self._revealed = False
        self._lapsed = ""
        self._touched = False
        self._saving = False
        self._before_note = "ended"
        self._left = False
        self._amiss = ""  # what was missing as a save was tried
        self._from_before = False  # what the draft says of how it ended was said in an earlier opening

    def body(self) -> ComposeResult:
        yield Sentences(id="strip")
        with Container(id="columns"):
            with Scrolled(id="side"):
                yield Sentences(id="safely")
                yield cards.FactTable(label=13, id="known")
            with Container(id="work"):
                yield TabLine(STEPS)
                with Container(id="card"):
                    with Scrolled(id="facts"):
                        yield Sentences(id="safety")
                        yield cards.FactTable(id="before")
                    yield BigNumber(id="big")
                    yield RecordList(COLUMNS, empty="Looking …", id="numbers")
                    yield Static("", id="how")
                with Container(id="ended"):
                    yield OutcomePane(id="outcome")
                    yield BigNumber(id="ringing")
                    yield Static("", id="say")
                yield ChecksPane(id="checks")
                yield ArrangedPane(self.app.session.settings.calls, id="arranged")
                yield ReviewPane(id="review")
                yield WrapPane(self.app.session.settings.calls, self.app.session.settings.office, id="wrap")

    @property
    def _key(self) -> str:
        return str(self.client_id)

    async def _look(self) -> None:
        """Look at the client anew, and show them."""
        assert self.client_id is not None
        self.show(await self.call(calls.brief, self.app.session, self.client_id, reveal=self._revealed))

    def show(self, brief: Brief) -> None:
        """Show what is known, and the draft as it stands."""
        self.brief = brief
        self.title = f"{'Call from' if self.draft.direction == 'in' else 'Call'} {sanitize(brief.name)}" + (
            f", {brief.age}" if brief.age is not None else ""
        )
        self._show_safety(brief)
        tone = "quiet" if brief.stopped else ""
        lines = [RecordLine(n.phone_id, (n.words, n.note, n.last), tone) for n in brief.numbers]
        above = "" if brief.numbers else self._no_numbers(brief)  # also where somebody beside them has a number
        lines += [RecordLine(("contact", n.contact_id), (n.words, n.note, n.last), tone, above) for n in brief.others]
        self.query_one(RecordList).fill(lines, empty=self._no_numbers(brief))
        self.query_one(RecordList).set_class(not lines, "none")
        if self.draft.number is not None:
            self.query_one(RecordList).stand_on(self.draft.number)
        self._show_known()
        self._show_how()
        self._show_draft()

    def _number(self, key: object) -> Number | ContactNumber | None:
        """The number of this line: the person's own, or that of somebody beside them."""
        if self.brief is None:
            return None
        if isinstance(key, tuple):
            return next((each for each in self.brief.others if each.contact_id == key[1]), None)
        return next((each for each in self.brief.numbers if each.phone_id == key), None)

    def on_record_list_highlighted(self) -> None:
        self._show_known()
        self._show_how()

    @property
    def _contact(self) -> ContactNumber | None:
        """Whose number is rung, or under the cursor before, where it is that of somebody beside the person."""
        key = self.draft.number if self.draft.rang_at else self.query_one(RecordList).key
        number = self._number(key)
        return number if isinstance(number, ContactNumber) else None

    def _show_known(self) -> None:
        """What is known before the call, and how to open it."""
        if self.brief is None or not self.query("#known"):
            return
        script = cards.script_facts(cards.script(self.brief, self.draft.direction, self._contact))
        concerns = tuple(cards.concern_facts(self.brief))
        known = [*script, *cards.left_facts(self.brief), ("Why", "", "#"), *cards.why_facts(self.brief)]
        self.query_one("#known", cards.FactTable).show((*concerns, *known))
        self.query_one("#before", cards.FactTable).show((*concerns, *known[1:]))  # without a heading: lines count

    def _show_how(self) -> None:
        """Below the numbers, what is said of the one under the cursor, where its line has no room for all of it."""
        if not self.query("#how"):
            return
        numbers, how = self.query_one(RecordList), self.query_one("#how", Static)
        number = self._number(numbers.key) if numbers.is_cut else None
        how.display = number is not None
        self.call_after_refresh(self._show_big)
        if number:
            update_if_changed(how, sanitize(" · ".join(filter(None, (number.words, number.note, number.last)))))

    def _show_big(self, _laid_out: object = None) -> None:
        """The number in large figures, above the list of them, where all else of the card has room; and the one that
        rings, below the outcomes, beside which there is room at a wide window. Asked after each layout: what stands on
        the card takes other lines then, and no sentence of safety may go out of sight for a large figure."""
        if not self.query("#big"):
            return
        big, facts = self.query_one("#big", BigNumber), self.query_one("#facts")
        needed = sum(self.query_one(name).outer_size.height for name in ("#safety", "#before"))
        taken = (HEIGHT if big.display else 0) + facts.size.height - needed
        wide = self.has_class("-wide")
        under = self._number(self.query_one(RecordList).key)
        big.show(under.words if under else "", room=HEIGHT if wide else taken)
        rings = self._number(self.draft.number) if self.draft.rang_at and self.draft.direction == "out" else None
        is_ringing = wide and self.draft.row is None and rings
        self.query_one("#ringing", BigNumber).show(rings.words if is_ringing and rings else "", room=HEIGHT)

    def _show_safety(self, brief: Brief) -> None:
        """Safety comes first, and is never cut off: on the card, which scrolls, with what to do beside each warning;
        above the other steps in as many lines as it takes."""
        now = clock.now()
        last = brief.unsafe_talk
        first = [safety_sentences.not_safe_last_time(last, now)] if last else []
        if brief.may_be and not brief.stopped:
            first.append(brief.may_be)
        for name in ("#safety", "#safely"):
            self.query_one(name, Sentences).show((*first, *safety_sentences.sentences(brief.safety, now)))
        self.query_one("#strip", Sentences).show(
            (*first, *safety_sentences.sentences(brief.safety, now, details=False))
        )

    def _show_script(self) -> None:
        """How to open stands below the outcomes, as far as there is room: all of it is on the card."""
        if self.brief is None or not self.query("#say"):
            return
        ended, say = self.query_one("#ended"), self.query_one("#say", Static)
        lines = ended.size.height - self.query_one(OutcomePane).outer_size.height
        told = cards.that_fit(cards.script(self.brief, self.draft.direction, self._contact), say.size.width - 2, lines)
        update_if_changed(say, sanitize("\n".join(told)), layout=False)

    def _no_numbers(self, brief: Brief) -> str:
        if brief.hidden:
            why = brief.safety.why_hidden.lower()
            return f"{brief.hidden} held back: {why}. v shows them to a manager, with a reason."
        return "No usable number."

    def _show_draft(self) -> None:
        brief, draft = self.brief, self.draft
        if brief is None:
            return
        self.query_one(OutcomePane).show(
            draft.outcome, draft.direction == "in", not brief.safety.voicemail_ok, another=draft.another
        )
        self.query_one(ChecksPane).show(draft.ticks, brief.identity)
        self.query_one(ArrangedPane).show(draft, brief.actions)
        self.query_one(ReviewPane).show(draft, brief.before, brief.council)
        self.query_one(WrapPane).show(draft, brief)
        self._say()

    def keep(self) -> None:
        """Keep the draft: after every change."""
        if self._saving:
            return
        self._touched = True
        self.draft.last_at = clock.to_store(clock.now())
        if not self.draft.empty:
            self.app.keep_draft(DraftKind.CALL, self._key, self.draft.body())
        self._say()

    def take_up(self) -> None:
        if self.query_one(ArrangedPane).take_up():
            self.keep()
        pane = self.query_one(WrapPane)
        if pane.draft is self.draft and pane.take_up():
            self.keep()

    # Steps

    @property
    def comparable(self) -> frozenset[str]:
        """The steps of the identity check for which there is something to compare."""
        return checks.comparable(self.brief.identity) if self.brief else checks.EVERY_STEP

    def open_steps(self) -> tuple[str, ...]:
        """The steps that can be gone to now."""
        draft, row = self.draft, self.draft.row
        steps = ["card"]
        if draft.rang_at:
            steps.append("ended")
        if row and (row.opens_review or row.asks_what_came):
            steps.append("checks")
        checked = row and row.reached_client and draft.checked(self.comparable)
        if checked and self.brief and self.brief.actions:
            steps.append("arranged")
        if checked and row and not row.asks_what_came:
            steps.append("review")
        if draft.rang_at and row:
            steps.append("wrap")
        return tuple(steps)

    def go(self, step: str, *, note: bool = False) -> None:
        """Show a step, with the cursor in it; the `note` can be typed at any time, even before the call."""
        step = step if note or step in self.open_steps() else self.open_steps()[-1]
        if step != self.draft.step:
            self._amiss = ""  # it was left
            self.app.status.screen_changed()  # what was said of the step before is over
        if step == "wrap" and self.draft.step != "wrap":
            self._before_note = self.draft.step
        self.draft.step = step
        self._show_step()
        self.set_focus(self._field(self.draft.step))  # at once: the next key may be here already
        self._say()

    def _field(self, step: str) -> Widget:
        wanted = {
            "card": "#numbers",
            "ended": "#outcome",
            "checks": "#checks",
            "arranged": "#arranged",
            "review": "#review",
            "wrap": "#note",
        }
        return self.query_one(wanted[step])

    def _show_step(self) -> None:
        step = self.draft.step
        wide = self.has_class("-wide")
        self.query_one(TabLine).current = step
        self.query_one("#strip").display = step != "card" and not wide
        beside = self.draft.row is not None and step in ("ended", "checks", "arranged", "review")
        self.query_one("#wrap").set_class(wide and beside, "beside")
        for name, _ in STEPS:
            self.query_one(f"#{name}").display = name == step or (wide and name == "wrap" and beside)
        self.call_after_refresh(self._show_script)
        self.call_after_refresh(self._show_how)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_step)

    def on_tab_line_chosen(self, event: TabLine.Chosen) -> None:
        """A step that can't be gone to now stays where the keys leave it, too."""
        if event.tab in self.open_steps():
            self.go(event.tab)

    def action_next_step(self) -> None:
        steps = self.open_steps()
        place = steps.index(self.draft.step) + 1 if self.draft.step in steps else len(steps)
        if self.draft.step == "checks" and not self.draft.checked(self.comparable):
            self._say_lacks()
        elif place < len(steps):
            self.go(steps[place])

    def action_step_before(self) -> None:
        steps = self.open_steps()
        step = self.draft.step
        self.go(steps[max(0, steps.index(step) - 1)] if step in steps else self._before_note)

    def action_note(self) -> None:
        """To the note, from anywhere; never away from it, or what is typed on would be taken for answers."""
        if self.focused is self._field("wrap"):
            self.app.hint("This is the note. PgUp goes to the step before.")
        else:
            self.go("wrap", note=True)

    def _say_lacks(self) -> None:
        ticks = self.draft.ticks
        lacks = checks.identity_lacks(ticks, self.comparable) or checks.safe_to_talk_lacks(ticks)
        self.app.hint(f"{lacks} Not sure who it is: k. Not safe to talk: f.")

    # What is said above, and below

    def refresh_frame(self) -> None:
        """The line of keys has 'Ringing' only where it acts."""
        super().refresh_frame()
        keys = self.query_one(KeyBar)
        if self.draft.rang_at:
            ring = actions.BY_ID["call.ring"].words
            keys.items = tuple(item for item in keys.items if item[1] != ring)

    def _tick(self) -> None:
        if self.is_current and self.draft.rang_at and not self.draft.outcome:
            self._say()

    def _say(self) -> None:
        if self._lapsed:
            self.prompt(f"! {self._lapsed}{'' if self.draft.rang_at else ' Do not ring.'}", whole=True)
        elif lacks := self._lacks():
            self.prompt(f"! Not saved: {lacks}", whole=True)
        else:
            self.prompt(
                self._doing(), whole=bool(self.draft.rang_at and (self.draft.row is None or self.draft.another))
            )
        self.refresh_frame()

    def _lacks(self) -> str:
        """What a save that was tried still lacks, in words."""
        return ""

    def _doing(self) -> str:
        brief, draft, row = self.brief, self.draft, self.draft.row
        if brief is None:
            return "Looking …"
        if brief.stopped and not draft.rang_at:
            return f"! {brief.stopped}."
        if draft.step == "wrap" and row is None:
            return "A note, kept with the call · PgUp goes back to the step before"
        if draft.rang_at and draft.step == "card" and self._from_before:
            began = clock.format_moment(clock.from_store(draft.rang_at), clock.now())
            anew = (
                ""
                if self.disabled_reason("call.ring")
                else f" · c {'ring anew' if self.direction == 'out' else 'they rang'}"
            )
            return f"Go on with what you began {began}: →{anew} · ctrl+b throw away"
        if not draft.rang_at:
            why = duties.WORDS.get(brief.why or "", "No call owed")
            begin = "c when you have them on the line" if draft.direction == "in" else "c as you start to ring"
            return f"{why} · read the card first, then {begin}"
        if row is None:
            return f"{cards.ringing_words(self.draft, self._number(self.draft.number))} · one key for how it ended"
        if draft.step == "checks":
            return "Before anything is said: who is it, and is it safe to talk?"
        if draft.step == "arranged":
            return "What was arranged: has it come? One key a line; Enter goes on"
        if draft.step == "review":
            missing = len(reviews.missing(draft.review))
            return f"Review: {missing} still to answer" if missing else "Review complete: → for the wrap-up, F10 saves"
        number = self._number(draft.number) if draft.another else None
        beside = f" · {number.note}" if number else ""  # somebody else is on the line: what they may be told
        return f"{row.words}{beside} · F10 saves · PgUp back · Esc leaves, unsaved"

    def _begun(self) -> str:
        """What an earlier opening left of this call: when it was begun, and how it is said to have ended."""
        row, began = self.draft.row, clock.from_store(self.draft.rang_at or "")
        ended = f"{row.words}, " if row else ""
        return f"{ended}{clock.format_moment(began, clock.now())}"
