"""A ticket within a warranty is recognised, and its hand-over proposed; people decide."""

from dataclasses import dataclass
from uuid import UUID

from core import text
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.errors import Conflict
from core.ids import new_id
from core.jobs.handlers import Event
from core.tickets.refs import TicketRef
from core.tickets.rules import NOTE_MOST
from core.tickets.step import TOPICS as STEPS
from core.tickets.transitions import Action
from plugins.developer_escalation import rights
from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.warranty import repository
from plugins.developer_escalation.warranty.kinds import WarrantyState
from plugins.developer_escalation.warranty.models import Warranty
from plugins.developer_escalation.warranty.rules import covering

TOPICS = frozenset({STEPS[Action.REPORT], STEPS[Action.CLASSIFY]})
"""After these a ticket may be of another category."""

FOUND = "developer_escalation.warranty_found"


@dataclass(frozen=True, slots=True)
class DismissWarranty:
    """Why the matter is not for the developer after all."""

    ticket: TicketRef
    expected_version: int
    reason: str


async def recognise(uow: UnitOfWork, event: Event) -> None:
    """Find out anew, unless somebody has decided about the ticket already."""
    ref = TicketRef(event.estate_id, event.subject_id)
    found = await repository.matter_of(uow, ref)
    if found is None:
        return  # erased since
    group_id, matter = found
    known = await repository.warranty_of(uow, ref, lock=True)
    if known is not None and known["state"] not in (WarrantyState.PROPOSED, WarrantyState.LAPSED):
        return
    covered = covering(
        await repository.terms_of(uow, ref.estate_id),
        await repository.starts_of(uow, ref.estate_id),
        matter,
    )
    if covered is None:
        if known is not None and known["state"] is WarrantyState.PROPOSED:
            lapsed = {"state": WarrantyState.LAPSED}
            await repository.change_warranty(uow, ref.estate_id, known["id"], lapsed)
        return
    values = {
        "term_id": covered.term.id,
        "partner_id": covered.term.partner_id,
        "component": covered.term.component,
        "state": WarrantyState.PROPOSED,
        "starts_on": covered.starts_on,
        "ends_on": covered.ends_on,
        "found_at": uow.now,
    }
    tenant = {"group_id": group_id, "estate_id": ref.estate_id}
    if known is None:
        uow.add(Warranty, **tenant, id=new_id(), ticket_id=ref.id, **values)
    elif (known["state"], known["term_id"]) == (WarrantyState.PROPOSED, covered.term.id):
        return
    else:
        await repository.change_warranty(uow, ref.estate_id, known["id"], values)
    uow.emit(FOUND, **tenant, subject_id=ref.id, component=covered.term.component.value)


async def dismiss_warranty(actor: Actor, new: DismissWarranty, uow: UnitOfWork) -> UUID:
    """It stays with the estate, for a reason. The id of what was found.

    Raises `NotFound`, `Conflict` and WARRANTY_NOT_PROPOSED.
    """
    rights.require(actor, new.ticket.estate_id, rights.HAND_OVER, "ticketId")
    reason = text.required("reason", new.reason, NOTE_MOST)
    known = await repository.warranty_of(uow, new.ticket, lock=True)
    if known is None or known["state"] is not WarrantyState.PROPOSED:
        raise refuse(DeveloperCode.WARRANTY_NOT_PROPOSED, "ticketId")
    if known["version"] != new.expected_version:
        raise Conflict(known["version"])
    values = {"state": WarrantyState.DISMISSED, "reason": reason}
    await repository.change_warranty(uow, new.ticket.estate_id, known["id"], values)
    found: UUID = known["id"]
    return found


__all__ = ["FOUND", "TOPICS", "DismissWarranty", "dismiss_warranty", "recognise"]
