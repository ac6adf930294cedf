"""Recording a stage of a complaint: what was found, decided or done (S-D5)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import text
from core.actor import Actor
from core.complaints.errors import ComplaintCode
from core.complaints.repository import roles_of, stages_recorded
from core.complaints.stages import ATTENDED, Stage, grave, missing, stages_of, together
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError, NotFound
from core.staff.repository import department_exists
from core.tickets import rules
from core.tickets.refs import TicketRef
from core.tickets.repository import Standing
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Investigate:
    """`finding` is the stage's record. `responsible_id` is the department found responsible;
    `attended` are the members of staff who were there."""

    ticket: TicketRef
    expected_version: int
    stage: Stage
    finding: str
    responsible_id: UUID | None = None
    attended: tuple[UUID, ...] = ()


async def investigate(actor: Actor, new: Investigate, uow: UnitOfWork) -> TicketRef:
    """Keep the stage in the ticket's history, for the estate to read. A stage may be recorded
    again: the last record counts.

    Raises STAGE_OUT_OF_ORDER, STAGE_NOT_FOR_NATURE, RESPONSIBLE_REQUIRED where responsibility names
    no department, ATTENDANCE_REQUIRED for a grave matter that was not attended together, and
    `NotFound` for departments and people who are not the estate's.
    """
    finding = text.required("finding", new.finding, rules.NOTE_MOST)
    taken = await take(actor, new.ticket, Action.INVESTIGATE, new.expected_version, uow)
    await _in_order(new, taken.ticket, uow)
    if new.stage is Stage.RESPONSIBILITY and new.responsible_id is None:
        raise GuanjiaError(ComplaintCode.RESPONSIBLE_REQUIRED, field="responsibleId")
    estate_id = new.ticket.estate_id
    if new.responsible_id and not await department_exists(uow, estate_id, new.responsible_id):
        raise NotFound("responsibleId")
    await _attended(new, taken.ticket, uow)
    data: dict[str, Any] = {"stage": new.stage.value}
    if new.responsible_id is not None:
        data["responsible"] = str(new.responsible_id)
    if new.attended:
        data["attended"] = [str(id_) for id_ in new.attended]
    return await finish(actor, taken, uow, Change(note=finding, data=data, public=False))


async def _in_order(new: Investigate, ticket: Standing, uow: UnitOfWork) -> None:
    stages = stages_of(ticket.nature)
    if new.stage not in stages:
        raise GuanjiaError(ComplaintCode.STAGE_NOT_FOR_NATURE, field="stage")
    before = stages[: stages.index(new.stage)]
    lacking = missing(ticket.nature, await stages_recorded(uow, new.ticket))
    absent = [stage.value for stage in before if stage in lacking]
    if absent:
        raise GuanjiaError(
            ComplaintCode.STAGE_OUT_OF_ORDER, field="stage", details={"missing": tuple(absent)}
        )


async def _attended(new: Investigate, ticket: Standing, uow: UnitOfWork) -> None:
    roles = await roles_of(uow, new.ticket.estate_id, new.attended, uow.now)
    if len(roles) != len(set(new.attended)):
        raise NotFound("attendedIds")
    alone = new.stage is ATTENDED and not together(roles.values())
    if alone and grave(ticket.severity, ticket.important):
        raise GuanjiaError(ComplaintCode.ATTENDANCE_REQUIRED, field="attendedIds")


__all__ = ["Investigate", "investigate"]
