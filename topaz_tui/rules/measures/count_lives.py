"""How the measures of people's lives are counted: of what was answered in the reviews of the period."""

from __future__ import annotations

from itertools import chain

from topaz_tui.rules.measures.count import Count, Counted, some
from topaz_tui.rules.measures.facts import Facts

COMPARED = ("better", "same", "worse")


def area(code: str, answer: str) -> Count:
    """Of the reviews in which this area was answered: those with this answer. What was not asked, or not answered, is
    said beside it."""

    def count(facts: Facts) -> Counted:
        by = facts.answered.get(code, {})
        below = tuple(chain.from_iterable(by.get(each, ()) for each in COMPARED))
        not_asked = len(by.get("not_asked", ()))
        left = {"not asked": not_asked, "not answered": len(facts.reviews) - len(below) - not_asked}
        return Counted(by.get(answer, ()), below, left_out=some(left))

    return count


def told_of(code: str) -> Count:
    """Of the people who answered with a number: those who had at least one, each once."""

    def count(facts: Facts) -> Counted:
        told = _numbers(facts, code)
        below = dict.fromkeys(client_id for client_id, _ in told)
        above = dict.fromkeys(client_id for client_id, number in told if number)
        return Counted(tuple(above), tuple(below), left_out=some({"no number": len(facts.reviews) - len(told)}))

    return count


def times_told_of(code: str) -> Count:
    """How often it happened, by all who answered with a number; below the line their answers."""

    def count(facts: Facts) -> Counted:
        told = _numbers(facts, code)
        above = tuple(client_id for client_id, number in told for _ in range(number))
        below = tuple(client_id for client_id, _ in told)
        return Counted(above, below, left_out=some({"no number": len(facts.reviews) - len(told)}))

    return count


def _numbers(facts: Facts, code: str) -> list[tuple[int, int]]:
    by = facts.answered.get(code, {}).items()
    return [(client_id, int(answer)) for answer, ids in by if answer.isdecimal() for client_id in ids]
