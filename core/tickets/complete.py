"""Completion: result, materials, labour and fees, reported by the department (S-E1)."""

from dataclasses import dataclass
from datetime import datetime

from core import text
from core.actor import Actor
from core.complaints.require import require_worked_through
from core.db.unit_of_work import UnitOfWork
from core.errors import GuanjiaError
from core.ids import new_id
from core.tickets import rules
from core.tickets.errors import TicketCode
from core.tickets.models import TicketMaterial
from core.tickets.refs import TicketRef
from core.tickets.step import Change, finish, take
from core.tickets.transitions import Action


@dataclass(frozen=True, slots=True)
class Material:
    """What was used. `quantity` is in thousandths of `unit`, `cost` in fen."""

    name: str
    quantity: int
    unit: str
    cost: int


@dataclass(frozen=True, slots=True)
class Complete:
    """What was done, with what, in how many minutes of labour, and the fee in fen.

    `finished_at` is when the work was done, not after now: reporting back has two hours from then.
    """

    ticket: TicketRef
    expected_version: int
    result: str
    labour_minutes: int | None = None
    materials: tuple[Material, ...] = ()
    finished_at: datetime | None = None
    fee: int | None = None


async def complete(actor: Actor, new: Complete, uow: UnitOfWork) -> TicketRef:
    """Completed: the customer is asked whether it is solved, and how it was (S-E2, S-F1).

    Raises LABOUR_INVALID, MATERIAL_INVALID, FEE_INVALID, and for when it was finished
    TIME_IN_FUTURE and TIME_TOO_OLD; STAGES_MISSING for a complaint not worked through (S-D5).
    """
    result = text.required("result", new.result, rules.RESULT_MOST)
    labour = new.labour_minutes
    if labour is not None and not 0 <= labour <= rules.LABOUR_MOST:
        raise GuanjiaError(
            TicketCode.LABOUR_INVALID, field="labourMinutes", details={"most": rules.LABOUR_MOST}
        )
    if new.fee is not None and not 0 <= new.fee <= rules.COST_MOST:
        raise GuanjiaError(TicketCode.FEE_INVALID, field="fee")
    materials = _materials(new.materials)
    taken = await take(actor, new.ticket, Action.COMPLETE, new.expected_version, uow)
    ticket = taken.ticket
    await require_worked_through(ticket, uow)
    for material in materials:
        uow.add(
            TicketMaterial,
            group_id=ticket.group_id,
            estate_id=ticket.ref.estate_id,
            id=new_id(),
            ticket_id=ticket.ref.id,
            requester_id=ticket.requester_id,
            name=material.name,
            quantity=material.quantity,
            unit=material.unit,
            cost=material.cost,
        )
    finished_at = rules.not_future("finishedAt", new.finished_at or uow.now, uow.now)
    rules.not_before("finishedAt", finished_at, ticket.received_at)
    values = {
        "result": result,
        "labour_minutes": labour,
        "fee": new.fee,
        "finished_at": finished_at,
        "outcome": None,
    }
    data = {
        "labourMinutes": labour,
        "materials": len(materials),
        "fee": new.fee,
        "finishedAt": finished_at.isoformat(),
    }
    return await finish(actor, taken, uow, Change(values, result, data, finished_at=finished_at))


def _materials(given: tuple[Material, ...]) -> list[Material]:
    refused = GuanjiaError(
        TicketCode.MATERIAL_INVALID, field="materials", details={"most": rules.MATERIALS_MOST}
    )
    if len(given) > rules.MATERIALS_MOST:
        raise refused
    kept = []
    for material in given:
        if not 0 < material.quantity <= rules.QUANTITY_MOST:
            raise refused
        if not 0 <= material.cost <= rules.COST_MOST:
            raise refused
        name = text.required("materials.name", material.name, rules.NAME_MOST)
        unit = text.required("materials.unit", material.unit, rules.UNIT_MOST)
        kept.append(Material(name, material.quantity, unit, material.cost))
    return kept


__all__ = ["Complete", "Material", "complete"]
