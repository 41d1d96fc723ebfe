"""Signing in with account and passphrase: what is kept of one, who waits after wrong ones, and a phrase for once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.moments import NOW
from tests.support.rows import one, run
from topaz_tui import clock
from topaz_tui.cli import main
from topaz_tui.errors import Conflict, Invalid, NotAllowed, NotFound, SessionEnded
from topaz_tui.rules import sign_in as rules
from topaz_tui.rules.permissions import Act
from topaz_tui.rules.sign_in import Cost
from topaz_tui.services import sign_in, workers
from topaz_tui.services.session import Session
from topaz_tui.services.sign_in import OneTime, SignedIn
from topaz_tui.store import owner

OWN, OTHER = "harbour lantern otter", "quiet barley compass"
CHEAP = Cost(passes=1, memory=8, lanes=1)


def enter(session: Session, account: str, phrase: str) -> SignedIn:
    return sign_in.sign_in(session.settings, account, phrase, cost=CHEAP)


def choose(session: Session, account: str, phrase: str, new: str) -> SignedIn:
    return sign_in.change(session.settings, account, phrase, new, cost=CHEAP)


def given(session: Session, account: str) -> str:
    made = sign_in.give(session, account, cost=CHEAP)
    assert made is not None
    return made.phrase


@pytest.fixture
def helen(manager: Session) -> Session:
    """A manager with a passphrase of her own, in a team that has them."""
    return choose(manager, "hmarsh", sign_in.begin("hmarsh", cost=CHEAP).phrase, OWN).session


def later(at: Callable[[str], None], span: timedelta) -> None:
    at(clock.to_store(clock.now() + span))


def test_phrase_for_once_is_changed_before_anything_else(helen: Session, colleague: Session) -> None:
    phrase = given(helen, "tbello")
    with pytest.raises(OneTime):
        enter(helen, "tbello", phrase)
    for none in ("short", phrase, "tbello", "aaaaaaaaaaaaaaaa", "x" * 201):
        with pytest.raises(Invalid) as refused:
            choose(helen, "tbello", phrase, none)
        assert refused.value.field == "new"
    assert choose(helen, "tbello", phrase, OTHER).session.account == "tbello"
    assert enter(helen, " tbello ", f"{OTHER} ").session.worker_id == colleague.worker_id
    with pytest.raises(NotAllowed):
        enter(helen, "tbello", phrase)


def test_phrase_for_once_grows_old(helen: Session, colleague: Session, at: Callable[[str], None]) -> None:
    phrase = given(helen, "tbello")
    later(at, rules.ONE_TIME)
    with pytest.raises(NotAllowed) as refused:
        choose(helen, "tbello", phrase, OWN)
    assert not isinstance(refused.value, OneTime) and refused.value.message != sign_in.WRONG
    assert one("SELECT count(*) FROM audit WHERE action = 'sign-in refused' AND subject = 'worker tbello'") == 1


def test_wrong_phrases_are_counted_slowed_logged_and_told(helen: Session, at: Callable[[str], None]) -> None:
    for _ in range(3):
        with pytest.raises(NotAllowed, match=sign_in.WRONG):
            enter(helen, "hmarsh", "wrong wrong wrong")
    with pytest.raises(NotAllowed) as waits:  # also with the right one
        enter(helen, "hmarsh", OWN)
    assert waits.value.message != sign_in.WRONG
    later(at, rules.pause(3))
    signed = enter(helen, "hmarsh", OWN)
    assert (signed.failures, signed.failed_at) == (3, clock.from_store(NOW)) and "3 times" in signed.words
    assert enter(helen, "hmarsh", OWN).words == ""
    assert one("SELECT count(*) FROM audit WHERE action = 'sign-in refused' AND subject = 'worker hmarsh'") == 4
    assert one("SELECT count(*) FROM audit WHERE action = 'signed in' AND worker_id = ?", helen.worker_id) == 3


def test_who_waits_waits_longer_and_not_for_ever() -> None:
    waits = [rules.pause(failures) for failures in range(100)]
    assert waits == sorted(waits) and not any(waits[:3]) and all(waits[3:]) and waits[-1] == timedelta(minutes=15)


def test_phrase_that_is_given_ends_a_wait_and_not_what_is_told(helen: Session, colleague: Session) -> None:
    choose(helen, "tbello", given(helen, "tbello"), OWN)
    for _ in range(3):
        with pytest.raises(NotAllowed):
            enter(helen, "tbello", "wrong wrong wrong")
    assert choose(helen, "tbello", given(helen, "tbello"), OTHER).failures == 3


def test_stranger_and_retired_are_refused_alike(helen: Session, colleague: Session) -> None:
    choose(helen, "tbello", given(helen, "tbello"), OWN)
    with pytest.raises(NotAllowed, match=sign_in.WRONG):
        enter(helen, "nobody", OWN)
    assert one("SELECT count(*) FROM audit WHERE action = 'sign-in refused' AND subject IS NULL") == 1
    workers.retire(helen, "tbello")
    with pytest.raises(NotAllowed):
        enter(helen, "tbello", OWN)
    workers.add(helen, "tbello", "Tunde Bello", "worker")  # who comes back has no phrase
    with pytest.raises(NotAllowed, match=sign_in.WRONG):
        enter(helen, "tbello", OWN)


def test_what_is_open_ends_with_another_phrase(helen: Session, colleague: Session) -> None:
    first = choose(helen, "tbello", given(helen, "tbello"), OWN).session
    workers.require_still_at_work(first)
    phrase = given(helen, "tbello")
    with pytest.raises(SessionEnded):
        workers.require_still_at_work(first)
    second = choose(helen, "tbello", phrase, OTHER).session
    workers.require_still_at_work(second)
    choose(helen, "tbello", OTHER, OWN)  # at another terminal, by themself
    with pytest.raises(SessionEnded):
        workers.require_still_at_work(second)
    workers.require_still_at_work(helen)


def test_a_manager_alone_gives_and_never_where_there_are_none(manager: Session, worker: Session) -> None:
    assert not workers.needs_phrase()
    for give in (lambda: sign_in.give(manager, "rkelly"), lambda: sign_in.give_by_owner("hmarsh")):
        with pytest.raises(Conflict):
            give()
    sign_in.begin("hmarsh", cost=CHEAP)
    with pytest.raises(Conflict):
        sign_in.begin("rkelly", cost=CHEAP)
    with pytest.raises(NotAllowed):
        sign_in.give(worker, "hmarsh", cost=CHEAP)
    with pytest.raises(NotFound):
        sign_in.give(manager, "nobody", cost=CHEAP)


def test_team_that_had_none_has_them_from_now_on(manager: Session, worker: Session) -> None:
    workers.add(manager, "cron", "Dispatch", "dispatch")
    before = workers.session_of("rkelly", manager.settings)
    with pytest.raises(NotAllowed):
        sign_in.begin_for_all(worker, cost=CHEAP)
    made = sign_in.begin_for_all(manager, cost=CHEAP)
    assert [each.account for each in made] == ["hmarsh", "rkelly"] and workers.needs_phrase()
    assert sign_in.give(manager, "cron", cost=CHEAP) is None  # an account of the machine's
    with pytest.raises(SessionEnded):
        workers.require_still_at_work(before)
    assert choose(manager, "rkelly", made[1].phrase, OWN).session.how == ""
    with pytest.raises(Conflict):
        sign_in.begin_for_all(manager, cost=CHEAP)


def test_only_manager_has_a_way_back_by_whose_database_it_is(
    helen: Session, colleague: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowed):
        sign_in.give_by_owner("tbello", cost=CHEAP)  # their manager gives them one
    phrase = sign_in.give_by_owner("hmarsh", cost=CHEAP).phrase
    assert choose(helen, "hmarsh", phrase, OTHER).session.account == "hmarsh"
    said = one("SELECT detail FROM audit WHERE action = 'gave a passphrase for once' ORDER BY id DESC LIMIT 1")
    assert workers.account() in said
    monkeypatch.setattr(owner, "is_ours", lambda _engine: False)
    refused = f"SELECT count(*) FROM audit WHERE action = 'was refused: {Act.CHANGE_WORKER}' AND worker_id IS NULL"
    before = one(refused)
    with pytest.raises(NotAllowed):
        sign_in.give_by_owner("hmarsh", cost=CHEAP)
    assert one(refused) == before + 1


def test_where_no_digest_can_be_made_no_list_is_half_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", sys.modules.get("psycopg"))  # which a command of a file takes away
    monkeypatch.setitem(sys.modules, "argon2", None)
    sign_in._hasher.cache_clear()
    with pytest.raises(SystemExit):
        main.main(["--db", str(tmp_path / "new.db"), "init", "--name", "Helen Marsh", "--passphrase"])
    assert not (tmp_path / "new.db").exists()


def test_what_is_kept_is_dear_to_guess_and_says_nothing(manager: Session) -> None:
    assert Cost() == Cost(passes=3, memory=64 * 1024, lanes=4)
    phrase = sign_in.begin("hmarsh").phrase
    digest = one("SELECT digest FROM verifier")
    assert digest.startswith("$argon2id$v=19$m=65536,t=3,p=4$") and phrase not in digest
    run("UPDATE verifier SET digest = 'damaged'")
    with pytest.raises(NotAllowed, match=sign_in.WRONG):
        enter(manager, "hmarsh", phrase)


def test_title_says_what_the_sign_in_proves(manager: Session) -> None:
    said = workers.session_of("hmarsh", manager.settings).how
    assert said in (workers.NO_PHRASE, workers.ONE_LOGIN)
    sign_in.begin("hmarsh", cost=CHEAP)
    assert workers.session_of("hmarsh", manager.settings).how == ""
