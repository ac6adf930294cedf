"""How a plugin is tried out: what it says for the contract suite (`guanjia plugin check`)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.tickets.intake import Report
from core.tickets.kinds import Channel, Kind
from core.tickets.report import report


class TrialPerson(Protocol):
    """Somebody of a trial estate, as a row and as a caller."""

    @property
    def id(self) -> UUID: ...
    @property
    def actor(self) -> Actor: ...


class TrialEstate(Protocol):
    """The estate that a plugin is tried out at."""

    @property
    def group_id(self) -> int: ...
    @property
    def id(self) -> int: ...
    @property
    def building_id(self) -> UUID: ...
    @property
    def houses(self) -> tuple[UUID, UUID]: ...
    @property
    def resident(self) -> TrialPerson: ...
    @property
    def agent(self) -> TrialPerson: ...
    @property
    def technician(self) -> TrialPerson: ...


Fill = Callable[[UnitOfWork, TrialEstate], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trial:
    """What the suite needs to know of a plugin.

    `fill` leaves rows in every table of the plugin and a timer of each of its kinds, due a day
    later, in the scope of the system at that estate. `read` is a query of its own field, for an
    agent of the estate, that finds something then.
    """

    fill: Fill
    read: str


async def trial_ticket(uow: UnitOfWork, estate: TrialEstate) -> UUID:
    """A new ticket of the estate's, for a plugin's rows to refer to."""
    new = Report(
        estate_id=estate.id,
        kind=Kind.REPAIR,
        channel=Channel.PHONE,
        content="厨房水管漏水",
        house_id=estate.houses[0],
        requester_id=estate.resident.id,
        unknown_occurred="来电未说明",
    )
    return (await report(estate.agent.actor, new, uow)).ticket.id


__all__ = ["Fill", "Trial", "TrialEstate", "TrialPerson", "trial_ticket"]
