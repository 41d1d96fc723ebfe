"""Nothing of what keeps a call safe is ever cut off: every pair of what may be known, on the real screens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from tests.support.pilot import front, settle, until
from tests.support.ringing import opened, ring, somebody
from topaz_tui import clock
from topaz_tui.app import Topaz
from topaz_tui.rules import safety_sentences
from topaz_tui.rules.contact_safety import Safety
from topaz_tui.screens.call import cards
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.client.words import safety_card
from topaz_tui.screens.queue import QueueScreen
from topaz_tui.screens.queue.card_pane import QueueCard
from topaz_tui.services import clients, queue
from topaz_tui.widgets.record_list import RecordList

SIZES = pytest.mark.parametrize("size", [(80, 24), (100, 24), (120, 40)], ids=str)
TIMES = {"yes": None, "no": None, None: None, "times": "Mon,Wed,Fri 10:00-12:00"}
HELPS: dict[str, Any] = {
    "what_to_say": "the library about the book that she ordered", "code_word": "parcel", "language": "Somali",
    "interpreter": "yes", "communication": "Hard of hearing: slowly, and say everything twice",
}  # fmt: skip
WARNINGS = (
    ("staff", "Son has threatened visitors. By phone alone, and no visit alone.", date(2027, 5, 3)),
    ("disclosure", "The husband listens in", date(2027, 5, 3)),
)


def combinations(each: int = 1) -> Iterator[Safety]:
    """Every combination, or of each way to be safe `each` so manieth."""
    said = (True, False, None)
    for safe in TIMES:
        for voicemail, sms, who, more in list(product(said, said, said, (False, True)))[::each]:
            known = Safety(safe, TIMES[safe], voicemail, sms, who)
            yield replace(known, warnings=WARNINGS, **HELPS) if more else known


def each_pair() -> Iterator[Safety]:
    """Of each way to be safe every pair of what may be said, with help and warnings and without."""
    said = (True, False, None)
    for known in combinations():
        if sum(map(said.index, (known.voicemail_ok, known.sms_ok, known.say_who))) % 3 == bool(known.warnings):
            yield known


def in_sight(app: Topaz) -> str:
    """All that the terminal shows, as one line."""
    lines = app.screen._compositor.render_strips()
    return " ".join("".join(segment.text for segment in line) for line in lines)


def squeezed(text: str) -> str:
    return "".join(text.split())


@SIZES
async def test_safety_on_the_call_has_every_sentence_and_the_script(app: Topaz, size) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        for known in each_pair() if size == (80, 24) else combinations(7):
            screen.show(replace(screen.brief, safety=known))
            await pilot.pause()
            await pilot.pause()
            shown = squeezed(in_sight(app))
            assert screen.query_one(RecordList).size.height >= 2, "the number is in sight, too"
            wanted = [said.marked for said in safety_sentences.sentences(known, clock.now())]
            for words in (*wanted, *cards.script(screen.brief)):
                assert wide_or_whole(words, shown, size), (words, known)


def wide_or_whole(words: str, shown: str, size: tuple[int, int]) -> bool:
    """Beside other columns a sentence that goes over several lines is not in one piece: its words are."""
    if size[0] < 110:
        return squeezed(words) in shown
    return all(word in shown for word in words.split())


async def test_safety_stands_whole_above_each_step_of_the_call(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        await ring(pilot, screen)
        for known in combinations(5):
            screen.show(replace(screen.brief, safety=known))
            await pilot.pause()
            await pilot.pause()
            shown = squeezed(in_sight(app))
            for said in safety_sentences.sentences(known, clock.now(), details=False):
                assert squeezed(said.marked) in shown, (said.words, known)


async def test_safety_on_client_and_queue_is_in_the_words_of_the_call(
    app: Topaz, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_id = somebody()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        page = clients.open_profile(app.session, client_id)
        await app.push_screen(ClientScreen(client_id))
        await until(pilot, lambda: isinstance(app.screen, ClientScreen) and app.screen.page)
        await settle(pilot)
        screen = front(app, ClientScreen)
        screen._revealed = True  # or it would look again, at what is kept
        for known in combinations(7):
            said = safety_sentences.sentences(known, clock.now())
            flags = tuple(each for each in said if each not in map(safety_sentences.warned, known.warnings))
            screen.show(replace(page, safety=replace(page.safety, said=flags)))
            await pilot.pause()
            await pilot.pause()
            shown = squeezed(in_sight(app))
            assert screen.page
            assert list(safety_card(screen.page))[: len(flags)] == list(flags)
            for each in flags:
                assert squeezed(each.marked) in shown, (each.words, known)
        await pilot.press("f8")
        await settle(pilot)
        here = front(app, QueueScreen)
        monkeypatch.setattr(here, "show", lambda _look: None)  # or it would look again, at what is kept
        for known in combinations(7):
            person = here.person
            assert person
            here._people[person.client_id] = replace(person, safety=known)
            here.query_one(QueueCard).show()
            await pilot.pause()
            await pilot.pause()
            shown = squeezed(in_sight(app))
            for each in safety_sentences.sentences(known, clock.now(), details=False):
                assert squeezed(each.marked) in shown, (each.words, known)


async def test_safety_longer_than_the_screen_says_that_there_is_more(app: Topaz) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = await opened(pilot, somebody())
        kinds = ("staff", "children", "adults", "at_risk", "disclosure", "self", "missing")
        warnings = tuple((kind, "What to do and what not, in many words. " * 4, date(2027, 5, 3)) for kind in kinds)
        known = Safety("no", warnings=warnings, **HELPS)
        screen.show(replace(screen.brief, safety=known))
        first = squeezed(safety_sentences.sentences(known, clock.now())[0].marked)
        facts = screen.query_one("#facts")  # the card as it was before may say, a moment longer, that there is more
        await until(pilot, lambda: first in squeezed(in_sight(app)) and facts.virtual_size.height > 30)
        await until(pilot, lambda: "▼ more below" in in_sight(app) and facts.can_focus)
        await pilot.press("tab")
        assert app.focused and app.focused.id == "facts"
        seen = squeezed(in_sight(app))
        for _ in range(60):
            await pilot.press("down")
            seen += squeezed(in_sight(app))
        assert "▼ more below" not in in_sight(app)
        assert "Neverhintatwhatisheldaboutanybody." in seen
        assert all(f"!{squeezed(safety_sentences.warned(each, details=False).words)}" in seen for each in warnings)


def test_safety_that_nobody_has_said_is_not_a_yes() -> None:
    unknown = {said.words for said in safety_sentences.sentences(Safety(), clock.now())}
    agreed = {said.words for said in safety_sentences.sentences(Safety("yes", None, True, True, True), clock.now())}
    assert not unknown & agreed
    assert any(words.startswith(safety_sentences.LEAVE_NO_MESSAGE) for words in unknown)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"language": "Urdu", "interpreter": "yes"}, "Urdu, NOT BOOKED"),
        ({"language": "Urdu"}, "Urdu, NOT BOOKED"),
        ({"interpreter": "Y"}, "needed, NOT BOOKED"),
        ({}, "needed, NOT BOOKED"),
        ({"interpreter": "BSL"}, "BSL, NOT BOOKED"),
        ({"interpreter": "Yes - her niece", "language": "Urdu"}, "Yes - her niece, NOT BOOKED"),
    ],
)
def test_safety_says_of_an_interpreter_that_none_is_booked(known, words) -> None:
    said = safety_sentences.sentences(Safety("yes", no_interpreter_booked=True, **known), clock.now())
    assert [each.words for each in said if each.alarm] == [f"Interpreter: {words}"]


def test_safe_times_say_whether_it_is_now(at) -> None:
    known = Safety("times", "Mon-Fri 10:00-12:00")
    at("2026-11-23T10:30:00Z")
    assert safety_sentences.sentences(known, clock.now())[0].words == "Safe to call only Mon-Fri 10:00-12:00"
    at("2026-11-23T13:30:00Z")
    assert safety_sentences.sentences(known, clock.now())[0].words.endswith(", NOT now")


def test_safety_on_the_queue_reads_as_on_the_call(app: Topaz) -> None:
    from topaz_tui.services import calls

    for person in queue.list_people(app.session).people:
        assert person.safety == calls.brief(app.session, person.client_id).safety
