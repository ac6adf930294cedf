"""Somebody leaves an estate's staff: nothing they owed is left to nobody (S-K1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.estates.rights import bump
from core.staff import rules
from core.staff.errors import StaffCode, TicketsStillOpen
from core.staff.models import StaffAction
from core.staff.places import change_place, end_duties, lock_place, note, open_tickets
from core.tickets.hand_over import HandOver, for_the_estate, hand_over
from core.tickets.refs import TicketRef

MOST_NAMED = 200
"""So many of the tickets still open are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Leave:
    """`last_day` is the last one worked; `hand_over` says who takes which ticket, by ticket id."""

    estate_id: int
    staff_id: UUID
    expected_version: int
    last_day: date
    hand_over: Mapping[UUID, UUID] = field(default_factory=dict)


async def leave(actor: Actor, new: Leave, uow: UnitOfWork) -> None:
    """The place ends with its last day; later duties are taken off the roster, tickets handed over.

    Raises `NotFound`, `Conflict`, HAS_LEFT, LEAVES_BEFORE_JOINING, ROLE_NOT_YOURS_TO_GIVE, and
    TICKETS_STILL_OPEN with the tickets nobody was named for.
    """
    place = await lock_place(uow, new.estate_id, new.staff_id, new.expected_version)
    rules.check_hires(actor, new.estate_id, place.role, "staffId")
    if place.left_on is not None and not place.here:
        raise GuanjiaError(StaffCode.HAS_LEFT, field="staffId")
    if new.last_day < place.joined_on:
        raise GuanjiaError(StaffCode.LEAVES_BEFORE_JOINING, field="lastDay")
    owed = await open_tickets(uow, new.estate_id, place.id)
    left = tuple(each.id for each in owed if each.id not in new.hand_over)
    if left:
        raise TicketsStillOpen(new.estate_id, left[:MOST_NAMED], len(left))
    if place.account_id is not None:
        await bump(uow, actor.group_id, [place.account_id])
    by = for_the_estate(actor, new.estate_id)
    for each in owed:
        ref = TicketRef(new.estate_id, each.id)
        to = HandOver(ref, each.version, new.hand_over[each.id], "人员离职，工作交接")
        await hand_over(by, to, uow)
    cancelled = await end_duties(uow, new.estate_id, place.id, new.last_day)
    await change_place(uow, new.estate_id, place, {"left_on": new.last_day})
    note(
        uow,
        actor,
        new.estate_id,
        place.id,
        StaffAction.LEFT,
        lastDay=new.last_day.isoformat(),
        handedOver=len(owed),
        dutiesCancelled=cancelled,
    )


__all__ = ["Leave", "leave"]
