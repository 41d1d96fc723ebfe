"""The registry: every action has words, a key that an old terminal can send, and no two want one key."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from topaz_tui import actions, screens
from topaz_tui.app import Topaz
from topaz_tui.errors import UserError
from topaz_tui.rules import referrals
from topaz_tui.rules.permissions import Role
from topaz_tui.rules.referrals import Decision, Move
from topaz_tui.rules.team_services import CALLS, CHILDREN, SERVICES
from topaz_tui.screens.base import Page
from topaz_tui.screens.matching import matching

LEGACY = (
    {f"f{n}" for n in range(1, 13)}
    | set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    | {
        "up",
        "down",
        "left",
        "right",
        "pageup",
        "pagedown",
        "home",
        "end",
        "enter",
        "escape",
        "space",
        "backspace",
        "delete",
    }
    | {"tab", "shift+tab", "question_mark", "exclamation_mark", "slash", "plus", "minus", "full_stop", "comma"}
    | {"equals_sign", "left_square_bracket", "right_square_bracket", "semicolon"}
    | {f"ctrl+{letter}" for letter in "abdefgklnopqrstuvwxyz"}  # c ends; h i m j are Backspace, Tab, Enter
)


def pages() -> list[type[Page]]:
    for module in pkgutil.iter_modules(screens.__path__, "topaz_tui.screens."):
        importlib.import_module(module.name)

    def below(page: type[Page]) -> list[type[Page]]:
        return [page, *(each for sub in page.__subclasses__() for each in below(sub))]

    found = [page for page in below(Page) if page.place]
    return sorted(found, key=lambda page: (page.__module__, page.__qualname__))  # not as they were imported


def test_each_action_has_words_help_and_keys_that_any_terminal_sends() -> None:
    for act in actions.ACTIONS:
        assert act.words and act.help and act.keys, act
        assert act.place in actions.PLACES, act
        assert set(act.keys) <= LEGACY, act


def test_no_two_actions_of_a_place_want_one_key() -> None:
    assert actions.remapped({}) == {}


def test_help_of_a_move_says_manager_where_the_tables_of_moves_do() -> None:
    rows: list[Move | Decision] = [
        *referrals.PERSONS,
        *(each for some in referrals.DECISIONS.values() for each in some),
    ]
    for act in actions.of("case"):
        roles = {row.role for row in rows if row.key == act.keys[0]}
        says = "(manager" in act.help
        assert Role.MANAGER in roles if says else roles != {Role.MANAGER}, act.id


def test_every_escape_has_a_second_key() -> None:
    for act in actions.ACTIONS:
        if "escape" in act.keys:
            assert len(act.keys) > 1


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.__name__)
def test_every_action_of_a_screen_is_there_to_be_run(page) -> None:
    for act in actions.of(page.place):
        assert hasattr(page, f"action_{act.name}"), act.id


def test_every_action_of_everywhere_is_the_apps() -> None:
    for act in actions.of("everywhere"):
        assert hasattr(Topaz, f"action_{act.name}"), act.id


ONE_MEANING = (
    {"client.call", "call.ring"},
    {"client.note", "call.note"},
    {"client.question", "call.flag"},
    {"client.leave_word", "call.next_caller"},
    {"client.contact", "call.answered"},
    {"client.copy", "call.copy"},
    {"client.reveal", "call.reveal"},
)
"""What is the same deed on a client's page and in a call with them."""


def letter(key: str) -> str | None:
    """The letter of a key, with ctrl or without; None for another key."""
    key = key.removeprefix("ctrl+")
    return key if len(key) == 1 and key.isalpha() else None


def test_a_letter_means_one_thing_in_client_and_call() -> None:
    means: dict[str, set[str]] = {}
    for act in (*actions.of("client"), *actions.of("call")):
        for key in filter(None, map(letter, act.keys)):
            means.setdefault(key, set()).add(act.id)
    twice = {key: acts for key, acts in means.items() if len(acts) > 1 and acts not in ONE_MEANING}
    assert not twice
    assert means["t"] == {"client.note", "call.note"} and means["a"] == {"client.question", "call.flag"}


LOOKS = {
    "next_tab", "previous_tab", "timeline", "part", "client", "paper", "narrow", "filter", "type", "results",
    "mark", "mark_all", "copy", "help", "up", "down", "page_up", "page_down", "first", "last",
    "next", "previous",
}  # fmt: skip
"""The names of actions that alter nothing."""
OF_A_CASE = {"take", "add"} | LOOKS
"""Actions of a case that are no move."""


def alters(act: actions.Action) -> bool:
    """Does it lead to what can't be taken back: a move of a case, what asks again, or a yes?"""
    if act.place == "case":
        return act.name not in OF_A_CASE
    return (act.danger or act.id == "confirm.yes") and act.name not in LOOKS


def test_no_letter_that_is_a_harmless_look_makes_what_cannot_be_taken_back_elsewhere() -> None:
    looks = {key: act.id for act in actions.ACTIONS if act.name in LOOKS for key in act.keys if letter(key) == key}
    moves = {key: act.id for act in actions.ACTIONS if alters(act) for key in act.keys if letter(key) == key}
    assert not {key: (looks[key], moves[key]) for key in looks.keys() & moves.keys()}


def test_yes_and_no_are_y_and_n_and_neither_is_anything_else_that_alters() -> None:
    keys = {act.id: act.keys for act in actions.of("confirm")}
    assert keys == {"confirm.yes": ("y",), "confirm.no": ("n",)}
    assert not [act.id for act in actions.ACTIONS if alters(act) and "n" in act.keys]
    yes = [act.id for act in actions.ACTIONS if "y" in act.keys and act.place != "confirm"]
    assert yes == ["today.came"], "which answers whether it came"


def test_actions_get_other_keys_by_the_settings() -> None:
    assert actions.remapped({"queue.skip": ("z",)}) == {"queue.skip": "z"}
    with pytest.raises(UserError, match="not an action"):
        actions.remapped({"queue.fly": ("z",)})
    with pytest.raises(UserError, match="would do both"):
        actions.remapped({"queue.skip": ("n",)})


def test_words_have_the_keys_of_the_actions_that_they_name_and_keep_other_braces() -> None:
    words = "{case.send} records it. Jo {x} proposes {case.none}."
    assert actions.with_keys(words, {"case.send": ("f11",)}) == "F11 records it. Jo {x} proposes {case.none}."


def test_advice_names_no_action_that_there_is_not() -> None:
    words = [each for state in referrals.STATES.values() for each in (state.advice, state.advice_by_hand)]
    assert not [each for each in words if "{" in actions.with_keys(each, {})]


def test_key_list_names_every_action() -> None:
    table = actions.key_list()
    assert all(act.help in table for act in actions.ACTIONS)
    assert "- `F1` `?`: " in table


@pytest.mark.parametrize(
    ("typed", "first"),
    [("n", "queue.take_next"), ("F6", "everywhere.concern"), ("ctrl+P", "everywhere.command_palette"),
     ("take next", "queue.take_next"), ("wants", "case.return"), ("address copy", "queue.copy"),
     ("xyz", None), ("zz top", None)],
)  # fmt: skip
def test_actions_are_found_by_a_key_their_words_or_what_they_do(typed: str, first: str | None) -> None:
    found = matching(typed, {}, SERVICES)
    assert (found[0].id if found else None) == first


def test_actions_are_found_by_the_keys_of_the_settings() -> None:
    assert matching("f12", {"queue.skip": ("f12",)}, SERVICES)[0].id == "queue.skip"


def test_actions_of_a_service_are_there_for_a_team_that_has_it() -> None:
    assert set(actions.SERVICE) <= {*actions.BY_ID, *actions.PLACES} and set(actions.SERVICE.values()) <= set(SERVICES)
    assert actions.of("due", (CHILDREN,)) == actions.of("due") and not actions.of("due", (CALLS,))
    only = {each: set(actions.of("everywhere", (each,))) for each in SERVICES}
    assert {act.name for act in only[CHILDREN] - only[CALLS]} == {"due"}
    assert {act.name for act in only[CALLS] - only[CHILDREN]} == {"queue", "today", "tour", "report"}
    assert only[CALLS] | only[CHILDREN] == set(actions.of("everywhere", SERVICES)) == set(actions.of("everywhere"))
    assert "everywhere.due" not in {act.id for act in matching("9", {}, (CALLS,))}
    assert matching("9", {}, SERVICES)[0].id == "everywhere.due"
