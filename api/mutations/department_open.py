"""departmentOpen: an estate has another department (S-K1)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys
from api.graph.performing import perform
from api.mutations.staffing import DepartmentPayload
from api.mutations.tickets import estate_in
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.departments import OpenDepartment, open_department
from core.staff.models import Function


@strawberry.input(description="A department and what it is for.")
class DepartmentOpenInput:
    idempotency_key: str
    estate_id: strawberry.ID
    name: str
    function: Function


async def department_open(info: Info, input: DepartmentOpenInput) -> DepartmentPayload:
    estate_id = estate_in(input.estate_id)

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = OpenDepartment(estate_id, input.name, input.function)
        return {"department": Key(estate_id, await open_department(actor, new, uow))}

    return await perform(info, DepartmentPayload, estate_id, input, work)


__all__ = ["DepartmentOpenInput", "department_open"]
