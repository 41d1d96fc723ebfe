"""How the measures of people's lives are counted: of what was answered in the reviews of the period."""

from __future__ import annotations

from topaz_tui.rules.measures.count import Count, Counted, ids_of, some
from topaz_tui.rules.measures.facts import Facts

COMPARED = ("better", "same", "worse")


def area(code: str, answer: str) -> Count:
    """Of the reviews in which this area was answered: those with this answer. What was not asked, or not answered, is
    said beside it."""

    def count(facts: Facts) -> Counted:
        below = [each for each in facts.reviews if each.answers.get(code) in COMPARED]
        not_asked = sum(each.answers.get(code) == "not_asked" for each in facts.reviews)
        left = {"not asked": not_asked, "not answered": len(facts.reviews) - len(below) - not_asked}
        return Counted(
            ids_of(each for each in below if each.answers[code] == answer), ids_of(below), left_out=some(left)
        )

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
    answers = ((each.client_id, each.answers.get(code) or "") for each in facts.reviews)
    return [(client_id, int(answer)) for client_id, answer in answers if answer.isdecimal()]
