"""What is asked before a file is read that would do much to many people at once: a mistake more often than a plague."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from topaz_tui.errors import Invalid
from topaz_tui.exchange.council_csv.reader_process import FileShape
from topaz_tui.exchange.council_csv.survey import NoNumbers, Stopping
from topaz_tui.rules.people import clean
from topaz_tui.services import imports
from topaz_tui.services.importing import Stopped
from topaz_tui.services.imports import LeftOut
from topaz_tui.services.session import Session

MANY = 5  # councils of one file that are named
SAY_YES = "If that is right: --yes."


class WantsYes(Invalid):
    """The file would stop calls to more than one person in five, or leaves as many out, or most of its telephones are
    none: that wants a yes."""


@dataclass(frozen=True, slots=True)
class Many:
    """What a file would do to many people at once: what is asked before it is read."""

    stopping: tuple[Stopping, ...]
    left_out: LeftOut | None
    no_numbers: NoNumbers | None
    in_all: int
    of: int

    @classmethod
    def found(cls, session: Session, shape: FileShape) -> Many:
        """What a first look found of a file."""
        stopping = tuple(each for each in shape.stopping if each.is_too_many)
        missing = None if shape.is_part else imports.left_out(session, shape.councils, shape.person_ids)
        return cls(
            stopping, missing if missing and missing.too_many else None,
            shape.no_numbers if shape.no_numbers.is_too_many else None, shape.stopped_in_all, len(shape.person_ids),
        )  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self.stopping or self.left_out or self.no_numbers)

    def to_show(self, stopped: Stopped) -> Stopped | None:
        """Whom the file stops, as they stand once it is taken, where that is to be said."""
        return stopped if stopped.is_too_many or (self.stopping and stopped.people) else None

    def ask(self, stopped: Stopped | None = None) -> WantsYes:
        """The question; without `stopped`, which is the sum as they would stand, with that of the columns."""
        told = in_sentences(self.stopping, self.left_out, self.no_numbers, stopped)
        if self.stopping and stopped is None:
            told += f" All columns together would stop calls to {self.in_all:,} of {self.of:,} people."
        return WantsYes(f"{told} Nothing was written.", SAY_YES)


def in_sentences(
    stopping: Iterable[Stopping] = (),
    left_out: LeftOut | None = None,
    no_numbers: NoNumbers | None = None,
    stopped: Stopped | None = None,
) -> str:
    """What would happen to many people at once."""
    told = [f"'{clean(each.called)}' would stop calls to {each.people:,} of {each.of:,} people." for each in stopping]
    if no_numbers:
        called = " and ".join(f"'{clean(each)}'" for each in no_numbers.called)
        has = "has" if len(no_numbers.called) == 1 else "have"
        many = f"{no_numbers.people:,} of the {no_numbers.of:,} people who have something there"
        told.append(f"{called} {has} no number that can be rung for {many}.")
    if left_out:
        told += _left(left_out)
    if stopped:
        told.append(f"In all, it stops calls to {stopped.people:,} of {stopped.of:,} people ({stopped.words}).")
    return " ".join(told)


def _left(left_out: LeftOut) -> Iterator[str]:
    """Whom a file leaves out, of each council of which they are too many."""
    too_many = left_out.too_many
    for each in too_many[:MANY]:
        council = clean(each.council)
        whose = f"of {council} " if council else "without a council " if len(left_out.councils) > 1 else ""
        many = f"all {each.of:,}" if each.people == each.of else f"{each.people:,} of {each.of:,}"
        yield f"It leaves out {many} people {whose}whom the last import brought."
    if len(too_many) > MANY:
        yield f"So it does with {len(too_many) - MANY:,} more councils."
