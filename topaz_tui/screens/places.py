"""Where one can go: a page of the program, and what it is to show there.

A screen names the place (`app.open(ClientPlace(7))`), and the app makes the page (app/routes.py): so no screen needs to
know another, or the app.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from topaz_tui.services.queue import Claim


@dataclass(frozen=True, slots=True)
class ClientPlace:
    """A client's page. `among` are the people of the list from which it is opened, in its order."""

    client_id: int
    among: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CallPlace:
    """A call with a client, who is held by the `claim`; `direction` is 'out' or 'in'."""

    client_id: int
    claim: Claim | None = None
    direction: str = "out"


@dataclass(frozen=True, slots=True)
class ConcernPlace:
    """A concern about a client: the one of this id, or the one that this worker has begun about them, or a new one."""

    client_id: int
    concern_id: int | None = None


@dataclass(frozen=True, slots=True)
class CasePlace:
    """An escalation with its moves. `among` are the lines of the board from which it is opened, in its order, None for
    a concern that is being written."""

    escalation_id: int
    among: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportsPlace:
    """What a council's file leaves to be decided; about this client first."""

    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class PairsPlace:
    """The pairs of records that may be of one person."""


@dataclass(frozen=True, slots=True)
class FindPlace:
    """The search for somebody."""


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """The manager's board."""


@dataclass(frozen=True, slots=True)
class MonthPlace:
    """The people behind the Month line of the board."""


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """The figures of a period."""


@dataclass(frozen=True, slots=True)
class BehindPlace:
    """The people behind a figure: `counted` are the clients, one for each thing that it counted, called `unit`.
    `filters` are the period, and what else the figure is narrowed to."""

    title: str
    counted: Sequence[int]
    unit: str
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TodayPlace:
    """What is owed today, and what whoever sits here did."""


@dataclass(frozen=True, slots=True)
class DuePlace:
    """What is due for young people, courts and schools."""


@dataclass(frozen=True, slots=True)
class LoadPlace:
    """Who has how much work of children's services."""


@dataclass(frozen=True, slots=True)
class BillingPlace:
    """What councils ordered, and what may be billed."""


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A piece of work for children's services, with its moves."""

    work_id: int


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """The document of a piece of work, section by section."""

    work_id: int


@dataclass(frozen=True, slots=True)
class ServicesPlace:
    """The services that people can be referred to."""


@dataclass(frozen=True, slots=True)
class SettingsPlace:
    """The team's settings."""


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """Who is in the team, and who holds whom."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """The log; of one person where `person_id` names them."""

    person_id: str = ""


Place = (
    ClientPlace
    | CallPlace
    | ConcernPlace
    | CasePlace
    | ImportsPlace
    | PairsPlace
    | FindPlace
    | BoardPlace
    | MonthPlace
    | ReportPlace
    | BehindPlace
    | ServicesPlace
    | SettingsPlace
    | TeamPlace
    | TodayPlace
    | DuePlace
    | LoadPlace
    | BillingPlace
    | WorkPlace
    | DocumentPlace
    | LogPlace
)
