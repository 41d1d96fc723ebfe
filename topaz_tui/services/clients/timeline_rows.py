"""The rows of the timeline with what other tables have of them: one query for each table, and not one for each row."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from topaz_tui.rules.correspondence import LetterWay
from topaz_tui.services import reviews as kept_reviews
from topaz_tui.services.clients import authorities as kept_authorities
from topaz_tui.services.clients import timeline_queries as queries
from topaz_tui.services.safety import numbers_of

Row = dict[str, Any]


def reviews(client_id: int, limit: int) -> list[Row]:
    """The reviews, each with its answers and with the authority that was on record."""
    rows = queries.reviews(client_id, limit)
    answers = kept_reviews.answers_of(row["id"] for row in rows) if rows else {}
    kept = kept_authorities.of_ids(row["authority_id"] for row in rows if row["authority_id"])
    for row in rows:
        row["answers"], row["authority"] = answers.get(row["id"], []), kept.get(row.pop("authority_id"))
    return rows


def authorities(client_id: int, limit: int) -> list[Row]:
    """The roles of the contacts, each with what was seen of their authority."""
    rows = queries.authorities(client_id, limit)
    kept = kept_authorities.of_ids(row["id"] for row in rows)
    for row in rows:
        row["kept"] = kept.get(row["id"])
    return rows


def letters(client_id: int, limit: int) -> list[Row]:
    """The letters to the client, each with its steps, the oldest first, and with contact safety for a text's number."""
    rows = queries.letters(client_id, limit)
    steps: dict[int, list[Row]] = defaultdict(list)
    for step in queries.steps(tuple(row["id"] for row in rows)) if rows else ():
        steps[step["letter_id"]].append(step)
    door = numbers_of(client_id) if any(row["way"] == LetterWay.TEXT for row in rows) else None
    for row in rows:
        row["steps"], row["door"] = steps[row["id"]], door
    return rows
