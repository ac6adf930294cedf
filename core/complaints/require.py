"""A complaint is completed once it was worked through, not before (S-D5)."""

from core.complaints.errors import ComplaintCode
from core.complaints.repository import attended_at, roles_of, stages_recorded
from core.complaints.stages import ATTENDED, grave, lacking, together
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.tickets.kinds import Kind
from core.tickets.repository import Standing


async def require_worked_through(ticket: Standing, uow: UnitOfWork) -> None:
    """Refuse with STAGES_MISSING, naming them, while a stage that the standard demands is not on
    record. What turned grave after the first look is to be looked at again, together."""
    if ticket.kind is not Kind.COMPLAINT:
        return
    recorded = await stages_recorded(uow, ticket.ref)
    if grave(ticket.severity, ticket.important) and not await _together(ticket, uow):
        recorded -= {ATTENDED}
    absent = lacking(ticket.nature, recorded)
    if absent:
        missing = tuple(stage.value for stage in absent)
        raise GuanjiaError(
            ComplaintCode.STAGES_MISSING, field="ticketId", details={"missing": missing}
        )


async def _together(ticket: Standing, uow: UnitOfWork) -> bool:
    """Whether the butler and the department's supervisor were there, at any of the looks."""
    for at, there in (await attended_at(uow, ticket.ref, ATTENDED)).items():
        roles = await roles_of(uow, ticket.ref.estate_id, there, at)
        if together(roles.values()):
            return True
    return False


__all__ = ["require_worked_through"]
