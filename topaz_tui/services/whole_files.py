"""A whole list leaves Topaz in a file only once a second person has said yes: to this list, for this purpose, once, and
within a day [ours]. Part of one, narrowed down to what is needed, does not wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from topaz_tui import clock
from topaz_tui.errors import Conflict, NotAllowed, NotFound
from topaz_tui.grammar import counted
from topaz_tui.rules.permissions import Act
from topaz_tui.services import unread
from topaz_tui.services.session import Session
from topaz_tui.store import audit
from topaz_tui.store.compiled import Compiled
from topaz_tui.store.database import transaction
from topaz_tui.store.models import WholeFile, Worker
from topaz_tui.store.rows import dicts

HOLDS = timedelta(hours=24)
"""How long a yes stands."""
WHO_ANSWERS = "Another manager says yes or no: Team (4), w, or 'topaz files'."


class FileState(StrEnum):
    """What became of a request to write a whole list. Once it was refused, or the file was written, another can be
    made."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WRITTEN = "written"


class NeedsSecondPerson(Conflict):
    """The list waits for a second person's yes; nothing went wrong."""

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class AskedFile:
    """A request to write a whole list: which list, how many lines it has, and what for."""

    id: int
    what: str
    why: str
    lines: int
    asked_by: int
    name: str
    asked_at: datetime

    @property
    def title(self) -> str:
        """The list's name, without how it is sorted."""
        return self.what.partition(":")[0]

    @property
    def words(self) -> str:
        """'Helen Marsh asks to write Phone list: List Callable (812 lines) into a file, for: the audit'."""
        return f"{self.name} asks to write {self.what} ({counted(self.lines, 'line')}) into a file, for: {self.why}"


def asked(session: Session) -> tuple[AskedFile, ...]:
    """The requests that wait for a second person, the oldest first. Raises NotAllowed for whoever may write no list."""
    session.require(Act.EXPORT_PEOPLE)
    return waiting()


def waiting() -> tuple[AskedFile, ...]:
    """The requests that wait for a second person, as the board has them."""
    return tuple(unread.each("whole_file", _waiting(FileState.ASKED), _read))


def decide(session: Session, id: int, agreed: bool) -> AskedFile:
    """Say yes or no to a whole list that somebody else asks for, or no to one's own, which takes it back: where nobody
    else may say yes, it would stand above the board for good. Raises NotAllowed for a yes to one's own, and for whoever
    may write no list; Conflict where it is decided."""
    session.require(Act.EXPORT_PEOPLE)
    with transaction():
        found = next((each for each in waiting() if each.id == id), None)
        if found is None:
            if WholeFile.get_or_none(WholeFile.id == id):
                raise Conflict("That is decided already.", "Look again at what waits.")
            raise NotFound(f"Nothing waits under the number {id}.", "Look again at what waits.")
        if agreed and found.asked_by == session.worker_id:
            raise NotAllowed(
                "You asked for this yourself.", "Another manager says yes; 'topaz files --no' takes it back."
            )
        state = FileState.AGREED if agreed else FileState.REFUSED
        WholeFile.update(
            state=state.value, decided_by=session.worker_id, decided_at=clock.to_store(clock.now())
        ).where(WholeFile.id == id).execute()  # fmt: skip
        what = f"{state} that a whole list is written into a file"
        audit.record(session.worker_id, what, None, _subject(found), found.why)
    return found


def permitted(session: Session, what: str, why: str, lines: int) -> int:
    """The id of the yes by which this list may be written for this purpose. Where there is none, the request is made,
    and NeedsSecondPerson raised."""
    with transaction():
        for row in _of(session.worker_id, what, why):
            said_at = unread.value("whole_file", row["id"], clock.from_store, row["decided_at"])
            if row["state"] == FileState.AGREED and said_at and said_at + HOLDS > clock.now():
                return int(row["id"])
            if row["state"] == FileState.ASKED:
                raise _needs(row["id"], "It is asked for")
        id = int(WholeFile.insert(
            what=what, why=why, lines=lines, state=FileState.ASKED.value, asked_by=session.worker_id,
            asked_at=clock.to_store(clock.now()),
        ).execute())  # fmt: skip
        subject = f"no. {id}: {what}; {counted(lines, 'row')}"
        audit.record(session.worker_id, "asked to write a whole list into a file", None, subject, why)
    raise _needs(id, "It is now asked for")


def use(id: int, digest: str) -> None:
    """Use up the yes for a file with this hash. Part of the caller's transaction. Raises Conflict where it was used
    meanwhile."""
    is_agreed = (WholeFile.id == id) & (WholeFile.state == FileState.AGREED.value)
    if not WholeFile.update(state=FileState.WRITTEN.value, digest=digest).where(is_agreed).execute():
        raise Conflict("This yes was used for another file.", "Ask again.")


def _needs(id: int, asked: str) -> NeedsSecondPerson:
    return NeedsSecondPerson(
        "This is a whole list: a second person has to say yes first. Nothing was written.",
        f"{asked} (no. {id}): another manager answers on Team (4, then w) or with 'topaz files'; then write it"
        " again, for the same. Narrowed to what you need it does not wait.",
    )  # fmt: skip


@Compiled
def _waiting(state: Any) -> Any:
    f = WholeFile
    columns = f.id, f.what, f.why, f.lines, f.asked_by.alias("asked_by"), f.asked_at, Worker.name
    return f.select(*columns).join(Worker, on=Worker.id == f.asked_by).where(f.state == state).order_by(f.id)


def _of(worker_id: int, what: str, why: str) -> list[dict[str, Any]]:
    f = WholeFile
    mine = (f.asked_by == worker_id) & (f.what == what) & (f.why == why)
    return list(dicts(f.select(f.id, f.state, f.decided_at).where(mine).order_by(f.id.desc())))


def _read(row: dict[str, Any]) -> AskedFile:
    return AskedFile(**row | {"asked_at": clock.from_store(row["asked_at"])})


def _subject(asked: AskedFile) -> str:
    return f"no. {asked.id}: {asked.what}; {counted(asked.lines, 'row')}"
