"""Sentences about people."""

from __future__ import annotations

import ast
import re

import pytest

from tests.support.places import PACKAGE
from topaz_tui.grammar import YOURS, counted, does, sentence_case, within

WHO = ("holder(", "name_of(", "who", "author", "held_by")
VERB = re.compile(rf" ({'|'.join(YOURS)})\b")


@pytest.mark.parametrize(("verb", "yours"), YOURS.items())
def test_a_verb_agrees_with_whom_it_is_about(verb: str, yours: str) -> None:
    assert does("Róisín Kelly", verb) == f"Róisín Kelly {verb}"
    assert does("You", verb) == f"You {yours}"


@pytest.mark.parametrize(("number", "words", "told"), [
    (1, ("person", "is"), "1 person is"),
    (3, ("person", "is"), "3 people are"),
    (0, ("line",), "0 lines"),
    (1_200, ("line",), "1,200 lines"),
])  # fmt: skip
def test_a_noun_and_its_verb_agree_with_how_many_there_are(number: int, words: tuple[str, ...], told: str) -> None:
    assert counted(number, *words) == told


def _counts_by_itself(node: ast.expr) -> bool:
    """Is this how many there are with an s of its own making ("'' if number == 1 else 's'", "'s' * (number != 1)")?"""
    match node:
        case ast.IfExp(ast.Compare(comparators=[ast.Constant(1)]), ast.Constant(str(one)), ast.Constant(other)):
            return other in (f"{one}s", "people", "are")
        case ast.BinOp(ast.Constant("s"), ast.Mult()):
            return True
    return False


def test_no_sentence_has_a_worker_before_a_verb_that_may_not_agree_or_counts_by_itself() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.expr) and _counts_by_itself(node):
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
            if not isinstance(node, ast.JoinedStr):
                continue
            for part, after in zip(node.values, node.values[1:], strict=False):
                verb = isinstance(after, ast.Constant) and VERB.match(str(after.value))
                if verb and isinstance(part, ast.FormattedValue) and any(who in ast.unparse(part.value) for who in WHO):
                    found.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize(("big", "told"), [
    ("THE COUNCIL GIVES THIS ID TO SOMEBODY ELSE NOW", "The council gives this ID to somebody else now"),
    ("HAS DIED on 3 Dec 2026", "Has died on 3 Dec 2026"),
    ("IN HOSPITAL until 3 Dec (record P1001)", "In hospital until 3 Dec (record P1001)"),
    ("A RECORD OF NOBODY", "A record of nobody"),
])  # fmt: skip
def test_big_words_as_a_sentence_says_them(big: str, told: str) -> None:
    assert sentence_case(big) == told


def test_words_within_a_sentence_begin_small_and_keep_their_names() -> None:
    told = {"Referral to Bramble Road surgery": "referral to Bramble Road surgery", "GP asked": "GP asked"}
    assert {words: within(words) for words in told} == told
