"""Lives as tests write them: days in figures, one line a fact."""

from __future__ import annotations

from datetime import date

from topaz_tui.rules.statutory.council import NO_COUNCIL, CouncilRules
from topaz_tui.rules.statutory.life import CareEnd, Episode, EventKind, Life, LifeEvent, Lives, Placement, Span
from topaz_tui.rules.statutory.reckoning import DutyItem, reckon


def day(text: str) -> date:
    return date.fromisoformat(text)


def until(text: str) -> date | None:
    return day(text) if text else None


def care(began: str, ended: str = "", status: str = "V2", why: CareEnd = CareEnd.OTHER) -> Episode:
    return Episode(day(began), until(ended), status, why)


def placed(
    began: str, ended: str = "", lives: Lives = Lives.FOSTER, to_18: bool = False, agreed: str = ""
) -> Placement:
    return Placement(day(began), until(ended), lives, to_18, until(agreed))


def span(began: str, ended: str = "") -> Span:
    return Span(day(began), until(ended))


def on(kind: EventKind, *days: str, set_for: str = "", about: str = "", note: str = "") -> tuple[LifeEvent, ...]:
    return tuple(LifeEvent(kind, day(each), until(set_for), until(about), note) for each in days)


def life(born: str, *episodes: Episode, events: tuple[LifeEvent, ...] = (), **more) -> Life:
    return Life(day(born), episodes, events=events, **more)


def items(found: Life, as_of: str, code: str, council: CouncilRules = NO_COUNCIL) -> list[DutyItem]:
    return [item for item in reckon(found, day(as_of), council) if item.code == code]


def told(found: Life, as_of: str, code: str, council: CouncilRules = NO_COUNCIL) -> list[tuple[str, str]]:
    """Each item of a code: its limit (else its target) and its state."""
    return [(str(item.by), str(item.state)) for item in items(found, as_of, code, council)]
