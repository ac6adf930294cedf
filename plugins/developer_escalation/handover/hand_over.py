"""Handing a ticket over to the developer: with report and evidence, while its clock waits (S-D8).

A matter that needs the developer is marked so, which begins the chain S-G1–G3; the developer's
clock for an answer begins to run.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict
from core.ids import new_id
from core.tickets.classify import Classify, classify
from core.tickets.hold import Hold, hold
from core.tickets.kinds import HoldReason
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing, change, lock
from core.tickets.rules import NAME_MOST, RESULT_MOST
from plugins.developer_escalation import rights
from plugins.developer_escalation.configuration import configured
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover import clocks, repository
from plugins.developer_escalation.handover.kinds import (
    DeveloperClockKind,
    HandOverAction,
    HandOverState,
    Side,
)
from plugins.developer_escalation.handover.models import EvidenceFile, HandOver
from plugins.developer_escalation.handover.record import By, entered
from plugins.developer_escalation.handover.repository import Handed
from plugins.developer_escalation.partners.people import developer, people_of, tell_people
from plugins.developer_escalation.warranty import repository as warranty
from plugins.developer_escalation.warranty.kinds import Component, WarrantyState


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
    EVIDENCE_NOT_OF_TICKET, `TextCode` refusals, and what classifying and holding refuse.
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
    files = await repository.files_of(uow, ref, frozenset(new.evidence))
    if len(files) != len(set(new.evidence)):
        raise refuse(DeveloperCode.EVIDENCE_NOT_OF_TICKET, "evidenceIds")
    hours = (await configured(uow, ref.estate_id)).respond_within(ticket.urgency)
    due_at = uow.now + timedelta(hours=hours)
    await _hold(actor, ticket, company["name"], due_at, uow)
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
    for each in files:
        uow.add(
            EvidenceFile,
            **tenant,
            id=new_id(),
            hand_over_id=handed.id,
            partner_id=handed.partner_id,
            attachment_id=each["id"],
            name=each["name"],
            media_type=each["media_type"],
            size=each["size"],
        )
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


async def _hold(
    actor: Actor, ticket: Standing, company: str, until: datetime, uow: UnitOfWork
) -> None:
    """Marked as needing the developer, and held for it."""
    version = ticket.version
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
