"""The list of records that may be one person's: beside each other, one key a choice, taken back with another."""

from __future__ import annotations

from tests.support.pilot import settle, until, words_in
from topaz_tui.screens.call import CallScreen
from topaz_tui.screens.client import ClientScreen
from topaz_tui.screens.pairs import PairsScreen
from topaz_tui.services import clients
from topaz_tui.services.safety import COLUMNS
from topaz_tui.store.models import Client, Duplicate, Judgement, Phone, QueueEntry
from topaz_tui.widgets.dialogs import ConfirmDialog, FormDialog
from topaz_tui.widgets.record_list import RecordList


def like(known: Client) -> dict[str, str]:
    """What is typed of somebody whose name is nearly the same, born on the same day."""
    assert known.first_name and known.born_on
    return {"first_name": known.first_name, "last_name": "Saddler", "born_on": known.born_on}


async def test_pairs_are_judged_by_one_key_each_and_a_link_is_taken_back(app, demo_db):
    known = Client.get(Client.stopped.is_null(), Client.last_name == "Sadler")
    typed = like(known)
    clients.add(app.session, typed, [each.client_id for each in clients.candidates(app.session, typed)])
    others = Client.select(Client.id).where(Client.stopped.is_null(), Client.last_name != "Sadler").order_by(Client.id)
    earlier = [row.id for row in others.limit(2)]
    clients.judge_duplicate(app.session, earlier[0], earlier[1], "confirmed")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, PairsScreen) and not app.screen.found.more)
        screen = app.screen
        first, count = screen.pair, screen.found.count
        assert first and count >= 2 and first.why
        shown = words_in(screen, "#card")
        assert all(fact[:12] in shown for side in (first.one, first.other) for fact in side.facts)

        following = screen.query_one(RecordList).lines[1].key
        await pilot.press("l")
        await until(pilot, lambda: screen.found.pairs[-1].later)
        pair = screen.pair
        assert pair.key == following, "it goes to the end, and the cursor to the next"
        ids = pair.one.client_id, pair.other.client_id
        await pilot.press("s")
        await until(pilot, lambda: screen.found.count == count - 1)
        assert {QueueEntry.get_by_id(each).reason for each in ids} & {"linked", "died", "doubt", "not_safe_to_call"}
        await pilot.press("u")
        await until(pilot, lambda: screen.found.count == count)
        assert QueueEntry.get_by_id(ids[1]).lead is None
        await pilot.press("u")  # what was said before that goes only once it is seen what it is
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert "linked as one person" in words_in(app.screen, ".lead")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert Duplicate.get(Duplicate.client == earlier[0], Duplicate.other == earlier[1]).verdict == "confirmed"
        pair = screen.pair
        await pilot.press("d")
        await until(pilot, lambda: screen.found.count == count - 1)
        row = Duplicate.get(Duplicate.client == pair.one.client_id, Duplicate.other == pair.other.client_id)
        assert row.verdict == "dismissed"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ClientScreen))

        # Back on the page it is still known what was said last; and z on the line that says it takes it back, too.
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PairsScreen))
        await until(pilot, lambda: app.screen.last is not None)
        await pilot.press("u")
        await until(pilot, lambda: app.screen.found.count == count)
        clients.judge_duplicate(app.session, pair.one.client_id, pair.other.client_id, "confirmed")
        await app.push_screen(ClientScreen(pair.one.client_id))
        said = Judgement.select().order_by(Judgement.id.desc()).first()
        await until(pilot, lambda: app.screen.query(RecordList) and app.screen.page)
        app.screen.query_one(RecordList).stand_on(f"judgement {said.id}")
        await pilot.press("z")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("y")
        await until(pilot, lambda: Duplicate.get_by_id(row.id).verdict == "open")


async def test_pair_is_named_on_the_card_of_a_call_until_judged(app, demo_db):
    known = Client.get(Client.stopped.is_null(), Client.last_name == "Sadler")
    typed = like(known)
    twin = clients.add(app.session, typed, [each.client_id for each in clients.candidates(app.session, typed)])
    async with app.run_test(size=(80, 24)) as pilot:
        for verdict, is_said in ((None, True), ("later", True), ("dismissed", False), ("confirmed", False)):
            if verdict:
                clients.judge_duplicate(app.session, known.id, twin, verdict)
            await app.push_screen(CallScreen(known.id, None, "out"))
            await until(pilot, lambda: app.screen.brief)
            await settle(pilot)
            shown = " ".join(words_in(app.screen, "#before").split())
            told = f"May be the same as {known.first_name} Saddler, HAND-{twin} (name that sounds or looks alike;"
            assert (told in shown) == is_said, verdict
            assert ("Also record" in shown) == (verdict == "confirmed")
            await app.pop_screen()


async def test_pair_linked_by_a_colleague_leaves_a_call_open(app, demo_db):
    known = Client.get(Client.stopped.is_null(), Client.last_name == "Sadler")
    typed = like(known) | {"say_who": "yes"}
    typed["phone"] = Phone.select(Phone.number).where(Phone.client == known.id, Phone.status == "usable").scalar()
    twin = clients.add(app.session, typed, [each.client_id for each in clients.candidates(app.session, typed)])
    Client.update(**{field: getattr(known, field) for field in COLUMNS}).where(Client.id == twin).execute()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(CallScreen(twin, None, "out"))
        screen = app.screen
        await until(pilot, lambda: screen.brief and screen.held)
        clients.judge_duplicate(app.session, known.id, twin, "confirmed")
        await pilot.press("c")
        await until(pilot, lambda: screen.draft.rang_at)
        await until(pilot, lambda: screen.draft.phone_id in [each.phone_id for each in screen.brief.numbers])

        screen.draft.rang_at = None
        screen.go("card")
        Client.update(say_who=0).where(Client.id == known.id).execute()
        await pilot.press("c")
        await until(pilot, lambda: screen.brief.safety.say_who is False)
        await settle(pilot)
        assert not screen.draft.rang_at and app.status.tells("How to call them safely has changed")
        await pilot.press("c")
        await until(pilot, lambda: screen.draft.rang_at)


async def test_pair_with_a_stopped_record_is_a_managers_to_set_apart(app, demo_db):
    known = Client.get(Client.stopped.is_null(), Client.last_name == "Sadler")
    typed = like(known)
    twin = clients.add(app.session, typed, [each.client_id for each in clients.candidates(app.session, typed)])
    Client.update(stopped="died").where(Client.id == known.id).execute()
    key = f"{min(known.id, twin)} {max(known.id, twin)}"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, PairsScreen) and not app.screen.found.more)
        screen = app.screen
        screen.query_one(RecordList).stand_on(key)
        await until(pilot, lambda: screen.pair and screen.pair.key == key)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, FormDialog))
        await pilot.press("n", "o", "f10")
        await until(pilot, lambda: "Say how you know." in words_in(app.screen, ".wrong"))
        await pilot.press(*" rang them", "f10")
        await until(pilot, lambda: app.screen is screen and key not in {each.key for each in screen.found.pairs})
    assert Duplicate.get(Duplicate.client == min(known.id, twin), Duplicate.other == max(known.id, twin)).verdict == (
        "dismissed"
    )
