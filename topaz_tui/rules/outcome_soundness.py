"""Is the table of outcomes sound? A test asks it, so that no row is added that leads nowhere."""

from __future__ import annotations

from collections.abc import Collection

from topaz_tui.rules.outcomes import GROUPS, OUTCOMES, RESERVED_KEYS, Outcome


def check(outcomes: Collection[Outcome] = OUTCOMES) -> None:
    """Raises ValueError with every fault of the table. Every outcome has a way on (a time, a stop, the review, another
    number or a manager), so that nobody is called again at once or forgotten."""
    wrong = [f"{outcome.code}: {fault}" for outcome in outcomes for fault in _faults(outcome)]
    incoming, outgoing = [o for o in outcomes if o.incoming], [o for o in outcomes if o.outgoing]
    for name, rows in (("code", outcomes), ("key", incoming), ("key", outgoing), ("words", outcomes)):
        values = [getattr(outcome, name) for outcome in rows]
        wrong += [f"{name} {value!r} is there twice" for value in {v for v in values if values.count(v) > 1}]
    if wrong:
        raise ValueError("; ".join(wrong))


def _faults(outcome: Outcome) -> list[str]:
    exits = (
        outcome.time, outcome.stop, outcome.opens_review, outcome.asks_what_came, outcome.next_number,
        outcome.needs_manager, outcome.delay is not None, outcome.only_incoming,
    )  # fmt: skip
    rules = (
        (any(exits), "has no exit"),
        (len(outcome.key) == 1 and outcome.key.isascii() and outcome.key.isalpha(), "its key is no letter"),
        (outcome.key not in RESERVED_KEYS, f"its key {outcome.key} is taken on the call screen"),
        (outcome.group in GROUPS, "its group has no heading"),
        (bool(outcome.words and outcome.next), "has no words"),
        (("{delay}" in outcome.next) <= (outcome.delay is not None), "speaks of a delay it hasn't"),
        (not outcome.stop or (outcome.delay is None and not outcome.time), "stops calls, and yet has a time"),
        (not outcome.stop or outcome.needs_note, "stops calls without a note"),
        (outcome.reached_household or not outcome.reached_client, "reached the client but no household"),
        (outcome.time != "until" or outcome.away is not None, "asks until when, but nobody is away"),
        (outcome.away is None or outcome.time == "until", "is away without an end"),
        (not outcome.retires_number or outcome.next_number, "retires a number and offers no other"),
        (not outcome.counts_as_attempt or outcome.delay is not None, "counts as an attempt but has no delay"),
        (
            outcome.counts_as_attempt or not (outcome.another_part_of_day or outcome.spared),
            "is no attempt, yet spared",
        ),
        (not outcome.opens_review or outcome.reached_client, "opens a review without the client"),
        (not outcome.asks_what_came or outcome.reached_client, "asks what came, but not the client"),
    )
    return [fault for holds, fault in rules if not holds]
