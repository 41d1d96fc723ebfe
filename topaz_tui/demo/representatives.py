"""Those in the demo who speak for somebody, or with them: a daughter with power of attorney, a carer, one of whom
nothing was seen, and an authority that has lapsed. It takes no chance, so that all others stay as they are."""

from __future__ import annotations

from typing import NamedTuple

from topaz_tui import clock
from topaz_tui.demo.book import Book
from topaz_tui.rules.representatives import AuthoritySeen, SpokeWith


class DemoRole(NamedTuple):
    """As what somebody speaks, what was seen of it, so many months before the review, the months for which it holds,
    and how the review went through them; None where it was with the person alone."""

    acts_as: str
    spoke_with: str | None
    why: str | None
    seen: str | None = None
    words: str | None = None
    months: int = 0
    holds: int | None = None


ROLES = (
    DemoRole("attorney", SpokeWith.FOR_THEM, "memory", AuthoritySeen.DOCUMENT,
             "Power of attorney for health and welfare", months=3),
    DemoRole("carer", SpokeWith.WITH_HELP, "hearing"),
    DemoRole("attorney", SpokeWith.WITH_HELP, "unwell", AuthoritySeen.SAID),
    DemoRole("deputy", None, None, AuthoritySeen.DOCUMENT, "The court's order for welfare, a copy", months=14,
             holds=12),
)  # fmt: skip


def representatives(book: Book) -> None:
    """Give some who were reviewed, and have a contact, somebody who speaks for them or with them."""
    last = {row["client_id"]: row for row in book.rows["review"]}
    people = [each for each in book.people if each.contacts and each.id in last and not each.row["stopped"]]
    for role, person in zip(ROLES, people, strict=False):
        review, contact = last[person.id], person.contacts[0]
        contact["acts_as"] = role.acts_as
        made = clock.from_store(review["reviewed_at"])
        on = clock.add_months(clock.local(made).date(), -role.months)
        worker = next(row for row in book.rows["worker"] if row["id"] == review["worker_id"])
        row = book.add(
            "authority", client_id=person.id, contact_id=contact["id"], worker_id=worker["id"], acts_as=role.acts_as,
            seen=role.seen, words=role.words, seen_by=worker["name"], seen_on=on.isoformat(),
            until=clock.add_months(on, role.holds).isoformat() if role.holds else None,
            made_at=book.at(on, "11:40") if role.months else review["reviewed_at"],
        )  # fmt: skip
        if role.spoke_with:
            review |= {
                "spoke_with": role.spoke_with,
                "contact_id": contact["id"],
                "acts_as": role.acts_as,
                "why_through": role.why,
                "authority_id": row["id"],
            }
