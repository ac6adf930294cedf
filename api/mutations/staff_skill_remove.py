"""staffSkillRemove: somebody has a skill no longer (S-K2)."""

import strawberry
from strawberry.types.info import Info

from api.mutations.staffing import StaffPayload, on_staff
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.staff.models import Skill
from core.staff.skills import remove_skill
from core.tickets.refs import TicketRef


@strawberry.input(description="Which of somebody's skills.")
class StaffSkillRemoveInput:
    idempotency_key: str
    staff_id: strawberry.ID
    skill: Skill


async def staff_skill_remove(info: Info, input: StaffSkillRemoveInput) -> StaffPayload:
    async def work(actor: Actor, staff: TicketRef, uow: UnitOfWork) -> None:
        await remove_skill(actor, staff.estate_id, staff.id, input.skill, uow)

    return await on_staff(info, input, work)


__all__ = ["StaffSkillRemoveInput", "staff_skill_remove"]
