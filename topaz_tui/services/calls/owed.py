"""The calls that a person is owed, as one call leaves them: under all of the person's records they are owed once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from topaz_tui import clock
from topaz_tui.rules.duties import DutyCause, DutyEnd, DutyKind
from topaz_tui.store.models import Duty


@dataclass(frozen=True, slots=True)
class Owed:
    """The calls that are owed to a person, as one call leaves them at its end (`at`, UTC). A new duty goes under
    `client_id`, the record that was called."""

    records: Collection[int]
    client_id: int
    worker_id: int
    at: str

    def first(self, kind: str) -> Duty | None:
        """The open duty of this kind that is due first; None where there is none."""
        found: Duty | None = self.all(kind).order_by(Duty.due_at, Duty.id).first()
        return found

    def all(self, kind: str) -> Any:
        """The open duties of this kind, under all of the person's records."""
        return Duty.select().where(Duty.client.in_(self.records), Duty.kind == kind, Duty.closed_at.is_null())

    def is_due(self, *kinds: str) -> bool:
        """Is a duty of one of these kinds due now?"""
        return any(duty and duty.due_at <= self.at for duty in map(self.first, kinds))

    def close(self, kind: str, how: DutyEnd, *, due_only: bool = False) -> None:
        """Close all open duties of this kind; with `due_only` only those that are due."""
        for duty in self.all(kind):
            if not due_only or duty.due_at <= self.at:
                Duty.update(closed_at=self.at, closed_how=how).where(Duty.id == duty.id).execute()

    def owe(
        self, kind: str, due: datetime, reason: str | None, for_worker: int | None = None,
        cause: DutyCause | None = None,
    ) -> None:  # fmt: skip
        """Owe the client a call of this kind at `due`; it takes the place of an open one of the same kind."""
        if kind == DutyKind.CALLBACK:
            self.close(kind, DutyEnd.DONE, due_only=True)
        self.close(kind, DutyEnd.REPLACED)
        Duty.create(
            client=self.client_id, kind=kind, due_at=clock.to_store(due), for_worker=for_worker,
            reason=(reason or "").strip() or None, cause=cause, made_by=self.worker_id, made_at=self.at,
        )  # fmt: skip

    def owe_besides(self, due: datetime, reason: str, cause: DutyCause) -> None:
        """Owe the client a follow-up at `due`, without losing what later follow-ups were for: they become one, which
        then has several causes."""
        later = [duty for duty in self.all(DutyKind.FOLLOW_UP).order_by(Duty.due_at, Duty.id) if duty.reason]
        others = [duty.reason for duty in later if duty.cause != cause]
        self.owe(DutyKind.FOLLOW_UP, due, "; ".join((reason, *others)), cause=None if others else cause)
