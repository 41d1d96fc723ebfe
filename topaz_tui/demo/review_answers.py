"""What somebody made up answers in a review."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from topaz_tui.rules import reviews


def answers(chance: Random, worse: int | None) -> Iterator[tuple[str, str, str | None]]:
    """Area, answer and 'unable' of each; `worse` areas are worse, or as many as chance has it."""
    worse = chance.choice((0, 0, 1, 1, 2, 3)) if worse is None else worse
    down = set(chance.sample(range(9), worse))
    unable = 0
    for place, area in enumerate(reviews.AREAS):
        if area.code == "child_care":
            yield area.code, "not_asked", None
            continue
        answer = "worse" if place in down else chance.choice(("same",) * 8 + ("better",))
        is_unable = answer == "worse" and chance.randrange(2) == 0
        able = "yes" if is_unable else chance.choice(("no", "no", "no", "no", "not_known"))
        unable += able == "yes"
        yield area.code, answer, able
    for question in reviews.EXTRAS:
        if unable >= question.unable:
            codes = [choice.code for choice in question.choices if choice.code != "not_asked"]
            yield question.code, chance.choice(codes) if codes else str(chance.choice((0, 0, 0, 0, 1, 1, 2))), None
