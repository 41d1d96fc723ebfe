"""What stands where on each page, at 80×24 and at 120×40: nothing is cut off, what keeps a call safe is in sight, and
the line of keys has what is done most. Its colours, and the whole of six pages, are pictures: test_snapshots.py."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.support.moments import NOW
from tests.support.pages import bring_up, call, case, client, concern, escalations, find, team
from tests.support.pilot import front, resize, rows, settle, until
from topaz_tui import actions, clock
from topaz_tui.app import Topaz
from topaz_tui.rules import concerns, outcomes, reviews, safety_sentences
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.screens.base import Page
from topaz_tui.screens.call import CallScreen, cards
from topaz_tui.screens.case import CaseScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.escalations.tabs import SHORT_TABS, TABS
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.services.calls import Brief
from topaz_tui.widgets.dialogs import TextDialog
from topaz_tui.widgets.record_list import RecordList
from topaz_tui.widgets.sentences import Sentences

NARROW, WIDE = (80, 24), (120, 40)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands: a slow machine rings no longer than a quick one."""
    monkeypatch.setattr(clock, "now", lambda: clock.from_store(NOW))


@asynccontextmanager
async def at_80(
    app: Topaz, make: Callable[[Topaz], Awaitable[Page]] | None, *keys: str
) -> AsyncIterator[tuple[Pilot[None], list[str]]]:
    """This page, these keys pressed: what the terminal shows at 80×24."""
    async with app.run_test(size=NARROW) as pilot:
        await bring_up(app, pilot, make, keys)
        await settle(pilot)
        nothing_is_cut_off(app)
        yield pilot, rows(app)


async def at_120(pilot: Pilot[None]) -> list[str]:
    await resize(pilot, *WIDE)
    for _ in range(2):  # the page has its new size; then each part of it
        for widget in pilot.app.screen.walk_children():
            heard = asyncio.Event()
            widget.call_later(heard.set)
            await heard.wait()
        await settle(pilot)
    nothing_is_cut_off(pilot.app)
    return rows(pilot.app)


def nothing_is_cut_off(app: Any) -> None:
    """Each text has as many lines as it needs; what may be longer than its room scrolls, and is none of these."""
    for text in (*app.screen.query(Static), *app.screen.query(Sentences), *app.screen.query(cards.FactTable)):
        if text.display and text.content_size.width:
            needs = text.get_content_height(app.screen.size, app.size, text.content_size.width)
            assert needs <= text.content_size.height, f"{text!r}: {needs} lines have {text.content_size.height}"


def frame(shown: list[str], place: str, prompt: str, keys: str) -> None:
    """The title with the time, what needs doing, and the whole line of keys."""
    assert shown[0].startswith(f" {place}") and re.search(r"\b10:\d\d\b", shown[0]), shown[0]
    assert prompt in shown[1], shown[1]
    assert one_spaced(shown[-1]) == one_spaced(keys)


def within(app: Any, selector: str) -> list[str]:
    """The lines of this part of the page alone."""
    part = app.screen.query_one(selector).region
    return [line[part.x : part.right] for line in rows(app)[part.y : part.bottom]]


def one_spaced(text: str) -> str:
    return " ".join(text.split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def safe(known: Safety, shown: Iterable[str], *, details: bool = True) -> None:
    """Every sentence about their safety stands in these lines, whole."""
    together = squeezed("".join(shown))
    for said in safety_sentences.sentences(known, clock.now(), details=details):
        assert squeezed(said.marked) in together, said.marked


def brief_of(app: Topaz) -> Brief:
    brief = front(app, CallScreen).brief
    assert brief
    return brief


def in_order(shown: list[str], *words: str) -> None:
    """Each of these stands in a line of its own, one after the other."""
    lines = iter(shown)
    for each in words:
        assert any(each in line for line in lines), f"{each!r} is not there, or not in its place"


async def test_queue_says_why_of_each_and_all_about_safety_of_whom_the_cursor_is_on(app: Topaz) -> None:
    async with at_80(app, None, "down") as (pilot, shown):
        keys = "n Take next   c Call   o Look   s Skip   → Next tab   F6 Concern   F1 Help"
        frame(shown, "Queue", "n takes the next", keys)
        assert one_spaced(shown[3]) == "Promised callbacks 7 Age Band Attempts Marks"
        page = front(app, QueueScreen)
        assert page.look and page.person
        person, people = page.person, page.look.people
        assert one_spaced(shown[11]) == "Follow-ups 7"  # the heading of the next ones, a line of its own
        for line, each in zip(shown[4:11] + shown[12:16], people, strict=False):
            assert each.name in line and line.startswith("›" if each is person else " ")
        safe(person.safety, within(app, "#card"), details=False)
        shown = await at_120(pilot)
        frame(
            shown, "Queue", "n takes the next",
            "n Take next   c Call   o Look   s Skip   → Next tab   / Narrow   f Filter   F6 Concern   F1 Help",
        )  # fmt: skip
        assert one_spaced(shown[3]) == "Promised callbacks 7 Age Band Attempts Marks"
        await until(pilot, lambda: "to ring" in "".join(within(app, "#card")))  # once the cursor rests
        in_order(
            within(app, "#card"), person.name, "years · ID", "Callback", "another language", "Last calls", "to ring"
        )
        safe(person.safety, within(app, "#card"), details=False)


async def test_waiting_says_when_each_comes_back_and_that_it_is_not_safe_now(app: Topaz) -> None:
    async with at_80(app, None, "right", "right", "down") as (pilot, shown):
        keys = "o Look   n Take next   c Call   s Skip   → Next tab   F6 Concern   F1 Help"
        frame(shown, "Queue", "n takes the next", keys)
        assert "[Waiting " in shown[2]
        assert one_spaced(shown[3]) == "Comes back Name Age Why they wait Tried Marks"
        assert all("today 12:00" in line and "Tried in the morning" in line for line in shown[4:14])
        person = front(app, QueueScreen).person
        assert person and person.safety.safe_to_call == "times"
        in_order(within(app, "#card"), "NOT now", "another part of the day", "Last call")
        safe(person.safety, within(app, "#card"), details=False)
        shown = await at_120(pilot)
        frame(shown, "Queue", "n takes the next", keys.replace("F6", "/ Narrow   f Filter   F6"))
        in_order(within(app, "#card"), person.name, "T safe at times only")
        safe(person.safety, within(app, "#card"), details=False)


async def test_client_has_what_stops_a_call_and_safety_before_name_number_and_timeline(app: Topaz) -> None:
    async with at_80(app, client) as (pilot, shown):
        frame(shown, "Client · Mrs Norma Reid", "The name says that they have died",
              "c Call   i They rang   n Next caller   t Note   a Ask   F6 Concern   F1 Help")  # fmt: skip
        page = front(app, ClientScreen).page
        assert page
        said = page.safety.said
        in_order(shown, "THE NAME SAYS THAT THEY HAVE DIED", said[0].words[:14], "born", "Phone",
                 "[Timeline]", "When", "›")  # fmt: skip
        together = squeezed("".join(within(app, "#safety")))
        assert all(squeezed(each.marked) in together.replace("█", "") for each in said)
        timeline = [row.rstrip() for row in within(app, "#lines")[1:]]
        first = app.screen.query_one(RecordList).lines[0].cells
        assert set(" ".join(first).split()) <= set(" ".join(timeline[:3]).split()), "nothing is cut"
        shown = await at_120(pilot)
        frame(shown, "Client · Mrs Norma Reid", "The name says that they have died",
              "c Call   i They rang   n Next caller   t Note   a Ask   → Next tab   e Edit   p Phone   F6 Concern"
              "   F1 Help")  # fmt: skip
        assert "[Timeline]" in shown[3] and "Safe to call?" in shown[4], "beside each other"


async def test_call_card_has_safety_script_reason_and_numbers_at_once(app: Topaz) -> None:
    async with at_80(app, call) as (pilot, shown):
        keys = "c Ringing   F10 Save   F7 Note   → Next step   F6 Concern   F1 Help"
        frame(shown, "Call Mr Harish Amin, 44", "read the card first, then c as you start to ring", keys)
        brief = brief_of(app)
        safe(brief.safety, within(app, "#safety"))
        in_order(shown, "[Card and number]", "Safe to call", *cards.script(brief), "Why now", "Last call", "Number",
                 *(each.words for each in brief.numbers))  # fmt: skip
        shown = await at_120(pilot)
        frame(shown, "Call Mr Harish Amin, 44", "read the card first, then c as you start to ring",
              keys.replace("F6", "← Step before   ctrl+r Put in place   F6"))  # fmt: skip
        assert "Safe to call" in shown[2] and "[Card and number]" in shown[2], "beside each other"
        safe(brief.safety, within(app, "#side"))
        together = squeezed("".join(within(app, "#side")))
        assert all(squeezed(each) in together for each in cards.script(brief))
        in_order(within(app, "#numbers"), *(each.words for each in brief.numbers))


async def test_every_outcome_is_in_sight_with_its_key_below_the_safety_strip(app: Topaz) -> None:
    async with at_80(app, call, "c") as (pilot, shown):
        keys = "F10 Save   F7 Note   → Next step   ← Step before   F6 Concern   F1 Help"
        prompt = "Ringing 020 7946 0599 0:00 · one key for how it ended"
        frame(shown, "Call Mr Harish Amin, 44", prompt, keys)
        safe(brief_of(app).safety, within(app, "#strip"), details=False)
        in_order(shown, "Safe to call", "[How it ended]", "Nobody reached", "No more calls", "More: ← the card")
        every_outcome(app)
        shown = await at_120(pilot)
        frame(shown, "Call Mr Harish Amin, 44", prompt, keys.replace("F6", "ctrl+r Put in place   F6"))
        safe(brief_of(app).safety, within(app, "#side"), details=False)
        every_outcome(app)


def every_outcome(app: Topaz) -> None:
    shown = within(app, "#outcome")
    for each in outcomes.offered(incoming=False):
        mark = "!" if each.leaves_message else " "  # none was agreed with this person
        assert any(f"{each.key}{mark} {each.words}" in line for line in shown), each.code


async def test_review_has_the_safety_strip_the_question_and_its_keys_in_sight(app: Topaz) -> None:
    keys = ("c", "r", "m", "d", "p", "o", "right", "s", "w")
    async with at_80(app, call, *keys) as (pilot, shown):
        below = "F10 Save   F7 Note   → Next step   ← Step before   F6 Concern   F1 Help"
        frame(shown, "Call Mr Harish Amin, 44", "Review: 14 still to answer", below)
        safe(brief_of(app).safety, within(app, "#strip"), details=False)
        asked = [each.words for each in reviews.AREAS]
        asked += [each.words for each in reviews.asked(reviews.NOTHING_YET)]
        in_order(shown, "[Review]", "Since last time", *asked[:13],
                 "The council found, 9 Oct 2025: Managed with perching stool.", "How are you managing",
                 "n or u Unable  y or a Able  k Not known")  # fmt: skip
        assert "Same" in shown[6].split() and shown[7].startswith(" ›") and "Worse, able?" in shown[7]
        shown = await at_120(pilot)
        frame(shown, "Call Mr Harish Amin, 44", "Review: 14 still to answer",
              below.replace("F6", "ctrl+r Put in place   F6"))  # fmt: skip
        safe(brief_of(app).safety, within(app, "#side"), details=False)
        in_order(within(app, "#work"), "[Review]", *asked,
                 "n or u Unable  y or a Able  k Not known", "Then          The review is not complete", "Note",
                 "Put in place", "Follow-up", "Next recall",
                 "14 still to answer", "Half answered")  # fmt: skip
        await pilot.press("space")
        await until(pilot, lambda: isinstance(app.screen, TextDialog))
        in_order(within(app, "TextViewer"), "The council found, 9 Oct 2025: Managed with perching stool.")


async def test_concern_has_every_section_with_what_it_lacks_beside_its_questions(app: Topaz) -> None:
    async with at_80(app, concern, "f7", "f7") as (pilot, shown):
        keys = "F10 Submit   ctrl+f Missing   F7 Next   ctrl+y Before   F6 Concern   F1 Help"
        prompt = "5 answers still needed (!) · ctrl+f goes to the next · kept as you type"
        frame(shown, "Mr Harish Amin · concern SC-2026-", prompt, keys)
        assert "! 1 NOT submitted" in shown[0]
        sections = [each.title for each in concerns.SECTIONS]
        assert "3/10  What happened" in shown[2]
        in_order(within(app, "#sections"), *sections, "Read and submit")
        in_order(within(app, "#sections"), "Immediate danger   ! 1", "›", "Consent            ! 1", "! 5")
        in_order(within(app, "#pane"), "What happened", "! Types of abuse or neglect", "›[ ] Physical",
                 "[ ] Sexual exploitation", "Where", "Which kinds may this be?", "Tab goes on.")  # fmt: skip
        shown = await at_120(pilot)
        frame(shown, "Mr Harish Amin · concern SC-2026-", prompt, keys.replace("F6", "a Add   F6"))
        assert "! 1 concern NOT submitted" in shown[0]
        in_order(within(app, "#sections"), *sections, "Read and submit")
        in_order(within(app, "#pane"), "! Types of abuse or neglect", "›[ ] Physical", "Where", "( ) Own home",
                 "Which kinds may this be?")  # fmt: skip
        await until(pilot, lambda: "What happened" in one_spaced(" ".join(within(app, "#beside"))))
        await pilot.press("space")  # the document beside fills
        await until(pilot, lambda: "Types of abuse or neglect Physical" in one_spaced(" ".join(within(app, "#beside"))))


async def test_danger_has_999_the_address_and_the_numbers_above_all_else(app: Topaz) -> None:
    async with at_80(app, concern, "space") as (pilot, shown):
        in_order(shown, "! DANGER: Amin NOT submitted", "! CALL 999 NOW !   ctrl+t notes that you have called",
                 "Flat 37, Ambrose House, 169 Hallowdene Lane, London, SW21 9NH · 020 7946 0599;", "07700 900575",
                 "speaks Gujarati, interpreter needed", "Sections", "(•) Yes", "! 999 called?")  # fmt: skip
        shown = await at_120(pilot)
        frame(shown, "Mr Harish Amin · concern SC-2026-", "5 answers still needed",
              "F10 Submit   ctrl+f Missing   F7 Next   ctrl+y Before   a Add   F6 Concern   F1 Help")  # fmt: skip
        in_order(shown, "! DANGER: Mr Harish Amin NOT submitted", "! CALL 999 NOW !", "020 7946 0599; 07700 900575",
                 "speaks Gujarati, interpreter needed", "Sections", "(•) Yes", "! 999 called?")  # fmt: skip


async def test_board_has_danger_first_all_tabs_and_the_card_of_whom_the_cursor_is_on(app: Topaz) -> None:
    async with at_80(app, escalations, *["down"] * 3) as (pilot, shown):
        keys = "t Take   i Timeline   c Chase   → Next tab   o Client   F6 Concern   F1 Help"
        frame(shown, "Escalations", "! DANGER: Mrs Savita Desai, 2 days over", keys)
        assert all(words in shown[2] or SHORT_TABS[tab] in shown[2] for tab, words in TABS)
        assert one_spaced(shown[3]) == "Now 9 What Name Waits for With"
        assert "DANGER" in shown[4] and "DANGER" in shown[5]
        assert shown[7].startswith("› !") and "Miss Breda Tierney" in shown[7]
        in_order(
            within(app, "#card"),
            "Miss Breda Tierney · concern SC-2026-",
            "Róisín Kelly is writing it",
            "to be submitted by",
        )
        shown = await at_120(pilot)
        frame(shown, "Escalations", "! DANGER: Mrs Savita Desai, 2 days over · 5 NOT sent, or perhaps not", keys)
        assert all(words in shown[2] for _, words in TABS)
        assert "Waits for" in shown[3] and "Mrs Lyudmyla Savchuk  acknowledgement" in shown[5]
        in_order(within(app, "#card"), "Miss Breda Tierney", "Róisín Kelly is writing it")  # beside the list


async def test_case_says_whole_what_to_do_and_offers_every_move_with_its_key(app: Topaz) -> None:
    async with at_80(app, case) as (pilot, shown):
        prompt = "! Waits for the council's decision: 12 days over"
        title = "Mr Faisal (فيصل) Mansour · one escalation"
        frame(shown, title, prompt, "+ Add   m Letter   t Take   o Client   J Next   F6 Concern   F1 Help")
        whole = front(app, CaseScreen).case
        assert whole
        advice = squeezed(actions.with_keys(whole.item.advice, {}))
        assert whole.item.advice and advice in squeezed("".join(within(app, "#head")))
        in_order(shown, "ID 4114957 · Concern SC-2026-00005", "Now acknowledged", "[History]", whole.history[-1].words,
                 "Not now:")  # fmt: skip
        moves = one_spaced(" ".join(within(app, "#moves")))
        assert all(f"{each.key} {each.words}" in moves for each in whole.moves if not each.unlisted)
        shown = await at_120(pilot)
        frame(shown, title, prompt,
              "+ Add   m Letter   t Take   o Client   J Next   → History / concern   F6 Concern   F1 Help")  # fmt: skip
        assert advice in squeezed("".join(within(app, "#head")))
        in_order(within(app, "#told"), *(each.words for each in whole.history))
        beside = one_spaced(" ".join(within(app, "#moves")))
        assert all(f"{each.key} {each.words}" in beside for each in whole.moves if not each.unlisted)
        reasons = {each.why_not for each in whole.moves if each.why_not and not each.unlisted}
        assert all(beside.count(f"Not now: {why}") == 1 for why in reasons)


async def test_find_has_of_each_what_tells_them_apart_and_where_they_stand(app: Topaz) -> None:
    async with at_80(app, find, *"mar") as (pilot, shown):
        keys = "↓ To the list   / Type again   i They rang   + Add   F6 Concern   F1 Help"
        frame(shown, "Find a client", "7 people fit · Enter opens the one marked", keys)
        assert shown[2].strip() == "mar"
        assert app.focused and not app.focused.styles.background_tint.a  # else its ground is none of the eight colours
        assert one_spaced(shown[4]) == "Name Age Born Postcode Person ID Where they stand"
        assert one_spaced(shown[5]) == "› Mrs Gladys Marlow 30 11 Jul 1996 SE29 2RG 4178229 Recall due 11 Sep 2027"
        assert "…" not in "".join(shown[5:12]) and not shown[12].strip()
        shown = await at_120(pilot)
        frame(shown, "Find a client", "7 people fit · Enter opens the one marked", keys)
        assert shown[4].split()[-4:] == ["Where", "they", "stand", "Fits"]
        assert all(line.rstrip().endswith("name") for line in shown[5:12])


async def test_team_has_everybody_whom_they_are_with_and_what_is_promised(app: Topaz) -> None:
    async with at_80(app, team) as (pilot, shown):
        keys = "r Release   m Move callbacks   p Give actions   L Post   {}F6 Concern   F1 Help"
        prompt = "6 at work, 2 with a client · 0 calls today · 19 callbacks + 4 not callable"
        for lines, also in ((shown, ""), (await at_120(pilot), "s Services   e Settings   ")):
            frame(lines, "Team", prompt, keys.format(also))
            assert one_spaced(lines[2]) == "Name Role With Calls Callbacks Concerns"
            in_order(lines, "› Asha Verma (you)", "Ewan Castle", "Helen Marsh", "Nadia Rahman", "Palmira Gonçalves",
                     "Odete Neves")  # fmt: skip
            in_order(within(app, "#card"), "Asha Verma · account asha.verma", "Callbacks kept for them: 2",
                     "today 15:30")  # fmt: skip


async def test_help_begins_with_what_the_page_is_for_and_then_its_keys(app: Topaz) -> None:
    prompt = "Type to search all places · ↑ ↓ mark · Enter does it · Esc or F1 goes back"
    async with at_80(app, None, "f1") as (pilot, shown):
        frame(shown, "Help: Queue", prompt, "F6 Concern   F1 Help")
        in_order(shown, "── Queue ──", "n             Take next", "o             Look",
                 "→ ]           Next tab", "f             Filter", "This is the phone list")  # fmt: skip
        shown = await at_120(pilot)
        frame(shown, "Help: Queue", prompt, "F6 Concern   F1 Help")
        in_order(shown, *(act.words for act in actions.of("queue")), "── Everywhere ──", "F1 ?")
