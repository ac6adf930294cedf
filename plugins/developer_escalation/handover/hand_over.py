"""Handing a ticket over to the developer: with report and evidence, while its clock waits (S-D8).

A matter that needs the developer is marked so, which begins the chain S-G1–G3; the developer's
clock for an answer begins to run. The estate remains answerable (S-D6): a ticket that nobody has
taken on yet is dispatched to whoever hands it over, who answers for it until it is dispatched to
somebody else. So its promises of taking up, dispatch and answer are kept then and there, and those
of contact and completion wait.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict
from core.ids import new_id
from core.staff.repository import own_place
from core.tickets.accept import Accept, accept
from core.tickets.classify import Classify, classify
from core.tickets.dispatch import Dispatch, dispatch
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason, State
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, change, lock
from core.tickets.rules import NAME_MOST, RESULT_MOST
from plugins.developer_escalation import rights
from plugins.developer_escalation.configuration import configured
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover import clocks, repository
from plugins.developer_escalation.handover.evidence import keep_chosen
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    HandOverAction,
    HandOverState,
    Side,
)
from plugins.developer_escalation.handover.models import HandOver
from plugins.developer_escalation.handover.record import By, entered
from plugins.developer_escalation.handover.repository import Handed
from plugins.developer_escalation.partners.people import developer, people_of, tell_people
from plugins.developer_escalation.warranty import repository as warranty
from plugins.developer_escalation.warranty.kinds import Component, WarrantyState

UNTAKEN = frozenset({State.REPORTED, State.CLASSIFIED, State.DISPATCHED})
"""Nobody has taken the ticket on."""


@dataclass(frozen=True, slots=True)
class HandOverTicket:
    """What the developer is told: a report, where it is (the ticket's house if not given), and
    which of the ticket's attachments it may see. `component` is the warranty's if not given."""

    ticket: TicketRef
    expected_version: int
    developer_id: UUID
    report: str
    place: str | None = None
    evidence: tuple[UUID, ...] = ()
    component: Component | None = None
    id: UUID = field(default_factory=new_id)


async def hand_over(actor: Actor, new: HandOverTicket, uow: UnitOfWork) -> None:
    """Hand it over; the ticket is held until the developer's answer is due.

    Raises `NotFound`, `Conflict`, ALREADY_HANDED_OVER, DEVELOPER_HAS_NOBODY,
    NOBODY_ANSWERS, EVIDENCE_NOT_OF_TICKET, `TextCode` refusals, and what the steps on the ticket
    refuse.
    """
    ref = new.ticket
    rights.require(actor, ref.estate_id, rights.HAND_OVER, "ticketId")
    report = text.required("report", new.report, RESULT_MOST)
    ticket = await lock(uow, ref)
    if ticket.version != new.expected_version:
        raise Conflict(ticket.version)
    if await repository.standing(uow, ref) is not None:
        raise refuse(DeveloperCode.ALREADY_HANDED_OVER, "ticketId")
    company = await developer(uow, ref.estate_id, new.developer_id)
    if not await people_of(uow, ref.estate_id, new.developer_id):
        raise refuse(DeveloperCode.DEVELOPER_HAS_NOBODY, "developerId")
    given = new.place or await repository.where_it_is(uow, ref)
    place = text.required("place", given, NAME_MOST)
    hours = (await configured(uow, ref.estate_id)).respond_within(ticket.urgency)
    due_at = uow.now + timedelta(hours=hours)
    version = await _answer_for(actor, ticket, uow)
    await _hold(actor, ticket, version, company["name"], due_at, uow)
    await change(uow, ref, {"partner_id": new.developer_id})
    found = await warranty.warranty_of(uow, ref, lock=True)
    of_warranty = None if found is None else found["component"]
    if found is not None and found["state"] is WarrantyState.PROPOSED:
        handed_over = {"state": WarrantyState.HANDED_OVER}
        await warranty.change_warranty(uow, ref.estate_id, found["id"], handed_over)
    handed = Handed(
        estate_id=ref.estate_id,
        id=new.id,
        group_id=ticket.group_id,
        ticket_id=ref.id,
        number=ticket.number,
        partner_id=new.developer_id,
        state=HandOverState.HANDED,
        version=1,
        handed_by=actor.account_id,
        repair_by=None,
    )
    uow.add(
        HandOver,
        **{name: getattr(handed, name) for name in Handed.__dataclass_fields__},
        component=new.component or of_warranty,
        report=report,
        place=place,
        handed_at=uow.now,
        response_due_at=due_at,
    )
    tenant = {"group_id": handed.group_id, "estate_id": handed.estate_id}
    await keep_chosen(actor, handed, new.evidence, HandOverAction.HAND_OVER, uow)
    clocks.start(uow, handed, DeveloperClockKind.RESPONSE, due_at)
    by = By.of(actor, Side.ESTATE)
    await entered(uow, handed, HandOverAction.HAND_OVER, handed.state, by, None)
    values = {"number": handed.number, "due": due_at.isoformat()}
    await tell_people(
        uow,
        **tenant,
        partner_id=handed.partner_id,
        template="handed",
        key=str(handed.id),
        values=values,
    )


async def _answer_for(actor: Actor, ticket: Standing, uow: UnitOfWork) -> int:
    """Somebody of the estate answers for it: the caller, where nobody has taken it on. The ticket's
    version then."""
    if ticket.state not in UNTAKEN:
        return ticket.version
    place = await own_place(uow, ticket.ref.estate_id, actor.persons, uow.now)
    if place is None:
        raise refuse(DeveloperCode.NOBODY_ANSWERS, "ticketId")
    reason = "移交开发商，由移交人跟进"
    to = Dispatch(ticket.ref, ticket.version, assignee_id=place.id, reason=reason)
    await dispatch(actor, to, uow)
    await accept(actor, Accept(ticket.ref, ticket.version + 1), uow)
    return ticket.version + 2


async def _hold(
    actor: Actor, ticket: Standing, version: int, company: str, until: datetime, uow: UnitOfWork
) -> None:
    """Marked as needing the developer, and held for it."""
    if not ticket.needs_developer:
        marked = Classify(
            ticket.ref,
            version,
            kind=ticket.kind,
            urgency=ticket.urgency,
            severity=ticket.severity,
            category_code=ticket.category_code,
            nature=ticket.nature,
            needs_developer=True,
            important=ticket.important,
        )
        await classify(actor, marked, uow)
        version += 1
    note = f"已移交开发商：{company}"
    await hold(actor, Hold(ticket.ref, version, HoldReason.DEVELOPER, until, note), uow)


__all__ = ["HandOverTicket", "hand_over"]
